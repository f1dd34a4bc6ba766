"""The pytest plugin: a server team runs the requirements in its own suite, a test a requirement.

    def test_contract(pixop_contract):
        pixop_contract.check()

The test is parametrised over the requirements. The server is told by the environment (`PIXOP_BASE_URL` and so on) or
by a fixture `pixop_contract_settings` of the team's own, which may start it. The requirements are judged in one run,
in their order, when the first test needs it; what the run made is deleted before that test ends.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pixop_contract.result import Result
    from pixop_contract.run_record import RunRecord
    from pixop_contract.settings import ContractSettings

FIXTURE = "pixop_contract"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the ini options that say which requirements become tests."""
    parser.addini(
        "pixop_contract_profiles", "profiles to judge (default: all but slow and destructive)", type="args"
    )
    parser.addini("pixop_contract_only", "only these requirements: RNG-005, RNG or RNG-00*", type="args")
    parser.addini("pixop_contract_exclude", "not these requirements", type="args")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make a test of each selected requirement."""
    if FIXTURE in metafunc.fixturenames:
        from pixop_contract.engine import selected_requirements

        chosen = [item.id for item in selected_requirements(_settings(metafunc.config))]
        metafunc.parametrize(FIXTURE, chosen, indirect=True)


def _settings(config: pytest.Config) -> ContractSettings:
    from pixop_contract.requirement import DEFAULT_PROFILES, Profile
    from pixop_contract.settings import ContractSettings

    get = os.environ.get
    return ContractSettings(
        base_url=get("PIXOP_BASE_URL", ""),
        email=get("PIXOP_API_EMAIL", ""),
        password=get("PIXOP_API_PASSWORD", ""),
        second_email=get("PIXOP_API_EMAIL_2", ""),
        second_password=get("PIXOP_API_PASSWORD_2", ""),
        profiles=tuple(map(Profile, config.getini("pixop_contract_profiles"))) or DEFAULT_PROFILES,
        only=tuple(config.getini("pixop_contract_only")),
        exclude=tuple(config.getini("pixop_contract_exclude")),
    )


@pytest.fixture(scope="session")
def pixop_contract_settings(pytestconfig: pytest.Config) -> ContractSettings:
    """Give the settings of the run; a conftest may have its own, for example to start a server."""
    settings = _settings(pytestconfig)
    if not settings.base_url:
        pytest.skip("PIXOP_BASE_URL is not set, and there is no fixture pixop_contract_settings")
    return settings


@pytest.fixture(scope="session")
def pixop_contract_run(pixop_contract_settings: ContractSettings, pytestconfig: pytest.Config) -> RunRecord:
    """Judge all selected requirements once."""
    from dataclasses import replace

    from pixop_contract.engine import run_events

    chosen = _settings(pytestconfig)
    settings = replace(
        pixop_contract_settings, profiles=chosen.profiles, only=chosen.only, exclude=chosen.exclude
    )
    return run_events(settings, lambda _event: None)


@pytest.fixture
def pixop_contract(request: pytest.FixtureRequest, pixop_contract_run: RunRecord) -> Judged:
    """Give the result of one requirement."""
    found = {result.requirement.id: result for result in pixop_contract_run.results}
    return Judged(found[request.param], pixop_contract_run)


class Judged:
    """A requirement's result; `check` tells it to pytest."""

    def __init__(self, result: Result, record: RunRecord) -> None:
        self.result = result
        self._record = record

    def check(self) -> None:
        """Fail for FAIL and ERROR, skip for what was not established, pass otherwise.

        A SHOULD that is not kept and a difference from the document pass: they break no contract.
        """
        from pixop_contract.result import Status

        status = self.result.status
        if status in (Status.SKIP, Status.BLOCKED, Status.INCONCLUSIVE):
            pytest.skip(f"{status.lower()}: {self._record.stable(self.result.reason)}")
        if status in (Status.FAIL, Status.ERROR) and not self.result.accepted:
            pytest.fail(self.message(), pytrace=False)

    def message(self) -> str:
        """Return the requirement, its source, what was seen and the requests that show it."""
        from pixop_contract.curl import curl

        requirement = self.result.requirement
        lines = [
            f"{requirement.id} {requirement.level}: {requirement.text}",
            f"source: {requirement.source}",
            self._record.stable(self.result.reason),
        ]
        for finding in self.result.findings[:1]:
            lines += [curl(exchange, self._record.redactor) for exchange in finding.exchanges]
        return "\n".join(lines)
