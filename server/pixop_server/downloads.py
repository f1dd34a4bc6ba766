"""Sending media: conditions, ranges, and the bytes (RFC 9110, sections 13 and 14; D-30 to D-32)."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from pixop_server.api_errors import NotFoundError, RangeNotSatisfiableError
from pixop_server.byte_range import ByteRange, Unsatisfiable, choose_range
from pixop_server.content_disposition import attachment
from pixop_server.entity_tag import if_range_holds, none_match_holds
from pixop_server.media_reader import MediaReader
from pixop_server.media_store import MediaStore
from pixop_server.multipart_form import OCTET_STREAM
from pixop_server.settings import MEBIBYTE
from pixop_server.videos import Record


def media_response(request: Request, video: Record, store: MediaStore) -> Response:
    """Answer GET or HEAD for the media of a video.

    Raises:
        RangeNotSatisfiableError: the range begins past the end.
        NotFoundError: the file is not there any more: the video was deleted meanwhile.
    """
    tag: str = video.etag
    size: int = video.file_size
    if not none_match_holds(_joined(request, "if-none-match"), tag):
        return Response(status_code=304, headers={"ETag": tag, "Accept-Ranges": "bytes"})
    headers = {
        "ETag": tag,
        "Accept-Ranges": "bytes",
        "Content-Disposition": attachment(video.file_name),
        "Content-Type": video.file_type if video.file_type.startswith("video/") else OCTET_STREAM,
        "X-Content-Type-Options": "nosniff",
    }
    if request.method == "HEAD":
        # A range is defined for GET alone (RFC 9110, section 14.2).
        return Response(headers=headers | {"Content-Length": str(size)})
    chosen = choose_range(_joined(request, "range"), size)
    if chosen is not None and not if_range_holds(_joined(request, "if-range"), tag):
        chosen = None
    if isinstance(chosen, Unsatisfiable):
        raise RangeNotSatisfiableError(
            f"The file has {size} bytes; the range begins after its end.",
            headers={"Content-Range": f"bytes */{size}", "Accept-Ranges": "bytes", "ETag": tag},
        )
    if chosen is None:
        return _MediaResponse(_open(store, video), ByteRange(0, size), 200, headers)
    headers["Content-Range"] = f"bytes {chosen.start}-{chosen.stop - 1}/{size}"
    return _MediaResponse(_open(store, video), chosen, 206, headers)


def _joined(request: Request, name: str) -> str | None:
    values = request.headers.getlist(name)
    return ", ".join(values) if values else None


def _open(store: MediaStore, video: Record) -> MediaReader:
    try:
        return store.open(video.id)
    except FileNotFoundError as error:
        raise NotFoundError("The media is not there any more.") from error


class _MediaResponse(Response):
    """A part of media, read in pieces of 1 MiB."""

    def __init__(self, media: MediaReader, part: ByteRange, status: int, headers: dict[str, str]) -> None:
        super().__init__(status_code=status, headers=headers | {"Content-Length": str(part.length)})
        self._part = part
        self._media = media

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002  # ASGI's signature
        """Send the part."""
        ahead: asyncio.Task[bytes] | None = None
        try:
            await send(
                {"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers}
            )
            position = self._part.start
            ahead = self._read_ahead(position)
            while position < self._part.stop:
                piece = await ahead
                if not piece:
                    raise OSError(f"the media file ends {self._part.stop - position} bytes early")
                position += len(piece)
                more = position < self._part.stop
                if more:
                    ahead = self._read_ahead(position)
                await send({"type": "http.response.body", "body": piece, "more_body": more})
        finally:
            if ahead is not None:
                ahead.cancel()
                await asyncio.gather(ahead, return_exceptions=True)
            self._media.close()

    def _read_ahead(self, position: int) -> "asyncio.Task[bytes]":
        """Read the next piece while the one before it is being sent."""
        length = min(MEBIBYTE, self._part.stop - position)
        return asyncio.ensure_future(_read(self._media, position, length))


async def _read(media: MediaReader, position: int, length: int) -> bytes:
    return await media.read(position, length)
