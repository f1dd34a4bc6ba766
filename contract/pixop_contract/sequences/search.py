"""Search for departures: many walks, the same for the same seed; then the shortest walk that shows one of them."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, Phase, Verbosity, seed, settings
from hypothesis.errors import HypothesisException
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from pixop_contract.api_session import Login
from pixop_contract.drawing import quiet
from pixop_contract.sequences.actor import Actor
from pixop_contract.sequences.service_machine import ServiceMachine
from pixop_contract.sequences.walk import Budget, Departed, Halt, Hunt, Sighting
from pixop_contract.world import World


@dataclass(frozen=True)
class Plan:
    """Which walks there are.

    Args:
        machine: The rules.
        walks: How many walks.
        steps: Rules in each of them.
        requests: Requests at most, in all walks.
        shrinking: Requests at most to find a shorter walk for one departure.
    """

    machine: type[ServiceMachine]
    walks: int
    steps: int
    requests: int
    shrinking: int


def explore(world: World, plan: Plan, actors: Sequence[Login]) -> dict[str, Sighting]:
    """Walk, and return the departures by requirement.

    Raises:
        TransportError, LoginFailedError, NotApplicable: What ends the walks.
    """
    hunt = Hunt(world, _actors(world, actors), Budget(plan.requests))
    _run(hunt, plan)
    return hunt.found


def shortest(world: World, plan: Plan, actors: Sequence[Login], known: Sighting) -> Sighting:
    """Return the departure with the shortest trace that the budget finds."""
    hunt = Hunt(
        world, _actors(world, actors), Budget(plan.requests + plan.shrinking), known.departure.requirement
    )
    hunt.note(known)
    with contextlib.suppress(Exception):  # a departure that does not come again keeps its first trace
        _run(hunt, plan)
    return hunt.found[known.departure.requirement]


def _actors(world: World, logins: Sequence[Login]) -> list[tuple[Actor, Login]]:
    found: list[tuple[Actor, Login]] = []
    for login in logins:
        world.api.token(login)
        found.append((Actor(login.label, str(login.user_id), str(login.token_team_id)), login))
    return found


def _run(hunt: Hunt, plan: Plan) -> None:
    def walk() -> RuleBasedStateMachine:
        return plan.machine(hunt)

    factory: Any = seed(hunt.world.settings.seed)(walk)  # any callable serves; the annotation says a class

    checks: Any = list(HealthCheck)  # its metaclass iterates members; pyright reads the class itself
    phases = [Phase.generate] if hunt.wanted is None else [Phase.generate, Phase.shrink]
    chosen = settings(
        max_examples=plan.walks,
        stateful_step_count=plan.steps,
        phases=phases,
        derandomize=True,
        database=None,
        deadline=None,
        verbosity=Verbosity.quiet,
        print_blob=False,
        report_multiple_bugs=False,
        suppress_health_check=checks,
    )
    try:
        with quiet():
            run_state_machine_as_test(factory, settings=chosen)
    except Departed:
        pass
    except (Halt, HypothesisException):
        # A halt in a walk that was walked before looks to Hypothesis like a test that cannot make up its mind.
        if hunt.halted is None and hunt.wanted is None:
            raise
    if hunt.halted is not None and hunt.halted.why is not None:
        raise hunt.halted.why
