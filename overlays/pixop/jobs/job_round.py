"""Wait for many jobs with one poller. No I/O: flows only."""

import heapq
from collections.abc import Callable, Iterable

from pixop.calls.exchange import Exchange
from pixop.calls.flow import Flow, Sleep
from pixop.clock import Clock
from pixop.errors import PixopError, WaitTimeoutError
from pixop.jobs.job_handle import JobHandle, JobOutcome
from pixop.jobs.job_watch import JobWatch
from pixop.jobs.poll_schedule import PollSchedule

ManyProgress = Callable[[JobHandle, float | None, str], None]
"""Called after each poll with the job, its percentage or None, and its status."""


class JobRound:
    """Jobs ordered by when to ask for them next; each is polled on a schedule of its own, one at a time."""

    def __init__(
        self,
        exchange: Exchange,
        clock: Clock,
        handles: Iterable[JobHandle],
        *,
        timeout: float | None,
        schedule: PollSchedule,
        on_progress: ManyProgress | None = None,
    ) -> None:
        self._clock = clock
        now = clock.monotonic()
        self._timeout = timeout
        self._deadline = None if timeout is None else now + timeout
        # The number keeps those that are due at once in their order.
        self._due = [
            (
                now,
                number,
                JobWatch(exchange, clock, handle, schedule=schedule, on_progress=_bound(on_progress, handle)),
            )
            for number, handle in enumerate(dict.fromkeys(handles))
        ]

    def next(self) -> Flow[JobOutcome | None]:
        """Return the next job that has ended, None when there is none left.

        Raises `WaitTimeoutError` at the deadline; the jobs run on.
        """
        while self._due:
            at, number, watch = self._due[0]
            now = self._clock.monotonic()
            if at > now:
                if self._deadline is not None and now >= self._deadline:
                    raise self._too_late()
                yield Sleep(at - now if self._deadline is None else min(at, self._deadline) - now)
                continue
            try:
                video = yield from watch.poll()
            except PixopError as error:
                heapq.heappop(self._due)
                return JobOutcome(watch.handle, None, error)
            if video is not None:
                heapq.heappop(self._due)
                return JobOutcome(watch.handle, video, None)
            heapq.heapreplace(self._due, (self._clock.monotonic() + watch.delay(), number, watch))
        return None

    def _too_late(self) -> WaitTimeoutError:
        handle, last = self._due[0][2].handle, self._due[0][2].last
        return WaitTimeoutError(
            f"{len(self._due)} jobs were still running after {self._timeout:g} s, such as the {handle.job} of video "
            f"{handle.video_id}. They go on: wait for them again.",
            job=handle.job,
            status=None if last is None else last.status,
            timeout=self._timeout,
            video_id=handle.video_id,
        )


def _bound(
    on_progress: ManyProgress | None, handle: JobHandle
) -> "Callable[[float | None, str], None] | None":
    if on_progress is None:
        return None
    return lambda percent, status: on_progress(handle, percent, status)
