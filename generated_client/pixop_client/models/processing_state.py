from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from attrs import define, field

from .. import wire

if TYPE_CHECKING:
    from .processing_status import ProcessingStatus


@define(kw_only=True)
class ProcessingState:
    """The state of the processing.

    Attributes:
        updated_at: A moment in UTC, 24-hour clock, to the second (D-14).
        processing_status: Status of a processing. The reference has no list (D-16); unknown
            values mean that it is still running.
    """

    updated_at: datetime
    processing_status: ProcessingStatus
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Read a decoded JSON object. Raises ValueError when a field is missing or has another type."""
        from .processing_status import ProcessingStatus

        fields = wire.Fields("ProcessingState", data)
        return cls(
            updated_at=fields.required("updatedAt", wire.date_time),
            processing_status=fields.required("processingStatus", wire.enumeration(ProcessingStatus)),
            additional_properties=fields.rest(wire.anything),
        )

    def to_dict(self, *, closed: bool = False) -> dict[str, Any]:
        """Write the JSON object. `closed` refuses enum values that the document does not list (ValueError)."""
        from .processing_status import ProcessingStatus

        result: dict[str, Any] = {}
        wire.put(result, "updatedAt", self.updated_at, wire.spaced_date_time_json, closed)
        wire.put(result, "processingStatus", self.processing_status, wire.enum_json(ProcessingStatus), closed)
        for name, value in self.additional_properties.items():
            wire.put(result, name, value)
        return result
