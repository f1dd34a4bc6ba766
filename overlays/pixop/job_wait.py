"""Wait until ingestion or processing has ended. No I/O: flows only.

Reference: "Check progress of a video currently being processed", "… ingested". `DONE` and `ERROR` end a job,
whatever their case; any other status means that it is still running.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from pixop_client.request import Request

if TYPE_CHECKING:
    from pixop_client.models.video import Video

from pixop.clock import Clock
from pixop.errors import (
    APIError,
    ConnectionFailedError,
    JobFailedError,
    PixopError,
    ServerError,
    UnexpectedResponseError,
    WaitTimeoutError,
)
from pixop.exchange import Exchange
from pixop.flow import Flow, Sleep
from pixop.poll_schedule import PollSchedule

Job = Literal["ingestion", "processing"]
JobProgress = Callable[[float | None, str], None]
"""Called with the percentage (0 to 100, None when the server says nothing) and the status as it was sent."""

_TOLERATED = 10
"""Failed polls in a row before waiting is given up; the job itself is not touched."""


@dataclass(frozen=True, slots=True)
class JobState:
    """What one poll told."""

    status: str
    percent: float | None

    @property
    def done(self) -> bool:
        return self.status.strip().casefold() == "done"

    @property
    def failed(self) -> bool:
        return self.status.strip().casefold() == "error"


def read_state(job: Job, data: Any) -> JobState:
    """Read the state out of a progress answer; a missing status counts as running."""
    state = data.get(f"{job}State") if isinstance(data, Mapping) else None
    if not isinstance(state, Mapping):
        raise ValueError(f"no {job}State in the answer")
    status = state.get(f"{job}Status")
    return JobState(status if isinstance(status, str) else "", _percent(state.get(f"{job}ProgressPercent")))


class JobWait:
    """One wait for one job."""

    def __init__(
        self,
        exchange: Exchange,
        clock: Clock,
        job: Job,
        video_id: str,
        *,
        timeout: float | None,
        schedule: PollSchedule,
        on_progress: JobProgress | None,
    ) -> None:
        self._exchange = exchange
        self._clock = clock
        self._job: Job = job
        self._video_id = video_id
        self._timeout = timeout
        self._schedule = schedule
        self._on_progress = on_progress

    def run(self) -> "Flow[Video]":
        """Return the video when the job is done.

        Raises `JobFailedError`, `WaitTimeoutError`, or the error of the last poll when too many failed.
        """
        deadline = None if self._timeout is None else self._clock.monotonic() + self._timeout
        failures = 0
        last: JobState | None = None
        for delay in self._schedule.delays():
            try:
                last = yield from self._exchange.call(self._progress_request(), self._read)
                failures = 0
            except PixopError as error:
                failures += 1
                if not _transient(error) or failures >= _TOLERATED:
                    error.video_id = self._video_id
                    raise
            else:
                if self._on_progress is not None:
                    self._on_progress(last.percent, last.status)
                if last.done:
                    return _video((yield from self._description()), self._video_id)
                if last.failed:
                    raise (yield from self._failure(last))
            if deadline is not None:
                left = deadline - self._clock.monotonic()
                if left <= 0:
                    raise self._too_late(last)
                delay = min(delay, left)
            yield Sleep(delay)
        raise AssertionError("a schedule has no end")

    def _progress_request(self) -> Request:
        if self._job == "ingestion":
            from pixop_client.api.videos import check_ingest_video_progress as ingest

            return ingest.build(self._video_id)
        from pixop_client.api.videos import check_process_video_progress as process

        return process.build(self._video_id)

    def _read(self, data: Any) -> JobState:
        return read_state(self._job, data)

    def _description(self) -> Flow[Any]:
        from pixop_client.api.videos import get_video

        return (yield from self._exchange.call(get_video.build(self._video_id), lambda data: data))

    def _failure(self, state: JobState) -> Flow[JobFailedError]:
        reason: str | None = None
        with suppress(PixopError):  # the failure is certain; its reason is a courtesy
            reason = _notes((yield from self._description()))
        because = f": {reason}" if reason else " and gave no reason."
        advice = {
            "ingestion": " Check that the file is a video that plays.",
            "processing": " Check the settings against the source, or try others.",
        }[self._job]
        return JobFailedError(
            f"The {self._job} of video {self._video_id} ended in {state.status}{because}"
            f"{'' if because.endswith(('.', '!', '?')) else '.'}{advice}",
            job=self._job,
            status=state.status,
            reason=reason,
            video_id=self._video_id,
        )

    def _too_late(self, last: JobState | None) -> WaitTimeoutError:
        status = last.status if last is not None else None
        return WaitTimeoutError(
            f"The {self._job} of video {self._video_id} was still running after {self._timeout:g} s "
            f"(status {status or 'unknown'}). It goes on: wait again with the same video id.",
            job=self._job,
            status=status,
            timeout=self._timeout,
            video_id=self._video_id,
        )


def _video(data: Any, video_id: str) -> "Video":
    from pixop_client.models.video_response import VideoResponse

    try:
        return VideoResponse.from_dict(data).video
    except ValueError as error:
        raise UnexpectedResponseError(
            f"The job is done, but the description of video {video_id} has an unexpected shape ({error}).",
            video_id=video_id,
        ) from None


def _transient(error: PixopError) -> bool:
    if isinstance(error, APIError):
        return isinstance(error, ServerError) or error.status_code in (408, 429)
    return isinstance(error, ConnectionFailedError | UnexpectedResponseError)


def _percent(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return min(100.0, max(0.0, number)) if number == number else None


def _notes(data: Any) -> str | None:
    video = data.get("video") if isinstance(data, Mapping) else None
    attributes = video.get("attributes") if isinstance(video, Mapping) else None
    notes = attributes.get("notes") if isinstance(attributes, Mapping) else None
    if isinstance(notes, str) and notes.strip():
        return "".join(c if c.isprintable() else " " for c in notes).strip()[:1000]
    return None
