"""Ctrl-C and SIGTERM: exit code 130, no half file, and a line that says how to go on."""

import json
import os
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest
from pixop import Pixop

#: Larger than what is sent before the interruption, and no bytes on the disk.
LARGE = 4 << 30


def interrupt_at(
    process: "subprocess.Popen[str]", event: str, step: str, number: int = signal.SIGINT
) -> tuple[dict[str, Any], str]:
    """Send a signal when an event of a step comes; return the last event and the last line of standard error."""
    last: dict[str, Any] = {}
    sent = False
    assert process.stdout is not None
    for line in process.stdout:
        last = json.loads(line)
        if not sent and (last["event"], last.get("step")) == (event, step):
            process.send_signal(number)
            sent = True
    assert process.stderr is not None
    err = process.stderr.read()
    process.wait(60)
    assert sent
    return last, err.splitlines()[-1]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_during_the_upload(start: Any, server: Any, tmp_path: Path, number: int) -> None:
    """The empty video is named, with the command that removes it."""
    source = tmp_path / "large.mov"
    with source.open("wb") as file:
        file.truncate(LARGE)
    process = start("process", "large.mov", "-o", "out.mov", "--format", "jsonl")
    last, told = interrupt_at(process, "progress", "upload", number)

    assert process.returncode == 130
    assert told == f"pixop: {last['message']}"
    assert (last["event"], last["exitCode"]) == ("error", 130)
    assert "has no media: remove it with `pixop videos delete " in told
    assert list(tmp_path.iterdir()) == [source]
    video_id = told.partition("pixop videos delete ")[2].partition("`")[0]
    with Pixop(server.url, server.email, server.password) as client:
        assert client.videos.delete_video(video_id).deleted_videos[0].video_id == video_id


@pytest.fixture
def long_clip(make_clip: Any, tmp_path: Path) -> Path:
    """A clip whose job takes seconds, so that an interruption arrives in time on a busy machine too."""
    path = tmp_path / "long.mov"
    path.write_bytes(make_clip("long.mov", seconds=4, size="320x180", rate=25).read_bytes())
    return path


def test_during_the_ingestion(start: Any, pixop: Any, long_clip: Path, tmp_path: Path) -> None:
    """The upload is not lost: the command that goes on from it is told."""
    small = ("--scaler", "scale", "--resolution", "32x32")
    process = start("process", "long.mov", "-o", "out.mov", *small, "--format", "jsonl")
    _, told = interrupt_at(process, "begin", "ingestion")

    assert process.returncode == 130
    assert "go on with `pixop resume`" in told
    assert list(tmp_path.iterdir()) == [long_clip]
    assert pixop("resume").code == 0
    assert (tmp_path / "out.mov").stat().st_size > 0
    assert pixop("resume", "--list", "--format", "json").out == "[]\n"


def test_during_the_processing(start: Any, pixop: Any, server: Any, long_clip: Path, tmp_path: Path) -> None:
    """The job runs on, and the command that fetches its result is told, and works."""
    with Pixop(server.url, server.email, server.password) as client:
        video_id = client.upload(long_clip, light=True).video_id
        client.wait_for_ingestion(video_id, poll_interval=0.05)
    long_clip.unlink()
    process = start("process", "--video-id", video_id, "-o", "out.mov", "--format", "jsonl")
    _, told = interrupt_at(process, "begin", "processing")

    assert process.returncode == 130
    assert list(tmp_path.iterdir()) == []
    assert "`pixop resume` fetches its result" in told
    assert pixop("resume").code == 0
    assert (tmp_path / "out.mov").stat().st_size > 0


def test_during_a_download(start: Any, server: Any, tmp_path: Path) -> None:
    """A download that is interrupted leaves neither the file nor a part of it."""
    source = tmp_path / "large.bin"
    with source.open("wb") as file:
        file.truncate(256 << 20)
    with Pixop(server.url, server.email, server.password) as client:
        video_id = client.upload(source).video_id
    source.unlink()
    process = start("download", video_id, "-o", "copy.bin", "--format", "jsonl")
    _, told = interrupt_at(process, "begin", "download")

    assert process.returncode == 130
    assert f"Go on with `pixop download {video_id} -o copy.bin`" in told
    assert list(tmp_path.iterdir()) == []


def test_where_nothing_is_left_only_the_interruption_is_told(start: Any, tmp_path: Path) -> None:
    """Waiting for a password can be ended at once."""
    os.mkfifo(tmp_path / "password")
    process = start("account", "--password-file", "password")
    # Opening a FIFO waits for its reader: from here on the command reads.
    with (tmp_path / "password").open("w"):
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)

    assert (process.returncode, err) == (130, "pixop: Interrupted.\n")
