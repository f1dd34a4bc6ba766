"""A bandwidth limit as a token bucket. No I/O and no clock of its own."""

import math

_SMALLEST_PIECE = 4096
_LARGEST_PIECE = 1 << 20


class TokenBucket:
    """Bytes flow in at `rate` a second, up to `burst`; what is taken beyond that is waited for.

    Args:
        rate: bytes a second.
        burst: bytes that may go at once after a pause; a quarter of a second's worth when None.
    """

    def __init__(self, rate: float, burst: float | None = None) -> None:
        if not (math.isfinite(rate) and rate > 0):
            raise ValueError(f"the rate limit is {rate!r}: give bytes a second, above 0")
        self.rate = rate
        self.burst = rate / 4 if burst is None else burst
        self._level = self.burst
        self._at: float | None = None

    @property
    def piece(self) -> int:
        """Bytes to move at a time, so that the flow is even."""
        return int(min(_LARGEST_PIECE, max(_SMALLEST_PIECE, self.rate / 8)))

    def take(self, count: int, now: float) -> float:
        """Take `count` bytes at the time `now` (seconds); return the seconds to wait before the next ones."""
        if self._at is not None:
            self._level = min(self.burst, self._level + max(0.0, now - self._at) * self.rate)
        self._at = now
        self._level -= count
        return max(0.0, -self._level / self.rate)
