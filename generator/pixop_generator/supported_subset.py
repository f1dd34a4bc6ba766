"""Refuse what one of the tools would drop without a word, with the place and what to write instead."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from pixop_generator.client_view import JSON, MULTIPART, is_json
from pixop_generator.enum_names import VALID_NAME
from pixop_generator.finding import Finding, pointer_to
from pixop_generator.openapi_walk import (
    METHODS,
    at,
    is_success,
    operations,
    parameters,
    resolve,
    responses,
    root_schemas,
    subschemas,
)

_SCHEMA_KEYWORDS = {
    "unevaluatedProperties": "write `additionalProperties: false` on an object that lists all its properties",
    "unevaluatedItems": "write `items: false` beside `prefixItems`",
    "$dynamicRef": "write `$ref`",
    "$dynamicAnchor": "write a component schema",
    "$anchor": "write a component schema",
    "$id": "write a component schema",
    "$schema": "the dialect is that of OpenAPI 3.1",
    "$defs": "write a component schema",
    "dependencies": "write `dependentRequired` or `dependentSchemas`",
    "readOnly": "write one schema for requests and one for responses",
    "writeOnly": "write one schema for requests and one for responses",
    "nullable": 'write `type: [..., "null"]`',
    "discriminator": "write `oneOf` of closed objects with a `const` each",
    "xml": "only JSON makes code",
    "contentEncoding": "write `format: binary` or describe it",
    "contentSchema": "describe the content as a schema of its own",
}
#: Names that the generated modules use themselves.
RESERVED_SCHEMAS = frozenset(
    {
        "AbstractAsyncContextManager", "AbstractContextManager", "Annotated", "Any", "AsyncByteStream", "AsyncCaller",
        "BaseModel", "ByteStream", "Callable", "Caller", "ConfigDict", "Field", "Final", "IntEnum", "Literal",
        "MISSING",
        "Mapping", "MediaSource", "Operation", "Progress", "Request", "ResponseHeaders", "RootModel", "SCHEMAS", "Self",
        "Sequence", "StrEnum", "StrictBool", "StrictFloat", "StrictInt", "StrictStr", "TypeAdapter", "UNSET", "Unset",
    }
)  # fmt: skip
_SCHEMA_NAME = re.compile(r"[A-Z][A-Za-z0-9]*")


def unsupported(document: dict[str, Any]) -> Iterator[Finding]:
    """What a valid document contains that would not arrive in the code."""
    yield from _document_level(document)
    for pointer, path, method, item, operation in operations(document):
        yield from operation_findings(document, pointer, path, method, item, operation)
    for pointer, root in root_schemas(document):
        for place, schema in subschemas(root, pointer):
            if isinstance(schema, dict):
                yield from _schema(place, schema)


def _document_level(document: dict[str, Any]) -> Iterator[Finding]:
    if document.get("webhooks"):
        yield Finding("/webhooks", "webhooks make no code; describe them in prose")
    if document.get("jsonSchemaDialect"):
        yield Finding("/jsonSchemaDialect", "only the dialect of OpenAPI 3.1 is read; leave it out")
    for path, item in (document.get("paths") or {}).items():
        pointer = pointer_to("paths", path)
        if "$ref" in item:
            yield Finding(f"{pointer}/$ref", "a path item cannot refer to another one; write it out")
        if item.get("servers"):
            yield Finding(f"{pointer}/servers", "servers of a path are ignored; put the prefix into the path")
    for name in document.get("components", {}).get("schemas", {}):
        pointer = pointer_to("components", "schemas", name)
        if not _SCHEMA_NAME.fullmatch(name):
            yield Finding(pointer, f"the name {name!r} makes no class of that name; write it in PascalCase")
        elif name in RESERVED_SCHEMAS:
            yield Finding(pointer, f"the name {name} is used by the generated code itself; choose another")
    for name, raw in document.get("components", {}).get("securitySchemes", {}).items():
        scheme = resolve(document, raw)
        if (scheme.get("type"), str(scheme.get("scheme")).lower()) not in (
            ("http", "bearer"),
            ("http", "basic"),
        ):
            pointer = pointer_to("components", "securitySchemes", name)
            yield Finding(pointer, "the client authenticates with HTTP Bearer and HTTP Basic only")
    for name in document.get("components", {}).get("pathItems", {}):
        yield Finding(pointer_to("components", "pathItems", name), "path items of components make no code")


def operation_findings(
    document: dict[str, Any],
    pointer: str,
    path: str,
    method: str,
    item: dict[str, Any],
    operation: dict[str, Any],
) -> Iterator[Finding]:
    """What of one operation would not arrive in the code."""
    if not operation.get("operationId"):
        yield Finding(pointer, "an operation without `operationId` has no method name; give it one")
        return
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", operation["operationId"]):
        yield Finding(
            f"{pointer}/operationId",
            "an operationId begins with a letter and has only letters, digits, - and _",
        )
    tags = operation.get("tags") or []
    if len(tags) != 1:
        yield Finding(
            f"{pointer}/tags", f"an operation has exactly one tag, its namespace, and this has {len(tags)}"
        )
    elif not re.fullmatch(r"[A-Za-z][A-Za-z0-9 _-]*", tags[0]) or tags[0].lower() in ("caller", "init"):
        yield Finding(f"{pointer}/tags/0", f"the tag {tags[0]!r} makes no namespace; choose another name")
    for keyword in ("callbacks", "servers"):
        if operation.get(keyword):
            yield Finding(f"{pointer}/{keyword}", f"{keyword} of an operation are ignored; leave them out")
    if method == "trace" or method not in METHODS:
        yield Finding(pointer, "TRACE makes no code")
    yield from _security(document, pointer, operation)
    for place, parameter in _parameter_places(document, path, method, item, operation):
        yield from parameter_findings(document, place, parameter)
    declared = {
        parameter["name"] for parameter in parameters(document, item, operation) if parameter["in"] == "path"
    }
    if declared != set(re.findall(r"\{([^{}]*)\}", path)):
        yield Finding(pointer, f"the path parameters {sorted(declared)} are not those of the path {path}")
    yield from _request_body(document, pointer, operation)
    yield from _responses(document, pointer, operation)


def _security(document: dict[str, Any], pointer: str, operation: dict[str, Any]) -> Iterator[Finding]:
    own = "security" in operation
    schemes = document.get("components", {}).get("securitySchemes", {})
    for index, requirement in enumerate(operation.get("security", document.get("security")) or []):
        place = f"{pointer}/security/{index}" if own else f"/security/{index}"
        if len(requirement) != 1:
            yield Finding(
                place,
                "a security requirement names exactly one scheme; write alternatives as several requirements",
            )
        for name in requirement:
            if name not in schemes:
                yield Finding(place, f"the security scheme {name} is not defined")


def _parameter_places(
    document: dict[str, Any], path: str, method: str, item: dict[str, Any], operation: dict[str, Any]
) -> Iterator[tuple[str, dict[str, Any]]]:
    own: list[dict[str, Any]] = operation.get("parameters") or []
    shared: list[dict[str, Any]] = item.get("parameters") or []
    for group, where in ((own, pointer_to("paths", path, method)), (shared, pointer_to("paths", path))):
        for index, raw in enumerate(group):
            place = raw["$ref"].removeprefix("#") if "$ref" in raw else f"{where}/parameters/{index}"
            yield place, resolve(document, raw)


def parameter_findings(document: dict[str, Any], place: str, parameter: dict[str, Any]) -> Iterator[Finding]:
    """What of a parameter would not be sent."""
    where = parameter.get("in")
    if _has_control(parameter["name"]):
        yield Finding(place, "a name has no control characters")
    if where == "cookie":
        yield Finding(place, "cookie parameters are not sent; use a header or query parameter")
        return
    if "content" in parameter or "schema" not in parameter:
        yield Finding(place, "a parameter has a `schema`; `content` is not read")
        return
    style = parameter.get("style", "form" if where == "query" else "simple")
    if style != ("form" if where == "query" else "simple") or parameter.get("allowReserved"):
        yield Finding(
            place, "only the default style of a parameter is written; leave out `style` and `allowReserved`"
        )
    schema = parameter["schema"]
    while isinstance(schema, dict) and "$ref" in schema:
        schema = at(document, schema["$ref"])
    kinds = schema.get("type", []) if isinstance(schema, dict) else []
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if "object" in kinds or ("array" in kinds and (where != "query" or parameter.get("explode") is False)):
        yield Finding(
            f"{place}/schema",
            f"a {where} parameter of this type is not written; use a string, number or boolean",
        )
    if where == "header" and parameter["name"].lower() in ("accept", "content-type", "authorization"):
        yield Finding(
            place,
            f"OpenAPI ignores a header parameter named {parameter['name']}; use security or media types",
        )


def _request_body(document: dict[str, Any], pointer: str, operation: dict[str, Any]) -> Iterator[Finding]:
    raw: dict[str, Any] = operation.get("requestBody") or {}
    body = resolve(document, raw)
    if not body:
        return
    place = raw["$ref"].removeprefix("#") if "$ref" in raw else f"{pointer}/requestBody"
    content = body.get("content") or {}
    if len(content) != 1:
        yield Finding(f"{place}/content", f"a request body has one media type, and this has {len(content)}")
        return
    media_type, media = next(iter(content.items()))
    if media_type not in (JSON, MULTIPART):
        here = f"{place}/content{pointer_to(media_type)}"
        yield Finding(here, f"a request body is {JSON} or {MULTIPART}; {media_type} is not sent")
    elif "schema" not in media:
        yield Finding(f"{place}/content{pointer_to(media_type)}", "a request body needs a schema")
    elif media_type == MULTIPART:
        here = f"{place}/content{pointer_to(media_type)}/schema"
        if media.get("encoding"):
            yield Finding(
                f"{place}/content{pointer_to(media_type)}/encoding", "the encoding of form parts is not read"
            )
        fields = _binary_fields(document, media["schema"])
        if fields != (1, 0):
            yield Finding(
                here, "a form is one file: one binary property, or `additionalProperties` that are binary"
            )


def _binary_fields(document: dict[str, Any], schema: Any) -> tuple[int, int]:
    """How many fields of a form are files, and how many are not."""
    schema = _resolved(document, schema)
    parts = list((schema.get("properties") or {}).values())
    if isinstance(schema.get("additionalProperties"), dict) and not parts:
        parts.append(schema["additionalProperties"])
    binary = [
        _resolved(document, part).get("format") == "binary" or "contentMediaType" in _resolved(document, part)
        for part in parts
    ]
    return binary.count(True), binary.count(False)


def _resolved(document: dict[str, Any], schema: Any) -> dict[str, Any]:
    found = resolve(document, schema)
    return found if isinstance(found, dict) else {}


def _responses(document: dict[str, Any], pointer: str, operation: dict[str, Any]) -> Iterator[Finding]:
    seen: list[tuple[str, Any]] = []
    kinds: set[str] = set()
    for status, response in responses(document, operation).items():
        place = f"{pointer}/responses/{status}"
        if not is_success(status):
            if status.isdigit() and 300 <= int(status) < 400:
                yield Finding(place, "redirects make no code; only 2xx and 304 are answers")
            continue
        content = response.get("content") or {}
        for media_type, media in content.items():
            if not is_json(media_type):
                kinds.add("binary")
            elif "schema" not in media:
                yield Finding(f"{place}/content{pointer_to(media_type)}", "a JSON answer needs a schema")
            else:
                kinds.add("json")
                seen.append((place, media["schema"]))
    for place, schema in seen[1:]:
        if schema != seen[0][1]:
            yield Finding(
                f"{place}/content",
                "a second answer with another schema would be dropped; give both one schema",
            )
    if len(kinds) > 1:
        yield Finding(
            f"{pointer}/responses", "the answers are JSON and something else; a method returns one of them"
        )


def _schema(place: str, schema: dict[str, Any]) -> Iterator[Finding]:
    for keyword, advice in _SCHEMA_KEYWORDS.items():
        if keyword in schema:
            yield Finding(f"{place}/{keyword}", f"{keyword} would be dropped; {advice}")
    reference = schema.get("$ref")
    if isinstance(reference, str):
        if not reference.startswith("#/components/schemas/") or "/" in reference.removeprefix(
            "#/components/schemas/"
        ):
            yield Finding(
                f"{place}/$ref",
                f"{reference} is no component schema; schemas refer to component schemas only",
            )
        siblings = set(schema) - {
            "$ref",
            "description",
            "title",
            "deprecated",
            "default",
            "example",
            "examples",
            "$comment",
        }
        siblings = {name for name in siblings if not name.startswith("x-")}
        if siblings:
            yield Finding(
                place,
                f"{', '.join(sorted(siblings))} beside $ref would be dropped; write `allOf: [$ref, ...]`",
            )
    if "properties" in schema and "type" not in schema and not _is_condition(place) and "allOf" not in schema:
        yield Finding(place, "a schema with properties says `type: object`")
    for name in schema.get("properties") or {}:
        if _has_control(name):
            yield Finding(f"{place}/properties{pointer_to(name)}", "a name has no control characters")
    if any(_has_control(value) for value in [*(schema.get("enum") or []), schema.get("const")]):
        yield Finding(place, "a value of an enum has no control characters")
    names = schema.get("x-enum-varnames")
    if names is not None:
        if not isinstance(names, list) or len(names) != len(schema.get("enum") or []):
            yield Finding(f"{place}/x-enum-varnames", "there are not as many names as values")
        elif len(set(map(str, names))) < len(names) or not all(
            VALID_NAME.fullmatch(str(name)) for name in names
        ):
            yield Finding(f"{place}/x-enum-varnames", "the names are not distinct words in CAPITALS")


def _has_control(value: Any) -> bool:
    """Whether a text has characters that source code cannot hold as they are."""
    return isinstance(value, str) and any(
        unicodedata.category(each)[0] == "C" or unicodedata.category(each) in ("Zl", "Zp") for each in value
    )


def _is_condition(place: str) -> bool:
    """Whether a schema is part of a condition, where it describes values and makes no type."""
    return (
        re.search(
            r"/(?:if|then|else|not|allOf/\d+|anyOf/\d+|oneOf/\d+|contains|dependentSchemas/[^/]+)(?:/|$)",
            place,
        )
        is not None
    )
