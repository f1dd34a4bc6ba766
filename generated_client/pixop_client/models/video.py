from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from attrs import define, field

from .. import wire
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from .ingestion import Ingestion
    from .processing import Processing
    from .upload import Upload
    from .video_attributes import VideoAttributes


@define(kw_only=True)
class Video:
    """A video. What has no value is left out and never null: `upload` for a processed video,
    `processing` for an original (D-44).

    Attributes:
        id: An id. This project's server gives out lower-case UUIDs (D-15).
        name: The video's name.
        project_id: An id. This project's server gives out lower-case UUIDs (D-15).
        user_id: The user who uploaded or processed the video.
        team_id: An id. This project's server gives out lower-case UUIDs (D-15).
        date_created: A moment in UTC, 24-hour clock, to the second (D-14).
        time_last_updated: A moment in UTC, 24-hour clock, to the second (D-14).
        description: A description for people.
        upload: The upload and the file that it brought.
        ingestion: The ingestion and what it measured.
        processing: The processing that makes, or made, this video.
        attributes: Free metadata. After a failed ingestion `notes` says why (D-18).
    """

    id: str
    name: str
    project_id: str
    user_id: str
    team_id: str
    date_created: datetime
    time_last_updated: datetime
    description: str | Unset = UNSET
    upload: Upload | Unset = UNSET
    ingestion: Ingestion | Unset = UNSET
    processing: Processing | Unset = UNSET
    attributes: VideoAttributes | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Read a decoded JSON object. Raises ValueError when a field is missing or has another type."""
        from .ingestion import Ingestion
        from .processing import Processing
        from .upload import Upload
        from .video_attributes import VideoAttributes

        fields = wire.Fields("Video", data)
        return cls(
            id=fields.required("id", wire.string),
            name=fields.required("name", wire.string),
            project_id=fields.required("projectId", wire.string),
            user_id=fields.required("userId", wire.string),
            team_id=fields.required("teamId", wire.string),
            date_created=fields.required("dateCreated", wire.date_time),
            time_last_updated=fields.required("timeLastUpdated", wire.date_time),
            description=fields.optional("description", wire.string),
            upload=fields.optional("upload", Upload.from_dict),
            ingestion=fields.optional("ingestion", Ingestion.from_dict),
            processing=fields.optional("processing", Processing.from_dict),
            attributes=fields.optional("attributes", VideoAttributes.from_dict),
            additional_properties=fields.rest(wire.anything),
        )

    def to_dict(self, *, closed: bool = False) -> dict[str, Any]:
        """Write the JSON object. `closed` refuses enum values that the document does not list (ValueError)."""
        from .ingestion import Ingestion
        from .processing import Processing
        from .upload import Upload
        from .video_attributes import VideoAttributes

        result: dict[str, Any] = {}
        wire.put(result, "id", self.id)
        wire.put(result, "name", self.name)
        wire.put(result, "projectId", self.project_id)
        wire.put(result, "userId", self.user_id)
        wire.put(result, "teamId", self.team_id)
        wire.put(result, "dateCreated", self.date_created, wire.spaced_date_time_json, closed)
        wire.put(result, "timeLastUpdated", self.time_last_updated, wire.spaced_date_time_json, closed)
        wire.put(result, "description", self.description)
        wire.put(result, "upload", self.upload, wire.model_json(Upload), closed)
        wire.put(result, "ingestion", self.ingestion, wire.model_json(Ingestion), closed)
        wire.put(result, "processing", self.processing, wire.model_json(Processing), closed)
        wire.put(result, "attributes", self.attributes, wire.model_json(VideoAttributes), closed)
        for name, value in self.additional_properties.items():
            wire.put(result, name, value)
        return result
