from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from attrs import define, field

from .. import wire

if TYPE_CHECKING:
    pass


@define(kw_only=True)
class Project:
    """A project.

    Attributes:
        id: An id. This project's server gives out lower-case UUIDs (D-15).
        name: The project's name.
        team_id: An id. This project's server gives out lower-case UUIDs (D-15).
        date_created: A moment in UTC, 24-hour clock, to the second (D-14).
        time_last_updated: A moment in UTC, 24-hour clock, to the second (D-14).
    """

    id: str
    name: str
    team_id: str
    date_created: datetime
    time_last_updated: datetime
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Read a decoded JSON object. Raises ValueError when a field is missing or has another type."""

        fields = wire.Fields("Project", data)
        return cls(
            id=fields.required("id", wire.string),
            name=fields.required("name", wire.string),
            team_id=fields.required("teamId", wire.string),
            date_created=fields.required("dateCreated", wire.date_time),
            time_last_updated=fields.required("timeLastUpdated", wire.date_time),
            additional_properties=fields.rest(wire.anything),
        )

    def to_dict(self, *, closed: bool = False) -> dict[str, Any]:
        """Write the JSON object. `closed` refuses enum values that the document does not list (ValueError)."""

        result: dict[str, Any] = {}
        wire.put(result, "id", self.id)
        wire.put(result, "name", self.name)
        wire.put(result, "teamId", self.team_id)
        wire.put(result, "dateCreated", self.date_created, wire.spaced_date_time_json, closed)
        wire.put(result, "timeLastUpdated", self.time_last_updated, wire.spaced_date_time_json, closed)
        for name, value in self.additional_properties.items():
            wire.put(result, name, value)
        return result
