"""Compare the operations of two documents: what can be called, and with what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pixop_generator.change import Change
from pixop_generator.finding import pointer_to
from pixop_generator.message_changes import MessageComparison
from pixop_generator.openapi_walk import located, operations, resolve
from pixop_generator.retirement import removal, retirement_changes
from pixop_generator.schema_changes import SchemaComparison
from pixop_generator.server_severity import Severity

Place = tuple[str, str, dict[str, Any], dict[str, Any]]
Located = tuple[dict[str, Any], str]
_SERIALIZATION = ("style", "explode", "allowReserved", "allowEmptyValue")


class OperationComparison:
    """Compares the operations of two documents. Two operations are the same when method and path are."""

    def __init__(self, old: dict[str, Any], new: dict[str, Any]) -> None:
        self._old = old
        self._new = new
        self._schemas = SchemaComparison(old, new)
        self._messages = MessageComparison(old, new, self._schemas)

    def compare(self) -> Iterator[Change]:
        """Differences of all operations."""
        before, after = _by_place(self._old), _by_place(self._new)
        for key in before.keys() - after.keys():
            yield _removed(before[key], key[0])
        for key in after.keys() - before.keys():
            pointer, path, _, operation = after[key]
            name = operation.get("operationId", f"{key[0]} {path}")
            yield Change(
                pointer, "operation-added", "compatible", f"the operation {name} is new", None, name, (name,)
            )
        for key in before:
            if key in after:
                name = after[key][3].get("operationId", f"{key[0]} {after[key][1]}")
                for change in self._operation(before[key], after[key]):
                    yield replace(change, operations=(str(name),))

    def _operation(self, old: Place, new: Place) -> Iterator[Change]:
        pointer, operation = new[0], new[3]
        for keyword, rule in (("operationId", "operation-renamed"), ("tags", "operation-moved")):
            before, after = old[3].get(keyword), operation.get(keyword)
            if before != after:
                sentence = f"{keyword} is {after}, it was {before}; the method of the client has another name"
                yield Change(f"{pointer}/{keyword}", rule, "breaking", sentence, before, after)
        yield from retirement_changes(old[3], operation, pointer, "operation", _name(new))
        yield from self._parameters(old, new)
        yield from self._body(old, new)
        yield from self._messages.responses(old[3], operation, old[0], pointer)
        yield from self._security(old, new)

    def _parameters(self, old: Place, new: Place) -> Iterator[Change]:
        before, after = _parameters(self._old, old), _parameters(self._new, new)
        for key in before.keys() - after.keys():
            parameter, place = before[key]
            rule, end = removal(parameter, "parameter-removed")
            sentence = f"the {key[0]} parameter {parameter['name']} is gone{end}"
            yield Change(place, rule, "breaking", sentence, parameter, None)
        for key in after.keys() - before.keys():
            parameter, place = after[key]
            required = bool(parameter.get("required"))
            severity: Severity = "breaking" if required else "compatible"
            rule = "required-parameter-added" if required else "parameter-added"
            sentence = f"the {key[0]} parameter {parameter['name']} is new and {'required' if required else 'optional'}"
            if required and "default" in (resolve(self._new, parameter.get("schema")) or {}):
                rule, severity, sentence = (
                    f"{rule}-with-default",
                    "dangerous",
                    f"{sentence}, and has a default",
                )
            yield Change(place, rule, severity, sentence, None, parameter)
        for key in before.keys() & after.keys():
            yield from self._parameter(key[0], *before[key], *after[key])

    def _parameter(
        self, where: str, old: dict[str, Any], old_place: str, new: dict[str, Any], place: str
    ) -> Iterator[Change]:
        subject = f"the {where} parameter {new['name']}"
        was, now = bool(old.get("required")), bool(new.get("required"))
        if was != now:
            word: str = "required" if now else "optional"
            severity: Severity = "breaking" if now else "compatible"
            yield Change(
                f"{place}/required", f"parameter-{word}", severity, f"{subject} is {word} now", was, now
            )
        if where == "path" and old["name"] != new["name"]:
            sentence = f"{subject} was called {old['name']}; its name is not on the wire"
            yield Change(
                f"{place}/name", "path-parameter-renamed", "compatible", sentence, old["name"], new["name"]
            )
        for keyword in _SERIALIZATION:
            if old.get(keyword) != new.get(keyword):
                sentence = f"{subject} is written in another way: {keyword}"
                yield Change(
                    f"{place}/{keyword}",
                    "parameter-serialization-changed",
                    "breaking",
                    sentence,
                    old.get(keyword),
                    new.get(keyword),
                )
        yield from retirement_changes(old, new, place, "parameter", subject)
        if "content" in old or "content" in new:
            yield from self._messages.content(old, new, old_place, place, "request")
        yield from self._schemas.compare(
            old.get("schema", True),
            new.get("schema", True),
            f"{old_place}/schema",
            f"{place}/schema",
            "request",
        )

    def _body(self, old: Place, new: Place) -> Iterator[Change]:
        before, old_place = located(self._old, old[3].get("requestBody"), f"{old[0]}/requestBody")
        after, place = located(self._new, new[3].get("requestBody"), f"{new[0]}/requestBody")
        before, after = before or {}, after or {}
        if before and not after:
            yield Change(old_place, "request-body-removed", "breaking", "the request body is gone")
            return
        required = bool(after.get("required"))
        severity: Severity = "breaking" if required else "compatible"
        word = "required" if required else "optional"
        if after and not before:
            yield Change(place, "request-body-added", severity, f"the request has a body now, {word}")
            return
        if bool(before.get("required")) != required:
            sentence = f"the request body is {word} now"
            yield Change(
                f"{place}/required", f"request-body-{word}", severity, sentence, not required, required
            )
        yield from self._messages.content(before, after, old_place, place, "request")

    def _security(self, old: Place, new: Place) -> Iterator[Change]:
        before, after = _security(self._old, old[3]), _security(self._new, new[3])
        place = f"{new[0]}/security" if "security" in new[3] else "/security"
        # Credentials do no harm where none are needed.
        for way in sorted(before - after if "" not in after else ()):
            schemes = _without_scopes(way)
            rule, sentence = "security-removed", f"{way or 'no authentication'} is not enough any more"
            if way and schemes in map(_without_scopes, after):
                rule, sentence = "security-scopes-changed", f"{schemes} needs other scopes: {way} is gone"
            yield Change(place, rule, "breaking", sentence, way, None)
        for way in sorted(after - before):
            if way and _without_scopes(way) in map(_without_scopes, before - after):
                continue  # told above
            sentence = f"{way or 'no authentication'} is enough now"
            yield Change(place, "security-added", "compatible", sentence, None, way)


def _removed(place: Place, method: str) -> Change:
    pointer, path, _, operation = place
    name = operation.get("operationId", f"{method} {path}")
    rule, end = removal(operation, "operation-removed")
    sentence = f"the operation {name} is gone{end}"
    return Change(pointer, rule, "breaking", sentence, name, None, (name,))


def _name(place: Place) -> str:
    return str(place[3].get("operationId", place[0]))


def compare_security_schemes(old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    """Differences in how a scheme authenticates; which operations use it is compared with the operations."""
    before = (old.get("components") or {}).get("securitySchemes") or {}
    after = (new.get("components") or {}).get("securitySchemes") or {}
    for name in before.keys() | after.keys():
        place = pointer_to("components", "securitySchemes", name)
        if name not in after:
            sentence = f"the security scheme {name} is gone"
            yield Change(place, "security-scheme-removed", "compatible", sentence, before[name], None)
        elif name not in before:
            sentence = f"the security scheme {name} is new"
            yield Change(place, "security-scheme-added", "compatible", sentence, None, after[name])
        else:
            facts = [
                {
                    key: value
                    for key, value in resolve(document, scheme).items()
                    if key not in ("description", "bearerFormat") and not key.startswith("x-")
                }
                for document, scheme in ((old, before[name]), (new, after[name]))
            ]
            yield from _scheme_changes(name, facts[0], facts[1], place)


def _scheme_changes(name: str, old: dict[str, Any], new: dict[str, Any], place: str) -> Iterator[Change]:
    if old == new:
        return
    if old.get("type") == new.get("type") == "oauth2":
        before, after = old.get("flows") or {}, new.get("flows") or {}
        for flow in sorted({*before, *after}):
            was, now = before.get(flow), after.get(flow)
            here = f"{place}/flows{pointer_to(flow)}"
            if was is None or now is None:
                word, severity = ("added", "compatible") if was is None else ("removed", "breaking")
                sentence = (
                    f"the flow {flow} of the security scheme {name} is {'new' if was is None else 'gone'}"
                )
                yield Change(here, f"security-scheme-flow-{word}", _severity(severity), sentence, was, now)
                continue
            for key in ("authorizationUrl", "tokenUrl", "refreshUrl"):
                if was.get(key) != now.get(key):
                    sentence = f"{key} of the security scheme {name} is another one"
                    rule = "security-scheme-url-changed"
                    yield Change(f"{here}/{key}", rule, "breaking", sentence, was.get(key), now.get(key))
            scopes, given = was.get("scopes") or {}, now.get("scopes") or {}
            for scope in sorted({*scopes, *given}):
                if (scope in scopes) != (scope in given):
                    word, severity = ("removed", "breaking") if scope in scopes else ("added", "compatible")
                    sentence = f"the scope {scope} of the security scheme {name} is {word}"
                    at_scope = f"{here}/scopes{pointer_to(scope)}"
                    yield Change(
                        at_scope, f"security-scheme-scope-{word}", _severity(severity), sentence,
                        scopes.get(scope), given.get(scope),
                    )  # fmt: skip
        return
    rule = "security-scheme-changed"
    if old.get("type") != new.get("type"):
        rule = "security-scheme-type-changed"
    elif old.get("openIdConnectUrl") != new.get("openIdConnectUrl"):
        rule = "security-scheme-url-changed"
    sentence = f"the security scheme {name} works in another way"
    yield Change(place, rule, "breaking", sentence, old, new)


def _severity(word: str) -> Severity:
    return "breaking" if word == "breaking" else "compatible"


def compare_servers(old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    """Servers that are gone or new."""
    before = [server["url"] for server in old.get("servers") or []]
    after = [server["url"] for server in new.get("servers") or []]
    for index, url in enumerate(before):
        if url not in after:
            yield Change(
                f"/servers/{index}", "server-removed", "breaking", f"the server {url} is gone", url, None
            )
    for index, url in enumerate(after):
        if url not in before:
            yield Change(
                f"/servers/{index}", "server-added", "compatible", f"the server {url} is new", None, url
            )


def plain_path(path: str) -> str:
    """A path without the names of its parameters, which make no difference on the wire."""
    return re.sub(r"\{[^{}]*\}", "{}", path)


def _by_place(document: dict[str, Any]) -> dict[tuple[str, str], Place]:
    """Operations by method and path."""
    return {
        (method, plain_path(path)): (pointer, path, item, operation)
        for pointer, path, method, item, operation in operations(document)
    }


def _parameters(document: dict[str, Any], place: Place) -> dict[tuple[str, str], Located]:
    """Parameters by place and name; those of the path by their position in it, as their name is not on the wire."""
    positions = {
        name: f"number {index}" for index, name in enumerate(re.findall(r"\{([^{}]*)\}", place[1]), 1)
    }
    found: dict[tuple[str, str], Located] = {}
    item_at = place[0].rpartition("/")[0]
    for owner, where_from in ((place[2], item_at), (place[3], place[0])):
        for index, raw in enumerate(owner.get("parameters") or []):
            parameter, pointer = located(document, raw, f"{where_from}/parameters/{index}")
            where, name = str(parameter["in"]), str(parameter["name"])
            key = (
                positions.get(name, name) if where == "path" else name.lower() if where == "header" else name
            )
            found[where, key] = (parameter, pointer)
    return found


def _security(document: dict[str, Any], operation: dict[str, Any]) -> set[str]:
    """The ways to authenticate, each the names of its schemes; an empty one when none is needed."""
    requirements = operation.get("security", document.get("security")) or [{}]
    return {" and ".join(sorted(map(_scheme, requirement.items()))) for requirement in requirements}


def _without_scopes(way: str) -> str:
    return re.sub(r" \([^()]*\)", "", way)


def _scheme(requirement: tuple[str, list[str]]) -> str:
    name, scopes = requirement
    return f"{name} ({', '.join(sorted(scopes))})" if scopes else name
