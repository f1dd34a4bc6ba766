"""Tell whether a processed video may be the answer to a process request. Pure.

Compared is what the server echoes in `processing.processingParameters` (D-29). What it leaves out, or writes in words
that are not the request's, is no contradiction.
"""

from collections.abc import Iterator, Mapping
from typing import Any

_FILTERS: dict[str, tuple[str, ...]] = {
    "deinterlacer": ("deint", "yadif", "bwdif", "weston3f"),
    "denoiser": ("denoise", "hqdn3d"),
    "stabilizer": ("dejit",),
    "scaler": ("pabsr1", "dvres", "scale"),
}
_CONTAINERS = ("mov", "mxf", "mp4", "mts")
_CODECS = ("h264", "prores", "dnxhd", "xdcam", "hevc", "mpeg2")
_BITRATE_DECIDES = ("h264", "hevc", "mpeg2", None)


def matches(request: Mapping[str, Any], parameters: Any) -> bool:
    """Return whether nothing in the echoed `processingParameters` contradicts the request."""
    target, source = _object(parameters, "targetVideo"), _object(parameters, "sourceVideo")
    return not any(_contradictions(request, target, source))


def _contradictions(
    request: Mapping[str, Any], target: Mapping[str, Any], source: Mapping[str, Any]
) -> Iterator[bool]:
    both = _object(request, "mediaContainerCodec")
    yield _other_word(both.get("container"), _object(target, "container").get("name"), _CONTAINERS)
    yield _other_word(both.get("codec"), _object(target, "codec").get("name"), _CODECS)
    size = _object(request, "resolution")
    yield _other(size.get("width"), target.get("frameWidth"))
    yield _other(size.get("height"), target.get("frameHeight"))
    chroma = _object(request, "chromaSubsampling")
    echoed = _object(_object(target, "pixelFormat"), "chromaSubsampling")
    yield _other(chroma.get("yuv"), echoed.get("yuv"))
    yield _other(chroma.get("bits"), echoed.get("bits"))
    yield from _filters(request, target.get("videoFilters"))
    mbps = _object(request, "bitrate").get("mbps")
    if mbps is not None and both.get("codec") in _BITRATE_DECIDES:
        found = _number(target.get("bitrate"))
        yield found is not None and abs(found - mbps * 1e6) > 0.01 * mbps * 1e6
    clip = _object(request, "range")
    for name in ("startPositionMilliseconds", "endPositionMilliseconds"):
        yield _other(clip.get(name), source.get(name))
    if not clip:
        yield bool(_number(source.get("startPositionMilliseconds")))


def _filters(request: Mapping[str, Any], filters: Any) -> Iterator[bool]:
    if not isinstance(filters, list):
        return
    found = {each.get("name"): _object(each, "properties") for each in filters if isinstance(each, Mapping)}
    for field, names in _FILTERS.items():
        wanted = request.get(field)
        yield wanted is not None and wanted not in found
        if field != "scaler":  # which a server may add by itself to reach a size
            yield any(name in found for name in names if name != wanted)
    boost = request.get("clarityBoost") or "none"
    for properties in found.values():
        echoed = properties.get("clarityBoost")
        yield echoed is not None and str(echoed) != boost


def _other_word(wanted: Any, found: Any, known: tuple[str, ...]) -> bool:
    return wanted is not None and found in known and wanted != found


def _other(wanted: Any, found: Any) -> bool:
    if wanted is None or found is None:
        return False
    number = _number(found)
    return bool(wanted != (found if number is None or isinstance(wanted, str) else number))


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None


def _object(data: Any, name: str) -> Mapping[str, Any]:
    value = data.get(name) if isinstance(data, Mapping) else None
    return value if isinstance(value, Mapping) else {}
