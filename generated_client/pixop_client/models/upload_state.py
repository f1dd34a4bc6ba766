from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from attrs import define, field

from .. import wire

if TYPE_CHECKING:
    from .upload_status import UploadStatus


@define(kw_only=True)
class UploadState:
    """The state of the upload.

    Attributes:
        updated_at: A moment in UTC, 24-hour clock, to the second (D-14).
        upload_status: Status of an upload. The reference has no list (D-16); unknown values
            mean that it is still running.
    """

    updated_at: datetime
    upload_status: UploadStatus
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Read a decoded JSON object. Raises ValueError when a field is missing or has another type."""
        from .upload_status import UploadStatus

        fields = wire.Fields("UploadState", data)
        return cls(
            updated_at=fields.required("updatedAt", wire.date_time),
            upload_status=fields.required("uploadStatus", wire.enumeration(UploadStatus)),
            additional_properties=fields.rest(wire.anything),
        )

    def to_dict(self, *, closed: bool = False) -> dict[str, Any]:
        """Write the JSON object. `closed` refuses enum values that the document does not list (ValueError)."""
        from .upload_status import UploadStatus

        result: dict[str, Any] = {}
        wire.put(result, "updatedAt", self.updated_at, wire.spaced_date_time_json, closed)
        wire.put(result, "uploadStatus", self.upload_status, wire.enum_json(UploadStatus), closed)
        for name, value in self.additional_properties.items():
            wire.put(result, name, value)
        return result
