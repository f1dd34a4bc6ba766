"""A position in a video, as an option writes it."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from pixop.timecode import FrameRate, milliseconds_of

_CLOCK = re.compile(
    r"(?:(?P<hours>\d{1,3}):)?(?P<minutes>\d{1,2}):(?P<seconds>\d{1,2})(?:\.(?P<fraction>\d{1,3}))?"
)
_SECONDS = re.compile(r"(?P<seconds>\d{1,9})(?:\.(?P<fraction>\d{1,3}))?s")
_TIMECODE = re.compile(r"\d{1,3}:\d{2}:\d{2}[:;]\d{2,3}")


@dataclass(frozen=True, slots=True)
class Position:
    """A position in milliseconds, or a timecode, which only a frame rate places.

    Attributes:
        milliseconds: from the first frame; None for a timecode.
        timecode: `HH:MM:SS:FF`, or drop-frame `HH:MM:SS;FF`; empty otherwise.
    """

    milliseconds: int | None
    timecode: str = ""

    def at(self, rate: Callable[[], FrameRate]) -> int:
        """Return it in milliseconds; `rate` is called for a timecode alone.

        Raises `ConfigurationError` when there is no such timecode at this rate.
        """
        return milliseconds_of(self.timecode, rate()) if self.milliseconds is None else self.milliseconds


def parse_position(text: str) -> Position:
    """Read milliseconds (`2500`), seconds (`2.5s`), a time (`00:00:02.500`, `0:02.5`) or a timecode (`00:00:02:12`).

    Raises ValueError with a sentence for what is none of them.
    """
    stripped = text.strip()
    if stripped.isascii() and stripped.isdigit():
        return Position(int(stripped))
    if stripped.isascii() and _TIMECODE.fullmatch(stripped):
        return Position(None, stripped)
    match = (_SECONDS.fullmatch(stripped) or _CLOCK.fullmatch(stripped)) if stripped.isascii() else None
    if match is None:
        raise ValueError(
            f"{text!r} is no position: write milliseconds (2500), seconds (2.5s), HH:MM:SS.mmm (00:00:02.500) or "
            "a timecode HH:MM:SS:FF (00:00:02:12)"
        )
    thousandths = int((match["fraction"] or "").ljust(3, "0"))
    if match.re is _SECONDS:
        return Position(int(match["seconds"]) * 1000 + thousandths)
    hours, minutes, seconds = (int(match[name] or 0) for name in ("hours", "minutes", "seconds"))
    if seconds > 59 or (match["hours"] is not None and minutes > 59):
        raise ValueError(f"{text!r} is no position: minutes and seconds end at 59")
    return Position(((hours * 60 + minutes) * 60 + seconds) * 1000 + thousandths)


def position_text(milliseconds: int) -> str:
    """Write a position as `HH:MM:SS.mmm`."""
    seconds, rest = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}.{rest:03d}"
