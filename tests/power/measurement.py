"""Run the suite against many changed servers, each worker in front of a server of its own."""

import contextlib
import importlib
import io
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pixop_contract import ContractSettings, run_contract
from pixop_contract.passive import passive_requirements
from pixop_contract.requirement import DEFAULT_PROFILES, Profile, load_catalogue
from planted_proxy import Change, proxy
from planting import FAULTS
from tolerances import TOLERANCES

for _module in ("faults_accounts", "faults_videos", "faults_media", "faults_wire"):
    importlib.import_module(_module)

CATALOGUE = load_catalogue()
GENERAL = passive_requirements()
"""What is judged on every answer: such faults are put to all profiles, others to those of their requirements."""
WORKERS = 3
PROFILES = tuple(profile for profile in DEFAULT_PROFILES if profile is not Profile.ROBUST)
"""Machine-made requests take longer than all else, and tell little about a single fault."""


@dataclass(frozen=True)
class Measured:
    """What a run said about one changed server: every requirement that is neither PASS nor SURVEY."""

    name: str
    exit_code: int
    statuses: dict[str, str]
    details: dict[str, str]

    @property
    def fired(self) -> set[str]:
        return {name for name, status in self.statuses.items() if status in ("FAIL", "WARN")}


@contextlib.contextmanager
def reference_server() -> Iterator[dict[str, str]]:
    """Start a server and give its URL and credentials as settings."""
    accounts = {
        "email": "first@example.org",
        "password": "first secret",
        "second_email": "second@example.org",
        "second_password": "second secret",
    }
    with tempfile.TemporaryDirectory() as directory:
        flags = [f"--{name.replace('_', '-')}={value}" for name, value in accounts.items()]
        command = [sys.executable, "-m", "pixop_server", "--port=0", f"--data={directory}/data", *flags]
        with Path(directory, "log").open("w") as log:
            process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
        try:
            assert process.stdout is not None
            url = process.stdout.readline().split()[1]
            yield {"base_url": url, **accounts}
        finally:
            process.terminate()
            process.wait(30)


def judged(settings: dict[str, str], profiles: Sequence[Profile], **more: Any) -> dict[str, Any]:
    """Run the suite once and return results.json."""
    with tempfile.TemporaryDirectory() as directory:
        given = ContractSettings(
            **settings,
            report_dir=Path(directory),
            profiles=tuple(profiles),
            **{"job_timeout": 15.0, "request_timeout": 15.0, **more},
        )
        run_contract(given, out=io.StringIO(), err=io.StringIO())
        found: dict[str, Any] = json.loads(Path(directory, "results.json").read_text())
        return found


def planted(name: str) -> tuple[Callable[[], Change], tuple[Profile, ...]]:
    """Return the change of a fault or tolerance, and the profiles that it is put to."""
    if name in TOLERANCES:
        return TOLERANCES[name], PROFILES
    fault = FAULTS[name]
    if not GENERAL.isdisjoint(fault.expected):
        return fault.make, PROFILES
    return fault.make, tuple(dict.fromkeys(CATALOGUE[identifier].profile for identifier in fault.expected))


def measure_some(names: Sequence[str]) -> list[Measured]:
    """Measure one after the other in front of one server."""
    found: list[Measured] = []
    with reference_server() as settings:
        for name in names:
            make, profiles = planted(name)
            with proxy(settings["base_url"], make()) as front:
                data = judged({**settings, "base_url": front.url}, profiles)
            kept = [item for item in data["requirements"] if item["status"] not in ("PASS", "SURVEY")]
            found.append(
                Measured(
                    name,
                    data["verdict"]["exitCode"],
                    {item["id"]: item["status"] for item in kept},
                    {item["id"]: item["detail"] for item in kept},
                )
            )
    return found


def measure(names: Sequence[str]) -> list[Measured]:
    """Measure all, in the order of the names."""
    with ProcessPoolExecutor(WORKERS) as pool:
        parts = pool.map(measure_some, [names[start::WORKERS] for start in range(WORKERS)])
        found = {measured.name: measured for part in parts for measured in part}
    return [found[name] for name in names]
