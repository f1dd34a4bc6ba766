"""Requests that a server may not survive: whether it is down, or has lost one connection."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pixop_contract.case import Inconclusive, Mismatch
from pixop_contract.exchange import Exchange
from pixop_contract.http_parser import UnreadableResponseError
from pixop_contract.raw_client import RequestTimedOutError, TransportError
from pixop_contract.world import World


@dataclass(frozen=True)
class Outage:
    """A request that the server, which answered before, did not live to answer."""

    after: str
    """The request, in short."""
    error: str
    down: bool
    """Whether the server could not be reached afterwards either."""


def attempt(world: World, what: str, ask: Callable[[], Exchange]) -> Exchange | Outage:
    """Send a request; ask again when only its connection was lost, for that can happen by chance.

    Raises:
        RequestTimedOutError: The server answers other requests, and this one not in time.
        UnreadableResponseError: What the server answers is not HTTP.
    """
    try:
        return ask()
    except (TransportError, UnreadableResponseError) as error:
        first = error
    if gone := _gone(world):
        return Outage(what, f"{first}; then {gone}", down=True)
    if isinstance(first, RequestTimedOutError | UnreadableResponseError):
        raise first
    try:
        return ask()
    except RequestTimedOutError:
        raise
    except TransportError as again:
        gone = _gone(world)
        return Outage(what, f"{again}, twice" + (f"; then {gone}" if gone else ""), down=bool(gone))


def _gone(world: World) -> str:
    """Return why the server cannot be reached, or nothing: any answer will do."""
    try:
        world.api.call("verifyToken")
    except TransportError as error:
        return str(error)
    except UnreadableResponseError:
        return ""
    return ""


def survived(outages: Iterable[Outage]) -> None:
    """Expect that there was no outage."""
    for outage in outages:
        raise Mismatch(
            "an answer to every request", f"none to {outage.after}: {outage.error}", cause="an outage"
        )


def settled(outages: Iterable[Outage]) -> None:
    """Leave open what the server did not live to show."""
    for outage in outages:
        if outage.down:
            raise Inconclusive(f"the server went down after {outage.after}: {outage.error}")
