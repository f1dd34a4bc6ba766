"""After a lost answer look at the video before its media is sent again: it may be there already. Flows only.

The API cannot continue an upload: one that broke is sent again from its first byte, and only when the server is not
still busy with the first try.
"""

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from pixop_client.request import Request

from pixop.calls.flow import Flow, Sleep
from pixop.calls.wire_message import Answer, Headers
from pixop.errors import ConflictError, ConnectionFailedError, PixopError
from pixop.transfers.cancellation import Cancellation
from pixop.transfers.upload_body import UploadBody

if TYPE_CHECKING:
    from pixop.calls.exchange import Exchange

_LOOKS = (1.0, 4.0, 8.0)
"""Pauses before each look, in units of the retry policy's first delay: a server notices a lost client late."""
_SENDS = 3
_UPLOADS = frozenset({"uploadMedia", "uploadLightMedia"})


def send_media(
    exchange: "Exchange", request: Request, body: UploadBody, cancellation: Cancellation | None
) -> Flow[Answer]:
    """Send media until it is there, as far as that is safe; the answer is that of the upload.

    Raises what `Exchange.answer` raises; the error of a broken connection tells what the server has.
    """
    broken: ConnectionFailedError | None = None
    for send in range(1, _SENDS + 1):
        try:
            return (
                yield from exchange.answer(
                    request,
                    body=body,
                    content_type=body.framing.form_content_type,
                    cancellation=cancellation,
                )
            )
        except ConflictError as refusal:
            # Somebody's upload is there. After a try whose answer was lost it may well be that one.
            if broken is None:
                raise
            found = yield from _look(exchange, request, body, refusal)
            if found is None:
                raise
            return found
        except ConnectionFailedError as error:
            if not error.request_sent or request.operation.id not in _UPLOADS:
                raise
            broken = error
            found = yield from _look(exchange, request, body, error)
            if found is not None:
                return found
            error.attempts = send
            if send == _SENDS or not body.rewind():
                raise
    raise AssertionError("the last try returns or raises")


def _look(
    exchange: "Exchange", request: Request, body: UploadBody, trouble: PixopError
) -> Flow[Answer | None]:
    """Return the answer that was lost when the media is there, None when it is safe to send it again."""
    from pixop_client.api.videos import check_ingest_video_progress, get_video, process_video

    video_id = unquote(request.url.rpartition("/")[2])
    video: dict[str, Any] = {}
    upload: dict[str, Any] = {}
    finished = False
    for pause in _LOOKS:
        yield Sleep(pause * exchange.retry.first_delay)
        try:
            data = yield from exchange.follow(
                get_video.build(video_id), exchange.first_url(get_video.build(video_id))
            )
            video = data["video"]
            upload = video.get("upload") or {}
            finished = upload.get("hasFinishedUploading") is True
        except (PixopError, KeyError, TypeError, AttributeError):
            trouble.add_note(f"What became of the media of video {video_id} could not be found out.")
            raise trouble from None
        if finished:
            break
        if not body.complete and not _under_way(upload):
            return None
    if not finished:
        if _under_way(upload):
            trouble.add_note(
                f"The server still waits for the media of video {video_id}: it was not sent a second time. "
                "Look at its `upload` later."
            )
            raise trouble
        return None
    stored = _integer(upload.get("fileSize"))
    if None not in (stored, body.size) and stored != body.size:
        trouble.add_note(
            f"The video {video_id} holds {stored} bytes of media, not the {body.size} of this file."
        )
        raise trouble
    if stored is None and not body.complete:
        trouble.add_note(f"The video {video_id} has media, and nobody can tell whether it is this file.")
        raise trouble
    process = process_video.OPERATION.path.replace("{video-id}", quote(video_id, safe=""))
    answer = {
        "projectId": video.get("projectId"),
        "videoId": video_id,
        "checkIngestProgressUrl": exchange.first_url(check_ingest_video_progress.build(video_id)),
        "processVideoUrl": exchange.base_url.join(process),
    }
    return Answer(200, Headers(), 0.0, json.dumps(answer).encode())


def _under_way(upload: dict[str, Any]) -> bool:
    state = upload.get("uploadState")
    status = state.get("uploadStatus") if isinstance(state, dict) else None
    return isinstance(status, str) and status.upper() == "UPLOADING"


def _integer(value: Any) -> int | None:
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value)
    return value if type(value) is int else None
