"""Packets of a stream from FFmpeg's `framecrc` lines: how many, how large, how regular.

Containers declare frame counts and durations that may be absent or false; packets are counted, not believed.
"""

from array import array
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

NO_TIMESTAMP = -(2**63)


@dataclass(frozen=True, slots=True)
class PacketStatistics:
    """What was counted. Times are in seconds."""

    count: int
    size: int
    """Sum of all packets, in bytes."""
    width: int | None
    height: int | None
    interval: Fraction | None
    """Mean time between two frames; None when there are fewer than two, or no timestamps."""
    constant: bool
    """Whether no interval is more than one tick of a fine time base, or 1 %, off the mean."""


class PacketCounter:
    """Takes the output of `-f framecrc -` piece by piece."""

    def __init__(self) -> None:
        self._rest = b""
        self._time_base = Fraction(0)
        self._size = 0
        self._width: int | None = None
        self._height: int | None = None
        self._timestamps: array[int] = array("q")

    def feed(self, data: bytes) -> None:
        """Take some bytes; lines may be cut anywhere."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            self._line(line)

    def result(self) -> PacketStatistics:
        """Return the count after the last piece."""
        if self._rest:
            self._line(self._rest)
            self._rest = b""
        interval, constant = self._regularity()
        return PacketStatistics(
            len(self._timestamps), self._size, self._width, self._height, interval, constant
        )

    def _line(self, line: bytes) -> None:
        if line.startswith(b"#tb 0: "):
            numerator, _, denominator = line[7:].partition(b"/")
            self._time_base = Fraction(int(numerator), int(denominator) or 1)
        elif line.startswith(b"#dimensions 0: "):
            width, _, height = line[15:].partition(b"x")
            self._width, self._height = int(width), int(height)
        elif line.startswith(b"0,"):
            columns = line.split(b",", 5)
            self._timestamps.append(int(columns[2]))
            self._size += int(columns[4])

    def _regularity(self) -> tuple[Fraction | None, bool]:
        # Packets come in decoding order.
        ordered = sorted(self._timestamps)
        if len(ordered) < 2 or ordered[0] == NO_TIMESTAMP or not self._time_base:
            return None, True
        mean = Fraction(ordered[-1] - ordered[0], len(ordered) - 1)
        if mean == 0:
            return None, True
        # Milliseconds (Matroska) jitter by a tick; where a tick is a frame, a tick is a gap.
        slack = max(Fraction(1) if mean >= 8 else Fraction(0), mean / 100)
        constant = all(abs(later - earlier - mean) <= slack for earlier, later in pairwise(ordered))
        return mean * self._time_base, constant
