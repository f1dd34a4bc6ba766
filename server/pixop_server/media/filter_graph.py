"""Every filter of the request as FFmpeg's filters, in the order of their work.

`deint`, `denoise`, `dejit`, `pabsr1` and `dvres` are the vendor's own methods. What runs here under their names are
open stand-ins that do the same kind of work; their pictures are not the vendor's. `pabsr1` and `dvres` are neural
networks there and plain filters here; `super_resolution` puts a network in the place of the first one's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pixop_server.media.errors import PlanError
from pixop_server.media.pixel_format import PixelFormat

T = TypeVar("T")

DEINTERLACERS = {
    # Stand-in for Pixop Deinterlacer: edge slope tracing, the one open method that no other value has.
    "deint": "estdif=mode=frame",
    "yadif": "yadif=mode=send_frame",
    "bwdif": "bwdif=mode=send_frame",
    "weston3f": "w3fdif=filter=complex:mode=frame",
}
"""One frame for each frame of two fields. All frames are treated: to ask for it is to say that they need it."""

DENOISERS = {
    # Stand-in for Pixop Denoiser: temporal averaging, then wavelets.
    "denoise": "atadenoise=s=9:0a=0.06:0b=0.12,vaguedenoiser=threshold=3",
    "hqdn3d": "hqdn3d",
}

TRANSFORMS_FILE = "transforms.trf"

STABILIZERS = {
    # Stand-in for Pixop Dejitterer: vid.stab in two passes. It works on 8 bits.
    "dejit": (
        f"vidstabdetect=shakiness=8:accuracy=15:result={TRANSFORMS_FILE}",
        f"vidstabtransform=input={TRANSFORMS_FILE}:smoothing=15:optalgo=gauss:optzoom=0:crop=keep",
    ),
}
"""Name -> the filter of the first pass and that of the second, which reads the first one's file."""

SCALERS = {
    # Stand-in for Pixop Super Resolution: Lanczos; clarityBoost sharpens after it.
    "pabsr1": ("", "lanczos+accurate_rnd+full_chroma_int", ""),
    # Stand-in for Pixop Deep Restoration: light denoising, spline, sharpening.
    "dvres": ("hqdn3d=1.5:1:3:2", "spline+accurate_rnd", "unsharp=5:5:0.8:5:5:0"),
    "scale": ("", "bicubic", ""),
}
"""Name -> filter before, flags of `scale`, filter after."""

CLARITY_BOOSTS = {
    "none": 0.0,
    "marginal": 0.2,
    "very_low": 0.4,
    "low": 0.6,
    "medium": 0.9,
    "high": 1.2,
    "very_high": 1.5,
}
"""Name -> amount of luma sharpening by a 7x7 unsharp mask."""


@dataclass(frozen=True, slots=True)
class FilterStep:
    """One filter of the request: its name, FFmpeg's filters, and its properties on the wire."""

    name: str
    filters: str
    properties: dict[str, int | str]
    first_pass: str = ""
    """The filter that must see the whole video before; empty for most."""

    def wire(self) -> dict[str, Any]:
        """Return the `VideoFilter` schema of the document."""
        return {"name": self.name, "properties": dict(self.properties)}


def steps(
    request: Mapping[str, Any], size: tuple[int, int], *, resized: bool, square_pixels: bool, fields: bool
) -> tuple[FilterStep, ...]:
    """Return the filters of a request in the order deinterlace, denoise, stabilize, scale.

    Args:
        request: the wire shape of `ProcessVideoRequest`.
        size: width and height of the result in pixels.
        resized: whether that is not the source's size; then there is a scaler, bicubic when none is asked for.
        square_pixels: whether the result's pixels are made square.
        fields: whether frames hold two fields that stay apart.

    Raises:
        PlanError: an unknown value, or a clarity boost without `pabsr1` (rules of the document, kept here too).
    """
    found: list[FilterStep] = []
    if deinterlacer := request.get("deinterlacer"):
        found.append(FilterStep(deinterlacer, _known("deinterlacer", deinterlacer, DEINTERLACERS), {}))
    if denoiser := request.get("denoiser"):
        found.append(FilterStep(denoiser, _known("denoiser", denoiser, DENOISERS), {}))
    if stabilizer := request.get("stabilizer"):
        detect, transform = _known("stabilizer", stabilizer, STABILIZERS)
        found.append(FilterStep(stabilizer, transform, {}, first_pass=detect))
    scaler = request.get("scaler") or ("scale" if resized else None)
    boost = request.get("clarityBoost") or "none"
    amount = _known("clarityBoost", boost, CLARITY_BOOSTS)
    if boost != "none" and scaler != "pabsr1":
        raise PlanError("clarityBoost needs the scaler pabsr1.")
    if scaler:
        before, flags, after = _known("scaler", scaler, SCALERS)
        width, height = size
        parts = [before, f"scale={width}:{height}:flags={flags}" + (":interl=1" if fields else ""), after]
        if amount:
            parts.append(f"unsharp=7:7:{amount}:7:7:0")
        if square_pixels:
            parts.append("setsar=1")
        properties: dict[str, int | str] = {"targetWidth": width, "targetHeight": height}
        if scaler == "pabsr1":
            properties["clarityBoost"] = boost
        found.append(FilterStep(scaler, ",".join(filter(None, parts)), properties))
    return tuple(found)


def _known(what: str, name: str, table: Mapping[str, T]) -> T:
    if name not in table:
        raise PlanError(f"{what} {name!r} is unknown; it can be {', '.join(table)}.")
    return table[name]


def passes(
    start: tuple[str, ...], chain: tuple[FilterStep, ...], pixel_format: PixelFormat, *, full_range: bool
) -> tuple[str, ...]:
    """Return the filter graph of each pass over the video; the last one makes the result.

    Each begins with the filters `start`. A first pass runs with the same filters before it as in the last, so that it
    measures what will be treated.
    """
    graphs = [
        ",".join([*start, *(step.filters for step in chain[:position]), step.first_pass])
        for position, step in enumerate(chain)
        if step.first_pass
    ]
    end = [f"format={pixel_format.name}"]
    if full_range:
        # Without it decoders would report another format (yuvj420p) than the one that was asked for.
        end.insert(0, "scale=out_range=limited")
    return (*graphs, ",".join([*start, *(step.filters for step in chain), *end]))
