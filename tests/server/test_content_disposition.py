"""File names in headers."""

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pixop_server.content_disposition import attachment, processed_file_name, received_file_name


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("reel-7.mov", 'attachment; filename="reel-7.mov"'),
        ("reel 7.mov", 'attachment; filename="reel 7.mov"'),
        ("Übung.mov", "attachment; filename=\"_bung.mov\"; filename*=UTF-8''%C3%9Cbung.mov"),
        ('a"b.mov', 'attachment; filename="a\\"b.mov"; filename*=UTF-8\'\'a%22b.mov'),
        ("50%.mov", "attachment; filename=\"50%.mov\"; filename*=UTF-8''50%25.mov"),
    ],
)
def test_names_are_written_for_every_client(name: str, value: str) -> None:
    """A plain name stands alone; any other name gets `filename*` beside a readable fallback."""
    assert attachment(name) == value


@given(st.text(min_size=1, max_size=60))
def test_every_stored_name_fits_in_a_header_and_comes_back(name: str) -> None:
    """Whatever was received, the header is ASCII on one line, and `filename*` or `filename` is the stored name."""
    stored = received_file_name(name)
    if not stored:
        return
    header = attachment(stored)

    assert header.isascii()
    assert header.isprintable()
    if "filename*" in header:
        assert unquote(header.partition("filename*=UTF-8''")[2]) == stored
    else:
        assert header == f'attachment; filename="{stored}"'


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("reel.mov", "reel.mov"),
        ("/etc/passwd", "passwd"),
        ("C:\\films\\reel.mov", "reel.mov"),
        ("../../reel.mov", "reel.mov"),
        ("..", ""),
        (".", ""),
        ("dir/", ""),
        ("a\r\nb\x00.mov", "a__b_.mov"),
        ("  spaced.mov ", "spaced.mov"),
        ("日本.mov", "日本.mov"),
        ("x" * 300 + ".mov", "x" * 251 + ".mov"),
        ("x" * 300, "x" * 255),
        ("half \ud800.mov", "half _.mov"),
    ],
)
def test_received_names_are_made_safe_and_otherwise_kept(sent: str, kept: str) -> None:
    """Folders and control characters go, and 255 characters stay with the suffix."""
    assert received_file_name(sent) == kept


@pytest.mark.parametrize(
    ("source", "container", "name"),
    [
        ("reel-7.mp4", "mov", "reel-7-processed.mov"),
        ("reel-7-processed.mov", "mxf", "reel-7-processed.mxf"),
        ("noextension", "mp4", "noextension-processed.mp4"),
        (".hidden", "mp4", ".hidden-processed.mp4"),
        (None, "mts", "video-processed.mts"),
    ],
)
def test_results_are_named_after_their_source(source: str | None, container: str, name: str) -> None:
    """The result of a processing has its source's name and its own container's suffix."""
    assert processed_file_name(source, container) == name
