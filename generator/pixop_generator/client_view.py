"""The document as the client's generator needs it: liberal in what it reads, closed in what it sends.

A server's document says what is right; a client has to live with servers that decided otherwise. So in whatever a
response can contain, an open enum becomes an enum (whose class keeps unknown values), closed objects are opened, and
conditional rules, formats and defaults go. What only requests contain keeps its closed objects and closed enums.
"""

from __future__ import annotations

import copy
import json
from typing import Any

from pixop_generator.date_time_format import DATE_TIME_FORMATS
from pixop_generator.docstring import sentence
from pixop_generator.enum_names import with_member_names
from pixop_generator.openapi_walk import (
    ONE_SCHEMA,
    SCHEMA_LISTS,
    at,
    is_success,
    operations,
    parameters,
    resolve,
    responses,
    root_schemas,
    subschemas,
)

JSON = "application/json"
MULTIPART = "multipart/form-data"

#: Keywords that constrain values without giving them another Python type: a client leaves them to the server.
CONSTRAINTS = frozenset(
    [
        "if",
        "then",
        "else",
        "not",
        "dependentRequired",
        "dependentSchemas",
        "dependencies",
        "patternProperties",
        "propertyNames",
        "minProperties",
        "maxProperties",
        "minItems",
        "maxItems",
        "uniqueItems",
        "contains",
        "minContains",
        "maxContains",
        "minLength",
        "maxLength",
        "pattern",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "format",
        "default",
        "readOnly",
        "writeOnly",
        "contentEncoding",
        "contentMediaType",
        "examples",
        "example",
        "xml",
        "externalDocs",
        "discriminator",
        "$comment",
    ]
)
_ENUM = frozenset(("enum", "const"))
_SHAPE = frozenset(("$ref", "type", "enum", "const", "allOf", "anyOf", "oneOf", "properties", "items"))


def client_view(document: dict[str, Any]) -> dict[str, Any]:
    """Make the client's view of a document that `supported_subset` accepts. The document stays as it is."""
    document = copy.deepcopy(document)
    read = response_schemas(document)
    paths: dict[str, Any] = {}
    for _, path, method, item, operation in operations(document):
        kept: dict[str, Any] = {
            key: operation[key]
            for key in ("operationId", "tags", "summary", "description", "deprecated")
            if key in operation
        }
        kept["parameters"] = [
            {
                **{
                    key: parameter[key]
                    for key in ("name", "in", "required", "description")
                    if key in parameter
                },
                "schema": _parameter_schema(parameter),
            }
            for parameter in parameters(document, item, operation)
        ]
        body = resolve(document, operation.get("requestBody"))
        if body and (content := json_content(body)):
            schema = _view(content["schema"], read=False)
            kept["requestBody"] = {
                "required": body.get("required", False),
                "content": {JSON: {"schema": schema}},
            }
        kept["responses"] = {"default": {"description": ""}}
        for status, response in responses(document, operation).items():
            if is_success(status) and method != "head" and (content := json_content(response)):
                schema = _view(content["schema"], read=True)
                kept["responses"] = {status: {"description": "", "content": {JSON: {"schema": schema}}}}
                break
        paths.setdefault(path, {})[method] = kept
    schemas: dict[str, Any] = {}
    used = read | _referenced(document, paths)
    for name, schema in document.get("components", {}).get("schemas", {}).items():
        if name not in used:
            continue
        viewed = _view(schema, read=name in read)
        viewed.pop("title", None)  # the class is named by the component
        schemas[name] = viewed
    return {
        "openapi": document["openapi"],
        "info": document["info"],
        "paths": paths,
        "components": {"schemas": schemas},
    }


def json_content(holder: dict[str, Any]) -> dict[str, Any] | None:
    """The JSON media type of a response or request body, if it has one with a schema."""
    for name, media in (holder.get("content") or {}).items():
        if is_json(name) and isinstance(media, dict) and "schema" in media:
            return media
    return None


def is_json(media_type: str) -> bool:
    """Whether a media type, with or without parameters, is JSON (RFC 6839, section 3.1)."""
    kind = media_type.partition(";")[0].strip().lower()
    return kind == JSON or kind.endswith("+json")


def response_schemas(document: dict[str, Any]) -> set[str]:
    """Names of the component schemas that a response can contain."""
    found: set[str] = set()
    for _, _, _, _, operation in operations(document):
        for response in responses(document, operation).values():
            if content := json_content(response):
                _reach(document, content["schema"], found)
    return found


def _referenced(document: dict[str, Any], paths: dict[str, Any]) -> set[str]:
    found: set[str] = set()
    for _, schema in root_schemas(paths):
        _reach(document, schema, found)
    return found


def _reach(document: dict[str, Any], schema: Any, found: set[str]) -> None:
    for _, inner in subschemas(schema, ""):
        reference = inner.get("$ref") if isinstance(inner, dict) else None
        if isinstance(reference, str):
            name = reference.rpartition("/")[2]
            if name not in found:
                found.add(name)
                _reach(document, at(document, reference), found)


def _parameter_schema(parameter: dict[str, Any]) -> dict[str, Any]:
    schema = _view(parameter["schema"], read=False)
    if (
        parameter["in"] == "header"
    ):  # dates in header fields have a form of their own (RFC 9110, section 5.6.7)
        schema.pop("format", None)
    return schema


def _view(schema: Any, *, read: bool) -> dict[str, Any]:
    if not isinstance(schema, dict):
        return {}
    schema = _with_remarks(schema)
    form = schema.get("format")
    dated = form in DATE_TIME_FORMATS and "string" in schema.get("type", ()) and _ENUM.isdisjoint(schema)
    schema = {
        key: value
        for key, value in schema.items()
        if key not in CONSTRAINTS and (key == "x-enum-varnames" or not key.startswith("x-"))
    }
    if dated:
        schema |= {"format": "date-time", "example": form}
    if read and "const" in schema:
        schema.setdefault("type", _json_type(schema.pop("const")))
        schema.pop("const", None)
    if "enum" in schema:
        kinds = {type(value) for value in schema["enum"] if value is not None}
        if len(kinds) != 1 or not kinds <= {str, int}:  # no enum class has such values
            schema.setdefault("type", sorted({_json_type(value) for value in schema.pop("enum")}))
            schema.pop("enum", None)
            schema.pop("x-enum-varnames", None)
        else:
            schema = with_member_names(schema)
    if read and schema.get("additionalProperties") is False:
        del schema["additionalProperties"]
    for keyword in SCHEMA_LISTS:
        if keyword in schema:
            branches = [_view(branch, read=read) for branch in schema[keyword]]
            schema[keyword] = [branch for branch in branches if not _SHAPE.isdisjoint(branch)]
            if not schema[keyword]:
                del schema[keyword]
    for keyword in ONE_SCHEMA:
        if isinstance(schema.get(keyword), dict):
            schema[keyword] = _view(schema[keyword], read=read)
    if isinstance(schema.get("items"), bool) or ("array" in schema.get("type", ()) and "items" not in schema):
        schema["items"] = {}
    if "properties" in schema:
        schema["properties"] = {
            name: _view(value, read=read)
            for name, value in schema["properties"].items()
            if value is not False
        }
    if read:
        schema = _close_open_enum(schema)
    return _wrap_reference(schema)


def _with_remarks(schema: dict[str, Any]) -> dict[str, Any]:
    """Put into the description what would otherwise get lost: that a field is deprecated, and its default."""
    text = schema.get("description") or ""
    if schema.get("deprecated") is True:
        text = f"Deprecated. {text}".strip()
    if schema.get("default") is not None:
        text = (
            f"{sentence(text)} The server takes {json.dumps(schema['default'])} when it is not given.".strip()
        )
    return {**schema, "description": text} if text else schema


def _close_open_enum(schema: dict[str, Any]) -> dict[str, Any]:
    """`anyOf: [enum, string]` is an enum to a reader whose enum classes keep unknown values."""
    branches = schema.get("anyOf", [])
    strings = [branch for branch in branches if _is_plain_string(branch)]
    named = [branch for branch in branches if "enum" in branch or "$ref" in branch or "allOf" in branch]
    if not strings or len(named) != 1 or len(strings) + len(named) != len(branches):
        return schema
    rest = {key: value for key, value in schema.items() if key != "anyOf"}
    if any("null" in branch["type"] for branch in strings):
        return {**rest, "anyOf": [named[0], {"type": "null"}]}
    return {**named[0], **rest}


def _is_plain_string(schema: dict[str, Any]) -> bool:
    kinds = schema.get("type", ())
    kinds = {kinds} if isinstance(kinds, str) else set(kinds)
    return kinds in ({"string"}, {"string", "null"}) and "enum" not in schema


def _wrap_reference(schema: dict[str, Any]) -> dict[str, Any]:
    """A `$ref` beside other keywords would lose them; `allOf` of one reference keeps the description."""
    if "$ref" in schema and len(schema) > 1:
        rest = {key: value for key, value in schema.items() if key != "$ref"}
        if "allOf" not in rest:
            return {**rest, "allOf": [{"$ref": schema["$ref"]}]}
    return schema


def _json_type(value: Any) -> str:
    match value:
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
        case str():
            return "string"
        case None:
            return "null"
        case list():
            return "array"
    return "object"
