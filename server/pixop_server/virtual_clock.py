"""A clock that tests move: fifteen minutes of a token pass in one request."""

import threading

from pixop_server.clock import Clock, system_clock


class VirtualClock:
    """The server's time, which can be moved, stopped, and made to run at another pace.

    It begins as the real time. Media work takes the time it takes; only what the server compares with its clock moves.

    Args:
        real: Source of the real time.
    """

    def __init__(self, real: Clock = system_clock) -> None:
        self._real = real
        self._lock = threading.Lock()
        self._origin = self._shown = real()
        self._rate = 1.0

    def __call__(self) -> float:
        """Tell the virtual time in seconds since the epoch."""
        with self._lock:
            return self._now()

    @property
    def rate(self) -> float:
        """Virtual seconds in a real second; 0 stands still."""
        return self._rate

    def advance(self, seconds: float) -> None:
        """Move the time forward, or back by a negative number of seconds."""
        with self._lock:
            self._shown = self._now() + seconds
            self._origin = self._real()

    def set(self, seconds: float) -> None:
        """Set the time, in seconds since the epoch."""
        with self._lock:
            self._shown = seconds
            self._origin = self._real()

    def run_at(self, rate: float) -> None:
        """Let the time run at `rate` virtual seconds in a real second from now on."""
        with self._lock:
            self._shown = self._now()
            self._origin = self._real()
            self._rate = rate

    def reset(self) -> None:
        """Show the real time again."""
        with self._lock:
            self._origin = self._shown = self._real()
            self._rate = 1.0

    def _now(self) -> float:
        return self._shown + (self._real() - self._origin) * self._rate
