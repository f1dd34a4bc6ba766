from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define, field

from .. import wire

if TYPE_CHECKING:
    pass


@define(kw_only=True)
class Link:
    """A link.

    Attributes:
        href: An absolute URL (D-11) without characters that a shell would change.
    """

    href: str
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Read a decoded JSON object. Raises ValueError when a field is missing or has another type."""

        fields = wire.Fields("Link", data)
        return cls(
            href=fields.required("href", wire.string),
            additional_properties=fields.rest(wire.anything),
        )

    def to_dict(self, *, closed: bool = False) -> dict[str, Any]:
        """Write the JSON object. `closed` refuses enum values that the document does not list (ValueError)."""

        result: dict[str, Any] = {}
        wire.put(result, "href", self.href)
        for name, value in self.additional_properties.items():
            wire.put(result, name, value)
        return result
