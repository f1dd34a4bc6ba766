from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define

from .. import wire

if TYPE_CHECKING:
    from .resolution_tag import ResolutionTag


@define(kw_only=True)
class TaggedResolution:
    """A resolution by name. The tag is a box that the picture is fitted into with its aspect kept
    and even numbers: 560×320 becomes 1890×1080 with `hd_1080p` (D-28b).

    Attributes:
        tag: `hd_1080p` 1920×1080, `uhd_4k` 3840×2160, `uhd_8k` 7680×4320.
    """

    tag: ResolutionTag | str

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Read a decoded JSON object. Raises ValueError when a field is missing or has another type."""
        from .resolution_tag import ResolutionTag

        fields = wire.Fields("TaggedResolution", data)
        result = cls(
            tag=fields.required("tag", wire.enumeration(ResolutionTag)),
        )
        fields.end()
        return result

    def to_dict(self, *, closed: bool = False) -> dict[str, Any]:
        """Write the JSON object. `closed` refuses enum values that the document does not list (ValueError)."""
        from .resolution_tag import ResolutionTag

        result: dict[str, Any] = {}
        wire.put(result, "tag", self.tag, wire.enum_json(ResolutionTag), closed)
        return result
