from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define, field

from .. import wire

if TYPE_CHECKING:
    from .link import Link


@define(kw_only=True)
class SelfLink:
    """The link to the item itself.

    Attributes:
        self_: A link.
    """

    self_: Link
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Read a decoded JSON object. Raises ValueError when a field is missing or has another type."""
        from .link import Link

        fields = wire.Fields("SelfLink", data)
        return cls(
            self_=fields.required("self", Link.from_dict),
            additional_properties=fields.rest(wire.anything),
        )

    def to_dict(self, *, closed: bool = False) -> dict[str, Any]:
        """Write the JSON object. `closed` refuses enum values that the document does not list (ValueError)."""
        from .link import Link

        result: dict[str, Any] = {}
        wire.put(result, "self", self.self_, wire.model_json(Link), closed)
        for name, value in self.additional_properties.items():
            wire.put(result, name, value)
        return result
