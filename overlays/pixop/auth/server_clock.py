"""The server's clock, as its answers tell it: a workstation's own may be wrong by years."""

from collections.abc import Mapping

from pixop.calls.retry_after import http_date
from pixop.clock import Clock


class ServerClock:
    """Estimates the server's present from the `Date` of its last answer (RFC 9110 section 6.6.1).

    Counted on the monotonic clock, so that setting this machine's clock changes nothing.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._ahead: float | None = None

    def observe(self, headers: Mapping[str, str]) -> None:
        """Take in the fields of an answer that has just arrived."""
        date = http_date(headers.get("date", ""))
        if date is not None:
            self._ahead = date - self._clock.monotonic()

    @property
    def known(self) -> bool:
        """Whether any answer has told its date."""
        return self._ahead is not None

    def now(self) -> float:
        """Seconds since the epoch at the server, to about a second; by this machine's clock before any answer."""
        return self._clock.time() if self._ahead is None else self._clock.monotonic() + self._ahead

    def at(self, monotonic: float) -> float:
        """Seconds since the epoch at the server when this machine's monotonic clock showed `monotonic`."""
        return self.now() - (self._clock.monotonic() - monotonic)

    def monotonic(self) -> float:
        """This machine's monotonic clock, for `at`."""
        return self._clock.monotonic()

    def skew(self) -> float | None:
        """Seconds that this machine's clock is ahead of the server's; None before any answer."""
        return None if self._ahead is None else self._clock.time() - self.now()
