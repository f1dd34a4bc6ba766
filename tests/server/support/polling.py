"""Waiting for something without sleeping blindly."""

import time
from collections.abc import Callable


def wait_until(
    condition: Callable[[], object], seconds: float = 30.0, *, describe: Callable[[], object] = str
) -> None:
    """Ask again and again until the condition holds; `describe` tells, if it does not, what is there instead."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"the condition did not come true in time {describe()}"
        time.sleep(0.02)
