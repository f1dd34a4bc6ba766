"""Make a document that is not ours fit for the generator, and tell what that leaves out.

This project's own document is refused when anything of it would be lost. Another API's document is taken as far as it
goes: what only describes is dropped, names are made fit, and an operation that cannot be called is left out by name.
"""

from __future__ import annotations

import copy
import re
from typing import Any

from pixop_generator.client_view import is_json
from pixop_generator.finding import Finding, pointer_to
from pixop_generator.openapi_walk import (
    METHODS,
    is_success,
    operations,
    resolve,
    responses,
    root_schemas,
    subschemas,
)
from pixop_generator.supported_subset import RESERVED_SCHEMAS, operation_findings, parameter_findings

_DROPPED = {
    "readOnly": "fields that are read only can be given in requests",
    "writeOnly": "fields that are write only are looked for in answers",
    "discriminator": "the branches of a union are tried in their order",
    "unevaluatedProperties": "fields that are not listed are kept",
    "unevaluatedItems": "items that are not listed are kept",
    "xml": "only JSON is read and written",
    "contentEncoding": "the encoded text is left as it is",
    "contentSchema": "the content of a text is left as it is",
    "$schema": "",
    "$comment": "",
}
_JSON, _FORM = "application/json", "multipart/form-data"


def adapted(document: dict[str, Any]) -> tuple[dict[str, Any], list[Finding]]:
    """The document as the generator takes it, and what is lost, each with its place.

    Args:
        document: A valid document; it stays as it is.

    Raises:
        LookupError: A reference leads nowhere.
    """
    document = copy.deepcopy(document)
    notes: list[Finding] = []
    _drop_whole_parts(document, notes)
    _name_schemas(document, notes)
    _simplify_schemas(document, notes)
    for pointer, path, method, item, operation in list(operations(document)):
        _fit_operation(document, pointer, path, method, operation, notes)
        _fit_parameters(document, item, operation, pointer, notes)
    _leave_out(document, notes)
    return document, notes


def _drop_whole_parts(document: dict[str, Any], notes: list[Finding]) -> None:
    for key, what in (("webhooks", "webhooks are not received"), ("jsonSchemaDialect", "")):
        if document.pop(key, None) and what:
            notes.append(Finding(f"/{key}", what))
    (document.get("components") or {}).pop("pathItems", None)
    for path, item in (document.get("paths") or {}).items():
        place = pointer_to("paths", path)
        if item.pop("servers", None):
            notes.append(Finding(f"{place}/servers", "all requests go to the base URL of the client"))
        if item.pop("trace", None):
            notes.append(Finding(f"{place}/trace", "TRACE is not sent"))
        for method in METHODS:
            operation = item.get(method) or {}
            if operation.pop("servers", None):
                notes.append(
                    Finding(f"{place}/{method}/servers", "all requests go to the base URL of the client")
                )
            if operation.pop("callbacks", None):
                notes.append(Finding(f"{place}/{method}/callbacks", "callbacks are not received"))


def _name_schemas(document: dict[str, Any], notes: list[Finding]) -> None:
    """Give component schemas names that are names of classes, and let all references follow."""
    schemas = (document.get("components") or {}).get("schemas") or {}
    names: dict[str, str] = {}
    for name in schemas:
        words = re.findall(r"[A-Za-z0-9]+", name)
        fit = "".join(word[:1].upper() + word[1:] for word in words)
        fit = fit if fit[:1].isalpha() else f"Schema{fit}"
        fit = f"{fit}Model" if fit in RESERVED_SCHEMAS else fit
        while fit in names.values() or (fit != name and fit in schemas):
            fit += "_"
        names[name] = fit.replace("_", "X")
    changed = {old: new for old, new in names.items() if old != new}
    if not changed:
        return
    document["components"]["schemas"] = {names[name]: schema for name, schema in schemas.items()}
    prefix = "#/components/schemas/"
    references = {prefix + pointer_to(old)[1:]: prefix + new for old, new in changed.items()}
    _rewrite(document, references)
    notes.extend(
        Finding(pointer_to("components", "schemas", old), f"the class is called {new}")
        for old, new in changed.items()
    )


def _rewrite(value: Any, references: dict[str, str]) -> None:
    if isinstance(value, list):
        for item in value:
            _rewrite(item, references)
    elif isinstance(value, dict):
        if isinstance(reference := value.get("$ref"), str):
            value["$ref"] = references.get(reference, reference)
        for item in value.values():
            _rewrite(item, references)


def _simplify_schemas(document: dict[str, Any], notes: list[Finding]) -> None:
    for pointer, root in list(root_schemas(document)):
        for place, schema in list(subschemas(root, pointer)):
            if not isinstance(schema, dict):
                continue
            for keyword, what in _DROPPED.items():
                if keyword in schema:
                    del schema[keyword]
                    if what:
                        notes.append(Finding(f"{place}/{keyword}", what))
            if schema.pop("nullable", False) is True and isinstance(schema.get("type"), str):
                schema["type"] = [schema["type"], "null"]
                notes.append(Finding(f"{place}/nullable", "a word of OpenAPI 3.0; null is taken as a value"))
            if "properties" in schema and "type" not in schema and "$ref" not in schema:
                schema["type"] = "object"
            siblings = set(schema) - {
                "$ref", "description", "title", "deprecated", "default", "example", "examples"
            }  # fmt: skip
            if "$ref" in schema and any(not name.startswith("x-") for name in siblings):
                reference = schema.pop("$ref")
                schema["allOf"] = [{"$ref": reference}, *schema.get("allOf", [])]


def _fit_operation(
    document: dict[str, Any],
    pointer: str,
    path: str,
    method: str,
    operation: dict[str, Any],
    notes: list[Finding],
) -> None:
    name = operation.get("operationId")
    if not name or not re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", name):
        words = re.findall(r"[A-Za-z0-9]+", name or f"{method} {path}")
        fit = "_".join(words)
        operation["operationId"] = fit if fit[:1].isalpha() else f"{method}_{fit}"
        notes.append(Finding(pointer, f"the method is called {operation['operationId']}"))
    tag = (operation.get("tags") or ["default"])[0]
    words = re.findall(r"[A-Za-z0-9]+", tag) or ["default"]
    fit = " ".join(words)
    if not fit[0].isalpha() or fit.lower() in ("caller", "init"):
        fit = f"tag {fit}"
    operation["tags"] = [fit]
    body = resolve(document, operation.get("requestBody")) or {}
    content = body.get("content") or {}
    if len(content) > 1:
        chosen = next((each for each in (_JSON, _FORM) if each in content), next(iter(content)))
        notes.append(Finding(f"{pointer}/requestBody/content", f"the request is sent as {chosen} only"))
        operation["requestBody"] = {**body, "content": {chosen: content[chosen]}}
    requirements = operation.get("security", document.get("security"))
    if requirements:
        # The client gives all credentials that it has and that the operation names.
        operation["security"] = [
            {name: scopes} for requirement in requirements for name, scopes in requirement.items()
        ]
    _one_answer(document, pointer, operation, notes)


def _one_answer(
    document: dict[str, Any], pointer: str, operation: dict[str, Any], notes: list[Finding]
) -> None:
    """Leave one kind of answer: the first with JSON, else the first; a method returns one type."""
    for status in [each for each in operation.get("responses") or {} if each[:1] == "3" and each != "304"]:
        del operation["responses"][status]
        notes.append(Finding(f"{pointer}/responses/{status}", "a redirect is not followed, but an error"))
    answers = {
        status: response
        for status, response in responses(document, operation).items()
        if is_success(status) and response.get("content")
    }
    json_first = [status for status, each in answers.items() if any(map(is_json, each["content"]))]
    first = (json_first or list(answers))[:1]
    for status, response in answers.items():
        content = {
            name: media
            for name, media in response["content"].items()
            if not json_first or (is_json(name) and "schema" in media)
        }
        same = status in first or content == answers[first[0]]["content"]
        if not same or content != response["content"]:
            notes.append(
                Finding(
                    f"{pointer}/responses/{status}",
                    "a method returns one type; this content is not read",
                )
            )
            kept = (
                {**response, "content": content} if same else {"description": response.get("description", "")}
            )
            operation["responses"][status] = kept


def _fit_parameters(
    document: dict[str, Any],
    item: dict[str, Any],
    operation: dict[str, Any],
    pointer: str,
    notes: list[Finding],
) -> None:
    for owner, where in ((item, pointer.rpartition("/")[0]), (operation, pointer)):
        kept = []
        for index, raw in enumerate(owner.get("parameters") or []):
            parameter = resolve(document, raw)
            place = f"{where}/parameters/{index}"
            header = parameter["in"] == "header" and parameter["name"].lower() in (
                "accept", "content-type", "authorization"
            )  # fmt: skip
            if header:
                continue
            lost = [] if parameter.get("required") else list(parameter_findings(document, place, parameter))
            if lost:
                what = "cookie" if parameter["in"] == "cookie" else f"{parameter['in']} parameter"
                notes.append(Finding(place, f"the {what} {parameter['name']} is not sent: {_fact(lost[0])}"))
                continue
            kept.append(raw)
        if "parameters" in owner:
            owner["parameters"] = kept


def _leave_out(document: dict[str, Any], notes: list[Finding]) -> None:
    """Leave out the operations that make no code."""
    for pointer, path, method, item, operation in list(operations(document)):
        findings = list(operation_findings(document, pointer, path, method, item, operation))
        if not findings:
            continue
        del document["paths"][path][method]
        place = findings[0].pointer if findings[0].pointer.startswith("/paths/") else pointer
        text = f"{operation.get('operationId', method)} is left out: {_fact(findings[0])}"
        notes.append(Finding(place, text))
    for path, item in list((document.get("paths") or {}).items()):
        if not any(method in item for method in METHODS):
            del document["paths"][path]


def _fact(finding: Finding) -> str:
    """What a finding says, without its advice to authors of the document."""
    return finding.message.partition(";")[0]
