"""The day from which on something deprecated may be gone: `x-sunset`, a date (YYYY-MM-DD), after RFC 8594."""

from __future__ import annotations

import datetime
from typing import Any

SUNSET = "x-sunset"


def sunset(described: dict[str, Any]) -> datetime.date | None:
    """The day from which on something may be gone; None without one, or when it is no date."""
    try:
        return datetime.date.fromisoformat(str(described.get(SUNSET))[:10])
    except ValueError:
        return None
