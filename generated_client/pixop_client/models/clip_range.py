from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define

from .. import wire
from ..types import UNSET, Unset

if TYPE_CHECKING:
    pass


@define(kw_only=True)
class ClipRange:
    """The part of the source to use. The start lies before the end and the end not after the end
    of the source, which no schema can say; otherwise 400 (D-27). Without a start it begins at
    0, without an end it goes to the end.

    Attributes:
        start_position_milliseconds: Start of the clip in milliseconds.
        end_position_milliseconds: End of the clip in milliseconds.
    """

    start_position_milliseconds: int | Unset = UNSET
    end_position_milliseconds: int | Unset = UNSET

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Read a decoded JSON object. Raises ValueError when a field is missing or has another type."""

        fields = wire.Fields("ClipRange", data)
        result = cls(
            start_position_milliseconds=fields.optional("startPositionMilliseconds", wire.integer),
            end_position_milliseconds=fields.optional("endPositionMilliseconds", wire.integer),
        )
        fields.end()
        return result

    def to_dict(self, *, closed: bool = False) -> dict[str, Any]:
        """Write the JSON object. `closed` refuses enum values that the document does not list (ValueError)."""

        result: dict[str, Any] = {}
        wire.put(result, "startPositionMilliseconds", self.start_position_milliseconds)
        wire.put(result, "endPositionMilliseconds", self.end_position_milliseconds)
        return result
