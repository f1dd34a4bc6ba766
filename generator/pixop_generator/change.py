"""One difference between two documents, and whom it breaks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal

Severity = Literal["breaking", "compatible"]
#: A schema of a request or of a response. A request may only be widened, a response only be narrowed.
Direction = Literal["request", "response"]


@dataclass(frozen=True, slots=True)
class Change:
    """A difference between an old and a new document.

    Attributes:
        pointer: JSON pointer to the place in the new document; in the old one for what was removed.
        rule: Name of the kind of change, such as `request-field-required`.
        severity: `breaking` when a client of the old document can fail against a server of the new one.
        sentence: What changed, for people.
        old: The old value; None when there was none.
        new: The new value; None when there is none.
    """

    pointer: str
    rule: str
    severity: Severity
    sentence: str
    old: Any = None
    new: Any = None

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


def narrowed(direction: Direction) -> Severity:
    """What it means that fewer values are allowed than before."""
    return "breaking" if direction == "request" else "compatible"


def widened(direction: Direction) -> Severity:
    """What it means that more values are allowed than before."""
    return "compatible" if direction == "request" else "breaking"


def distinct(changes: Iterable[Change]) -> list[Change]:
    """Each change once, the breaking ones first; a shared schema is met by many operations."""
    found: dict[tuple[str, str, str], Change] = {}
    for change in changes:
        found.setdefault((change.pointer, change.rule, change.sentence), change)
    return sorted(
        found.values(), key=lambda change: (change.severity != "breaking", change.pointer, change.rule)
    )
