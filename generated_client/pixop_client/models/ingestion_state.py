from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from attrs import define, field

from .. import wire

if TYPE_CHECKING:
    from .ingestion_status import IngestionStatus


@define(kw_only=True)
class IngestionState:
    """The state of the ingestion.

    Attributes:
        updated_at: A moment in UTC, 24-hour clock, to the second (D-14).
        ingestion_status: Status of an ingestion. The reference has no list (D-16); unknown
            values mean that it is still running.
        video_metadata_available: Whether `metadata` is there.
    """

    updated_at: datetime
    ingestion_status: IngestionStatus
    video_metadata_available: bool
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Read a decoded JSON object. Raises ValueError when a field is missing or has another type."""
        from .ingestion_status import IngestionStatus

        fields = wire.Fields("IngestionState", data)
        return cls(
            updated_at=fields.required("updatedAt", wire.date_time),
            ingestion_status=fields.required("ingestionStatus", wire.enumeration(IngestionStatus)),
            video_metadata_available=fields.required("videoMetadataAvailable", wire.boolean),
            additional_properties=fields.rest(wire.anything),
        )

    def to_dict(self, *, closed: bool = False) -> dict[str, Any]:
        """Write the JSON object. `closed` refuses enum values that the document does not list (ValueError)."""
        from .ingestion_status import IngestionStatus

        result: dict[str, Any] = {}
        wire.put(result, "updatedAt", self.updated_at, wire.spaced_date_time_json, closed)
        wire.put(result, "ingestionStatus", self.ingestion_status, wire.enum_json(IngestionStatus), closed)
        wire.put(result, "videoMetadataAvailable", self.video_metadata_available)
        for name, value in self.additional_properties.items():
            wire.put(result, name, value)
        return result
