"""`pixop process` against the real server."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pixop import Pixop
from pixop.verification import media_facts
from pixop.verification.media_facts import NotProbedError

STEPS = (
    ("Uploading", "Uploaded"),
    ("Ingesting", "Ingested"),
    ("Processing", "Processed"),
    ("Downloading", "Downloaded"),
    ("Verifying", "Verified"),
)
SMALL = ("--scaler", "scale", "--resolution", "128x96")


def leftovers(directory: Path, *expected: Path) -> list[str]:
    """Return the names of files that nobody asked for."""
    return sorted(path.name for path in directory.iterdir() if path not in expected)


def test_the_whole_job_is_done(pixop: Any, clip: Path, tmp_path: Path) -> None:
    """Upload, ingestion, processing, download and verification end in the file that was asked for."""
    out = tmp_path / "out.mov"
    ended = pixop(
        "process", "clip.mov", "-o", "out.mov", *SMALL, "--codec", "prores", "--prores-profile", "lt"
    )

    assert ended.code == 0, ended.err
    found = media_facts.measure(out)
    assert (found.container, found.codec, found.width, found.height, found.frames) == (
        "mov",
        "prores",
        128,
        96,
        25,
    )
    assert ended.out.startswith("out.mov: mov, prores, 128×96, 25 fps, 25 frames, ")
    done = [line.split()[0] for line in ended.err.splitlines()]
    assert done == [word for step in STEPS for word in step]
    assert leftovers(tmp_path, clip, out) == []


def test_events_tell_every_step(here: Any, clip: Path) -> None:
    """With --format jsonl standard output is one object a line, from the first step to the result."""
    ended = here(
        "process",
        clip,
        "-o",
        "out.mp4",
        *SMALL,
        "--format",
        "jsonl",
        "--start",
        "00:00:00:00",
        "--end",
        "00:00:00:10",
    )

    assert ended.code == 0, ended.err
    events = [json.loads(line) for line in ended.out.splitlines()]
    begun = [event["step"] for event in events if event["event"] == "begin"]
    assert begun == ["upload", "ingestion", "processing", "download", "verification"]
    assert [event["step"] for event in events if event["event"] == "end"] == begun
    result = events[-1]
    assert (result["event"], result["output"], result["probed"]) == ("result", "out.mp4", True)
    assert result["media"]["containerName"] == "mp4"
    assert result["media"]["totalFrames"] == 10
    assert result["bytes"] == Path("out.mp4").stat().st_size
    assert ended.err == ""


def test_quiet_form_is_the_path(here: Any, clip: Path) -> None:
    """With --format quiet nothing but the result's path is written anywhere."""
    ended = here("process", clip, "-o", "out.mov", *SMALL, "--format", "quiet", "--light", "--name", "a name")

    assert (ended.code, ended.out, ended.err) == (0, "out.mov\n", "")


def test_a_video_of_the_server_is_processed_without_upload(here: Any, server: Any, remote_clip: str) -> None:
    """--video-id goes on from an upload that is complete; --delete-remote then takes the made video away."""
    ended = here(
        "process", "--video-id", remote_clip, "-o", "out.mov", *SMALL, "--format", "json", "--delete-remote"
    )

    assert ended.code == 0, ended.err
    result = json.loads(ended.out)
    assert result["sourceVideoId"] == remote_clip
    with Pixop(server.url, server.email, server.password) as client:
        remaining = {video.id for video in client.iter_videos(page_size=100)}
    assert remote_clip in remaining
    assert result["processedVideoId"] not in remaining


def test_a_deleted_upload_takes_its_result_along(here: Any, server: Any, clip: Path) -> None:
    """--delete-remote after an upload leaves nothing of it at the server, and the file here."""
    ended = here("process", clip, "-o", "out.mov", *SMALL, "--format", "json", "--delete-remote")

    result = json.loads(ended.out)
    assert Path("out.mov").is_file()
    with Pixop(server.url, server.email, server.password) as client:
        remaining = {video.id for video in client.iter_videos(page_size=100)}
    assert remaining.isdisjoint({result["sourceVideoId"], result["processedVideoId"]})


def test_overwrite_replaces_the_result(here: Any, clip: Path, remote_clip: str) -> None:
    """With --overwrite an older file is replaced, and only when the new one is good."""
    out = Path("out.mov")
    out.write_text("older")

    assert here("process", "--video-id", remote_clip, "-o", out, *SMALL, "--overwrite").code == 0
    assert media_facts.measure(out).width == 128


def test_a_result_that_differs_does_not_get_its_name(
    here: Any, remote_clip: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the file is not what was asked for the exit code is 7, an older file stays, and the way to it is told."""
    real = media_facts.measure
    monkeypatch.setattr(media_facts, "measure", lambda path: replace(real(path), codec="mpeg4", frames=7))
    out = tmp_path / "out.mov"
    out.write_text("older")

    ended = here("process", "--video-id", remote_clip, "-o", out, *SMALL, "--codec", "h264", "--overwrite")

    assert ended.code == 7
    assert "the codec is mpeg4, not h264; it has 7 frames, " in ended.complaint
    assert "It is at the server: `pixop download " in ended.complaint
    assert out.read_text() == "older"
    assert leftovers(tmp_path, out) == []


def test_a_file_that_is_no_video_is_not_kept(
    here: Any, remote_clip: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A result that the probe cannot read is exit code 7."""

    def unreadable(path: Path) -> None:
        raise media_facts.UnreadableMediaError("The file is cut short")

    monkeypatch.setattr(media_facts, "measure", unreadable)
    ended = here("process", "--video-id", remote_clip, "-o", "out.mov", *SMALL)

    assert ended.code == 7
    assert "The file is cut short" in ended.complaint
    assert leftovers(tmp_path) == []


def test_without_a_probe_the_length_is_verified(
    here: Any, remote_clip: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without FFmpeg here the result is kept, and what was not verified is told with what to install."""

    def nothing_here(path: Path) -> None:
        raise NotProbedError("the package imageio_ffmpeg is missing: pip install 'pixop[probe]'")

    monkeypatch.setattr(media_facts, "measure", nothing_here)
    ended = here("process", "--video-id", remote_clip, "-o", "out.mov", *SMALL)

    assert ended.code == 0
    assert ended.out.startswith("out.mov: length verified, ")
    assert "the media was not probed" in ended.err
    assert "pip install 'pixop[probe]'" in ended.err


def test_the_probe_says_what_it_lacks(monkeypatch: pytest.MonkeyPatch, clip: Path) -> None:
    """An FFmpeg that is not there is told apart from a file that is no video."""
    with pytest.raises(media_facts.UnreadableMediaError):
        media_facts.measure(Path(__file__))
    monkeypatch.setenv("PIXOP_FFMPEG", "no-such-program")

    with pytest.raises(NotProbedError, match="no-such-program"):
        media_facts.measure(clip)


def test_a_request_that_cannot_be_is_told_before_the_upload(here: Any, clip: Path, tmp_path: Path) -> None:
    """A codec that the container does not take is exit code 2, and nothing is sent."""
    ended = here(
        "process",
        clip,
        "-o",
        "out.mts",
        "--codec",
        "prores",
        "--prores-profile",
        "lt",
        "--base-url",
        "http://127.0.0.1:9",
    )

    assert ended.code == 2
    assert "mediaContainerCodec.codec: the container mts does not take prores" in ended.complaint
    assert leftovers(tmp_path, clip) == []


def test_a_clip_beyond_the_source_is_told_before_it_is_paid_for(
    here: Any, clip: Path, tmp_path: Path
) -> None:
    """When the source is known to be too short the processing is not started, and the upload is not lost."""
    ended = here("process", clip, "-o", "out.mov", *SMALL, "--light", "--end", "0:05")

    assert ended.code == 2
    assert "range.endPositionMilliseconds: 5000 ms lies after the source's end (1000 ms)" in ended.complaint
    assert "go on with `pixop process --video-id " in ended.complaint
    assert leftovers(tmp_path, clip) == []


def test_a_refusal_after_the_upload_says_how_to_go_on(here: Any, clip: Path, tmp_path: Path) -> None:
    """When the server refuses the request the upload is not lost: the message names the video."""
    ended = here(
        "process", clip, "-o", "out.mov", "--codec", "prores", "--prores-profile", "lt", "--yuv", "4:1:0"
    )

    assert ended.code == 1
    assert "400" in ended.complaint
    assert "go on with `pixop process --video-id " in ended.complaint
    assert leftovers(tmp_path, clip) == []
