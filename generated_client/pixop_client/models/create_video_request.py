from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define

from .. import wire
from ..types import UNSET, Unset

if TYPE_CHECKING:
    pass


@define(kw_only=True)
class CreateVideoRequest:
    """A new video. `null` means the same as leaving the field out (D-40).

    Attributes:
        name: The video's name.
        project_id: The project to put it in; without one it goes into the team's default
            project (D-23).
    """

    name: str | None | Unset = UNSET
    project_id: str | None | Unset = UNSET

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Read a decoded JSON object. Raises ValueError when a field is missing or has another type."""

        fields = wire.Fields("CreateVideoRequest", data)
        result = cls(
            name=fields.optional_nullable("name", wire.nullable(wire.string)),
            project_id=fields.optional_nullable("projectId", wire.nullable(wire.string)),
        )
        fields.end()
        return result

    def to_dict(self, *, closed: bool = False) -> dict[str, Any]:
        """Write the JSON object. `closed` refuses enum values that the document does not list (ValueError)."""

        result: dict[str, Any] = {}
        wire.put(result, "name", self.name)
        wire.put(result, "projectId", self.project_id)
        return result
