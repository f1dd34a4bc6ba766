from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define

from .. import wire

if TYPE_CHECKING:
    pass


@define(kw_only=True)
class CreateProjectRequest:
    """A new project.

    Attributes:
        name: A project's name, not empty (D-39).
    """

    name: str

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Read a decoded JSON object. Raises ValueError when a field is missing or has another type."""

        fields = wire.Fields("CreateProjectRequest", data)
        result = cls(
            name=fields.required("name", wire.string),
        )
        fields.end()
        return result

    def to_dict(self, *, closed: bool = False) -> dict[str, Any]:
        """Write the JSON object. `closed` refuses enum values that the document does not list (ValueError)."""

        result: dict[str, Any] = {}
        wire.put(result, "name", self.name)
        return result
