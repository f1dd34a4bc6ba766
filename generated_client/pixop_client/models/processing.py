from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define, field

from .. import wire

if TYPE_CHECKING:
    from .processing_parameters import ProcessingParameters
    from .processing_state import ProcessingState


@define(kw_only=True)
class Processing:
    """The processing that makes, or made, this video.

    Attributes:
        processing_state: The state of the processing.
        processing_parameters: What the processing does, with everything that was assumed filled
            in (D-29).
    """

    processing_state: ProcessingState
    processing_parameters: ProcessingParameters
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Read a decoded JSON object. Raises ValueError when a field is missing or has another type."""
        from .processing_parameters import ProcessingParameters
        from .processing_state import ProcessingState

        fields = wire.Fields("Processing", data)
        return cls(
            processing_state=fields.required("processingState", ProcessingState.from_dict),
            processing_parameters=fields.required("processingParameters", ProcessingParameters.from_dict),
            additional_properties=fields.rest(wire.anything),
        )

    def to_dict(self, *, closed: bool = False) -> dict[str, Any]:
        """Write the JSON object. `closed` refuses enum values that the document does not list (ValueError)."""
        from .processing_parameters import ProcessingParameters
        from .processing_state import ProcessingState

        result: dict[str, Any] = {}
        wire.put(result, "processingState", self.processing_state, wire.model_json(ProcessingState), closed)
        wire.put(
            result,
            "processingParameters",
            self.processing_parameters,
            wire.model_json(ProcessingParameters),
            closed,
        )
        for name, value in self.additional_properties.items():
            wire.put(result, name, value)
        return result
