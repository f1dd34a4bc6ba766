from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define, field

from .. import wire
from ..types import UNSET, Unset

if TYPE_CHECKING:
    pass


@define(kw_only=True)
class VideoFilterProperties:
    """Configuration of a filter; a server of the reference's age sends these three at most (D-42).

    Attributes:
        target_width: Width in pixels that a scaler makes.
        target_height: Height in pixels that a scaler makes.
        clarity_boost: Contrast enhancement of Pixop Super Resolution.
    """

    target_width: int | Unset = UNSET
    target_height: int | Unset = UNSET
    clarity_boost: str | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Read a decoded JSON object. Raises ValueError when a field is missing or has another type."""

        fields = wire.Fields("VideoFilterProperties", data)
        return cls(
            target_width=fields.optional("targetWidth", wire.integer),
            target_height=fields.optional("targetHeight", wire.integer),
            clarity_boost=fields.optional("clarityBoost", wire.string),
            additional_properties=fields.rest(wire.anything),
        )

    def to_dict(self, *, closed: bool = False) -> dict[str, Any]:
        """Write the JSON object. `closed` refuses enum values that the document does not list (ValueError)."""

        result: dict[str, Any] = {}
        wire.put(result, "targetWidth", self.target_width)
        wire.put(result, "targetHeight", self.target_height)
        wire.put(result, "clarityBoost", self.clarity_boost)
        for name, value in self.additional_properties.items():
            wire.put(result, name, value)
        return result
