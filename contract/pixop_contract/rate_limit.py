"""At most so many requests a second."""

from __future__ import annotations

import time
from collections.abc import Callable


class RateLimit:
    """Spaces requests evenly.

    Args:
        per_second: Requests a second; None for no limit.
        clock, wait: Replaceable for tests; seconds.
    """

    def __init__(
        self,
        per_second: float | None,
        *,
        clock: Callable[[], float] = time.monotonic,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self._interval = 1 / per_second if per_second else 0.0
        self._clock = clock
        self._wait = wait
        self._next = 0.0

    def acquire(self) -> None:
        """Return when the next request may go."""
        if not self._interval:
            return
        now = self._clock()
        if now < self._next:
            self._wait(self._next - now)
        self._next = max(now, self._next) + self._interval
