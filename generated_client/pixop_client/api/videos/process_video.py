from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from ... import wire
from ...request import Operation, Request

if TYPE_CHECKING:
    from ...models.process_video_request import ProcessVideoRequest
    from ...models.process_video_response import ProcessVideoResponse

OPERATION: Final = Operation(
    id="processVideo",
    tag="videos",
    method="POST",
    path="/videos/v1/process-video/{video-id}",
    security=("bearerAuth",),
    request_content="application/json",
    response_kind="json",
    success=(200,),
    deprecated=False,
)


def build(
    video_id: str,
    *,
    body: ProcessVideoRequest | Mapping[str, Any],
) -> Request:
    """Build the request. Raises ValueError for a value that the document does not allow and that can be seen here."""
    from ...models.process_video_request import ProcessVideoRequest

    return Request(
        OPERATION,
        "".join(
            (
                "/videos/v1/process-video/",
                wire.path_segment("video-id", video_id),
            )
        ),
        json=wire.body_json(body, wire.model_json(ProcessVideoRequest)),
    )


def parse(data: Any) -> ProcessVideoResponse:
    """Read the decoded JSON of an answer. Raises ValueError when it does not have the documented shape."""
    from ...models.process_video_response import ProcessVideoResponse

    decode: Callable[[Any], ProcessVideoResponse] = ProcessVideoResponse.from_dict
    return decode(data)
