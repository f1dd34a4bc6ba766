"""Nothing stays on a server, also when the run is killed."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from pixop_contract.__main__ import main
from pixop_contract.clip import clip
from pixop_contract.journal import Journal, leftovers


def contract_projects(server: Any) -> list[str]:
    with httpx.Client(base_url=server.url) as client:
        token = client.get("/accounts/v1/token", auth=(server.email, server.password)).json()["jwtToken"]
        answer = client.get(
            "/videos/v1/projects?page-size=100", headers={"Authorization": f"Bearer {token}"}
        ).json()
    return [item["name"] for item in answer["_embedded"]["projects"] if item["name"].startswith("contract-")]


def test_a_killed_run_is_cleaned_up(
    start_server: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """After kill -9 `clean` deletes what the run made, also what its journal does not know, and only that."""
    server = start_server()
    environment = {
        "PIXOP_BASE_URL": server.url,
        "PIXOP_API_EMAIL": server.email,
        "PIXOP_API_PASSWORD": server.password,
        "XDG_STATE_HOME": str(tmp_path),
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with httpx.Client(base_url=server.url) as client:
        token = client.get("/accounts/v1/token", auth=(server.email, server.password)).json()["jwtToken"]
        client.put(
            "/videos/v1/project",
            json={"name": "contract of mine"},
            headers={"Authorization": f"Bearer {token}"},
        )
    run = subprocess.Popen(
        [sys.executable, "-m", "pixop_contract", "--rate-limit", "40"],
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 30
    while len(contract_projects(server)) < 3 and time.monotonic() < deadline:
        time.sleep(0.05)
    run.kill()
    run.wait()
    (journal,) = (tmp_path / "pixop" / "contract").iterdir()
    assert server.password not in journal.read_text()
    lines = journal.read_text().splitlines()
    # As if the kill had come between the last request and its answer.
    last = max(number for number, line in enumerate(lines) if '"project"' in line and '"made"' in line)
    journal.write_text("\n".join([*lines[:last], *lines[last + 1 :], '{"made": ["vid']))
    assert main(["clean"]) == 0
    assert "deleted" in capsys.readouterr().out
    assert contract_projects(server) == []
    assert not journal.exists()
    assert main(["clean", server.url]) == 0
    assert "Nothing is left" in capsys.readouterr().out


def test_a_journal_is_of_one_server(tmp_path: Path) -> None:
    """What another server's run made is not touched; a finished run leaves no journal."""
    journal = Journal(tmp_path, "http://one/", "contract-1")
    journal.begin()
    journal.made("project", "a")
    journal.made("video", "b")
    journal.gone("video", "b")
    assert not list(leftovers(tmp_path, "http://two"))
    (found,) = leftovers(tmp_path, "http://one")
    assert (found.run, list(found.things)) == ("contract-1", [("project", "a")])
    journal.close()
    assert not list(tmp_path.iterdir())


def test_clean_needs_access(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Without a URL or credentials the command says what it needs; a refused login is told."""
    assert main(["clean", "http://x", "--email", "", "--password", ""]) == 2
    assert "clean needs" in capsys.readouterr().err


def test_a_baseline_accepts_until_its_day(
    judge: Any, changed: Any, tmp_path: Path, server: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    """A known deviation does not break the verdict until its entry expires."""

    def no_challenge(asked: Any, forward: Any) -> Any:
        answer = forward(asked)
        answer.drop("WWW-Authenticate")
        return answer

    baseline = tmp_path / "baseline.yaml"
    account = ["--email", server.email, "--password", server.password, "--report", str(tmp_path)]
    only = ["--profile", "core", "--only", "TOK-002", "--only", "HTTP-006", "--baseline", str(baseline)]
    for area in ("SEQ", "AUTH", "PAGE", "PRJ", "VID", "SCH"):  # one refusal is enough
        only += ["--exclude", area]
    with changed(no_challenge) as front:
        for expires, code in (("2999-12-31", 0), ("2020-01-01", 1)):
            baseline.write_text(f"- {{id: HTTP-006, reason: the gateway drops it, expires: {expires}}}\n")
            assert main([front.url, *account, *only]) == code
            told = capsys.readouterr()
            if code == 0:
                assert "1 known deviation accepted" in told.out
                items = json.loads((tmp_path / "results.json").read_text())["requirements"]
                assert next(item for item in items if item["id"] == "HTTP-006")["accepted"].endswith(
                    "drops it"
                )
            else:
                assert "HTTP-006 expired on 2020-01-01" in told.err


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a: b", "no list"),
        ("- {id: HTTP-006, reason: x}", "needs id, reason and expires"),
        ("- {id: HTTP-006, reason: '', expires: 2030-01-01}", "needs a reason and a date"),
        ("- {id: HTTP-006, reason: x, expires: soon}", "is no date"),
        ("- {id: XYZ-001, reason: x, expires: 2030-01-01}", "no requirement is named XYZ-001"),
        ("- {id: HTTP-006, reason: x, expires: 2030-01-01}\n" * 2, "twice"),
        ("- [", "cannot be read"),
    ],
)
def test_a_bad_baseline_is_refused(
    text: str, why: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2, and the entry that is wrong."""
    baseline = tmp_path / "baseline.yaml"
    baseline.write_text(text)
    assert main(["http://x", "--email", "a", "--password", "b", "--baseline", str(baseline)]) == 2
    assert why in capsys.readouterr().err


def test_read_only_writes_nothing(judge: Any, changed: Any, server: Any) -> None:
    """No request but those that read, and what needs more is skipped, so that nothing is established."""
    with changed(lambda asked, forward: forward(asked)) as front:
        judged = judge(front.url, read_only=True)
    assert judged.exit_code == 3
    assert {asked.method for asked in front.asked if asked.path != "/accounts/v1/token"} <= {"GET", "HEAD"}
    assert judged.status("ACC-001") == "PASS"
    assert "read-only" in judged.with_status("SKIP")["PRJ-001"]


def test_media_that_is_there_is_judged_without_making_any(judge: Any, changed: Any, server: Any) -> None:
    """With a video given, ranges, tags and progress are judged in read-only mode, and a fault in them is told."""
    with httpx.Client(base_url=server.url) as client:
        token = client.get("/accounts/v1/token", auth=(server.email, server.password)).json()["jwtToken"]
        client.headers["Authorization"] = f"Bearer {token}"
        video_id = client.put("/videos/v1/video", json={"name": "there before"}).json()["videoId"]
        client.post(f"/media/v1/upload/light/{video_id}", files={"file": ("there.mp4", clip(), "video/mp4")})

    def other_section(asked: Any, forward: Any) -> Any:
        answer = forward(asked)
        if answer.status == 206:
            answer.body = answer.body[:-1] + b"?"
        return answer

    given = {
        "read_only": True,
        "video_id": video_id,
        "only": ("RNG", "ETAG", "DL", "ING", "UPL", "ROB-01*", "PRC-009"),
    }
    judged = judge(None, **given)
    kept = ["RNG-005", "RNG-022", "ETAG-006", "DL-004", "DL-007", "ING-008", "ROB-011", "ROB-014", "ROB-015"]
    assert {judged.status(name) for name in kept} == {"PASS"}, judged.console
    assert not judged.with_status("FAIL", "WARN", "BLOCKED", "ERROR")
    assert {judged.status(name) for name in ("DL-003", "UPL-001", "ING-002", "PRC-009")} == {"SKIP"}
    with changed(other_section) as front:
        judged = judge(front.url, **given)
        assert {asked.method for asked in front.asked if asked.path != "/accounts/v1/token"} == {
            "GET",
            "HEAD",
        }
    assert "RNG-005" in judged.with_status("FAIL")
