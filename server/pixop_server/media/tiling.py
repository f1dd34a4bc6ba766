"""How a long side is cut into overlapping windows of one size, so that a network needs bounded memory."""

from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Window:
    """Samples `start` to `stop` are looked at; of what comes of them, `keep_start` to `keep_stop` are kept."""

    start: int
    stop: int
    keep_start: int
    keep_stop: int


def windows(length: int, size: int, halo: int) -> tuple[Window, ...]:
    """Cover `length` samples; what is kept joins without gaps.

    Args:
        length: samples of the side, at least 1.
        size: of each window; a side that is shorter has one window, as long as the side.
        halo: samples that a window sees beyond what is kept of it, except at the ends of the side.

    Raises:
        ValueError: the windows are no larger than their halos.
    """
    if size <= 2 * halo:
        raise ValueError(f"windows of {size} samples are no larger than two halos of {halo}")
    if length <= size:
        return (Window(0, length, 0, length),)
    starts = [*range(0, length - size, size - 2 * halo), length - size]
    # Between two windows the cut is in the middle of what both see.
    cuts = [
        0,
        *((start + size + following) // 2 for start, following in pairwise(starts)),
        length,
    ]
    return tuple(
        Window(start, start + size, cuts[number], cuts[number + 1]) for number, start in enumerate(starts)
    )
