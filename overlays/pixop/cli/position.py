"""A position in a video, as an option writes it."""

import re

_CLOCK = re.compile(
    r"(?:(?P<hours>\d{1,3}):)?(?P<minutes>\d{1,2}):(?P<seconds>\d{1,2})(?:\.(?P<fraction>\d{1,3}))?"
)


def parse_position(text: str) -> int:
    """Read milliseconds (`2500`), or hours, minutes and seconds (`00:00:02.500`, `0:02.5`), as milliseconds.

    Raises ValueError with a sentence for what is neither.
    """
    stripped = text.strip()
    if stripped.isascii() and stripped.isdigit():
        return int(stripped)
    match = _CLOCK.fullmatch(stripped) if stripped.isascii() else None
    if match is None:
        raise ValueError(f"{text!r} is no position: write milliseconds (2500) or HH:MM:SS.mmm (00:00:02.500)")
    hours, minutes, seconds = (int(match[name] or 0) for name in ("hours", "minutes", "seconds"))
    if seconds > 59 or (match["hours"] is not None and minutes > 59):
        raise ValueError(f"{text!r} is no position: minutes and seconds end at 59")
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + int((match["fraction"] or "").ljust(3, "0"))


def position_text(milliseconds: int) -> str:
    """Write a position as `HH:MM:SS.mmm`."""
    seconds, rest = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}.{rest:03d}"
