"""Sony XDCAM HD422 by FFmpeg's `mpeg2video`: 4:2:2, 50 Mb/s constant, two sizes.

FFmpeg does not enforce the format's limits, so they are kept here. 24, 30 and 60 frames a second are taken besides the
broadcast rates because MPEG-2 codes them exactly.
"""

from fractions import Fraction

from pixop_server.media.encoding import WRITABLE, Encoding, Target, choose_chroma, require_rate
from pixop_server.media.errors import PlanError
from pixop_server.media.frame_rate import NTSC, NTSC_DOUBLE, NTSC_FILM
from pixop_server.media.pixel_format import PixelFormat

BITRATE = 50_000_000
_SLOW = frozenset({NTSC_FILM, Fraction(24), Fraction(25), NTSC, Fraction(30)})
RATES = {(1920, 1080): _SLOW, (1280, 720): _SLOW | {Fraction(50), NTSC_DOUBLE, Fraction(60)}}
"""Size in pixels -> frame rates."""

_BUFFER = 17_825_792
_NEVER_A_SCENE_CUT = 1_000_000_000


def encode(target: Target, yuv: str | None, bits: int | None, source: PixelFormat) -> Encoding:
    """Return the recipe.

    Raises:
        PlanError: size, rate, chroma or bitrate is not XDCAM HD422's.
    """
    chosen = choose_chroma("xdcam", WRITABLE["xdcam"], yuv, bits, source)
    rates = RATES.get((target.width, target.height))
    if rates is None:
        names = " and ".join(f"{width}x{height}" for width, height in RATES)
        raise PlanError(
            f"xdcam has {names} only, not {target.width}x{target.height}; give that width and height."
        )
    require_rate(f"xdcam of {target.width}x{target.height}", target.frame_rate, rates)
    if target.bitrate not in (None, BITRATE):
        raise PlanError("xdcam has 50 Mb/s: ask for that, or leave bitrate out.")
    return Encoding(
        codec_name="mpeg2video",
        arguments=(
            *("-c:v", "mpeg2video", "-profile:v", "0", "-level:v", "2"),
            *("-b:v", "50M", "-minrate", "50M", "-maxrate", "50M", "-bufsize", str(_BUFFER)),
            *("-g", "12", "-bf", "2", "-sc_threshold", str(_NEVER_A_SCENE_CUT)),
            *("-flags", "+cgop+ildct+ilme" if target.interlaced else "+cgop"),
            *("-non_linear_quant", "1", "-dc", "10", "-intra_vlc", "1", "-qmin", "1", "-qmax", "12"),
            *("-lmin", "1*QP2LAMBDA", "-rc_max_vbv_use", "1", "-rc_min_vbv_use", "1"),
            *("-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace", "bt709"),
        ),
        pixel_format=chosen,
        bitrate=BITRATE,
        decoded_format=chosen.name,
        profile="4:2:2",
        properties={"profile": "HD422"},
    )
