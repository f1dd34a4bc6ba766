"""Files that are no video, or are made to do harm: each gives a plain reason, and nothing of other files."""

import gzip
import os
import random
import re
import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from pixop_server.media import MediaError, probe

Clip = Callable[[str], Path]
Build = Callable[[Clip, Path], bytes]

NOT_VIDEO = "not a video"


def _atom(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body) + 8) + kind + body


def _moov_cut(clip: Clip, _: Path) -> bytes:
    data = clip("silent.mp4").read_bytes()
    return data[: data.index(b"moov") - 4]


def _png(width: int, height: int) -> bytes:
    return (
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + struct.pack(">II", width, height) + bytes(9)
    )


def _huge_prores(clip: Clip, _: Path) -> bytes:
    """Set the size in the frame header of every ProRes frame, and of the sample description, to 65535x65535."""
    data = bytearray(clip("prores.mov").read_bytes())
    for match in re.finditer(b"icpf", bytes(data)):
        data[match.start() + 12 : match.start() + 16] = b"\xff\xff\xff\xff"
    description = data.index(b"apch")
    data[description + 28 : description + 32] = b"\xff\xff\xff\xff"
    return bytes(data)


def _no_samples(clip: Clip, _: Path) -> bytes:
    """Empty every sample table and let the boxes stand."""
    data = bytearray(clip("silent.mp4").read_bytes())
    for table in (b"stsz", b"stco", b"stts", b"stsc"):
        at = data.index(table)
        offset = 12 if table == b"stsz" else 8
        data[at + offset : at + offset + 4] = bytes(4)
    return bytes(data)


def _broken_index(clip: Clip, _: Path) -> bytes:
    data = bytearray(clip("silent.mp4").read_bytes())
    start = data.index(b"moov") + 4
    data[start : start + 400] = random.Random(1).randbytes(400)
    return bytes(data)


def _absurd_count(clip: Clip, _: Path) -> bytes:
    data = bytearray(clip("silent.mp4").read_bytes())
    at = data.index(b"stsz") + 12
    data[at : at + 4] = b"\x7f\xff\xff\xff"
    return bytes(data)


def _zeroed_frames(clip: Clip, _: Path) -> bytes:
    data = bytearray(clip("h264.mov").read_bytes())
    start = data.index(b"mdat") + 4
    end = data.index(b"moov", start) - 4
    data[start:end] = bytes(end - start)
    return bytes(data)


HLS = "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:1,\n{}\n#EXT-X-ENDLIST\n"

HOSTILE: dict[str, Build] = {
    "empty": lambda _clip, _secret: b"",
    "one byte": lambda _clip, _secret: b"\0",
    "text": lambda _clip, _secret: b"hello, this is no video\n" * 200,
    "html": lambda _clip, _secret: b"<!DOCTYPE html><html><body><video src='x.mp4'></video></body></html>",
    "json": lambda _clip, _secret: b'{"video": true}',
    "random": lambda _clip, _secret: random.Random(7).randbytes(200_000),
    "zeros": lambda _clip, _secret: bytes(100_000),
    "svg": lambda _clip, _secret: b"<svg xmlns='http://www.w3.org/2000/svg' width='99999' height='99999'/>",
    "png": lambda _clip, _secret: _png(16000, 16000),
    "gif": lambda _clip, _secret: (
        b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;"
    ),
    "jpeg": lambda _clip, _secret: (
        b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0" + bytes(64) + b"\xff\xd9"
    ),
    "gzip": lambda clip, _secret: gzip.compress(clip("silent.mp4").read_bytes()),
    "HLS to a file": lambda _clip, secret: HLS.format(secret).encode(),
    "HLS to a URL": lambda _clip, _secret: HLS.format("http://127.0.0.1:9/x.ts").encode(),
    "HLS by file URL": lambda _clip, secret: HLS.format(f"file://{secret}").encode(),
    "concat absolute": lambda _clip, secret: f"ffconcat version 1.0\nfile '{secret}'\n".encode(),
    "concat relative": lambda _clip, secret: f"ffconcat version 1.0\nfile {secret.name}\n".encode(),
    "DASH": lambda _clip, secret: (
        '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" '
        'mediaPresentationDuration="PT1S" profiles="urn:mpeg:dash:profile:isoff-main:2011"><Period>'
        f'<AdaptationSet mimeType="video/mp4"><Representation id="1" bandwidth="1"><BaseURL>file:{secret}</BaseURL>'
        "</Representation></AdaptationSet></Period></MPD>"
    ).encode(),
    "SDP": lambda _clip, _secret: (
        b"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nm=video 5004 RTP/AVP 96\n"
    ),
    "subtitles": lambda _clip, _secret: b"1\n00:00:00,000 --> 00:00:01,000\nhello\n",
    "ASS with a picture": lambda _clip, _secret: b"[Script Info]\nTitle: x\n[V4+ Styles]\n[Events]\n",
    "avisynth": lambda _clip, secret: f'AviSource("{secret}")\n'.encode(),
    "playlist behind ftyp": lambda _clip, secret: _atom(b"ftyp", b"qt  ") + HLS.format(secret).encode(),
    "mov header only": lambda _clip, _secret: _atom(b"ftyp", b"qt  \0\0\2\0qt  "),
    "index missing": _moov_cut,
    "index broken": _broken_index,
    "absurd sample count": _absurd_count,
    "no samples": _no_samples,
    "frames zeroed": _zeroed_frames,
    "huge frames": _huge_prores,
    "audio only": lambda clip, _secret: clip("audio-only.m4a").read_bytes(),
    "frames an hour apart": lambda clip, _secret: clip("gap.mkv").read_bytes(),
    "size of 2^62": lambda _clip, _secret: (
        _atom(b"ftyp", b"isom\0\0\2\0isom") + b"\0\0\0\1mdat" + struct.pack(">Q", 1 << 62) + bytes(1000)
    ),
    "matroska header only": lambda _clip, _secret: bytes.fromhex(
        "1a45dfa3934282886d6174726f736b6142878104428581 02"
    ),
    "transport packets without streams": lambda _clip, _secret: (b"\x47\x1f\xff\x10" + b"\xff" * 184) * 500,
    "mpeg start codes": lambda _clip, _secret: b"\0\0\1\xba" + bytes(20) + b"\0\0\1\xb3" + b"\xff" * 2000,
    "elf": lambda _clip, _secret: b"\x7fELF\x02\x01\x01" + bytes(4000),
    "zip": lambda _clip, _secret: b"PK\x03\x04" + bytes(2000),
}


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
