from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define, field

from .. import wire
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from .link import Link


@define(kw_only=True)
class PageLinks:
    """Absolute links that keep the filters. `next` is absent on the last page, `previous` on the
    first (D-11).

    Attributes:
        self_: A link.
        first: A link.
        last: A link.
        next_: A link.
        previous: A link.
    """

    self_: Link
    first: Link
    last: Link
    next_: Link | Unset = UNSET
    previous: Link | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Read a decoded JSON object. Raises ValueError when a field is missing or has another type."""
        from .link import Link

        fields = wire.Fields("PageLinks", data)
        return cls(
            self_=fields.required("self", Link.from_dict),
            first=fields.required("first", Link.from_dict),
            last=fields.required("last", Link.from_dict),
            next_=fields.optional("next", Link.from_dict),
            previous=fields.optional("previous", Link.from_dict),
            additional_properties=fields.rest(wire.anything),
        )

    def to_dict(self, *, closed: bool = False) -> dict[str, Any]:
        """Write the JSON object. `closed` refuses enum values that the document does not list (ValueError)."""
        from .link import Link

        result: dict[str, Any] = {}
        wire.put(result, "self", self.self_, wire.model_json(Link), closed)
        wire.put(result, "first", self.first, wire.model_json(Link), closed)
        wire.put(result, "last", self.last, wire.model_json(Link), closed)
        wire.put(result, "next", self.next_, wire.model_json(Link), closed)
        wire.put(result, "previous", self.previous, wire.model_json(Link), closed)
        for name, value in self.additional_properties.items():
            wire.put(result, name, value)
        return result
