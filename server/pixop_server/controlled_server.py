"""A server with the control API in a process of its own, and its controls as methods; imports nothing slow."""

import contextlib
import http.client
import json
import os
import subprocess
import sys
import tempfile
import urllib.parse
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_ANSWER_SECONDS = 60.0
_STOP_SECONDS = 15.0


class ServerStartError(RuntimeError):
    """The server did not start; the message has what it said."""


class ControlError(RuntimeError):
    """The control API refused a request; the message has its reason."""


@dataclass(frozen=True)
class ControlledServer:
    """A running server with two users, and what a test can do with it.

    Attributes:
        url: Base URL, without a slash at its end.
        email: E-mail of the first user, who belongs to two teams.
        password: The first user's password.
        second_email: E-mail of the second user, who has a team of their own.
        second_password: The second user's password.
    """

    url: str
    email: str = "tester@example.org"
    password: str = "tester's password"  # noqa: S105  # of a server that lives as long as the tests
    second_email: str = "second-tester@example.org"
    second_password: str = "second tester's password"  # noqa: S105

    def reset(self) -> None:
        """Empty the server: no projects, videos, jobs, faults; the users as at the start, real time, real pace."""
        self._call("POST", "reset", {})

    def seed(self, folder: str | Path, *, light: bool = True) -> list[dict[str, Any]]:
        """Upload each file of a folder as the first user, and wait for the ingestions.

        Files in folders of it go into projects of the folders' names.

        Returns:
            For each file `file`, `videoId` and `projectId` (None: the default project).
        """
        made: list[dict[str, Any]] = self._call(
            "POST", "seed", {"folder": str(Path(folder).resolve()), "light": light}
        )["videos"]
        return made

    def advance(self, seconds: float) -> None:
        """Move the server's clock forward."""
        self._call("POST", "clock", {"advance": seconds})

    def set_clock(self, now: float | None = None, *, rate: float | None = None) -> None:
        """Set the server's clock to `now` (seconds since the epoch), or let it run `rate` times as fast."""
        self._call("POST", "clock", _given(now=now, rate=rate))

    def now(self) -> float:
        """Tell the server's time in seconds since the epoch."""
        return float(self._call("GET", "clock")["now"])

    def set_pace(
        self, pace: str | None = None, *, polls: int | None = None, seconds: float | None = None
    ) -> None:
        """Choose how long new jobs seem to take: "instant", "real", a number of polls, or seconds of its clock."""
        self._call("POST", "pace", _given(pace=pace, polls=polls, seconds=seconds))

    def inject(
        self,
        kind: str,
        *,
        method: str | None = None,
        path: str = "*",
        skip: int = 0,
        times: int | None = 1,
        **details: Any,
    ) -> None:
        """Add a fault for the requests that match.

        Args:
            kind: reset, truncate, stall, length, status, etag or delay.
            method: HTTP method; None for all.
            path: Path, in which `*` stands for anything.
            skip: How many matching requests are spared first.
            times: How often it happens; None for always.
            **details: The fault's own fields, for example `bytes=1000`, `percent=70`, `status=503`, `retryAfter=2`.
        """
        rule = {"path": path, "skip": skip, "times": times, "fault": {"kind": kind, **details}}
        self._call("POST", "faults", {"rules": [rule | _given(method=method)]})

    def inject_by_chance(
        self,
        seed: int,
        rate: float,
        faults: list[dict[str, Any]],
        *,
        method: str | None = None,
        path: str = "*",
    ) -> None:
        """Spoil a share of the matching requests; equal seeds spoil the same ones in the same way."""
        chance = {"seed": seed, "rate": rate, "faults": faults, "path": path} | _given(method=method)
        self._call("POST", "faults", {"chance": chance})

    def injected(self) -> list[dict[str, str]]:
        """List the faults that happened: `method`, `path` and `kind`."""
        happened: list[dict[str, str]] = self._call("GET", "faults")["injected"]
        return happened

    def clear_faults(self) -> None:
        """Forget all faults."""
        self._call("DELETE", "faults")

    def _call(self, method: str, what: str, body: dict[str, Any] | None = None) -> Any:
        address = urllib.parse.urlsplit(self.url)
        connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=_ANSWER_SECONDS)
        try:
            content = None if body is None else json.dumps(body)
            connection.request(method, f"/_server/{what}", content, {"Content-Type": "application/json"})
            response = connection.getresponse()
            answer = json.loads(response.read())
        finally:
            connection.close()
        if response.status != 200:
            raise ControlError(f"/_server/{what}: {answer.get('errorMessage', answer)}")
        return answer


@contextlib.contextmanager
def start_server(*arguments: str) -> Generator[ControlledServer]:
    """Start `python -m pixop_server --control` on a free port with an empty directory, and stop it afterwards.

    Raises:
        ServerStartError: it did not start.
    """
    server = ControlledServer("")
    flags = [f"--{name.replace('_', '-')}={getattr(server, name)}" for name in vars(server) if name != "url"]
    command = [sys.executable, "-m", "pixop_server", "--port=0", "--control", *flags, *arguments]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, stdin=subprocess.DEVNULL)
        try:
            assert process.stdout is not None
            line = process.stdout.readline().decode()
            if not line.startswith("ready "):
                process.wait(_STOP_SECONDS)
                log.seek(0)
                said = log.read().decode(errors="replace").strip()
                raise ServerStartError(
                    f"The server did not start; it needs the extra pixop[server].{os.linesep}{said}"
                )
            yield ControlledServer(line.removeprefix("ready ").strip())
        finally:
            process.terminate()
            try:
                process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            assert process.stdout is not None
            process.stdout.close()


def _given(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
