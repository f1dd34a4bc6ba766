"""Files that are no video, or are made to do harm: each gives a plain reason, and nothing of other files."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hostile_files import HOSTILE
from pixop_server.media import MediaError, probe

Clip = Callable[[str], Path]

NOT_VIDEO = "not a video"


@pytest.fixture
def upload(tmp_path: Path) -> Path:
    return tmp_path / "upload"


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_give_a_plain_reason(clip: Clip, upload: Path, name: str) -> None:
    """No hostile file passes for a video; the reason is a sentence without local paths or FFmpeg's jargon."""
    secret = upload.with_name("secret.ts")
    secret.write_bytes(clip("h264.ts").read_bytes())
    upload.write_bytes(HOSTILE[name](clip, secret))
    before = sorted(upload.parent.iterdir())
    with pytest.raises(MediaError) as caught:
        probe(upload, timeout=30)
    reason = caught.value.reason
    assert reason.endswith(".")
    assert reason[0].isupper()
    assert str(upload.parent) not in reason
    assert "@ 0x" not in reason
    assert sorted(upload.parent.iterdir()) == before


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("empty", "empty"),
        ("text", NOT_VIDEO),
        ("HLS to a file", NOT_VIDEO),
        ("png", NOT_VIDEO),
        ("index missing", "incomplete"),
        ("audio only", "only audio"),
        ("frames an hour apart", "timestamps"),
        ("huge frames", "larger than"),
        ("frames zeroed", "no frames"),
    ],
)
def test_reasons_say_what_is_wrong(clip: Clip, upload: Path, name: str, reason: str) -> None:
    """The reason tells a user what kind of fault the file has."""
    upload.write_bytes(HOSTILE[name](clip, upload))
    with pytest.raises(MediaError, match=reason):
        probe(upload)


def test_a_playlist_would_be_read_without_the_guard(
    clip: Clip, make: Callable[..., Path], upload: Path
) -> None:
    """The concat script of these tests does reach the other file when nothing guards it."""
    secret = upload.with_name("secret.ts")
    secret.write_bytes(clip("h264.ts").read_bytes())
    upload.write_bytes(HOSTILE["concat absolute"](clip, secret))
    leaked = make("leaked.mp4", "-f", "concat", "-safe", "0", "-i", str(upload), "-c", "copy")
    assert probe(leaked).total_frames == 10


def test_a_file_cut_short_is_noticed(clip: Clip, make: Callable[..., Path], upload: Path) -> None:
    """A file with its index first and its second half missing is refused, although FFmpeg is content with it."""
    whole = make("faststart.mov", "-i", str(clip("prores.mov")), "-c", "copy", "-movflags", "+faststart")
    upload.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    with pytest.raises(MediaError, match="cut short"):
        probe(upload)


def test_codecs_that_are_not_listed_are_not_decoded(make: Callable[..., Path]) -> None:
    """Image codecs inside a video container are refused by name."""
    picture = make("png.mov", "-f", "lavfi", "-i", "testsrc2=s=64x64:d=0.2", "-c:v", "png")
    with pytest.raises(MediaError, match="'png'"):
        probe(picture)


def test_frames_beyond_8k_are_not_decoded(make: Callable[..., Path]) -> None:
    """A real video of larger frames than 8192x4320 is refused by its size before a frame is decoded."""
    picture = ("-f", "lavfi", "-i", "color=gray:s=8208x4400:d=0.04", "-frames:v", "1")
    large = make("large.avi", *picture, "-c:v", "mjpeg", "-pix_fmt", "yuvj420p")
    with pytest.raises(MediaError, match="8208x4400"):
        probe(large)


def test_a_file_of_many_streams_is_read_in_bounds(make: Callable[..., Path]) -> None:
    """A file with more streams than are allowed is what its first video stream is; the rest is not opened."""
    maps = ["-map", "0:v", *("-map", "1:a") * 80]
    inputs = ["-f", "lavfi", "-i", "testsrc2=s=32x32:d=0.04", "-f", "lavfi", "-i", "anullsrc=d=0.04"]
    many = make("many.mkv", *inputs, "-t", "0.04", *maps, "-c:v", "mjpeg", "-c:a", "pcm_s16le")
    found = probe(many)
    assert found.codec_name == "mjpeg"
    assert len(found.audio_streams) < 64


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """A missing file is a MediaError that says so."""
    with pytest.raises(MediaError, match="No such file"):
        probe(tmp_path / "missing")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are POSIX")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """A named pipe in place of a file is refused and does not hang."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(MediaError, match="regular file"):
        probe(pipe, timeout=5)
    with pytest.raises(MediaError, match="regular file"):
        probe(tmp_path, timeout=5)
