"""The server's time, in one place so that it can be replaced."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache

Clock = Callable[[], float]
"""Seconds since 1970-01-01 00:00:00 UTC."""

system_clock: Clock = time.time


@lru_cache(maxsize=4096)
def format_timestamp(seconds: float) -> str:
    """Write a moment as the reference does: `YYYY-MM-DD hh:mm:ss`, in UTC (D-14)."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S")
