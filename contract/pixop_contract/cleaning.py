"""`pixop contract clean`: delete what earlier runs left on a server, by their journals and by their names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pixop_contract.api_session import ApiSession, Login, LoginFailedError
from pixop_contract.document import load_document
from pixop_contract.journal import Leftover, default_directory, leftovers
from pixop_contract.ledger import Ledger
from pixop_contract.raw_client import RawClient
from pixop_contract.settings import ContractSettings

MOST_PAGES = 500


def clean(settings: ContractSettings, directory: Path | None = None) -> list[str]:
    """Delete what is left of killed runs; return a sentence for each run.

    A run that was killed between a request and its answer has made something whose id no journal holds; it is
    found by the run's name, which all names begin with.

    Raises:
        TransportError: The server cannot be reached.
        LoginFailedError: The credentials are refused.
    """
    client = RawClient(settings.base_url, timeout=settings.request_timeout)
    session = ApiSession(client, load_document())
    try:
        told: list[str] = []
        for leftover in leftovers(directory or default_directory(), settings.base_url):
            logins = list(_logins(session, settings))
            ledger = Ledger()
            for kind, identifier in leftover.things:
                ledger.adopt(kind, identifier)
            for login in logins:
                for kind, identifier in _named(session, login, leftover):
                    ledger.adopt(kind, identifier)
            count = len(ledger)
            left = ledger.clear(session, logins)
            if not left:
                leftover.path.unlink(missing_ok=True)
            told.append(
                f"{leftover.run}: {count - len(left)} deleted" + (f", not {', '.join(left)}" if left else "")
            )
        return told
    finally:
        client.close()


def _logins(session: ApiSession, settings: ContractSettings) -> Iterator[Login]:
    """Yield a login a team of each account."""
    for email, password in (
        (settings.email, settings.password),
        (settings.second_email, settings.second_password),
    ):
        if not email:
            continue
        login = Login(email, email, password)
        session.token(login)
        yield login
        for team in session.call("verifyToken", by=login).get("otherTeams") or ():
            if isinstance(team, dict) and isinstance(team.get("id"), str):
                other = Login(f"{email} in another team", email, password, team_id=team["id"])
                try:
                    session.token(other)
                except LoginFailedError:
                    continue
                yield other


def _named(session: ApiSession, login: Login, leftover: Leftover) -> Iterator[tuple[str, str]]:
    """Yield the videos and projects that the run named."""
    for kind, operation, items in (
        ("video", "listVideos", "videos"),
        ("project", "listProjects", "projects"),
    ):
        for item in _all(session, login, operation, items):
            if str(item.get("name")).strip().startswith(leftover.run) and isinstance(item.get("id"), str):
                yield kind, item["id"]


def _all(session: ApiSession, login: Login, operation: str, items: str) -> Iterator[dict[str, Any]]:
    answer = session.call(operation, by=login)
    for _ in range(MOST_PAGES):
        page = answer.get("_embedded", items) or ()
        yield from (item for item in page if isinstance(item, dict))
        following = answer.get("_links", "next", "href")
        if not isinstance(following, str) or not page:
            return
        answer = session.follow(following, by=login)
