from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define, field

from .. import wire

if TYPE_CHECKING:
    pass


@define(kw_only=True)
class Token:
    """A token and whom it speaks for.

    Attributes:
        user_id: An id. This project's server gives out lower-case UUIDs (D-15).
        team_id: An id. This project's server gives out lower-case UUIDs (D-15).
        jwt_token: The token for the `Authorization` header, good for 900 seconds.
    """

    user_id: str
    team_id: str
    jwt_token: str
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Read a decoded JSON object. Raises ValueError when a field is missing or has another type."""

        fields = wire.Fields("Token", data)
        return cls(
            user_id=fields.required("userId", wire.string),
            team_id=fields.required("teamId", wire.string),
            jwt_token=fields.required("jwtToken", wire.string),
            additional_properties=fields.rest(wire.anything),
        )

    def to_dict(self, *, closed: bool = False) -> dict[str, Any]:
        """Write the JSON object. `closed` refuses enum values that the document does not list (ValueError)."""

        result: dict[str, Any] = {}
        wire.put(result, "userId", self.user_id)
        wire.put(result, "teamId", self.team_id)
        wire.put(result, "jwtToken", self.jwt_token)
        for name, value in self.additional_properties.items():
            wire.put(result, name, value)
        return result
