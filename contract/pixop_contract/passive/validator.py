"""The passive validator: every response passes all judges, and findings with one cause are one."""

from __future__ import annotations

from dataclasses import replace

from pixop_contract.document import Document
from pixop_contract.exchange import Exchange
from pixop_contract.passive import content, framing, media_fields, schema, timestamps
from pixop_contract.passive.judge import JUDGES
from pixop_contract.result import Finding

MODULES = (content, framing, media_fields, schema, timestamps)
MAX_EXCHANGES = 3
"""Exchanges kept as evidence of one finding."""


def passive_requirements() -> frozenset[str]:
    """Return the ids of all requirements that judges speak about."""
    return frozenset().union(*JUDGES.values())


class PassiveValidator:
    """Collects what the judges say.

    `applied` holds the requirements that had something to judge.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self._findings: dict[tuple[str, str], Finding] = {}
        self.applied: set[str] = set()

    def observe(self, exchange: Exchange) -> None:
        """Judge one exchange."""
        for judge in JUDGES:
            for judgement in judge(exchange, self._document):
                self.applied.add(judgement.requirement)
                if judgement.cause:
                    self.note(
                        Finding(
                            judgement.requirement,
                            judgement.cause,
                            judgement.expected,
                            judgement.observed,
                            (exchange.name,),
                            (exchange,),
                        )
                    )

    def note(self, finding: Finding) -> None:
        """Add a finding, or add its operations and evidence to one with the same cause."""
        self.applied.add(finding.requirement)
        key = (finding.requirement, finding.cause)
        known = self._findings.get(key)
        if known is None:
            self._findings[key] = finding
            return
        self._findings[key] = replace(
            known,
            operations=tuple(dict.fromkeys(known.operations + finding.operations)),
            exchanges=(known.exchanges + finding.exchanges)[:MAX_EXCHANGES],
        )

    def findings(self, requirement: str) -> tuple[Finding, ...]:
        """Return what was found against a requirement."""
        return tuple(found for (identifier, _), found in self._findings.items() if identifier == requirement)
