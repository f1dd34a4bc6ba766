"""Ask for the state of one job, again and again. No I/O: flows only.

Reference: "Check progress of a video currently being processed", "… ingested". `DONE` and `ERROR` end a job,
whatever their case; any other status means that it is still running.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pixop_client.request import Request

if TYPE_CHECKING:
    from pixop_client.models.video import Video

from pixop.calls.exchange import Exchange
from pixop.calls.flow import Flow
from pixop.clock import Clock
from pixop.errors import (
    APIError,
    ConnectionFailedError,
    JobFailedError,
    PixopError,
    ServerError,
    UnexpectedResponseError,
)
from pixop.jobs.job_handle import Job, JobHandle
from pixop.jobs.job_history import JobHistory
from pixop.jobs.poll_schedule import PollSchedule

JobProgress = Callable[[float | None, str], None]
"""Called with the percentage (0 to 100, None when the server says nothing) and the status as it was sent."""

_TOLERATED = 10
"""Failed polls in a row before waiting is given up; the job itself is not touched."""


@dataclass(frozen=True, slots=True)
class JobState:
    """What one poll told; `eta` is the server's guess in seconds."""

    status: str
    percent: float | None
    eta: float | None = None

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
    eta = _number(state.get("etaSeconds"))
    percent = _number(state.get(f"{job}ProgressPercent"))
    return JobState(
        status if isinstance(status, str) else "",
        None if percent is None else min(100.0, max(0.0, percent)),
        eta if eta is not None and eta > 0 else None,
    )


class JobWatch:
    """One job that is being watched.

    Attributes:
        last: the state of the last poll that was answered.
    """

    def __init__(
        self,
        exchange: Exchange,
        clock: Clock,
        handle: JobHandle,
        *,
        schedule: PollSchedule,
        on_progress: JobProgress | None = None,
    ) -> None:
        self.handle = handle
        self.last: JobState | None = None
        self._exchange = exchange
        self._clock = clock
        self._delays = schedule.delays()
        self._adapts = schedule.factor > 1
        self._on_progress = on_progress
        self._began = clock.monotonic()
        self._history = JobHistory()
        self._failures = 0

    def poll(self) -> "Flow[Video | None]":
        """Ask once; return the video when the job is done, None while it runs.

        Raises `JobFailedError`, or the error of the poll when it says that polling is of no use, or too many failed.
        """
        try:
            state = yield from self._exchange.call(self._progress_request(), self._read)
        except PixopError as error:
            self._failures += 1
            if not _transient(error) or self._failures >= _TOLERATED:
                error.video_id = self.handle.video_id
                raise
            return None
        self._failures = 0
        self.last = state
        self._history.add(self._clock.monotonic() - self._began, state.percent, state.status, state.eta)
        if self._on_progress is not None:
            self._on_progress(state.percent, state.status)
        if state.done:
            return _video((yield from self._description()), self.handle.video_id)
        if state.failed:
            raise (yield from self._failure(state))
        return None

    def delay(self) -> float:
        """Return the seconds to wait before the next poll: shorter near the end."""
        delay = next(self._delays)
        return self._history.sooner(delay) if self._adapts else delay

    def _progress_request(self) -> Request:
        if self.handle.job == "ingestion":
            from pixop_client.api.videos import check_ingest_video_progress as ingest

            return ingest.build(self.handle.video_id)
        from pixop_client.api.videos import check_process_video_progress as process

        return process.build(self.handle.video_id)

    def _read(self, data: Any) -> JobState:
        return read_state(self.handle.job, data)

    def _description(self) -> Flow[Any]:
        from pixop_client.api.videos import get_video

        return (yield from self._exchange.call(get_video.build(self.handle.video_id), lambda data: data))

    def _failure(self, state: JobState) -> Flow[JobFailedError]:
        job, video_id = self.handle.job, self.handle.video_id
        reason: str | None = None
        with suppress(PixopError):  # the failure is certain; its reason is a courtesy
            reason = _notes((yield from self._description()))
        because = f": {reason}" if reason else " and gave no reason."
        advice = {
            "ingestion": " Check that the file is a video that plays.",
            "processing": " Check the settings against the source, or try others.",
        }[job]
        return JobFailedError(
            f"The {job} of video {video_id} ended in {state.status}{because}"
            f"{'' if because.endswith(('.', '!', '?')) else '.'}{advice}",
            job=job,
            status=state.status,
            reason=reason,
            history=self._history.entries,
            video_id=video_id,
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


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if number == number else None


def _notes(data: Any) -> str | None:
    video = data.get("video") if isinstance(data, Mapping) else None
    attributes = video.get("attributes") if isinstance(video, Mapping) else None
    notes = attributes.get("notes") if isinstance(attributes, Mapping) else None
    if isinstance(notes, str) and notes.strip():
        return "".join(c if c.isprintable() else " " for c in notes).strip()[:1000]
    return None
