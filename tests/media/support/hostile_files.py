"""Files that are no video, or are made to do harm, each built from nothing or from a tiny clip."""

import gzip
import random
import re
import struct
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

Clip = Callable[[str], Path]
Build = Callable[[Clip, Path], bytes]


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


def _nested(depth: int) -> bytes:
    sizes = range(8 * depth, 0, -8)
    return _atom(b"ftyp", b"isom\0\0\2\0isom") + b"".join(struct.pack(">I", size) + b"moov" for size in sizes)


def _zipped(clip: Clip, _: Path) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("clip.mp4", clip("silent.mp4").read_bytes())
    return packed.getvalue()


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
    "pdf": lambda _clip, _secret: b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n" * 50,
    "entities within entities": lambda _clip, _secret: (
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]><MPD>&b;</MPD>'
    ),
    "archive of a video": _zipped,
    "avi header only": lambda _clip, _secret: b"RIFF\xff\xff\xff\x7fAVI LIST" + bytes(200),
    "flv header only": lambda _clip, _secret: b"FLV\x01\x05\0\0\0\x09" + bytes(64),
    "wave audio": lambda _clip, _secret: (
        b"RIFF"
        + struct.pack("<I", 44136)
        + b"WAVEfmt "
        + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 16000, 2, 16)
        + b"data"
        + struct.pack("<I", 44100)
        + bytes(44100)
    ),
    "boxes within boxes": lambda _clip, _secret: _nested(5000),
    "box larger than the file": lambda _clip, _secret: (
        _atom(b"ftyp", b"isom\0\0\2\0isom") + struct.pack(">I", 0x7FFFFFFF) + b"moov" + bytes(100)
    ),
    "a page that ends as a playlist": lambda _clip, secret: (
        b"<html><!--\n" + HLS.format(secret).encode() + b"--></html>"
    ),
    "picture codec in a video": lambda clip, _secret: clip("png.mov").read_bytes(),
    "real frames beyond 8K": lambda clip, _secret: clip("beyond-8k.avi").read_bytes(),
    "second half missing": lambda clip, _secret: (data := clip("faststart.mov").read_bytes())[
        : len(data) // 2
    ],
}
"""Name -> builder, called with the clips of the tests and a file that must not be read."""
