"""Fill a part file by several streams at once: start them, watch them, replace those that fail."""

import time
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Lock, Thread

from pixop.calls.retry import RetryPolicy
from pixop.errors import ConnectionFailedError, LocalFileError, PixopError, TransferError
from pixop.transfers.byte_intervals import ByteIntervals
from pixop.transfers.cancellation import Cancellation, TransferCancelled
from pixop.transfers.part_file import PartFile
from pixop.transfers.range_stream import (
    Ask,
    BrokenBody,
    OpenBody,
    RangeStream,
    UnfitAnswer,
    carry,
    opened,
)
from pixop.transfers.segment_plan import SegmentPlan
from pixop.transfers.stream_growth import TICK, StreamGrowth
from pixop.transfers.throttle import Throttle

_SMALLEST = 256 << 10
_LARGEST_OF_SMALL = 8 << 20
_WORTH = 0.2
"""Seconds that both halves of a segment must take, for splitting it to be worth a request."""
_SILENT = 5.0
"""Seconds after which a stream that stands still, while others move, is replaced."""
_NO_ANSWER = 10.0
"""The same for one that waits for its answer."""


class RangeStreams:
    """The streams of one download. Everything but the bytes themselves happens in the thread that calls `run`.

    Args:
        ask: sends the request for a segment.
        plan: which bytes lack.
        growth: how many streams there should be.
        retry: the pauses between attempts.
        patience: attempts in a row that bring no byte before a stream is given up.
        watched: whether a stream that stands still is replaced; not when a rate limit makes them wait.
        on_look: called about ten times a second with the bytes that are there.
        on_trouble: called when a stream ends early, with the reason and the pause in seconds.
    """

    def __init__(
        self,
        ask: Ask,
        plan: SegmentPlan,
        part: PartFile,
        growth: StreamGrowth,
        throttle: Throttle,
        *,
        cancellation: Cancellation,
        retry: RetryPolicy,
        patience: int,
        watched: bool,
        on_look: Callable[[int], None],
        on_trouble: Callable[[str, float], None],
    ) -> None:
        self._ask = ask
        self._plan = plan
        self._part = part
        self._growth = growth
        self._throttle = throttle
        self._cancellation = cancellation
        self._retry = retry
        self._patience = patience
        self._watched = watched
        self._on_look = on_look
        self._on_trouble = on_trouble
        self._lock = Lock()
        self._running: dict[RangeStream, Thread] = {}
        self._resting: list[tuple[float, int]] = []
        self._writing: set[RangeStream] = set()
        self._over: SimpleQueue[RangeStream] = SimpleQueue()
        self._stopped = False
        self._newest = 0.0

    def present(self) -> ByteIntervals:
        """Return the bytes that are in the file."""
        with self._lock:
            return self._plan.done

    def run(self, body: OpenBody) -> None:
        """Bring all bytes, beginning with a body that is open already.

        Raises what ended the last stream; what ended one of several is met with another attempt. Raises
        `MediaChanged`, `LocalFileError` and `TransferCancelled` whatever the number.
        """
        try:
            self._start(body, 0)
            look_due = time.monotonic() + TICK
            while True:
                with self._lock:
                    if self._plan.finished:
                        break
                self._fill()
                with suppress(Empty):
                    over = self._over.get(timeout=max(0.001, look_due - time.monotonic()))
                    if over in self._running:
                        self._ended(over)
                if time.monotonic() >= look_due:
                    look_due = time.monotonic() + TICK
                    self._look()
        finally:
            self._stop()

    # --- the number of streams ------------------------------------------------------------------------------

    def _fill(self) -> None:
        now = time.monotonic()
        while len(self._running) > self._growth.allowed:
            self._drop(max(self._running, key=lambda each: each.begun_at))
        if not self._running:
            self._resting.clear()
        for rest in [each for each in self._resting if each[0] <= now]:
            self._resting.remove(rest)
            if len(self._running) + len(self._resting) < self._growth.wanted:
                self._start(None, rest[1])
        while len(self._running) + len(self._resting) < self._growth.wanted and self._start(None, 0):
            pass

    def _start(self, body: OpenBody | None, fruitless: int) -> bool:
        """Start one more stream; return False when there is nothing for it to do."""
        rate = self._growth.rate / max(1, len(self._running))
        with self._lock:
            segment = self._plan.begin(int(min(_LARGEST_OF_SMALL, max(_SMALLEST, rate * _WORTH))))
        if segment is None:
            return False
        cancellation = body.cancellation if body is not None else self._cancellation.branch()
        stream = RangeStream(segment, cancellation, fruitless=fruitless)
        thread = Thread(target=self._carry, args=(stream, body), name="pixop-range", daemon=True)
        try:
            thread.start()
        except RuntimeError:  # the system gives no more threads
            with self._lock:
                self._plan.end(segment)
            if not self._running:
                raise
            self._growth.bound(len(self._running))
            return False
        self._running[stream] = thread
        return True

    def _carry(self, stream: RangeStream, body: OpenBody | None) -> None:
        try:
            body = body or opened(self._ask, stream, self._throttle)
            try:
                with self._lock:
                    # One that was dropped before its answer came must not touch the file any more.
                    if self._stopped or stream.cancellation.cancelled:
                        raise TransferCancelled
                    self._writing.add(stream)
                carry(stream, body, self._plan, self._part, self._throttle, self._lock)
            finally:
                body.close()
        except BaseException as error:  # whatever it is belongs to the thread that watches
            stream.error = error
        finally:
            self._over.put(stream)

    def _drop(self, stream: RangeStream) -> None:
        """Stop a stream; one that waits for its answer is left to itself, and its segment is free at once."""
        with self._lock:
            stream.cancellation.cancel()
            thread = self._running[stream]
            writing = stream in self._writing
        if writing:
            thread.join()
        self._release(stream)

    def _release(self, stream: RangeStream) -> None:
        del self._running[stream]
        with self._lock:
            self._writing.discard(stream)
            self._plan.end(stream.segment)

    def _stop(self) -> None:
        with self._lock:
            self._stopped = True
        for stream in [*self._running]:
            stream.cancellation.cancel()
        for stream in [*self._running]:
            self._drop(stream)

    # --- how they fare --------------------------------------------------------------------------------------

    def _look(self) -> None:
        self._cancellation.check()
        now = time.monotonic()
        with self._lock:
            count = self._plan.count
        delivering = [each for each in self._running if each.first_at is not None]
        self._newest = max([self._newest, *(each.first_at or 0.0 for each in delivering)])
        self._growth.observe(
            now, count, self._plan.total - count, len(delivering), self._newest, time.process_time()
        )
        for stream in self._running:
            if stream.brought != stream.seen:
                stream.seen, stream.moved_at = stream.brought, now
        if self._watched:
            self._replace_silent(now)
        self._on_look(count)

    def _replace_silent(self, now: float) -> None:
        if not any(now - stream.moved_at < 1.0 for stream in self._running):
            return  # it is the link, or the server
        for stream in [*self._running]:
            if now - stream.moved_at > (_SILENT if stream.first_at is not None else _NO_ANSWER):
                self._drop(stream)
                self._try_again(stream, f"a stream stood still for {now - stream.moved_at:.0f} s")

    def _ended(self, stream: RangeStream) -> None:
        self._release(stream)
        error = stream.error
        if error is None:
            return
        if isinstance(error, TransferCancelled):
            self._cancellation.check()
            return
        here = isinstance(error, LocalFileError | TransferError)
        trouble = isinstance(error, PixopError | BrokenBody) and not here
        if not trouble or not self._running:
            raise error
        passing = isinstance(error, ConnectionFailedError | BrokenBody) and not isinstance(error, UnfitAnswer)
        if passing:
            self._try_again(stream, _sentence(error))
        else:
            self._growth.bound(len(self._running))
            self._on_trouble(_sentence(error), 0.0)

    def _try_again(self, stream: RangeStream, reason: str) -> None:
        fruitless = 1 if stream.brought else stream.fruitless + 1
        if fruitless >= self._patience:
            self._growth.bound(len(self._running))
            self._on_trouble(reason, 0.0)
            return
        delay = self._retry.pause(fruitless)
        self._resting.append((time.monotonic() + delay, fruitless))
        self._on_trouble(reason, delay)


def _sentence(error: BaseException) -> str:
    return str(error) if isinstance(error, PixopError) else f"One of several streams broke off: {error}."
