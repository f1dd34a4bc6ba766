"""results.json: what was judged, stable from run to run but for `meta` and `exchanges`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from pixop_contract.curl import curl
from pixop_contract.exchange import Exchange
from pixop_contract.http_message import Headers
from pixop_contract.redaction import Redactor
from pixop_contract.requirement import Level
from pixop_contract.result import Finding, Result, Status
from pixop_contract.run_record import Reach, RunRecord
from pixop_contract.uncovered import load_gaps

FORMAT = 1
LONGEST_BODY = 4000


def json_report(record: RunRecord) -> dict[str, Any]:
    """Return the report as `results.schema.json` describes it."""
    evidence = Evidence(record)
    requirements = [_requirement(result, record, evidence) for result in record.results]
    verdict = record.verdict
    counts = Counter(result.status.value for result in record.results)
    return {
        "format": FORMAT,
        "verdict": {
            "outcome": verdict.outcome.value,
            "sentence": verdict.sentence,
            "exitCode": int(verdict.exit_code),
            "strict": record.settings.strict,
            "counts": {status.value: counts[status.value] for status in Status if counts[status.value]},
        },
        "profiles": [
            {
                "profile": profile.profile.value,
                "outcome": profile.outcome.value,
                "sentence": profile.sentence,
                "reasons": [record.stable(reason) for reason in profile.reasons],
                "counts": dict(profile.counts),
                "unreached": list(profile.unreached),
            }
            for profile in verdict.profiles
        ],
        "requirements": requirements,
        "survey": [
            {
                "id": result.requirement.id,
                "question": result.requirement.text,
                "answer": record.stable(result.reason),
            }
            for result in record.results
            if result.requirement.level is Level.SURVEY and result.status is Status.SURVEY
        ],
        "operations": [
            {
                "operation": reach.operation,
                "reached": reach.succeeded,
                "statuses": list(reach.statuses),
                "documented": documented_statuses(record, reach),
            }
            for reach in record.reach
        ],
        "exchanges": evidence.told,
        "meta": {
            "baseUrl": record.redactor.text(record.settings.base_url),
            "started": record.started.isoformat(timespec="seconds"),
            "seconds": round(record.seconds, 3),
            "requests": record.requests,
            "timings": {name: round(seconds, 3) for name, seconds in record.timings.items()},
            "documentVersion": record.document.version,
            "interrupted": record.interrupted,
            "notDeleted": list(record.left),
        },
    }


def documented_statuses(record: RunRecord, reach: Reach) -> list[dict[str, Any]]:
    """Return each status that the document gives an operation: seen, or open with the reason for it."""
    reasons = {gap.status: gap.reason for gap in load_gaps() if gap.operation == reach.operation}
    seen = {str(status) for status in reach.statuses}
    return [
        {
            "status": str(status),
            "seen": str(status) in seen,
            "reason": " ".join(reasons.get(str(status), "").split()),
            "requirements": [
                result.requirement.id
                for result in record.results
                if (reach.operation, str(status)) in _judged(record, result.requirement.id)
            ],
        }
        for status in record.document.operations[reach.operation].responses
    ]


def _judged(record: RunRecord, name: str) -> set[tuple[str, str]]:
    return {(operation, str(status)) for operation, status in record.answers.get(name, ())}


class Evidence:
    """Exchanges that findings point at, numbered in the order of the findings."""

    def __init__(self, record: RunRecord) -> None:
        self._redactor = record.redactor
        self._numbers: dict[Exchange, str] = {}
        self.told: list[dict[str, Any]] = []

    def key(self, exchange: Exchange) -> str:
        """Return the exchange's name in this report, and tell about it once."""
        if exchange not in self._numbers:
            self._numbers[exchange] = f"exchange-{len(self._numbers) + 1}"
            self.told.append({"id": self._numbers[exchange], **told(exchange, self._redactor)})
        return self._numbers[exchange]


def told(exchange: Exchange, redactor: Redactor) -> dict[str, Any]:
    """Return an exchange without secrets."""
    request, response = exchange.request, exchange.response
    return {
        "operation": exchange.name,
        "curl": curl(exchange, redactor),
        "request": {
            "method": request.method,
            "target": redactor.text(request.target),
            "headers": _headers(request.headers, redactor),
            "body": _body(request.body or b"", redactor),
        },
        "response": {
            "status": response.status,
            "headers": _headers(response.headers, redactor),
            "body": _body(response.body, redactor),
            "stray": _body(response.stray, redactor),
        },
    }


def _requirement(result: Result, record: RunRecord, evidence: Evidence) -> Mapping[str, Any]:
    requirement = result.requirement
    return {
        "id": requirement.id,
        "level": requirement.level.value,
        "source": requirement.source.kind.value,
        "status": result.status.value,
        "anchor": requirement.source.anchor,
        "pointer": requirement.source.pointer,
        "area": requirement.area,
        "profile": requirement.profile.value,
        "operations": list(requirement.operations),
        "text": requirement.text,
        "detail": record.stable(result.reason),
        "differs": result.differs,
        "accepted": result.accepted,
        "findings": [_finding(finding, record, evidence) for finding in result.findings],
    }


def _finding(finding: Finding, record: RunRecord, evidence: Evidence) -> Mapping[str, Any]:
    expected, observed = record.stable_together(finding.expected, finding.observed)
    return {
        "expected": expected,
        "observed": observed,
        "operations": list(finding.operations),
        "exchanges": [evidence.key(exchange) for exchange in finding.exchanges],
    }


def _headers(headers: Headers, redactor: Redactor) -> list[list[str]]:
    return [[name, redactor.header(name, value)] for name, value in headers]


def _body(body: bytes, redactor: Redactor) -> str:
    try:
        text = redactor.text(body.decode())
    except UnicodeDecodeError:
        return f"({len(body)} bytes)"
    if not text.isprintable() and any(
        ord(character) < 32 and character not in "\r\n\t" for character in text
    ):
        return f"({len(body)} bytes)"
    return text if len(text) <= LONGEST_BODY else text[:LONGEST_BODY] + "…"
