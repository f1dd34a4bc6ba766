"""Fixtures for tests of the command line: the real command as a process, and its `main` in this process."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pixop import Pixop
from pixop.cli import main

SECONDS = 60.0
#: What a person's machine may have and a test must not see.
_FOREIGN = ("PIXOP_", "NETRC", "COLUMNS", "FORCE_COLOR", "NO_COLOR", "TYPER_", "_TYPER_")


@dataclass(frozen=True)
class Ended:
    """A run that ended."""

    code: int
    out: str
    err: str

    @property
    def complaint(self) -> str:
        """The last line on standard error, which says what went wrong."""
        lines = self.err.splitlines()
        return lines[-1] if lines else ""


Run = Callable[..., Ended]
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def environment(server: Any, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a person who has an account at the session's server and nothing else."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith(_FOREIGN)},
        "HOME": str(tmp_path),
        "PIXOP_STATE_DIR": str(tmp_path_factory.mktemp("state")),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        "PYTHONUNBUFFERED": "1",
        "PIXOP_BASE_URL": server.url,
        "PIXOP_API_EMAIL": server.email,
        "PIXOP_API_PASSWORD": server.password,
    }


@pytest.fixture
def start(environment: dict[str, str], tmp_path: Path) -> Iterator[Start]:
    """Start `pixop` as a process in the test's own directory; what still runs at the end is killed."""
    started: list[subprocess.Popen[str]] = []

    def start_one(
        *words: object, env: dict[str, str] | None = None, **options: Any
    ) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "-m", "pixop.cli", *map(str, words)],
            cwd=tmp_path,
            env=environment | (env or {}),
            text=True,
            **{"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options,
            # A test run in the background ignores SIGINT, and its children would too.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )
        started.append(process)
        return process

    yield start_one
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


@pytest.fixture
def pixop(start: Start) -> Run:
    """Run `pixop` as a process to its end."""

    def run(*words: object, env: dict[str, str] | None = None, **options: Any) -> Ended:
        process = start(*words, env=env, **options)
        out, err = process.communicate(timeout=SECONDS)
        return Ended(process.returncode, out or "", err or "")

    return run


@pytest.fixture
def here(
    environment: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """Run `pixop` in this process, in the test's own directory."""
    for name in os.environ:
        if name.startswith(_FOREIGN):
            monkeypatch.delenv(name)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)

    def run(*words: object) -> Ended:
        capsys.readouterr()
        code = main([str(word) for word in words])
        captured = capsys.readouterr()
        return Ended(code, captured.out, captured.err)

    return run


@pytest.fixture
def clip(open_clip: Path, tmp_path: Path) -> Path:
    """A one-second clip of 64×48 pixels and 25 frames, in the test's own directory."""
    path = tmp_path / "clip.mov"
    path.write_bytes(open_clip.read_bytes())
    return path


@pytest.fixture(scope="session")
def remote_clip(server: Any, open_clip: Path) -> str:
    """The id of an ingested video at the session's server."""
    with Pixop(server.url, server.email, server.password) as client:
        video_id = client.upload(open_clip, light=True).video_id
        client.wait_for_ingestion(video_id, poll_interval=0.05)
    return video_id
