"""Cases: functions registered by the id of the one requirement that they judge."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pixop_contract.exchange import Exchange

if TYPE_CHECKING:
    from pixop_contract.world import World

CaseFunction = Callable[["World"], str | None]
"""Returns nothing when the requirement is kept, and for a survey what was found."""

_CASES: dict[str, Case] = {}


@dataclass(frozen=True, slots=True)
class Case:
    """A function and the requirement that it judges."""

    requirement: str
    run: CaseFunction


class Mismatch(Exception):  # noqa: N818 (an outcome)
    """The server departs from the requirement."""

    def __init__(self, expected: str, observed: str, at: Exchange | None = None, *, cause: str = "") -> None:
        super().__init__(f"expected {expected}; got {observed}")
        self.expected = expected
        self.observed = observed
        self.at = at
        self.cause = cause or expected


class Inconclusive(Exception):  # noqa: N818 (an outcome)
    """The requirement could not be judged, through no fault that it is about."""


class NotApplicable(Exception):  # noqa: N818 (an outcome)
    """The run lacks what the requirement needs, a second account for example."""


class Vacuous(Exception):  # noqa: N818 (an outcome)
    """The requirement speaks of something that this server does not have: it is kept."""


class Blocked(Exception):  # noqa: N818 (an outcome)
    """What the case builds on does not work; `by` names the requirement or step."""

    def __init__(self, by: str, reason: str) -> None:
        super().__init__(f"{by}: {reason}")
        self.by = by


def case(requirement: str) -> Callable[[CaseFunction], CaseFunction]:
    """Register a function as the case of a requirement."""

    def register(function: CaseFunction) -> CaseFunction:
        if requirement in _CASES:
            raise ValueError(f"{requirement} has two cases")
        _CASES[requirement] = Case(requirement, function)
        return function

    return register


def load_cases() -> dict[str, Case]:
    """Import every module of `pixop_contract.cases` and return the cases by requirement id."""
    package = importlib.import_module("pixop_contract.cases")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{module.name}")
    return dict(_CASES)
