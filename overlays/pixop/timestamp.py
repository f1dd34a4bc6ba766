"""Read the dates of the API as moments in UTC. Pure.

The reference prints `YYYY-MM-DD hh:mm:ss`, which is UTC here (D-14); other servers send ISO 8601 or epoch
milliseconds.
"""

import re
from datetime import UTC, datetime, timedelta

from pixop.errors import UnexpectedResponseError

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NUMBER = re.compile(r"[+-]?\d{9,17}(\.\d+)?")
_ISO = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|UTC|[+-]\d{2}:?(?:\d{2})?)?",
    re.IGNORECASE,
)
_LEAST_MILLISECONDS = 10**11
"""Numbers below count seconds: as milliseconds they would lie before March 1973."""


def moment(value: "str | int | float | datetime") -> datetime:
    """Return an aware `datetime` in UTC.

    Takes `YYYY-MM-DD hh:mm:ss` (UTC), ISO 8601 with `T`, fraction and offset, a date alone, and epoch milliseconds or
    seconds as a number or in digits. A moment without an offset is UTC. Fractions below a microsecond are cut.

    Raises:
        UnexpectedResponseError: it is none of these.
    """
    try:
        if isinstance(value, datetime):
            return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        if not isinstance(value, str):
            return _of_number(value)
        text = value.strip()
        if text.isascii():
            if _NUMBER.fullmatch(text):
                return _of_number(float(text) if "." in text else int(text))
            match = _ISO.fullmatch(text)
            if match is not None:
                return _of_match(match)
    except (ValueError, OverflowError, TypeError):
        pass
    raise UnexpectedResponseError(
        f"{value!r} is no date: expected YYYY-MM-DD hh:mm:ss, ISO 8601 or milliseconds."
    )


def _of_number(number: float) -> datetime:
    if isinstance(number, bool):
        raise ValueError
    if abs(number) < _LEAST_MILLISECONDS:
        return _EPOCH + timedelta(seconds=number)
    return _EPOCH + timedelta(milliseconds=number)


def _of_match(match: "re.Match[str]") -> datetime:
    year, month, day, hour, minute, second = (int(match[group] or 0) for group in range(1, 7))
    microsecond = int((match[7] or "0")[:6].ljust(6, "0"))
    leap = second == 60
    local = datetime(year, month, day, hour, minute, 59 if leap else second, microsecond, tzinfo=UTC)
    return local + timedelta(seconds=int(leap)) - _offset(match[8])


def _offset(text: str | None) -> timedelta:
    if text is None or text.upper() in ("Z", "UTC"):
        return timedelta()
    digits = text[1:].replace(":", "").ljust(4, "0")
    hours, minutes = int(digits[:2]), int(digits[2:])
    if hours > 23 or minutes > 59:
        raise ValueError(text)
    distance = timedelta(hours=hours, minutes=minutes)
    return distance if text[0] == "+" else -distance
