from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define, field

from .. import wire

if TYPE_CHECKING:
    from .team import Team
    from .token_user import TokenUser


@define(kw_only=True)
class Identity:
    """Whose token it is.

    Attributes:
        user: The user as `verifyToken` prints it. The reference spells one field
            `apiRequestSignatureSethod` here and `apiRequestSignatureMethod` elsewhere; this
            document keeps each as it is printed, and this project's server sends both here
            (D-08).
        team: A team.
        other_teams: The user's teams except the token's.
    """

    user: TokenUser
    team: Team
    other_teams: list[Team]
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Read a decoded JSON object. Raises ValueError when a field is missing or has another type."""
        from .team import Team
        from .token_user import TokenUser

        fields = wire.Fields("Identity", data)
        return cls(
            user=fields.required("user", TokenUser.from_dict),
            team=fields.required("team", Team.from_dict),
            other_teams=fields.required("otherTeams", wire.list_of(Team.from_dict)),
            additional_properties=fields.rest(wire.anything),
        )

    def to_dict(self, *, closed: bool = False) -> dict[str, Any]:
        """Write the JSON object. `closed` refuses enum values that the document does not list (ValueError)."""
        from .team import Team
        from .token_user import TokenUser

        result: dict[str, Any] = {}
        wire.put(result, "user", self.user, wire.model_json(TokenUser), closed)
        wire.put(result, "team", self.team, wire.model_json(Team), closed)
        wire.put(result, "otherTeams", self.other_teams, wire.list_json(wire.model_json(Team)), closed)
        for name, value in self.additional_properties.items():
            wire.put(result, name, value)
        return result
