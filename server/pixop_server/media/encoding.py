"""How one codec is written: what the encoder gets, and what the result must be found to be."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from pixop_server.media import frame_rate
from pixop_server.media.errors import PlanError, UnsupportedError
from pixop_server.media.pixel_format import PixelFormat, from_chroma

Chroma = tuple[str, int]
"""Chroma subsampling and bits of one component, for example ("4:2:2", 10)."""

WRITABLE: dict[str, tuple[Chroma, ...]] = {
    "h264": tuple((yuv, bits) for yuv in ("4:2:0", "4:2:2", "4:4:4") for bits in (8, 10)),
    "hevc": tuple((yuv, bits) for yuv in ("4:2:0", "4:2:2", "4:4:4") for bits in (8, 10, 12)),
    "mpeg2": (("4:2:0", 8), ("4:2:2", 8)),
    "xdcam": (("4:2:2", 8),),
}
"""Codec -> what its encoder writes exactly; ProRes and DNx depend on the profile."""

_EVERY_YUV = frozenset(yuv for formats in WRITABLE.values() for yuv, _ in formats)
_EVERY_BITS = frozenset(bits for formats in WRITABLE.values() for _, bits in formats)
_YUV_ORDER = ("4:1:0", "4:1:1", "4:2:0", "4:4:0", "4:2:2", "4:4:4")


@dataclass(frozen=True, slots=True)
class Target:
    """What an encoding is asked for: size in pixels, rate, whether fields are kept, bits a second (None: left out)."""

    container: str
    width: int
    height: int
    frame_rate: Fraction
    interlaced: bool
    bitrate: int | None
    assumed_bitrate: int


@dataclass(frozen=True, slots=True)
class Encoding:
    """A codec's recipe. `arguments` go to FFmpeg; the other fields are what a probe of the result must say."""

    codec_name: str
    arguments: tuple[str, ...]
    pixel_format: PixelFormat
    bitrate: int
    decoded_format: str
    profile: str | None = None
    properties: dict[str, str] = field(default_factory=dict)


def choose_chroma(
    codec: str, writable: Sequence[Chroma], yuv: str | None, bits: int | None, source: PixelFormat
) -> PixelFormat:
    """Return the format to write: exactly what is asked, what is left out from the source or nearest to it.

    Nearest means: the same subsampling, else the next finer, else the finest; the same depth, else the next deeper,
    else the deepest. RGB counts as 4:4:4 and grey as 4:2:0.

    Raises:
        UnsupportedError: no encoder of this server writes the value at all.
        PlanError: this encoder does not; the message names what it writes.
    """
    if (yuv and yuv not in _EVERY_YUV) or (bits and bits not in _EVERY_BITS):
        asked = f"{yuv or ''} {f'{bits} bits' if bits else ''}".strip()
        raise UnsupportedError(
            f"No encoder of this server writes {asked}; {codec} can be written as {_names(writable)}."
        )
    possible = [chroma for chroma in writable if yuv in (None, chroma[0]) and bits in (None, chroma[1])]
    if not possible:
        asked = f"{yuv or ''} {f'{bits} bits' if bits else ''}".strip()
        raise PlanError(f"{codec} cannot be written as {asked}; it can as {_names(writable)}.")
    source_yuv = source.yuv or ("4:2:0" if source.name.startswith(("gray", "ya")) else "4:4:4")
    chosen = min(
        possible,
        key=lambda chroma: (
            _distance(_YUV_ORDER.index(chroma[0]), _YUV_ORDER.index(source_yuv)),
            _distance(chroma[1], source.bits or 8),
        ),
    )
    return from_chroma(*chosen)


def _distance(value: int, wanted: int) -> tuple[int, int]:
    """Order: equal, then above (nearest first), then below (nearest first)."""
    return (0 if value == wanted else 1 if value > wanted else 2, abs(value - wanted))


def _names(writable: Iterable[Chroma]) -> str:
    depths: dict[str, list[str]] = {}
    for yuv, bits in writable:
        depths.setdefault(yuv, []).append(str(bits))
    return ", ".join(f"{yuv} with {' or '.join(bits)} bits" for yuv, bits in depths.items())


def require_rate(what: str, rate: Fraction, possible: Iterable[Fraction]) -> None:
    """Raise PlanError, naming the possible rates, when `what` cannot have this one."""
    rates = sorted(possible)
    if rate not in rates:
        raise PlanError(
            f"{what} cannot have {frame_rate.describe(rate)} frames a second; "
            f"it can have {', '.join(frame_rate.describe(one) for one in rates)}."
        )
