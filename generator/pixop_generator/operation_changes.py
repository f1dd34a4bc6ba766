"""Compare the operations of two documents: what can be called, with what, and what comes back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pixop_generator.change import Change, Severity
from pixop_generator.finding import pointer_to
from pixop_generator.openapi_walk import is_success, operations, parameters, resolve, responses
from pixop_generator.schema_changes import SchemaComparison

Place = tuple[str, str, dict[str, Any], dict[str, Any]]


class OperationComparison:
    """Compares the operations of two documents. Two operations are the same when method and path are."""

    def __init__(self, old: dict[str, Any], new: dict[str, Any]) -> None:
        self._old = old
        self._new = new
        self._schemas = SchemaComparison(old, new)

    def compare(self) -> Iterator[Change]:
        before, after = _by_place(self._old), _by_place(self._new)
        for key in before.keys() - after.keys():
            pointer, path, _, operation = before[key]
            name = operation.get("operationId", f"{key[0]} {path}")
            yield Change(
                pointer, "operation-removed", "breaking", f"the operation {name} is gone", name, None
            )
        for key in after.keys() - before.keys():
            pointer, path, _, operation = after[key]
            name = operation.get("operationId", f"{key[0]} {path}")
            yield Change(pointer, "operation-added", "compatible", f"the operation {name} is new", None, name)
        for key in before:
            if key in after:
                yield from self._operation(before[key], after[key])

    def _operation(self, old: Place, new: Place) -> Iterator[Change]:
        pointer, operation = new[0], new[3]
        for keyword, rule in (("operationId", "operation-renamed"), ("tags", "operation-moved")):
            before, after = old[3].get(keyword), operation.get(keyword)
            if before != after:
                sentence = f"{keyword} is {after}, it was {before}; the method of the client has another name"
                yield Change(f"{pointer}/{keyword}", rule, "breaking", sentence, before, after)
        if operation.get("deprecated") and not old[3].get("deprecated"):
            sentence = f"{operation.get('operationId')} is deprecated now"
            yield Change(pointer, "operation-deprecated", "compatible", sentence, False, True)
        yield from self._parameters(old, new)
        yield from self._body(old, new)
        yield from self._responses(old, new)
        yield from self._security(old, new)

    def _parameters(self, old: Place, new: Place) -> Iterator[Change]:
        before, after = _parameters(self._old, old), _parameters(self._new, new)
        for key in before.keys() - after.keys():
            where, name = key
            sentence = f"the {where} parameter {name} is gone"
            yield Change(f"{old[0]}/parameters", "parameter-removed", "breaking", sentence, before[key], None)
        for key in after.keys() - before.keys():
            where, name = key
            severity: Severity = "breaking" if after[key].get("required") else "compatible"
            rule = "required-parameter-added" if severity == "breaking" else "parameter-added"
            need = "required" if severity == "breaking" else "optional"
            yield Change(
                f"{new[0]}/parameters",
                rule,
                severity,
                f"the {where} parameter {name} is new and {need}",
                None,
                after[key],
            )
        for key in before.keys() & after.keys():
            where, name = key
            place = f"{new[0]}/parameters{pointer_to(where, name)}"
            was, now = bool(before[key].get("required")), bool(after[key].get("required"))
            if was != now:
                severity = "breaking" if now else "compatible"
                word = "required" if now else "optional"
                sentence = f"the {where} parameter {name} is {word} now"
                yield Change(place, f"parameter-{word}", severity, sentence, was, now)
            if after[key].get("deprecated") and not before[key].get("deprecated"):
                yield Change(
                    place,
                    "parameter-deprecated",
                    "compatible",
                    f"the {where} parameter {name} is deprecated now",
                )
            yield from self._schemas.compare(
                before[key].get("schema", True), after[key].get("schema", True), place, place, "request"
            )

    def _body(self, old: Place, new: Place) -> Iterator[Change]:
        before = resolve(self._old, old[3].get("requestBody")) or {}
        after = resolve(self._new, new[3].get("requestBody")) or {}
        place = f"{new[0]}/requestBody"
        if before and not after:
            yield Change(
                f"{old[0]}/requestBody", "request-body-removed", "breaking", "the request body is gone"
            )
            return
        required = bool(after.get("required"))
        if after and not before:
            severity: Severity = "breaking" if required else "compatible"
            yield Change(
                place,
                "request-body-added",
                severity,
                f"the request has a body now, {'required' if required else 'optional'}",
            )
            return
        if bool(before.get("required")) != required:
            word = "required" if required else "optional"
            yield Change(
                place,
                f"request-body-{word}",
                "breaking" if required else "compatible",
                f"the request body is {word} now",
            )
        yield from self._content(before, after, old[0] + "/requestBody", place, "request")

    def _responses(self, old: Place, new: Place) -> Iterator[Change]:
        before, after = responses(self._old, old[3]), responses(self._new, new[3])
        for status in before.keys() - after.keys():
            severity: Severity = "breaking" if is_success(status) else "compatible"
            yield Change(
                f"{old[0]}/responses/{status}",
                "status-removed",
                severity,
                f"the status {status} is gone",
                status,
                None,
            )
        for status in after.keys() - before.keys():
            yield Change(
                f"{new[0]}/responses/{status}",
                "status-added",
                "compatible",
                f"the status {status} is new",
                None,
                status,
            )
        for status in before.keys() & after.keys():
            place = f"{new[0]}/responses/{status}"
            yield from self._content(
                before[status], after[status], f"{old[0]}/responses/{status}", place, "response"
            )
            yield from self._headers(before[status], after[status], place)

    def _headers(self, old: dict[str, Any], new: dict[str, Any], place: str) -> Iterator[Change]:
        before = {
            name.lower(): resolve(self._old, value) for name, value in (old.get("headers") or {}).items()
        }
        after = {
            name.lower(): resolve(self._new, value) for name, value in (new.get("headers") or {}).items()
        }
        for name in before.keys() - after.keys():
            yield Change(
                f"{place}/headers",
                "response-header-removed",
                "breaking",
                f"the header {name} is gone",
                before[name],
            )
        for name in after.keys() - before.keys():
            yield Change(
                f"{place}/headers",
                "response-header-added",
                "compatible",
                f"the header {name} is new",
                None,
                after[name],
            )
        for name in before.keys() & after.keys():
            here = f"{place}/headers{pointer_to(name)}"
            if before[name].get("required") and not after[name].get("required"):
                yield Change(
                    here,
                    "response-header-optional",
                    "breaking",
                    f"the header {name} can be missing now",
                    True,
                    False,
                )
            yield from self._schemas.compare(
                before[name].get("schema", True), after[name].get("schema", True), here, here, "response"
            )

    def _content(
        self, old: dict[str, Any], new: dict[str, Any], old_at: str, new_at: str, direction: Any
    ) -> Iterator[Change]:
        before, after = old.get("content") or {}, new.get("content") or {}
        for name in before.keys() - after.keys():
            yield Change(
                f"{old_at}/content{pointer_to(name)}",
                f"{direction}-media-type-removed",
                "breaking",
                f"the media type {name} is gone",
                name,
            )
        for name in after.keys() - before.keys():
            place, sentence = f"{new_at}/content{pointer_to(name)}", f"the media type {name} is new"
            yield Change(place, f"{direction}-media-type-added", "compatible", sentence, None, name)
        for name in before.keys() & after.keys():
            here = f"/content{pointer_to(name)}/schema"
            yield from self._schemas.compare(
                before[name].get("schema", True),
                after[name].get("schema", True),
                old_at + here,
                new_at + here,
                direction,
            )

    def _security(self, old: Place, new: Place) -> Iterator[Change]:
        before, after = _security(self._old, old[3]), _security(self._new, new[3])
        place = f"{new[0]}/security"
        for way in sorted(
            before - after if "" not in after else ()
        ):  # credentials do no harm where none are needed
            sentence = f"{way or 'no authentication'} is not enough any more"
            yield Change(place, "security-removed", "breaking", sentence, way, None)
        for way in sorted(after - before):
            sentence = f"{way or 'no authentication'} is enough now"
            yield Change(place, "security-added", "compatible", sentence, None, way)


def compare_security_schemes(old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    """Differences in how a scheme authenticates; which operations use it is compared with the operations."""
    before = (old.get("components") or {}).get("securitySchemes") or {}
    after = (new.get("components") or {}).get("securitySchemes") or {}
    for name in before.keys() & after.keys():
        facts = [
            {
                key: value
                for key, value in resolve(document, scheme).items()
                if key not in ("description", "bearerFormat")
            }
            for document, scheme in ((old, before[name]), (new, after[name]))
        ]
        if facts[0] != facts[1]:
            place = pointer_to("components", "securitySchemes", name)
            sentence = f"the security scheme {name} works in another way"
            yield Change(place, "security-scheme-changed", "breaking", sentence, facts[0], facts[1])


def compare_servers(old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    """Servers that are gone or new."""
    before = [server["url"] for server in old.get("servers") or []]
    after = [server["url"] for server in new.get("servers") or []]
    for url in [url for url in before if url not in after]:
        yield Change("/servers", "server-removed", "breaking", f"the server {url} is gone", url, None)
    for url in [url for url in after if url not in before]:
        yield Change("/servers", "server-added", "compatible", f"the server {url} is new", None, url)


def _by_place(document: dict[str, Any]) -> dict[tuple[str, str], Place]:
    """Operations by method and path; the names of path parameters make no difference."""
    return {
        (method, re.sub(r"\{[^{}]*\}", "{}", path)): (pointer, path, item, operation)
        for pointer, path, method, item, operation in operations(document)
    }


def _parameters(document: dict[str, Any], place: Place) -> dict[tuple[str, str], dict[str, Any]]:
    """Parameters by place and name; those of the path by their position in it, as their name is not on the wire."""
    positions = {
        name: f"number {index}" for index, name in enumerate(re.findall(r"\{([^{}]*)\}", place[1]), 1)
    }
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for parameter in parameters(document, place[2], place[3]):
        where, name = str(parameter["in"]), str(parameter["name"])
        key = positions.get(name, name) if where == "path" else name.lower() if where == "header" else name
        found[where, key] = parameter
    return found


def _security(document: dict[str, Any], operation: dict[str, Any]) -> set[str]:
    """The ways to authenticate, each the names of its schemes; an empty one when none is needed."""
    requirements = operation.get("security", document.get("security")) or [{}]
    return {" and ".join(sorted(requirement)) for requirement in requirements}
