from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define, field

from .. import wire

if TYPE_CHECKING:
    from .user import User


@define(kw_only=True)
class UserResponse:
    """A user, and nothing beside it.

    Attributes:
        user: A user.
    """

    user: User
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Read a decoded JSON object. Raises ValueError when a field is missing or has another type."""
        from .user import User

        fields = wire.Fields("UserResponse", data)
        return cls(
            user=fields.required("user", User.from_dict),
            additional_properties=fields.rest(wire.anything),
        )

    def to_dict(self, *, closed: bool = False) -> dict[str, Any]:
        """Write the JSON object. `closed` refuses enum values that the document does not list (ValueError)."""
        from .user import User

        result: dict[str, Any] = {}
        wire.put(result, "user", self.user, wire.model_json(User), closed)
        for name, value in self.additional_properties.items():
            wire.put(result, name, value)
        return result
