from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define, field

from .. import wire

if TYPE_CHECKING:
    from .video import Video


@define(kw_only=True)
class VideoResponse:
    """A video.

    Attributes:
        video: A video. What has no value is left out and never null: `upload` for a processed
            video, `processing` for an original (D-44).
    """

    video: Video
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Read a decoded JSON object. Raises ValueError when a field is missing or has another type."""
        from .video import Video

        fields = wire.Fields("VideoResponse", data)
        return cls(
            video=fields.required("video", Video.from_dict),
            additional_properties=fields.rest(wire.anything),
        )

    def to_dict(self, *, closed: bool = False) -> dict[str, Any]:
        """Write the JSON object. `closed` refuses enum values that the document does not list (ValueError)."""
        from .video import Video

        result: dict[str, Any] = {}
        wire.put(result, "video", self.video, wire.model_json(Video), closed)
        for name, value in self.additional_properties.items():
            wire.put(result, name, value)
        return result
