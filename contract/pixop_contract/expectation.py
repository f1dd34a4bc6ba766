"""Sentences that cases are made of; each raises `Mismatch` with both sides."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from pixop_contract.case import Inconclusive, Mismatch
from pixop_contract.exchange import Exchange


def succeeded(exchange: Exchange) -> Exchange:
    """Expect any 2xx."""
    if not exchange.ok:
        raise Mismatch(f"success from {exchange.name}", told(exchange), exchange)
    return exchange


def refused(exchange: Exchange, why: str) -> Exchange:
    """Expect any 4xx; a 5xx is judged elsewhere and settles nothing here."""
    if exchange.status >= 500:
        raise Inconclusive(f"{exchange.name} answered {exchange.status} where a refusal was due")
    if exchange.status < 400:
        raise Mismatch(f"{exchange.name} refused: {why}", told(exchange), exchange)
    return exchange


def status_is(exchange: Exchange, *statuses: int, why: str = "") -> Exchange:
    """Expect one of some statuses."""
    if exchange.status >= 500 and 500 not in statuses:
        raise Inconclusive(f"{exchange.name} answered {exchange.status}")
    if exchange.status not in statuses:
        wanted = " or ".join(map(str, statuses))
        raise Mismatch(
            f"{wanted} from {exchange.name}" + (f" ({why})" if why else ""), told(exchange), exchange
        )
    return exchange


def equal(expected: Any, observed: Any, what: str, at: Exchange | None = None) -> None:
    """Expect two values to be equal."""
    if expected != observed:
        raise Mismatch(f"{what} {shown(expected)}", shown(observed), at)


def holds(condition: bool, expected: str, observed: Any, at: Exchange | None = None) -> None:
    """Expect a condition."""
    if not condition:
        raise Mismatch(expected, observed if isinstance(observed, str) else shown(observed), at)


def refused_everywhere(answers: Mapping[str, Exchange], why: str) -> None:
    """Expect a 4xx from every operation; all that differ are told as one departure."""
    judge_all(answers, lambda exchange: 400 <= exchange.status < 500, f"a refusal: {why}")


def status_everywhere(answers: Mapping[str, Exchange], *statuses: int) -> None:
    """Expect one of some statuses from every operation."""
    judge_all(answers, lambda exchange: exchange.status in statuses, " or ".join(map(str, statuses)))


def judge_all(answers: Mapping[str, Exchange], kept: Any, expected: str) -> None:
    """Expect a condition of every answer; a 5xx among them settles nothing by itself."""
    bad = {name: exchange for name, exchange in answers.items() if not kept(exchange)}
    departed = {name: exchange for name, exchange in bad.items() if exchange.status < 500}
    if departed:
        raise Mismatch(expected, summed(departed.values()), next(iter(departed.values())))
    if bad:
        raise Inconclusive(summed(bad.values()))


def summed(exchanges: Iterable[Exchange]) -> str:
    """Return statuses with the operations that gave them."""
    by_status: dict[int, list[str]] = {}
    for exchange in exchanges:
        by_status.setdefault(exchange.status, []).append(exchange.name)
    return "; ".join(f"{status} from {_counted(names)}" for status, names in sorted(by_status.items()))


def _counted(names: list[str]) -> str:
    counts = Counter(names)
    return ", ".join(
        f"{name} ×{count}" if count > 3 else ", ".join([name] * count) for name, count in counts.items()
    )


def told(exchange: Exchange) -> str:
    """Return status and, for an error, its name."""
    name = exchange.get("exception")
    return f"{exchange.status} {name}" if isinstance(name, str) else str(exchange.status)


def shown(value: Any) -> str:
    """Return a value in short."""
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 160 else text[:157] + "..."
