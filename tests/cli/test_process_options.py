"""From the options of `pixop process` to the request."""

from pathlib import Path
from typing import Any

import pytest
from pixop import ConfigurationError
from pixop.cli.failure import CommandFailure
from pixop.cli.position import Position, parse_position
from pixop.cli.process_options import ProcessOptions, process_request
from pixop.timecode import FrameRate
from pixop_client.models.apple_prores_profile import AppleProresProfile
from pixop_client.models.clarity_boost import ClarityBoost
from pixop_client.models.codec import Codec
from pixop_client.models.container import Container
from pixop_client.models.dnxhd_hr_profile import DnxhdHrProfile
from pixop_client.models.scaler import Scaler
from pixop_client.models.yuv import Yuv

OUT = Path("result")


def request(output: Path = OUT, **options: Any) -> dict[str, Any]:
    """Return the request that options become."""
    return process_request(ProcessOptions(**options), output, lambda: FrameRate.of(25))


def test_without_options_the_picture_is_scaled_to_hd() -> None:
    """Super resolution to HD is what one gets when one asks for nothing."""
    assert request() == {"scaler": "pabsr1", "resolution": {"tag": "hd_1080p"}}


def test_with_an_option_only_that_is_asked_for() -> None:
    """One option switches the default off."""
    assert request(mbps=2.5) == {"bitrate": {"mbps": 2.5}}


def test_all_options_arrive_in_the_request() -> None:
    """Each option has its place in the wire shape."""
    assert request(
        container=Container.MOV,
        codec=Codec.PRORES,
        prores_profile=AppleProresProfile.HQ,
        yuv=Yuv.YUV_422,
        bits=10,
        scaler=Scaler.PABSR1,
        resolution="640x480",
        clarity_boost=ClarityBoost.LOW,
        start=Position(0),
        end=Position(1500),
    ) == {
        "mediaContainerCodec": {"container": "mov", "codec": "prores"},
        "appleProresProfile": "hq",
        "chromaSubsampling": {"yuv": "4:2:2", "bits": 10},
        "scaler": "pabsr1",
        "resolution": {"width": 640, "height": 480},
        "clarityBoost": "low",
        "range": {"startPositionMilliseconds": 0, "endPositionMilliseconds": 1500},
    }


def test_the_ending_of_the_result_names_the_container() -> None:
    """OUT.MXF asks for MXF; an option goes before it, and another ending asks for nothing."""
    assert request(Path("a.MXF"), mbps=1.0)["mediaContainerCodec"] == {"container": "mxf"}
    assert request(Path("a.mxf"), container=Container.MOV)["mediaContainerCodec"] == {"container": "mov"}
    assert "mediaContainerCodec" not in request(Path("a.mkv"))


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"codec": Codec.PRORES}, "--codec prores needs --prores-profile: one of proxy"),
        ({"codec": Codec.DNXHD}, "--codec dnxhd needs --dnx-profile: one of dnxhd_lb"),
        ({"prores_profile": AppleProresProfile.LT}, "--prores-profile is for --codec prores alone"),
        (
            {"codec": Codec.H264, "dnx_profile": DnxhdHrProfile.DNXHR_LB},
            "--dnx-profile is for --codec dnxhd alone",
        ),
        ({"clarity_boost": ClarityBoost.LOW}, "--clarity-boost works with --scaler pabsr1 alone"),
        ({"start": Position(5), "end": Position(5)}, r"--start \(5 ms\) must lie before --end \(5 ms\)"),
    ],
)
def test_options_that_exclude_each_other_are_refused(options: dict[str, Any], told: str) -> None:
    """What the reference does not allow together is refused here, before anything is uploaded."""
    with pytest.raises(CommandFailure, match=told) as raised:
        request(**options)

    assert raised.value.code == 2


def test_no_boost_needs_no_scaler() -> None:
    """`none` is allowed with any scaler."""
    assert request(clarity_boost=ClarityBoost.NONE) == {"clarityBoost": "none"}


def test_timecodes_count_in_the_source_s_frames() -> None:
    """The source's rate is asked for once, and not at all when a rate is given or none is needed."""
    asked: list[int] = []

    def source_rate() -> FrameRate:
        asked.append(1)
        return FrameRate.of(25)

    def clip(**options: Any) -> dict[str, Any]:
        found: dict[str, Any] = process_request(ProcessOptions(**options), OUT, source_rate)["range"]
        return found

    frames = {"start": parse_position("00:00:01:05"), "end": parse_position("00:00:02:00")}
    assert clip(**frames) == {"startPositionMilliseconds": 1200, "endPositionMilliseconds": 2000}
    assert asked == [1]
    assert clip(**frames, frame_rate=FrameRate.of(50))["startPositionMilliseconds"] == 1100
    assert clip(end=parse_position("12.5s")) == {"endPositionMilliseconds": 12_500}
    assert clip(end=parse_position("00:10:00;00"), frame_rate=FrameRate.of(29.97)) == {
        "endPositionMilliseconds": 599_999
    }
    assert asked == [1]
    with pytest.raises(ConfigurationError, match="frames at 24"):
        clip(start=parse_position("00:00:01:25"))
