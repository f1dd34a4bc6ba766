from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define, field

from .. import wire
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from .pixel_format import PixelFormat
    from .preset import Preset
    from .target_codec import TargetCodec
    from .target_container import TargetContainer
    from .video_filter import VideoFilter


@define(kw_only=True)
class TargetVideo:
    """What is made.

    Attributes:
        container: The container and its configuration.
        codec: The codec and its configuration.
        preset: The preset that was used.
        pixel_format: How pixels are stored.
        bitrate: Bits a second (D-41).
        frame_width: Width in pixels.
        frame_height: Height in pixels.
        video_filters: The filters, in the order of their work.
    """

    container: TargetContainer
    codec: TargetCodec
    preset: Preset | Unset = UNSET
    pixel_format: PixelFormat | Unset = UNSET
    bitrate: int | Unset = UNSET
    frame_width: int | Unset = UNSET
    frame_height: int | Unset = UNSET
    video_filters: list[VideoFilter] | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Read a decoded JSON object. Raises ValueError when a field is missing or has another type."""
        from .pixel_format import PixelFormat
        from .preset import Preset
        from .target_codec import TargetCodec
        from .target_container import TargetContainer
        from .video_filter import VideoFilter

        fields = wire.Fields("TargetVideo", data)
        return cls(
            container=fields.required("container", TargetContainer.from_dict),
            codec=fields.required("codec", TargetCodec.from_dict),
            preset=fields.optional("preset", Preset.from_dict),
            pixel_format=fields.optional("pixelFormat", PixelFormat.from_dict),
            bitrate=fields.optional("bitrate", wire.integer),
            frame_width=fields.optional("frameWidth", wire.integer),
            frame_height=fields.optional("frameHeight", wire.integer),
            video_filters=fields.optional("videoFilters", wire.list_of(VideoFilter.from_dict)),
            additional_properties=fields.rest(wire.anything),
        )

    def to_dict(self, *, closed: bool = False) -> dict[str, Any]:
        """Write the JSON object. `closed` refuses enum values that the document does not list (ValueError)."""
        from .pixel_format import PixelFormat
        from .preset import Preset
        from .target_codec import TargetCodec
        from .target_container import TargetContainer
        from .video_filter import VideoFilter

        result: dict[str, Any] = {}
        wire.put(result, "container", self.container, wire.model_json(TargetContainer), closed)
        wire.put(result, "codec", self.codec, wire.model_json(TargetCodec), closed)
        wire.put(result, "preset", self.preset, wire.model_json(Preset), closed)
        wire.put(result, "pixelFormat", self.pixel_format, wire.model_json(PixelFormat), closed)
        wire.put(result, "bitrate", self.bitrate)
        wire.put(result, "frameWidth", self.frame_width)
        wire.put(result, "frameHeight", self.frame_height)
        wire.put(
            result, "videoFilters", self.video_filters, wire.list_json(wire.model_json(VideoFilter)), closed
        )
        for name, value in self.additional_properties.items():
            wire.put(result, name, value)
        return result
