"""Whether a result is what was asked for."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pixop.verification.media_facts import MediaFacts
from pixop.verification.result_check import (
    ServerFacts,
    SourceFacts,
    expected_frames,
    media_differences,
    size_differences,
)

FOUND = MediaFacts(
    container="mov",
    codec="h264",
    width=1890,
    height=1080,
    yuv="4:2:0",
    bits=8,
    frame_rate=30.0,
    constant_frame_rate=True,
    frames=165,
    size=1000,
)
SOURCE = SourceFacts(frames=165, frame_rate=30.0)
SILENT = ServerFacts()


def differences(
    request: dict[str, Any],
    found: MediaFacts = FOUND,
    source: SourceFacts | None = SOURCE,
    server: ServerFacts = SILENT,
) -> list[str]:
    """Return the differences of a result."""
    return media_differences(found, request, source, server)


def test_a_result_as_asked_has_no_differences() -> None:
    """Container, codec, box, chroma and frames agree."""
    request = {
        "mediaContainerCodec": {"container": "mov", "codec": "h264"},
        "resolution": {"tag": "hd_1080p"},
        "chromaSubsampling": {"yuv": "4:2:0", "bits": 8},
    }

    assert differences(request, server=ServerFacts(width=1890, height=1080, frames=165, size=1000)) == []


@pytest.mark.parametrize(
    ("request_", "told"),
    [
        ({"mediaContainerCodec": {"container": "mxf"}}, "the container is mov, not mxf"),
        ({"mediaContainerCodec": {"codec": "prores"}}, "the codec is h264, not prores"),
        ({"chromaSubsampling": {"yuv": "4:2:2"}}, "the chroma subsampling is 4:2:0, not 4:2:2"),
        ({"chromaSubsampling": {"bits": 10}}, "the bit depth is 8, not 10"),
        ({"resolution": {"width": 1920, "height": 1080}}, "the picture is 1890×1080, not 1920×1080"),
        (
            {"resolution": {"tag": "uhd_4k"}},
            "the picture is 1890×1080, which does not fill the box 3840×2160",
        ),
        ({"range": {"endPositionMilliseconds": 1000}}, "it has 165 frames, not 30"),
    ],
)
def test_what_differs_from_the_request_is_named(request_: dict[str, Any], told: str) -> None:
    """Each wish that was not met is one sentence."""
    assert differences(request_) == [told]


@pytest.mark.parametrize(
    ("server", "told"),
    [
        (ServerFacts(codec="hevc"), "the codec is h264, not hevc"),
        (ServerFacts(container="mp4"), "the container is mov, not mp4"),
        (
            ServerFacts(width=1920, height=1080),
            "the picture is 1890×1080, the server's metadata says 1920×1080",
        ),
        (ServerFacts(frames=164), "it has 165 frames, the server's metadata says 164"),
    ],
)
def test_what_differs_from_the_server_s_word_is_named(server: ServerFacts, told: str) -> None:
    """The server's metadata and echo bind it."""
    assert differences({}, server=server) == [told]


def test_names_of_the_api_stand_for_ffmpeg_s() -> None:
    """`mts` is mpegts, `mpeg2` and `xdcam` are mpeg2video."""
    found = replace(FOUND, container="mpegts", codec="mpeg2video")

    assert differences({"mediaContainerCodec": {"container": "mts", "codec": "mpeg2"}}, found) == []
    assert differences({"mediaContainerCodec": {"codec": "xdcam"}}, found) == []


def test_a_picture_larger_than_its_box_does_not_fit() -> None:
    """A tag bounds both sides."""
    assert differences({"resolution": {"tag": "hd_1080p"}}, replace(FOUND, width=1922)) != []


def test_lost_frames_are_noticed() -> None:
    """More than one frame or half a percent too few or too many is a difference."""
    assert differences({}, replace(FOUND, frames=163)) == ["it has 163 frames, not 165"]
    assert differences({}, replace(FOUND, frames=164)) == []
    long = SourceFacts(frames=10_000, frame_rate=30.0)
    assert differences({}, replace(FOUND, frames=9_950), long) == []
    assert differences({}, replace(FOUND, frames=9_949), long) != []


def test_another_frame_rate_keeps_the_duration() -> None:
    """When the result has another rate its frames are counted by time."""
    assert differences({}, replace(FOUND, frame_rate=60.0, frames=330)) == []
    assert differences({}, replace(FOUND, frame_rate=60.0, frames=165)) == ["it has 165 frames, not 330"]


def test_a_variable_rate_makes_counts_guesses() -> None:
    """A quarter of the frames may come or go when the source's rate varies."""
    source = replace(SOURCE, constant_frame_rate=False)

    assert differences({}, replace(FOUND, frames=130), source) == []
    assert differences({}, replace(FOUND, frames=100), source) != []


def test_without_the_source_s_metadata_frames_are_not_judged() -> None:
    """Nothing is concluded from nothing."""
    assert differences({}, replace(FOUND, frames=1), None) == []
    assert differences({}, replace(FOUND, frames=1), SourceFacts(frames=0, frame_rate=0.0)) == []


@given(
    frames=st.integers(1, 10**6),
    rate=st.sampled_from([24.0, 23.976, 25.0, 29.97, 50.0, 59.94]),
    start=st.integers(0, 10**7),
    length=st.integers(1, 10**7),
)
def test_a_range_never_has_more_frames_than_the_source(
    frames: int, rate: float, start: int, length: int
) -> None:
    """A part has at least one frame and no more than the whole."""
    range_ = {"startPositionMilliseconds": start, "endPositionMilliseconds": start + length}

    assert 1 <= expected_frames(SourceFacts(frames=frames, frame_rate=rate), range_) <= frames


def test_adjacent_ranges_share_no_frame() -> None:
    """The end of a range is not part of it."""
    source = SourceFacts(frames=165, frame_rate=30.0)
    first = expected_frames(source, {"endPositionMilliseconds": 1234})
    rest = expected_frames(source, {"startPositionMilliseconds": 1234})

    assert first + rest == 165


def test_the_length_is_compared_with_the_server_s_word() -> None:
    """The metadata must give the file's size; silence is no difference."""
    assert size_differences(10, SILENT) == []
    assert size_differences(10, ServerFacts(size=10)) == []
    assert size_differences(10, ServerFacts(size=11)) == [
        "the file has 10 bytes, the server's metadata says 11"
    ]
