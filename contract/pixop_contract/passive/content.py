"""Content: its type, its JSON, and errors."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from pixop_contract.document import Document
from pixop_contract.exchange import Exchange
from pixop_contract.http_parser import has_no_content
from pixop_contract.passive.judge import Judgement, judges, verdict

CHARSET = re.compile(r';\s*charset\s*=\s*"?([^\s;"]+)', re.IGNORECASE)


def documented_types(exchange: Exchange) -> tuple[str, ...]:
    """Return the media types that the document gives for the answer, of any success for an undocumented one."""
    operation = exchange.operation
    if operation is None or has_no_content(exchange.request.method, exchange.status):
        return ()
    answer = operation.response(exchange.status)
    if answer is None and exchange.ok:
        answer = next((found for status, found in operation.responses.items() if status[0] == "2"), None)
    return tuple((answer or {}).get("content", ()))


@judges("HTTP-008", "HTTP-009", "HTTP-011", "HTTP-012", "HTTP-022", "HTTP-026", "ERR-001")
def judge_content(exchange: Exchange, _document: Document) -> Iterator[Judgement]:
    """Judge type and syntax of the content, and the shape of errors."""
    types = documented_types(exchange)
    if not types:
        return
    response = exchange.response
    coding = response.headers.get("Content-Encoding")
    uncoded = coding is None or coding.strip().lower() == "identity"
    yield verdict("HTTP-022", uncoded, str(coding), "content without a coding", str(coding))
    if response.media_type == "application/json":
        charset = charset_of(response.headers.get("Content-Type") or "")
        kept = charset in ("", "utf-8", "utf8", "us-ascii")
        yield verdict("HTTP-026", kept, charset, "no charset but UTF-8", charset)
    if exchange.status >= 400:
        texts = (exchange.get("exception"), exchange.get("errorMessage"))
        shaped = all(isinstance(text, str) and text.strip() for text in texts)
        kept = shaped and response.media_type == "application/json" and not read_json(response.body)[0]
        yield verdict(
            "ERR-001",
            kept,
            f"{exchange.status}",
            'an error as application/json with the strings "exception" and "errorMessage"',
            f"{response.media_type or 'no Content-Type'}, "
            + (f"keys {sorted(response.data)}" if isinstance(response.data, dict) else "no JSON object"),
        )
        return
    if "application/json" not in types:
        kept = any(_matches(response.media_type, pattern) for pattern in types)
        yield verdict(
            "HTTP-011",
            kept,
            str(response.media_type),
            f"Content-Type {' or '.join(types)}",
            response.media_type or "none",
        )
        return
    yield verdict(
        "HTTP-008",
        response.media_type == "application/json",
        str(response.media_type),
        "Content-Type application/json",
        response.media_type or "none",
    )
    problem, duplicates = read_json(response.body)
    yield verdict("HTTP-009", not problem, problem, "JSON in UTF-8", problem)
    if not problem:
        yield verdict(
            "HTTP-012", not duplicates, str(duplicates), "each name once in an object", f"twice: {duplicates}"
        )


def charset_of(content_type: str) -> str:
    """Return the charset parameter in lower case, empty when there is none."""
    match = CHARSET.search(content_type)
    return match[1].lower() if match else ""


def read_json(content: bytes) -> tuple[str, list[str]]:
    """Return what is wrong with JSON content (RFC 8259), and the names that an object has twice."""
    duplicates: set[str] = set()

    def note(pairs: list[tuple[str, object]]) -> dict[str, object]:
        names = [name for name, _ in pairs]
        duplicates.update(name for name in names if names.count(name) > 1)
        return dict(pairs)

    def refuse(constant: str) -> object:
        raise ValueError(f"{constant} is not a JSON number")

    try:
        json.loads(content.decode("utf-8"), object_pairs_hook=note, parse_constant=refuse)
    except UnicodeDecodeError:
        return "content that is not UTF-8", []
    except RecursionError:
        return "JSON that is nested too deep", []
    except json.JSONDecodeError:
        return "no content" if not content else "content that is not JSON", []
    except ValueError as error:
        return str(error), []
    return "", sorted(duplicates)


def _matches(media_type: str | None, pattern: str) -> bool:
    if media_type is None:
        return False
    if pattern.endswith("/*"):
        return media_type.startswith(pattern[:-1])
    return media_type == pattern
