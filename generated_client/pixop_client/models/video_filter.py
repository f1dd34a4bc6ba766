from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define, field

from .. import wire
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from .video_filter_name import VideoFilterName
    from .video_filter_properties import VideoFilterProperties


@define(kw_only=True)
class VideoFilter:
    """A filter and its configuration.

    Attributes:
        name: A filter of the request (deinterlacer, denoiser, stabilizer or scaler), or one
            that this document does not know.
        properties: Configuration of a filter; a server of the reference's age sends these three
            at most (D-42).
    """

    name: VideoFilterName
    properties: VideoFilterProperties | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Read a decoded JSON object. Raises ValueError when a field is missing or has another type."""
        from .video_filter_name import VideoFilterName
        from .video_filter_properties import VideoFilterProperties

        fields = wire.Fields("VideoFilter", data)
        return cls(
            name=fields.required("name", wire.enumeration(VideoFilterName)),
            properties=fields.optional("properties", VideoFilterProperties.from_dict),
            additional_properties=fields.rest(wire.anything),
        )

    def to_dict(self, *, closed: bool = False) -> dict[str, Any]:
        """Write the JSON object. `closed` refuses enum values that the document does not list (ValueError)."""
        from .video_filter_name import VideoFilterName
        from .video_filter_properties import VideoFilterProperties

        result: dict[str, Any] = {}
        wire.put(result, "name", self.name, wire.enum_json(VideoFilterName), closed)
        wire.put(result, "properties", self.properties, wire.model_json(VideoFilterProperties), closed)
        for name, value in self.additional_properties.items():
            wire.put(result, name, value)
        return result
