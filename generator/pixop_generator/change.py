"""One difference between two documents, and whom it breaks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from pixop_generator.server_severity import DANGEROUS_FOR_CALLERS, Severity, for_servers

#: A schema of a request or of a response. A request may only be widened, a response only be narrowed.
Direction = Literal["request", "response"]
_RANK: dict[Severity, int] = {"breaking": 0, "dangerous": 1, "compatible": 2}


@dataclass(frozen=True, slots=True)
class Change:
    """A difference between an old and a new document.

    Attributes:
        pointer: JSON pointer to the place in the new document; in the old one for what was removed.
        rule: Name of the kind of change, such as `request-field-required`.
        severity: For callers: `breaking` when a client of the old document can fail against a server of the new one,
            `dangerous` when code that is right by the old document can act differently, else `compatible`.
        sentence: What changed, for people.
        old: The old value; None when there was none.
        new: The new value; None when there is none.
        operations: Ids of the operations that it concerns, those of the new document first.
    """

    pointer: str
    rule: str
    severity: Severity
    sentence: str
    old: Any = None
    new: Any = None
    operations: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.rule in DANGEROUS_FOR_CALLERS:
            object.__setattr__(self, "severity", "dangerous")

    @property
    def servers(self) -> Severity:
        """For servers: `breaking` when one that follows the old document does not conform to the new one."""
        return for_servers(self.rule, self.severity)

    def to_dict(self) -> dict[str, Any]:
        """The change as JSON values; `callers` is `severity` under the name that stands beside `servers`."""
        values = asdict(self)
        return {
            **{key: values[key] for key in ("pointer", "rule", "severity")},
            "callers": self.severity,
            "servers": self.servers,
            **{key: values[key] for key in ("sentence", "old", "new")},
            "operations": list(self.operations),
        }


def narrowed(direction: Direction) -> Severity:
    """What it means that fewer values are allowed than before."""
    return "breaking" if direction == "request" else "compatible"


def widened(direction: Direction) -> Severity:
    """What it means that more values are allowed than before."""
    return "compatible" if direction == "request" else "breaking"


def distinct(changes: Iterable[Change]) -> list[Change]:
    """Each change once, the worst first; a shared schema is met by many operations."""
    found: dict[tuple[str, str, str], Change] = {}
    for change in changes:
        key = (change.pointer, change.rule, change.sentence)
        if (known := found.get(key)) is None:
            found[key] = change
        elif new := tuple(each for each in change.operations if each not in known.operations):
            found[key] = replace(known, operations=known.operations + new)
    return sorted(
        found.values(),
        key=lambda each: (_RANK[each.severity], _RANK[each.servers], each.pointer, each.rule, each.sentence),
    )
