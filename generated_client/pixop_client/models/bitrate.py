from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define

from .. import wire
from ..types import UNSET, Unset

if TYPE_CHECKING:
    pass


@define(kw_only=True)
class Bitrate:
    """The target bitrate.

    Attributes:
        mbps: Megabits a second.
    """

    mbps: float | Unset = UNSET

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Read a decoded JSON object. Raises ValueError when a field is missing or has another type."""

        fields = wire.Fields("Bitrate", data)
        result = cls(
            mbps=fields.optional("mbps", wire.number),
        )
        fields.end()
        return result

    def to_dict(self, *, closed: bool = False) -> dict[str, Any]:
        """Write the JSON object. `closed` refuses enum values that the document does not list (ValueError)."""

        result: dict[str, Any] = {}
        wire.put(result, "mbps", self.mbps)
        return result
