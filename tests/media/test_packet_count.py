"""Packets counted from framecrc lines."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st
from pixop_server.media.packet_count import NO_TIMESTAMP, PacketCounter, PacketStatistics


def _count(text: str, pieces: list[int]) -> PacketStatistics:
    data = text.encode()
    counter = PacketCounter()
    for length in pieces:
        counter.feed(data[:length])
        data = data[length:]
    counter.feed(data)
    return counter.result()


def _lines(timestamps: list[int], time_base: str = "1/25", size: int = 10) -> str:
    head = f"#software: x\n#tb 0: {time_base}\n#dimensions 0: 320x180\n"
    return head + "".join(f"0, {t:10}, {t:10}, 1, {size:8}, 0xf0654d2a, S=1\n" for t in timestamps)


@settings(deadline=None)
@given(
    count=st.integers(0, 40),
    step=st.integers(1, 5000),
    order=st.randoms(use_true_random=False),
    pieces=st.lists(st.integers(0, 50), max_size=60),
)
def test_constant_streams_are_counted(count: int, step: int, order: object, pieces: list[int]) -> None:
    """Count, size, interval and constancy do not depend on decoding order or on where pieces are cut."""
    timestamps = [number * step for number in range(count)]
    order.shuffle(timestamps)  # type: ignore[attr-defined]  # random.Random
    found = _count(_lines(timestamps, "1/90000"), pieces)
    assert (found.count, found.size, found.width, found.height) == (count, count * 10, 320, 180)
    assert found.constant
    assert found.interval == (Fraction(step, 90000) if count > 1 else None)


def test_last_line_needs_no_newline() -> None:
    """A last line without a newline is counted."""
    assert _count(_lines([0, 1, 2]).rstrip("\n"), []).count == 3


def test_millisecond_jitter_is_constant() -> None:
    """Timestamps rounded to milliseconds, as Matroska stores them, are a constant rate."""
    assert _count(_lines([0, 33, 67, 100, 133, 167], "1/1000"), []).constant


def test_a_gap_is_variable() -> None:
    """A missing frame makes the rate variable, also where a frame is one tick of the time base."""
    assert not _count(_lines([0, 1, 2, 4, 5]), []).constant
    assert not _count(_lines([0, 3600, 7200, 14400], "1/90000"), []).constant


def test_absent_timestamps_are_no_interval() -> None:
    """Without timestamps there is no interval to measure."""
    assert _count(_lines([NO_TIMESTAMP, NO_TIMESTAMP]), []).interval is None
    assert _count(_lines([5, 5, 5]), []).interval is None
