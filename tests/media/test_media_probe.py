"""What a probe finds in real files."""

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from pixop_server.media import MediaCancelledError, MediaError, Probe, probe

Clip = Callable[[str], Path]


@pytest.mark.parametrize(
    ("name", "container", "codec", "pixel_format", "rate", "frames", "milliseconds", "audio"),
    [
        ("h264.mov", "mov", "h264", "yuv420p", 25, 10, 400, 1),
        ("h264.mp4", "mp4", "h264", "yuv420p", 25, 10, 400, 1),
        ("silent.mp4", "mp4", "h264", "yuv420p", 25, 10, 400, 0),
        ("h264.ts", "mpegts", "h264", "yuv420p", 25, 10, 400, 1),
        ("mpeg2.ts", "mpegts", "mpeg2video", "yuv420p", 25, 10, 400, 1),
        ("hevc.mp4", "mp4", "hevc", "yuv420p", 25, 10, 400, 0),
        ("prores.mov", "mov", "prores", "yuv422p10le", 25, 10, 400, 1),
        ("prores4444.mov", "mov", "prores", "yuv444p12le", 25, 10, 400, 0),
        ("dnxhr.mxf", "mxf", "dnxhd", "yuv422p10le", 25, 10, 400, 1),
        ("vp9.webm", "matroska", "vp9", "yuv420p", 25, 10, 400, 1),
        ("mjpeg.avi", "avi", "mjpeg", "yuvj420p", 25, 10, 400, 0),
        ("rgb.avi", "avi", "rawvideo", "bgr24", 25, 5, 200, 0),
        ("ntsc.mkv", "matroska", "h264", "yuv420p", Fraction(30000, 1001), 21, 701, 0),
        ("film.ts", "mpegts", "h264", "yuv420p", Fraction(24000, 1001), 17, 709, 0),
        ("slow.mp4", "mp4", "h264", "yuv420p", Fraction(25, 2), 10, 800, 0),
        ("one-frame.mp4", "mp4", "h264", "yuv420p", 25, 1, 40, 0),
    ],
)
def test_clips_are_measured(
    clip: Clip,
    name: str,
    container: str,
    codec: str,
    pixel_format: str,
    rate: Fraction,
    frames: int,
    milliseconds: int,
    audio: int,
) -> None:
    """Container, codec, format, rate, frames, duration and audio are what the clip was made with."""
    path = clip(name)
    found = probe(path)
    assert (found.container_name, found.codec_name, found.pixel_format.name) == (
        container,
        codec,
        pixel_format,
    )
    assert (found.frame_rate, found.constant_frame_rate) == (rate, True)
    assert (found.total_frames, found.duration_ms) == (frames, milliseconds)
    assert (len(found.audio_streams), found.has_audio) == (audio, audio > 0)
    assert found.size == path.stat().st_size
    assert 0 < found.video_stream_size < found.size
    assert not found.interlaced


def test_metadata_has_the_documents_shape(clip: Clip) -> None:
    """The metadata that goes on the wire names everything that was measured."""
    path = clip("prores.mov")
    assert probe(path).metadata() == {
        "containerName": "mov",
        "longContainerName": "QuickTime / MOV",
        "codecName": "prores",
        "longCodecName": "Apple ProRes (iCodec Pro)",
        "pixelFormat": {"name": "yuv422p10le", "chromaSubsampling": {"yuv": "4:2:2", "bits": 10}},
        "frameWidth": 320,
        "frameHeight": 180,
        "averageFramerate": 25.0,
        "durationInMillis": 400,
        "totalFrames": 10,
        "size": path.stat().st_size,
        "videoStreamSize": probe(path).video_stream_size,
    }


@pytest.mark.parametrize("name", ["prores.mov", "vfr.mp4", "rgb.avi"])
def test_a_probe_can_be_stored(clip: Clip, name: str) -> None:
    """A probe survives JSON unchanged."""
    found = probe(clip(name))
    assert Probe.from_json(json.loads(json.dumps(found.to_json()))) == found


@pytest.mark.parametrize("name", ["interlaced.mov", "interlaced.mxf"])
def test_fields_are_noticed(clip: Clip, name: str) -> None:
    """A stream that says that its frames hold two fields is interlaced."""
    assert probe(clip(name)).interlaced


def test_variable_rates_are_noticed(clip: Clip) -> None:
    """Missing frames make the rate variable; all frames that are there count."""
    found = probe(clip("vfr.mp4"))
    assert not found.constant_frame_rate
    assert found.total_frames == 22


def test_a_rotated_video_is_as_shown(clip: Clip, make: Callable[..., Path]) -> None:
    """Width and height of a rotated video are those that a player shows."""
    rotated = make("rotated.mp4", "-display_rotation", "90", "-i", str(clip("silent.mp4")), "-c", "copy")
    found = probe(rotated)
    assert (found.width, found.height) == (180, 320)


def test_pixel_shape_is_found(clip: Clip) -> None:
    """Wide pixels of standard definition are reported."""
    assert probe(clip("pal-wide.ts")).sample_aspect_ratio == Fraction(64, 45)


@pytest.mark.parametrize("name", ["-i.mov", "%d.mov", "concat:x", "a b'\"\n.m3u8", "ü.bin", "pipe:0"])
def test_a_files_name_means_nothing(clip: Clip, tmp_path: Path, name: str) -> None:
    """No file name is taken for an option, a protocol, a pattern or a format."""
    path = tmp_path / name
    path.write_bytes(clip("silent.mp4").read_bytes())
    assert probe(path).codec_name == "h264"


def test_a_probe_can_be_cancelled(clip: Clip) -> None:
    """A probe that nobody wants any more ends with its own error."""
    with pytest.raises(MediaCancelledError):
        probe(clip("silent.mp4"), cancelled=lambda: True)


def test_a_probe_has_a_time_limit(clip: Clip) -> None:
    """A probe ends when its time is up."""
    with pytest.raises(MediaError, match="longer than"):
        probe(clip("silent.mp4"), timeout=-1)
