"""Ask until something is so, or the time is over."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TypeVar

T = TypeVar("T")

FIRST, LONGEST = 0.05, 1.0
"""Seconds between two questions: at first, and at most."""


def until(
    ask: Callable[[], T], done: Callable[[T], bool], *, timeout: float, longest: float = LONGEST
) -> tuple[T, bool]:
    """Ask until `done` or until `timeout` seconds are over; return the last answer and whether it is done."""
    deadline = time.monotonic() + timeout
    for pause in pauses(longest):
        answer = ask()
        if done(answer):
            return answer, True
        if time.monotonic() + pause > deadline:
            return answer, False
        time.sleep(pause)
    raise AssertionError("unreachable")


def pauses(longest: float = LONGEST) -> Iterator[float]:
    """Yield ever longer pauses in seconds."""
    pause = FIRST
    while True:
        yield pause
        pause = min(pause * 1.5, longest)
