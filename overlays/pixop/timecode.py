"""SMPTE timecode `HH:MM:SS:FF` to and from milliseconds (SMPTE ST 12-1). Pure.

Frame counts are exact; milliseconds are rounded down, so that a range from or to a timecode begins or ends exactly at
its frame (a range has the frames that begin in it), and a timecode survives the way there and back.
"""

import re
from dataclasses import dataclass
from fractions import Fraction

from pixop.errors import ConfigurationError

_TEXT = re.compile(r"(\d{1,3}):(\d{2}):(\d{2})([:;.,])(\d{2,3})")
_NTSC = Fraction(1000, 1001)


@dataclass(frozen=True, slots=True)
class FrameRate:
    """Frames a second, exactly.

    Attributes:
        exact: such as 25, or 30000/1001.
    """

    exact: Fraction

    @classmethod
    def of(cls, value: "int | float | str | Fraction | FrameRate") -> "FrameRate":
        """Read `25`, `"30000/1001"`, or a rounded rate such as 23.976, 29.97 or 59.94.

        Raises `ConfigurationError`.
        """
        if isinstance(value, FrameRate):
            return value
        try:
            exact = Fraction(value)
        except (ValueError, TypeError, ZeroDivisionError, OverflowError):
            raise ConfigurationError(f"{value!r} is no frame rate: write 25, 29.97 or 30000/1001.") from None
        nominal = Fraction(-(-exact.numerator // exact.denominator))
        if exact.denominator not in (1, 1001) and abs(exact - nominal * _NTSC) < Fraction(1, 100):
            exact = nominal * _NTSC
        if not 1 <= exact <= 480:
            raise ConfigurationError(f"{value!r} is no frame rate from 1 to 480 frames a second.")
        return cls(exact)

    @property
    def nominal(self) -> int:
        """Frame numbers in a second of timecode."""
        return -(-self.exact.numerator // self.exact.denominator)

    @property
    def drops(self) -> int:
        """Frame numbers that drop-frame timecode leaves out each minute; 0 where there is none."""
        return self.nominal // 15 if self.exact == self.nominal * _NTSC and self.nominal % 30 == 0 else 0


def milliseconds_of(timecode: str, frame_rate: "int | float | str | Fraction | FrameRate") -> int:
    """Return the position of a timecode in milliseconds, counted from 00:00:00:00.

    `HH:MM:SS:FF` counts every frame; a semicolon before the frames (`HH:MM:SS;FF`) means drop-frame, which exists
    at 29.97, 59.94 and their multiples.

    Raises:
        ConfigurationError: it is no timecode, or one that does not exist at this rate.
    """
    rate = FrameRate.of(frame_rate)
    match = _TEXT.fullmatch(timecode.strip()) if timecode.isascii() else None
    if match is None:
        raise ConfigurationError(
            f"{timecode!r} is no timecode: write HH:MM:SS:FF, or HH:MM:SS;FF for drop-frame."
        )
    hours, minutes, seconds, frames = (int(match[group]) for group in (1, 2, 3, 5))
    dropping = match[4] in ";,"
    if minutes > 59 or seconds > 59 or frames >= rate.nominal:
        raise ConfigurationError(
            f"{timecode!r} does not exist: minutes and seconds end at 59, frames at {rate.nominal - 1}."
        )
    count = (hours * 3600 + minutes * 60 + seconds) * rate.nominal + frames
    if dropping:
        if not rate.drops:
            raise ConfigurationError(
                f"{timecode!r} is drop-frame, which {float(rate.exact):g} frames a second do not have: write a colon."
            )
        if minutes % 10 and not seconds and frames < rate.drops:
            raise ConfigurationError(
                f"{timecode!r} does not exist: drop-frame leaves out the first {rate.drops} frames of this minute."
            )
        total = hours * 60 + minutes
        count -= rate.drops * (total - total // 10)
    return int(count * 1000 / rate.exact)


def timecode_of(
    milliseconds: int, frame_rate: "int | float | str | Fraction | FrameRate", *, drop_frame: bool = False
) -> str:
    """Return the timecode of the frame that begins nearest to a position in milliseconds.

    Raises:
        ConfigurationError: the position is negative, or the rate has no drop-frame timecode.
    """
    rate = FrameRate.of(frame_rate)
    if milliseconds < 0:
        raise ConfigurationError(f"{milliseconds} ms lies before the start.")
    count = round(milliseconds * rate.exact / 1000)
    if drop_frame:
        if not rate.drops:
            raise ConfigurationError(f"{float(rate.exact):g} frames a second have no drop-frame timecode.")
        count = _with_dropped(count, rate)
    whole, frames = divmod(count, rate.nominal)
    minutes, seconds = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    width = len(str(rate.nominal - 1)) if rate.nominal > 100 else 2
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}{';' if drop_frame else ':'}{frames:0{width}d}"


def _with_dropped(count: int, rate: FrameRate) -> int:
    minute = rate.nominal * 60 - rate.drops
    ten = minute * 10 + rate.drops
    tens, rest = divmod(count, ten)
    # The first of ten minutes is whole; each of the others begins with numbers that are left out.
    dropped = 0 if rest < rate.nominal * 60 else 1 + (rest - rate.nominal * 60) // minute
    return count + rate.drops * (9 * tens + dropped)
