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
from enum import Enum, auto
from pathlib import Path
from typing import Any

from catalogue import Planted
from lifeline import end_with_parent
from pixop_contract import ContractSettings, run_contract
from pixop_contract.engine import run_events
from pixop_contract.requirement import DEFAULT_PROFILES, Profile, load_catalogue
from pixop_contract.result import Status
from pixop_server.controlled_server import ControlledServer
from planted_proxy import proxy

POLLS = 2
"""A job is found running so often before it is found done: equal runs see equal states."""
KEPT = frozenset({Status.PASS, Status.SURVEY})
TELLING = frozenset({"FAIL", "WARN"})
QUICK = tuple(profile for profile in DEFAULT_PROFILES if profile is not Profile.ROBUST)
DETAIL = 240
REQUIREMENTS = load_catalogue()
WITH_MEDIA = ("ISO-004", "ISO-008", "ISO-013")
"""Requirements about teams for which something must be uploaded."""
MEDIA_AREAS = frozenset({"DL", "ETAG", "ING", "PRC", "RNG", "UPL"})


class Reach(Enum):
    """How much of the suite is put to a change."""

    WITHOUT_MEDIA = auto()
    CASES = auto()
    WHOLE = auto()


SETTINGS: dict[Reach, dict[str, Any]] = {
    Reach.WITHOUT_MEDIA: {"profiles": (Profile.CORE, Profile.ISOLATION), "exclude": ("SEQ", *WITH_MEDIA)},
    Reach.CASES: {"profiles": QUICK, "exclude": ("SEQ",)},
    Reach.WHOLE: {"profiles": DEFAULT_PROFILES},
}


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

    Media takes longer than the rest, and sequences and machine-made requests longer than all cases. Unless a `whole`
    default run is asked for, a fault that shows without media gets the cases that need none, other changes all cases,
    and a fault that was not found as expected the whole run.
    """
    started = time.monotonic()
    reach = Reach.WHOLE if whole else reach_of(planted)
    outcome = put_to(planted, server, reach)
    if (
        planted.expected
        and reach is not Reach.WHOLE
        and not {name for name in planted.expected if outcome[1].get(name) in TELLING}
    ):
        reach = Reach.WHOLE
        outcome = put_to(planted, server, reach)
    return Measured(planted.name, *outcome, reach is Reach.WHOLE, round(time.monotonic() - started, 2))


def reach_of(planted: Planted) -> Reach:
    """Choose what a change is put to: the labels tell where a fault shows."""
    labelled = {name for name in planted.expected if name not in WITH_MEDIA}
    without = labelled and {REQUIREMENTS[name].profile for name in labelled} <= {
        Profile.CORE,
        Profile.ISOLATION,
    }
    return Reach.WITHOUT_MEDIA if without and planted.area not in MEDIA_AREAS else Reach.CASES


def put_to(
    planted: Planted, server: ControlledServer, reach: Reach
) -> tuple[int, dict[str, str], dict[str, str]]:
    """Put a change to a part of the suite."""
    server.reset()
    server.set_pace(polls=POLLS)
    with proxy(server.url, planted.make()) as front:
        return told(settings_for(server, front.url, **SETTINGS[reach]))


def report_of(server: ControlledServer, profiles: Sequence[Profile]) -> dict[str, Any]:
    """Run once and return the results file."""
    with tempfile.TemporaryDirectory() as directory:
        settings = settings_for(server, profiles=tuple(profiles), report_dir=Path(directory))
        run_contract(settings, out=io.StringIO(), err=io.StringIO())
        found: dict[str, Any] = json.loads(Path(directory, "results.json").read_text())
        return found
