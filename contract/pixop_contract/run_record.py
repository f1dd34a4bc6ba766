"""Everything that reports tell about a run."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pixop_contract.document import Document
from pixop_contract.redaction import Redactor
from pixop_contract.result import Result
from pixop_contract.settings import ContractSettings
from pixop_contract.verdict import Verdict

UUID = re.compile(r"\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b")
MOMENT = re.compile(r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?")
HASH = re.compile(r"\b[0-9a-f]{24,}\b")


@dataclass(frozen=True)
class Reach:
    """Which answers were seen from an operation."""

    operation: str
    statuses: tuple[int, ...]

    @property
    def succeeded(self) -> bool:
        """Whether one of them was a success."""
        return any(200 <= status < 300 for status in self.statuses)


@dataclass(frozen=True)
class RunRecord:
    """A finished run.

    `results` follow the order of the catalogue. `names` are stand-ins for ids that differ from run to run.
    """

    settings: ContractSettings
    document: Document
    verdict: Verdict
    results: tuple[Result, ...]
    reach: tuple[Reach, ...]
    redactor: Redactor = field(repr=False)
    started: datetime
    seconds: float
    requests: int
    names: Mapping[str, str]
    timings: Mapping[str, float] = field(default_factory=dict)
    """Seconds that the case of a requirement took."""
    answers: Mapping[str, frozenset[tuple[str, int]]] = field(default_factory=dict)
    """Which operations answered with which statuses while a requirement was judged."""
    left: tuple[str, ...] = ()
    interrupted: bool = False

    def stable(self, text: str) -> str:
        """Return a text without secrets, ids and moments, so that equal runs tell equal things."""
        return self.stable_together(text)[0]

    def stable_together(self, *texts: str) -> tuple[str, ...]:
        """Return texts as `stable` does; where they name several ids, these stay distinct."""
        told = [self.redactor.text(text) for text in texts]
        for identifier, name in self.names.items():
            told = [text.replace(identifier, name) for text in told]
        ids = list(dict.fromkeys(found for text in told for found in UUID.findall(text)))
        for number, identifier in enumerate(ids, 1):
            name = f"{{id {number}}}" if len(ids) > 1 else "{id}"
            told = [text.replace(identifier, name) for text in told]
        return tuple(HASH.sub("{hash}", MOMENT.sub("{time}", text)) for text in told)
