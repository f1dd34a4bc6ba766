from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from ... import wire
from ...request import Operation, Request

if TYPE_CHECKING:
    from ...models.delete_video_response import DeleteVideoResponse

OPERATION: Final = Operation(
    id="deleteVideo",
    tag="videos",
    method="DELETE",
    path="/videos/v1/video/{video-id}",
    security=("bearerAuth",),
    request_content=None,
    response_kind="json",
    success=(200,),
    deprecated=False,
)


def build(
    video_id: str,
) -> Request:
    """Build the request. Raises ValueError for a value that the document does not allow and that can be seen here."""

    return Request(
        OPERATION,
        "".join(
            (
                "/videos/v1/video/",
                wire.path_segment("video-id", video_id),
            )
        ),
    )


def parse(data: Any) -> DeleteVideoResponse:
    """Read the decoded JSON of an answer. Raises ValueError when it does not have the documented shape."""
    from ...models.delete_video_response import DeleteVideoResponse

    decode: Callable[[Any], DeleteVideoResponse] = DeleteVideoResponse.from_dict
    return decode(data)
