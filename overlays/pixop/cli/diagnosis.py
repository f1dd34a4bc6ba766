"""Find out what works between here and the service. Nothing is changed anywhere, and no secret is told."""

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from pixop.calls.retry_after import http_date
from pixop.cli.exit_code import ExitCode
from pixop.cli.failure import explain, one_line
from pixop.cli.shared_options import ServiceOptions
from pixop.cli.state_directory import ledger_directory
from pixop.errors import AuthenticationError, ConnectionFailedError, PixopError
from pixop.verification.media_facts import NotProbedError

if TYPE_CHECKING:
    from pixop import Pixop
    from pixop.auth.credentials import Credentials

State = Literal["ok", "warning", "wrong"]

_SKEW = 30.0
"""Seconds between the clocks that are worth a word; the client works with any."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found.

    Attributes:
        advice: what to do; empty when nothing is to be done.
    """

    check: str
    state: State
    found: str
    advice: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return it for output."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """All findings, and the exit code that they come to."""

    findings: tuple[Finding, ...]
    code: ExitCode

    @classmethod
    def of(cls, service: ServiceOptions, password: str | None) -> "Diagnosis":
        """Check one thing after the other; what cannot be checked for want of another is left out."""
        from pixop import Pixop, RetryPolicy

        findings = [_software()]
        code = ExitCode.DONE
        with Pixop(
            service.base_url,
            service.email,
            password,
            team_id=service.team_id,
            timeout=service.timeout or 15.0,
            retry=RetryPolicy(attempts=1),
        ) as client:
            findings.append(_base_url(client, service))
            reachable, server = _server(client)
            findings += server
            if not reachable:
                code = ExitCode.UNREACHABLE
            credentials, found = _credentials(client)
            findings += found
            if credentials is None:
                code = code or ExitCode.CREDENTIALS
            elif reachable:
                for finding in _account(client):
                    findings.append(finding)
                    if finding.state == "wrong":
                        code = code or (ExitCode.CREDENTIALS if finding.check == "token" else ExitCode.FAILED)
        findings += [_probe(), *_disk()]
        if code == ExitCode.DONE and any(finding.state == "wrong" for finding in findings):
            code = ExitCode.FAILED
        return cls(tuple(findings), code)


def _software() -> Finding:
    from importlib.metadata import version

    python = ".".join(map(str, sys.version_info[:3]))
    parts = ", ".join(f"{name} {version(name)}" for name in ("pixop", "httpx"))
    return Finding("software", "ok", f"{parts}, Python {python}, {sys.platform}")


def _base_url(client: "Pixop", service: ServiceOptions) -> Finding:
    if service.base_url:
        source = "--base-url"
    elif os.environ.get("PIXOP_BASE_URL"):
        source = "PIXOP_BASE_URL"
    else:
        source = "the default"
    url = client.base_url
    if url.startswith("http:") and client._setup.base_url.host not in ("127.0.0.1", "localhost", "::1"):
        return Finding(
            "base URL",
            "warning",
            f"{url} (from {source})",
            "Without TLS anyone on the way reads the password: use https.",
        )
    return Finding("base URL", "ok", f"{url} (from {source})")


def _server(client: "Pixop") -> tuple[bool, list[Finding]]:
    """Send a token request without a token: every server of this API answers it, with a refusal."""
    from pixop.calls.wire_message import HttpRequest
    from pixop.http import SyncHttp

    setup = client._setup
    url = setup.base_url.join("/videos/v1/projects")
    http = SyncHttp(setup.clock)
    try:
        answer = http.send(HttpRequest("GET", url, setup.timeouts, (("Accept", "application/json"),)))
    except ConnectionFailedError as error:
        failure = explain(error)
        return False, [Finding("server", "wrong", failure.message if failure else str(error))]
    finally:
        http.close()
    client._exchange.server_clock.observe(answer.headers)
    kind = one_line(answer.headers.get("server", "") or "does not say what it is")
    findings = [
        Finding("server", "ok", f"{kind}; answers {answer.status} to a request without a token")
        if answer.status in (400, 401, 403)
        else Finding(
            "server",
            "warning",
            f"{kind}; answers {answer.status} to a request without a token, where 401 is usual",
            "Check that the base URL is that of a Pixop API.",
        )
    ]
    date = http_date(answer.headers.get("date", ""))
    if date is None:
        return True, [*findings, Finding("clock", "warning", "the server does not tell the time")]
    skew = setup.clock.time() - date
    if abs(skew) <= _SKEW:
        return True, [*findings, Finding("clock", "ok", f"within {_SKEW:.0f} s of the server's")]
    way = "ahead of" if skew > 0 else "behind"
    return True, [
        *findings,
        Finding(
            "clock",
            "warning",
            f"{abs(skew):.0f} s {way} the server's",
            "The client allows for it; other tools may not: set this machine's clock.",
        ),
    ]


def _credentials(client: "Pixop") -> "tuple[Credentials | None, list[Finding]]":
    from pixop.auth.credentials import credential_places

    setup = client._setup
    try:
        won = setup._find_credentials()
    except PixopError as error:
        failure = explain(error)
        return None, [Finding("credentials", "wrong", failure.message if failure else str(error))]
    others = [
        f"{each.source} ({one_line(each.email)})"
        for each in credential_places(setup.email, setup.password, host=setup.base_url.host)
        if each.source != won.source
    ]
    hidden = f"; also found, and not used: {', '.join(others)}" if others else ""
    return won, [Finding("credentials", "ok", f"{one_line(won.email)}, from {won.source}{hidden}")]


def _account(client: "Pixop") -> Iterator[Finding]:
    try:
        token = client._connections.run(client._exchange.authorization.token(client._exchange.answer))
    except AuthenticationError as error:
        yield Finding("token", "wrong", one_line(error.message))
        return
    except PixopError as error:
        yield Finding("token", "wrong", one_line(error.message))
        return
    left = token.remaining(client._setup.clock.monotonic())
    yield Finding("token", "ok", f"received, good for {left / 60:.0f} minutes")
    try:
        account = client.accounts.get_account()
    except PixopError as error:
        yield Finding("account", "wrong", one_line(error.message))
        return
    team = account.team
    wanted = client._setup.team_id
    yield Finding("team", "ok", f"{one_line(team.name)} ({team.id}){'' if wanted else ', the default one'}")


def _probe() -> Finding:
    try:
        from pixop_server.media import MediaError, ffmpeg_path
    except ModuleNotFoundError:
        return Finding(
            "probe", "warning", "results are verified by their length alone", "pip install 'pixop[cli,probe]'"
        )
    try:
        return Finding("probe", "ok", f"{ffmpeg_path()}")
    except (MediaError, NotProbedError) as error:
        return Finding("probe", "warning", one_line(str(error)))


def _disk() -> Iterator[Finding]:
    directory = ledger_directory()
    there = next((each for each in (directory, *directory.parents) if each.is_dir()), directory)
    if os.access(there, os.W_OK):
        yield Finding("ledgers", "ok", f"{directory}")
    else:
        yield Finding(
            "ledgers", "wrong", f"{directory} cannot be written", "Set PIXOP_STATE_DIR, or name a --ledger."
        )
    free = shutil.disk_usage(os.getcwd()).free  # noqa: PTH109 - where results go
    yield Finding("disk", "ok" if free > 1 << 30 else "warning", f"{free / 1e9:.1f} GB free here")
