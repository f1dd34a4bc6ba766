from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from ... import wire
from ...request import Operation, Request

if TYPE_CHECKING:
    from ...models.create_video_request import CreateVideoRequest
    from ...models.create_video_response import CreateVideoResponse

OPERATION: Final = Operation(
    id="createVideo",
    tag="videos",
    method="PUT",
    path="/videos/v1/video",
    security=("bearerAuth",),
    request_content="application/json",
    response_kind="json",
    success=(200,),
    deprecated=False,
)


def build(
    *,
    body: CreateVideoRequest | Mapping[str, Any],
) -> Request:
    """Build the request. Raises ValueError for a value that the document does not allow and that can be seen here."""
    from ...models.create_video_request import CreateVideoRequest

    return Request(
        OPERATION,
        "/videos/v1/video",
        json=wire.body_json(body, wire.model_json(CreateVideoRequest)),
    )


def parse(data: Any) -> CreateVideoResponse:
    """Read the decoded JSON of an answer. Raises ValueError when it does not have the documented shape."""
    from ...models.create_video_response import CreateVideoResponse

    decode: Callable[[Any], CreateVideoResponse] = CreateVideoResponse.from_dict
    return decode(data)
