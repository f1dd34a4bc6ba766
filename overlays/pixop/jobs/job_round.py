"""Which of many jobs to ask for next. No I/O and no waiting: `round_threads` and `round_tasks` drive it."""

import heapq
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from pixop.calls.exchange import Exchange
from pixop.clock import Clock
from pixop.errors import ConfigurationError, PixopError, WaitTimeoutError
from pixop.jobs.job_handle import JobHandle, JobOutcome
from pixop.jobs.job_watch import JobState, JobWatch
from pixop.jobs.poll_schedule import PollSchedule

if TYPE_CHECKING:
    from pixop_client.models.video import Video

ManyProgress = Callable[[JobHandle, float | None, str], None]
"""Called after each poll with the job, its percentage or None, and its status."""

MANY = PollSchedule(first=2.0)
"""The schedule of a round: a thousand jobs that were just started are not asked for a thousand times a second."""


class JobRound:
    """Jobs ordered by when to ask for them next, each on a schedule of its own.

    Several polls may be under way at a time, so that an answer that is slow to come holds up no other job.
    """

    CONCURRENCY = 16

    def __init__(
        self,
        exchange: Exchange,
        clock: Clock,
        handles: Iterable[JobHandle],
        *,
        timeout: float | None,
        schedule: PollSchedule | None,
        concurrency: int = CONCURRENCY,
        on_progress: ManyProgress | None = None,
    ) -> None:
        if concurrency < 1:
            raise ConfigurationError(f"{concurrency} polls at a time are none: give 1 or more.")
        self._clock = clock
        self._on_progress = on_progress
        now = clock.monotonic()
        self._timeout = timeout
        self._deadline = None if timeout is None else now + timeout
        # The number keeps those that are due at once in their order.
        self._due = [
            (now, number, JobWatch(exchange, clock, handle, schedule=schedule or MANY))
            for number, handle in enumerate(dict.fromkeys(handles))
        ]
        self._asked: dict[JobWatch, tuple[int, JobState | None]] = {}
        self.concurrency = max(1, min(concurrency, len(self._due)))

    def take(self) -> JobWatch | None:
        """Return the next job to ask for; None when none is due, or enough polls are under way.

        Raises `WaitTimeoutError` after the deadline, when all that was due by then has been asked for once more; the
        jobs run on.
        """
        now = self._clock.monotonic()
        until = now if self._deadline is None else min(now, self._deadline)
        if len(self._asked) < self.concurrency and self._due and self._due[0][0] <= until:
            _, number, watch = heapq.heappop(self._due)
            self._asked[watch] = (number, watch.last)
            return watch
        if self._late(now) and not self._asked and self._due:
            raise self._too_late()
        return None

    def pause(self) -> float | None:
        """Return the seconds until `take` may say something else; None when only an answer can change that."""
        now = self._clock.monotonic()
        if self._late(now) or len(self._asked) >= self.concurrency or not self._due:
            return None
        at = self._due[0][0]
        return max(0.0, (at if self._deadline is None else min(at, self._deadline)) - now)

    def answered(self, watch: JobWatch, result: "Video | PixopError | None") -> JobOutcome | None:
        """Take in what a poll came to (None: it runs on); return the outcome when its job has ended."""
        number, before = self._asked.pop(watch)
        if self._on_progress is not None and watch.last is not None and watch.last is not before:
            self._on_progress(watch.handle, watch.last.percent, watch.last.status)
        if isinstance(result, PixopError):
            return JobOutcome(watch.handle, None, result)
        if result is not None:
            return JobOutcome(watch.handle, result, None)
        heapq.heappush(self._due, (self._clock.monotonic() + watch.delay(), number, watch))
        return None

    @property
    def over(self) -> bool:
        """Whether every job has ended."""
        return not self._due and not self._asked

    def _late(self, now: float) -> bool:
        return self._deadline is not None and now >= self._deadline

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
