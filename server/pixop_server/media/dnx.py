"""Avid DNxHD and DNxHR by FFmpeg's `dnxhd`.

DNxHD is a fixed table of size, frame rate and bitrate; DNxHR takes any size from 256x120 and has no choice of bitrate.
"""

from dataclasses import dataclass
from fractions import Fraction

from pixop_server.media import frame_rate
from pixop_server.media.encoding import Chroma, Encoding, Target, choose_chroma
from pixop_server.media.errors import PlanError, UnsupportedError
from pixop_server.media.frame_rate import NTSC, NTSC_DOUBLE, NTSC_FILM
from pixop_server.media.pixel_format import PixelFormat

_FILM, _PAL, _NTSC, _PAL_50, _NTSC_60 = 24, 25, 30, 50, 60
_RATE_CLASS = {
    NTSC_FILM: _FILM,
    Fraction(24): _FILM,
    Fraction(25): _PAL,
    NTSC: _NTSC,
    Fraction(30): _NTSC,
    Fraction(50): _PAL_50,
    NTSC_DOUBLE: _NTSC_60,
    Fraction(60): _NTSC_60,
}
_FULL_HD, _HD = (1920, 1080), (1280, 720)

DNXHD_MBPS: dict[str, dict[tuple[int, int], dict[int, int]]] = {
    "dnxhd_lb": {_FULL_HD: {24: 36, 25: 36, 30: 45, 50: 75, 60: 90}},
    "dnxhd_sq": {
        _FULL_HD: {24: 115, 25: 120, 30: 145, 50: 240, 60: 290},
        _HD: {24: 60, 25: 60, 30: 75, 50: 120, 60: 145},
    },
    "dnxhd_hq": {
        _FULL_HD: {24: 175, 25: 185, 30: 220, 50: 365, 60: 440},
        _HD: {24: 90, 25: 90, 30: 110, 50: 180, 60: 220},
    },
    # Of the 10-bit rates the encoder lacks those of 30 frames a second.
    "dnxhd_hqx": {_FULL_HD: {24: 175, 25: 185, 50: 365, 60: 440}, _HD: {24: 90, 25: 90, 50: 180, 60: 220}},
}
"""Profile -> size in pixels -> class of frame rate -> Mb/s, all progressive."""


@dataclass(frozen=True, slots=True)
class DnxhrProfile:
    """A DNxHR profile: its format, the banner's name, Mb/s of 1920x1080 at 25."""

    chroma: Chroma
    banner_name: str
    nominal_mbps: int


DNXHR = {
    "dnxhr_lb": DnxhrProfile(("4:2:2", 8), "DNXHR LB", 36),
    "dnxhr_sq": DnxhrProfile(("4:2:2", 8), "DNXHR SQ", 120),
    "dnxhr_hq": DnxhrProfile(("4:2:2", 8), "DNXHR HQ", 185),
    # The reference calls these two 12-bit; FFmpeg writes 10.
    "dnxhr_hqx": DnxhrProfile(("4:2:2", 10), "DNXHR HQX", 185),
    "dnxhr_444": DnxhrProfile(("4:4:4", 10), "DNXHR 444", 365),
}
PROFILES = (*DNXHD_MBPS, "dnxhd_444", *DNXHR)
"""Every `dnxhdHrProfile`."""

_LEAST_WIDTH, _LEAST_HEIGHT = 256, 120
_NOMINAL_PIXELS_A_SECOND = 1920 * 1080 * 25


def of_source(banner_name: str | None, source: PixelFormat) -> str:
    """Return the profile nearest to a source's: its own for DNxHR, else DNxHR by chroma and depth.

    Classic DNxHD becomes DNxHR because its sizes and rates are fixed, and a target's need not be among them.
    """
    for name, profile in DNXHR.items():
        if profile.banner_name == banner_name:
            return name
    if source.yuv == "4:4:4":
        return "dnxhr_444"
    return "dnxhr_hqx" if (source.bits or 8) > 8 else "dnxhr_hq"


def encode(name: str, target: Target, yuv: str | None, bits: int | None, source: PixelFormat) -> Encoding:
    """Return the recipe of a profile.

    Raises:
        UnsupportedError: `dnxhd_444`, 12 bits, or a 10-bit rate that FFmpeg lacks.
        PlanError: a size, rate, format or bitrate that the profile does not have; the message names what it has.
    """
    if name == "dnxhd_444":
        raise UnsupportedError(
            "No open encoder writes dnxhd_444; dnxhr_444 is the nearest that this server makes."
        )
    if name in DNXHR:
        return _encode_dnxhr(name, DNXHR[name], target, yuv, bits, source)
    return _encode_dnxhd(name, target, yuv, bits, source)


def _encode_dnxhr(
    name: str, profile: DnxhrProfile, target: Target, yuv: str | None, bits: int | None, source: PixelFormat
) -> Encoding:
    if bits == 12 and profile.chroma[1] == 10 and yuv in (None, profile.chroma[0]):
        raise UnsupportedError(
            f"The DNxHR encoder of this server writes 10 bits: {name} cannot be made with 12."
        )
    chosen = choose_chroma(name, [profile.chroma], yuv, bits, source)
    if target.width < _LEAST_WIDTH or target.height < _LEAST_HEIGHT:
        raise PlanError(
            f"DNxHR begins at {_LEAST_WIDTH}x{_LEAST_HEIGHT}; {target.width}x{target.height} is too small."
        )
    if target.bitrate is not None:
        raise PlanError(f"{name} has no choice of bitrate: leave bitrate out.")
    pixels_a_second = float(target.width * target.height * target.frame_rate)
    return Encoding(
        codec_name="dnxhd",
        arguments=("-c:v", "dnxhd", "-profile:v", name),
        pixel_format=chosen,
        bitrate=round(profile.nominal_mbps * 1e6 * pixels_a_second / _NOMINAL_PIXELS_A_SECOND),
        decoded_format=chosen.name,
        profile=profile.banner_name,
        properties={"profile": name},
    )


def _encode_dnxhd(
    name: str, target: Target, yuv: str | None, bits: int | None, source: PixelFormat
) -> Encoding:
    sizes = DNXHD_MBPS[name]
    chosen = choose_chroma(name, [("4:2:2", 10 if name == "dnxhd_hqx" else 8)], yuv, bits, source)
    rates = sizes.get((target.width, target.height))
    if rates is None:
        names = ", ".join(f"{width}x{height}" for width, height in sizes)
        raise PlanError(f"{name} has {names} only, not {target.width}x{target.height}; DNxHR takes any size.")
    rate_class = _RATE_CLASS.get(target.frame_rate)
    mbps = rates.get(rate_class) if rate_class else None
    if mbps is None:
        message = (
            f"{name} cannot be made with {frame_rate.describe(target.frame_rate)} frames a second here; it can with "
            f"{', '.join(frame_rate.describe(rate) for rate, cls in _RATE_CLASS.items() if cls in rates)}."
        )
        raise UnsupportedError(message) if rate_class else PlanError(message)
    if target.bitrate not in (None, mbps * 1_000_000):
        raise PlanError(f"{name} of this size and rate has {mbps} Mb/s: ask for that, or leave bitrate out.")
    return Encoding(
        codec_name="dnxhd",
        arguments=("-c:v", "dnxhd", "-b:v", f"{mbps}M"),
        pixel_format=chosen,
        bitrate=mbps * 1_000_000,
        decoded_format=chosen.name,
        profile="DNXHD",
        properties={"profile": name},
    )
