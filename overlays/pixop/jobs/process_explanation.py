"""Say what the server will assume for what a process request leaves out. Pure.

Reference: "Trigger a request to process a video", note on assumptions; decisions D-23, D-28b and D-29. A server that
decided otherwise says so in `processing.processingParameters.targetVideo` of the processed video.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pixop_client.types import Unset

from pixop.verification.result_check import BOXES

if TYPE_CHECKING:
    from pixop_client.models.media_metadata import MediaMetadata


@dataclass(frozen=True, slots=True)
class Setting:
    """What one property of the result will be.

    Attributes:
        field: the field of the request that decides it.
        value: in words.
        requested: whether the request says so; otherwise it is assumed.
    """

    field: str
    value: str
    requested: bool

    def __str__(self) -> str:
        return f"{self.field}: {self.value}{'' if self.requested else ' (assumed)'}"


def explain(request: Mapping[str, Any], source: "MediaMetadata | None" = None) -> tuple[Setting, ...]:
    """Return every property of the result, asked for or assumed.

    Args:
        request: the body in the wire shape.
        source: the source's metadata, for actual values in place of "as the source".
    """
    target = _object(request, "mediaContainerCodec")
    chroma = _object(request, "chromaSubsampling")
    clip = _object(request, "range")
    mbps = _object(request, "bitrate").get("mbps")
    codec = target.get("codec")
    profile = request.get("appleProresProfile") or request.get("dnxhdHrProfile")
    start, end = clip.get("startPositionMilliseconds"), clip.get("endPositionMilliseconds")
    return (
        _setting("mediaContainerCodec.container", target.get("container"), _known(source, "container_name")),
        _setting("mediaContainerCodec.codec", codec, _known(source, "codec_name")),
        *(
            [Setting("appleProresProfile" if codec == "prores" else "dnxhdHrProfile", str(profile), True)]
            if profile
            else []
        ),
        _setting("chromaSubsampling.yuv", chroma.get("yuv"), "as the source, where the codec can"),
        _setting("chromaSubsampling.bits", chroma.get("bits"), "as the source, where the codec can"),
        _setting(
            "bitrate.mbps",
            None if mbps is None else f"{mbps:g} megabits a second",
            "decided from the source's bitrate and the picture's size",
        ),
        _setting("deinterlacer", request.get("deinterlacer"), "none"),
        _setting("denoiser", request.get("denoiser"), "none"),
        _setting("stabilizer", request.get("stabilizer"), "none"),
        _scaler(request),
        _picture(request, source),
        *(
            [_setting("clarityBoost", request.get("clarityBoost"), "none")]
            if request.get("scaler") == "pabsr1"
            else []
        ),
        _setting(
            "range.startPositionMilliseconds", None if start is None else f"{start} ms", "the start (0 ms)"
        ),
        _setting("range.endPositionMilliseconds", None if end is None else f"{end} ms", "the source's end"),
    )


def duration_ms(metadata: "MediaMetadata | None") -> int | None:
    """Return a duration in milliseconds; None when it is not known."""
    found = None if metadata is None else getattr(metadata, "duration_in_millis", None)
    return found if isinstance(found, int) and found > 0 else None


def _setting(field: str, asked: Any, assumed: str) -> Setting:
    return Setting(field, assumed if asked is None else str(asked), asked is not None)


def _scaler(request: Mapping[str, Any]) -> Setting:
    scaled = bool(_object(request, "resolution"))
    return _setting("scaler", request.get("scaler"), "chosen by the server" if scaled else "none")


def _picture(request: Mapping[str, Any], source: "MediaMetadata | None") -> Setting:
    size = _object(request, "resolution")
    tag = size.get("tag")
    if tag is not None:
        width, height = BOXES.get(str(tag), (0, 0))
        box = f" ({width}×{height})" if width else ""
        fitted = _fitted(source, width, height)
        return Setting("resolution", f"fitted into the box {tag}{box}, aspect kept{fitted}", True)
    if size:
        return Setting("resolution", f"{size.get('width')}×{size.get('height')}, taken as given", True)
    if source is not None:
        return Setting("resolution", f"{source.frame_width}×{source.frame_height}, as the source", False)
    return Setting("resolution", "as the source", False)


def _fitted(source: "MediaMetadata | None", width: int, height: int) -> str:
    if source is None or not width or not source.frame_width or not source.frame_height:
        return ""
    factor = min(width / source.frame_width, height / source.frame_height)
    even = [max(2, round(side * factor / 2) * 2) for side in (source.frame_width, source.frame_height)]
    return f": {even[0]}×{even[1]}"


def _known(source: "MediaMetadata | None", name: str) -> str:
    value = None if source is None else getattr(source, name, None)
    return "as the source" if value is None or isinstance(value, Unset) else f"{value}, as the source"


def _object(request: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = request.get(name)
    return value if isinstance(value, Mapping) else {}
