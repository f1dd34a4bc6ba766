"""The part of the source that is used (decision 27)."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Any

from pixop_server.media.errors import PlanError


@dataclass(frozen=True, slots=True)
class ClipRange:
    """A part of a video: start (included) and end (not included), in milliseconds."""

    start_ms: int
    end_ms: int
    duration_ms: int
    """Duration of the whole video, in milliseconds."""

    @property
    def is_whole(self) -> bool:
        """Whether nothing is cut off."""
        return self.start_ms == 0 and self.end_ms == self.duration_ms

    def frames(self, total_frames: int, frame_rate: Fraction) -> int:
        """Return how many frames begin within the part, at least 1 (FFmpeg makes one even of a shorter part)."""
        if self.is_whole:
            return total_frames
        first = ceil(self.start_ms * frame_rate / 1000)
        behind_last = min(total_frames, ceil(self.end_ms * frame_rate / 1000))
        return max(1, behind_last - first)


def requested(range_: Mapping[str, Any], duration_ms: int) -> ClipRange:
    """Return the part that a request's `range` asks for; what it leaves out is the start, or the end, of the video.

    Raises:
        PlanError: not 0 <= start < end <= duration.
    """
    start = range_.get("startPositionMilliseconds")
    end = range_.get("endPositionMilliseconds")
    start = 0 if start is None else int(start)
    end = duration_ms if end is None else int(end)
    if not 0 <= start < end <= duration_ms:
        raise PlanError(
            f"range must have 0 <= start < end <= {duration_ms} (the video's duration in milliseconds); "
            f"it has {start} to {end}."
        )
    return ClipRange(start, end, duration_ms)
