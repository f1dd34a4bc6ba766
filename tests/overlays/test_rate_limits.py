"""Bandwidth limits: what flows in a time, and that it is even."""

import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pixop import ConfigurationError
from pixop.transfers.rate_limit import TokenBucket

RATES = st.floats(1.0, 1e12)


@given(RATES, st.lists(st.tuples(st.integers(0, 1 << 30), st.floats(0, 1e4)), max_size=50))
def test_nobody_gets_more_than_the_rate(rate: float, steps: list[tuple[int, float]]) -> None:
    """Whoever waits as told has taken at most the burst and the rate times the time, at every moment."""
    bucket = TokenBucket(rate)
    now, taken = 0.0, 0
    for count, idle in steps:
        now += idle
        wait = bucket.take(count, now)
        taken += count
        assert wait >= 0.0
        now += wait
        assert taken <= (bucket.burst + rate * now) * (1 + 1e-6) + 1


@given(RATES, st.integers(1, 1 << 30))
def test_a_steady_flow_takes_the_time_of_the_rate(rate: float, count: int) -> None:
    """Nobody waits longer than the rate asks for."""
    bucket = TokenBucket(rate)
    assert bucket.take(count, 0.0) <= count / rate


@given(RATES)
def test_pieces_are_small_enough_to_be_even(rate: float) -> None:
    """A piece takes a fraction of a second, between 4 KiB and 1 MiB."""
    assert 4096 <= TokenBucket(rate).piece <= 1 << 20


@pytest.mark.parametrize("rate", [0, -1, float("nan"), float("inf")])
def test_a_limit_that_makes_no_sense_is_told(rate: float, client_of: Any, tmp_path: Path) -> None:
    """No byte would ever flow, or no limit be held: that is an error of the caller."""
    with pytest.raises(ConfigurationError, match="rate limit"):
        client_of("http://127.0.0.1:9").download("v", tmp_path / "out", limit_rate=rate)
    with pytest.raises(ConfigurationError, match="rate limit"):
        client_of("http://127.0.0.1:9").media and client_of("http://127.0.0.1:9").upload(
            b"x", video_id="v", limit_rate=rate
        )


def test_a_limited_transfer_waits_as_the_bucket_says(
    tmp_path: Path, scripted: Any, client_of: Any, tools: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both directions ask for the pauses that the limit needs, and every byte arrives."""
    waits: list[float] = []
    monkeypatch.setattr("pixop.transfers.throttle.pause", lambda seconds, _: waits.append(seconds))
    data = random.Random(5).randbytes(2_000_000)

    def script(request: Any) -> bytes:
        if request.method == "GET":
            return bytes(tools.http(200, data, {"ETag": '"e"'}))
        request.read_body()
        urls = {"checkIngestProgressUrl": "/i", "processVideoUrl": "/p"}
        return bytes(tools.http(200, {"projectId": "p", "videoId": "v", **urls}))

    client = client_of(scripted(script).url)
    client.download("v", tmp_path / "out", limit_rate=100_000)
    assert (tmp_path / "out").read_bytes() == data
    assert max(waits) > 5.0
    waits.clear()
    client.upload(data, video_id="v", limit_rate=100_000)
    assert max(waits) > 5.0
