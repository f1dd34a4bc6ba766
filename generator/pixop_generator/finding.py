"""What is wrong with a document, and where: findings with a JSON pointer (RFC 6901) and, when known, a line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault of a document.

    Attributes:
        pointer: JSON pointer to the faulty place, `` for the document itself.
        message: What is wrong and what to write instead, one line.
        line: Line in the source file, counted from 1, when the place is known.
    """

    pointer: str
    message: str
    line: int | None = None

    def text(self, path: Path) -> str:
        """The finding as one line for people, with the file, the line and the pointer."""
        place = f"{path}:{self.line}" if self.line else str(path)
        return f"{place}: {self.pointer or '/'}: {self.message}"


class DocumentError(Exception):
    """A document from which no code is made. Carries every finding, in the order of the document."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = list(findings)
        super().__init__("; ".join(f"{finding.pointer}: {finding.message}" for finding in self.findings))


def pointer_to(*parts: str | int) -> str:
    """Write a JSON pointer from unescaped parts (RFC 6901, section 3)."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)
