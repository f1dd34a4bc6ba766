"""A tiny real movie, shipped with the package: no FFmpeg is needed to judge a server."""

from __future__ import annotations

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
    payload = mark.encode()
    return clip() + (8 + len(payload)).to_bytes(4, "big") + b"free" + payload
