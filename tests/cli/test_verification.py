"""Verification of a file on this machine against the server's word."""

from pathlib import Path
from typing import Any

import pytest
from pixop import Pixop
from pixop.cli.failure import CommandFailure
from pixop.cli.verification import content_length, server_facts, source_facts, verify
from pixop_client.models.video import Video


def video(**ingestion: Any) -> Video:
    """Return a video as a server describes it."""
    dates = {"dateCreated": "2026-01-01 00:00:00", "timeLastUpdated": "2026-01-01 00:00:00"}
    ids = {"id": "v", "name": "n", "projectId": "p", "userId": "u", "teamId": "t"}
    return Video.from_dict({**ids, **dates, **ingestion})


def ingested(frames: int, rate: float = 25.0) -> Video:
    """Return a video with metadata."""
    metadata = {
        "containerName": "mov",
        "codecName": "h264",
        "frameWidth": 64,
        "frameHeight": 48,
        "averageFramerate": rate,
        "durationInMillis": round(frames / rate * 1000),
        "totalFrames": frames,
        "size": 1,
    }
    state = {
        "updatedAt": "2026-01-01 00:00:00",
        "ingestionStatus": "DONE",
        "videoMetadataAvailable": True,
    }
    return video(ingestion={"ingestionState": state, "metadata": metadata})


def test_a_file_of_another_length_is_refused(clip: Path) -> None:
    """The length is compared first, with or without a probe."""
    size = clip.stat().st_size
    with pytest.raises(
        CommandFailure, match=f"has {size} bytes, the server's Content-Length says 7"
    ) as raised:
        verify(clip, None, source=None, processed=None, content_length=7)

    assert raised.value.code == 7


def test_a_file_that_is_as_the_server_says_is_good(clip: Path) -> None:
    """What was measured is told in words."""
    verified = verify(clip, {}, source=ingested(25), processed=None, content_length=clip.stat().st_size)

    assert verified.words == "mov, h264, 64×48, 25 fps, 25 frames"
    assert verified.not_probed == ""


def test_a_source_of_variable_rate_is_looked_at_before_frames_are_called_lost(
    clip: Path, make_clip: Any
) -> None:
    """When the number of frames is in doubt the source decides whether it can be counted."""
    variable = make_clip(
        "variable.mov",
        seconds=2,
        options=(
            "-vf",
            "select='lt(n,10)+gt(n,40)'",
            "-fps_mode",
            "vfr",
            "-c:v",
            "libx264",
            "-preset",
            "ultrafast",
        ),
    )
    doubtful = ingested(30)

    verify(clip, {}, source=doubtful, processed=None, content_length=None, source_path=variable)
    with pytest.raises(CommandFailure, match="it has 25 frames, not 30"):
        verify(clip, {}, source=doubtful, processed=None, content_length=None, source_path=clip)
    with pytest.raises(CommandFailure, match="it has 25 frames, not 30"):
        verify(clip, {}, source=doubtful, processed=None, content_length=None)


def test_a_server_that_says_little_is_held_to_little() -> None:
    """Without metadata and echo there is nothing to compare with."""
    facts = server_facts(video(), None)

    assert (facts.width, facts.frames, facts.codec, facts.content_length) == (None, None, None, None)
    assert source_facts(video()) is None
    assert server_facts(None, 5).content_length == 5


def test_the_server_tells_the_length(server: Any, remote_clip: str, open_clip: Path) -> None:
    """HEAD gives the length in bytes."""
    with Pixop(server.url, server.email, server.password) as client:
        assert content_length(client, remote_clip, "original") == open_clip.stat().st_size
