"""Whether a result is what was asked for. Pure: facts in, differences out."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

from pixop.verification.media_facts import MediaFacts

BOXES = {"hd_1080p": (1920, 1080), "uhd_4k": (3840, 2160), "uhd_8k": (7680, 4320)}
"""The box that each tag stands for, in pixels (reference: "Trigger a request to process a video")."""

#: The request's names, and what FFmpeg calls the same thing.
_CONTAINERS = {"mts": {"mts", "mpegts"}}
_CODECS = {"mpeg2": {"mpeg2", "mpeg2video"}, "xdcam": {"xdcam", "mpeg2video"}}


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFacts:
    """What the server measured of the source: frames, and frames a second."""

    frames: int
    frame_rate: float
    constant_frame_rate: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerFacts:
    """What the server says about the result; None where it says nothing.

    Attributes:
        container, codec: the names that it echoes in `targetVideo`.
        width, height: pixels.
        frames: number of frames.
        size: bytes.
    """

    container: str | None = None
    codec: str | None = None
    width: int | None = None
    height: int | None = None
    frames: int | None = None
    size: int | None = None


def size_differences(size: int, server: ServerFacts) -> list[str]:
    """Return whether the length of the file is not the one that the server told; needs no probe."""
    if server.size is None or server.size == size:
        return []
    return [f"the file has {size} bytes, the server's metadata says {server.size}"]


def media_differences(
    found: MediaFacts, request: Mapping[str, Any], source: SourceFacts | None, server: ServerFacts
) -> list[str]:
    """Return where the measured result differs from the request (wire shape), the source, and the server's word."""
    return [
        *_format_differences(found, request, server),
        *_picture_differences(found, request.get("resolution", {}), server),
        *_frame_differences(found, request.get("range", {}), source, server),
    ]


def expected_frames(source: SourceFacts, range_: Mapping[str, Any]) -> int:
    """Return how many frames of the source begin within the range (milliseconds), at least 1."""
    start, end = range_.get("startPositionMilliseconds", 0), range_.get("endPositionMilliseconds")
    first = _frames_before(start, source.frame_rate)
    behind = source.frames if end is None else min(source.frames, _frames_before(end, source.frame_rate))
    return max(1, behind - first)


def _frames_before(milliseconds: int, rate: float) -> int:
    # The server rounds the rate to 3 digits: do not let that push a frame over the edge.
    return ceil(round(milliseconds * rate / 1000, 3))


def _format_differences(found: MediaFacts, request: Mapping[str, Any], server: ServerFacts) -> list[str]:
    asked = request.get("mediaContainerCodec", {})
    chroma = request.get("chromaSubsampling", {})
    container, codec = asked.get("container") or server.container, asked.get("codec") or server.codec
    differences = []
    if container is not None and found.container not in _CONTAINERS.get(container, {container}):
        differences.append(f"the container is {found.container}, not {container}")
    if codec is not None and found.codec not in _CODECS.get(codec, {codec}):
        differences.append(f"the codec is {found.codec}, not {codec}")
    for name, wanted, actual in (
        ("chroma subsampling", chroma.get("yuv"), found.yuv),
        ("bit depth", chroma.get("bits"), found.bits),
    ):
        if wanted is not None and wanted != actual:
            differences.append(f"the {name} is {actual}, not {wanted}")
    return differences


def _picture_differences(found: MediaFacts, resolution: Mapping[str, Any], server: ServerFacts) -> list[str]:
    size = f"{found.width}×{found.height}"
    differences = []
    if "width" in resolution and (found.width, found.height) != (resolution["width"], resolution["height"]):
        differences.append(f"the picture is {size}, not {resolution['width']}×{resolution['height']}")
    box = BOXES.get(resolution.get("tag", ""))
    if box is not None:
        width, height = box
        fits = found.width <= width and found.height <= height
        # One side is the box's; even numbers may cost it one pixel.
        if not fits or (found.width < width - 1 and found.height < height - 1):
            differences.append(f"the picture is {size}, which does not fill the box {width}×{height}")
    told = (server.width or found.width, server.height or found.height)
    if (found.width, found.height) != told:
        differences.append(f"the picture is {size}, the server's metadata says {told[0]}×{told[1]}")
    return differences


def _frame_differences(
    found: MediaFacts, range_: Mapping[str, Any], source: SourceFacts | None, server: ServerFacts
) -> list[str]:
    if server.frames is not None and server.frames != found.frames:
        return [f"it has {found.frames} frames, the server's metadata says {server.frames}"]
    if source is None or source.frames <= 0 or source.frame_rate <= 0:
        return []
    wanted = expected_frames(source, range_)
    if abs(found.frame_rate - source.frame_rate) > source.frame_rate / 1000:
        # Another frame rate was asked of the codec or container: the duration stays.
        wanted = round(wanted / source.frame_rate * found.frame_rate)
    if abs(found.frames - wanted) > _tolerance(wanted, source, is_clip=bool(range_)):
        return [f"it has {found.frames} frames, not {wanted}"]
    return []


def _tolerance(wanted: int, source: SourceFacts, *, is_clip: bool) -> int:
    """One frame at each cut edge and half a percent of a long video; a variable rate makes counts guesses."""
    if not source.constant_frame_rate:
        return max(2, wanted // 4)
    return max(2 if is_clip else 1, wanted // 200)
