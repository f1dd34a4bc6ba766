from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define, field

from .. import wire
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from .pixel_format import PixelFormat


@define(kw_only=True)
class MediaMetadata:
    """What the media is.

    Attributes:
        container_name: Short name of the container.
        codec_name: Short name of the video codec.
        frame_width: Width in pixels.
        frame_height: Height in pixels.
        average_framerate: Frames a second, on average.
        duration_in_millis: Duration of the video in milliseconds.
        total_frames: Number of frames.
        size: Size of the file in bytes (D-34).
        long_container_name: Name of the container in words.
        long_codec_name: Name of the video codec in words.
        pixel_format: How pixels are stored.
        video_stream_size: Size of the video stream in bytes (D-34).
    """

    container_name: str
    codec_name: str
    frame_width: int
    frame_height: int
    average_framerate: float
    duration_in_millis: int
    total_frames: int
    size: int
    long_container_name: str | Unset = UNSET
    long_codec_name: str | Unset = UNSET
    pixel_format: PixelFormat | Unset = UNSET
    video_stream_size: int | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Read a decoded JSON object. Raises ValueError when a field is missing or has another type."""
        from .pixel_format import PixelFormat

        fields = wire.Fields("MediaMetadata", data)
        return cls(
            container_name=fields.required("containerName", wire.string),
            codec_name=fields.required("codecName", wire.string),
            frame_width=fields.required("frameWidth", wire.integer),
            frame_height=fields.required("frameHeight", wire.integer),
            average_framerate=fields.required("averageFramerate", wire.number),
            duration_in_millis=fields.required("durationInMillis", wire.integer),
            total_frames=fields.required("totalFrames", wire.integer),
            size=fields.required("size", wire.integer),
            long_container_name=fields.optional("longContainerName", wire.string),
            long_codec_name=fields.optional("longCodecName", wire.string),
            pixel_format=fields.optional("pixelFormat", PixelFormat.from_dict),
            video_stream_size=fields.optional("videoStreamSize", wire.integer),
            additional_properties=fields.rest(wire.anything),
        )

    def to_dict(self, *, closed: bool = False) -> dict[str, Any]:
        """Write the JSON object. `closed` refuses enum values that the document does not list (ValueError)."""
        from .pixel_format import PixelFormat

        result: dict[str, Any] = {}
        wire.put(result, "containerName", self.container_name)
        wire.put(result, "codecName", self.codec_name)
        wire.put(result, "frameWidth", self.frame_width)
        wire.put(result, "frameHeight", self.frame_height)
        wire.put(result, "averageFramerate", self.average_framerate)
        wire.put(result, "durationInMillis", self.duration_in_millis)
        wire.put(result, "totalFrames", self.total_frames)
        wire.put(result, "size", self.size)
        wire.put(result, "longContainerName", self.long_container_name)
        wire.put(result, "longCodecName", self.long_codec_name)
        wire.put(result, "pixelFormat", self.pixel_format, wire.model_json(PixelFormat), closed)
        wire.put(result, "videoStreamSize", self.video_stream_size)
        for name, value in self.additional_properties.items():
            wire.put(result, name, value)
        return result
