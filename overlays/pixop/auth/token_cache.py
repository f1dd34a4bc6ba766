"""Decide which token a caller uses, and which one caller fetches the next."""

import threading
from dataclasses import dataclass

from pixop.auth.bearer_token import BearerToken
from pixop.auth.flight import Flight

ADVISORY = 180.0
MANDATORY = 45.0
BACK_OFF = 5.0


@dataclass(frozen=True, slots=True)
class Use:
    """Send this token."""

    token: BearerToken


@dataclass(frozen=True, slots=True)
class Wait:
    """Another caller fetches one: wait for the flight, then decide again."""

    flight: Flight


@dataclass(frozen=True, slots=True)
class Lead:
    """Fetch a token and end the flight, whatever happens. `fallback` still works should that fail."""

    flight: Flight
    fallback: BearerToken | None
    stale: BearerToken | None


class TokenCache:
    """Holds one token for one account and team; safe for threads and tasks, and never blocks on I/O.

    In the advisory window (the last fifth of the life, at most 180 s) one caller fetches the next token while
    the others go on with this one; in the mandatory window (the last twentieth, at most 45 s) all wait.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._token: BearerToken | None = None
        self._flight: Flight | None = None
        self._quiet_until = float("-inf")

    def decide(self, now: float, *, at_least: float = 0.0) -> Use | Wait | Lead:
        """Decide at `now` (monotonic seconds); `at_least` is the share of its life that the token must still have."""
        with self._lock:
            token = self._token
            left = float("-inf") if token is None else token.remaining(now)
            life = 0.0 if token is None else token.lifetime
            usable = token if token is not None and left > min(MANDATORY, life / 20) else None
            wanted = max(min(ADVISORY, life / 5), life * at_least)
            if usable is not None and left > wanted:
                return Use(usable)
            if self._flight is not None:
                return Wait(self._flight) if usable is None else Use(usable)
            if usable is not None and now < self._quiet_until:
                return Use(usable)
            self._flight = Flight()
            return Lead(self._flight, usable, token)

    def store(self, flight: Flight | None, token: BearerToken) -> None:
        """Keep a new token and wake the waiters."""
        with self._lock:
            self._token = token
            self._quiet_until = float("-inf")
            self._release(flight)
        if flight is not None:
            flight.end(None)

    def fail(self, flight: Flight, now: float, error: BaseException | None) -> None:
        """End a flight without a token; None (a cancelled leader) makes the waiters decide again."""
        with self._lock:
            self._quiet_until = now + BACK_OFF
            self._release(flight)
        flight.end(error)

    def invalidate(self, token: BearerToken) -> None:
        """Forget this token, and no other that came meanwhile."""
        with self._lock:
            if self._token is not None and self._token.serial is token.serial:
                self._token = None

    def restore(self, token: BearerToken) -> None:
        """Keep a token that was refused and will be valid soon, unless another one came meanwhile."""
        with self._lock:
            if self._token is None:
                self._token = token

    def clear(self) -> None:
        """Forget whatever token there is."""
        with self._lock:
            self._token = None

    def _release(self, flight: Flight | None) -> None:
        if self._flight is flight:
            self._flight = None

    def __repr__(self) -> str:
        return "TokenCache(…)"
