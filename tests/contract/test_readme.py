"""What contract/README.md shows works."""

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from pixop_contract.__main__ import main
from pixop_contract.requirement import load_catalogue

README = (Path(__file__).parents[2] / "contract" / "README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^ *\$ pixop contract (.*)$", README, re.MULTILINE)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_works(command: str, server: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command of the page is accepted; runs of whole profiles are planned, not done."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    for name in ("email", "password", "second_email", "second_password"):
        variable = "PIXOP_API_" + name.removeprefix("second_").upper() + ("_2" if "second" in name else "")
        monkeypatch.setenv(variable, getattr(server, name))
    (baseline,) = re.findall(r"# baseline\.yaml\n(.*?)```", README, re.DOTALL)
    Path("baseline.yaml").write_text(re.sub(r"^   ", "", baseline, flags=re.MULTILINE).rstrip() + "\n")
    words = shlex.split(command.replace("http://127.0.0.1:8080", server.url))
    if words[0] == server.url and "HTTP-006" not in words:
        words.append("--dry-run")
    if words[0] == "compare":
        Path("report").mkdir()
        results = {"meta": {"baseUrl": "x"}, "verdict": {"sentence": "y"}, "requirements": []}
        Path("report/results.json").write_text(json.dumps(results))
    assert main(words) == 0


def test_named_requirements_exist() -> None:
    """No id on the page is made up."""
    assert {
        name for name in re.findall(r"\b[A-Z]{2,4}-\d{3}\b", README) if name not in load_catalogue()
    } == set()


def test_servers_are_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Only the requirements on which the servers differ get a line; a report that is none is refused."""
    for name, status in (("one", "PASS"), ("two", "FAIL")):
        (tmp_path / name).mkdir()
        items = [
            {"id": "TOK-001", "status": "PASS", "text": "alike"},
            {"id": "TOK-002", "status": status, "text": "other"},
        ]
        results = {"meta": {"baseUrl": name}, "verdict": {"sentence": "v"}, "requirements": items}
        (tmp_path / name / "results.json").write_text(json.dumps(results))
    assert main(["compare", str(tmp_path / "one"), str(tmp_path / "two" / "results.json")]) == 0
    told = capsys.readouterr().out
    assert re.search(r"TOK-002 +PASS +FAIL +other", told)
    assert "alike\n" not in told.replace("requirements alike\n", "")
    assert main(["compare", str(tmp_path), str(tmp_path)]) == 2
    assert "is no results.json" in capsys.readouterr().err
