"""How positions and resolutions are written on the command line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pixop.cli.picture_size import parse_resolution
from pixop.cli.position import Position, parse_position, position_text
from pixop.cli.quantity import seconds_text, size_text

TAGS = ("hd_1080p", "uhd_4k")


@given(st.integers(min_value=0, max_value=999 * 3_600_000))
def test_a_position_reads_back_as_written(milliseconds: int) -> None:
    """Any position survives the way through HH:MM:SS.mmm, and through plain milliseconds."""
    assert parse_position(position_text(milliseconds)) == Position(milliseconds)
    assert parse_position(str(milliseconds)) == Position(milliseconds)


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [
        ("0", 0),
        ("2500", 2500),
        ("0:02.5", 2500),
        ("1:00:00", 3_600_000),
        ("90:00", 5_400_000),
        ("12.5s", 12_500),
        ("3s", 3000),
    ],
)
def test_short_positions_are_read(text: str, milliseconds: int) -> None:
    """Hours and trailing digits may be left out."""
    assert parse_position(text) == Position(milliseconds)


@pytest.mark.parametrize("text", ["00:00:01:05", "01:00:00;02", "00:00:00:100"])
def test_timecodes_are_read(text: str) -> None:
    """Frames come behind a colon, of drop-frame timecode behind a semicolon."""
    assert parse_position(text) == Position(None, text)


@pytest.mark.parametrize(
    "text", ["", "-1", "1.5", "0:60", "1:60:00", "1:2:3:4", "abc", "١", "00:00:01.0005", "1e3", "1.s", "s"]
)
def test_what_is_no_position_is_refused(text: str) -> None:
    """Anything else is refused with the forms that would do."""
    with pytest.raises(ValueError, match="is no position"):
        parse_position(text)


@given(st.text(max_size=12))
def test_any_text_is_a_position_or_a_value_error(text: str) -> None:
    """No text makes the parser fail in another way."""
    try:
        position = parse_position(text)
    except ValueError:
        return
    assert position.timecode or (position.milliseconds or 0) >= 0


def test_resolutions_are_tags_or_pixels() -> None:
    """A tag stays a tag, and width and height become numbers."""
    assert parse_resolution("uhd_4k", TAGS) == {"tag": "uhd_4k"}
    assert parse_resolution("1280x720", TAGS) == {"width": 1280, "height": 720}
    assert parse_resolution("16×4320", TAGS) == {"width": 16, "height": 4320}


@pytest.mark.parametrize(
    "text", ["hd", "1280", "1280x", "x720", "1280x720x2", "-1x2", "１２８０x720", "1280 x 720"]
)
def test_what_is_no_resolution_is_refused(text: str) -> None:
    """Anything else is refused, with the tags."""
    with pytest.raises(ValueError, match="hd_1080p, uhd_4k or WIDTHxHEIGHT"):
        parse_resolution(text, TAGS)


@pytest.mark.parametrize("text", ["15x100", "7681x100", "100x15", "100x4321"])
def test_sizes_outside_the_reference_s_bounds_are_refused(text: str) -> None:
    """Width is 16 to 7680, height 16 to 4320."""
    with pytest.raises(ValueError, match="16 to 7680, height 16 to 4320"):
        parse_resolution(text, TAGS)


def test_quantities_are_short() -> None:
    """Sizes have decimal units, durations two of theirs at most."""
    assert [size_text(size) for size in (0, 999, 1000, 12_345_678, 2e9, 3.2e15)] == [
        "0 bytes",
        "999 bytes",
        "1.0 kB",
        "12.3 MB",
        "2.0 GB",
        "3200.0 TB",
    ]
    assert [seconds_text(seconds) for seconds in (0.04, 59.94, 60, 3599, 7800)] == [
        "0.0 s",
        "59.9 s",
        "1 min 00 s",
        "59 min 59 s",
        "2 h 10 min",
    ]
