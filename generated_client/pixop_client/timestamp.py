"""Dates of the wire as moments in UTC: liberal in what is read, and what was read is written back as it came."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any, NoReturn

from .types import UNSET

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NUMBER = re.compile(r"[+-]?\d{9,17}(\.\d+)?")
_ISO = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|UTC|[+-]\d{2}:?(?:\d{2})?)?",
    re.IGNORECASE,
)
#: Numbers below count seconds: as milliseconds they would lie before March 1973.
_LEAST_MILLISECONDS = 10**11


class Timestamp(datetime):
    """A date and time in an answer: a `datetime` in UTC that also has what the server wrote.

    What arithmetic and `replace` make of it is a moment of its own, without `raw`.

    Attributes:
        raw: The JSON value as it came; `UNSET` for a moment that was not read.
        is_readable: Whether it is a date. Of one that is not (`UnreadableTimestamp`) only `raw` and `str()` can be used.
    """

    raw: Any = UNSET
    is_readable: bool = True

    def __reduce_ex__(self, protocol: Any) -> Any:
        return super().__reduce_ex__(protocol) if self.raw is UNSET else (read_timestamp, (self.raw,))


class UnreadableTimestamp(Timestamp):
    """What a server wrote in the place of a date. It spoils no answer: only using it as a moment raises ValueError."""

    is_readable: bool = False

    def __str__(self) -> str:
        return str(self.raw)

    def __repr__(self) -> str:
        return f"UnreadableTimestamp({self.raw!r})"

    def __format__(self, form: str) -> str:
        return str(self) if not form else self._refuse()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, UnreadableTimestamp) and bool(self.raw == other.raw)

    def __hash__(self) -> int:
        return hash(repr(self.raw))

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise ValueError("this is no date that can be read; `raw` is what the server wrote")


for _name in (
    "__lt__ __le__ __gt__ __ge__ __add__ __radd__ __sub__ __rsub__ astimezone ctime date isocalendar isoformat isoweekday "
    "replace strftime time timestamp timetuple timetz toordinal utctimetuple weekday"
).split():
    setattr(UnreadableTimestamp, _name, UnreadableTimestamp._refuse)
for _name in ("year", "month", "day", "hour", "minute", "second", "microsecond"):
    setattr(UnreadableTimestamp, _name, property(UnreadableTimestamp._refuse))


def read_timestamp(value: Any) -> Timestamp:
    """Read a JSON value as `moment` does; what is no date becomes an `UnreadableTimestamp`."""
    try:
        found = moment(value)
    except ValueError:
        made: Timestamp = UnreadableTimestamp(1, 1, 1, tzinfo=UTC)
    else:
        made = Timestamp.combine(found.date(), found.timetz())
    made.raw = value
    return made


def moment(value: str | int | float | datetime) -> datetime:
    """Return an aware `datetime` in UTC.

    Takes `YYYY-MM-DD hh:mm:ss`, ISO 8601 with `T`, fraction and offset, a date alone, and epoch milliseconds or
    seconds as a number or in digits. A moment without an offset is UTC. Fractions below a microsecond are cut.

    Raises:
        ValueError: It is none of these.
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
    raise ValueError("expected a date: YYYY-MM-DD hh:mm:ss, ISO 8601, or milliseconds since 1970")


def _of_number(number: float) -> datetime:
    if isinstance(number, bool):
        raise ValueError
    if abs(number) < _LEAST_MILLISECONDS:
        return _EPOCH + timedelta(seconds=number)
    return _EPOCH + timedelta(milliseconds=number)


def _of_match(match: re.Match[str]) -> datetime:
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
