from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define, field

from .. import wire

if TYPE_CHECKING:
    from .deleted_video import DeletedVideo


@define(kw_only=True)
class DeleteVideoResponse:
    """What was deleted.

    Attributes:
        deleted_videos: The video itself and everything made from it.
    """

    deleted_videos: list[DeletedVideo]
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Read a decoded JSON object. Raises ValueError when a field is missing or has another type."""
        from .deleted_video import DeletedVideo

        fields = wire.Fields("DeleteVideoResponse", data)
        return cls(
            deleted_videos=fields.required("deletedVideos", wire.list_of(DeletedVideo.from_dict)),
            additional_properties=fields.rest(wire.anything),
        )

    def to_dict(self, *, closed: bool = False) -> dict[str, Any]:
        """Write the JSON object. `closed` refuses enum values that the document does not list (ValueError)."""
        from .deleted_video import DeletedVideo

        result: dict[str, Any] = {}
        wire.put(
            result,
            "deletedVideos",
            self.deleted_videos,
            wire.list_json(wire.model_json(DeletedVideo)),
            closed,
        )
        for name, value in self.additional_properties.items():
            wire.put(result, name, value)
        return result
