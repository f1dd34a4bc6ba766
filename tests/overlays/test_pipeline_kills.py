"""A pipeline that is killed with SIGKILL goes on where it was: nothing is uploaded, processed or paid for twice."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from pixop import Pixop
from pixop.pipelines.pipeline import STAGES, PipelineEvent
from pixop.pipelines.pipeline_ledger import peek

#: Runs a pipeline and kills itself right before, or right after, the ledger learns of a state.
PROGRAM = """
import os, signal, sys
from pixop import Pixop
from pixop.pipelines.pipeline_ledger import Ledger

url, email, password, project, ledger, state, when, *files = sys.argv[1:]
record = Ledger.record

def recorded(self, key, stage, **facts):
    if (stage, when) == (state, "before"):
        os.kill(os.getpid(), signal.SIGKILL)
    entry = record(self, key, stage, **facts)
    if (stage, when) == (state, "after"):
        os.kill(os.getpid(), signal.SIGKILL)
    return entry

def told(event):
    if event.state == state and 0 < event.facts["done"] < event.facts["total"]:
        os.kill(os.getpid(), signal.SIGKILL)

Ledger.record = recorded
request = {"scaler": "scale", "resolution": {"width": 32, "height": 32}}
if state == "downloading":  # a result of more bytes than are reported at a time
    request |= {"resolution": {"width": 1280, "height": 720}, "appleProresProfile": "hq",
                "mediaContainerCodec": {"container": "mov", "codec": "prores"}}
with Pixop(url, email, password) as client:
    client.pipeline(dict(zip(files[::2], files[1::2])), ledger=ledger, project_id=project, light=True,
                    request=request, on_event=told)
"""
POINTS = [(state, when) for state in STAGES[1:] for when in ("before", "after")]
ELSEWHERE = ("arrived", "after")
#: The answers whose loss costs most: the video made, the media sent, the job paid for, the result named.
DEFAULT = [("created", "before"), ("uploaded", "before"), ("processing", "before"), ("done", "before")]


def command(
    server: Any, project: str, ledger: Path, state: str, when: str, files: dict[Path, Path]
) -> list[str]:
    words = [server.url, server.email, server.password, project, ledger, state, when]
    return [
        sys.executable,
        "-c",
        PROGRAM,
        *map(str, words),
        *(str(each) for pair in files.items() for each in pair),
    ]


def check(client: Pixop, project: str, ledger: Path, files: dict[Path, Path]) -> list[PipelineEvent]:
    """Resume, and count what is at the server: one upload and one processing a file; return the events."""
    events: list[PipelineEvent] = []
    report = client.resume(ledger, on_event=events.append)
    assert [each.state for each in report.outcomes] == ["done"] * len(files), [
        e.message for e in report.outcomes
    ]
    assert all(target.stat().st_size > 0 for target in files.values())
    videos = list(client.iter_videos(project_id=project, page_size=100))
    assert sum(1 for each in videos if isinstance(each.parent_id, str)) == len(files)
    assert sum(1 for each in videos if not isinstance(each.parent_id, str)) == len(files)
    left = {path.name for target in files.values() for path in target.parent.iterdir()}
    assert left == {target.name for target in files.values()}
    assert not ledger.with_name(f"{ledger.name}.lock").exists()
    return events


@pytest.fixture
def client(server: Any) -> Any:
    with Pixop(server.url, server.email, server.password) as opened:
        yield opened


def kill_at(
    state: str, when: str, server: Any, client: Pixop, clip: Path, directory: Path
) -> list[PipelineEvent]:
    results = directory / "results"
    results.mkdir()
    project = client.videos.create_project(name=f"{state} {when} {directory.name}").project.id
    files = {clip: results / "out.mov"}
    ledger = directory / "ledger.jsonl"
    ended = subprocess.run(command(server, project, ledger, state, when, files), timeout=120, check=False)
    assert ended.returncode == -signal.SIGKILL
    return check(client, project, ledger, files)


@pytest.mark.parametrize(("state", "when"), DEFAULT)
def test_killed_where_it_costs_most(
    state: str, when: str, server: Any, client: Pixop, open_clip: Path, tmp_path: Path
) -> None:
    """The request was answered and the ledger has not heard of it: the server is asked what came of it."""
    kill_at(state, when, server, client, open_clip, tmp_path)


def test_killed_in_the_download_it_fetches_the_rest(
    server: Any, client: Pixop, open_clip: Path, tmp_path: Path
) -> None:
    """What had arrived is not fetched again."""
    events = kill_at("downloading", "", server, client, open_clip, tmp_path)
    first = next(each for each in events if each.state == "downloading")
    assert first.facts["done"] > 0


def test_killed_while_the_result_is_checked_it_fetches_nothing(
    server: Any, client: Pixop, open_clip: Path, tmp_path: Path
) -> None:
    """All bytes were there."""
    events = kill_at(*ELSEWHERE, server, client, open_clip, tmp_path)
    assert "downloading" not in {each.state for each in events}


@pytest.mark.slow
@pytest.mark.parametrize(("state", "when"), [point for point in POINTS if point not in (*DEFAULT, ELSEWHERE)])
def test_killed_at_every_state(
    state: str, when: str, server: Any, client: Pixop, open_clip: Path, tmp_path: Path
) -> None:
    """Before and after each line of the ledger."""
    kill_at(state, when, server, client, open_clip, tmp_path)


def planned(ledger: Path) -> bool:
    """Whether a run has written down what it is going to do."""
    return ledger.exists() and bool(peek(ledger)[1])


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20))
def test_killed_at_any_time_again_and_again(
    seed: int, server: Any, client: Pixop, tools: Any, open_clip: Path, tmp_path: Path
) -> None:
    """Three files at once, killed up to five times after a random while, end as if nothing had happened."""
    luck = random.Random(seed)
    results = tmp_path / "results"
    results.mkdir()
    project = client.videos.create_project(name=f"random {seed} {tmp_path.name}").project.id
    files = {}
    for number in range(3):
        source = tmp_path / f"clip-{number}.mov"
        source.write_bytes(open_clip.read_bytes())
        files[source] = results / f"out-{number}.mov"
    ledger = tmp_path / "ledger.jsonl"
    for number in range(5):
        process = subprocess.Popen(command(server, project, ledger, "never", "after", files))
        if number == 0:
            tools.until(lambda: planned(ledger), 60.0)  # before that there is nothing to go on with
        time.sleep(luck.uniform(0.4, 4.0))
        process.kill()
        process.wait()
    check(client, project, ledger, files)
