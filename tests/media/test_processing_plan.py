"""Planning: every request is carried out exactly, or refused with what is possible."""

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pixop_server.media import PlanError, Probe, UnsupportedError, plan
from pixop_server.media.container_codec import CODECS
from pixop_server.media.dnx import PROFILES as DNX_PROFILES
from pixop_server.media.pixel_format import from_name
from pixop_server.media.prores import PROFILES as PRORES_PROFILES

Source = Callable[..., Probe]
PROFILE = {"prores": {"appleProresProfile": "hq"}, "dnxhd": {"dnxhdHrProfile": "dnxhr_sq"}}


def _request(container: str | None = None, codec: str | None = None, **more: Any) -> dict[str, Any]:
    pair = {name: value for name, value in (("container", container), ("codec", codec)) if value}
    return ({"mediaContainerCodec": pair} if pair else {}) | PROFILE.get(codec or "", {}) | more


@pytest.mark.parametrize("container", CODECS)
@pytest.mark.parametrize("codec", ["h264", "prores", "dnxhd", "xdcam", "hevc", "mpeg2"])
def test_the_matrix_of_containers_and_codecs(source: Source, container: str, codec: str) -> None:
    """A pair of the matrix is planned as asked; any other is refused with the possible ones named."""
    request = _request(container, codec, resolution={"width": 1920, "height": 1080})
    if codec in CODECS[container]:
        target = plan(request, source()).target_video()
        assert (target["container"]["name"], target["codec"]["name"]) == (container, codec)
    else:
        with pytest.raises(PlanError, match=", ".join(CODECS[container])) as caught:
            plan(request, source())
        assert not isinstance(caught.value, UnsupportedError)


@pytest.mark.parametrize(
    ("fields", "request_", "container", "codec"),
    [
        ({}, {}, "mov", "h264"),
        ({"container_name": "mp4"}, {}, "mp4", "h264"),
        ({"container_name": "mpegts", "codec_name": "mpeg2video"}, {}, "mts", "mpeg2"),
        ({"container_name": "matroska", "codec_name": "vp9"}, {}, "mp4", "hevc"),
        ({"container_name": "avi", "codec_name": "mjpeg"}, {}, "mp4", "h264"),
        ({"container_name": "mxf", "codec_name": "prores", "codec_profile": "HQ"}, {}, "mov", "prores"),
        ({"container_name": "mxf", "codec_name": "dnxhd", "codec_profile": "DNXHR SQ"}, {}, "mxf", "dnxhd"),
        ({"codec_name": "hevc"}, _request("mxf"), "mxf", "h264"),
        ({"codec_name": "prores"}, _request("mxf"), "mxf", "dnxhd"),
        ({"codec_name": "mpeg2video"}, _request("mp4"), "mp4", "h264"),
        ({}, _request(None, "xdcam", resolution={"width": 1280, "height": 720}), "mxf", "xdcam"),
        ({"container_name": "mpegts"}, _request(None, "prores"), "mov", "prores"),
        ({"container_name": "mpegts"}, _request(None, "hevc"), "mts", "hevc"),
        ({}, {"chromaSubsampling": {"bits": 12}}, "mov", "hevc"),
        (
            {
                "container_name": "mxf",
                "codec_name": "h264",
                "frame_rate": Fraction(25, 2),
                "duration_ms": 13280,
            },
            {},
            "mov",
            "h264",
        ),
        (
            {
                "container_name": "mxf",
                "codec_name": "mpeg2video",
                "pixel_format": from_name("yuv422p"),
                "video_stream_size": 34_600_000,
                "width": 1920,
                "height": 1080,
            },
            {},
            "mxf",
            "xdcam",
        ),
    ],
)
def test_what_is_left_out_comes_from_the_source(
    source: Source, fields: dict[str, Any], request_: dict[str, Any], container: str, codec: str
) -> None:
    """Container and codec that are left out are the source's, or the nearest that works."""
    decided = plan(request_, source(**fields))
    assert (decided.container, decided.codec) == (container, codec)


@pytest.mark.parametrize(
    ("pixel_format", "codec", "chosen"),
    [
        ("yuv420p", "h264", "yuv420p"),
        ("yuv444p12le", "h264", "yuv444p10le"),
        ("yuv422p10le", "h264", "yuv422p10le"),
        ("yuv411p", "h264", "yuv420p"),
        ("yuv440p", "h264", "yuv422p"),
        ("gbrp12le", "hevc", "yuv444p12le"),
        ("gray", "h264", "yuv420p"),
        ("yuv444p", "mpeg2", "yuv422p"),
        ("yuv420p", "prores", "yuv422p10le"),
    ],
)
def test_chroma_left_out_is_nearest_to_the_source(
    source: Source, pixel_format: str, codec: str, chosen: str
) -> None:
    """The pixel format that is left out is the source's, or the nearest that the codec has, and it is echoed."""
    decided = plan(_request("mov", codec), source(pixel_format=from_name(pixel_format)))
    assert decided.target_video()["pixelFormat"]["name"] == chosen


@pytest.mark.parametrize(
    ("request_", "error", "words"),
    [
        (_request("mov", "h264", chromaSubsampling={"bits": 12}), PlanError, "8 or 10 bits"),
        (_request("mov", "mpeg2", chromaSubsampling={"yuv": "4:4:4"}), PlanError, "4:2:0 with 8"),
        (_request("mov", "prores", chromaSubsampling={"yuv": "4:2:0"}), PlanError, "4:2:2 with 10"),
        (_request("mov", "h264", chromaSubsampling={"yuv": "4:1:0"}), UnsupportedError, "4:1:0"),
        (_request("mov", "hevc", chromaSubsampling={"bits": 16}), UnsupportedError, "16 bits"),
        ({"chromaSubsampling": {"yuv": "4:4:0", "bits": 8}}, UnsupportedError, "4:4:0"),
        (_request("mov", "dnxhd", dnxhdHrProfile="dnxhd_444"), UnsupportedError, "dnxhr_444"),
        (
            _request("mov", "dnxhd", dnxhdHrProfile="dnxhr_hqx", chromaSubsampling={"bits": 12}),
            UnsupportedError,
            "10 bits",
        ),
        (
            _request("mov", "prores", appleProresProfile="4444", chromaSubsampling={"bits": 12}),
            UnsupportedError,
            "10 bits",
        ),
        (_request("mov", "dnxhd", dnxhdHrProfile="dnxhd_sq"), PlanError, "1920x1080, 1280x720"),
        (
            _request("mov", "dnxhd", dnxhdHrProfile="dnxhd_hqx", resolution={"width": 1920, "height": 1080}),
            UnsupportedError,
            "25",
        ),
        (_request("mov", "dnxhd", resolution={"width": 200, "height": 100}), PlanError, "256x120"),
        (_request("mov", "dnxhd", bitrate={"mbps": 10}), PlanError, "bitrate"),
        (
            _request(
                "mov",
                "dnxhd",
                dnxhdHrProfile="dnxhd_sq",
                resolution={"width": 1920, "height": 1080},
                bitrate={"mbps": 100},
            ),
            PlanError,
            "145 Mb/s",
        ),
        (_request("mxf", "xdcam"), PlanError, "1920x1080 and 1280x720"),
        (
            _request("mxf", "xdcam", resolution={"width": 1280, "height": 720}, bitrate={"mbps": 35}),
            PlanError,
            "50 Mb/s",
        ),
        (_request("mov", "prores", bitrate={"mbps": 4000}), PlanError, "Mb/s"),
        (_request("mov", "h264", resolution={"width": 321, "height": 180}), PlanError, "320x180"),
        (
            _request(
                "mov", "h264", resolution={"width": 321, "height": 181}, chromaSubsampling={"yuv": "4:2:2"}
            ),
            PlanError,
            "320x181",
        ),
        (_request("mov", "prores", appleProresProfile=None), PlanError, "4444xq"),
        (_request("mov", "h264", appleProresProfile="hq"), PlanError, "prores only"),
        ({"dnxhdHrProfile": "dnxhr_sq"}, PlanError, "dnxhd only"),
        (_request("mov", "prores", appleProresProfile="best"), PlanError, "proxy, lt"),
        (_request("mkv"), PlanError, "mov, mxf, mp4, mts"),
        (_request("mov", "av1"), PlanError, "h264, prores"),
        ({"scaler": "nearest"}, PlanError, "pabsr1, dvres, scale"),
        ({"denoiser": "nlmeans"}, PlanError, "denoise, hqdn3d"),
        ({"clarityBoost": "low"}, PlanError, "pabsr1"),
        ({"clarityBoost": "low", "scaler": "scale"}, PlanError, "pabsr1"),
        ({"range": {"startPositionMilliseconds": 6000}}, PlanError, "5533"),
    ],
)
def test_impossible_requests_name_what_is_possible(
    source: Source, request_: dict[str, Any], error: type[PlanError], words: str
) -> None:
    """What cannot be done is refused before any work, in a sentence that names what can."""
    with pytest.raises(PlanError) as caught:
        plan(request_, source())
    assert type(caught.value) is error
    assert words in caught.value.message


@pytest.mark.parametrize(
    ("container", "codec", "rate"), [("mxf", "h264", 15), ("mov", "mpeg2", Fraction(25, 2))]
)
def test_impossible_frame_rates_are_refused(
    source: Source, container: str, codec: str, rate: Fraction
) -> None:
    """A frame rate that FFmpeg would refuse, or silently replace, is refused with the possible ones."""
    with pytest.raises(PlanError, match=r"it can have .*25"):
        plan(_request(container, codec), source(frame_rate=Fraction(rate)))


def test_everything_decided_is_echoed(source: Source) -> None:
    """The echo has all decisions in the document's shape, filters in the order of their work."""
    request = _request(
        "mov",
        "h264",
        chromaSubsampling={"yuv": "4:2:2", "bits": 8},
        bitrate={"mbps": 20.5},
        deinterlacer="deint",
        denoiser="denoise",
        stabilizer="dejit",
        scaler="pabsr1",
        resolution={"tag": "hd_1080p"},
        clarityBoost="low",
        range={"startPositionMilliseconds": 1000, "endPositionMilliseconds": 2500},
    )
    decided = plan(request, source())
    assert decided.target_video() == {
        "container": {"name": "mov", "properties": {}},
        "codec": {"name": "h264", "properties": {"profile": "High 4:2:2"}},
        "pixelFormat": {"name": "yuv422p", "chromaSubsampling": {"yuv": "4:2:2", "bits": 8}},
        "bitrate": 20_500_000,
        "frameWidth": 1890,
        "frameHeight": 1080,
        "videoFilters": [
            {"name": "deint", "properties": {}},
            {"name": "denoise", "properties": {}},
            {"name": "dejit", "properties": {}},
            {
                "name": "pabsr1",
                "properties": {"targetWidth": 1890, "targetHeight": 1080, "clarityBoost": "low"},
            },
        ],
    }
    assert decided.source_video() == {"startPositionMilliseconds": 1000, "endPositionMilliseconds": 2500}
    assert decided.expected_frames == 45


def test_half_a_range_is_filled_in(source: Source) -> None:
    """A range with a start only ends where the video does; without a range nothing is echoed."""
    decided = plan({"range": {"startPositionMilliseconds": 1000}}, source())
    assert decided.source_video() == {"startPositionMilliseconds": 1000, "endPositionMilliseconds": 5533}
    assert plan({}, source()).source_video() == {}


def test_a_resolution_without_a_scaler_is_bicubic(source: Source) -> None:
    """A change of size without a scaler is echoed as `scale`; a scaler without one keeps the size."""
    decided = plan({"resolution": {"width": 640, "height": 360}}, source())
    assert [step.name for step in decided.filters] == ["scale"]
    decided = plan({"scaler": "dvres"}, source())
    assert decided.filters[0].properties == {"targetWidth": 560, "targetHeight": 320}


def test_an_odd_source_loses_a_line_only_where_chroma_needs_it(source: Source) -> None:
    """A size that is left out is made even for 4:2:0 and kept for 4:4:4 and for ProRes."""
    odd = source(width=321, height=181)
    sizes = [(p.width, p.height) for p in (plan({}, odd), plan(_request("mov", "prores"), odd))]
    assert sizes == [(320, 180), (321, 181)]
    fine = plan({"chromaSubsampling": {"yuv": "4:4:4"}}, odd)
    assert (fine.width, fine.height) == (321, 181)


@pytest.mark.parametrize(
    ("banner", "profile"), [(data.banner_name, name) for name, data in PRORES_PROFILES.items()]
)
def test_a_prores_source_keeps_its_profile(source: Source, banner: str, profile: str) -> None:
    """The ProRes profile of a source is taken over when no codec is named."""
    decided = plan({}, source(codec_name="prores", codec_profile=banner))
    assert decided.encoding.properties == {"profile": profile}


@pytest.mark.parametrize(
    ("banner", "pixel_format", "profile"),
    [
        ("DNXHR LB", "yuv422p", "dnxhr_lb"),
        ("DNXHD", "yuv422p", "dnxhr_hq"),
        ("DNXHD", "yuv422p10le", "dnxhr_hqx"),
        ("DNXHD", "yuv444p10le", "dnxhr_444"),
    ],
)
def test_a_dnx_source_keeps_its_profile(source: Source, banner: str, pixel_format: str, profile: str) -> None:
    """A DNxHR profile is taken over; DNxHD becomes the DNxHR of its chroma and depth."""
    decided = plan({}, source(codec_name="dnxhd", codec_profile=banner, pixel_format=from_name(pixel_format)))
    assert decided.encoding.properties == {"profile": profile}


def test_variable_rates_are_kept_or_conformed_or_refused(source: Source) -> None:
    """A variable rate stays in MOV with H.264, becomes the next standard one for MPEG-2, and is refused when absurd."""
    variable = source(constant_frame_rate=False, frame_rate=Fraction(175, 8), duration_ms=7589)
    assert plan({}, variable).frame_rate == Fraction(175, 8)
    conformed = plan(_request("mov", "mpeg2"), variable)
    assert conformed.frame_rate == Fraction(24000, 1001)
    assert conformed.expected_frames == 182
    sparse = source(constant_frame_rate=False, frame_rate=Fraction(1, 2), duration_ms=332_000)
    with pytest.raises(PlanError, match="variable frame rate"):
        plan(_request("mxf", "mpeg2"), sparse)


def test_a_bitrate_beyond_the_peak_option_is_an_average_only(source: Source) -> None:
    """4000 Mb/s, which does not fit FFmpeg's peak option, is given as an average alone; smaller ones have a peak."""
    large = plan(_request("mov", "h264", bitrate={"mbps": 4000}), source()).encoding
    assert "-maxrate" not in large.arguments
    assert large.bitrate == 4_000_000_000
    small = plan(_request("mov", "h264", bitrate={"mbps": 0.01}), source()).encoding
    assert small.arguments[small.arguments.index("-maxrate") + 1] == "10000"


@given(
    size=st.integers(1, 10**12),
    frames=st.integers(1, 10**6),
    codec=st.sampled_from(["h264", "hevc", "mpeg2"]),
    source_codec=st.sampled_from(["h264", "prores", "mpeg2video", "vp9", "rawvideo"]),
    width=st.integers(8, 3840),
    height=st.integers(8, 2160),
)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_assumed_bitrates_are_possible(
    source: Source, size: int, frames: int, codec: str, source_codec: str, width: int, height: int
) -> None:
    """A bitrate that is left out is an integer that a request could ask for, and grows with the picture."""
    origin = source(codec_name=source_codec, video_stream_size=size, total_frames=frames)
    small = plan(_request("mov", codec, resolution={"width": width * 2, "height": height * 2}), origin)
    same = plan(_request("mov", codec, resolution={"width": 16, "height": 16}), origin)
    bits = small.target_video()["bitrate"]
    assert type(bits) is int
    assert 10_000 <= same.target_video()["bitrate"] <= bits <= 4_000_000_000


def _optional(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=fields)


REQUESTS = _optional(
    mediaContainerCodec=_optional(
        container=st.sampled_from(list(CODECS)),
        codec=st.sampled_from(["h264", "prores", "dnxhd", "xdcam", "hevc", "mpeg2"]),
    ),
    appleProresProfile=st.sampled_from(list(PRORES_PROFILES)),
    dnxhdHrProfile=st.sampled_from(DNX_PROFILES),
    chromaSubsampling=_optional(
        yuv=st.sampled_from(["4:1:0", "4:1:1", "4:2:0", "4:2:2", "4:4:0", "4:4:4"]),
        bits=st.sampled_from([8, 10, 12, 14, 16]),
    ),
    bitrate=_optional(mbps=st.floats(0.01, 4000)),
    deinterlacer=st.sampled_from(["deint", "yadif", "bwdif", "weston3f"]),
    denoiser=st.sampled_from(["denoise", "hqdn3d"]),
    stabilizer=st.just("dejit"),
    scaler=st.sampled_from(["pabsr1", "dvres", "scale"]),
    resolution=st.one_of(
        st.fixed_dictionaries({"tag": st.sampled_from(["hd_1080p", "uhd_4k", "uhd_8k"])}),
        st.fixed_dictionaries({"width": st.integers(16, 7680), "height": st.integers(16, 4320)}),
    ),
    clarityBoost=st.sampled_from(["none", "marginal", "very_high"]),
    range=_optional(
        startPositionMilliseconds=st.integers(0, 6000), endPositionMilliseconds=st.integers(0, 6000)
    ),
)


@given(
    request_=REQUESTS,
    container=st.sampled_from(["mov", "mp4", "mxf", "mpegts", "matroska"]),
    codec=st.sampled_from(["h264", "prores", "dnxhd", "mpeg2video", "ffv1"]),
    pixel_format=st.sampled_from(["yuv420p", "yuv422p10le", "yuv444p12le", "gbrp", "gray", "yuv411p"]),
    rate=st.sampled_from([Fraction(25), Fraction(30000, 1001), Fraction(25, 2)]),
    interlaced=st.booleans(),
    constant=st.booleans(),
)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
def test_any_request_is_planned_exactly_or_refused(
    source: Source,
    request_: dict[str, Any],
    container: str,
    codec: str,
    pixel_format: str,
    rate: Fraction,
    interlaced: bool,
    constant: bool,
) -> None:
    """No request fails in another way than PlanError, and nothing that was asked for is replaced."""
    origin = source(
        container_name=container,
        codec_name=codec,
        pixel_format=from_name(pixel_format),
        frame_rate=rate,
        interlaced=interlaced,
        constant_frame_rate=constant,
    )
    try:
        decided = plan(request_, origin)
    except PlanError as error:
        assert error.message.endswith(".")  # noqa: PT017 - both outcomes are right
        return
    echo = decided.target_video()
    pair = request_.get("mediaContainerCodec", {})
    assert echo["container"]["name"] == pair.get("container", echo["container"]["name"])
    assert echo["codec"]["name"] == pair.get("codec", echo["codec"]["name"])
    assert decided.codec in CODECS[decided.container]
    chroma = request_.get("chromaSubsampling", {})
    assert echo["pixelFormat"]["chromaSubsampling"] == echo["pixelFormat"]["chromaSubsampling"] | chroma
    if mbps := request_.get("bitrate", {}).get("mbps"):
        assert abs(echo["bitrate"] - mbps * 1e6) <= 1
    if width := request_.get("resolution", {}).get("width"):
        assert (echo["frameWidth"], echo["frameHeight"]) == (width, request_["resolution"]["height"])
    names = [step["name"] for step in echo["videoFilters"]]
    asked = [request_[key] for key in ("deinterlacer", "denoiser", "stabilizer", "scaler") if key in request_]
    assert names in (asked, [*asked, "scale"])
    assert decided.expected_frames >= 1
    assert json.dumps(echo)
    commands = decided.commands(Path("in"), Path("out"))
    assert len(commands) == 1 + ("stabilizer" in request_)


def test_commands_name_only_safe_files(source: Source) -> None:
    """Whatever files are called, FFmpeg gets absolute `file:` names, after all guards."""
    command = plan({}, source()).commands(Path("-x.m3u8"), Path("%d:out"))[0]
    input_ = command[command.index("-i") + 1]
    assert input_.startswith("file:/")
    assert input_.endswith("/-x.m3u8")
    assert command[-1].startswith("file:/")
    for option in ("-protocol_whitelist", "-format_whitelist", "-codec_whitelist", "-max_pixels"):
        assert command.index(option) < command.index("-i")


def test_names_for_downloads(source: Source) -> None:
    """A plan knows its result's extension and media type."""
    decided = plan(_request("mts"), source())
    assert (decided.file_extension, decided.media_type) == (".mts", "video/mp2t")
