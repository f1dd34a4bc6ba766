"""SEQ: many requests in many orders, compared with a model of the service."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from pixop_contract.api_session import Login
from pixop_contract.case import Blocked, Mismatch, NotApplicable, case
from pixop_contract.requirement import load_catalogue
from pixop_contract.result import Finding
from pixop_contract.world import World

if TYPE_CHECKING:
    from pixop_contract.sequences.search import Plan
    from pixop_contract.sequences.walk import Sighting

LONGEST_CHAIN = 16
"""Exchanges at most that are kept as the evidence of one departure."""


def finding(sighting: Sighting) -> Finding:
    """Return a departure as a finding, with the requests that lead to it."""
    departure, chain = sighting.departure, sighting.trace[-LONGEST_CHAIN:]
    expected = f"after {len(sighting.trace) - 1} other requests, {departure.expected}"
    names = tuple(exchange.name for exchange in chain[-1:])
    return Finding(departure.requirement, "sequence", expected, departure.observed, names, chain)


def judge(world: World, plan: Plan, logins: Sequence[Login]) -> None:
    """Walk; leave each departure to the requirement that it is about, and fail for those that nobody judges."""
    from pixop_contract.sequences.search import explore, shortest

    if world.settings.read_only:
        raise NotApplicable("nothing is written in read-only mode")
    found = explore(world, plan, logins)
    for name, sighting in found.items():
        world.departures.setdefault(
            name, partial(lambda seen: finding(shortest(world, plan, logins, seen)), sighting)
        )
    catalogue = load_catalogue()
    binding = sorted(name for name in found if catalogue[name].binding)
    if not binding:
        return
    if world.selected.issuperset(binding):
        raise Blocked(binding[0], f"not kept in some order of requests ({', '.join(binding)})")
    seen = world.departures[binding[0]]()
    raise Mismatch(f"{seen.expected} ({binding[0]})", seen.observed, seen.exchanges[-1], cause="sequence")


def strangers(world: World) -> list[Login]:
    """Return every login that is not of the owner's team."""
    found: list[Login] = []
    for step in (world.other_team, world.second_user):
        try:
            found.append(step())
        except NotApplicable:
            continue
    if not found:
        raise NotApplicable("neither a second team nor a second account is there")
    return found


@case("SEQ-001")
def projects_and_videos(world: World) -> None:
    from pixop_contract.sequences.search import Plan
    from pixop_contract.sequences.service_machine import ServiceMachine

    judge(world, Plan(ServiceMachine, walks=24, steps=24, requests=420, shrinking=260), [world.owner])


@case("SEQ-002")
def media(world: World) -> None:
    from pixop_contract.sequences.media_machine import MediaMachine
    from pixop_contract.sequences.search import Plan

    judge(world, Plan(MediaMachine, walks=10, steps=26, requests=200, shrinking=200), [world.owner])


@case("SEQ-003")
def processing(world: World) -> None:
    from pixop_contract.sequences.media_machine import ProcessingMachine
    from pixop_contract.sequences.search import Plan

    judge(world, Plan(ProcessingMachine, walks=6, steps=24, requests=130, shrinking=130), [world.owner])


@case("SEQ-004")
def teams(world: World) -> None:
    from pixop_contract.sequences.search import Plan
    from pixop_contract.sequences.service_machine import ServiceMachine

    logins = [world.owner, *strangers(world)]
    judge(world, Plan(ServiceMachine, walks=16, steps=24, requests=320, shrinking=240), logins)
