"""Run the suite once in front of one changed server, and keep what it said."""

import contextlib
import io
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from catalogue import Planted
from lifeline import end_with_parent
from pixop_contract import ContractSettings, run_contract
from pixop_contract.engine import run_events
from pixop_contract.requirement import DEFAULT_PROFILES, Profile
from pixop_contract.result import Status
from pixop_server.controlled_server import ControlledServer
from planted_proxy import proxy

POLLS = 2
"""A job is found running so often before it is found done: equal runs see equal states."""
KEPT = frozenset({Status.PASS, Status.SURVEY})
TELLING = frozenset({"FAIL", "WARN"})
QUICK = tuple(profile for profile in DEFAULT_PROFILES if profile is not Profile.ROBUST)
DETAIL = 240


@dataclass(frozen=True)
class Measured:
    """What a run said about one changed server: every requirement that is neither PASS nor SURVEY.

    `whole` tells whether it got a whole default run; `problem` why there was no verdict.
    """

    name: str
    exit_code: int
    statuses: dict[str, str]
    details: dict[str, str]
    whole: bool = False
    seconds: float = 0.0
    problem: str = ""

    @property
    def fired(self) -> frozenset[str]:
        """The requirements that are not kept."""
        return frozenset(name for name, status in self.statuses.items() if status in TELLING)

    def line(self) -> str:
        """Write as one line of JSON."""
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def of_line(cls, line: str) -> "Measured":
        """Read a line of JSON."""
        return cls(**json.loads(line))


@contextlib.contextmanager
def reference_server() -> Iterator[ControlledServer]:
    """Start the reference server with its control API; it ends with this process, however this one ends."""
    server = ControlledServer("")
    flags = [f"--{name.replace('_', '-')}={getattr(server, name)}" for name in vars(server) if name != "url"]
    with tempfile.TemporaryDirectory() as directory:
        command = [
            sys.executable,
            "-m",
            "pixop_server",
            "--port=0",
            "--control",
            f"--data={directory}",
            *flags,
        ]
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            preexec_fn=end_with_parent,
        )
        try:
            assert process.stdout is not None
            yield ControlledServer(process.stdout.readline().split()[1])
        finally:
            process.terminate()
            process.wait(30)


def settings_for(server: ControlledServer, url: str = "", **more: Any) -> ContractSettings:
    """Return settings for a run against the server, or against a URL in front of it."""
    accounts = {name: value for name, value in vars(server).items() if name != "url"}
    return ContractSettings(
        url or server.url, **accounts, **{"job_timeout": 10.0, "request_timeout": 10.0, **more}
    )


def told(settings: ContractSettings) -> tuple[int, dict[str, str], dict[str, str]]:
    """Run once; return the exit code, and status and detail of what is neither PASS nor SURVEY."""
    record = run_events(settings, lambda _event: None)
    results = {result.requirement.id: result for result in record.results if result.status not in KEPT}
    statuses = {name: result.status.value for name, result in results.items()}
    details = {name: record.stable(result.reason)[:DETAIL] for name, result in results.items()}
    return int(record.verdict.exit_code), statuses, details


def measure(planted: Planted, server: ControlledServer, *, whole: bool = False) -> Measured:
    """Measure a change in front of a server that is emptied first.

    Sequences and machine-made requests take longer than all else: unless a `whole` default run is asked for, only a
    fault that the cases alone do not find as expected gets one.
    """
    started = time.monotonic()
    outcome = put_to(planted, server, whole=whole)
    if (
        planted.expected
        and not whole
        and not {name for name in planted.expected if outcome[1].get(name) in TELLING}
    ):
        whole, outcome = True, put_to(planted, server, whole=True)
    return Measured(planted.name, *outcome, whole, round(time.monotonic() - started, 2))


def put_to(
    planted: Planted, server: ControlledServer, *, whole: bool
) -> tuple[int, dict[str, str], dict[str, str]]:
    """Put a change to the cases, or to everything that a default run has."""
    server.reset()
    server.set_pace(polls=POLLS)
    with proxy(server.url, planted.make()) as front:
        more = {"profiles": DEFAULT_PROFILES} if whole else {"profiles": QUICK, "exclude": ("SEQ",)}
        return told(settings_for(server, front.url, **more))


def report_of(server: ControlledServer, profiles: Sequence[Profile]) -> dict[str, Any]:
    """Run once and return the results file."""
    with tempfile.TemporaryDirectory() as directory:
        settings = settings_for(server, profiles=tuple(profiles), report_dir=Path(directory))
        run_contract(settings, out=io.StringIO(), err=io.StringIO())
        found: dict[str, Any] = json.loads(Path(directory, "results.json").read_text())
        return found
