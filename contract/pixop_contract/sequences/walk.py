"""One walk: requests in some order, each answer compared with the model, and the trace of it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pixop_contract.api_session import Login, LoginFailedError
from pixop_contract.case import Blocked, Inconclusive, NotApplicable
from pixop_contract.exchange import Exchange
from pixop_contract.http_parser import UnreadableResponseError
from pixop_contract.raw_client import TransportError
from pixop_contract.sequences.actor import Actor
from pixop_contract.sequences.claim import Claim, Departure, departures
from pixop_contract.sequences.service_state import Project, ServiceState, Video
from pixop_contract.world import World

ENDING = (
    Blocked,
    Inconclusive,
    NotApplicable,
    LoginFailedError,
    TransportError,
    UnreadableResponseError,
)
"""What ends all walks: it is about the run, not about one answer."""


class Halt(BaseException):
    """Walking is over, for the reason in `why` or because the budget is spent.

    Not an Exception: the machinery that drives the walks would take it for a finding and try to shrink it.
    """

    def __init__(self, why: Exception | None = None) -> None:
        super().__init__()
        self.why = why


class Departed(Exception):  # noqa: N818 (an outcome)
    """An answer departs from the model where a departure was looked for."""


@dataclass(frozen=True)
class Sighting:
    """A departure with the exchanges that led to it."""

    departure: Departure
    trace: tuple[Exchange, ...]


@dataclass
class Budget:
    """What walks may cost.

    Args:
        requests: How many requests may still be sent.
    """

    requests: int

    def spend(self) -> None:
        """Count a request; Halt when there is none left."""
        if self.requests <= 0:
            raise Halt
        self.requests -= 1


@dataclass
class Hunt:
    """What all walks of one search share.

    Args:
        actors: Who asks, the owner first, with their logins.
        wanted: The requirement whose departure ends a walk; all are collected when None.
    """

    world: World
    actors: Sequence[tuple[Actor, Login]]
    budget: Budget
    wanted: str | None = None
    found: dict[str, Sighting] = field(default_factory=dict)
    halted: Halt | None = None

    def note(self, sighting: Sighting) -> None:
        """Keep a departure; of two for one requirement the one with the shorter trace."""
        known = self.found.get(sighting.departure.requirement)
        if known is None or len(sighting.trace) < len(known.trace):
            self.found[sighting.departure.requirement] = sighting


class Walk:
    """One walk from an empty state."""

    def __init__(self, hunt: Hunt) -> None:
        self._hunt = hunt
        self._logins = dict(hunt.actors)
        self.trace: list[Exchange] = []
        self.lost = False
        """Whether the server failed, so that its state is not known any more."""
        self.over = False
        """Whether the walk ends here: what was looked for is found, or nothing more may be asked."""

    @property
    def world(self) -> World:
        """The run's world."""
        return self._hunt.world

    def ask(
        self, claims: Iterable[Claim], operation: str, identifier: str | None, actor: Actor, **arguments: Any
    ) -> Exchange:
        """Send a request and compare the answer."""
        answer = self.send(
            lambda: self.world.api.call(operation, identifier, by=self._logins[actor], **arguments)
        )
        self.compare(claims, answer)
        return answer

    def send(self, request: Callable[[], Exchange]) -> Exchange:
        """Send a request without comparing the answer."""
        try:
            self._hunt.budget.spend()
            answer = request()
        except Halt as halt:
            self.over, self._hunt.halted = True, halt
            raise
        except ENDING as error:
            self.over, self._hunt.halted = True, Halt(error)
            raise self._hunt.halted from error
        self.trace.append(answer)
        self.lost = self.lost or answer.status >= 500
        return answer

    def poll(self, operation: str, identifier: str, actor: Actor) -> Exchange:
        """Ask for a progress; of questions in a row the last one stays in the trace, and they cost nothing."""
        before = self.trace[-1] if self.trace else None
        self._hunt.budget.requests += 1
        answer = self.send(lambda: self.world.api.call(operation, identifier, by=self._logins[actor]))
        if before is not None and (before.name, before.identifier) == (operation, identifier):
            del self.trace[-2]
        return answer

    def login(self, actor: Actor) -> Login:
        """Return an actor's login."""
        return self._logins[actor]

    def follow(self, url: str, actor: Actor) -> Exchange:
        """Follow a link."""
        return self.send(lambda: self.world.api.follow(url, by=self._logins[actor]))

    def compare(self, claims: Iterable[Claim], answer: Exchange) -> None:
        """Compare an answer with what must follow."""
        for departure in departures(claims, answer):
            self.note(departure)

    def note(self, departure: Departure) -> None:
        """Keep a departure; end the walk where it is the one that is looked for."""
        wanted = self._hunt.wanted
        if wanted is None or departure.requirement == wanted:
            self._hunt.note(Sighting(departure, tuple(self.trace)))
        if departure.requirement == wanted:
            self.over = True
            raise Departed(wanted)

    def clear(self, state: ServiceState) -> None:
        """Delete what is left; what cannot be deleted now the run deletes at its end."""
        made: list[tuple[Project | Video, str]] = [
            *((video, "deleteVideo") for video in state.videos if video.parent is None),
            *((project, "deleteProject") for project in state.projects),
        ]
        for thing, operation in made:
            actor = next((actor for actor in self._logins if actor.team == thing.team), None)
            if actor is None or thing.deleted:
                continue
            with contextlib.suppress(*ENDING):
                self.world.api.call(operation, thing.id, by=self._logins[actor])
