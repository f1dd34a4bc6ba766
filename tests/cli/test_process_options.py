"""From the options of `pixop process` to the request."""

from pathlib import Path
from typing import Any

import pytest
from pixop.cli.failure import CommandFailure
from pixop.cli.process_options import ProcessOptions, process_request
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
    return process_request(ProcessOptions(**options), output)


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
        start=0,
        end=1500,
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
        ({"start": 5, "end": 5}, r"--start \(5 ms\) must lie before --end \(5 ms\)"),
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
