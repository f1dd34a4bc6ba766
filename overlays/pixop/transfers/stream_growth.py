"""Decide how many streams a download has, from what they bring. No I/O and no clock of its own.

A download begins with one stream. When its rate is steady, twice as many are tried, and the sum of all is compared
with what was before: on a link that holds each connection back, by loss or by a limit, it grows; on one that is full
it does not, and the number stays what it was. What was tried in vain is tried again later, as links change.
"""

from collections import deque
from enum import Enum

TICK = 0.1
"""Seconds between two looks at the streams."""
_PAYS = 1.25
"""Times the rate from which on more streams are worth their cost."""
_CLEAR = 1.5
"""Times the rate at which the shortest measurement is enough."""
_LINEAR = 0.85
"""Part of the ideal gain at which the next step is four times as many streams, not twice."""
_HARMFUL = 0.92
"""Times the rate under which a try on a busy machine is over at once: it is what limits."""
_BUSY = 0.35
"""CPU seconds a second from which on it is."""
_FULL = 0.5
"""CPU seconds a second from which on no more streams are tried: it is not the link that holds the bytes back."""
_WINDOW = 0.2
"""Seconds of the shortest measurement."""
_LONGEST = 1.2
"""Seconds of the longest one, for rates that vary."""
_STEADY = 1.25
"""Times the rate that it may vary by, to be measured: a connection that begins is faster or slower than later."""
_UNSTEADY = 1.2
"""Seconds after which a rate that still varies is taken as it is."""
_WORTH = 2.0
"""Seconds that the rest must take at the present rate, for a try to begin."""
_SMALL = 4 << 20
"""Bytes for which no further stream is begun."""
_START = 5.0
"""Seconds that new streams have for their first byte."""
_AGAIN = 1.0
"""Seconds until the next try after one in vain; each further one waits twice as long."""
_AGAIN_AFTER_HARM = 4.0


class _Phase(Enum):
    WATCHING = "the rate of the present number"
    STARTING = "until all new streams bring bytes"
    TRYING = "the rate of the larger number"


_Sample = tuple[float, int, float]
"""Seconds, bytes, and CPU seconds."""


class StreamGrowth:
    """The number of streams.

    Args:
        most: streams at most.
        limit: bytes a second that the caller allows; None without a limit.

    Attributes:
        most: streams at most.
        wanted: streams to have: fewer are added to, more are not replaced when they end.
        allowed: streams that may run: more are stopped.
        rate: bytes a second of all streams, as last measured; 0.0 before.
    """

    def __init__(self, most: int, limit: float | None = None) -> None:
        self.wanted = 1
        self.allowed = 1
        self.rate = 0.0
        self.most = most
        self._limit = limit
        self._phase = _Phase.WATCHING
        self._samples: deque[_Sample] = deque()
        self._since: float | None = None
        self._asked = 0.0
        self._settled = 0.0
        self._before = (1, 0.0)
        self._proved = 1
        self._kept = 1
        self._trusting = True
        self._not_before = 0.0
        self._pause = _AGAIN

    def bound(self, most: int) -> None:
        """Have no more than `most` streams from now on: the server, or a stream that failed, asks for it."""
        self.most = max(1, min(self.most, most))
        self._proved = min(self._proved, self.most)
        self._kept = min(self._kept, self.most)
        self.wanted = min(self.wanted, self.most)
        self.allowed = min(self.allowed, self.most)
        if self.wanted <= self._proved:
            self._watch()

    def restart(self) -> None:
        """Forget a measurement under way: the streams were interrupted."""
        self._watch()

    def observe(self, now: float, done: int, left: int, delivering: int, newest: float, cpu: float) -> None:
        """Look at the streams, about every `TICK` seconds.

        Args:
            now: seconds on a clock that never jumps.
            done: bytes that all streams have brought together.
            left: bytes that lack.
            delivering: streams that have brought a byte and are not over.
            newest: when the last of them brought its first byte, on the same clock.
            cpu: seconds of processor time that the streams have taken.
        """
        if self._since is None:
            self._since = now
        if self._phase is _Phase.WATCHING:
            self._samples.append((now, done, cpu))
            while now - self._samples[0][0] > _LONGEST and now - self._samples[1][0] >= 2 * _WINDOW:
                self._samples.popleft()
            self._consider(now, delivering, left)
        elif self._phase is _Phase.STARTING:
            # What a new connection needs to come up to speed grows with what its first byte took.
            self._settled = newest + min(1.0, 2.0 * max(0.0, newest - self._asked))
            if delivering >= self.wanted and now >= self._settled:
                self._phase = _Phase.TRYING
                self._samples.append((now, done, cpu))
            elif now - self._asked > _START:
                self._in_vain(now, harmful=False)
        else:
            self._judge((now, done, cpu), delivering)

    def _consider(self, now: float, delivering: int, left: int) -> None:
        first, last = self._samples[0], self._samples[-1]
        half = (first[0] + last[0]) / 2
        middle = next(each for each in self._samples if each[0] >= half)
        if last[0] - first[0] < 2 * _WINDOW or middle == last:
            return
        earlier, recent = _rate(first, middle), _rate(middle, last)
        # A lucky moment must not be what more streams are compared with: on a full link that costs nothing.
        self.rate = min(earlier, recent)
        present = max(self._proved, min(self._kept, delivering))
        following = min(self.most, 2 * present)
        if following <= max(present, delivering) or now < self._not_before or self.rate <= 0.0:
            return
        unsteady = max(earlier, recent) > _STEADY * self.rate
        if unsteady and now - (self._since or now) < _UNSTEADY:
            return
        limited = self._limit is not None and self.rate > 0.8 * self._limit
        full = last[2] - first[2] > _FULL * (last[0] - first[0])
        if limited or full or left < max(_SMALL, _WORTH * self.rate):
            return
        self._try(now, following, present)

    def _try(self, now: float, following: int, present: int) -> None:
        self._before = (present, self.rate)
        self.wanted = self.allowed = following
        self._phase, self._asked = _Phase.STARTING, now
        self._samples.clear()

    def _judge(self, last: _Sample, delivering: int) -> None:
        first, now = self._samples[0], last[0]
        if now - first[0] < _WINDOW:
            return
        rate = _rate(first, last)
        present, before = self._before
        gain = rate / before
        busy = last[2] - first[2] > _BUSY * (now - first[0])
        harms = gain < _HARMFUL and busy and now - first[0] >= 2 * _WINDOW
        if gain < _HARMFUL and not busy and self._trusting and now - first[0] >= 2 * _WINDOW:
            # No second stream does that: the first one was measured while it was faster than it can stay.
            self._trusting = False
            self._kept = self.wanted
            self._watch()
            return
        over = now - first[0] >= _LONGEST or delivering < self.wanted or harms
        if gain >= _CLEAR or (over and gain >= _PAYS):
            self.rate, self._proved, self._kept = rate, self.wanted, self.wanted
            self._pause = _AGAIN
            if gain >= _LINEAR * self.wanted / present and self._proved < self.most:
                self._try(now, min(self.most, 4 * self._proved), self._proved)
            else:
                self._watch()
        elif over:
            self._in_vain(now, harmful=busy)

    def _in_vain(self, now: float, *, harmful: bool) -> None:
        """End a try; with `harmful` its streams are stopped, as they take time from those that were there."""
        if harmful:
            self._kept = self._proved
            self._pause = max(self._pause, _AGAIN_AFTER_HARM)
        elif self._kept == self._proved:
            # They cost nothing, and stopping them would cost requests for what they leave: let them end.
            self._kept = self.wanted
        self._not_before = now + self._pause
        self._pause *= 2
        self._watch()

    def _watch(self) -> None:
        self._phase, self._since = _Phase.WATCHING, None
        self.wanted, self.allowed = self._proved, max(self._proved, self._kept)
        self._samples.clear()


def _rate(first: _Sample, last: _Sample) -> float:
    return (last[1] - first[1]) / (last[0] - first[0])
