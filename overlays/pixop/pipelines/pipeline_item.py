"""The way of one file through a pipeline. One generator that both clients drive; the ledger leads.

Before a request that must not be sent twice its intent is written. Found without an outcome, the server is asked what
came of it.
"""

import hashlib
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pixop_client.request import Request

from pixop.calls.client_call import Call, Calls
from pixop.calls.flow import Block, Flow, Sleep
from pixop.calls.reconciliation import Reconciliation
from pixop.errors import (
    BadRequestError,
    ConflictError,
    ConnectionFailedError,
    JobFailedError,
    LocalFileError,
    MediaSourceError,
    NotFoundError,
    PixopError,
    ProcessRequestError,
    ResultMismatchError,
    ServerError,
    TransferError,
)
from pixop.jobs.poll_schedule import PollSchedule
from pixop.jobs.process_explanation import duration_ms
from pixop.pipelines.pipeline_event import PipelineEvent
from pixop.pipelines.pipeline_ledger import Entry, Ledger
from pixop.pipelines.unverified_file import unverified_path
from pixop.process_check import check_process_request
from pixop.verification.media_words import metadata_of
from pixop.verification.result_verification import verify

if TYPE_CHECKING:
    from pixop_client.models.video import Video

    from pixop.calls.exchange import Exchange

T = TypeVar("T")

_UPLOADS = 4
"""Times that media is sent in one run; each looks first at what the server has."""
_PAUSES = (1.0, 4.0, 12.0)
"""Before the next sending, in units of the retry policy's first delay."""
_READ = 1 << 20


@dataclass(frozen=True, slots=True)
class Result:
    """A complete result before it gets its name.

    Attributes:
        path: where it is now.
        request: the process request in the wire shape.
        source, processed: both videos; `source` is None when its description is gone.
    """

    path: Path
    target: Path
    source_path: Path
    request: Mapping[str, Any]
    source: "Video | None"
    processed: "Video"


Check = Callable[[Result], None]
"""Raises when a result is not what was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemSettings:
    """What all files of a pipeline share."""

    timeout: float | None
    schedule: PollSchedule
    verify: bool
    check: Check | None
    connections: int
    tell: Callable[[PipelineEvent], None]
    stopped: Callable[[], None]
    """Raises when the pipeline is to end now."""


class PipelineItem:
    """One file, from where the ledger says it is to its result."""

    def __init__(self, exchange: "Exchange", ledger: Ledger, entry: Entry, settings: ItemSettings) -> None:
        self.entry = entry
        self._exchange = exchange
        self._ledger = ledger
        self._settings = settings
        self._facts = entry.facts
        self.source = Path(entry.facts["source"])
        self.target = Path(entry.key)

    def run(self) -> Calls[None]:
        """Go on until the result has its name."""
        video_id = yield from self._made()
        if not self._reached("uploaded"):
            video_id = yield from self._uploaded(video_id)
        if not self._reached("ingested"):
            yield from self._ingested(video_id)
        processed_id = yield from self._started(video_id)
        if not self._reached("downloaded"):
            yield from self._downloaded(video_id, processed_id)
        if not self._reached("done"):
            yield from self._named()

    # --- the steps ------------------------------------------------------------------------------------------

    def _made(self) -> Calls[str]:
        if self._reached("created"):
            return str(self._facts["videoId"])
        from pixop_client.api.videos import create_video

        request = create_video.build(
            body=_given(name=self._facts["name"], projectId=self._facts.get("projectId"))
        )
        video_id = None
        if self._reached("creating"):
            found = yield from self._outcome_of(request)
            video_id = found and found["videoId"]
        if video_id is None:
            yield from self._check_source()
            yield from self._record("creating", since=self._exchange.server_clock.now())
            created = yield Call("_caller.call", (request, create_video.parse))
            video_id = created.video_id
        yield from self._record("created", videoId=video_id)
        return str(video_id)

    def _uploaded(self, video_id: str) -> Calls[str]:
        """Send the media unless the server has it; return the video, another one when the first is gone."""
        for attempt in range(_UPLOADS):
            if attempt or not self._fresh:
                try:
                    if (yield from self._has_media(video_id)):
                        break
                except NotFoundError:
                    yield from self._record("planned", videoId=None, since=None)
                    video_id = yield from self._made()
                    continue
            yield from self._check_source()
            try:
                yield Call(
                    "upload",
                    (self.source,),
                    {
                        "video_id": video_id,
                        "light": self._facts["light"],
                        "progress": lambda sent, total: self._tell("uploading", sent, total),
                    },
                )
                break
            except (ConnectionFailedError, ConflictError, ServerError, TransferError):
                # Another upload of it may still be ending at the server; or it is complete, and the answer was lost.
                if attempt + 1 == _UPLOADS:
                    raise
                yield from self._pause(_PAUSES[attempt])
        else:
            raise TransferError(f"The video {video_id} went away while {self.source} was to be sent to it.")
        yield from self._record("uploaded")
        return video_id

    def _ingested(self, video_id: str) -> Calls[None]:
        video: Video = yield from self._waited("wait_for_ingestion", video_id, "ingesting")
        check_process_request(self._facts["request"], duration_ms=duration_ms(metadata_of(video)))
        yield from self._record("ingested")

    def _started(self, video_id: str) -> Calls[str]:
        if self._reached("processing"):
            return str(self._facts["processedVideoId"])
        from pixop_client.api.videos import process_video

        request = process_video.build(video_id, body=self._facts["request"])
        processed_id = None
        if self._reached("starting"):
            found = yield from self._outcome_of(request)
            processed_id = found and found["processedVideoId"]
        if processed_id is None:
            self._check_target()
            yield from self._record("starting", since=self._exchange.server_clock.now())
            started = yield Call("_caller.call", (request, process_video.parse))
            processed_id = started.processed_video_id
        yield from self._record("processing", processedVideoId=processed_id)
        return str(processed_id)

    def _downloaded(self, video_id: str, processed_id: str) -> Calls[None]:
        processed: Video = yield from self._waited("wait_for_processing", processed_id, "rendering")
        if not self._reached("processed"):
            yield from self._record("processed")
        self._check_target()
        if not self._arrived():
            yield Call(
                "download",
                (processed_id, self.unnamed),
                {
                    "kind": "processed",
                    "overwrite": True,
                    "connections": self._settings.connections,
                    "progress": lambda received, total: self._tell("downloading", received, total),
                },
            )
            # Checking a long result takes minutes: a crash on the way must not cost the download.
            yield from self._record("arrived", arrived=self.unnamed.stat().st_size)
        if self._settings.verify or self._settings.check is not None:
            source = yield from self._described(video_id)
            result = Result(self.unnamed, self.target, self.source, self._facts["request"], source, processed)
            try:
                yield from self._blocking(lambda: self._check_result(result))
            except PixopError:
                with suppress(OSError):
                    self.unnamed.unlink()
                raise
        size, digest = yield from self._blocking(lambda: digest_of(self.unnamed))
        yield from self._record("downloaded", size=size, sha256=digest)

    def _check_result(self, result: Result) -> None:
        if self._settings.verify:
            verify(
                result.path,
                result.processed,
                request=result.request,
                source=result.source,
                source_path=result.source_path if result.source_path.is_file() else None,
            )
        if self._settings.check is not None:
            self._settings.check(result)

    def _named(self) -> Calls[None]:
        """Give the result its name; a crash between that and the last line of the ledger is seen by its digest."""
        if not self.unnamed.exists():
            there = self.target.exists() and (yield from self._blocking(lambda: digest_of(self.target)))
            if there != (self._facts["size"], self._facts["sha256"]):
                yield from self._record("processed")
                yield from self._downloaded(self._facts["videoId"], self._facts["processedVideoId"])
        if self.unnamed.exists():
            self._check_target()
            try:
                self.unnamed.replace(self.target)
            except OSError as error:
                raise LocalFileError(
                    f"{self.target} cannot be written: {error.strerror or error}.",
                    path=str(self.target),
                    errno=error.errno,
                ) from error
        yield from self._record("done")

    # --- what the steps share -------------------------------------------------------------------------------

    @property
    def unnamed(self) -> Path:
        """Where the result is until it has been checked."""
        return unverified_path(self.target)

    @property
    def _fresh(self) -> bool:
        """Whether this run made the video, so that nothing can have been sent to it."""
        return self._made_here

    _made_here = False

    def _reached(self, stage: str) -> bool:
        return STAGES.index(self.entry.stage) >= STAGES.index(stage)

    def _record(self, stage: str, **facts: Any) -> Calls[None]:
        self._settings.stopped()
        yield from self._blocking(lambda: self._ledger.record(self.entry.key, stage, **facts))
        if stage == "created":
            self._made_here = True
        self._settings.tell(PipelineEvent(str(self.source), str(self.target), stage, facts))

    def _outcome_of(self, request: Request) -> Calls[dict[str, Any] | None]:
        """Ask what came of a request whose answer the ledger does not have."""
        for ended in self._facts.get("ended", ()):
            self._exchange.creations.claim(ended)
        # The source video is this file's own: whatever was made of it like this was made for it.
        own = request.operation.id == "processVideo" and not self._facts.get("existing")
        since = 0.0 if own else float(self._facts["since"])
        look = Reconciliation(self._exchange, request, since=since)
        found: dict[str, Any] | None = yield Call("_flow", (look.look_again(),))
        return found

    def _waited(self, method: str, video_id: str, state: str) -> "Calls[Video]":
        video: Video = yield Call(
            method,
            (video_id,),
            {
                "timeout": self._settings.timeout,
                "schedule": self._settings.schedule,
                "on_progress": lambda percent, status: self._tell(state, percent, 100, status=status),
            },
        )
        return video

    def _arrived(self) -> bool:
        """Whether an earlier run has all bytes of this result, and ended before it had checked them."""
        try:
            return self.unnamed.stat().st_size == self._facts.get("arrived")
        except OSError:
            return False

    def _has_media(self, video_id: str) -> Calls[bool]:
        video = (yield Call("videos.get_video", (video_id,))).video
        upload = video.upload
        finished = bool(upload) and upload.has_finished_uploading is True
        size = getattr(upload, "file_size", None)
        # A size that the server does not tell is no contradiction.
        return finished and (not isinstance(size, int) or size == self._facts["size_of_source"])

    def _described(self, video_id: str) -> "Calls[Video | None]":
        try:
            response = yield Call("videos.get_video", (video_id,))
        except NotFoundError:
            return None
        video: Video = response.video
        return video

    def _pause(self, units: float) -> Calls[None]:
        yield Call("_flow", (_sleep(units * self._exchange.retry.first_delay),))

    def _blocking(self, function: Callable[[], T]) -> Calls[T]:
        value: T = yield Call("_flow", (_block(function),))
        return value

    def _check_source(self) -> Calls[None]:
        yield from self._blocking(self._compare_source)

    def _compare_source(self) -> None:
        try:
            status = self.source.stat()
        except OSError as error:
            raise MediaSourceError(
                f"{self.source} cannot be read: {error.strerror or error}.",
                path=str(self.source),
                errno=error.errno,
            ) from error
        if (status.st_size, status.st_mtime_ns) != (self._facts["size_of_source"], self._facts["modified"]):
            raise MediaSourceError(
                f"{self.source} is not the file any more that the ledger was made for: its size or date changed. "
                "Begin it again with another ledger.",
                path=str(self.source),
            )

    def _check_target(self) -> None:
        if not self._facts["overwrite"] and os.path.lexists(self.target):
            raise LocalFileError(
                f"{self.target} was made by something else meanwhile. Move it away, then resume.",
                path=str(self.target),
            )

    def _tell(self, state: str, done: float | None, total: float | None, **more: Any) -> None:
        self._settings.stopped()
        facts = {"done": done, "total": total, **more}
        self._settings.tell(PipelineEvent(str(self.source), str(self.target), state, facts))


STAGES = (
    "planned",
    "creating",
    "created",
    "uploaded",
    "ingested",
    "starting",
    "processing",
    "processed",
    "arrived",
    "downloaded",
    "done",
)


def final(error: BaseException) -> bool:
    """Tell whether going on would meet the same failure again."""
    return isinstance(
        error,
        JobFailedError | BadRequestError | NotFoundError | ProcessRequestError | ResultMismatchError,
    )


def digest_of(path: Path) -> tuple[int, str]:
    """Return size in bytes and SHA-256 of a file, in constant memory."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while piece := file.read(_READ):
            digest.update(piece)
            size += len(piece)
    return size, digest.hexdigest()


def _sleep(seconds: float) -> Flow[None]:
    yield Sleep(seconds)


def _block(function: Callable[[], T]) -> Flow[T]:
    value: T = yield Block(function)
    return value


def _given(**arguments: Any) -> dict[str, Any]:
    return {name: value for name, value in arguments.items() if value is not None}
