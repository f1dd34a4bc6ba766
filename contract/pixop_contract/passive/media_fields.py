"""Header fields of downloads: entity tags, names, lengths, ranges."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pixop_contract.document import Document
from pixop_contract.exchange import Exchange
from pixop_contract.passive.judge import Judgement, judges, verdict

ENTITY_TAG = re.compile(r'(W/)?"[\x21\x23-\x7e\x80-\xff]*"')
CONTENT_RANGE = re.compile(r"bytes ([0-9]+)-([0-9]+)/([0-9]+|\*)")
UNSATISFIED = re.compile(r"bytes \*/([0-9]+)")


@judges("ETAG-001", "ETAG-002", "ETAG-003", "ETAG-004")
def judge_entity_tag(exchange: Exchange, _document: Document) -> Iterator[Judgement]:
    """Judge presence and form of the entity tag."""
    if not _is_download(exchange) or exchange.status not in (200, 206, 304):
        return
    tag = exchange.header("ETag")
    requirement = "ETAG-004" if exchange.status == 304 else "ETAG-001"
    yield verdict(requirement, tag is not None, "none", f"an ETag in the {exchange.status}", "none")
    if tag is None:
        return
    formed = ENTITY_TAG.fullmatch(tag) is not None
    yield verdict("ETAG-002", formed, "form", 'an entity tag in quotes ("…" or W/"…")', tag)
    if formed:
        yield verdict("ETAG-003", not tag.startswith("W/"), "weak", "a strong entity tag", tag)


@judges("DL-001", "DL-002", "RNG-001", "RNG-002", "RNG-003", "RNG-004")
def judge_fields(exchange: Exchange, _document: Document) -> Iterator[Judgement]:
    """Judge the other fields that a download needs."""
    if not _is_download(exchange):
        return
    headers = exchange.response.headers
    whole = exchange.status == 200
    if whole or exchange.status == 206:
        name = headers.get("Content-Disposition")
        yield verdict(
            "DL-001",
            name is not None and "filename" in name.lower(),
            "name",
            "a Content-Disposition with a filename",
            name or "none",
        )
        yield verdict("DL-002", "Content-Length" in headers, "length", "a Content-Length", "none")
        unit = headers.get("Accept-Ranges")
        yield verdict(
            "RNG-004",
            unit is not None and unit.lower() == "bytes",
            "unit",
            "Accept-Ranges: bytes",
            unit or "none",
        )
    if exchange.status == 206:
        yield from judge_content_range(exchange)
    if exchange.status == 416:
        value = headers.get("Content-Range") or "none"
        yield verdict(
            "RNG-003",
            UNSATISFIED.fullmatch(value) is not None,
            "416",
            "Content-Range: bytes */SIZE in a 416",
            value,
        )


def judge_content_range(exchange: Exchange) -> Iterator[Judgement]:
    """Judge that Content-Range is there, well formed, and agrees with the content (RFC 9110, section 14.4)."""
    if exchange.response.media_type == "multipart/byteranges":
        return
    value = exchange.header("Content-Range")
    yield verdict("RNG-001", value is not None, "missing", "a Content-Range in a 206", "none")
    if value is None:
        return
    match = CONTENT_RANGE.fullmatch(value)
    if match is None:
        yield Judgement("RNG-002", "form", "Content-Range: bytes FIRST-LAST/SIZE", value)
        return
    first, last = int(match[1]), int(match[2])
    size = None if match[3] == "*" else int(match[3])
    length = len(exchange.response.body)
    fits = first <= last and (size is None or last < size) and last - first + 1 == length
    yield verdict(
        "RNG-002",
        fits,
        "agreement",
        "a Content-Range that agrees with the content",
        f"{value} with {length} bytes",
    )


def _is_download(exchange: Exchange) -> bool:
    return exchange.operation is not None and exchange.operation.path.startswith("/media/v1/download")
