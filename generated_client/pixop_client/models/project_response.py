from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define, field

from .. import wire

if TYPE_CHECKING:
    from .project import Project


@define(kw_only=True)
class ProjectResponse:
    """A project.

    Attributes:
        project: A project.
    """

    project: Project
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Read a decoded JSON object. Raises ValueError when a field is missing or has another type."""
        from .project import Project

        fields = wire.Fields("ProjectResponse", data)
        return cls(
            project=fields.required("project", Project.from_dict),
            additional_properties=fields.rest(wire.anything),
        )

    def to_dict(self, *, closed: bool = False) -> dict[str, Any]:
        """Write the JSON object. `closed` refuses enum values that the document does not list (ValueError)."""
        from .project import Project

        result: dict[str, Any] = {}
        wire.put(result, "project", self.project, wire.model_json(Project), closed)
        for name, value in self.additional_properties.items():
            wire.put(result, name, value)
        return result
