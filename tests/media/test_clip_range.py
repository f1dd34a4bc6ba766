"""The part of the source that is used."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pixop_server.media.clip_range import requested
from pixop_server.media.errors import PlanError


def _range(start: int | None, end: int | None) -> dict[str, int | None]:
    return {"startPositionMilliseconds": start, "endPositionMilliseconds": end}


@pytest.mark.parametrize(
    ("start", "end", "frames"),
    [
        (None, None, 166),
        (0, 5533, 166),
        (1000, 2500, 45),
        (1000, None, 136),
        (None, 2500, 75),
        (1010, 2490, 44),
        (5, 6, 1),
    ],
)
def test_parts_of_a_video(start: int | None, end: int | None, frames: int) -> None:
    """A part has the frames that begin in it, at least one."""
    assert requested(_range(start, end), 5533).frames(166, Fraction(30)) == frames


@pytest.mark.parametrize(("start", "end"), [(0, 0), (2, 1), (5533, 5533), (0, 5534), (-1, 5), (9999, None)])
def test_impossible_parts_are_refused(start: int, end: int | None) -> None:
    """Start must be before end and end within the duration, which the message names."""
    with pytest.raises(PlanError, match="5533"):
        requested(_range(start, end), 5533)


@settings(deadline=None)
@given(data=st.data(), total=st.integers(1, 5000), rate=st.fractions(1, 120, max_denominator=1001))
def test_two_parts_make_the_whole(data: st.DataObject, total: int, rate: Fraction) -> None:
    """Cutting a video in two at any place loses and doubles no frame, but for parts without any."""
    duration = max(2, round(total / rate * 1000))
    cut = data.draw(st.integers(1, duration - 1))
    first = requested(_range(None, cut), duration).frames(total, rate)
    second = requested(_range(cut, None), duration).frames(total, rate)
    assert total - 1 <= first + second <= total + 1
    assert first >= 1
    assert second >= 1
