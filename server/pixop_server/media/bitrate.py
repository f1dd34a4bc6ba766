"""Bitrates: what is assumed when the request leaves it out, and how encoders are told."""

from fractions import Fraction

from pixop_server.media.media_probe import Probe

MINIMUM = 10_000
MAXIMUM = 4_000_000_000
_LARGEST_OPTION = 2**31 - 1

_BITS_FOR_EQUAL_QUALITY = {
    "hevc": 0.65,
    "vp9": 0.65,
    "av1": 0.55,
    "h264": 1.0,
    "vp8": 1.2,
    "mpeg4": 1.4,
    "mpeg2": 2.0,
    "mpeg2video": 2.0,
    "mpeg1video": 2.5,
}
"""Bits that a codec needs, relative to h264; rough, from common practice."""

_INTRA_ONLY = 6.0
"""The same for codecs of independent frames: ProRes, DNx, DV, Motion JPEG, raw, …"""

_LEAST_BITS_A_PIXEL = 0.04
_MOST_BITS_A_PIXEL = 2.0
_GROWTH_WITH_AREA = 0.75


def requested(mbps: float) -> int:
    """Return bits a second of a request's megabits a second."""
    return round(Fraction(str(mbps)) * 1_000_000)


def assume(source: Probe, codec: str, width: int, height: int) -> int:
    """Return bits a second for a target of `codec` and this size in pixels, from the source's bitrate.

    The source's bitrate, times the ratio of what both codecs need, times the ratio of the areas to the power
    of 0.75 (larger pictures need fewer bits a pixel), within 0.04 to 2 bits a pixel and frame.
    """
    weight = _BITS_FOR_EQUAL_QUALITY
    ratio = weight.get(codec, _INTRA_ONLY) / weight.get(source.codec_name, _INTRA_ONLY)
    area = float(width * height / (source.width * source.height)) ** _GROWTH_WITH_AREA
    pixels_a_second = width * height * float(source.frame_rate)
    bits = min(
        max(source.video_bitrate * ratio * area, _LEAST_BITS_A_PIXEL * pixels_a_second),
        _MOST_BITS_A_PIXEL * pixels_a_second,
    )
    return min(max(int(bits), MINIMUM), MAXIMUM)


def arguments(bits_per_second: int) -> tuple[str, ...]:
    """Return FFmpeg's options for a constrained average; its peak and buffer options end at 2^31-1."""
    average = ("-b:v", str(bits_per_second))
    if bits_per_second > _LARGEST_OPTION:
        return average
    buffer = min(2 * bits_per_second, _LARGEST_OPTION)
    return (*average, "-maxrate", str(bits_per_second), "-bufsize", str(buffer))
