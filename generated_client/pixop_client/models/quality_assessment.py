from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define, field

from .. import wire

if TYPE_CHECKING:
    from .quality_metric import QualityMetric


@define(kw_only=True)
class QualityAssessment:
    """Quality as a viewer may judge it. Absent after light ingestion (D-33).

    Attributes:
        metrics: One entry a metric.
        overall_subjective_score: Mean of the metrics' scores, 0 (worst) to 5 (best).
    """

    metrics: list[QualityMetric]
    overall_subjective_score: float
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Read a decoded JSON object. Raises ValueError when a field is missing or has another type."""
        from .quality_metric import QualityMetric

        fields = wire.Fields("QualityAssessment", data)
        return cls(
            metrics=fields.required("metrics", wire.list_of(QualityMetric.from_dict)),
            overall_subjective_score=fields.required("overallSubjectiveScore", wire.number),
            additional_properties=fields.rest(wire.anything),
        )

    def to_dict(self, *, closed: bool = False) -> dict[str, Any]:
        """Write the JSON object. `closed` refuses enum values that the document does not list (ValueError)."""
        from .quality_metric import QualityMetric

        result: dict[str, Any] = {}
        wire.put(result, "metrics", self.metrics, wire.list_json(wire.model_json(QualityMetric)), closed)
        wire.put(result, "overallSubjectiveScore", self.overall_subjective_score)
        for name, value in self.additional_properties.items():
            wire.put(result, name, value)
        return result
