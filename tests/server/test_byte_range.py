"""Which bytes a `Range` header asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pixop_server.byte_range import ByteRange, Unsatisfiable, choose_range


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        ("bytes=0-0", ByteRange(0, 1)),
        ("bytes=0-9", ByteRange(0, 10)),
        ("bytes=2-4", ByteRange(2, 5)),
        ("bytes=5-", ByteRange(5, 10)),
        ("bytes=-3", ByteRange(7, 10)),
        ("bytes=-300", ByteRange(0, 10)),
        ("bytes=5-300", ByteRange(5, 10)),
        ("BYTES=1-1", ByteRange(1, 2)),
        ("bytes= 1-2 ", ByteRange(1, 3)),
        ("bytes=5-" + "9" * 5000, ByteRange(5, 10)),
        ("bytes=0005-6", ByteRange(5, 7)),
    ],
)
def test_one_range_is_taken_and_clipped_to_the_file(header: str, chosen: ByteRange) -> None:
    """A single range is honoured, and what lies past the end is left out."""
    assert choose_range(header, 10) == chosen


@pytest.mark.parametrize("header", ["bytes=10-", "bytes=10-20", "bytes=-0", "bytes=" + "9" * 5000 + "-"])
def test_a_range_past_the_end_cannot_be_satisfied(header: str) -> None:
    """A well-formed range without a byte in the file is unsatisfiable, not ignored."""
    assert choose_range(header, 10) == Unsatisfiable()


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=5-2",
        "bytes=a-b",
        "bytes=0-1,3-4",
        "bytes=0-1,",
        "items=0-1",
        "bytes=0x1-2",
        "bytes=١-٢",
        "bytes 0-1",
        "bytes=+1-2",
        "bytes=1--2",
        "bytes=1-2;q=1",
    ],
)
def test_what_is_not_one_range_of_bytes_is_ignored(header: str | None) -> None:
    """Several ranges, other units and garbage mean the whole file (D-31)."""
    assert choose_range(header, 10) is None


@given(st.integers(0, 40), st.integers(0, 40), st.integers(1, 30))
def test_ranges_select_what_a_slice_selects(start: int, length: int, size: int) -> None:
    """A range from the start selects the same bytes as the slice with the same bounds."""
    content = bytes(range(size))
    chosen = choose_range(f"bytes={start}-{start + length}", size)

    expected = content[start : start + length + 1]
    if isinstance(chosen, ByteRange):
        assert content[chosen.start : chosen.stop] == expected
        assert chosen.length == len(expected) > 0
    else:
        assert chosen == Unsatisfiable()
        assert expected == b""


@given(st.integers(0, 40), st.integers(1, 30))
def test_a_suffix_selects_the_last_bytes(length: int, size: int) -> None:
    """A suffix range selects as many bytes as it says, from the end."""
    content = bytes(range(size))
    chosen = choose_range(f"bytes=-{length}", size)

    if length == 0:
        assert chosen == Unsatisfiable()
    else:
        assert isinstance(chosen, ByteRange)
        assert content[chosen.start : chosen.stop] == content[-length:]


@given(st.text(max_size=40), st.integers(1, 1000))
def test_no_header_breaks_the_parser(header: str, size: int) -> None:
    """Whatever arrives, the answer is inside the file or there is none."""
    chosen = choose_range(header, size)
    if isinstance(chosen, ByteRange):
        assert 0 <= chosen.start < chosen.stop <= size
