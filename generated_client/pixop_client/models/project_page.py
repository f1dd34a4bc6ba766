from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define, field

from .. import wire

if TYPE_CHECKING:
    from .embedded_projects import EmbeddedProjects
    from .page_links import PageLinks


@define(kw_only=True)
class ProjectPage:
    """One page of projects.

    Attributes:
        page_size: The page size that was applied (D-10).
        page: The page that was applied (D-10).
        links: Absolute links that keep the filters. `next` is absent on the last page,
            `previous` on the first (D-11).
        embedded: The projects of a page.
    """

    page_size: int
    page: int
    links: PageLinks
    embedded: EmbeddedProjects
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Read a decoded JSON object. Raises ValueError when a field is missing or has another type."""
        from .embedded_projects import EmbeddedProjects
        from .page_links import PageLinks

        fields = wire.Fields("ProjectPage", data)
        return cls(
            page_size=fields.required("pageSize", wire.integer),
            page=fields.required("page", wire.integer),
            links=fields.required("_links", PageLinks.from_dict),
            embedded=fields.required("_embedded", EmbeddedProjects.from_dict),
            additional_properties=fields.rest(wire.anything),
        )

    def to_dict(self, *, closed: bool = False) -> dict[str, Any]:
        """Write the JSON object. `closed` refuses enum values that the document does not list (ValueError)."""
        from .embedded_projects import EmbeddedProjects
        from .page_links import PageLinks

        result: dict[str, Any] = {}
        wire.put(result, "pageSize", self.page_size)
        wire.put(result, "page", self.page)
        wire.put(result, "_links", self.links, wire.model_json(PageLinks), closed)
        wire.put(result, "_embedded", self.embedded, wire.model_json(EmbeddedProjects), closed)
        for name, value in self.additional_properties.items():
            wire.put(result, name, value)
        return result
