from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define, field

from .. import wire
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from .project_summary import ProjectSummary


@define(kw_only=True)
class EmbeddedProjects:
    """The projects of a page.

    Attributes:
        projects: The projects, in a stable order.
        total_found: How many items all pages hold together. Not in the reference; optional
            (D-12).
    """

    projects: list[ProjectSummary]
    total_found: int | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Read a decoded JSON object. Raises ValueError when a field is missing or has another type."""
        from .project_summary import ProjectSummary

        fields = wire.Fields("EmbeddedProjects", data)
        return cls(
            projects=fields.required("projects", wire.list_of(ProjectSummary.from_dict)),
            total_found=fields.optional("totalFound", wire.integer),
            additional_properties=fields.rest(wire.anything),
        )

    def to_dict(self, *, closed: bool = False) -> dict[str, Any]:
        """Write the JSON object. `closed` refuses enum values that the document does not list (ValueError)."""
        from .project_summary import ProjectSummary

        result: dict[str, Any] = {}
        wire.put(result, "projects", self.projects, wire.list_json(wire.model_json(ProjectSummary)), closed)
        wire.put(result, "totalFound", self.total_found)
        for name, value in self.additional_properties.items():
            wire.put(result, name, value)
        return result
