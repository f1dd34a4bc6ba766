"""`pixop drift`: from a record of what a server sent beyond the document to an overlay that adds it."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from pixop_generator.finding import DocumentError, Finding
from pixop_generator.openapi_walk import located, operations

NOTHING, PATCH, UNUSABLE = 0, 1, 2
#: Header fields that any server may send and that no document lists.
_COMMON = frozenset(
    [
        "accept-ranges", "age", "alt-svc", "cache-control", "connection", "content-encoding", "content-language",
        "content-length", "content-type", "date", "expires", "keep-alive", "last-modified", "pragma", "server",
        "strict-transport-security", "transfer-encoding", "vary", "via",
    ]
)  # fmt: skip
_SEEN = "Seen in answers of a server; not in the reference."


def drift_overlay(document: dict[str, Any], record: str) -> dict[str, Any]:
    """The overlay that adds what a record has and the document has not; its actions are empty when that is nothing.

    Args:
        document: A valid document.
        record: JSON lines as clients write them.

    Raises:
        DocumentError: A line of the record cannot be read.
    """
    entries = []
    for number, line in enumerate(record.splitlines(), 1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
            if not isinstance(entry, dict) or "kind" not in entry:
                raise ValueError(line)
        except ValueError:
            raise DocumentError([Finding("", "this is no line of a record", number)]) from None
        entries.append(entry)
    actions = [action for entry in entries for action in _actions(document, entry)]
    unique = {json.dumps(action, sort_keys=True): action for action in actions}
    return {
        "overlay": "1.0.0",
        "info": {"title": f"What {document['info']['title']} sends beyond its document", "version": "1"},
        "actions": [unique[key] for key in sorted(unique)],
    }


def _actions(document: dict[str, Any], entry: dict[str, Any]) -> Iterator[dict[str, Any]]:
    match entry:
        case {"kind": "field", "schema": str(schema), "name": str(name), "type": str(kind)}:
            yield from _field(document, schema, name, kind)
        case {"kind": "value", "schema": str(schema), "name": str(name)}:
            yield from _value(document, schema, name)
        case {"kind": "status", "operation": str(operation), "status": int(status)}:
            yield from _status(document, operation, str(status), str(entry.get("body", "")))
        case {"kind": "header", "operation": str(operation), "status": int(status), "name": str(name)}:
            yield from _header(document, operation, str(status), name.lower())


def _field(document: dict[str, Any], name: str, field: str, kind: str) -> Iterator[dict[str, Any]]:
    schema = document.get("components", {}).get("schemas", {}).get(name)
    if not isinstance(schema, dict):
        return
    place: list[str | int] = ["components", "schemas", name]
    target = schema
    for index, part in enumerate(schema.get("allOf") or []):
        if "properties" in part and "properties" not in schema:
            place, target = ["components", "schemas", name, "allOf", index], part
    if field not in (target.get("properties") or {}):
        described = {"description": _SEEN, **({} if kind == "null" else {"type": kind})}
        yield {"target": _path(*place), "update": {"properties": {field: described}}}


def _value(document: dict[str, Any], name: str, value: str) -> Iterator[dict[str, Any]]:
    schema = document.get("components", {}).get("schemas", {}).get(name)
    for index, branch in enumerate((schema or {}).get("anyOf") or []):
        if "enum" not in branch or value in branch["enum"]:
            continue
        place: list[str | int] = ["components", "schemas", name, "anyOf", index]
        yield {"target": _path(*place, "enum"), "update": value}
        if "x-enum-varnames" in branch:
            words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+", "_", value).strip("_").upper()
            member = words if words[:1].isalpha() else f"VALUE_{words}"
            yield {"target": _path(*place, "x-enum-varnames"), "update": member}


def _place(document: dict[str, Any], identifier: str) -> tuple[str, str, dict[str, Any]] | None:
    for _, path, method, _, operation in operations(document):
        if operation.get("operationId") == identifier:
            return path, method, operation
    return None


def _covers(answers: dict[str, Any], status: str) -> str | None:
    """The key of the answers that a status belongs to; `default` tells nothing about a status."""
    return next((key for key in (status, f"{status[0]}XX") if key in answers), None)


def _status(document: dict[str, Any], identifier: str, status: str, body: str) -> Iterator[dict[str, Any]]:
    found = _place(document, identifier)
    if found is None or _covers(found[2].get("responses") or {}, status):
        return
    answer: dict[str, Any] = {"description": _SEEN}
    if body in (document.get("components", {}).get("schemas") or {}):
        schema = {"$ref": f"#/components/schemas/{body}"}
        answer["content"] = {"application/json": {"schema": schema}}
    yield {"target": _path("paths", found[0], found[1], "responses"), "update": {status: answer}}


def _header(document: dict[str, Any], identifier: str, status: str, name: str) -> Iterator[dict[str, Any]]:
    found = _place(document, identifier)
    if name in _COMMON or found is None:
        return
    path, method, operation = found
    answers = operation.get("responses") or {}
    key = _covers(answers, status)
    header = {"headers": {name.title(): {"description": _SEEN, "schema": {"type": "string"}}}}
    if key is None:  # the status is added by an action of its own, which stands before this one
        yield {"target": _path("paths", path, method, "responses", status), "update": header}
        return
    start = f"/paths/{path.replace('~', '~0').replace('/', '~1')}/{method}/responses/{key}"
    response, pointer = located(document, answers[key], start)
    if name not in {each.lower() for each in response.get("headers") or {}}:
        parts = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
        yield {"target": _path(*parts), "update": header}


def mismatches(record: str) -> list[str]:
    """What a record tells of fields that have another type than the document says: for people to decide."""
    found = []
    for line in record.splitlines():
        match json.loads(line) if line.strip() else None:
            case {"kind": "mismatch", "schema": schema, "name": name, "reason": reason}:
                found.append(f"{schema}.{name}: {reason}")
    return sorted(set(found))


def _path(*parts: str | int) -> str:
    """A JSONPath (RFC 9535) that selects one place."""
    steps = (
        f"[{part}]" if isinstance(part, int) else "['" + part.replace("\\", "\\\\").replace("'", "\\'") + "']"
        for part in parts
    )
    return "$" + "".join(steps)


def run_drift(record: Path, document: Path | None = None) -> int:
    """Print the overlay of a record to stdout as YAML; see the codes above."""
    from pixop_generator.command import find_document
    from pixop_generator.document import load_document

    path = record
    try:
        path = document or find_document(Path.cwd())
        data = load_document(path).data
        path = record
        text = record.read_text("utf-8")
        overlay = drift_overlay(data, text)
    except DocumentError as error:
        for finding in error.findings:
            sys.stderr.write(finding.text(path) + "\n")
        return UNUSABLE
    except (OSError, UnicodeDecodeError) as error:
        sys.stderr.write(f"{record}: {error}\n")
        return UNUSABLE
    for mismatch in mismatches(text):
        sys.stderr.write(f"not as the document says, and for you to decide: {mismatch}\n")
    if not overlay["actions"]:
        sys.stderr.write(
            "no patch: the document knows all fields, values, statuses and headers of the record\n"
        )
        return NOTHING
    sys.stdout.write(yaml.safe_dump(overlay, sort_keys=False, allow_unicode=True))
    return PATCH
