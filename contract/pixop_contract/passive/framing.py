"""HTTP messages: framing, emptiness, the fields that HTTP itself asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pixop_contract.document import Document
from pixop_contract.exchange import Exchange
from pixop_contract.http_parser import has_no_content
from pixop_contract.passive.judge import Judgement, judges, verdict

IMF_FIXDATE = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d GMT"
)
CHALLENGE = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+( |,|$)")


@judges("HTTP-001", "HTTP-002", "HTTP-003")
def judge_message(exchange: Exchange, _document: Document) -> Iterator[Judgement]:
    """Judge the message syntax and the emptiness of answers without content."""
    response = exchange.response
    kind = "HEAD" if exchange.request.method == "HEAD" else str(response.status)
    if has_no_content(exchange.request.method, response.status):
        yield verdict(
            "HTTP-001",
            not response.stray,
            f"content after {kind}",
            f"no content in the answer to {kind}" if kind == "HEAD" else f"no content in a {kind}",
            f"{len(response.stray)} bytes of content",
        )
    problems = list(response.problems)
    if response.stray and not has_no_content(exchange.request.method, response.status):
        problems.append("bytes follow the end of the message")
    yield verdict("HTTP-002", not problems, "; ".join(problems), "a well-formed message", "; ".join(problems))
    if response.status == 204:
        length = response.headers.get("Content-Length")
        yield verdict(
            "HTTP-003", length is None, "204", "no Content-Length in a 204", f"Content-Length: {length}"
        )


@judges("HTTP-004")
def judge_server_failure(exchange: Exchange, _document: Document) -> Iterator[Judgement]:
    """Judge that the server does not fail; 503 with Retry-After and 501 say something else."""
    status = exchange.status
    asked_to_wait = status == 503 and "Retry-After" in exchange.response.headers
    unknown_method = status == 501 and exchange.operation is None
    yield verdict(
        "HTTP-004",
        status < 500 or asked_to_wait or unknown_method,
        f"{status} {exchange.name}",
        "an answer that does not blame the server",
        f"{status} to {exchange.name}",
    )


@judges("HTTP-005", "HTTP-006", "HTTP-007")
def judge_fields_of_http(exchange: Exchange, _document: Document) -> Iterator[Judgement]:
    """Judge the fields that HTTP asks for by status."""
    headers = exchange.response.headers
    if exchange.status < 500:
        date = headers.get("Date")
        yield verdict("HTTP-005", date is not None, "Date", "a Date field", "none")
        if date is not None:
            formed = IMF_FIXDATE.fullmatch(date) is not None
            yield verdict("HTTP-005", formed, "form of Date", "a Date as Sun, 06 Nov 1994 08:49:37 GMT", date)
    if exchange.status == 401:
        challenge = headers.get("WWW-Authenticate")
        yield verdict(
            "HTTP-006",
            challenge is not None and CHALLENGE.match(challenge) is not None,
            "WWW-Authenticate",
            "a WWW-Authenticate field with a scheme in a 401",
            challenge or "none",
        )
    if exchange.status == 405:
        yield verdict("HTTP-007", "Allow" in headers, "Allow", "an Allow field in a 405", "none")


@judges("HTTP-010")
def judge_success_status(exchange: Exchange, _document: Document) -> Iterator[Judgement]:
    """Judge that a success has the status that the document gives."""
    if exchange.operation is None or exchange.status >= 400:
        return
    documented = sorted(status for status in exchange.operation.responses if status[0] in "23")
    yield verdict(
        "HTTP-010",
        str(exchange.status) in documented,
        f"{exchange.status} {exchange.name}",
        f"{' or '.join(documented)} from {exchange.name}",
        str(exchange.status),
    )
