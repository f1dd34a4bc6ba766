"""How FFmpeg is made to cut a part out of a source, exact to the frame.

Seeking is exact where the container has an index of key frames. In streams without one FFmpeg lands somewhere after the
place that was asked for, so there it starts earlier and the rest is cut off after decoding.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from pixop_server.media.clip_range import ClipRange
from pixop_server.media.media_probe import Probe

INDEXED = frozenset({"mov", "mp4", "matroska", "mxf"})
"""Containers in which FFmpeg seeks exactly."""

UNSEEKABLE = frozenset({"h264", "hevc", "mpegvideo"})
"""Raw streams: they have no timestamps to seek by and are read from their start."""

PREROLL = Fraction(20)
"""Seconds that are decoded before a part in other containers; more than the distance of key frames."""

_BEFORE_FRAME = Fraction(1, 4)
"""Cuts are made a quarter of a frame before a frame, so that rounding to any time base keeps the frame."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Where reading begins, what is cut off after decoding, and how much is kept; all in seconds."""

    seek: Fraction
    discarded: Fraction
    kept: Fraction | None
    """None: all that follows."""

    def input_options(self) -> tuple[str, ...]:
        """Return FFmpeg's options to put before `-i`."""
        options: tuple[str, ...] = ()
        if self.seek:
            options += ("-ss", _decimal(self.seek))
        if self.kept is not None:
            options += ("-t", _decimal(self.discarded + self.kept))
        return options

    def video_filters(self) -> tuple[str, ...]:
        """Return the filters to put first."""
        start = _decimal(self.discarded)
        return (f"trim=start={start}", f"setpts=PTS-{start}/TB") if self.discarded else ()

    def audio_filters(self) -> tuple[str, ...]:
        """Return the same for sound, which stays beside the picture."""
        start = _decimal(self.discarded)
        return (f"atrim=start={start}", f"asetpts=PTS-{start}/TB") if self.discarded else ()


def _decimal(seconds: Fraction) -> str:
    return f"{float(seconds):.6f}"


def cut(part: ClipRange, source: Probe) -> Cut:
    """Return how to get the part of a source; times of a part count from the first frame."""
    start = _position(part.start_ms, source) if part.start_ms else Fraction(0)
    kept = _position(part.end_ms, source) - start if part.end_ms < part.duration_ms else None
    if kept is not None and source.constant_frame_rate:
        kept = max(kept, 1 / source.frame_rate)
    if source.container_name in INDEXED:
        discarded = Fraction(0)
    elif source.container_name in UNSEEKABLE:
        discarded = start
    else:
        discarded = min(start, PREROLL)
    return Cut(start - discarded, discarded, kept)


def _position(milliseconds: int, source: Probe) -> Fraction:
    """Return the place on FFmpeg's clock, which starts with the first of picture and sound."""
    seconds = Fraction(milliseconds, 1000)
    if source.constant_frame_rate:
        seconds = (ceil(seconds * source.frame_rate) - _BEFORE_FRAME) / source.frame_rate
    return seconds + source.start_delay
