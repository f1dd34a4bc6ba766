from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from ... import wire
from ...request import Operation, Request
from ...types import UNSET, Unset

if TYPE_CHECKING:
    from ...models.project_page import ProjectPage

OPERATION: Final = Operation(
    id="listProjects",
    tag="videos",
    method="GET",
    path="/videos/v1/projects",
    security=("bearerAuth",),
    request_content=None,
    response_kind="json",
    success=(200,),
    deprecated=False,
)


def build(
    *,
    page: int | Unset = UNSET,
    page_size: int | Unset = UNSET,
) -> Request:
    """Build the request. Raises ValueError for a value that the document does not allow and that can be seen here."""

    params: list[tuple[str, str]] = []
    wire.add_query(params, "page", page)
    wire.add_query(params, "page-size", page_size)
    return Request(
        OPERATION,
        "/videos/v1/projects",
        params=params,
    )


def parse(data: Any) -> ProjectPage:
    """Read the decoded JSON of an answer. Raises ValueError when it does not have the documented shape."""
    from ...models.project_page import ProjectPage

    decode: Callable[[Any], ProjectPage] = ProjectPage.from_dict
    return decode(data)
