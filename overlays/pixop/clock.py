"""The time, so that it can be another one in a test."""

import time
from typing import Protocol


class Clock(Protocol):
    """Seconds on a clock that never jumps, and seconds since the epoch."""

    def monotonic(self) -> float: ...

    def time(self) -> float: ...


class SystemClock:
    """This machine's clocks."""

    def monotonic(self) -> float:
        return time.monotonic()

    def time(self) -> float:
        return time.time()
