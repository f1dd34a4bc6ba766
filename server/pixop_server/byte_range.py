"""Which bytes of a file a `Range` header asks for (RFC 9110, section 14; D-31)."""

import re
from dataclasses import dataclass

_SINGLE = re.compile(r"bytes=[ \t]*([0-9]*)-([0-9]*)[ \t]*", re.IGNORECASE)


@dataclass(frozen=True)
class ByteRange:
    """Positions of the first byte and of the one after the last."""

    start: int
    stop: int

    @property
    def length(self) -> int:
        """Number of bytes."""
        return self.stop - self.start


@dataclass(frozen=True)
class Unsatisfiable:
    """A range that is well-formed and begins past the end of the file."""


def choose_range(header: str | None, size: int) -> ByteRange | Unsatisfiable | None:
    """Decide what to send.

    Args:
        header: Value of `Range`, or None.
        size: Size of the file in bytes.

    Returns:
        One range; `Unsatisfiable`; or None for the whole file, which is also the answer to several ranges, another unit
        and a value that cannot be read.
    """
    match = _SINGLE.fullmatch(header.strip(" \t")) if header is not None else None
    if match is None:
        return None
    first, last = match.groups()
    if not first and not last:
        return None
    if not first:
        length = min(_bounded(last), size)
        return ByteRange(size - length, size) if length else Unsatisfiable()
    start = _bounded(first)
    if last and _bounded(last) < start:
        return None
    if start >= size:
        return Unsatisfiable()
    return ByteRange(start, min(_bounded(last) + 1, size) if last else size)


def _bounded(digits: str) -> int:
    # More digits than any file has bytes: read as "very large" rather than spend time on them.
    significant = digits.lstrip("0")
    return int(significant or "0") if len(significant) <= 30 else 10**30
