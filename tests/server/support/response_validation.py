"""Checks every response against the document: status, content type, headers, body, and no field beyond it."""

import copy
import json
import re
from datetime import datetime
from functools import cache
from typing import Any

import httpx
import jsonschema
import pixop_schemas

_EMPTY = {204, 304}
# D-08: the server sends the plain spelling beside the reference's own.
_ALSO_SENT = {"TokenUser": {"apiRequestSignatureMethod": {"type": "string"}}}

formats = jsonschema.FormatChecker()


@formats.checks("pixop-date-time", raises=ValueError)
def _real_moment(value: object) -> bool:
    if isinstance(value, str):
        datetime.strptime(value, "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007
    return True


class ViolationError(AssertionError):
    """A response that is not what the document says."""


@cache
def document() -> dict[str, Any]:
    """Give the document, with its response objects closed: this server sends nothing that is not named there."""
    closed = copy.deepcopy(pixop_schemas.document())
    schemas = closed["components"]["schemas"]
    parts = {
        part["$ref"].rpartition("/")[2]
        for schema in schemas.values()
        for part in schema.get("allOf", [])
        if "$ref" in part
    }
    for name, schema in schemas.items():
        composed = "allOf" in schema or "properties" in schema
        if composed and name not in parts and "additionalProperties" not in schema:
            schema["unevaluatedProperties"] = False
        if name in _ALSO_SENT:
            schema["properties"] = schema.get("properties", {}) | _ALSO_SENT[name]
    return closed


@cache
def _paths() -> list[tuple[re.Pattern[str], dict[str, Any]]]:
    found = []
    for template, item in document()["paths"].items():
        pattern = re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(template))
        found.append((re.compile(pattern), item, template.count("{")))
    return [(pattern, item) for pattern, item, _ in sorted(found, key=lambda one: one[2])]


def _resolved(node: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in node:
        target: Any = document()
        for step in node["$ref"].removeprefix("#/").split("/"):
            target = target[step.replace("~1", "/").replace("~0", "~")]
        node = target
    return node


@cache
def _validator(schema: str) -> jsonschema.Draft202012Validator:
    whole = {**json.loads(schema), "components": document()["components"]}
    return jsonschema.Draft202012Validator(whole, format_checker=formats)


def _check(value: Any, schema: dict[str, Any], where: str) -> None:
    errors = sorted(_validator(json.dumps(schema)).iter_errors(value), key=lambda error: list(error.path))
    if errors:
        raise ViolationError(f"{where}: {errors[0].json_path}: {errors[0].message[:300]}")


def find_operation(method: str, path: str) -> dict[str, Any] | None:
    """Find the operation of a request; None when the document has none."""
    for pattern, item in _paths():
        if pattern.fullmatch(path):
            operation = item.get(method.lower())
            return operation if isinstance(operation, dict) else None
    return None


def validate(response: httpx.Response) -> None:
    """Check one response that was read.

    Raises:
        ViolationError: it is not what the document says.
    """
    method = response.request.method
    path = response.request.url.raw_path.decode("ascii").partition("?")[0]
    where = f"{method} {path} {response.status_code}"
    if "x-request-id" not in response.headers:
        raise ViolationError(f"{where}: no request id")
    operation = find_operation(method, path)
    if operation is None:
        # Nothing but a refusal may come from outside the document, in the document's form.
        if response.status_code not in {400, 404, 405, 431}:
            raise ViolationError(f"{where}: not in the document")
        declared: dict[str, Any] = document()["components"]["responses"]["UnexpectedError"]
    else:
        declared = _declared(operation, response.status_code, where)
    for name, header in declared.get("headers", {}).items():
        _check_header(response, name, _resolved(header), where)
    if method == "HEAD" or response.status_code in _EMPTY:
        if response.content:
            raise ViolationError(f"{where}: has content")
        return
    _check_content(response, declared.get("content", {}), where)


def _declared(operation: dict[str, Any], status: int, where: str) -> dict[str, Any]:
    responses = operation["responses"]
    if str(status) in responses:
        return _resolved(responses[str(status)])
    if status < 400:
        raise ViolationError(f"{where}: the status is not documented")
    return _resolved(responses["default"])


def _check_header(response: httpx.Response, name: str, header: dict[str, Any], where: str) -> None:
    text = response.headers.get(name)
    if text is None:
        if header.get("required"):
            raise ViolationError(f"{where}: the header {name} is missing")
        return
    value: Any = text
    if header["schema"].get("type") == "integer" and text.isdecimal():
        value = int(text)
    _check(value, header["schema"], f"{where}: header {name}")


def _check_content(response: httpx.Response, content: dict[str, Any], where: str) -> None:
    sent = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    for media_type, described in content.items():
        if sent == media_type or (media_type.endswith("/*") and sent.startswith(media_type[:-1])):
            if media_type == "application/json":
                body = json.loads(response.content.decode("utf-8"), parse_constant=_no_constant)
                _check(body, described["schema"], where)
            return
    raise ViolationError(f"{where}: the content type {sent!r} is not documented")


def _no_constant(constant: str) -> None:
    raise ViolationError(f"{constant} is not JSON")
