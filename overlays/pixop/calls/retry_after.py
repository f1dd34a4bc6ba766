"""`Retry-After` (RFC 9110 section 10.2.3): seconds or an HTTP date."""

from datetime import UTC
from email.utils import parsedate_to_datetime

LONGEST = 10.0 * 365 * 86400


def http_date(text: str) -> float | None:
    """Read an HTTP date (RFC 9110 section 5.6.7) as seconds since the epoch, or None."""
    try:
        moment = parsedate_to_datetime(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def retry_after_seconds(value: str | None, now: float) -> float | None:
    """Return the seconds to wait, never negative; None when the header is absent or cannot be read.

    `now` is the server's present (its `Date` header) in seconds since the epoch.
    """
    if value is None:
        return None
    text = value.strip()
    if text.isascii() and text.replace(".", "", 1).isdigit():
        return min(float(text), LONGEST)
    moment = http_date(text)
    return None if moment is None else min(max(0.0, moment - now), LONGEST)
