"""What of the document no requirement can show: operation × status × header, with the reason."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from pixop_contract.document import Document


@dataclass(frozen=True, slots=True)
class Gap:
    """A documented status of an operation, or one of its header fields, that is not covered."""

    operation: str
    status: str
    headers: tuple[str, ...]
    reason: str


@cache
def load_gaps() -> tuple[Gap, ...]:
    """Read `uncovered.yaml`."""
    text = files("pixop_contract").joinpath("uncovered.yaml").read_text(encoding="utf-8")
    return tuple(
        Gap(operation, str(entry["status"]), tuple(entry.get("headers", ())), entry["reason"])
        for entry in yaml.safe_load(text)
        for operation in entry["operations"]
    )


def documented(document: Document) -> set[tuple[str, str]]:
    """Return every operation with every status that the document gives it."""
    return {
        (operation.id, str(status))
        for operation in document.operations.values()
        for status in operation.responses
    }


def unseen(document: Document, seen: Mapping[str, Collection[int]]) -> set[tuple[str, str]]:
    """Return what the document gives and a run has not seen."""
    return {
        (operation, status)
        for operation, status in documented(document)
        if status not in {str(number) for number in seen.get(operation, ())}
    }
