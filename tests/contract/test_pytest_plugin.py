"""The pytest plugin, in a suite of a server team."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

SUITE = """
def test_contract(pixop_contract):
    pixop_contract.check()
"""
# The entry point of an installed distribution loads the plugin; a tree that is not installed names the module.
PLUGIN = """
import importlib.metadata
names = {entry.name for entry in importlib.metadata.entry_points(group="pytest11")}
pytest_plugins = [] if "pixop_contract" in names else ["pixop_contract.pytest_plugin"]
"""


ALONE = ("-p", "pixop_contract.pytest_plugin")
"""Load this plugin by its module and no other: those of the environment take seconds to start."""

OTHERS = ("-p", "no:schemathesis", "-p", "no:hypothesispytest", "-p", "no:anyio", "-p", "no:xdist")
"""Leave out what is slow to start."""


def run_suite(
    directory: Path, url: str, server: Any, *only: str, alone: bool = True
) -> "subprocess.CompletedProcess[str]":
    directory.joinpath("test_api.py").write_text(SUITE)
    if not alone:
        directory.joinpath("conftest.py").write_text(PLUGIN)
    directory.joinpath("pytest.ini").write_text(f"[pytest]\npixop_contract_only = {' '.join(only)}\n")
    environment = {
        "PIXOP_BASE_URL": url,
        "PIXOP_API_EMAIL": server.email,
        "PIXOP_API_PASSWORD": server.password,
        **({"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"} if alone else {}),
    }
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-rfs",
            "-p",
            "no:cacheprovider",
            *(ALONE if alone else OTHERS),
        ],
        cwd=directory,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_each_requirement_is_a_test(server: Any, tmp_path: Path) -> None:
    """A test a requirement, named by its id; what cannot be established is skipped with the reason."""
    ended = run_suite(tmp_path, server.url, server, "PRJ-00[1-4]", "ISO-005")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "4 passed, 1 skipped" in ended.stdout
    assert "no second account was given" in ended.stdout


def test_a_departure_fails_its_test(server: Any, changed: Any, tmp_path: Path) -> None:
    """The failure tells the sentence, the source, both sides and commands, and no secret."""

    def other_name(asked: Any, forward: Any) -> Any:
        answer = forward(asked)
        data = answer.json
        if asked.method == "PUT" and isinstance(data, dict) and "project" in data:
            data["project"]["name"] = "another"
            answer.json = data
        return answer

    with changed(other_name) as front:
        ended = run_suite(tmp_path, front.url, server, "PRJ-001", "TOK-002")
    assert ended.returncode == 1, ended.stdout + ended.stderr
    assert "1 failed, 1 passed" in ended.stdout
    assert "PRJ-001 MUST: A project MUST be created" in ended.stdout
    assert "source: S (Create new project)" in ended.stdout
    assert "curl -sS -i -X PUT" in ended.stdout
    assert server.password not in ended.stdout


def test_without_a_server_the_tests_are_skipped(server: Any, tmp_path: Path) -> None:
    """No URL and no settings fixture: skipped with what to set, by the plugin as the distribution brings it."""
    ended = run_suite(tmp_path, "", server, "PRJ-001", alone=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "PIXOP_BASE_URL is not set" in ended.stdout
