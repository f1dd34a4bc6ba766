"""The document's own lint rules, beyond what OpenAPI validators know. Run: `python openapi/house_rules.py [FILE]`."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

METHODS = ("get", "put", "post", "delete", "head", "patch", "options", "trace")
Finding = tuple[str, str]
"""A JSON pointer into the document and a sentence."""


def pointer(*parts: str | int) -> str:
    """Join parts into a JSON pointer fragment (RFC 6901)."""
    return "#" + "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def look_up(document: Any, reference: str) -> Any:
    """Return what a local reference points at.

    Raises:
        KeyError: Nothing is there.
    """
    found = document
    for part in reference.removeprefix("#").split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        found = found[int(key)] if isinstance(found, list) else found[key]
    return found


def resolve(document: Any, node: Any) -> Any:
    """Follow `$ref` until something else is found."""
    while isinstance(node, dict) and "$ref" in node:
        node = look_up(document, node["$ref"])
    return node


def operations(document: Any) -> Iterator[tuple[str, str, dict[str, Any], list[Any]]]:
    """Yield path, method, operation and all its parameters, those of the path item included."""
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                own = item[method].get("parameters", [])
                yield path, method, item[method], [*item.get("parameters", []), *own]


def operations_are_described(document: Any) -> Iterator[Finding]:
    """Every operation has a camelCase id of its own, one declared tag, a summary and a description."""
    declared = {tag["name"] for tag in document.get("tags", [])}
    seen: set[str] = set()
    for path, method, operation, _ in operations(document):
        at = pointer("paths", path, method)
        name = operation.get("operationId", "")
        if not re.fullmatch(r"[a-z][a-zA-Z0-9]*", name):
            yield at, f"operationId {name!r} is missing or not camelCase"
        if name in seen:
            yield at, f"operationId {name!r} is used twice"
        seen.add(name)
        if len(operation.get("tags", [])) != 1 or operation["tags"][0] not in declared:
            yield at, "needs exactly one tag, and one that is declared"
        for key in ("summary", "description"):
            if not operation.get(key, "").strip():
                yield at, f"{key} is missing"


def errors_are_documented(document: Any) -> Iterator[Finding]:
    """Every operation documents 401 and default, 404 where an id is asked for, 400 and 415 where a JSON body is."""
    for path, method, operation, _ in operations(document):
        needed = {"401", "default"} | ({"404"} if "{" in path else set())
        if "requestBody" in operation:
            needed |= {"400", "415"}
        for status in sorted(needed - set(operation.get("responses", {}))):
            yield pointer("paths", path, method, "responses"), f"{status} is not documented"


def everything_has_an_example(document: Any) -> Iterator[Finding]:
    """Request bodies, responses with content, parameters and response headers have examples."""
    for path, method, operation, parameters in operations(document):
        at = ("paths", path, method)
        for number, parameter in enumerate(parameters):
            resolved = resolve(document, parameter)
            if "example" not in resolved and not resolved.get("examples"):
                yield pointer(*at, "parameters", number), f"parameter {resolved['name']} has no example"
        body = resolve(document, operation.get("requestBody", {}))
        bodies = [(("requestBody",), body)]
        for status, response in operation.get("responses", {}).items():
            resolved = resolve(document, response)
            bodies.append((("responses", status), resolved))
            for name, header in resolved.get("headers", {}).items():
                if "example" not in resolve(document, header):
                    yield pointer(*at, "responses", status, "headers", name), "has no example"
        for where, holder in bodies:
            for content_type, media in holder.get("content", {}).items():
                if not media.get("examples"):
                    yield pointer(*at, *where, "content", content_type), "has no examples"


def names_follow_the_style(document: Any) -> Iterator[Finding]:
    """Query parameters are kebab-case, fields camelCase, component names PascalCase."""
    for path, method, _, parameters in operations(document):
        for number, parameter in enumerate(parameters):
            resolved = resolve(document, parameter)
            name = resolved["name"]
            if resolved["in"] in ("query", "path") and not re.fullmatch(r"[a-z]+(-[a-z]+)*", name):
                yield pointer("paths", path, method, "parameters", number), f"{name!r} is not kebab-case"
    for section, components in document["components"].items():
        if section in ("headers", "securitySchemes"):
            continue
        for name in components:
            if not re.fullmatch(r"[A-Z][A-Za-z0-9]*", name):
                yield pointer("components", section, name), "is not PascalCase"
    for at, schema in schemas(document):
        for name in schema.get("properties", {}):
            if not re.fullmatch(r"_?[a-z][a-zA-Z0-9]*", name):
                yield pointer(*at, "properties", name), "is not camelCase"


def schemas(document: Any) -> Iterator[tuple[tuple[str | int, ...], dict[str, Any]]]:
    """Yield every schema object, rules across fields (`if`, `then`, `else`, `not`) left out."""

    def walk(
        at: tuple[str | int, ...], schema: Any
    ) -> Iterator[tuple[tuple[str | int, ...], dict[str, Any]]]:
        if not isinstance(schema, dict) or "$ref" in schema:
            return
        yield at, schema
        for name, child in schema.get("properties", {}).items():
            yield from walk((*at, "properties", name), child)
        for key in ("items", "additionalProperties"):
            if key in schema:
                yield from walk((*at, key), schema[key])
        for key in ("allOf", "anyOf", "oneOf"):
            for number, child in enumerate(schema.get(key, [])):
                if "if" not in child:
                    yield from walk((*at, key, number), child)

    for name, schema in document["components"]["schemas"].items():
        yield from walk(("components", "schemas", name), schema)


def objects_are_named(document: Any) -> Iterator[Finding]:
    """Objects inside objects are component schemas of their own; operations use named schemas only."""
    for at, schema in schemas(document):
        anonymous = schema.get("type") == "object" and len(at) > 3 and at[-2] != "allOf"
        if anonymous:
            yield pointer(*at), "is an object without a name; make it a component schema"
    for path, method, operation, _ in operations(document):
        holders = [operation.get("requestBody", {}), *operation.get("responses", {}).values()]
        for holder in holders:
            for content_type, media in resolve(document, holder).get("content", {}).items():
                if "$ref" not in media.get("schema", {}):
                    yield (
                        pointer("paths", path, method),
                        f"{content_type} content has a schema without a name",
                    )


def reachable(document: Any, roots: list[Any]) -> set[str]:
    """Return the names of the component schemas that the given nodes lead to."""
    found: set[str] = set()
    queue = list(roots)
    while queue:
        node = queue.pop()
        if isinstance(node, dict):
            reference = node.get("$ref", "")
            if reference.startswith("#/components/schemas/"):
                name = reference.rsplit("/", 1)[1]
                if name not in found:
                    found.add(name)
                    queue.append(look_up(document, reference))
            elif isinstance(reference, str) and reference:
                queue.append(look_up(document, reference))
            queue.extend(value for key, value in node.items() if key not in ("examples", "example", "links"))
        elif isinstance(node, list):
            queue.extend(node)
    return found


def requests_are_closed_and_answers_open(document: Any) -> Iterator[Finding]:
    """JSON request objects refuse unknown fields; answers allow them, and their enumerations are open."""
    requests, answers = [], []
    for _, _, operation, _ in operations(document):
        body = resolve(document, operation.get("requestBody", {}))
        requests += [media for kind, media in body.get("content", {}).items() if kind == "application/json"]
        answers += [resolve(document, response) for response in operation.get("responses", {}).values()]
    asked, answered = reachable(document, requests), reachable(document, answers)
    open_ends = {
        branch["$ref"].rsplit("/", 1)[1]
        for _, schema in schemas(document)
        if {"type": "string"} in schema.get("anyOf", [])
        for branch in schema["anyOf"]
        if "$ref" in branch
    }
    for at, schema in schemas(document):
        name = str(at[2])
        if (
            name in asked
            and schema.get("type") == "object"
            and schema.get("additionalProperties") is not False
        ):
            yield pointer(*at), "is part of a request and must have additionalProperties: false"
        if name in answered and schema.get("additionalProperties") is False:
            yield pointer(*at), "is part of an answer and must stay open"
        in_open_union = (
            at[-2] == "anyOf" and {"type": "string"} in look_up(document, pointer(*at[:-2]))["anyOf"]
        )
        if name in answered - open_ends and ({"enum", "const"} & schema.keys()) and not in_open_union:
            yield pointer(*at), "is an enumeration in an answer and must admit any other string"


def everything_is_explained(document: Any) -> Iterator[Finding]:
    """Schemas, fields, parameters, headers and responses have descriptions."""
    for at, schema in schemas(document):
        named = len(at) == 3 or at[-2] == "properties"
        if named and not schema.get("description", "").strip():
            yield pointer(*at), "has no description"
    for section in ("parameters", "headers", "responses", "requestBodies", "links", "securitySchemes"):
        for name, component in document["components"].get(section, {}).items():
            if not component.get("description", "").strip():
                yield pointer("components", section, name), "has no description"


def links_lead_somewhere(document: Any) -> Iterator[Finding]:
    """Creates, uploads and processing link to the operations that use their ids, with parameters that exist."""
    by_id = {op.get("operationId"): (path, params) for path, _, op, params in operations(document)}
    for path, method, operation, _ in operations(document):
        makes_ids = operation.get("operationId", "").startswith(("create", "upload", "process"))
        for status, response in operation.get("responses", {}).items():
            links = resolve(document, response).get("links", {})
            if makes_ids and status == "200" and not links:
                yield pointer("paths", path, method, "responses", status), "hands out ids and has no links"
            for name, link in links.items():
                resolved = resolve(document, link)
                at = pointer("paths", path, method, "responses", status, "links", name)
                if resolved["operationId"] not in by_id:
                    yield at, f"leads to the unknown operation {resolved['operationId']}"
                    continue
                known = {resolve(document, p)["name"] for p in by_id[resolved["operationId"]][1]}
                for parameter in resolved.get("parameters", {}):
                    if parameter.split(".", 1)[-1] not in known:
                        yield at, f"sets the unknown parameter {parameter}"


RULES = (
    operations_are_described,
    errors_are_documented,
    everything_has_an_example,
    names_follow_the_style,
    objects_are_named,
    requests_are_closed_and_answers_open,
    everything_is_explained,
    links_lead_somewhere,
)


def findings(document: Any) -> list[Finding]:
    """Return every finding of every rule."""
    return [finding for rule in RULES for finding in rule(document)]


def main(arguments: list[str]) -> int:
    """Print the findings of a document; return 1 when there are any."""
    path = Path(arguments[0]) if arguments else Path(__file__).with_name("pixop.yaml")
    found = findings(yaml.safe_load(path.read_text(encoding="utf-8")))
    for at, sentence in found:
        print(f"{path.name}{at}: {sentence}", file=sys.stderr)
    print(f"house rules: {len(found)} findings", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
