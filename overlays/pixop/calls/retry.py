"""Decide whether a request is sent again, and when. Nothing here sends."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from pixop.errors import APIError, ConnectionFailedError

_REPEATABLE = frozenset({"GET", "HEAD", "DELETE"})
_BUSY = frozenset({429, 503})
_GATEWAY = frozenset({502, 504})


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often and how long. Times in seconds.

    GET, HEAD and DELETE are repeated after a broken connection, 429, 502, 503 and 504. PUT and POST create
    things or cost money and are never repeated once the server may have seen them.
    """

    attempts: int = 3
    first_delay: float = 0.5
    longest_delay: float = 8.0
    longest_retry_after: float = 120.0
    jitter: Callable[[], float] = random.random

    def after_failure(
        self, error: ConnectionFailedError, *, method: str, changes_state: bool, attempt: int
    ) -> float | None:
        """Return the seconds to wait before the next try, or None to give up."""
        if attempt >= self.attempts:
            return None
        if error.request_sent and not repeatable(method, changes_state):
            return None
        return self.pause(attempt)

    def after_answer(
        self, error: APIError, *, method: str, changes_state: bool, attempt: int
    ) -> float | None:
        """Return the seconds to wait before the next try, or None to give up."""
        if attempt >= self.attempts or not repeatable(method, changes_state):
            return None
        if error.status_code in _BUSY and error.retry_after is not None:
            return error.retry_after if error.retry_after <= self.longest_retry_after else None
        return self.pause(attempt) if error.status_code in _BUSY | _GATEWAY else None

    def pause(self, attempt: int) -> float:
        """Return the seconds to wait after failed attempt number `attempt`, jitter included."""
        ceiling = min(self.longest_delay, self.first_delay * 2.0 ** (attempt - 1))
        return ceiling * (0.5 + 0.5 * self.jitter())


def repeatable(method: str, changes_state: bool) -> bool:
    """Tell whether a request may be sent twice; a GET that changes state (`x-changes-state`) may not."""
    return method in _REPEATABLE and not changes_state
