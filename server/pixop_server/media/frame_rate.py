"""Frame rates as exact fractions; FFmpeg's banner prints them rounded to two decimals."""

from fractions import Fraction

NTSC_FILM = Fraction(24000, 1001)
NTSC = Fraction(30000, 1001)
NTSC_DOUBLE = Fraction(60000, 1001)

STANDARD = (
    NTSC_FILM,
    Fraction(24),
    Fraction(25),
    NTSC,
    Fraction(30),
    Fraction(48000, 1001),
    Fraction(48),
    Fraction(50),
    NTSC_DOUBLE,
    Fraction(60),
    Fraction(100),
    Fraction(120000, 1001),
    Fraction(120),
)
"""The rates that films, television and cameras use, in ascending order."""

_BANNER_ROUNDING = Fraction(6, 1000)
_SAME_RATE = Fraction(1, 5000)


def from_banner(text: str) -> Fraction | None:
    """Return the rate that a banner number such as `23.98` or `1k` stands for; None when it is none."""
    factor = 1000 if text.endswith("k") else 1
    try:
        value = Fraction(text.removesuffix("k")) * factor
    except (ValueError, ZeroDivisionError):
        return None
    if value <= 0:
        return None
    if value.denominator == 1:
        return value
    nearest = min(STANDARD, key=lambda rate: abs(rate - value))
    return nearest if abs(nearest - value) <= _BANNER_ROUNDING else value


def snap(rate: Fraction) -> Fraction:
    """Return the standard rate within 0.02 %, else `rate` itself, its terms shortened to at most about 1001."""
    nearest = min(STANDARD, key=lambda standard: abs(standard - rate))
    if abs(nearest - rate) <= nearest * _SAME_RATE:
        return nearest
    return rate.limit_denominator(1001) if rate >= 1 else 1 / (1 / rate).limit_denominator(1001)


def describe(rate: Fraction) -> str:
    """Return a rate for people: `25`, `29.97`, `12.5`."""
    return f"{float(rate):.3f}".rstrip("0").rstrip(".")
