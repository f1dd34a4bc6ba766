"""Progress in percent."""

from hypothesis import given, settings
from hypothesis import strategies as st
from pixop_server.media.progress import MOST_BEFORE_VERIFIED, PercentTracker, ProgressReader

REPORT = b"frame=12\nfps=0.0\nout_time_us=N/A\ndup_frames=3\ndrop_frames=0\nspeed=N/A\nprogress=continue\n"


@settings(deadline=None)
@given(st.lists(st.integers(0, 40)))
def test_reports_may_come_in_pieces(pieces: list[int]) -> None:
    """Wherever the text is cut, the last whole report counts."""
    reader = ProgressReader()
    text = REPORT + REPORT.replace(b"=12", b"= 25")
    for length in pieces:
        reader.feed(text[:length])
        text = text[length:]
    reader.feed(text)
    assert (reader.last.frames, reader.last.repeated) == (25, 3)


def test_unknown_numbers_are_zero() -> None:
    """A first report without numbers counts as no frames."""
    reader = ProgressReader()
    assert reader.feed(b"frame=N/A\nprogress=end\n")
    assert reader.last.frames == 0


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_survived(data: bytes) -> None:
    """No bytes make the reader fail, and none are mistaken for frames below zero."""
    reader = ProgressReader()
    reader.feed(data)
    assert reader.last.frames >= 0


@settings(deadline=None)
@given(
    expected=st.integers(-1, 500),
    weights=st.lists(st.floats(0.1, 10), min_size=1, max_size=3),
    updates=st.lists(st.tuples(st.integers(0, 2), st.integers(-5, 2000)), max_size=30),
)
def test_percent_never_falls(expected: int, weights: list[float], updates: list[tuple[int, int]]) -> None:
    """Percent is within 0 to 99.9 and never falls, whatever frames are reported."""
    tracker = PercentTracker(expected, weights)
    last = 0.0
    for pass_index, frames in updates:
        percent = tracker.update(min(pass_index, len(weights) - 1), frames)
        assert last <= percent <= MOST_BEFORE_VERIFIED
        last = percent


def test_passes_share_the_percentage() -> None:
    """Half of the second of two passes of weight 1 and 3 is 62.5 percent."""
    tracker = PercentTracker(100, [1, 3])
    assert tracker.update(0, 100) == 25
    assert tracker.update(1, 50) == 62.5
    assert tracker.update(1, 100) == MOST_BEFORE_VERIFIED
