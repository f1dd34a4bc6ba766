from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define, field

from .. import wire

if TYPE_CHECKING:
    pass


@define(kw_only=True)
class ProcessVideoResponse:
    """The ids and URLs of an accepted job.

    Attributes:
        source_video_id: An id. This project's server gives out lower-case UUIDs (D-15).
        processed_video_id: An id. This project's server gives out lower-case UUIDs (D-15).
        project_id: An id. This project's server gives out lower-case UUIDs (D-15).
        check_progress_url: An absolute URL (D-11) without characters that a shell would change.
        download_media_url: An absolute URL (D-11) without characters that a shell would change.
    """

    source_video_id: str
    processed_video_id: str
    project_id: str
    check_progress_url: str
    download_media_url: str
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Read a decoded JSON object. Raises ValueError when a field is missing or has another type."""

        fields = wire.Fields("ProcessVideoResponse", data)
        return cls(
            source_video_id=fields.required("sourceVideoId", wire.string),
            processed_video_id=fields.required("processedVideoId", wire.string),
            project_id=fields.required("projectId", wire.string),
            check_progress_url=fields.required("checkProgressUrl", wire.string),
            download_media_url=fields.required("downloadMediaUrl", wire.string),
            additional_properties=fields.rest(wire.anything),
        )

    def to_dict(self, *, closed: bool = False) -> dict[str, Any]:
        """Write the JSON object. `closed` refuses enum values that the document does not list (ValueError)."""

        result: dict[str, Any] = {}
        wire.put(result, "sourceVideoId", self.source_video_id)
        wire.put(result, "processedVideoId", self.processed_video_id)
        wire.put(result, "projectId", self.project_id)
        wire.put(result, "checkProgressUrl", self.check_progress_url)
        wire.put(result, "downloadMediaUrl", self.download_media_url)
        for name, value in self.additional_properties.items():
            wire.put(result, name, value)
        return result
