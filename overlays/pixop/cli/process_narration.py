"""From the events of the main job to steps that are shown."""

from dataclasses import dataclass
from pathlib import Path
from shlex import quote
from typing import Any

from pixop.cli import step
from pixop.cli.interruption import Whereabouts
from pixop.cli.quantity import size_text
from pixop.cli.step import Step, StepDisplay, StepKind
from pixop.jobs.process_flow import (
    Created,
    Done,
    Downloading,
    Event,
    Ingested,
    Ingesting,
    Processing,
    ProcessingStarted,
    Uploading,
)
from pixop.verification.media_words import metadata_words


@dataclass
class _Remote:
    """What exists on the server."""

    video_id: str = ""
    processed_id: str = ""


class ProcessNarration:
    """Listens to a job: shows its steps, and knows at every moment how to go on after an interruption."""

    def __init__(
        self,
        display: StepDisplay,
        whereabouts: Whereabouts,
        *,
        source: str,
        size: int,
        target: Path,
        video_id: str | None = None,
    ) -> None:
        self._display = display
        self._whereabouts = whereabouts
        self._source = source
        self._size = size
        self._target = target
        self._quoted = quote(str(target))
        self._remote = _Remote(video_id or "")
        self._step: Step | None = None

    def __call__(self, event: Event) -> None:
        """Take the next event."""
        match event:
            case Created():
                self._created(event)
            case Uploading():
                self._in(step.UPLOAD, self._source).advance(event.sent, event.total)
            case Ingesting():
                self._uploaded()
                self._in(step.INGESTION, self._source).advance(0, None, event.status)
            case Ingested():
                self._uploaded()
                self._in(step.INGESTION, self._source)
                self._end(metadata_words(event.video) or self._source, videoId=self._remote.video_id)
                self._whereabouts.doubt = (
                    "The processing may have been started: go on with `pixop resume`, which looks before it "
                    "starts one."
                )
            case ProcessingStarted():
                self._started(event)
            case Processing():
                self._in(step.PROCESSING, self._source).advance(event.percent or 0, 100, event.status)
                if event.status.strip().casefold() == "done":
                    self._processed()
            case Downloading():
                self._processed()
                self._in(step.DOWNLOAD, self._target.name).advance(event.received, event.total)
            case Done():
                self._processed()
                self._in(step.DOWNLOAD, self._target.name)
                size = event.result.path.stat().st_size
                self._end(f"{self._target.name} ({size_text(size)})", bytes=size)

    def _created(self, event: Created) -> None:
        self._remote.video_id = event.video_id
        self._whereabouts.hint = (
            f"The video {event.video_id} has no media: remove it with `pixop videos delete {event.video_id}`, "
            "or go on with `pixop resume`."
        )
        self._whereabouts.refusal = (
            f"The video {event.video_id} has no media: remove it with `pixop videos delete {event.video_id}`."
        )
        self._in(step.UPLOAD, self._source)

    def _uploaded(self) -> None:
        if self._step is None or self._step.kind is not step.UPLOAD:
            return
        video = self._remote.video_id
        self._end(f"{self._source} ({size_text(self._size)})", videoId=video, bytes=self._size)
        self._whereabouts.hint = "The upload is complete: go on with `pixop resume`."
        self._whereabouts.refusal = (
            f"The upload is complete: go on with `pixop process --video-id {video} -o {self._quoted}` and other "
            "options."
        )

    def _started(self, event: ProcessingStarted) -> None:
        self._remote.video_id, self._remote.processed_id = event.source_video_id, event.processed_video_id
        self._whereabouts.doubt = self._whereabouts.refusal = ""
        self._whereabouts.hint = (
            "The processing runs on at the server: `pixop resume` fetches its result, and "
            f"`pixop videos delete {event.processed_video_id}` stops it."
        )
        self._in(step.PROCESSING, self._source)

    def _processed(self) -> None:
        if self._step is None or self._step.kind is not step.PROCESSING:
            return
        self._end(self._source, videoId=self._remote.processed_id)
        self._whereabouts.hint = "The result is at the server: `pixop resume` goes on with the download."
        fetch = f"pixop download {self._remote.processed_id} -o {self._quoted}"
        self._whereabouts.refusal = f"It is at the server: `{fetch}` fetches it as it is."

    def _in(self, kind: StepKind, subject: str) -> Step:
        if self._step is None or self._step.kind is not kind:
            self._step = Step(self._display, kind, subject)
        return self._step

    def _end(self, outcome: str, **facts: Any) -> None:
        if self._step is not None:
            self._step.end(outcome, **facts)
            self._step = None
