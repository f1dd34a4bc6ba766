from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define, field

from .. import wire

if TYPE_CHECKING:
    from .processing_progress_state import ProcessingProgressState


@define(kw_only=True)
class ProcessVideoProgress:
    """How far a processing is.

    Attributes:
        video_id: An id. This project's server gives out lower-case UUIDs (D-15).
        project_id: An id. This project's server gives out lower-case UUIDs (D-15).
        processing_state: The state of a processing, with its progress.
    """

    video_id: str
    project_id: str
    processing_state: ProcessingProgressState
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Read a decoded JSON object. Raises ValueError when a field is missing or has another type."""
        from .processing_progress_state import ProcessingProgressState

        fields = wire.Fields("ProcessVideoProgress", data)
        return cls(
            video_id=fields.required("videoId", wire.string),
            project_id=fields.required("projectId", wire.string),
            processing_state=fields.required("processingState", ProcessingProgressState.from_dict),
            additional_properties=fields.rest(wire.anything),
        )

    def to_dict(self, *, closed: bool = False) -> dict[str, Any]:
        """Write the JSON object. `closed` refuses enum values that the document does not list (ValueError)."""
        from .processing_progress_state import ProcessingProgressState

        result: dict[str, Any] = {}
        wire.put(result, "videoId", self.video_id)
        wire.put(result, "projectId", self.project_id)
        wire.put(
            result, "processingState", self.processing_state, wire.model_json(ProcessingProgressState), closed
        )
        for name, value in self.additional_properties.items():
            wire.put(result, name, value)
        return result
