"""JSON content against the document's schemas; one fault in a shared schema is told once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from pixop_contract.document import Document
from pixop_contract.exchange import Exchange
from pixop_contract.passive.judge import Judgement, judges

URI = "urn:pixop:document"
SCHEMA_REQUIREMENTS = {
    "Token": "SCH-001",
    "Identity": "SCH-002",
    "Account": "SCH-003",
    "UserResponse": "SCH-004",
    "ProjectResponse": "SCH-005",
    "ProjectPage": "SCH-006",
    "CreateVideoResponse": "SCH-007",
    "VideoResponse": "SCH-008",
    "VideoPage": "SCH-009",
    "DeleteVideoResponse": "SCH-010",
    "UploadMediaResponse": "SCH-011",
    "IngestVideoProgress": "SCH-012",
    "ProcessVideoResponse": "SCH-013",
    "ProcessVideoProgress": "SCH-014",
}
DECISIONS, NULLS, TIMESTAMPS = "SCH-015", "SCH-016", "TIME-001"
# Which keywords of a schema node speak for a decision alone. The reference is silent there; elsewhere
# it prints the fields and their types itself.
DECIDED_KEYWORDS: Mapping[str, frozenset[str]] = {
    "D-10": frozenset({"type", "minimum"}),
    "D-11": frozenset({"required", "format", "pattern"}),
    "D-12": frozenset({"type", "minimum"}),
    "D-15": frozenset({"minLength"}),
    "D-33": frozenset({"required"}),
    "D-34": frozenset({"type"}),
    "D-35": frozenset({"minimum"}),
    "D-42": frozenset({"type", "minimum"}),
}


@lru_cache(maxsize=4)
def _registry(document: Document) -> Any:
    return Registry().with_resource(URI, DRAFT202012.create_resource(dict(document.data)))


@lru_cache(maxsize=64)
def validator(document: Document, name: str) -> Draft202012Validator:
    """Return a validator for a component schema."""
    return Draft202012Validator({"$ref": f"{URI}#/components/schemas/{name}"}, registry=_registry(document))


def response_schema(exchange: Exchange) -> str | None:
    """Return the name of the schema that the document gives for the content of a success."""
    operation = exchange.operation
    if operation is None or not exchange.ok:
        return None
    for status, answer in operation.responses.items():
        if status[0] == "2":
            schema = answer.get("content", {}).get("application/json", {}).get("schema", {})
            if "$ref" in schema:
                return str(schema["$ref"]).rsplit("/", 1)[-1]
    return None


@judges(*SCHEMA_REQUIREMENTS.values(), DECISIONS, NULLS, TIMESTAMPS)
def judge_schema(exchange: Exchange, document: Document) -> Iterator[Judgement]:
    """Judge the content of a success against its schema."""
    name = response_schema(exchange)
    if name is None or exchange.response.data is None or name not in SCHEMA_REQUIREMENTS:
        return
    for requirement in (SCHEMA_REQUIREMENTS[name], DECISIONS, NULLS, TIMESTAMPS):
        yield Judgement(requirement)
    for error in validator(document, name).iter_errors(exchange.response.data):
        yield _judge_error(name, error, document)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the document a keyword failed."""

    component: str
    required: bool
    """Whether the property that it constrains is a required one."""


def _locate(name: str, error: ValidationError, document: Document) -> _Place:
    component = name
    node: Any = document.at(f"/components/schemas/{name}")
    required = False
    steps: list[Any] = list(error.absolute_schema_path)
    for position, step in enumerate(steps[:-1]):
        if step == "properties" and position + 1 < len(steps):
            required = steps[position + 1] in node.get("required", ())
        node = node[step]
        while isinstance(node, dict) and isinstance(node.get("$ref"), str):
            component = node["$ref"].rsplit("/", 1)[-1]
            node = document.at(node["$ref"].removeprefix("#"))
    return _Place(component, required)


def _judge_error(name: str, error: ValidationError, document: Document) -> Judgement:
    place = _locate(name, error, document)
    keyword = str(error.validator)
    path = "$" + "".join("[]" if isinstance(step, int) else f".{step}" for step in error.absolute_path)
    decisions = error.schema.get("x-source", ()) if isinstance(error.schema, Mapping) else ()
    requirement = SCHEMA_REQUIREMENTS[name]
    if place.component == "Timestamp" and isinstance(error.instance, str):
        return Judgement(TIMESTAMPS, "form", f"YYYY-MM-DD hh:mm:ss at {path}", _short(error.instance))
    if keyword == "required" and _other_method_name(error):
        requirement = DECISIONS
    elif keyword == "type" and error.instance is None and not place.required:
        requirement = NULLS
    elif any(keyword in DECIDED_KEYWORDS.get(decision, ()) for decision in decisions):
        requirement = DECISIONS
    field = error.message.split("'")[1] if keyword == "required" else path.rsplit(".", 1)[-1]
    cause = f"{place.component} {field} {keyword}"
    if keyword == "required":
        return Judgement(requirement, cause, f"the field {field} at {path}", "no such field")
    return Judgement(
        requirement, cause, f"{keyword} {_short(error.validator_value)} at {path}", _short(error.instance)
    )


METHOD_NAMES = frozenset({"apiRequestSignatureMethod", "apiRequestSignatureSethod"})
"""One field, which the reference prints in two ways."""


def _other_method_name(error: ValidationError) -> bool:
    """Tell whether the missing field is there under the other name that the reference prints."""
    missing = error.message.split("'")[1]
    there = error.instance if isinstance(error.instance, dict) else {}
    return missing in METHOD_NAMES and not METHOD_NAMES.isdisjoint(there)


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 100 else text[:97] + "..."
