"""Which codec goes into which container, and what is assumed where the request leaves either out (decisions 28, 29)."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from pixop_server.media.errors import PlanError
from pixop_server.media.media_probe import Probe

T = TypeVar("T")

CODECS = {
    "mov": ("h264", "prores", "dnxhd", "hevc", "mpeg2"),
    "mxf": ("h264", "xdcam", "mpeg2", "dnxhd"),
    "mp4": ("h264", "hevc"),
    "mts": ("h264", "hevc", "mpeg2"),
}
"""Container -> its codecs."""

CODEC_NAMES = ("h264", "prores", "dnxhd", "xdcam", "hevc", "mpeg2")

MUXERS = {"mov": "mov", "mxf": "mxf", "mp4": "mp4", "mts": "mpegts"}
"""Container -> FFmpeg's muxer; its demuxer has the same name, as `Probe.container_name` reports it."""

_CONTAINER_PREFERENCE = ("mov", "mp4", "mxf", "mts")

_SOURCE_CONTAINERS = {"mov": "mov", "mp4": "mp4", "mxf": "mxf", "mpegts": "mts", "mpeg": "mts", "gxf": "mxf"}
"""Nearest container of a source; whatever is not here (Matroska, AVI, raw streams) counts as mp4."""

_SOURCE_CODECS = {
    "h264": "h264",
    "hevc": "hevc",
    "prores": "prores",
    "dnxhd": "dnxhd",
    "mpeg2video": "mpeg2",
    "mpeg1video": "mpeg2",
    "vp9": "hevc",
    "av1": "hevc",
}
"""Nearest codec of a source; whatever is not here (DV, Motion JPEG, FFV1, raw, …) counts as h264."""

_NEAREST_CODECS = {
    "h264": ("h264", "hevc", "mpeg2"),
    "hevc": ("hevc", "h264"),
    "prores": ("prores", "dnxhd", "h264"),
    "dnxhd": ("dnxhd", "prores", "h264"),
    "xdcam": ("xdcam", "mpeg2", "h264"),
    "mpeg2": ("mpeg2", "h264"),
}
"""Codec of the source -> what is tried in its place, nearest first."""


def require_pair(container: str, codec: str) -> None:
    """Raise PlanError, naming what is possible, when the pair cannot be made."""
    if codec in CODECS[container]:
        return
    holders = [name for name, codecs in CODECS.items() if codec in codecs]
    raise PlanError(
        f"Container {container} cannot hold {codec}: {container} takes {', '.join(CODECS[container])}; "
        f"{codec} goes into {', '.join(holders)}."
    )


def source_container(source: Probe) -> str:
    """Return the request's name that is nearest to the source's container."""
    return _SOURCE_CONTAINERS.get(source.container_name, "mp4")


def source_codec(source: Probe) -> str:
    """Return the request's name nearest to the source's codec; 4:2:2 MPEG-2 at 45 Mb/s or more is XDCAM HD422."""
    codec = _SOURCE_CODECS.get(source.codec_name, "h264")
    if codec == "mpeg2" and source.yuv == "4:2:2" and source.video_bitrate >= 45_000_000:
        return "xdcam"
    return codec


def candidates(container: str | None, codec: str | None, source: Probe) -> Iterator[tuple[str, str]]:
    """Yield possible pairs, the best first, for what the request names (None: left out).

    Raises:
        PlanError: container and codec are both given and do not go together.
    """
    if container and codec:
        require_pair(container, codec)
        yield container, codec
        return
    if codec:
        first = source_container(source)
        yield from (
            (name, codec) for name in dict.fromkeys((first, *_CONTAINER_PREFERENCE)) if codec in CODECS[name]
        )
        return
    nearest = _NEAREST_CODECS[source_codec(source)]
    if container:
        yield from ((container, name) for name in nearest if name in CODECS[container])
        return
    first = source_container(source)
    for name in nearest:
        yield from (
            (other, name) for other in dict.fromkeys((first, *_CONTAINER_PREFERENCE)) if name in CODECS[other]
        )


def first_that_works(pairs: Iterator[tuple[str, str]], attempt: Callable[[str, str], T]) -> T:
    """Return the first pair's result; when none works, raise what the first said."""
    failure: PlanError | None = None
    for container, codec in pairs:
        try:
            return attempt(container, codec)
        except PlanError as error:
            failure = failure or error
    assert failure is not None
    raise failure
