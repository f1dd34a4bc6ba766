"""Share the bytes that lack among streams, each byte to one of them. No I/O and no clock.

A stream has one segment. When nothing is left to give out, the largest segment is split: its stream ends earlier, and
another one brings the rest.
"""

from dataclasses import dataclass

from pixop.transfers.byte_intervals import ByteIntervals, Interval


@dataclass(slots=True, eq=False)
class Segment:
    """The bytes that one stream brings.

    Attributes:
        start: the first of them.
        written: the first one that is not in the file yet.
        claimed: the first one that the stream has not taken in hand; from here on it can be split.
        stop: the one behind the last.
    """

    start: int
    written: int
    claimed: int
    stop: int

    @property
    def left(self) -> int:
        """Bytes that can still be given to another stream."""
        return self.stop - self.claimed


class SegmentPlan:
    """Which bytes are there, which are on their way, and which nobody has asked for."""

    def __init__(self, total: int, done: ByteIntervals) -> None:
        self.total = total
        self._done = done.before(total)
        self._free: list[Interval] = list(self._done.gaps(total))
        self._open: list[Segment] = []
        self._lack = total - self._done.size

    @property
    def done(self) -> ByteIntervals:
        """The bytes that are in the file."""
        return self._done.plus((each.start, each.written) for each in self._open)

    @property
    def count(self) -> int:
        """How many bytes are in the file."""
        return self.total - self._lack

    @property
    def finished(self) -> bool:
        """Whether all bytes are in the file."""
        return self._lack == 0

    def begin(self, smallest: int) -> Segment | None:
        """Return a segment for one more stream; None when what is left is not worth another one.

        Args:
            smallest: bytes that both halves of a split segment must have at least.
        """
        if self._free:
            start, stop = self._free.pop(0)
        else:
            largest = max(self._open, key=lambda each: each.left, default=None)
            if largest is None or largest.left < 2 * max(1, smallest):
                return None
            stop = largest.stop
            start = largest.stop = largest.claimed + (largest.left + 1) // 2
        segment = Segment(start, start, start, stop)
        self._open.append(segment)
        return segment

    def claim(self, segment: Segment, count: int) -> int:
        """Take up to `count` bytes in hand; return how many are the stream's to write."""
        granted = min(count, segment.left)
        segment.claimed += granted
        return granted

    def wrote(self, segment: Segment, count: int) -> None:
        """Tell that `count` claimed bytes are in the file."""
        segment.written += count
        self._lack -= count

    def end(self, segment: Segment) -> None:
        """Take back what a stream has not brought, at its end."""
        self._open.remove(segment)
        self._done = self._done.plus([(segment.start, segment.written)])
        if segment.written < segment.stop:
            self._free.append((segment.written, segment.stop))
            self._free.sort()
