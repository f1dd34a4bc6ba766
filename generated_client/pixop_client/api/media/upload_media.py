from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from ... import wire
from ...request import Operation, Request

if TYPE_CHECKING:
    from ...models.upload_media_response import UploadMediaResponse

OPERATION: Final = Operation(
    id="uploadMedia",
    tag="media",
    method="POST",
    path="/media/v1/upload/{video-id}",
    security=("bearerAuth",),
    request_content="multipart/form-data",
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
                "/media/v1/upload/",
                wire.path_segment("video-id", video_id),
            )
        ),
    )


def parse(data: Any) -> UploadMediaResponse:
    """Read the decoded JSON of an answer. Raises ValueError when it does not have the documented shape."""
    from ...models.upload_media_response import UploadMediaResponse

    decode: Callable[[Any], UploadMediaResponse] = UploadMediaResponse.from_dict
    return decode(data)
