"""What became of a requirement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from pixop_contract.exchange import Exchange
from pixop_contract.requirement import Level, Requirement


class Status(StrEnum):
    """The state of a requirement after a run."""

    PASS = "PASS"  # noqa: S105
    FAIL = "FAIL"
    WARN = "WARN"
    SURVEY = "SURVEY"
    SKIP = "SKIP"
    BLOCKED = "BLOCKED"
    INCONCLUSIVE = "INCONCLUSIVE"
    ERROR = "ERROR"


@dataclass(frozen=True, slots=True)
class Finding:
    """One departure that was seen.

    `cause` is equal for findings with the same root, so that one fault is told once.
    """

    requirement: str
    cause: str
    expected: str
    observed: str
    operations: tuple[str, ...] = ()
    exchanges: tuple[Exchange, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Result:
    """A requirement with its status; `reason` explains every status but PASS."""

    requirement: Requirement
    status: Status
    reason: str = ""
    findings: tuple[Finding, ...] = ()
    accepted: str = ""
    """Why the baseline accepts this departure; empty when it does not."""

    @property
    def differs(self) -> bool:
        """Whether the server departs from a decision of the document, and from nothing else."""
        return self.requirement.decided and self.status is Status.WARN


def departed(requirement: Requirement, findings: Sequence[Finding]) -> Result:
    """Judge a requirement that was not kept: only a MUST of the reference or of HTTP can fail."""
    first = findings[0]
    reason = f"expected {first.expected}; got {first.observed}"
    if len(findings) > 1:
        reason += f" (and {len(findings) - 1} more)"
    if requirement.decided:
        reason = f"differs from our document: {reason}"
    status = Status.FAIL if requirement.binding else Status.WARN
    if requirement.level is Level.SURVEY:
        status = Status.SURVEY
    return Result(requirement, status, reason, tuple(findings))
