"""`pixop process` on many files, and `pixop resume`."""

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SMALL = ("--scaler", "scale", "--resolution", "32x32")


def test_a_command_that_was_killed_is_resumed(start: Any, pixop: Any, clip: Path, tmp_path: Path) -> None:
    """`pixop process` on one file keeps a ledger too; `pixop resume` needs no arguments."""
    process = start("process", "clip.mov", "-o", "out.mov", *SMALL, "--format", "jsonl")
    for line in process.stdout:
        event = json.loads(line)
        if (event["event"], event.get("step")) == ("begin", "processing"):
            break
    process.kill()
    process.wait()
    listed = json.loads(pixop("resume", "--list", "--format", "json").out)
    assert [each["stage"] for each in listed] == ["processing"]
    repeated = pixop("process", "clip.mov", "-o", "out.mov", *SMALL)
    assert repeated.code == 2
    assert (
        f"go on with `pixop resume {listed[0]['ledger']}`, or begin anew with --again" in repeated.complaint
    )
    ended = pixop("resume", "--format", "json")
    assert ended.code == 0, ended.err
    assert json.loads(ended.out)[0]["target"] == str(tmp_path / "out.mov")
    assert (tmp_path / "out.mov").stat().st_size > 0
    assert pixop("resume").err.startswith("There is nothing to go on with")


#: Runs the command and kills it with SIGKILL as soon as a part of the result is here.
KILLED_IN_THE_DOWNLOAD = """
import os, signal, sys
from pixop.cli import main
from pixop.cli.process_narration import ProcessNarration
from pixop.jobs.process_flow import Downloading

listen = ProcessNarration.__call__

def heard(self, event):
    if isinstance(event, Downloading) and 0 < event.received < event.total:
        os.kill(os.getpid(), signal.SIGKILL)
    listen(self, event)

ProcessNarration.__call__ = heard
main(sys.argv[1:])
"""


def test_killed_in_the_download_it_goes_on_where_it_was(
    environment: dict[str, str], here: Any, clip: Path, tmp_path: Path
) -> None:
    """`pixop resume` fetches what is missing alone, and leaves nothing beside the result."""
    options = ("--codec", "prores", "--prores-profile", "hq", "--resolution", "1280x720", "--scaler", "scale")
    command = [sys.executable, "-c", KILLED_IN_THE_DOWNLOAD, "process", "clip.mov", "-o", "out.mov", *options]
    ended = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, timeout=60, check=False
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    assert {path.name for path in tmp_path.iterdir() if path.suffix in (".part", ".json")} == {
        ".out.mov.pixop-unverified.part",
        ".out.mov.pixop-unverified.part.json",
    }
    kept = (tmp_path / ".out.mov.pixop-unverified.part").stat().st_size
    resumed = here("resume", "--format", "jsonl")
    assert resumed.code == 0, resumed.err
    events = [json.loads(line) for line in resumed.out.splitlines()]
    first = next(each for each in events if each["event"] == "downloading")
    assert 0 < first["done"] <= kept
    assert {path.name for path in tmp_path.iterdir()} == {"clip.mov", "out.mov"}


def test_many_files_become_a_table(here: Any, clip: Path, tmp_path: Path) -> None:
    """Several files end in a directory, and standard output has one row each; nothing else is left."""
    (tmp_path / "second.mov").write_bytes(clip.read_bytes())
    ended = here(
        "process",
        "clip.mov",
        "second.mov",
        "-o",
        "out",
        *SMALL,
        "--light",
        "--container",
        "mp4",
        "--codec",
        "h264",
    )
    assert ended.code == 0, ended.err
    assert [line.split()[:3] for line in ended.out.splitlines()[1:]] == [
        ["clip.mov", "done", "done"],
        ["second.mov", "done", "done"],
    ]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["clip.mp4", "second.mp4"]
    assert here("resume", "--list").out == ""


def test_one_bad_file_does_not_stop_the_others(here: Any, clip: Path, tmp_path: Path) -> None:
    """The exit code is that of the failure; it is told, and the ledger that was named stays."""
    (tmp_path / "bad.mov").write_text("no video")
    ended = here(
        "process",
        "bad.mov",
        "clip.mov",
        "-o",
        "out",
        *SMALL,
        "--light",
        "--ledger",
        "run.jsonl",
        "--format",
        "json",
    )
    assert ended.code == 6
    assert [each["state"] for each in json.loads(ended.out)] == ["failed", "done"]
    assert (tmp_path / "run.jsonl").is_file()
    again = here("resume", "run.jsonl", "--format", "quiet")
    assert (again.code, again.out) == (1, f"{tmp_path / 'out' / 'clip.mov'}\n")


def test_a_dry_run_prints_the_requests_and_sends_none(here: Any, clip: Path, tmp_path: Path) -> None:
    """Method, URL and body of each request are there, without a token, a directory or a ledger being made."""
    ended = here(
        "process", "clip.mov", "-o", "out.mov", *SMALL, "--dry-run", "--format", "json", "--password", "wrong"
    )
    assert ended.code == 0, ended.err
    requests = [each for each in json.loads(ended.out) if "method" in each]
    assert [each["step"] for each in requests] == [
        "create",
        "upload",
        "ingest",
        "process",
        "wait",
        "download",
    ]
    assert requests[3]["json"]["resolution"] == {"width": 32, "height": 32}
    assert list(tmp_path.iterdir()) == [clip]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("clip.mov", "./clip.mov", "-o", "out"), "Two FILEs would become"),
        (("clip.mov", "no.mov", "-o", "out"), "no such file"),
        (("clip.mov", "clip.mov", "-o", "out", "--video-id", "v"), "one FILE"),
        (("clip.mov", "b.mov", "-o", "clip.mov"), "no directory"),
        (("--dry-run", "-o", "out"), "at least one FILE"),
    ],
)
def test_what_makes_no_sense_is_told_before_anything_is_sent(
    words: tuple[str, ...], told: str, here: Any, clip: Path, tmp_path: Path
) -> None:
    """Exit code 2, and nothing to go on with."""
    (tmp_path / "b.mov").write_bytes(clip.read_bytes())
    ended = here("process", *words)
    assert (ended.code, ended.out) == (2, "")
    assert told in ended.complaint
    assert here("resume", "--list", "--format", "quiet").out == ""


def test_a_ledger_that_is_none_is_told(here: Any, clip: Path) -> None:
    """A missing ledger, and a file that is no ledger, are exit code 2."""
    assert here("resume", "no.jsonl").code == 2
    assert "is no ledger, or damaged" in here("resume", "clip.mov").complaint
