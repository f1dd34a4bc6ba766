"""Who asks: a user with a token of one team, and which requirements speak of what belongs to others."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Relation(Enum):
    """How an actor stands to a thing."""

    OWN = "own"
    OTHER_TEAM = "another team of the same user"
    OTHER_USER = "another user's team"


class Right(Enum):
    """What an actor wants, with the requirements that refuse it to another team of the user and to another user."""

    READ = ("ISO-001", "ISO-005")
    WRITE = ("ISO-002", "ISO-006")
    LIST = ("ISO-003", "ISO-007")
    MEDIA = ("ISO-004", "ISO-008")
    RESULT = ("ISO-013", "ISO-013")

    def requirement(self, relation: Relation) -> str:
        """Return the requirement that speaks of a stranger."""
        return self.value[0] if relation is Relation.OTHER_TEAM else self.value[1]


@dataclass(frozen=True, slots=True)
class Actor:
    """A user and the team that the token is bound to, both by id."""

    label: str
    user: str
    team: str

    def relation(self, user: str, team: str) -> Relation:
        """Tell how this actor stands to what a user made in a team."""
        if team == self.team:
            return Relation.OWN
        return Relation.OTHER_TEAM if user == self.user else Relation.OTHER_USER
