"""H.264, HEVC and MPEG-2: codecs whose frames depend on each other and whose bitrate is free."""

from fractions import Fraction

from pixop_server.media import bitrate
from pixop_server.media.encoding import WRITABLE, Encoding, Target, choose_chroma, require_rate
from pixop_server.media.errors import PlanError
from pixop_server.media.frame_rate import NTSC, NTSC_DOUBLE, NTSC_FILM
from pixop_server.media.output_size import chroma_steps
from pixop_server.media.pixel_format import PixelFormat

MPEG2_RATES = frozenset(
    {NTSC_FILM, NTSC, NTSC_DOUBLE}
    | {Fraction(rate) for rate in (5, 10, 12, 15, 20, 24, 25, 30, 48, 50, 60, 100, 120)}
)
"""Rates that FFmpeg's MPEG-2 encoder keeps; any other one it would silently replace."""

_H264_PROFILES = {
    ("4:2:0", 8): "High",
    ("4:2:0", 10): "High 10",
    ("4:2:2", 8): "High 4:2:2",
    ("4:2:2", 10): "High 4:2:2",
    ("4:4:4", 8): "High 4:4:4 Predictive",
    ("4:4:4", 10): "High 4:4:4 Predictive",
}
_H264_ARGUMENT = {
    "High": "high",
    "High 10": "high10",
    "High 4:2:2": "high422",
    "High 4:4:4 Predictive": "high444",
}


def encode(codec: str, target: Target, yuv: str | None, bits: int | None, source: PixelFormat) -> Encoding:
    """Return the recipe of `h264`, `hevc` or `mpeg2`.

    Raises:
        PlanError: chroma, depth, size or rate is one that the encoder cannot write.
    """
    chosen = choose_chroma(codec, WRITABLE[codec], yuv, bits, source)
    assert chosen.yuv is not None
    assert chosen.bits is not None
    _require_size(codec, target, chosen)
    bits_per_second = target.assumed_bitrate if target.bitrate is None else target.bitrate
    rate = bitrate.arguments(bits_per_second)
    profile: str | None = None
    arguments: tuple[str, ...]
    if codec == "h264":
        profile = _H264_PROFILES[chosen.yuv, chosen.bits]
        arguments = ("-c:v", "libx264", "-preset", "veryfast", "-profile:v", _H264_ARGUMENT[profile], *rate)
        if target.container == "mxf":
            # With B-frames, decoders of FFmpeg lose a frame of H.264 in MXF.
            arguments += ("-bf", "0")
        # H.264 codes fields in units of four lines.
        if target.interlaced and target.height % 4 == 0:
            arguments += ("-flags", "+ildct+ilme")
    elif codec == "hevc":
        arguments = ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=error", *rate)
        if target.container in ("mov", "mp4"):
            arguments += ("-tag:v", "hvc1")
    else:
        require_rate("mpeg2", target.frame_rate, MPEG2_RATES)
        arguments = ("-c:v", "mpeg2video", "-g", "15", "-bf", "2", *rate)
        if target.interlaced:
            arguments += ("-flags", "+ildct+ilme")
    return Encoding(
        codec_name="mpeg2video" if codec == "mpeg2" else codec,
        arguments=arguments,
        pixel_format=chosen,
        bitrate=bits_per_second,
        decoded_format=chosen.name,
        profile=profile,
        properties={"profile": profile} if profile else {},
    )


def _require_size(codec: str, target: Target, chosen: PixelFormat) -> None:
    """Raise when chroma samples would not cover whole pixels."""
    width_step, height_step = chroma_steps(chosen.yuv or "")
    if target.width % width_step or target.height % height_step:
        nearest = f"{target.width - target.width % width_step}x{target.height - target.height % height_step}"
        what = "an even width and height" if height_step == 2 else "an even width"
        raise PlanError(
            f"{codec} with {chosen.yuv} needs {what}: {target.width}x{target.height} is not possible, "
            f"{nearest} is, and so is 4:4:4 with a codec that writes it (h264, hevc)."
        )
