"""What happens during a run, in the order of happening."""

from __future__ import annotations

from dataclasses import dataclass

from pixop_contract.requirement import Requirement
from pixop_contract.result import Result
from pixop_contract.run_record import RunRecord


@dataclass(frozen=True, slots=True)
class RunStarted:
    """The run begins with these requirements."""

    requirements: tuple[Requirement, ...]


@dataclass(frozen=True, slots=True)
class RequirementFinished:
    """A requirement was judged."""

    result: Result


@dataclass(frozen=True, slots=True)
class CleanedUp:
    """What the run made was deleted, but for what is `left`."""

    left: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RunFinished:
    """The run is over."""

    record: RunRecord


Event = RunStarted | RequirementFinished | CleanedUp | RunFinished
