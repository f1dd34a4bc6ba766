from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define

from .. import wire

if TYPE_CHECKING:
    pass


@define(kw_only=True)
class UpdatePasswordRequest:
    """A new password.

    Attributes:
        new_password: The new password, 1 to 1024 characters (D-36).
    """

    new_password: str

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Read a decoded JSON object. Raises ValueError when a field is missing or has another type."""

        fields = wire.Fields("UpdatePasswordRequest", data)
        result = cls(
            new_password=fields.required("newPassword", wire.string),
        )
        fields.end()
        return result

    def to_dict(self, *, closed: bool = False) -> dict[str, Any]:
        """Write the JSON object. `closed` refuses enum values that the document does not list (ValueError)."""

        result: dict[str, Any] = {}
        wire.put(result, "newPassword", self.new_password)
        return result
