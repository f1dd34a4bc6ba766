"""Fixtures that all tests share: a real server in a process of its own, and tiny real videos."""

import contextlib
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import imageio_ffmpeg
import pytest

START_SECONDS = 30.0
STOP_SECONDS = 15.0
INSTALLABLE = re.compile(r"\((?:Debian|PyPI): ")
"""How a skip names the package that it misses."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let nothing be skipped in continuous integration because a service is not installed."""
    report = yield
    if report.skipped and os.environ.get("CI") == "true" and INSTALLABLE.search(str(report.longrepr)):
        report.outcome = "failed"
        report.longrepr = f"With CI=true this may not be skipped: {report.longrepr}"
    return report


@dataclass
class ServerProcess:
    """A running `python -m pixop_server`, and how to log in to it."""

    url: str
    email: str
    password: str
    second_email: str
    second_password: str
    data: Path
    log: Path
    process: "subprocess.Popen[str]" = field(repr=False)
    teams: tuple[str, ...] = ()
    """Ids of the first user's teams, the default one first."""

    def stop(self) -> int:
        """Ask the server to end, wait for it, and give back its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(STOP_SECONDS)
        finally:
            self.process.kill()
            self.process.wait()

    def kill(self) -> None:
        """End the server as a power cut would."""
        self.process.kill()
        self.process.wait()


StartServer = Callable[..., ServerProcess]


@pytest.fixture(scope="session")
def start_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartServer]:
    """Start servers; those that still run are stopped at the end."""
    started: list[ServerProcess] = []

    def start(
        *arguments: str, data: Path | None = None, program: Sequence[str] = ("-m", "pixop_server")
    ) -> ServerProcess:
        directory = data or tmp_path_factory.mktemp("data")
        log = directory.parent / f"{directory.name}-{len(started)}.log"
        credentials: dict[str, Any] = {
            "email": "first@example.org",
            "password": "first secret",
            "second_email": "second@example.org",
            "second_password": "second secret",
        }
        ready = log.with_suffix(".url")
        flags = [f"--{name.replace('_', '-')}={value}" for name, value in credentials.items()]
        command = [
            sys.executable,
            *program,
            "--port=0",
            f"--data={directory}",
            f"--ready-file={ready}",
            *flags,
            *arguments,
        ]
        with log.open("w") as errors:
            process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True)
        assert process.stdout is not None
        with process.stdout as output:
            line = output.readline()
        if not line.startswith("ready "):
            process.kill()
            process.wait()
            pytest.fail(f"the server did not start:\n{log.read_text()}")
        server = ServerProcess(
            url=line.removeprefix("ready ").strip(), data=directory, log=log, process=process, **credentials
        )
        started.append(server)
        return server

    yield start
    for server in started:
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.stop()


@pytest.fixture(scope="session")
def server(start_server: StartServer) -> ServerProcess:
    """Start one server for the whole session; tests must not rely on its being empty."""
    running = start_server()
    with httpx.Client(base_url=running.url, timeout=30) as client:
        token = client.get("/accounts/v1/token", auth=(running.email, running.password)).json()["jwtToken"]
        identity = client.post("/accounts/v1/token", headers={"Authorization": f"Bearer {token}"}).json()
    running.teams = tuple(team["id"] for team in (identity["team"], *identity["otherTeams"]))
    return running


MakeClip = Callable[..., Path]


@pytest.fixture(scope="session")
def make_clip(tmp_path_factory: pytest.TempPathFactory) -> MakeClip:
    """Make tiny videos with FFmpeg's test sources; equal requests are made once.

    Arguments: `name` (its suffix is the container), `seconds`, `size`, `rate`, `source` (a lavfi source without options
    for size, rate and duration), and further FFmpeg `options` for the output.
    """
    directory = tmp_path_factory.mktemp("clips")
    made: dict[tuple[object, ...], Path] = {}

    def make(
        name: str = "clip.mov",
        *,
        seconds: float = 1.0,
        size: str = "64x48",
        rate: str = "25",
        source: str = "testsrc2",
        options: tuple[str, ...] = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"),
    ) -> Path:
        key = (name, seconds, size, rate, source, options)
        if key not in made:
            target = directory / str(len(made)) / name
            target.parent.mkdir()
            lavfi = f"{source}=size={size}:rate={rate}:duration={seconds}"
            command = [
                os.environ.get("PIXOP_FFMPEG") or imageio_ffmpeg.get_ffmpeg_exe(),
                *("-v", "error", "-nostdin", "-f", "lavfi", "-i", lavfi),
                *options,
                str(target),
            ]
            subprocess.run(command, check=True, stdin=subprocess.DEVNULL, timeout=60)
            made[key] = target
        return made[key]

    return make


@pytest.fixture(scope="session")
def open_clip(make_clip: MakeClip) -> Path:
    """Give a one-second QuickTime clip of 64×48 pixels, 25 frames, H.264."""
    return make_clip()
