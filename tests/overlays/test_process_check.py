"""A process request is checked before it costs anything."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pixop import ConfigurationError, ProcessRequestError, check_process_request, explain
from pixop.calls.parameter_match import matches
from pixop.process_check import CODECS_OF, problems
from pixop_client.models.codec import Codec
from pixop_client.models.container import Container


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        ({"mediaContainerCodec": {"container": "mp4", "codec": "mpeg2"}}, "mediaContainerCodec.codec"),
        ({"mediaContainerCodec": {"codec": "prores"}}, "appleProresProfile"),
        ({"mediaContainerCodec": {"codec": "dnxhd"}}, "dnxhdHrProfile"),
        ({"appleProresProfile": "hq"}, "appleProresProfile"),
        ({"mediaContainerCodec": {"codec": "h264"}, "dnxhdHrProfile": "dnxhr_hq"}, "dnxhdHrProfile"),
        ({"clarityBoost": "low"}, "clarityBoost"),
        ({"clarityBoost": "low", "scaler": "dvres"}, "clarityBoost"),
        ({"resolution": {"tag": "hd_1080p", "width": 64, "height": 64}}, "resolution.tag"),
        ({"resolution": {"width": 64}}, "resolution.height"),
        ({"resolution": {"width": 64, "height": 5000}}, "resolution.height"),
        ({"bitrate": {"mbps": 0}}, "bitrate.mbps"),
        ({"bitrate": {"mbps": True}}, "bitrate.mbps"),
        ({"range": {"startPositionMilliseconds": -1}}, "range.startPositionMilliseconds"),
        ({"range": {"endPositionMilliseconds": 0}}, "range.endPositionMilliseconds"),
        (
            {"range": {"startPositionMilliseconds": 9, "endPositionMilliseconds": 9}},
            "range.endPositionMilliseconds",
        ),
        ({"range": {"startPositionMilliseconds": 1000}}, "range.startPositionMilliseconds"),
        ({"range": {"endPositionMilliseconds": 1001}}, "range.endPositionMilliseconds"),
    ],
)
def test_what_breaks_a_rule_is_told_by_its_field(request_: dict[str, Any], field: str) -> None:
    """The message and the error name the field that is wrong; the source lasts one second."""
    with pytest.raises(ProcessRequestError, match=field) as caught:
        check_process_request(request_, duration_ms=1000)
    assert caught.value.field == field
    assert isinstance(caught.value, ConfigurationError)


@pytest.mark.parametrize(
    "request_",
    [
        {},
        {"clarityBoost": "none"},
        {"clarityBoost": "high", "scaler": "pabsr1"},
        {"mediaContainerCodec": {"container": "mov", "codec": "prores"}, "appleProresProfile": "hq"},
        {"mediaContainerCodec": {"container": "mxf"}},
        {"range": {"startPositionMilliseconds": 0, "endPositionMilliseconds": 1000}},
        {"resolution": {"tag": "uhd_8k"}},
        {"mediaContainerCodec": {"container": "new", "codec": "h264"}},
    ],
)
def test_what_is_allowed_passes(request_: dict[str, Any]) -> None:
    """No rule is invented, and a container that the rules do not know is left to the server."""
    assert problems(request_, duration_ms=1000) == ()


def test_the_rules_name_what_the_document_names() -> None:
    """Containers and codecs of the check are those of the document."""
    assert set(CODECS_OF) == {each.value for each in Container}
    assert {codec for codecs in CODECS_OF.values() for codec in codecs} == {each.value for each in Codec}


def test_a_wrong_request_is_not_sent(scripted: Any, client_of: Any, tools: Any) -> None:
    """The namespace's own method checks too, before any request."""
    server = scripted(lambda _: tools.http(500))
    with pytest.raises(ProcessRequestError, match="clarityBoost"):
        client_of(server.url).videos.process_video("v", clarity_boost="low")
    assert server.requests == []


def test_an_explanation_tells_asked_from_assumed() -> None:
    """Every property of the result is there, with whether it was asked for."""
    found = {each.field: each for each in explain({"scaler": "pabsr1", "resolution": {"tag": "hd_1080p"}})}
    assert found["scaler"].requested
    assert "1920×1080" in found["resolution"].value
    assert str(found["mediaContainerCodec.codec"]) == "mediaContainerCodec.codec: as the source (assumed)"
    assert not found["denoiser"].requested


ECHO = {
    "targetVideo": {
        "container": {"name": "mov"},
        "codec": {"name": "h264"},
        "bitrate": 8_000_000,
        "frameWidth": 64,
        "frameHeight": 48,
        "pixelFormat": {"chromaSubsampling": {"yuv": "4:2:0", "bits": 8}},
        "videoFilters": [{"name": "pabsr1", "properties": {"clarityBoost": "low"}}, {"name": "hqdn3d"}],
    },
    "sourceVideo": {"startPositionMilliseconds": 5, "endPositionMilliseconds": 9},
}
ASKED = {
    "scaler": "pabsr1",
    "clarityBoost": "low",
    "denoiser": "hqdn3d",
    "range": {"startPositionMilliseconds": 5, "endPositionMilliseconds": 9},
}


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({}, True),
        ({"resolution": {"width": 64, "height": 48}, "bitrate": {"mbps": 8}}, True),
        ({"chromaSubsampling": {"yuv": "4:2:0", "bits": 8}}, True),
        ({"chromaSubsampling": {"bits": 10}}, False),
        ({"resolution": {"width": 65, "height": 48}}, False),
        ({"bitrate": {"mbps": 9}}, False),
        ({"denoiser": None}, False),
        ({"denoiser": "denoise"}, False),
        ({"stabilizer": "dejit"}, False),
        ({"scaler": "dvres"}, False),
        ({"clarityBoost": "high"}, False),
        ({"mediaContainerCodec": {"codec": "hevc"}}, False),
        ({"mediaContainerCodec": {"container": "mxf"}}, False),
        ({"range": {"startPositionMilliseconds": 6}}, False),
        ({"range": {}}, False),
    ],
)
def test_another_job_is_told_from_the_same(change: dict[str, Any], same: bool) -> None:
    """A processing is taken for the outcome of a request only when nothing contradicts it."""
    assert matches(ASKED | change, ECHO) is same


@settings(deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(), lambda s: st.dictionaries(st.text(), s)
    )
)
def test_any_echo_is_read(echo: Any) -> None:
    """Whatever a server echoes, comparing does not fail; what says nothing contradicts nothing."""
    assert matches({}, echo) in (True, False)
    assert matches(ASKED, None)
