from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define, field

from .. import wire
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from .ingestion_state import IngestionState
    from .media_metadata import MediaMetadata
    from .quality_assessment import QualityAssessment


@define(kw_only=True)
class Ingestion:
    """The ingestion and what it measured.

    Attributes:
        ingestion_state: The state of the ingestion.
        metadata: What the media is.
        quality_assessment: Quality as a viewer may judge it. Absent after light ingestion
            (D-33).
    """

    ingestion_state: IngestionState
    metadata: MediaMetadata | Unset = UNSET
    quality_assessment: QualityAssessment | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Read a decoded JSON object. Raises ValueError when a field is missing or has another type."""
        from .ingestion_state import IngestionState
        from .media_metadata import MediaMetadata
        from .quality_assessment import QualityAssessment

        fields = wire.Fields("Ingestion", data)
        return cls(
            ingestion_state=fields.required("ingestionState", IngestionState.from_dict),
            metadata=fields.optional("metadata", MediaMetadata.from_dict),
            quality_assessment=fields.optional("qualityAssessment", QualityAssessment.from_dict),
            additional_properties=fields.rest(wire.anything),
        )

    def to_dict(self, *, closed: bool = False) -> dict[str, Any]:
        """Write the JSON object. `closed` refuses enum values that the document does not list (ValueError)."""
        from .ingestion_state import IngestionState
        from .media_metadata import MediaMetadata
        from .quality_assessment import QualityAssessment

        result: dict[str, Any] = {}
        wire.put(result, "ingestionState", self.ingestion_state, wire.model_json(IngestionState), closed)
        wire.put(result, "metadata", self.metadata, wire.model_json(MediaMetadata), closed)
        wire.put(
            result, "qualityAssessment", self.quality_assessment, wire.model_json(QualityAssessment), closed
        )
        for name, value in self.additional_properties.items():
            wire.put(result, name, value)
        return result
