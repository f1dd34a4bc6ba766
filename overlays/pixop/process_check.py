"""Check a process request before it is sent: a job may cost money. Pure.

The rules are the document's (reference: "Trigger a request to process a video") and its decisions D-24 to D-28.
Fields and values that the document does not know are told by the generated builder.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pixop.errors import ProcessRequestError

CODECS_OF: dict[str, tuple[str, ...]] = {
    "mov": ("h264", "prores", "dnxhd", "hevc", "mpeg2"),
    "mxf": ("h264", "xdcam", "mpeg2", "dnxhd"),
    "mp4": ("h264", "hevc"),
    "mts": ("h264", "hevc", "mpeg2"),
}
"""Which codecs a container takes (D-28)."""

WIDTHS, HEIGHTS, MBPS = (16, 7680), (16, 4320), (0.01, 4000.0)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with which field.

    Attributes:
        field: the field's path in the request, such as `range.startPositionMilliseconds`.
        reason: what is wrong, and what would be right.
    """

    field: str
    reason: str

    def __str__(self) -> str:
        return f"{self.field}: {self.reason}"


def check_process_request(request: Mapping[str, Any], *, duration_ms: int | None = None) -> None:
    """Refuse a request that breaks a rule.

    Args:
        request: the body in the wire shape.
        duration_ms: the source's duration in milliseconds, when it is known.

    Raises:
        ProcessRequestError: it names every field that is wrong.
    """
    found = problems(request, duration_ms=duration_ms)
    if found:
        raise ProcessRequestError(
            f"The process request was not sent. {'; '.join(map(str, found))}.",
            field=found[0].field,
            problems=found,
        )


def problems(request: Mapping[str, Any], *, duration_ms: int | None = None) -> tuple[Problem, ...]:
    """Return everything that is wrong with a request; empty when nothing is."""
    return tuple(
        problem
        for rule in (_container_and_codec, _profiles, _clarity_boost, _resolution, _bitrate)
        for problem in rule(request)
    ) + tuple(_range(request, duration_ms))


def _container_and_codec(request: Mapping[str, Any]) -> Iterator[Problem]:
    both = _object(request, "mediaContainerCodec")
    container, codec = both.get("container"), both.get("codec")
    takes = CODECS_OF.get(_text(container))
    if takes is not None and isinstance(codec, str) and codec not in takes:
        fitting = [name for name, codecs in CODECS_OF.items() if codec in codecs]
        other = f", or the container {' or '.join(fitting)}" if fitting else ""
        yield Problem(
            "mediaContainerCodec.codec",
            f"the container {_text(container)} does not take {codec}: use {' or '.join(takes)}{other}",
        )


def _profiles(request: Mapping[str, Any]) -> Iterator[Problem]:
    codec = _object(request, "mediaContainerCodec").get("codec")
    for name, needs in (("appleProresProfile", "prores"), ("dnxhdHrProfile", "dnxhd")):
        given = request.get(name) is not None
        if given and codec != needs:
            yield Problem(
                name, f"it goes with the codec {needs} alone, and the codec is {codec or 'not given'}"
            )
        elif not given and codec == needs:
            yield Problem(name, f"the codec {needs} needs it")


def _clarity_boost(request: Mapping[str, Any]) -> Iterator[Problem]:
    boost, scaler = request.get("clarityBoost"), request.get("scaler")
    if boost not in (None, "none") and scaler != "pabsr1":
        yield Problem(
            "clarityBoost", f"it needs the scaler pabsr1, and the scaler is {_text(scaler) or 'not given'}"
        )


def _resolution(request: Mapping[str, Any]) -> Iterator[Problem]:
    size = _object(request, "resolution")
    width, height = size.get("width"), size.get("height")
    if size.get("tag") is not None and (width is not None or height is not None):
        yield Problem("resolution.tag", "give either a tag, or width and height")
    elif (width is None) != (height is None):
        missing = "width" if width is None else "height"
        yield Problem(f"resolution.{missing}", "width and height come together")
    for name, value, (low, high) in (("width", width, WIDTHS), ("height", height, HEIGHTS)):
        if value is not None and not (_whole(value) and low <= value <= high):
            yield Problem(
                f"resolution.{name}", f"{value!r} is not a whole number from {low} to {high} (pixels)"
            )


def _bitrate(request: Mapping[str, Any]) -> Iterator[Problem]:
    mbps = _object(request, "bitrate").get("mbps")
    if mbps is not None and not (
        isinstance(mbps, int | float) and not isinstance(mbps, bool) and MBPS[0] <= mbps <= MBPS[1]
    ):
        yield Problem("bitrate.mbps", f"{mbps!r} is not from {MBPS[0]:g} to {MBPS[1]:g} (megabits a second)")


def _range(request: Mapping[str, Any], duration_ms: int | None) -> Iterator[Problem]:
    clip = _object(request, "range")
    start, end = clip.get("startPositionMilliseconds"), clip.get("endPositionMilliseconds")
    wrong = False
    for name, value in (("startPositionMilliseconds", start), ("endPositionMilliseconds", end)):
        if value is not None and not (_whole(value) and value >= 0):
            wrong = True
            yield Problem(f"range.{name}", f"{value!r} is not a whole number of milliseconds from 0 up")
    if wrong:
        return
    if end is not None and (start or 0) >= end:
        yield Problem(
            "range.endPositionMilliseconds", f"the end ({end} ms) must lie after the start ({start or 0} ms)"
        )
    if duration_ms is None:
        return
    if start is not None and start >= duration_ms:
        yield Problem(
            "range.startPositionMilliseconds",
            f"{start} ms lies at or after the source's end ({duration_ms} ms)",
        )
    elif end is not None and end > duration_ms:
        yield Problem(
            "range.endPositionMilliseconds", f"{end} ms lies after the source's end ({duration_ms} ms)"
        )


def _object(request: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = request.get(name)
    return value if isinstance(value, Mapping) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
