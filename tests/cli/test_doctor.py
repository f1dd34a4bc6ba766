"""`pixop doctor`: findings, exit codes, and no secrets."""

import json
import os
from typing import Any

import pytest
from pixop.cli.commands import doctor


def states(ended: Any) -> dict[str, str]:
    return {each["check"]: each["state"] for each in json.loads(ended.out)}


def test_all_is_well(here: Any, server: Any) -> None:
    """Every check is told, with where the credentials come from, and without the password or a token."""
    ended = here("doctor", "--format", "json")
    assert ended.code == 0, ended.out
    found = {each["check"]: each["found"] for each in json.loads(ended.out)}
    assert found["credentials"] == f"{server.email}, from environment"
    assert found["base URL"] == f"{server.url} (from PIXOP_BASE_URL)"
    assert "granian" in found["server"]
    assert "good for 15 minutes" in found["token"]
    assert "the default one" in found["team"]
    assert states(ended)["clock"] == "ok"
    assert server.password not in ended.out + ended.err
    assert "eyJ" not in ended.out + ended.err


def test_what_shadows_what_is_told(here: Any, server: Any, tmp_path: Any) -> None:
    """Credentials that were found and not used are named with their place."""
    netrc = tmp_path / "netrc"
    netrc.write_text(f"machine 127.0.0.1 login {server.email} password other-secret\n")
    netrc.chmod(0o600)
    os.environ["NETRC"] = str(netrc)
    try:
        ended = here("doctor", "--email", server.email, "--password", server.password)
    finally:
        del os.environ["NETRC"]
    assert ended.code == 0
    assert "from arguments; also found, and not used: environment (" in ended.out
    assert "netrc (" in ended.out
    assert "other-secret" not in ended.out


@pytest.mark.parametrize(
    ("words", "code", "wrong"),
    [
        (("--password", "not this"), 3, "token"),
        (("--email", "nobody@example.org"), 3, "credentials"),
        (("--base-url", "http://127.0.0.1:9"), 4, "server"),
    ],
)
def test_what_is_wrong_decides_the_exit_code(
    words: tuple[str, ...], code: int, wrong: str, here: Any
) -> None:
    """Refused and missing credentials are 3, a server that is not there is 4, and the check is marked."""
    ended = here("doctor", *words, "--format", "json")
    assert ended.code == code
    assert states(ended)[wrong] == "wrong"
    assert "not this" not in ended.out + ended.err


def test_help_names_the_exit_codes() -> None:
    """The command's own text says what its codes mean."""
    assert "3 credentials" in (doctor.doctor.__doc__ or "")
