from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define

from .. import wire

if TYPE_CHECKING:
    pass


@define(kw_only=True)
class ExplicitResolution:
    """Width and height, taken as given (D-24, D-28b).

    Attributes:
        width: Width in pixels.
        height: Height in pixels.
    """

    width: int
    height: int

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Read a decoded JSON object. Raises ValueError when a field is missing or has another type."""

        fields = wire.Fields("ExplicitResolution", data)
        result = cls(
            width=fields.required("width", wire.integer),
            height=fields.required("height", wire.integer),
        )
        fields.end()
        return result

    def to_dict(self, *, closed: bool = False) -> dict[str, Any]:
        """Write the JSON object. `closed` refuses enum values that the document does not list (ValueError)."""

        result: dict[str, Any] = {}
        wire.put(result, "width", self.width)
        wire.put(result, "height", self.height)
        return result
