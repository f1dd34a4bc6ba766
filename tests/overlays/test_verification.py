"""Verification of a file on this machine against the server's word."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pixop import PipelineFile, Pixop, ResultMismatchError
from pixop.verification import media_facts
from pixop.verification.media_facts import NotProbedError
from pixop.verification.result_verification import server_facts, source_facts, verify
from pixop_client.models.video import Video


def video(**ingestion: Any) -> Video:
    """Return a video as a server describes it."""
    dates = {"dateCreated": "2026-01-01 00:00:00", "timeLastUpdated": "2026-01-01 00:00:00"}
    ids = {"id": "v", "name": "n", "projectId": "p", "userId": "u", "teamId": "t"}
    return Video.from_dict({**ids, **dates, **ingestion})


def ingested(frames: int, rate: float = 25.0, size: int | None = None) -> Video:
    """Return a video with metadata."""
    metadata = {
        "containerName": "mov",
        "codecName": "h264",
        "frameWidth": 64,
        "frameHeight": 48,
        "averageFramerate": rate,
        "durationInMillis": round(frames / rate * 1000),
        "totalFrames": frames,
        "size": size or 1,
    }
    state = {
        "updatedAt": "2026-01-01 00:00:00",
        "ingestionStatus": "DONE",
        "videoMetadataAvailable": True,
    }
    return video(ingestion={"ingestionState": state, "metadata": metadata})


def test_a_file_of_another_length_is_refused(open_clip: Path) -> None:
    """The length is compared first, with or without a probe."""
    size = open_clip.stat().st_size
    with pytest.raises(
        ResultMismatchError, match=f"has {size} bytes, the server's metadata says 7"
    ) as raised:
        verify(open_clip, ingested(25, size=7))

    assert raised.value.video_id == "v"


def test_a_file_that_is_as_the_server_says_is_good(open_clip: Path) -> None:
    """What was measured is told in words."""
    verified = verify(open_clip, ingested(25, size=open_clip.stat().st_size), request={}, source=ingested(25))

    assert verified.words == "mov, h264, 64×48, 25 fps, 25 frames"
    assert verified.not_probed == ""


def test_a_source_of_variable_rate_is_looked_at_before_frames_are_called_lost(
    open_clip: Path, make_clip: Any
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

    verify(open_clip, None, source=doubtful, source_path=variable)
    with pytest.raises(ResultMismatchError, match="it has 25 frames, not 30"):
        verify(open_clip, None, source=doubtful, source_path=open_clip)
    with pytest.raises(ResultMismatchError, match="it has 25 frames, not 30"):
        verify(open_clip, None, source=doubtful)


def test_a_server_that_says_little_is_held_to_little() -> None:
    """Without metadata and echo there is nothing to compare with."""
    facts = server_facts(video())

    assert (facts.width, facts.frames, facts.codec, facts.size) == (None, None, None, None)
    assert source_facts(video()) is None
    assert server_facts(None) == facts


@pytest.fixture(scope="module")
def uploaded(server: Any, open_clip: Path) -> str:
    """The id of an ingested video at the session's server."""
    with Pixop(server.url, server.email, server.password) as client:
        video_id = client.upload(open_clip, light=True).video_id
        client.wait_for_ingestion(video_id, poll_interval=0.05)
    return video_id


def test_a_download_is_verified_before_it_gets_its_name(
    server: Any, client_of: Any, uploaded: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Media that is not what the server says leaves no file at all; media that is, is there."""
    client = client_of(server.url, server.email, server.password)
    target = tmp_path / "copy.mov"
    real = media_facts.measure
    monkeypatch.setattr(media_facts, "measure", lambda path: replace(real(path), frames=24))
    with pytest.raises(ResultMismatchError, match="it has 24 frames, the server's metadata says 25"):
        client.download(uploaded, target, kind="original", verify=True)
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setattr(media_facts, "measure", real)
    assert client.download(uploaded, target, kind="original", verify=True) == target


def test_a_check_of_the_caller_s_own_may_refuse_a_download(
    server: Any, client_of: Any, uploaded: str, tmp_path: Path
) -> None:
    """It sees all bytes under another name, after the verification."""
    seen: list[int] = []

    def check(path: Path) -> None:
        seen.append(path.stat().st_size)
        raise ResultMismatchError("not to my taste")

    with pytest.raises(ResultMismatchError, match="not to my taste"):
        client_of(server.url, server.email, server.password).fetch(
            uploaded, tmp_path / "copy.mov", kind="original", verify=True, check=check
        )
    assert len(seen) == 1
    assert list(tmp_path.iterdir()) == []


def test_the_library_verifies_results_itself(
    server: Any, client_of: Any, open_clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`process_file` and `pipeline` measure what they made; a pipeline without a probe compares lengths."""
    client = client_of(server.url, server.email, server.password)
    settings: dict[str, Any] = {"scaler": "scale", "width": 32, "height": 32, "light": True}
    result = client.process_file(open_clip, tmp_path / "one.mov", poll_interval=0.05, **settings)
    assert result.verified.words == "mov, h264, 32×32, 25 fps, 25 frames"

    real = media_facts.measure
    monkeypatch.setattr(media_facts, "measure", lambda path: replace(real(path), width=31))
    with pytest.raises(ResultMismatchError, match="the picture is 31×32, not 32×32"):
        client.process_file(open_clip, tmp_path / "two.mov", poll_interval=0.05, **settings)
    files = [PipelineFile(open_clip, tmp_path / "three.mov")]
    report = client.pipeline(files, ledger=tmp_path / "ledger", **settings)
    assert [(each.state, type(each.error)) for each in report.outcomes] == [("failed", ResultMismatchError)]

    def nothing_here(path: Path) -> None:
        raise NotProbedError(f"no probe for {path}")

    monkeypatch.setattr(media_facts, "measure", nothing_here)
    assert client.resume(tmp_path / "ledger", retry_failed=True).complete
    assert {path.name for path in tmp_path.iterdir()} == {"one.mov", "three.mov", "ledger"}
