from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define, field

from .. import wire

if TYPE_CHECKING:
    pass


@define(kw_only=True)
class UploadMediaResponse:
    """The ids, and the URLs for the next steps.

    Attributes:
        project_id: An id. This project's server gives out lower-case UUIDs (D-15).
        video_id: An id. This project's server gives out lower-case UUIDs (D-15).
        check_ingest_progress_url: An absolute URL (D-11) without characters that a shell would
            change.
        process_video_url: An absolute URL (D-11) without characters that a shell would change.
    """

    project_id: str
    video_id: str
    check_ingest_progress_url: str
    process_video_url: str
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Read a decoded JSON object. Raises ValueError when a field is missing or has another type."""

        fields = wire.Fields("UploadMediaResponse", data)
        return cls(
            project_id=fields.required("projectId", wire.string),
            video_id=fields.required("videoId", wire.string),
            check_ingest_progress_url=fields.required("checkIngestProgressUrl", wire.string),
            process_video_url=fields.required("processVideoUrl", wire.string),
            additional_properties=fields.rest(wire.anything),
        )

    def to_dict(self, *, closed: bool = False) -> dict[str, Any]:
        """Write the JSON object. `closed` refuses enum values that the document does not list (ValueError)."""

        result: dict[str, Any] = {}
        wire.put(result, "projectId", self.project_id)
        wire.put(result, "videoId", self.video_id)
        wire.put(result, "checkIngestProgressUrl", self.check_ingest_progress_url)
        wire.put(result, "processVideoUrl", self.process_video_url)
        for name, value in self.additional_properties.items():
            wire.put(result, name, value)
        return result
