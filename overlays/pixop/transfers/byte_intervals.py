"""Which bytes of a file are there: intervals that neither touch nor overlap. No I/O."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

Interval = tuple[int, int]
"""The first byte, and the one behind the last."""


@dataclass(frozen=True, slots=True)
class ByteIntervals:
    """A set of bytes. Make it with `of` or `until`, which keep the order and merge what touches.

    Attributes:
        spans: the intervals, lowest first.
    """

    spans: tuple[Interval, ...] = ()

    @classmethod
    def of(cls, intervals: Iterable[Interval]) -> "ByteIntervals":
        """Take intervals in any order, also such that overlap."""
        merged: list[Interval] = []
        for start, stop in sorted(intervals):
            if stop <= start:
                continue
            if merged and start <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(stop, merged[-1][1]))
            else:
                merged.append((start, stop))
        return cls(tuple(merged))

    @classmethod
    def until(cls, stop: int) -> "ByteIntervals":
        """All bytes before `stop`."""
        return cls.of([(0, stop)])

    def __iter__(self) -> Iterator[Interval]:
        return iter(self.spans)

    def __bool__(self) -> bool:
        return bool(self.spans)

    @property
    def size(self) -> int:
        """How many bytes these are."""
        return sum(stop - start for start, stop in self.spans)

    @property
    def prefix(self) -> int:
        """How many bytes there are without a gap from the first byte on."""
        return self.spans[0][1] if self.spans and self.spans[0][0] == 0 else 0

    def before(self, end: int) -> "ByteIntervals":
        """Those of the bytes that stand before `end`."""
        return ByteIntervals.of((start, min(stop, end)) for start, stop in self.spans)

    def plus(self, intervals: Iterable[Interval]) -> "ByteIntervals":
        """These bytes and those."""
        return ByteIntervals.of([*self.spans, *intervals])

    def gaps(self, total: int) -> tuple[Interval, ...]:
        """What lacks of a file of `total` bytes."""
        edges = [0, *(edge for span in self.before(total).spans for edge in span), total]
        pairs = zip(edges[::2], edges[1::2], strict=True)
        return tuple((start, stop) for start, stop in pairs if start < stop)
