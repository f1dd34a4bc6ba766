from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define, field

from .. import wire

if TYPE_CHECKING:
    from .ingestion_state import IngestionState


@define(kw_only=True)
class IngestVideoProgress:
    """How far an ingestion is.

    Attributes:
        video_id: An id. This project's server gives out lower-case UUIDs (D-15).
        project_id: An id. This project's server gives out lower-case UUIDs (D-15).
        ingestion_state: The state of the ingestion.
    """

    video_id: str
    project_id: str
    ingestion_state: IngestionState
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Read a decoded JSON object. Raises ValueError when a field is missing or has another type."""
        from .ingestion_state import IngestionState

        fields = wire.Fields("IngestVideoProgress", data)
        return cls(
            video_id=fields.required("videoId", wire.string),
            project_id=fields.required("projectId", wire.string),
            ingestion_state=fields.required("ingestionState", IngestionState.from_dict),
            additional_properties=fields.rest(wire.anything),
        )

    def to_dict(self, *, closed: bool = False) -> dict[str, Any]:
        """Write the JSON object. `closed` refuses enum values that the document does not list (ValueError)."""
        from .ingestion_state import IngestionState

        result: dict[str, Any] = {}
        wire.put(result, "videoId", self.video_id)
        wire.put(result, "projectId", self.project_id)
        wire.put(result, "ingestionState", self.ingestion_state, wire.model_json(IngestionState), closed)
        for name, value in self.additional_properties.items():
            wire.put(result, name, value)
        return result
