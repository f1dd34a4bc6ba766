"""A server of the demonstration's own: started as a process, stopped whatever happens."""

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from pixop.cli.exit_code import ExitCode
from pixop.cli.failure import CommandFailure, one_line

START_SECONDS, STOP_SECONDS = 30.0, 10.0


@contextmanager
def demo_server(directory: Path) -> Generator[dict[str, str]]:
    """Run `pixop server` with its data in `directory`; give the environment in which `pixop` finds it.

    Raises `CommandFailure` when it does not start.
    """
    ready, log = directory / "ready", directory / "server.log"
    environment = os.environ | {
        "PIXOP_API_EMAIL": "demo@example.com",
        "PIXOP_API_PASSWORD": secrets.token_urlsafe(24),
        "PIXOP_API_EMAIL_2": "demo-2@example.com",
        "PIXOP_API_PASSWORD_2": secrets.token_urlsafe(24),
    }
    environment.pop("PIXOP_TEAM_ID", None)
    command = [sys.executable, "-m", "pixop.cli", "server", "--port", "0"]
    command += ["--data", str(directory / "data"), "--ready-file", str(ready)]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=environment,
            start_new_session=True,  # Ctrl-C is for the job; the server is stopped here, after it
        )
    try:
        yield environment | {"PIXOP_BASE_URL": _wait_until_ready(process, ready, log)}
    finally:
        _stop(process)


def _wait_until_ready(process: "subprocess.Popen[bytes]", ready: Path, log: Path) -> str:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if ready.is_file() and (url := ready.read_text(encoding="utf-8").strip()):
            return url
        if process.poll() is not None:
            break
        time.sleep(0.05)
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    said = one_line(lines[-1]) if lines else "it said nothing"
    raise CommandFailure(f"The reference server did not start: {said}", ExitCode.FAILED)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
    process.wait()
