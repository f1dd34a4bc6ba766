"""Timecodes and milliseconds."""

from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pixop import ConfigurationError, milliseconds_of, timecode_of
from pixop.timecode import FrameRate

RATES = st.sampled_from(["24", "25", "30", "50", "60", "23.976", "29.97", "59.94", "30000/1001", "120"])
DROPPING = st.sampled_from([29.97, 59.94])
DAY = 86_400_000


@pytest.mark.parametrize(
    ("timecode", "rate", "milliseconds"),
    [
        ("00:00:00:00", 25, 0),
        ("00:00:01:12", 25, 1480),
        ("01:00:00:00", 25, 3_600_000),
        ("01:00:00:00", 29.97, 3_603_600),
        ("00:01:00;02", 29.97, 60_060),
        ("01:00:00;00", 29.97, 3_599_996),
        ("00:10:00;00", "60000/1001", 599_999),
        ("10:00:00:00", 23.976, 36_036_000),
    ],
)
def test_known_positions(timecode: str, rate: float, milliseconds: int) -> None:
    """Positions that were worked out by hand come out, there and back."""
    assert milliseconds_of(timecode, rate) == milliseconds
    assert timecode_of(milliseconds, rate, drop_frame=";" in timecode) == timecode


@given(st.integers(0, DAY), RATES)
def test_a_timecode_survives_the_way_there_and_back(milliseconds: int, rate: str) -> None:
    """Rounding to milliseconds never moves a position to another frame."""
    timecode = timecode_of(milliseconds, rate)
    assert timecode_of(milliseconds_of(timecode, rate), rate) == timecode


@given(st.integers(0, 2_000_000), RATES)
def test_a_range_begins_and_ends_at_the_frame_of_its_timecode(frame: int, rate: str) -> None:
    """As many frames begin before its milliseconds as before the frame itself."""
    exact = FrameRate.of(rate).exact
    position = milliseconds_of(timecode_of(round(frame * 1000 / exact), rate), rate)
    assert ceil(position * exact / 1000) == frame


@given(st.integers(0, DAY), DROPPING)
def test_a_drop_frame_timecode_does_so_too(milliseconds: int, rate: float) -> None:
    """No frame gets a number that drop-frame leaves out, and each finds back to itself within half a frame."""
    timecode = timecode_of(milliseconds, rate, drop_frame=True)
    back = milliseconds_of(timecode, rate)
    assert abs(back - milliseconds) <= 500 / rate + 1
    assert timecode_of(back, rate, drop_frame=True) == timecode


@given(st.integers(0, 2_000_000), DROPPING)
def test_following_frames_have_following_numbers(frame: int, rate: float) -> None:
    """The next frame's timecode is larger, and differs by the numbers left out at most."""
    exact = FrameRate.of(rate).exact
    first, second = (
        timecode_of(round(number * 1000 / exact), rate, drop_frame=True) for number in (frame, frame + 1)
    )
    assert first < second


@pytest.mark.parametrize(
    ("timecode", "rate"),
    [
        ("", 25), ("1:2:3:4", 25), ("00:00:00", 25), ("00:60:00:00", 25), ("00:00:60:00", 25),
        ("00:00:00:25", 25), ("00:00:00;00", 25), ("00:01:00;00", 29.97), ("00:01:00;03", 59.94),
        ("00:00:00:00", 0), ("00:00:00:00", "x"), ("٠٠:00:00:00", 25), ("00:00:00:00", float("nan")),
    ],
)  # fmt: skip
def test_what_does_not_exist_is_refused(timecode: str, rate: float) -> None:
    """A timecode that no frame has raises an error that says so."""
    with pytest.raises(ConfigurationError):
        milliseconds_of(timecode, rate)


def test_there_is_no_position_before_the_start_and_no_drop_frame_at_25() -> None:
    """Both are refused."""
    with pytest.raises(ConfigurationError, match="before"):
        timecode_of(-1, 25)
    with pytest.raises(ConfigurationError, match="drop-frame"):
        timecode_of(0, 25, drop_frame=True)
