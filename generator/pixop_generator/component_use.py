"""Which operations meet which component, through any number of references."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pixop_generator.openapi_walk import at, operations


def operations_by_component(document: dict[str, Any]) -> dict[str, list[str]]:
    """Ids of the operations that reach each component, by the component's pointer, in the order of the document."""
    direct: dict[str, set[str]] = {}
    found: dict[str, list[str]] = {}
    for _, path, method, item, operation in operations(document):
        name = str(operation.get("operationId", f"{method} {path}"))
        todo = set(_references([item.get("parameters"), operation]))
        met: set[str] = set()
        while todo:
            reference = todo.pop()
            if reference in met:
                continue
            met.add(reference)
            if reference not in direct:
                direct[reference] = set(_references(at(document, reference)))
            todo |= direct[reference]
        for reference in met:
            pointer = "/".join(reference.removeprefix("#").split("/")[:4])
            if name not in (names := found.setdefault(pointer, [])):
                names.append(name)
    return found


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _references(item)
    elif isinstance(value, dict):
        if isinstance(reference := value.get("$ref"), str) and reference.startswith("#/"):
            yield reference
        for item in value.values():
            yield from _references(item)
