from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from attrs import define, field

from .. import wire

if TYPE_CHECKING:
    from .self_link import SelfLink


@define(kw_only=True)
class ProjectSummary:
    """A project in a list.

    Attributes:
        links: The link to the item itself.
        id: An id. This project's server gives out lower-case UUIDs (D-15).
        name: The project's name.
        date_created: A moment in UTC, 24-hour clock, to the second (D-14).
        time_last_updated: A moment in UTC, 24-hour clock, to the second (D-14).
    """

    links: SelfLink
    id: str
    name: str
    date_created: datetime
    time_last_updated: datetime
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Read a decoded JSON object. Raises ValueError when a field is missing or has another type."""
        from .self_link import SelfLink

        fields = wire.Fields("ProjectSummary", data)
        return cls(
            links=fields.required("_links", SelfLink.from_dict),
            id=fields.required("id", wire.string),
            name=fields.required("name", wire.string),
            date_created=fields.required("dateCreated", wire.date_time),
            time_last_updated=fields.required("timeLastUpdated", wire.date_time),
            additional_properties=fields.rest(wire.anything),
        )

    def to_dict(self, *, closed: bool = False) -> dict[str, Any]:
        """Write the JSON object. `closed` refuses enum values that the document does not list (ValueError)."""
        from .self_link import SelfLink

        result: dict[str, Any] = {}
        wire.put(result, "_links", self.links, wire.model_json(SelfLink), closed)
        wire.put(result, "id", self.id)
        wire.put(result, "name", self.name)
        wire.put(result, "dateCreated", self.date_created, wire.spaced_date_time_json, closed)
        wire.put(result, "timeLastUpdated", self.time_last_updated, wire.spaced_date_time_json, closed)
        for name, value in self.additional_properties.items():
            wire.put(result, name, value)
        return result
