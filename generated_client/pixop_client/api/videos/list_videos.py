from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from ... import wire
from ...request import Operation, Request
from ...types import UNSET, Unset

if TYPE_CHECKING:
    from ...models.video_page import VideoPage

OPERATION: Final = Operation(
    id="listVideos",
    tag="videos",
    method="GET",
    path="/videos/v1/videos",
    security=("bearerAuth",),
    request_content=None,
    response_kind="json",
    success=(200,),
    deprecated=False,
)


def build(
    *,
    project_id: str | Unset = UNSET,
    parent_id: str | Unset = UNSET,
    page: int | Unset = UNSET,
    page_size: int | Unset = UNSET,
) -> Request:
    """Build the request. Raises ValueError for a value that the document does not allow and that can be seen here."""

    params: list[tuple[str, str]] = []
    wire.add_query(params, "project-id", project_id)
    wire.add_query(params, "parent-id", parent_id)
    wire.add_query(params, "page", page)
    wire.add_query(params, "page-size", page_size)
    return Request(
        OPERATION,
        "/videos/v1/videos",
        params=params,
    )


def parse(data: Any) -> VideoPage:
    """Read the decoded JSON of an answer. Raises ValueError when it does not have the documented shape."""
    from ...models.video_page import VideoPage

    decode: Callable[[Any], VideoPage] = VideoPage.from_dict
    return decode(data)
