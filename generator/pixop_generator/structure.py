"""Faults of a document that need no meta-schema to see: shapes, references that lead nowhere, ids given twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pixop_generator.finding import Finding, pointer_to
from pixop_generator.openapi_walk import METHODS, at, resolve

_LITERAL = ("example", "examples", "default", "enum", "const", "value")


def misplaced(document: dict[str, Any]) -> list[Finding]:
    """What is wrong with the version, the shape, the references and the operation ids; shapes first.

    What is found here keeps the document from being read at all, so no other rule needs to be looked at.
    """
    version = document.get("openapi")
    if not isinstance(version, str) or not version.startswith("3.1."):
        found = f"Swagger {document['swagger']}" if "swagger" in document else f"openapi: {version}"
        return [Finding("/openapi", f"only OpenAPI 3.1.x makes code, and this is {found}")]
    return (
        list(_shapes(document))
        or list(_references(document, document, ""))
        or [
            *_circles(document),
            *_ids(document),
        ]
    )


def _shapes(document: dict[str, Any]) -> Iterator[Finding]:
    info = document.get("info")
    if not isinstance(info, dict):
        yield Finding("/info", "a document has an object `info` with `title` and `version`")
    elif not isinstance(info.get("version"), str):
        yield Finding("/info/version", "the version of the document is a string; quote it")
    for name in ("paths", "components"):
        if not isinstance(document.get(name, {}), dict):
            yield Finding(f"/{name}", f"`{name}` is an object")
            return
    for kind, entries in (document.get("components") or {}).items():
        if not isinstance(entries, dict) and not kind.startswith("x-"):
            yield Finding(pointer_to("components", kind), f"`{kind}` is an object of names")
    for path, item in (document.get("paths") or {}).items():
        place = pointer_to("paths", path)
        if not isinstance(item, dict):
            yield Finding(place, "a path is an object of methods")
            continue
        yield from _parameters(item, place)
        for method in METHODS:
            if method not in item:
                continue
            operation, here = item[method], f"{place}/{method}"
            if not isinstance(operation, dict):
                yield Finding(here, "an operation is an object")
                continue
            yield from _parameters(operation, here)
            for name in ("responses", "requestBody"):
                if not isinstance(operation.get(name, {}), dict):
                    yield Finding(f"{here}/{name}", f"`{name}` is an object")


def _parameters(owner: dict[str, Any], place: str) -> Iterator[Finding]:
    if not isinstance(owner.get("parameters", []), list):
        yield Finding(f"{place}/parameters", "`parameters` is a list")
        return
    for index, parameter in enumerate(owner.get("parameters", [])):
        here = f"{place}/parameters/{index}"
        if not isinstance(parameter, dict) or not ("$ref" in parameter or {"name", "in"} <= parameter.keys()):
            yield Finding(here, "a parameter has `name` and `in`, or is a `$ref`")


def _references(document: dict[str, Any], value: Any, pointer: str, names: bool = False) -> Iterator[Finding]:
    """References that lead nowhere; `names` says that the keys of an object are names that people chose."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _references(document, item, f"{pointer}/{index}")
    elif isinstance(value, dict):
        reference = value.get("$ref")
        if reference is not None and not names and not isinstance(reference, str):
            yield Finding(f"{pointer}/$ref", "a reference is a string")
        elif isinstance(reference, str) and not names:
            try:
                at(document, reference)
                if "/components/schemas/" not in f"{reference}{pointer}":
                    resolve(document, value)
            except LookupError as error:
                yield Finding(f"{pointer}/$ref", str(error.args[0]))
        for key, item in value.items():
            if names or not (key in _LITERAL or key.startswith("x-")):
                yield from _references(
                    document, item, pointer + pointer_to(key), not names and key in ("properties", "mapping")
                )


def _circles(document: dict[str, Any]) -> Iterator[Finding]:
    """Schemas that are made of themselves by references alone; through a property or an item they may well be."""
    prefix = "#/components/schemas/"
    schemas = (document.get("components") or {}).get("schemas") or {}
    made_of = {
        name: [each for each in _parts(schema) if each.startswith(prefix)] for name, schema in schemas.items()
    }
    for name in schemas:
        todo, met = list(made_of[name]), set[str]()
        while todo:
            part = todo.pop().removeprefix(prefix)
            if part == name:
                pointer = pointer_to("components", "schemas", name)
                yield Finding(pointer, f"the schema {name} is made of itself, by references in a circle")
                break
            if part not in met:
                met.add(part)
                todo += made_of.get(part, ())


def _parts(schema: Any) -> Iterator[str]:
    if not isinstance(schema, dict):
        return
    if isinstance(reference := schema.get("$ref"), str):
        yield reference
    for keyword in ("allOf", "anyOf", "oneOf"):
        for branch in schema.get(keyword) or []:
            yield from _parts(branch)


def _ids(document: dict[str, Any]) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for path, item in (document.get("paths") or {}).items():
        for method in METHODS:
            operation = item.get(method)
            identifier = operation.get("operationId") if isinstance(operation, dict) else None
            if not isinstance(identifier, str):
                continue
            pointer = pointer_to("paths", path, method, "operationId")
            if other := seen.get(identifier):
                yield Finding(pointer, f"the operationId {identifier} is given twice; {other} has it too")
            seen[identifier] = pointer
