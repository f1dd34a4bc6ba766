"""What contract/README.md shows works."""

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from pixop_contract.__main__ import main
from pixop_contract.reports.console import folded
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
    elif "HTTP-006" in words:
        words += [
            f"--exclude={area}" for area in ("SEQ", "AUTH", "PAGE", "PRJ", "VID")
        ]  # one refusal is enough
    if words[0] == "compare":
        Path("report").mkdir()
        results = {
            "meta": {"baseUrl": "x", "started": "", "requests": 0, "seconds": 0, "documentVersion": "1"},
            "verdict": {"sentence": "y", "outcome": "conformant"},
            **dict.fromkeys(("profiles", "requirements", "survey", "operations"), ()),
        }
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
    assert not list(tmp_path.rglob("comparison.html"))
    assert "alike\n" not in told.replace("requirements alike\n", "")
    assert main(["compare", str(tmp_path), str(tmp_path)]) == 2
    assert "is no results.json" in capsys.readouterr().err


def test_a_page_shows_servers_side_by_side(server: Any, tmp_path: Path) -> None:
    """The page has a column a report with the verdict, and what was seen where the servers differ."""
    account = ["--email", server.email, "--password", server.password, "--only", "ACC"]
    assert main([server.url, *account, "--report", str(tmp_path / "one")]) == 0
    results = json.loads((tmp_path / "one/results.json").read_text())
    (acc,) = [item for item in results["requirements"] if item["id"] == "ACC-001"]
    acc |= {"status": "FAIL", "detail": "expected <b>; got an <i>"}
    (tmp_path / "two.json").write_text(json.dumps(results))
    report = str(tmp_path / "page")
    assert main(["compare", str(tmp_path / "one"), str(tmp_path / "two.json"), "--report", report]) == 0
    page = (tmp_path / "page/comparison.html").read_text()
    assert page.count(f"{server.url}</th>") == 2
    assert page.count('<summary class="s FAIL">FAIL</summary>') == 1
    assert "expected &lt;b&gt;; got an &lt;i&gt;" in page
    assert "<script" not in page


def test_equal_reasons_are_told_once() -> None:
    """Requirements that are open for one reason share a line, and no reason is lost."""
    reasons = [f"A-{number}: blocked" for number in range(5)] + ["B-1: refused", "getToken never succeeded"]
    assert folded(reasons) == ["A-0 and 4 others: blocked", "B-1: refused", "getToken never succeeded"]
