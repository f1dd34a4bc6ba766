"""Timestamps: real dates, and none updated before it was made."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from pixop_contract.document import Document
from pixop_contract.exchange import Exchange
from pixop_contract.passive.judge import Judgement, judges, verdict

AHEAD = timedelta(seconds=120)
"""How far two clocks of a server may be apart."""
FORMAT = "%Y-%m-%d %H:%M:%S"


def moment(value: Any) -> datetime | None:
    """Read a timestamp of the reference's form; None when it is not one."""
    try:
        return datetime.strptime(value, FORMAT)  # noqa: DTZ007 (the form has no zone)
    except (TypeError, ValueError):
        return None


def date_of(exchange: Exchange) -> datetime:
    """Return the moment of an answer in UTC by the server's own clock, else by ours."""
    try:
        told = parsedate_to_datetime(exchange.header("Date") or "")
    except ValueError:
        told = datetime.now(UTC)
    return (told.astimezone(UTC) if told.tzinfo else told).replace(tzinfo=None)


def records(node: Any) -> Iterator[dict[str, Any]]:
    """Yield every object in decoded JSON."""
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from records(value)
    elif isinstance(node, list):
        for value in node:
            yield from records(value)


@judges("TIME-002", "TIME-003", "TIME-005")
def judge_order(exchange: Exchange, _document: Document) -> Iterator[Judgement]:
    """Judge that every record was updated no earlier than it was created, on dates that exist."""
    if exchange.operation is None or not exchange.ok or exchange.response.media_type is None:
        return
    if exchange.operation.path.startswith("/media/v1/download"):
        return
    latest = date_of(exchange) + AHEAD
    for record in records(exchange.response.data):
        created, updated = moment(record.get("dateCreated")), moment(record.get("timeLastUpdated"))
        if created is not None and updated is not None:
            yield verdict(
                "TIME-002",
                created <= updated,
                "order",
                "timeLastUpdated not before dateCreated",
                "timeLastUpdated before dateCreated",
            )
        for name in ("dateCreated", "timeLastUpdated", "updatedAt", "bannedDate"):
            value = record.get(name)
            if isinstance(value, str) and len(value) == 19 and value[10] == " ":
                told = moment(value)
                yield verdict("TIME-003", told is not None, name, "a date that exists", value)
                if told is not None and name != "bannedDate":
                    yield verdict("TIME-005", told <= latest, name, "no time that is still to come", value)
