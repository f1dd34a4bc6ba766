"""Apple ProRes by FFmpeg's `prores_ks`: profiles, their formats and their usual bitrates."""

from dataclasses import dataclass
from math import ceil

from pixop_server.media.encoding import Encoding, Target, choose_chroma
from pixop_server.media.errors import PlanError, UnsupportedError
from pixop_server.media.pixel_format import PixelFormat


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile: what the encoder takes, what decoders report, the banner's name, Mb/s of 1920x1080 at 29.97."""

    yuv: str
    tag: str
    banner_name: str
    decoded_format: str
    nominal_mbps: int


PROFILES = {
    "proxy": Profile("4:2:2", "apco", "Proxy", "yuv422p10le", 45),
    "lt": Profile("4:2:2", "apcs", "LT", "yuv422p10le", 102),
    "standard": Profile("4:2:2", "apcn", "Standard", "yuv422p10le", 147),
    "hq": Profile("4:2:2", "apch", "HQ", "yuv422p10le", 220),
    # The encoder takes 10 bits; decoders always deliver 12 for these two.
    "4444": Profile("4:4:4", "ap4h", "4444", "yuv444p12le", 330),
    "4444xq": Profile("4:4:4", "ap4x", "XQ", "yuv444p12le", 500),
}
"""`appleProresProfile` -> profile."""

_LEAST_BITS_A_MACROBLOCK = 128
_MOST_BITS_A_MACROBLOCK = 8192
_NOMINAL_PIXELS_A_SECOND = 1920 * 1080 * 30000 / 1001


def of_source(banner_name: str | None) -> str:
    """Return the profile of a ProRes source by the banner's name for it; `hq` when it has none."""
    return next((name for name, profile in PROFILES.items() if profile.banner_name == banner_name), "hq")


def encode(name: str, target: Target, yuv: str | None, bits: int | None, source: PixelFormat) -> Encoding:
    """Return the recipe of a profile.

    Without a bitrate the encoder takes what the profile needs, and the profile's usual rate is reported.

    Raises:
        UnsupportedError: 12 bits are asked for; no open encoder writes them.
        PlanError: another format than the profile's is asked for, or a bitrate that it cannot have.
    """
    profile = PROFILES[name]
    if bits == 12 and profile.yuv == "4:4:4" and yuv in (None, "4:4:4"):
        raise UnsupportedError(
            f"The ProRes encoder of this server takes 10 bits: {name} cannot be made from 12."
        )
    chosen = choose_chroma(f"prores {name}", [(profile.yuv, 10)], yuv, bits, source)
    arguments: tuple[str, ...] = ("-c:v", "prores_ks", "-vendor", "apl0", "-profile:v", name)
    if target.bitrate is not None:
        arguments += ("-bits_per_mb", str(_bits_a_macroblock(target, target.bitrate)))
    if target.interlaced:
        arguments += ("-flags", "+ildct")
    pixels_a_second = float(target.width * target.height * target.frame_rate)
    nominal = round(profile.nominal_mbps * 1e6 * pixels_a_second / _NOMINAL_PIXELS_A_SECOND)
    return Encoding(
        codec_name="prores",
        arguments=arguments,
        pixel_format=chosen,
        bitrate=nominal if target.bitrate is None else target.bitrate,
        decoded_format=profile.decoded_format,
        profile=profile.banner_name,
        properties={"profile": name},
    )


def _bits_a_macroblock(target: Target, bits_per_second: int) -> int:
    macroblocks = ceil(target.width / 16) * ceil(target.height / 16) * target.frame_rate
    value = round(bits_per_second / macroblocks)
    if not _LEAST_BITS_A_MACROBLOCK <= value <= _MOST_BITS_A_MACROBLOCK:
        low, high = (
            float(limit * macroblocks) / 1e6 for limit in (_LEAST_BITS_A_MACROBLOCK, _MOST_BITS_A_MACROBLOCK)
        )
        raise PlanError(
            f"ProRes of this size and rate can have {low:.2f} to {high:.2f} Mb/s, not {bits_per_second / 1e6:g}."
        )
    return value
