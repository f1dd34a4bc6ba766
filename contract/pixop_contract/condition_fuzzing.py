"""Conditional and range requests drawn by machine: which values, before the media that they are about is known."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies

from pixop_contract.drawing import drawn
from pixop_contract.range_model import Conditions

CURRENT = "{tag}"
"""Stands for the entity tag of the media."""
OTHERS = ('"no-media-has-this-tag"', 'W/"nor-this"', '"with,a-comma"', '""')


@dataclass(frozen=True)
class Position:
    """A byte position: so many thousandths of the size, and so many bytes more."""

    thousandths: int
    more: int

    def within(self, size: int) -> int:
        """Return the position for media of this size, in bytes."""
        return max(0, size * self.thousandths // 1000 + self.more)


@dataclass(frozen=True)
class Draft:
    """A request that waits for size and tag; every range is a pair of positions, None where it is open."""

    ranges: tuple[tuple[Position | None, Position | None], ...] = ()
    odd_range: str | None = None
    if_range: str | None = None
    if_none_match: tuple[str, ...] = ()

    def conditions(self, size: int, tag: str) -> Conditions:
        """Return the field values for media of this size, in bytes, with this entity tag."""
        listed = ", ".join(
            f"{'' if first is None else first.within(size)}-{'' if last is None else last.within(size)}"
            for first, last in self.ranges
        )
        return Conditions(
            f"bytes={listed}" if self.ranges else self.odd_range,
            None if self.if_range is None else self.if_range.replace(CURRENT, tag),
            ", ".join(self.if_none_match).replace(CURRENT, tag) or None,
        )


def drafts(count: int) -> list[Draft]:
    """Return at most `count` requests, the same in each run: single ranges, other ranges, conditions, a third each."""
    edges = strategies.sampled_from((-2, -1, 0, 1, 2, 511, 512))
    start = strategies.builds(
        Position, strategies.sampled_from((0, 250, 500, 990)), edges | strategies.integers(0, 99)
    )
    past = strategies.builds(Position, strategies.just(1000), edges)
    none = strategies.none()
    section = strategies.builds(
        lambda first, length: (
            first,
            None if length is None else Position(first.thousandths, first.more + length),
        ),
        start,
        strategies.sampled_from((None, 0, 1, 63, 511, 10**6, 10**19)),
    )
    suffix = strategies.tuples(none, start | past)
    any_pair = strategies.one_of(
        section, suffix, strategies.tuples(start | past, start), strategies.tuples(past, none)
    )
    odd = strategies.sampled_from(("frames=0-9", "bytes=a-b", "bytes=", "bytes 0-9", "=0-9", "bytes=0-9-12"))
    if_range = strategies.sampled_from(
        (None, CURRENT, CURRENT, f"W/{CURRENT}", OTHERS[0], "Thu, 01 Jan 1970 00:00:00 GMT")
    )
    tag = strategies.sampled_from((CURRENT, *OTHERS))
    listed = strategies.lists(tag, min_size=1, max_size=3).map(tuple)
    tags = strategies.one_of(listed, listed, listed, strategies.just(("*",)))
    one = strategies.tuples(section | suffix)
    several = strategies.lists(any_pair, min_size=1, max_size=3).map(tuple)
    third = -(-count // 3)
    families = (
        strategies.builds(Draft, one, none, strategies.sampled_from((None, None, CURRENT))),
        strategies.builds(Draft, several, none, if_range)
        | strategies.builds(Draft, strategies.just(()), odd, if_range),
        strategies.builds(Draft, strategies.just(()) | several, none, if_range, tags),
    )
    return list(dict.fromkeys(draft for family in families for draft in drawn(family, third)))
