from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define, field

from .. import wire

if TYPE_CHECKING:
    pass


@define(kw_only=True)
class QualityMetric:
    """One measurement over sampled frames.

    Attributes:
        name: The metric's name.
        sample_mean: Mean of the measurement over all sampled frames.
        subjective_label: The score in a word, `excellent` for example.
        subjective_score: Score, 0 (worst) to 5 (best).
    """

    name: str
    sample_mean: float
    subjective_label: str
    subjective_score: float
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Read a decoded JSON object. Raises ValueError when a field is missing or has another type."""

        fields = wire.Fields("QualityMetric", data)
        return cls(
            name=fields.required("name", wire.string),
            sample_mean=fields.required("sampleMean", wire.number),
            subjective_label=fields.required("subjectiveLabel", wire.string),
            subjective_score=fields.required("subjectiveScore", wire.number),
            additional_properties=fields.rest(wire.anything),
        )

    def to_dict(self, *, closed: bool = False) -> dict[str, Any]:
        """Write the JSON object. `closed` refuses enum values that the document does not list (ValueError)."""

        result: dict[str, Any] = {}
        wire.put(result, "name", self.name)
        wire.put(result, "sampleMean", self.sample_mean)
        wire.put(result, "subjectiveLabel", self.subjective_label)
        wire.put(result, "subjectiveScore", self.subjective_score)
        for name, value in self.additional_properties.items():
            wire.put(result, name, value)
        return result
