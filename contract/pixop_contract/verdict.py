"""From results to a verdict: per profile, and of the whole run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from pixop_contract.document import Operation
from pixop_contract.requirement import Level, Profile
from pixop_contract.result import Result, Status

PROCESSING_OPERATIONS = frozenset(
    {"processVideo", "checkProcessVideoProgress", "downloadProcessedMedia", "headProcessedMedia"}
)
DESTRUCTIVE_OPERATIONS = frozenset({"generateAuthSecret", "generateSignatureSecret", "updatePassword"})
OPEN = frozenset({Status.SKIP, Status.BLOCKED, Status.INCONCLUSIVE})


class ExitCode(IntEnum):
    """What the command ends with."""

    CONFORMANT = 0
    NOT_CONFORMANT = 1
    USAGE = 2
    NOT_ESTABLISHED = 3
    HARNESS_ERROR = 4
    INTERRUPTED = 130


class Outcome(StrEnum):
    """What a run establishes."""

    CONFORMANT = "conformant"
    NOT_CONFORMANT = "not conformant"
    NOT_ESTABLISHED = "not established"
    HARNESS_ERROR = "harness error"


@dataclass(frozen=True, slots=True)
class ProfileVerdict:
    """The verdict of a profile, with the reasons for anything but `conformant`."""

    profile: Profile
    outcome: Outcome
    sentence: str
    reasons: tuple[str, ...]
    counts: tuple[tuple[str, int], ...]
    unreached: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict of a run."""

    outcome: Outcome
    sentence: str
    profiles: tuple[ProfileVerdict, ...]
    exit_code: ExitCode


def home_profile(operation: Operation) -> Profile:
    """Return the profile in which an operation has to succeed once."""
    if operation.id in DESTRUCTIVE_OPERATIONS:
        return Profile.DESTRUCTIVE
    if operation.id in PROCESSING_OPERATIONS:
        return Profile.PROCESSING
    return Profile.MEDIA if operation.path.startswith("/media/") else Profile.CORE


def judge_profile(
    profile: Profile,
    results: Sequence[Result],
    *,
    unreached: Sequence[str] = (),
    passive: Collection[str] = (),
    strict: bool = False,
    partial: bool = False,
) -> ProfileVerdict:
    """Judge one profile.

    Args:
        results: The results of the profile's requirements.
        unreached: Operations of the profile that never succeeded.
        passive: Requirements about answers of a kind: where none was seen, nothing is open.
        strict: Whether a departure from a decision of the document counts.
        partial: Whether the run was narrowed: then it is about the selection alone.
    """
    accepted = [result for result in results if result.accepted]
    failed = [
        result
        for result in results
        if not result.accepted and (result.status is Status.FAIL or (strict and result.differs))
    ]
    errors = [result for result in results if result.status is Status.ERROR]
    undecided = [
        result
        for result in results
        if result.requirement.binding
        and result.status in OPEN
        and not (result.status is Status.SKIP and result.requirement.id in passive)
    ]
    differs = sum(result.differs for result in results)
    reasons = [f"{result.requirement.id}: {result.reason}" for result in failed or errors]
    if failed:
        outcome, why = Outcome.NOT_CONFORMANT, f"{_count(len(failed), 'requirement')} not kept"
    elif errors:
        outcome, why = Outcome.HARNESS_ERROR, f"{_count(len(errors), 'case')} of this suite failed"
    elif undecided or (unreached and not partial) or not results:
        outcome = Outcome.NOT_ESTABLISHED
        reasons = [
            f"{result.requirement.id}: {result.status.lower()}, {result.reason}" for result in undecided
        ]
        reasons += [f"{name} never succeeded" for name in unreached]
        why = f"{_count(len(undecided), 'MUST')} open, {_count(len(unreached), 'operation')} never reached"
        if not results:
            reasons, why = ["no requirement was selected"], "no requirement was selected"
    else:
        must = sum(result.requirement.level is Level.MUST and not result.accepted for result in results)
        outcome, why = Outcome.CONFORMANT, f"{must} MUST judged"
    sentence = f"{profile}: {outcome} ({why}"
    if differs:
        sentence += f"; differs from our document in {_count(differs, 'place')}"
    if accepted:
        sentence += f"; {_count(len(accepted), 'known deviation')} accepted"
    sentence += "; selected requirements only)" if partial else ")"
    counts = Counter(result.status.value for result in results)
    return ProfileVerdict(
        profile,
        outcome,
        sentence,
        tuple(reasons),
        tuple((status.value, counts[status.value]) for status in Status if counts[status.value]),
        tuple(unreached),
    )


def judge_run(profiles: Iterable[ProfileVerdict], *, differs: int, interrupted: bool = False) -> Verdict:
    """Judge the whole run: what is proved wrong outweighs what is open."""
    judged = tuple(profiles)
    outcomes = {verdict.outcome for verdict in judged}
    ranked = (
        (Outcome.NOT_CONFORMANT, ExitCode.NOT_CONFORMANT),
        (Outcome.HARNESS_ERROR, ExitCode.HARNESS_ERROR),
        (Outcome.NOT_ESTABLISHED, ExitCode.NOT_ESTABLISHED),
        (Outcome.CONFORMANT, ExitCode.CONFORMANT),
    )
    outcome, exit_code = next((pair for pair in ranked if pair[0] in outcomes), ranked[2])
    groups = [
        f"{kind} in {', '.join(verdict.profile for verdict in judged if verdict.outcome is kind)}"
        for kind, _ in ranked
        if kind in outcomes
    ]
    sentence = "The server is " + "; ".join(groups) if groups else "Nothing was established"
    sentence = sentence.replace(f"is {Outcome.HARNESS_ERROR}", f"met a {Outcome.HARNESS_ERROR}")
    if differs:
        sentence += (
            f". It differs from our document, where the reference is silent, in {_count(differs, 'place')}"
        )
    if interrupted:
        sentence, exit_code = f"The run was interrupted. {sentence}", ExitCode.INTERRUPTED
    return Verdict(outcome, sentence + ".", judged, exit_code)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 or noun == "MUST" else f"{number} {noun}s"
