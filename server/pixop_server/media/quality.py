"""How good a picture looks: noise, details and colours of sampled frames.

The vendor's formulas are not public. These are open measures with a scale of our own, anchored on a few synthetic
clips: scores order blur, noise and colour sensibly and are no prediction of what viewers say. Compression that smooths
raises the noise score, and grain counts as noise.
"""

import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import hypot, log, log10, pi, sqrt
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pixop_server.media import child_process, guard
from pixop_server.media.errors import MediaError
from pixop_server.media.ffmpeg_binary import ffmpeg_path
from pixop_server.media.media_probe import PROBE_LIMITS, Probe

if TYPE_CHECKING:
    from numpy.typing import NDArray

SAMPLES = 12
"""Frames that are looked at, spread evenly."""

LARGEST_SAMPLE = (1920, 1080)
"""Width and height in pixels of what is looked at: of a larger frame its middle, unscaled."""

_READ_WHOLE = 60
"""Frames up to which one run that decodes all is quicker than a run for each sample."""

_READ_AT_MOST = 600
"""Frames that are read of a stream in which FFmpeg cannot seek."""

_SMALLEST_SIDE = 3
_LABELS = ("bad", "poor", "fair", "good", "excellent")
_FLAT_SHARE = 0.4
_NOISE_BEST = 0.001
_NOISE_RANGE = 40
_DETAILS_WORST = 0.01
_DETAILS_RANGE = 8
_COLORS_BEST = 109


def label(score: float) -> str:
    """Return the word for a score of 0 to 5: bad, poor, fair, good (from 3), excellent (from 4)."""
    return _LABELS[min(int(score), 4)]


def noise_score(noise: float) -> float:
    """Return 0 (worst) to 5 for a noise level, the standard deviation of luma in 0..1."""
    return _clamp(5 - 5 * log10(noise / _NOISE_BEST) / log10(_NOISE_RANGE)) if noise > 0 else 5.0


def details_score(details: float) -> float:
    """Return 0 (worst) to 5 for the mean gradient of luma, without that of noise."""
    return _clamp(5 * log(details / _DETAILS_WORST) / log(_DETAILS_RANGE)) if details > 0 else 0.0


def colors_score(colors: float) -> float:
    """Return 0 (worst) to 5 for colourfulness."""
    return _clamp(5 * 255 * colors / _COLORS_BEST)


def _clamp(score: float) -> float:
    return min(5.0, max(0.0, score))


def measure(frame: "NDArray[Any]") -> tuple[float, float, float]:
    """Return noise, details and colours of one frame.

    Noise is Immerkær's estimate on the flattest 40 % of the picture, colours is the measure of Hasler and Süsstrunk.

    Args:
        frame: RGB, shape (height, width, 3), 8 bits; at least 3 pixels each way.
    """
    import numpy as np

    rgb = frame.astype(np.float32) / 255
    red, green, blue = rgb[..., 0], rgb[..., 1], rgb[..., 2]
    luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    rows = luma[:-2] - 2 * luma[1:-1] + luma[2:]
    laplacian = np.abs(rows[:, :-2] - 2 * rows[:, 1:-1] + rows[:, 2:])
    dx = np.diff(luma, axis=1)
    dy = np.diff(luma, axis=0)
    slope = np.abs(dx[1:-1, 1:]) + np.abs(dy[1:, 1:-1])
    flat = laplacian[slope <= np.quantile(slope, _FLAT_SHARE)]
    noise = sqrt(pi / 2) * float(flat.mean()) / 6
    details = sqrt(max(0.0, float(np.mean(dx**2)) + float(np.mean(dy**2)) - 4 * noise**2))
    red_green = red - green
    yellow_blue = 0.5 * (red + green) - blue
    colors = hypot(float(red_green.std()), float(yellow_blue.std())) + 0.3 * hypot(
        float(red_green.mean()), float(yellow_blue.mean())
    )
    return noise, details, colors


def assess_quality(
    path: Path, probe: Probe, *, timeout: float = 300.0, cancelled: Callable[[], bool] = lambda: False
) -> dict[str, Any]:
    """Return the `QualityAssessment` schema of the document for a video.

    Args:
        path: the file.
        probe: its probe.
        timeout: seconds for all of it.
        cancelled: asked often; True stops with MediaCancelledError.

    Raises:
        MediaError: no sampled frame can be decoded, or it took too long.
    """
    deadline = time.monotonic() + timeout
    with tempfile.TemporaryDirectory(prefix="pixop-quality-") as directory:
        sampler = _Sampler(path, probe, Path(directory), deadline, cancelled)
        measured = [measure(frame) for frame in sampler.frames()]
    if not measured:
        raise MediaError("No frame of the video can be decoded to judge its quality.")
    means = [sum(column) / len(measured) for column in zip(*measured, strict=True)]
    scores = [
        score(mean) for score, mean in zip((noise_score, details_score, colors_score), means, strict=True)
    ]
    return {
        "metrics": [
            {
                "name": name,
                "sampleMean": round(mean, 6),
                "subjectiveLabel": label(score),
                "subjectiveScore": round(score, 2),
            }
            for name, mean, score in zip(("noise", "details", "colors"), means, scores, strict=True)
        ],
        "overallSubjectiveScore": round(sum(round(score, 2) for score in scores) / len(scores), 2),
    }


@dataclass(frozen=True, slots=True)
class _Sampler:
    """Decodes some frames of a video: a short one is read once, in a long one each frame is sought."""

    path: Path
    probe: Probe
    directory: Path
    deadline: float
    cancelled: Callable[[], bool]

    def frames(self) -> "Iterator[NDArray[Any]]":
        total = self.probe.total_frames
        if total > _READ_WHOLE:
            found = 0
            for number in range(SAMPLES):
                seconds = (number + 0.5) / SAMPLES * self.probe.duration_ms / 1000
                # Half a frame early, so that rounding never looks for a frame past the last one.
                for frame in self._decode(max(0.0, seconds - 0.5 / float(self.probe.frame_rate)), "", 1):
                    found += 1
                    yield frame
            if found:
                return
        # Short, or a stream in which nothing can be sought: its beginning is read.
        read = min(total, _READ_AT_MOST)
        count = min(SAMPLES, read)
        wanted = "+".join(f"eq(n,{int((number + 0.5) * read / count)})" for number in range(count))
        yield from self._decode(0.0, f"select='{wanted}',", count)

    def _decode(self, seconds: float, select: str, count: int) -> "Iterator[NDArray[Any]]":
        import numpy as np

        shown = (self.probe.width, self.probe.height)
        width, height = (min(size, most) for size, most in zip(shown, LARGEST_SAMPLE, strict=True))
        if min(width, height) < _SMALLEST_SIDE:
            return
        data = bytearray()
        most = width * height * 3 * count
        # Raw streams cannot seek, not even to their start.
        seek = ("-ss", f"{seconds:.6f}") if seconds else ()
        graph = f"{select}crop={width}:{height}:exact=1,format=rgb24"
        child_process.run(
            [
                *(str(ffmpeg_path()), "-hide_banner", "-nostdin", "-v", "error"),
                *("-threads", str(PROBE_LIMITS.threads), *guard.INPUT_OPTIONS, *seek),
                *("-i", guard.input_url(self.path), "-map", "0:V:0", "-frames:v", str(count)),
                *("-fps_mode", "passthrough", "-vf", graph, "-f", "rawvideo", "-"),
            ],
            cwd=self.directory,
            limits=PROBE_LIMITS,
            deadline=self.deadline,
            on_output=lambda piece: data.extend(piece[: max(0, most - len(data))]),
            cancelled=self.cancelled,
        )
        whole = len(data) // (width * height * 3)
        pixels = np.frombuffer(bytes(data), np.uint8, count=whole * width * height * 3)
        yield from pixels.reshape(whole, height, width, 3)
