"""Pixel format names and what they mean."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pixop_server.media.pixel_format import from_chroma, from_name


@pytest.mark.parametrize(
    ("name", "yuv", "bits"),
    [
        ("yuv420p", "4:2:0", 8),
        ("yuvj422p", "4:2:2", 8),
        ("yuva444p12le", "4:4:4", 12),
        ("yuv410p", "4:1:0", 8),
        ("yuv422p10be", "4:2:2", 10),
        ("nv12", "4:2:0", 8),
        ("uyvy422", "4:2:2", 8),
        ("p010le", "4:2:0", 10),
        ("y210le", "4:2:2", 10),
        ("gray", None, 8),
        ("gbrp12le", None, 12),
        ("rgb24", None, 8),
        ("bgra", None, 8),
        ("rgb48le", None, 16),
        ("vaapi", None, None),
        ("", None, None),
    ],
)
def test_names_are_understood(name: str, yuv: str | None, bits: int | None) -> None:
    """A pixel format's name gives chroma and depth, or None for what it does not say."""
    found = from_name(name)
    assert (found.name, found.yuv, found.bits) == (name, yuv, bits)


@settings(deadline=None)
@given(
    yuv=st.sampled_from(["4:1:0", "4:1:1", "4:2:0", "4:2:2", "4:4:0", "4:4:4"]),
    bits=st.sampled_from([8, 10, 12, 14, 16]),
)
def test_names_and_chroma_convert_both_ways(yuv: str, bits: int) -> None:
    """A format built from chroma and depth is read back as the same."""
    built = from_chroma(yuv, bits)
    assert from_name(built.name) == built


@settings(deadline=None)
@given(st.text(max_size=30))
def test_any_name_is_accepted(name: str) -> None:
    """No name makes the parser fail."""
    assert from_name(name).name == name


def test_wire_shape_leaves_out_what_is_unknown() -> None:
    """The wire shape has no null: unknown parts are absent."""
    assert from_name("yuv422p10le").wire() == {
        "name": "yuv422p10le",
        "chromaSubsampling": {"yuv": "4:2:2", "bits": 10},
    }
    assert from_name("gray").wire() == {"name": "gray", "chromaSubsampling": {"bits": 8}}
    assert from_name("vaapi").wire() == {"name": "vaapi"}
