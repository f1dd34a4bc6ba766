"""Where pages begin: a list is walked by key, although its pages are asked for by number. No I/O here."""

import threading
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row

_LARGEST_LISTS = 64
_LARGEST_POSITIONS = 1024


@dataclass
class _Places:
    deletions: int
    offsets: list[int] = field(default_factory=list)
    sequences: list[int] = field(default_factory=list)


class PagePositions:
    """Remembers, for some lists, how many rows have a sequence number up to a given one.

    Rows are only ever added behind all others, so what was learned stays true until a row is deleted. Skipping 50,000
    rows of an index takes a database a millisecond; with a place nearby it skips a few.
    """

    def __init__(self) -> None:
        self._lists: OrderedDict[Hashable, _Places] = OrderedDict()
        self._lock = threading.Lock()

    def before(self, key: Hashable, deletions: int, offset: int) -> tuple[int, int]:
        """Find the last known place at or before an offset.

        Args:
            key: Names the list.
            deletions: How often something was deleted from it.
            offset: Number of rows to skip.

        Returns:
            A number of rows, and the sequence number that exactly these rows do not exceed.
        """
        with self._lock:
            places = self._lists.get(key)
            if places is None or places.deletions != deletions:
                return 0, 0
            found = bisect_right(places.offsets, offset) - 1
            return (places.offsets[found], places.sequences[found]) if found >= 0 else (0, 0)

    def learn_page(self, key: Hashable, deletions: int, offset: int, rows: Sequence[Row[Any]]) -> None:
        """Take the places at both ends of a page; its rows have a column `sequence`."""
        if rows:
            self.learn(key, deletions, offset, rows[0].sequence - 1)
            self.learn(key, deletions, offset + len(rows), rows[-1].sequence)

    def learn(self, key: Hashable, deletions: int, offset: int, sequence: int) -> None:
        """Take a place: `offset` rows have at most this sequence number."""
        with self._lock:
            places = self._lists.get(key)
            if places is None or places.deletions != deletions:
                places = self._lists[key] = _Places(deletions)
            self._lists.move_to_end(key)
            if len(self._lists) > _LARGEST_LISTS:
                self._lists.popitem(last=False)
            at = bisect_right(places.offsets, offset)
            if at and places.offsets[at - 1] == offset:
                return
            places.offsets.insert(at, offset)
            places.sequences.insert(at, sequence)
            if len(places.offsets) > _LARGEST_POSITIONS:
                del places.offsets[::2], places.sequences[::2]

    def forget(self) -> None:
        """Forget all places."""
        with self._lock:
            self._lists.clear()
