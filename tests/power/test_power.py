"""Equal runs tell equal things, the reference server keeps everything, and no process outlives a measurement."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from measurement import QUICK, reference_server, report_of
from pixop_contract.requirement import DEFAULT_PROFILES, Profile
from workers import RUNNER

pytestmark = pytest.mark.power
RUNS = 5
PROC = Path("/proc")


def test_equal_runs_tell_equal_things() -> None:
    """Five runs against one server give the same results, but for what belongs to the run itself."""
    with reference_server() as server:
        server.set_pace(polls=2)
        runs = [report_of(server, DEFAULT_PROFILES) for _ in range(RUNS)]
    for run in runs:
        del run["meta"]
    assert [run == runs[0] for run in runs] == [True] * RUNS


@pytest.mark.parametrize(
    "profiles", [(Profile.CORE,), QUICK, DEFAULT_PROFILES], ids=["core", "quick", "default"]
)
def test_the_reference_server_keeps_everything(profiles: tuple[Profile, ...]) -> None:
    """Every requirement is kept, every operation reached, nothing differs and nothing stays open."""
    with reference_server() as server:
        found = report_of(server, profiles)
    assert found["verdict"]["exitCode"] == 0, found["verdict"]["sentence"]
    told = {item["id"]: item["status"] for item in found["requirements"]}
    assert not {name: status for name, status in told.items() if status not in ("PASS", "SURVEY", "SKIP")}


def children(process: int) -> list[int]:
    """Return the ids of a process's children."""
    return [
        int(word) for word in (PROC / str(process) / "task" / str(process) / "children").read_text().split()
    ]


def until(condition: Callable[[], bool], seconds: float = 40.0) -> None:
    """Wait for something to be so."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to be"
        time.sleep(0.05)


def runs(process: int) -> bool:
    """Tell whether a process is there and not a zombie."""
    try:
        return (PROC / str(process) / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="the kernel tells of a parent's end on Linux alone"
)
def test_no_process_outlives_a_killed_run(tmp_path: Path) -> None:
    """When the runner is killed, its workers and their servers end."""
    command = [
        sys.executable,
        str(RUNNER),
        f"--out={tmp_path / 'power.jsonl'}",
        "--workers=2",
        "--only=leak_*",
    ]
    runner = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    servers: list[int] = []

    def started() -> bool:
        servers[:] = [server for worker in threads_children(runner.pid) for server in children(worker)]
        return len(servers) == 2

    try:
        until(started)
        workers = threads_children(runner.pid)
    finally:
        os.kill(runner.pid, signal.SIGKILL)
        runner.wait()
    until(lambda: not any(runs(process) for process in [*workers, *servers]))


def threads_children(process: int) -> list[int]:
    """Return the ids of the children of all threads of a process."""
    tasks = (PROC / str(process) / "task").iterdir()
    return [int(word) for task in tasks for word in (task / "children").read_text().split()]
