"""The command line."""

import socket
from typing import Any

import pytest
from pixop_contract.__main__ import main

GIVEN = ["--email", "a@example.org", "--password", "secret"]


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("BASE_URL", "API_EMAIL", "API_PASSWORD", "API_EMAIL_2", "API_PASSWORD_2"):
        monkeypatch.delenv(f"PIXOP_{name}", raising=False)


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["http://x"], "no credentials"),
        (["x", *GIVEN], "not an http or https URL"),
        (["http://x", *GIVEN, "--only", "XYZ"], "no requirement is named XYZ"),
        (["http://x", *GIVEN, "--only", "ISO", "--profile", "core"], "no requirement of these profiles"),
        (["http://x", *GIVEN, "--second-email", "b"], "second account needs both"),
        (["http://x", "--profile", "none"], "invalid"),
        (["http://x", *GIVEN, "--video-id", "v"], "give both"),
        (["--explain", "XYZ-001"], "no requirement is named XYZ-001"),
    ],
)
def test_misuse_is_told(arguments: list[str], why: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, and one line that says what to change."""
    assert main(arguments) == 2
    assert why in capsys.readouterr().err


def test_a_server_that_is_not_there_establishes_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Any
) -> None:
    """Exit code 3, and the reason in every line."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    assert main([url, *GIVEN, "--only", "TOK", "--report", str(tmp_path)]) == 3
    told = capsys.readouterr()
    assert "the server cannot be reached" in told.out
    assert told.out.splitlines()[-1].startswith("The server is not established in core")
    assert (tmp_path / "report.html").exists()


def test_quiet_prints_the_verdict_alone(capsys: pytest.CaptureFixture[str]) -> None:
    """One line on stdout."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    main([url, *GIVEN, "--quiet"])
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_reports_that_cannot_be_written_are_an_error_of_ours(
    tmp_path: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 4, and the reason."""
    blocked = tmp_path / "file"
    blocked.write_text("")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    assert main([url, *GIVEN, "--only", "TOK-001", "--report", str(blocked)]) == 4
    assert "the reports cannot be written" in capsys.readouterr().err


def test_list_and_dry_run_send_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """Both print requirements without a server or credentials; a dry run prints the order of judging."""
    assert main(["--list", "--only", "RNG-01*"]) == 0
    listed = capsys.readouterr().out.splitlines()
    assert listed[0].startswith("RNG-010   MUST   H media")
    assert main(["http://127.0.0.1:1", "--dry-run", "--only", "TOK-005", "--only", "TOK-001"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["TOK-001", "TOK-005"]


def test_explain_tells_source_and_how(capsys: pytest.CaptureFixture[str]) -> None:
    """The sentence, where it comes from, and what judges it."""
    assert main(["--explain", "rng-012"]) == 0
    told = capsys.readouterr().out
    assert "A range past the end MUST be answered with 416." in told
    assert "D: a decision of our document, D-31" in told
    assert "differs from our document; it is not wrong" in told
    main(["--explain", "HTTP-001"])
    assert "judged on every answer" in capsys.readouterr().out
