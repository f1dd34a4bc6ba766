"""Receiving media: refused early where it can be, streamed to disk, published whole or not at all."""

import asyncio
import errno
from collections.abc import AsyncIterator
from dataclasses import dataclass

from anyio import to_thread
from sqlalchemy import Connection, update
from starlette.requests import ClientDisconnect, Request

from pixop_server.api_errors import (
    ApiError,
    ContentTooLargeError,
    InsufficientStorageError,
    NotFoundError,
    ValidationError,
)
from pixop_server.clock import Clock
from pixop_server.database import Database
from pixop_server.entity_tag import strong_tag
from pixop_server.jobs import add_job
from pixop_server.media_store import MediaStore
from pixop_server.media_writer import Writer
from pixop_server.multipart_form import MediaForm, form_boundary
from pixop_server.receive_window import narrow_receive_window
from pixop_server.settings import MEBIBYTE
from pixop_server.tables import videos
from pixop_server.videos import Record, claim_upload, fail_upload, find_video, refuse_upload

# What a form adds to its media: boundaries, part headers, small fields.
_FORM_OVERHEAD = 64 * 1024
# What all uploads together may gather before they write, in bytes; one gathers a mebibyte at most.
_MEMORY = 12 * MEBIBYTE
# Uploads at once that may arrive in large pieces.
_WIDE = 8
_SIGN_OF_LIFE_SECONDS = 20.0


@dataclass(frozen=True)
class Received:
    """Media that is stored, and the job that ingests it."""

    video: Record
    job_id: str


@dataclass(frozen=True)
class _Stored:
    form: MediaForm
    digest: str


class Uploads:
    """Takes the body of an upload.

    Args:
        database: Where videos are recorded.
        store: Where media is kept.
        clock: Source of the current time.
        limit: Largest media in bytes.
        idle_seconds: How long a body may pause.
    """

    def __init__(
        self, database: Database, store: MediaStore, clock: Clock, *, limit: int, idle_seconds: float
    ) -> None:
        self._database = database
        self._store = store
        self._clock = clock
        self._limit = limit
        self._idle_seconds = idle_seconds
        self._receiving = 0

    async def receive(self, request: Request, team_id: str, video_id: str, *, light: bool) -> Received:
        """Store the media of a request.

        Raises:
            ApiError: the video is not there or has media (404, 409), the body is of another type, too large, not a form
                with one file, empty, or cut off (415, 413, 400). Nothing is stored then, and another upload is allowed.
        """
        video = await self._database.read(lambda connection: find_video(connection, team_id, video_id))
        refuse_upload(video)
        boundary = form_boundary(request.headers.get("content-type"))
        self._refuse_length(request.headers.get("content-length", ""))
        now = int(self._clock())
        await self._database.write(
            lambda connection: claim_upload(connection, team_id, video_id, light=light, now=now)
        )
        self._receiving += 1
        if self._receiving > _WIDE:
            narrow_receive_window(request.scope)
        writer: Writer | None = None
        announced = request.headers.get("content-length", "")
        length = int(announced[:20]) if announced.isdecimal() else None
        try:
            writer = await to_thread.run_sync(self._store.new_writer, video_id, length)
            stored = await self._store_body(request, MediaForm(boundary), writer, video_id)
            return await to_thread.run_sync(self._publish, writer, video_id, stored)
        except BaseException as error:
            # Also when the server is being stopped: the video must not stay reserved.
            self._give_up(writer, video_id)
            raise _as_api_error(error) from error
        finally:
            self._receiving -= 1

    def _refuse_length(self, announced: str) -> None:
        if not announced.isdecimal():
            return
        length = int(announced[:20])
        if length > self._limit + _FORM_OVERHEAD:
            raise self._too_large()
        free = self._store.free_bytes()
        if free is not None and length > free:
            raise InsufficientStorageError("The server's disk has no room for this media.")

    def _too_large(self) -> ContentTooLargeError:
        return ContentTooLargeError(f"The media is larger than the limit of {self._limit} bytes.")

    async def _store_body(self, request: Request, form: MediaForm, writer: Writer, video_id: str) -> _Stored:
        """Write one batch in a thread while the next one arrives."""
        batch: list[memoryview] = []
        waiting = 0
        writing: asyncio.Future[None] | None = None
        loop = asyncio.get_running_loop()
        noted = loop.time()
        try:
            async for piece in self._body(request):
                for media in form.feed(piece):
                    batch.append(media)
                    waiting += len(media)
                if form.size > self._limit:
                    raise self._too_large()
                if waiting >= min(MEBIBYTE, _MEMORY // self._receiving):
                    if writing is not None:
                        await writing
                    writing = loop.run_in_executor(None, writer.write, batch)
                    batch, waiting = [], 0
                    if loop.time() - noted > _SIGN_OF_LIFE_SECONDS:
                        noted = loop.time()
                        await self._note_progress(video_id)
        finally:
            if writing is not None:
                await asyncio.shield(writing)
        form.finish()
        await to_thread.run_sync(writer.write, batch)
        return _Stored(form, await to_thread.run_sync(writer.close))

    async def _note_progress(self, video_id: str) -> None:
        """Show to other servers on the same database that this upload goes on."""
        now = int(self._clock())
        uploading = (videos.c.id == video_id, videos.c.upload_status == "UPLOADING")
        await self._database.write(
            lambda connection: connection.execute(
                update(videos).where(*uploading).values(upload_updated_at=now)
            )
        )

    async def _body(self, request: Request) -> AsyncIterator[bytes]:
        more = True
        while more:
            try:
                async with asyncio.timeout(self._idle_seconds):
                    message = await request.receive()
            except TimeoutError as error:
                raise ValidationError(
                    f"The upload paused for more than {self._idle_seconds:g} seconds."
                ) from error
            if message["type"] == "http.disconnect":
                raise ClientDisconnect
            more = message.get("more_body", False)
            yield message.get("body", b"")

    def _publish(self, writer: Writer, video_id: str, stored: _Stored) -> Received:
        self._store.publish_upload(writer, video_id)
        try:
            return self._database.write_now(lambda connection: self._record(connection, video_id, stored))
        except BaseException:
            self._store.remove(video_id)
            raise

    def _record(self, connection: Connection, video_id: str, stored: _Stored) -> Received:
        now = int(self._clock())
        brought = {
            "file_name": stored.form.file_name,
            "file_size": stored.form.size,
            "file_type": stored.form.media_type,
            "etag": strong_tag(stored.digest),
            "upload_status": "DONE",
            "upload_updated_at": now,
            "ingestion_updated_at": now,
            "updated_at": now,
        }
        changed = connection.execute(
            update(videos)
            .where(videos.c.id == video_id, videos.c.upload_status == "UPLOADING")
            .values(**brought)
            .returning(videos)
        ).one_or_none()
        if changed is None:
            raise NotFoundError("The video was deleted while its media was uploaded.")
        return Received(changed, add_job(connection, "ingest", video_id, now))

    def _give_up(self, writer: Writer | None, video_id: str) -> None:
        if writer is not None:
            writer.discard()
        now = int(self._clock())
        self._database.write_now(lambda connection: fail_upload(connection, video_id, now))


def _as_api_error(error: BaseException) -> BaseException:
    match error:
        case ApiError():
            return error
        case ClientDisconnect():
            return ValidationError("The upload was cut off.")
        case OSError() if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            return InsufficientStorageError("The server's disk is full; nothing was stored.")
        case _:
            return error
