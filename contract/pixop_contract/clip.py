"""A tiny real movie, shipped with the package: no FFmpeg is needed to judge a server."""

from __future__ import annotations

import random
from functools import cache
from importlib.resources import files

WIDTH, HEIGHT, FRAMES, FRAME_RATE, DURATION_MS = 64, 48, 10, 10.0, 1000
"""What the clip is: H.264, 4:2:0, 8 bits, in MP4."""


@cache
def clip() -> bytes:
    """Return the clip."""
    return files("pixop_contract").joinpath("data", "clip.mp4").read_bytes()


def variant(mark: str) -> bytes:
    """Return the same movie in other bytes: a `free` box (ISO/IEC 14496-12) behind it holds the mark."""
    return extended(mark.encode())


@cache
def awkward() -> bytes:
    """Return the same movie with 300 kB that are hard to keep: every byte, line ends, boundaries."""
    marks = b"\r\n--\r\n----------------------------\r\n--boundary--\r\nContent-Type: text/plain\r\n\r\n+%2B&amp;\x1a\n"
    noise = random.Random(0).randbytes(300_000)  # noqa: S311 (the same bytes in each run, not a secret)
    return extended(bytes(range(256)) + marks + noise + b"\x00\x00 \n\r\n")


def extended(payload: bytes) -> bytes:
    """Return the movie with a `free` box of this payload behind it."""
    return clip() + (8 + len(payload)).to_bytes(4, "big") + b"free" + payload
