"""Run the suite against the server, or against a proxy that stands in front of it."""

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pixop_contract import ContractSettings, run_contract
from pixop_contract.requirement import Profile

sys.path.insert(0, str(Path(__file__).parent))  # modules that tests share

from planted_proxy import proxy


@dataclass
class Judged:
    """What a run said."""

    exit_code: int
    console: str
    errors: str
    data: dict[str, Any]
    directory: Path

    def status(self, requirement: str) -> str:
        return str(next(item["status"] for item in self.data["requirements"] if item["id"] == requirement))

    def with_status(self, *statuses: str) -> dict[str, str]:
        return {
            item["id"]: item["detail"] for item in self.data["requirements"] if item["status"] in statuses
        }


Judge = Callable[..., Judged]


@pytest.fixture
def judge(server: Any, tmp_path: Path) -> Judge:
    """Run the suite against the server, or against a URL in front of it."""

    def run(url: str | None = None, *profiles: Profile, **settings: Any) -> Judged:
        out, err = io.StringIO(), io.StringIO()
        given = {
            "email": server.email,
            "password": server.password,
            "second_email": server.second_email,
            "second_password": server.second_password,
            "report_dir": tmp_path,
            "job_timeout": 20.0,
            "request_timeout": 10.0,
            **settings,
        }
        if profiles:
            given["profiles"] = profiles
        code = run_contract(ContractSettings(url or server.url, **given), out=out, err=err)
        report = tmp_path / "results.json"
        data = json.loads(report.read_text()) if report.exists() else {}
        return Judged(code, out.getvalue(), err.getvalue(), data, tmp_path)

    return run


@pytest.fixture
def changed(server: Any) -> Callable[..., Any]:
    """Put a change in front of the server, or of another one."""
    return lambda change, upstream="": proxy(upstream or server.url, change)
