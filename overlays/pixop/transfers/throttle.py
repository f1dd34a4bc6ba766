"""Hold a transfer to a rate limit, in a way that a cancellation can end."""

import threading
import time

from pixop.errors import ConfigurationError
from pixop.transfers.cancellation import Cancellation
from pixop.transfers.rate_limit import TokenBucket

_TICK = 0.25


class Throttle:
    """Waits as long as the limit asks; without a limit not at all. The streams of a transfer share one."""

    def __init__(self, rate: float | None, cancellation: Cancellation | None = None) -> None:
        try:
            self._bucket = None if rate is None else TokenBucket(rate)
        except (TypeError, ValueError) as error:
            raise ConfigurationError(f"{error}.") from None
        self._cancellation = cancellation
        self._lock = threading.Lock()

    @property
    def piece(self) -> int:
        """Bytes to move at a time."""
        return 1 << 20 if self._bucket is None else self._bucket.piece

    def moved(self, count: int) -> None:
        """Wait after `count` bytes have gone."""
        if self._bucket is not None:
            with self._lock:
                wait = self._bucket.take(count, time.monotonic())
            pause(wait, self._cancellation)


def pause(seconds: float, cancellation: Cancellation | None) -> None:
    """Sleep; raise `TransferCancelled` when the transfer is stopped meanwhile."""
    deadline = time.monotonic() + seconds
    while (left := deadline - time.monotonic()) > 0:
        if cancellation is not None:
            cancellation.check()
        time.sleep(min(left, _TICK))
