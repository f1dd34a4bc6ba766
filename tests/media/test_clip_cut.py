"""Cutting a part out of a source."""

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pixop_server.media import Probe
from pixop_server.media.clip_cut import PREROLL, cut
from pixop_server.media.clip_range import ClipRange

Source = Callable[..., Probe]


@pytest.mark.parametrize(
    ("container", "start", "end", "options", "filters"),
    [
        ("mov", 0, 5533, (), ()),
        ("mov", 1000, 2500, ("-ss", "0.991667", "-t", "1.500000"), ()),
        ("mov", 1000, 5533, ("-ss", "0.991667"), ()),
        ("mov", 0, 2500, ("-t", "2.491667"), ()),
        ("mov", 5, 6, ("-ss", "0.025000", "-t", "0.033333"), ()),
        ("mpegts", 1000, 2500, ("-t", "2.491667"), ("trim=start=0.991667", "setpts=PTS-0.991667/TB")),
        ("h264", 1000, 5533, (), ("trim=start=0.991667", "setpts=PTS-0.991667/TB")),
    ],
)
def test_cuts(
    source: Source, container: str, start: int, end: int, options: tuple[str, ...], filters: tuple[str, ...]
) -> None:
    """A part is sought for where seeking is exact, and cut off after decoding where it is not."""
    found = cut(ClipRange(start, end, 5533), source(container_name=container))
    assert found.input_options() == options
    assert found.video_filters() == filters
    assert [name.removeprefix("a") for name in found.audio_filters()] == list(filters)


def test_a_late_part_of_a_stream_is_sought_in_advance(source: Source) -> None:
    """In a long transport stream reading begins some seconds before the part, in a raw stream at its start."""
    part = ClipRange(60_000, 61_000, 120_000)
    stream = cut(part, source(container_name="mpegts", duration_ms=120_000, total_frames=3600))
    assert (stream.discarded, stream.seek) == (PREROLL, 60 - PREROLL - Fraction(1, 120))
    assert cut(part, source(container_name="hevc")).seek == 0


def test_a_variable_rate_has_no_grid(source: Source) -> None:
    """Where frames are not evenly spaced the times are taken as given."""
    found = cut(ClipRange(100, 200, 5533), source(constant_frame_rate=False))
    assert found.input_options() == ("-ss", "0.100000", "-t", "0.100000")


@given(
    rate=st.sampled_from(
        [Fraction(24000, 1001), Fraction(25), Fraction(30000, 1001), Fraction(50), Fraction(120)]
    ),
    times=st.tuples(st.integers(0, 4_999), st.integers(1, 5_000)).filter(lambda pair: pair[0] < pair[1]),
    delay=st.fractions(0, 2, max_denominator=1000),
    container=st.sampled_from(["mov", "mpegts", "h264"]),
)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_cuts_hold_the_frames_of_the_part(
    source: Source, rate: Fraction, times: tuple[int, int], delay: Fraction, container: str
) -> None:
    """What is kept has exactly the frames that begin in the part, whatever the rate and the delay of the picture."""
    total = round(5 * rate)
    origin = source(
        frame_rate=rate, start_delay=delay, container_name=container, duration_ms=5_000, total_frames=total
    )
    part = ClipRange(*times, 5_000)
    found = cut(part, origin)
    begin = found.seek + found.discarded
    end = begin + found.kept if found.kept is not None else Fraction(10**6)
    kept = [n for n in range(total) if begin <= delay + n / rate < end] if part.start_ms else None
    first = -(-times[0] * rate // 1000)
    if kept is not None and first < total:
        assert kept[0] == first
        assert len(kept) == part.frames(total, rate)
    assert found.seek >= 0
