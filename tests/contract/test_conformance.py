"""The reference server keeps the contract, and the reports say so."""

import io
import json
import os
import signal
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest
from jsonschema import Draft202012Validator
from pixop_contract import ContractSettings, run_contract
from pixop_contract.document import load_document
from pixop_contract.requirement import Profile
from pixop_contract.uncovered import load_gaps, unseen


@pytest.fixture(scope="module")
def full(start_server: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Run every profile, the destructive one too, against a server of its own."""
    server = start_server()
    directory = tmp_path_factory.mktemp("full")
    settings = ContractSettings(
        server.url,
        server.email,
        server.password,
        server.second_email,
        server.second_password,
        report_dir=directory,
        profiles=tuple(profile for profile in Profile if profile is not Profile.SLOW),
        job_timeout=60,
    )
    out = io.StringIO()
    code = run_contract(settings, out=out, err=io.StringIO())
    return server, code, out.getvalue(), json.loads((directory / "results.json").read_text()), directory


def test_the_reference_server_conforms(full: Any) -> None:
    """Every profile is conformant, and no case of ours fails."""
    _, code, console, data, _ = full
    bad = [item for item in data["requirements"] if item["status"] not in ("PASS", "SURVEY")]
    assert not bad
    assert code == 0
    assert {profile["outcome"] for profile in data["profiles"]} == {"conformant"}
    assert console.splitlines()[-1] == (
        "The server is conformant in core, media, processing, isolation, robust, destructive."
    )


def test_what_is_not_covered_is_what_was_not_seen(full: Any) -> None:
    """uncovered.yaml lists exactly the documented statuses that a full run does not see."""
    seen = {item["operation"]: item["statuses"] for item in full[3]["operations"]}
    assert unseen(load_document(), seen) == {(gap.operation, gap.status) for gap in load_gaps()}


def test_results_keep_to_their_schema(full: Any) -> None:
    """results.json is what results.schema.json describes."""
    schema = json.loads(files("pixop_contract").joinpath("results.schema.json").read_text())
    Draft202012Validator.check_schema(schema)
    assert not list(Draft202012Validator(schema).iter_errors(full[3]))


def test_nothing_is_left_behind(full: Any) -> None:
    """No video and no project of the run is on the server afterwards, and the password is the old one."""
    server = full[0]
    with httpx.Client(base_url=server.url) as client:
        login = client.get("/accounts/v1/token", auth=(server.email, server.password))
        headers = {"Authorization": f"Bearer {login.json()['jwtToken']}"}
        videos = client.get("/videos/v1/videos", headers=headers).json()
        projects = client.get("/videos/v1/projects", headers=headers).json()
    assert videos["_embedded"]["videos"] == []
    names = [item["name"] for item in projects["_embedded"]["projects"]]
    assert not [name for name in names if name.startswith("contract-")]
    assert full[3]["meta"]["notDeleted"] == []


def test_junit_has_a_case_a_requirement(full: Any) -> None:
    """junit.xml counts what results.json counts."""
    root = ElementTree.parse(full[4] / "junit.xml").getroot()
    assert len(root.findall(".//testcase")) == len(full[3]["requirements"])
    assert not root.findall(".//failure")


def test_no_secret_is_in_a_report(full: Any) -> None:
    """Neither passwords nor tokens are in any file."""
    server, *_, directory = full
    for path in directory.iterdir():
        text = path.read_text()
        assert server.password not in text
        assert server.second_password not in text
        assert "eyJ" not in text


def test_two_runs_tell_the_same(judge: Any) -> None:
    """But for `meta` and `exchanges`, equal runs write equal results."""
    told = []
    for _ in range(2):
        judged = judge(None, Profile.CORE, exclude=("PRJ-006",))
        assert judged.exit_code == 0
        told.append({key: value for key, value in judged.data.items() if key not in ("meta", "exchanges")})
    assert told[0] == told[1]


def test_one_account_establishes_what_it_can(judge: Any) -> None:
    """Without a second account isolation is open, and the reasons name what is missing."""
    judged = judge(None, Profile.ISOLATION, second_email="", second_password="", only=("ISO-001", "ISO-005"))
    assert judged.exit_code == 3
    assert judged.status("ISO-001") == "PASS"
    assert judged.with_status("SKIP") == {"ISO-005": "no second account was given"}
    assert judged.data["profiles"][0]["reasons"] == ["ISO-005: skip, no second account was given"]


def test_wrong_credentials_establish_nothing(judge: Any) -> None:
    """A refused login is not held against the server."""
    judged = judge(None, Profile.CORE, password="not the password", only=("TOK-001", "PRJ-001"))
    assert judged.exit_code == 3
    assert judged.status("TOK-001") == "INCONCLUSIVE"
    assert judged.status("PRJ-001") == "BLOCKED"


def test_an_interrupt_cleans_up(server: Any, tmp_path: Path) -> None:
    """After SIGTERM in the middle of a run nothing is left, and the exit code says so."""
    command = [
        sys.executable,
        "-m",
        "pixop_contract",
        server.url,
        "--profile",
        "core",
        "--report",
        str(tmp_path),
    ]
    credentials = {"PIXOP_API_EMAIL": server.email, "PIXOP_API_PASSWORD": server.password}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, **credentials}
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if "PRJ-002" in line:
                process.send_signal(signal.SIGTERM)
                break
        rest = process.stdout.read()
    assert process.returncode == 130
    assert rest.splitlines()[-1].startswith("The run was interrupted.")
    data = json.loads((tmp_path / "results.json").read_text())
    assert data["meta"]["interrupted"]
    assert data["meta"]["notDeleted"] == []
    assert {item["detail"] for item in data["requirements"] if item["id"] == "VAL-008"} == {
        "the run was interrupted"
    }
