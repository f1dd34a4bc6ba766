from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ... import wire
from ...request import Operation, Request
from ...types import UNSET, Unset

if TYPE_CHECKING:
    pass

OPERATION: Final = Operation(
    id="headOriginalMedia",
    tag="media",
    method="HEAD",
    path="/media/v1/download/original/{video-id}",
    security=("bearerAuth",),
    request_content=None,
    response_kind="headers",
    success=(
        200,
        304,
    ),
    deprecated=False,
)


def build(
    video_id: str,
    *,
    if_none_match: str | Unset = UNSET,
    range_: str | Unset = UNSET,
) -> Request:
    """Build the request. Raises ValueError for a value that the document does not allow and that can be seen here."""

    headers: list[tuple[str, str]] = []
    wire.add_header(headers, "If-None-Match", if_none_match)
    wire.add_header(headers, "Range", range_)
    return Request(
        OPERATION,
        "".join(
            (
                "/media/v1/download/original/",
                wire.path_segment("video-id", video_id),
            )
        ),
        headers=headers,
    )
