"""What a judge is: a function from an exchange to judgements about requirements."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pixop_contract.document import Document
from pixop_contract.exchange import Exchange


@dataclass(frozen=True, slots=True)
class Judgement:
    """A requirement that applied to an exchange; `cause` is empty when it was kept."""

    requirement: str
    cause: str = ""
    expected: str = ""
    observed: str = ""


Judge = Callable[[Exchange, Document], Iterator[Judgement]]
JUDGES: dict[Judge, frozenset[str]] = {}


def judges(*requirements: str) -> Callable[[Judge], Judge]:
    """Register a judge for the requirements that it speaks about."""

    def register(judge: Judge) -> Judge:
        JUDGES[judge] = frozenset(requirements)
        return judge

    return register


def verdict(requirement: str, kept: bool, cause: str, expected: str, observed: str) -> Judgement:
    """Return a judgement that carries the details only when the requirement was not kept."""
    return Judgement(requirement) if kept else Judgement(requirement, cause, expected, observed)
