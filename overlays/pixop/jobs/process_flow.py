"""The main job: upload, ingest, process, wait, download, verify. One generator that both clients drive."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pixop_client.namespaces.caller import MediaSource

from pixop.calls.client_call import Call, Calls
from pixop.errors import ConfigurationError, LocalFileError, PixopError
from pixop.jobs.poll_schedule import PollSchedule
from pixop.jobs.process_explanation import duration_ms
from pixop.process_check import check_process_request
from pixop.transfers.media_source import check_media, media_name
from pixop.transfers.part_file import already_there
from pixop.verification.media_words import metadata_of
from pixop.verification.result_verification import Verified, verify

if TYPE_CHECKING:
    from pixop_client.models.video import Video


@dataclass(frozen=True, slots=True)
class Created:
    """The video exists; its media comes next."""

    video_id: str
    project_id: str


@dataclass(frozen=True, slots=True)
class Uploading:
    """Bytes sent so far, and in all (None: unknown)."""

    sent: int
    total: int | None


@dataclass(frozen=True, slots=True)
class Ingesting:
    """The status of the ingestion, as the server sent it."""

    status: str


@dataclass(frozen=True, slots=True)
class Ingested:
    """The server has read the media; `video` has its metadata."""

    video: "Video"


@dataclass(frozen=True, slots=True)
class ProcessingStarted:
    """The processing has an id of its own: from here on it may cost money."""

    source_video_id: str
    processed_video_id: str


@dataclass(frozen=True, slots=True)
class Processing:
    """How far the processing is, 0 to 100 (None: unknown), and its status as the server sent it."""

    percent: float | None
    status: str


@dataclass(frozen=True, slots=True)
class Downloading:
    """Bytes written so far, and in all (None: unknown)."""

    received: int
    total: int | None


@dataclass(frozen=True, slots=True)
class ProcessResult:
    """What came out: the file, both videos on the server, and what was measured of the file (None: not verified)."""

    path: Path
    source: "Video"
    processed: "Video"
    verified: "Verified | None" = None


@dataclass(frozen=True, slots=True)
class Done:
    """Everything is done."""

    result: ProcessResult


Event = Created | Uploading | Ingesting | Ingested | ProcessingStarted | Processing | Downloading | Done
OnEvent = Callable[[Event], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessJob:
    """What to do with which file.

    Attributes:
        request: the body of the process request, in the wire shape.
        timeout: seconds for each of ingestion and processing; None waits without end.
    """

    source: MediaSource
    target: str | os.PathLike[str]
    request: Mapping[str, Any]
    name: str | None = None
    project_id: str | None = None
    light: bool = False
    filename: str | None = None
    content_type: str | None = None
    overwrite: bool = False
    verify: bool = False
    timeout: float | None = None
    schedule: PollSchedule | None = None
    connections: int = 8
    on_event: OnEvent | None = None

    def run(self) -> Calls[ProcessResult]:
        """Do the steps in order. An error that stops them carries the id of the video that it is about."""
        # All that can be known to be wrong is told before anything is sent.
        self._check_target()
        check_media(self.source)
        self._process_request("unknown-yet")
        tell = self.on_event or _nothing
        source_id = yield from self._upload(tell)
        source = yield from self._wait(
            "wait_for_ingestion", source_id, lambda _, status: tell(Ingesting(status))
        )
        tell(Ingested(source))
        processed_id = yield from self._process(source_id, duration_ms(metadata_of(source)))
        tell(ProcessingStarted(source_id, processed_id))
        processed = yield from self._wait(
            "wait_for_processing", processed_id, lambda percent, status: tell(Processing(percent, status))
        )
        verified: list[Verified] = []

        def check(path: Path) -> None:
            local = self.source if isinstance(self.source, str | os.PathLike) else None
            verified.append(
                verify(
                    path,
                    processed,
                    request=self.request,
                    source=source,
                    source_path=None if local is None else Path(local),
                )
            )

        path = yield from self._download(processed_id, tell, check if self.verify else None)
        result = ProcessResult(path, source, processed, verified[0] if verified else None)
        tell(Done(result))
        return result

    def _upload(self, tell: OnEvent) -> Calls[str]:
        name = self.name or self.filename or media_name(self.source)
        described = {"name": name, "project_id": self.project_id}
        created = yield Call(
            "videos.create_video", (), {key: value for key, value in described.items() if value is not None}
        )
        tell(Created(created.video_id, created.project_id))
        yield Call(
            "upload",
            (self.source,),
            {
                "video_id": created.video_id,
                "light": self.light,
                "filename": self.filename,
                "content_type": self.content_type,
                "progress": lambda sent, total: tell(Uploading(sent, total)),
            },
        )
        video_id: str = created.video_id
        return video_id

    def _wait(
        self, method: str, video_id: str, on_progress: Callable[[float | None, str], None]
    ) -> "Calls[Video]":
        video: Video = yield Call(
            method,
            (video_id,),
            {"timeout": self.timeout, "schedule": self.schedule, "on_progress": on_progress},
        )
        return video

    def _process(self, source_id: str, duration: int | None) -> Calls[str]:
        try:
            started = yield Call("_caller.call", self._process_request(source_id, duration))
        except PixopError as error:
            error.video_id = error.video_id or source_id
            raise
        processed_id: str = started.processed_video_id
        return processed_id

    def _download(
        self, processed_id: str, tell: OnEvent, check: Callable[[Path], None] | None
    ) -> Calls[Path]:
        try:
            path: Path = yield Call(
                "download",
                (processed_id, self.target),
                {
                    "kind": "processed",
                    "overwrite": self.overwrite,
                    "connections": self.connections,
                    "check": check,
                    "progress": lambda received, total: tell(Downloading(received, total)),
                },
            )
        except PixopError as error:
            error.video_id = processed_id
            error.add_note(f"The processed media is ready: download it again as video {processed_id}.")
            raise
        return path

    def _process_request(self, video_id: str, duration: int | None = None) -> tuple[Any, Any]:
        from pixop_client.api.videos import process_video

        try:
            built = process_video.build(video_id, body=self.request)
        except (ValueError, TypeError) as error:
            raise ConfigurationError(f"The process request is not one of this API: {error}.") from error
        check_process_request(self.request, duration_ms=duration)
        return built, process_video.parse

    def _check_target(self) -> None:
        """Find out before anything is paid for that the result has no place to go."""
        target = Path(self.target)
        if target.is_dir():
            return
        if not target.parent.is_dir():
            raise LocalFileError(
                f"{target} cannot be written: {target.parent} is no directory.", path=str(target)
            )
        if not self.overwrite and os.path.lexists(target):
            raise already_there(target)
        if not os.access(target.parent, os.W_OK):
            raise LocalFileError(f"{target} cannot be written: no permission there.", path=str(target))


def _nothing(event: Event) -> None:
    del event
