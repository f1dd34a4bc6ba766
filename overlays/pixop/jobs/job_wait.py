"""Wait until one job has ended. No I/O: flows only."""

from typing import TYPE_CHECKING

from pixop.calls.exchange import Exchange
from pixop.calls.flow import Flow, Sleep
from pixop.clock import Clock
from pixop.errors import WaitTimeoutError
from pixop.jobs.job_handle import Job, JobHandle
from pixop.jobs.job_watch import JobProgress, JobState, JobWatch, read_state
from pixop.jobs.poll_schedule import PollSchedule

if TYPE_CHECKING:
    from pixop_client.models.video import Video

__all__ = ["Job", "JobProgress", "JobState", "JobWait", "read_state"]


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
        poll_interval: float | None,
        schedule: PollSchedule | None,
        on_progress: JobProgress | None,
    ) -> None:
        if poll_interval is not None:
            schedule = PollSchedule.every(poll_interval)
        schedule = schedule or PollSchedule()
        self._clock = clock
        self._timeout = timeout
        self._watch = JobWatch(
            exchange, clock, JobHandle(job, video_id), schedule=schedule, on_progress=on_progress
        )

    def run(self) -> "Flow[Video]":
        """Return the video when the job is done.

        Raises `JobFailedError`, `WaitTimeoutError`, or the error of the last poll when too many failed.
        """
        deadline = None if self._timeout is None else self._clock.monotonic() + self._timeout
        while True:
            video = yield from self._watch.poll()
            if video is not None:
                return video
            delay = self._watch.delay()
            if deadline is not None:
                left = deadline - self._clock.monotonic()
                if left <= 0:
                    raise self._too_late()
                delay = min(delay, left)
            yield Sleep(delay)

    def _too_late(self) -> WaitTimeoutError:
        handle, last = self._watch.handle, self._watch.last
        status = last.status if last is not None else None
        return WaitTimeoutError(
            f"The {handle.job} of video {handle.video_id} was still running after {self._timeout:g} s "
            f"(status {status or 'unknown'}). It goes on: wait again with the same video id.",
            job=handle.job,
            status=status,
            timeout=self._timeout,
            video_id=handle.video_id,
        )
