"""The quality assessment: noise, details and colours of real clips."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pixop_server.media import MediaCancelledError, MediaError, assess_quality, probe
from pixop_server.media.quality import colors_score, details_score, label, measure, noise_score

Make = Callable[..., Path]
NAMES = ("noise", "details", "colors")


def _scores(path: Path) -> dict[str, float]:
    assessed = assess_quality(path, probe(path))
    return {metric["name"]: metric["subjectiveScore"] for metric in assessed["metrics"]}


def _filtered(make: Make, name: str, filters: str) -> Path:
    picture = ("-f", "lavfi", "-i", f"testsrc2=s=320x180:r=25:d=0.2,{filters}")
    return make(name, *picture, "-c:v", "libx264", "-qp", "6", "-pix_fmt", "yuv420p")


def test_the_assessment_has_the_documents_shape(clip: Callable[[str], Path]) -> None:
    """Three metrics with mean, label and score, and the mean of the scores."""
    path = clip("h264.mov")
    assessed: dict[str, Any] = assess_quality(path, probe(path))
    assert [metric["name"] for metric in assessed["metrics"]] == list(NAMES)
    for metric in assessed["metrics"]:
        assert set(metric) == {"name", "sampleMean", "subjectiveLabel", "subjectiveScore"}
        assert 0 <= metric["subjectiveScore"] <= 5
        assert metric["subjectiveLabel"] == label(metric["subjectiveScore"])
    mean = sum(metric["subjectiveScore"] for metric in assessed["metrics"]) / 3
    assert assessed["overallSubjectiveScore"] == pytest.approx(mean, abs=0.006)


def test_noise_lowers_the_noise_score(make: Make) -> None:
    """More noise is a lower noise score."""
    scores = [
        _scores(_filtered(make, f"noise{strength}.mp4", f"noise=alls={strength}:allf=t"))["noise"]
        for strength in (0, 10, 40)
    ]
    assert scores[0] > scores[1] > scores[2]


def test_blur_lowers_the_details_score(make: Make) -> None:
    """More blur is a lower details score."""
    values = []
    for sigma in (0, 3, 10):
        path = _filtered(make, f"blur{sigma}.mp4", f"gblur=sigma={sigma}")
        values.append(assess_quality(path, probe(path))["metrics"][1]["sampleMean"])
    assert values[0] > values[1] > values[2]


def test_grey_has_no_colors(make: Make) -> None:
    """A grey picture has the lowest colours score, a coloured one a higher."""
    assert _scores(_filtered(make, "grey.mp4", "hue=s=0"))["colors"] < 0.3
    assert _scores(_filtered(make, "coloured.mp4", "null"))["colors"] > 3


@pytest.mark.parametrize("name", ["raw.h264", "groups-hevc.ts", "groups.ts"])
def test_streams_without_seeking_are_assessed(clip: Callable[[str], Path], name: str) -> None:
    """A stream in which FFmpeg finds nothing by seeking is assessed by its beginning."""
    assert _scores(clip(name))["details"] > 3


def test_one_frame_is_enough(clip: Callable[[str], Path]) -> None:
    """A video of one frame is assessed."""
    assert _scores(clip("one-frame.mp4"))["details"] > 0


def test_a_long_video_is_sampled_to_its_end(make: Make) -> None:
    """Samples are spread over the whole video: one that is half black has half the details."""
    picture = ("-f", "lavfi", "-i", "testsrc2=s=160x90:r=50:d=2")
    whole = make("whole.mp4", *picture, "-c:v", "libx264", "-pix_fmt", "yuv420p")
    black = ("-vf", "drawbox=t=fill:c=black:enable='gte(t,1)'")
    half = make("half.mp4", *picture, *black, "-c:v", "libx264", "-pix_fmt", "yuv420p")
    means = [assess_quality(path, probe(path))["metrics"][1]["sampleMean"] for path in (whole, half)]
    assert means[1] == pytest.approx(means[0] / 2, rel=0.1)


def test_large_frames_are_looked_at_in_their_middle(make: Make) -> None:
    """Of a frame larger than HD only the middle counts, so a bright border of a black 4K frame is not seen."""
    border = "drawbox=x=0:y=0:w=400:h=2160:t=fill:c=red"
    wide = make(
        "wide.mp4", "-f", "lavfi", "-i", f"color=black:s=3840x2160:d=0.04,{border}", "-c:v", "libx264"
    )
    assert _scores(wide)["colors"] == 0


def test_an_assessment_can_be_cancelled(clip: Callable[[str], Path]) -> None:
    """Cancelling ends the assessment with its own error."""
    with pytest.raises(MediaCancelledError):
        assess_quality(clip("h264.mov"), probe(clip("h264.mov")), cancelled=lambda: True)


def test_nothing_to_decode_is_an_error(clip: Callable[[str], Path]) -> None:
    """A file without frames where the probe found some is a MediaError."""
    with pytest.raises(MediaError, match="quality"):
        assess_quality(clip("audio-only.m4a"), probe(clip("one-frame.mp4")))


@pytest.mark.parametrize(
    ("score", "word"),
    [(0, "bad"), (0.99, "bad"), (1, "poor"), (2, "fair"), (3, "good"), (4, "excellent"), (5, "excellent")],
)
def test_labels(score: float, word: str) -> None:
    """Each point of the scale has its word."""
    assert label(score) == word


@settings(deadline=None)
@given(st.floats(0, 10), st.floats(0, 10))
def test_scores_are_monotonic(one: float, other: float) -> None:
    """Scores stay within 0 to 5; noise lowers its score, details and colours raise theirs."""
    low, high = sorted((one, other))
    assert 5 >= noise_score(low) >= noise_score(high) >= 0
    assert 0 <= details_score(low) <= details_score(high) <= 5
    assert 0 <= colors_score(low) <= colors_score(high) <= 5


def test_twice_the_noise_is_measured_as_twice() -> None:
    """On a flat field the noise estimate is proportional to the noise."""
    estimates = []
    for deviation in (5, 10):
        noise = np.random.default_rng(3).normal(128, deviation, (200, 300))
        frame = np.repeat(noise.round().clip(0, 255).astype(np.uint8)[..., None], 3, axis=2)
        estimates.append(measure(frame)[0])
    assert estimates[1] == pytest.approx(2 * estimates[0], rel=0.05)
