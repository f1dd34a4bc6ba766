"""FFmpeg's description of an input, as data. The texts in `banners` are what FFmpeg 9.0.2 prints."""

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pixop_server.media.banner_parser import AudioStream, VideoStream, parse

BANNERS = Path(__file__).with_name("banners")


def _golden(name: str) -> str:
    return (BANNERS / f"{name}.txt").read_text()


def test_mp4_is_described() -> None:
    """Brand, duration, both streams and their exact numbers are found, and the output section is not read."""
    found = parse(_golden("mp4"))
    assert found is not None
    assert found.demuxers[:2] == ("mov", "mp4")
    assert found.major_brand == "isom"
    assert found.duration == Fraction("62.6")
    assert found.streams == 2
    assert found.video == (
        VideoStream(
            index=0,
            codec="h264",
            profile="High",
            tag="avc1",
            pixel_format="yuv420p",
            field_order="progressive",
            full_range=False,
            width=320,
            height=180,
            sample_aspect_ratio=Fraction(1),
            frame_rate=Fraction(30000, 1001),
            attached_picture=False,
            start=Fraction(0),
        ),
    )
    assert found.audio == (AudioStream(1, "aac", True, Fraction(0)),)
    assert not found.video[0].interlaced


def test_transport_stream_is_described() -> None:
    """Programs, field order and pixel shape are understood; audio without parameters is marked."""
    found = parse(_golden("ts"))
    assert found is not None
    video = found.video[0]
    assert (video.codec, video.profile, video.tag) == ("mpeg2video", "Main", "[2][0][0][0]")
    assert video.interlaced
    assert video.sample_aspect_ratio == Fraction(64, 45)
    assert (video.start, found.audio[0].start) == (Fraction("1.44"), Fraction("1.416778"))
    assert [(audio.index, audio.has_parameters) for audio in found.audio] == [(1, True), (2, False)]


def test_mxf_is_described() -> None:
    """A stream without fps has the rate of its time base, and an unknown duration is None."""
    found = parse(_golden("mxf"))
    assert found is not None
    assert found.duration is None
    assert found.video[0].frame_rate == Fraction(25)
    assert found.video[0].pixel_format == "yuv422p10le"
    assert found.streams == 2


@pytest.mark.parametrize(
    ("line", "attribute", "value"),
    [
        (
            "Video: h264 (High 4:4:4 Predictive) (avc1 / 0x31), yuvj444p(pc), 2x2, 25 fps",
            "profile",
            "High 4:4:4 Predictive",
        ),
        ("Video: h264, yuvj420p(pc), 2x2, 25 fps", "full_range", True),
        ("Video: h264, none, 25 fps", "pixel_format", None),
        ("Video: none, none(top coded first (swapped)), 25 fps", "field_order", "top coded first (swapped)"),
        ("Video: h264, yuv420p, 2x2 [SAR 0:1 DAR 0:1], 25 fps", "sample_aspect_ratio", None),
        (
            "Video: mjpeg (Baseline), yuv420p, 600x600, 90k tbr, 90k tbn (attached pic)",
            "attached_picture",
            True,
        ),
        ("Video: png, 25 fps", "width", None),
        ("Video", "codec", ""),
    ],
)
def test_stream_details(line: str, attribute: str, value: object) -> None:
    """Unusual stream lines give the detail, or None where it is missing."""
    found = parse(f"Input #0, avi, from 'x':\n  Stream #0:0: {line}\n")
    assert found is not None
    assert getattr(found.video[0], attribute) == value


def test_metadata_cannot_pose_as_a_stream() -> None:
    """A title that looks like a stream line is not one, because it is indented as metadata."""
    found = parse(
        "Input #0, mov, from 'x':\n  Metadata:\n    Stream #0:7(und): Video: h264, yuv420p, 1x1\n"
        "    major_brand     : qt  \n  Duration: 00:00:01.00\n  Stream #0:0: Audio: aac, 48000 Hz\n"
        "    major_brand     : mp42\n"
    )
    assert found is not None
    assert found.video == ()
    assert found.major_brand == "qt"


def test_nothing_opened_is_none() -> None:
    """When FFmpeg opened no input there is no description."""
    assert parse("Error opening input: Invalid data found when processing input\n") is None


@settings(deadline=None)
@given(
    st.lists(
        st.one_of(
            st.text(max_size=80),
            st.text(max_size=60).map(lambda rest: f"  Stream #0:0: Video: {rest}"),
            st.text(max_size=60).map(lambda rest: f"  Stream #0:1(und): Audio: {rest}"),
            st.text("0123456789:.N/A", max_size=14).map(lambda rest: f"  Duration: {rest}"),
        ),
        max_size=12,
    )
)
def test_any_text_is_survived(lines: list[str]) -> None:
    """No text makes the parser fail."""
    found = parse("\n".join(["Input #0, mov,mp4, from 'x':", *lines]))
    assert found is not None
    assert found.demuxers == ("mov", "mp4")
