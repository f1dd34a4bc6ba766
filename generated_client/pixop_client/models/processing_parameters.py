from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define, field

from .. import wire

if TYPE_CHECKING:
    from .source_video import SourceVideo
    from .target_video import TargetVideo


@define(kw_only=True)
class ProcessingParameters:
    """What the processing does, with everything that was assumed filled in (D-29).

    Attributes:
        source_video: Which part of the source is used; both are absent when it is all of it.
        target_video: What is made.
    """

    source_video: SourceVideo
    target_video: TargetVideo
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Read a decoded JSON object. Raises ValueError when a field is missing or has another type."""
        from .source_video import SourceVideo
        from .target_video import TargetVideo

        fields = wire.Fields("ProcessingParameters", data)
        return cls(
            source_video=fields.required("sourceVideo", SourceVideo.from_dict),
            target_video=fields.required("targetVideo", TargetVideo.from_dict),
            additional_properties=fields.rest(wire.anything),
        )

    def to_dict(self, *, closed: bool = False) -> dict[str, Any]:
        """Write the JSON object. `closed` refuses enum values that the document does not list (ValueError)."""
        from .source_video import SourceVideo
        from .target_video import TargetVideo

        result: dict[str, Any] = {}
        wire.put(result, "sourceVideo", self.source_video, wire.model_json(SourceVideo), closed)
        wire.put(result, "targetVideo", self.target_video, wire.model_json(TargetVideo), closed)
        for name, value in self.additional_properties.items():
            wire.put(result, name, value)
        return result
