from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define, field

from .. import wire
from ..types import UNSET, Unset

if TYPE_CHECKING:
    pass


@define(kw_only=True)
class SourceVideo:
    """Which part of the source is used; both are absent when it is all of it.

    Attributes:
        start_position_milliseconds: Start of the clip in milliseconds.
        end_position_milliseconds: End of the clip in milliseconds.
    """

    start_position_milliseconds: int | Unset = UNSET
    end_position_milliseconds: int | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Read a decoded JSON object. Raises ValueError when a field is missing or has another type."""

        fields = wire.Fields("SourceVideo", data)
        return cls(
            start_position_milliseconds=fields.optional("startPositionMilliseconds", wire.integer),
            end_position_milliseconds=fields.optional("endPositionMilliseconds", wire.integer),
            additional_properties=fields.rest(wire.anything),
        )

    def to_dict(self, *, closed: bool = False) -> dict[str, Any]:
        """Write the JSON object. `closed` refuses enum values that the document does not list (ValueError)."""

        result: dict[str, Any] = {}
        wire.put(result, "startPositionMilliseconds", self.start_position_milliseconds)
        wire.put(result, "endPositionMilliseconds", self.end_position_milliseconds)
        for name, value in self.additional_properties.items():
            wire.put(result, name, value)
        return result
