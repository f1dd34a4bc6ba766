"""What a flow asks of whoever drives it.

A flow is a generator that holds the logic and does no I/O: it yields effects and is sent their results.
`sync_driver` and `async_driver` perform them, so sync and async clients share every rule.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any, TypeVar

from pixop.auth.flight import Flight
from pixop.calls.wire_message import HttpRequest

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Send:
    """Send a request; the result is its `Answer`. Raises `ConnectionFailedError` when there is none."""

    request: HttpRequest


@dataclass(frozen=True, slots=True)
class Sleep:
    """Wait this many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Join:
    """Wait until another caller's token request has ended."""

    flight: Flight


@dataclass(frozen=True, slots=True)
class Block:
    """Call a function that may block for a moment (keyring, file); the result is what it returns."""

    function: Callable[[], Any]


Effect = Send | Sleep | Join | Block
Flow = Generator[Effect, Any, T]
