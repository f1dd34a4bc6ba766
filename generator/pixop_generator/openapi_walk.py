"""Walk an OpenAPI 3.1 document: operations, local references, and every schema with its JSON pointer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pixop_generator.finding import pointer_to

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")

#: Schema keywords by the shape of their value: one schema, a list of schemas, a map of schemas.
ONE_SCHEMA = (
    "items", "contains", "additionalProperties", "propertyNames", "unevaluatedProperties", "unevaluatedItems",
    "not", "if", "then", "else", "contentSchema",
)  # fmt: skip
SCHEMA_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
SCHEMA_MAPS = ("properties", "patternProperties", "dependentSchemas", "$defs")


def resolve(document: dict[str, Any], value: Any) -> Any:
    """Follow local `$ref`s of an object that is no schema (parameter, response, ...) to the object itself.

    Raises:
        LookupError: The reference leads nowhere, is not local, or leads back to itself.
    """
    seen: set[str] = set()
    while isinstance(value, dict) and isinstance(value.get("$ref"), str):
        reference = value["$ref"]
        if reference in seen:
            raise LookupError(f"{reference} refers to itself")
        seen.add(reference)
        value = at(document, reference)
    return value


def at(document: dict[str, Any], reference: str) -> Any:
    """The value that a local reference (`#/...`) points to.

    Raises:
        LookupError: There is none, or the reference is not local.
    """
    if not reference.startswith("#"):
        raise LookupError(f"{reference} is not in this document")
    value: Any = document
    for part in reference[1:].split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        try:
            value = value[int(key)] if isinstance(value, list) else value[key]
        except (KeyError, IndexError, ValueError, TypeError):
            raise LookupError(f"{reference} points at nothing") from None
    return value


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, str, dict[str, Any], dict[str, Any]]]:
    """Each operation as (pointer, path, method, path item, operation)."""
    for path, item in (document.get("paths") or {}).items():
        if not isinstance(item, dict):
            continue
        for method in METHODS:
            if isinstance(item.get(method), dict):
                yield pointer_to("paths", path, method), path, method, item, item[method]


def parameters(
    document: dict[str, Any], path_item: dict[str, Any], operation: dict[str, Any]
) -> list[dict[str, Any]]:
    """An operation's parameters, those of its path included, references followed; its own go before the path's."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for raw in [*(path_item.get("parameters") or []), *(operation.get("parameters") or [])]:
        parameter = resolve(document, raw)
        key = (parameter["in"], parameter["name"])
        found[key] = parameter
    return list(found.values())


def responses(document: dict[str, Any], operation: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """An operation's responses by status, references followed."""
    return {str(status): resolve(document, raw) for status, raw in (operation.get("responses") or {}).items()}


def is_success(status: str) -> bool:
    """Whether a status key of a document is an answer and not an error: 2xx, and 304 to a conditional request."""
    return status.upper() == "2XX" or (status.isdigit() and (200 <= int(status) < 300 or status == "304"))


def root_schemas(value: Any, pointer: str = "") -> Iterator[tuple[str, Any]]:
    """The outermost schema of each place that holds one, with its pointer."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from root_schemas(item, f"{pointer}/{index}")
    elif isinstance(value, dict):
        for key, item in value.items():
            here = pointer + pointer_to(key)
            if key in ("example", "examples", "default", "enum") or key.startswith("x-"):
                continue
            if here == "/components/schemas":
                for name, schema in item.items():
                    yield here + pointer_to(name), schema
            elif key == "schema" and isinstance(item, dict | bool):
                yield here, item
            else:
                yield from root_schemas(item, here)


def subschemas(schema: Any, pointer: str) -> Iterator[tuple[str, Any]]:
    """A schema and all schemas in it, outermost first, with their pointers."""
    yield pointer, schema
    if not isinstance(schema, dict):
        return
    for keyword in ONE_SCHEMA:
        if keyword in schema:
            yield from subschemas(schema[keyword], f"{pointer}/{keyword}")
    for keyword in SCHEMA_LISTS:
        for index, item in enumerate(schema.get(keyword) or []):
            yield from subschemas(item, f"{pointer}/{keyword}/{index}")
    for keyword in SCHEMA_MAPS:
        for name, item in (schema.get(keyword) or {}).items():
            yield from subschemas(item, f"{pointer}/{keyword}{pointer_to(name)}")


def located(document: dict[str, Any], value: Any, pointer: str) -> tuple[Any, str]:
    """A value that is no schema, behind its references, and the pointer to where it is written.

    Raises:
        LookupError: See `resolve`.
    """
    target = resolve(document, value)
    while isinstance(value, dict) and isinstance(value.get("$ref"), str):
        pointer = value["$ref"].removeprefix("#")
        value = at(document, value["$ref"])
    return target, pointer
