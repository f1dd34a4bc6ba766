"""Names of containers and codecs."""

import pytest
from pixop_server.media.container_codec import CODECS, MUXERS
from pixop_server.media.media_type import file_extension, long_codec_name, long_container_name, media_type


@pytest.mark.parametrize("container", CODECS)
def test_every_container_of_the_request_has_names(container: str) -> None:
    """Each container has an extension of its own name, a video media type and a name in words."""
    assert file_extension(container) == f".{container}"
    assert media_type(container).partition("/")[0] in ("video", "application")
    assert long_container_name(container) != container
    assert media_type(MUXERS[container]) == media_type(container)


def test_unknown_names_stand_for_themselves() -> None:
    """An unknown container or codec is named by itself and has the general media type."""
    assert long_container_name("nut") == "nut"
    assert long_codec_name("cinepak") == "cinepak"
    assert (media_type("nut"), file_extension("nut")) == ("application/octet-stream", "")
    assert long_codec_name("h264").startswith("H.264")
