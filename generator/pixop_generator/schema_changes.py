"""Compare two schemas: which values are allowed no longer, and which ones are allowed now."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pixop_generator.change import Change, Direction, narrowed, widened
from pixop_generator.finding import pointer_to
from pixop_generator.format_changes import format_changes
from pixop_generator.openapi_walk import at
from pixop_generator.retirement import removal, retirement_changes
from pixop_generator.server_severity import Severity

_LOWER = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains")
_UPPER = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "maxContains")
#: Keywords compared as they are: there narrows, gone widens, changed may do both.
_WHOLE = (
    "pattern", "multipleOf", "uniqueItems", "if", "then", "else", "not", "dependentRequired", "dependentSchemas",
    "patternProperties", "propertyNames", "contains", "prefixItems", "unevaluatedProperties", "unevaluatedItems",
    "contentMediaType", "contentEncoding", "contentSchema", "dependencies", "readOnly", "writeOnly",
)  # fmt: skip
BOUNDS, RULES = (*_LOWER, *_UPPER), (*_WHOLE, "allOf")
#: Compared field by field, or not compared.
_ANNOTATIONS = frozenset({"description", "title", "examples", "example", "externalDocs", "$comment"})


def words(keyword: str) -> str:
    """A keyword as it stands in the names of rules: `maxLength` is `max-length`."""
    return re.sub(r"(?=[A-Z])", "-", keyword).lower()


class SchemaComparison:
    """Compares schemas of two documents, following references in each."""

    def __init__(self, old: dict[str, Any], new: dict[str, Any]) -> None:
        self._old = old
        self._new = new
        self._met: set[tuple[str, str, Direction]] = set()

    def compare(self, old: Any, new: Any, old_at: str, new_at: str, direction: Direction) -> Iterator[Change]:
        """Differences of two schemas.

        Args:
            old: The old schema.
            new: The new schema.
            old_at: Pointer to the old schema.
            new_at: Pointer to the new schema.
            direction: Whether the schema is one of a request or of a response.
        """
        old, old_at = _follow(self._old, old, old_at)
        new, new_at = _follow(self._new, new, new_at)
        if (old_at, new_at, direction) in self._met:
            return
        self._met.add((old_at, new_at, direction))
        if isinstance(old, bool) or isinstance(new, bool):
            if old != new:
                severity = narrowed(direction) if new is False or old is True else widened(direction)
                yield Change(
                    new_at, f"{direction}-schema-changed", severity, "the schema is another one", old, new
                )
            return
        old_fields, new_fields = field_places(self._old, old, old_at), field_places(self._new, new, new_at)
        old, new = _flat(self._old, old), _flat(self._new, new)
        yield from _types(old, new, new_at, direction)
        yield from _values(old, new, new_at, direction)
        yield from _bounds(old, new, new_at, direction)
        yield from _whole(old, new, new_at, direction)
        yield from self._fields(old, new, old_fields, new_fields, new_at, direction)
        yield from self._others(old, new, old_at, new_at, direction)
        yield from self._parts(old, new, old_at, new_at, direction)

    def _fields(
        self,
        old: dict[str, Any],
        new: dict[str, Any],
        old_places: dict[str, str],
        new_places: dict[str, str],
        new_at: str,
        direction: Direction,
    ) -> Iterator[Change]:
        before, after = old.get("properties") or {}, new.get("properties") or {}
        was, now = set(old.get("required") or []), set(new.get("required") or [])
        closed_before, closed_now = (schema.get("additionalProperties") is False for schema in (old, new))
        for name in before.keys() - after.keys():
            place = old_places[name]
            severity: Severity = "breaking" if direction == "response" or closed_now else "compatible"
            word = "required-field" if name in was and direction == "response" else "field"
            rule, end = removal(before[name], f"{direction}-{word}-removed")
            yield Change(place, rule, severity, f"the field {name} is gone{end}", before[name], None)
        for name in after.keys() - before.keys():
            place = new_places[name]
            severity = "breaking" if direction == "response" and closed_before else "compatible"
            if name in now:
                rule, sentence = f"{direction}-required-field-added", f"the new field {name} is required"
                if direction == "request":
                    severity = "breaking"
                    if _has_default(after[name]):
                        rule, severity = f"{rule}-with-default", "dangerous"
                        sentence += ", and has a default"
                yield Change(place, rule, severity, sentence, None, after[name])
                continue
            yield Change(
                place, f"{direction}-field-added", severity, f"the field {name} is new", None, after[name]
            )
        for name in sorted(before.keys() & after.keys()):
            place = new_places[name]
            if name in now - was:
                rule, severity = f"{direction}-field-required", narrowed(direction)
                if direction == "request" and _has_default(after[name]):
                    rule, severity = f"{rule}-with-default", "dangerous"
                yield Change(place, rule, severity, f"{name} is required now", False, True)
            if name in was - now:
                yield Change(
                    place,
                    f"{direction}-field-optional",
                    widened(direction),
                    f"{name} can be missing now",
                    True,
                    False,
                )
            yield from self.compare(before[name], after[name], old_places[name], place, direction)
        for name in sorted((now - was) - after.keys()):
            yield Change(
                new_at,
                f"{direction}-field-required",
                narrowed(direction),
                f"{name} is required now",
                False,
                True,
            )
        for name in sorted((was - now) - before.keys()):
            yield Change(
                new_at,
                f"{direction}-field-optional",
                widened(direction),
                f"{name} can be missing now",
                True,
                False,
            )

    def _others(
        self, old: dict[str, Any], new: dict[str, Any], old_at: str, new_at: str, direction: Direction
    ) -> Iterator[Change]:
        before, after = old.get("additionalProperties", True), new.get("additionalProperties", True)
        place = f"{new_at}/additionalProperties"
        if isinstance(before, dict) and isinstance(after, dict):
            yield from self.compare(before, after, f"{old_at}/additionalProperties", place, direction)
        elif before != after:
            narrower = after is False or before is True
            sentence = "fewer other fields are allowed" if narrower else "more other fields are allowed"
            severity = narrowed(direction) if narrower else widened(direction)
            yield Change(
                place,
                f"{direction}-object-{'closed' if narrower else 'opened'}",
                severity,
                sentence,
                before,
                after,
            )

    def _parts(
        self, old: dict[str, Any], new: dict[str, Any], old_at: str, new_at: str, direction: Direction
    ) -> Iterator[Change]:
        if isinstance(old.get("items"), dict) and isinstance(new.get("items"), dict):
            yield from self.compare(
                old["items"], new["items"], f"{old_at}/items", f"{new_at}/items", direction
            )
        elif old.get("items") != new.get("items"):
            severity = narrowed(direction) if "items" in new else widened(direction)
            sentence = "the items of the list are others"
            yield Change(
                f"{new_at}/items",
                f"{direction}-items-changed",
                severity,
                sentence,
                old.get("items"),
                new.get("items"),
            )
        for keyword in ("anyOf", "oneOf"):
            if _open_values(old) is not None and _open_values(new) is not None and keyword == "anyOf":
                continue
            yield from self._branches(keyword, old, new, old_at, new_at, direction)

    def _branches(
        self,
        keyword: str,
        old: dict[str, Any],
        new: dict[str, Any],
        old_at: str,
        new_at: str,
        direction: Direction,
    ) -> Iterator[Change]:
        before, after = list(enumerate(old.get(keyword) or [])), list(enumerate(new.get(keyword) or []))
        pairs = []
        for entry in list(before):
            if same := next((other for other in after if _same_branch(entry[1], other[1])), None):
                pairs.append((entry, same))
                before.remove(entry)
                after.remove(same)
        while before and after and len(old.get(keyword) or []) == len(new.get(keyword) or []):
            pairs.append((before.pop(0), after.pop(0)))
        for (old_index, old_branch), (new_index, new_branch) in pairs:
            old_place, place = f"{old_at}/{keyword}/{old_index}", f"{new_at}/{keyword}/{new_index}"
            yield from self.compare(old_branch, new_branch, old_place, place, direction)
        if bool(old.get(keyword)) != bool(new.get(keyword)):
            severity = narrowed(direction) if new.get(keyword) else widened(direction)
            word = "added" if new.get(keyword) else "removed"
            sentence = f"the value has alternatives ({keyword}) now"
            if word == "removed":
                sentence = f"the alternatives ({keyword}) of the value are gone"
            rule = f"{direction}-{words(keyword)}-{word}"
            yield Change(new_at, rule, severity, sentence, old.get(keyword), new.get(keyword))
            return
        for index, branch in before:
            place, sentence = f"{old_at}/{keyword}/{index}", f"an alternative ({keyword}) is gone"
            yield Change(
                place,
                f"{direction}-{words(keyword)}-branch-removed",
                narrowed(direction),
                sentence,
                branch,
                None,
            )
        for index, branch in after:
            place, sentence = f"{new_at}/{keyword}/{index}", f"an alternative ({keyword}) is new"
            yield Change(
                place,
                f"{direction}-{words(keyword)}-branch-added",
                widened(direction),
                sentence,
                None,
                branch,
            )


def _follow(document: dict[str, Any], schema: Any, place: str) -> tuple[Any, str]:
    """A schema behind references, also behind an `allOf` of one reference."""
    seen = set()
    while isinstance(schema, dict):
        if "$ref" in schema:
            if any(
                name not in _ANNOTATIONS and not name.startswith("x-") for name in schema if name != "$ref"
            ):
                # Since OpenAPI 3.1 what stands beside a reference holds too.
                rest = {name: value for name, value in schema.items() if name != "$ref"}
                return {**rest, "allOf": [{"$ref": schema["$ref"]}, *rest.get("allOf", [])]}, place
            reference = schema["$ref"]
        elif (
            set(schema) - _ANNOTATIONS == {"allOf"}
            and len(schema["allOf"]) == 1
            and "$ref" in schema["allOf"][0]
        ):
            reference = schema["allOf"][0]["$ref"]
        else:
            break
        if reference in seen:
            break
        seen.add(reference)
        schema, place = at(document, reference), reference.removeprefix("#")
    return schema, place


def field_places(
    document: dict[str, Any], schema: dict[str, Any], place: str, met: frozenset[str] = frozenset()
) -> dict[str, str]:
    """The pointer of each field of a schema, those of its `allOf` included; a later part wins as in `_flat`."""
    places = {name: f"{place}/properties{pointer_to(name)}" for name in schema.get("properties") or {}}
    for index, part in enumerate(schema.get("allOf") or []):
        target, where = _follow(document, part, f"{place}/allOf/{index}")
        if isinstance(target, dict) and where not in met and "if" not in target and "not" not in target:
            places |= field_places(document, target, where, met | {place})
    return places


def _flat(
    document: dict[str, Any], schema: dict[str, Any], met: frozenset[str] = frozenset()
) -> dict[str, Any]:
    """A schema with the fields of its `allOf` put together; what else is in there stays as rules."""
    if "allOf" not in schema:
        return schema
    flat = {key: value for key, value in schema.items() if key != "allOf"}
    rules: list[Any] = []
    for part in schema["allOf"]:
        target, where = _follow(document, part, "")
        if where and where in met:
            continue  # an `allOf` in a circle adds nothing
        target = _flat(document, target, met | {where}) if isinstance(target, dict) else target
        if isinstance(target, dict) and "if" not in target and "not" not in target:
            flat["properties"] = {**(flat.get("properties") or {}), **(target.get("properties") or {})}
            flat["required"] = [*(flat.get("required") or []), *(target.get("required") or [])]
            flat = {
                **{key: value for key, value in target.items() if key not in ("properties", "required")},
                **flat,
            }
        else:
            rules.append(target)
    if rules:
        flat["allOf"] = [*rules, *flat.get("allOf", [])]
    return flat


def _types(old: dict[str, Any], new: dict[str, Any], place: str, direction: Direction) -> Iterator[Change]:
    before, after = _type_set(old), _type_set(new)
    if before == after:
        return
    gone, come = before - after, after - before
    if len(before) > 1 and len(after) > 0 and "null" in gone:
        gone = gone - {"null"}
        yield Change(
            f"{place}/type", f"{direction}-null-refused", narrowed(direction), "null is not allowed any more",
            old.get("type"), new.get("type"),
        )  # fmt: skip
    if len(after) > 1 and len(before) > 0 and "null" in come:
        come = come - {"null"}
        yield Change(
            f"{place}/type", f"{direction}-null-allowed", widened(direction), "null is allowed now",
            old.get("type"), new.get("type"),
        )  # fmt: skip
    if gone:
        sentence = f"the type {_words(gone)} is not allowed any more"
        yield Change(
            f"{place}/type",
            f"{direction}-type-removed",
            narrowed(direction),
            sentence,
            old.get("type"),
            new.get("type"),
        )
    if come:
        sentence = f"the type {_words(come)} is allowed now"
        yield Change(
            f"{place}/type",
            f"{direction}-type-added",
            widened(direction),
            sentence,
            old.get("type"),
            new.get("type"),
        )


def _type_set(schema: dict[str, Any]) -> set[str]:
    kinds = schema.get("type")
    if kinds is None:
        values = schema.get("enum", [schema["const"]] if "const" in schema else None)
        if values is None and _open_values(schema) is None:
            return (
                set()
                if _has_branches(schema)
                else {"null", "boolean", "object", "array", "number", "integer", "string"}
            )
        return {"string"} if values is None else {_name(value) for value in values}
    found = {kinds} if isinstance(kinds, str) else set(kinds)
    return found | {"integer"} if "number" in found else found


def _has_branches(schema: dict[str, Any]) -> bool:
    return any(keyword in schema for keyword in ("anyOf", "oneOf", "allOf"))


def _name(value: Any) -> str:
    names = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object"}
    return names.get(type(value), "null")


def _words(values: Any) -> str:
    return " or ".join(sorted(map(str, values)))


def _open_values(schema: dict[str, Any]) -> list[Any] | None:
    """The known values of an open enum; None when a schema is none."""
    branches = schema.get("anyOf") or []
    known = [
        branch for branch in branches if isinstance(branch, dict) and ("enum" in branch or "$ref" in branch)
    ]
    plain = [
        branch for branch in branches if isinstance(branch, dict) and set(branch) - _ANNOTATIONS == {"type"}
    ]
    if len(branches) == 2 and len(known) == 1 and len(plain) == 1 and "string" in plain[0]["type"]:
        return list(known[0].get("enum", [known[0].get("$ref")]))
    return None


def _values(old: dict[str, Any], new: dict[str, Any], place: str, direction: Direction) -> Iterator[Change]:
    before, after = _listed(old), _listed(new)
    open_before, open_after = _open_values(old), _open_values(new)
    if open_before is not None and open_after is not None:
        for value in [value for value in open_after if value not in open_before]:
            yield Change(
                place,
                f"{direction}-known-value-added",
                "compatible",
                f"{value} is a known value now",
                None,
                value,
            )
        for value in [value for value in open_before if value not in open_after]:
            yield Change(
                place,
                f"{direction}-known-value-removed",
                "compatible",
                f"{value} is no known value any more",
                value,
            )
        return
    if before is None and after is None:
        return
    if "const" in old and "const" in new:
        if before != after:
            sentence = f"the value is always {new['const']}, it was {old['const']}"
            yield Change(
                f"{place}/const",
                f"{direction}-const-changed",
                "breaking",
                sentence,
                old["const"],
                new["const"],
            )
        return
    if before is None or after is None:
        severity = narrowed(direction) if before is None else widened(direction)
        sentence = (
            "only listed values are allowed now"
            if before is None
            else "other values than the listed ones are allowed now"
        )
        rule = f"{direction}-enum-{'closed' if before is None else 'opened'}"
        yield Change(f"{place}/enum", rule, severity, sentence, before, after)
        return
    for value in [value for value in before if value not in after]:
        sentence = f"the value {value} is not allowed any more"
        yield Change(
            f"{place}/enum", f"{direction}-enum-value-removed", narrowed(direction), sentence, value, None
        )
    for value in [value for value in after if value not in before]:
        sentence = f"the value {value} is allowed now"
        yield Change(
            f"{place}/enum", f"{direction}-enum-value-added", widened(direction), sentence, None, value
        )


def _listed(schema: dict[str, Any]) -> list[Any] | None:
    return [schema["const"]] if "const" in schema else schema.get("enum")


def _bounds(old: dict[str, Any], new: dict[str, Any], place: str, direction: Direction) -> Iterator[Change]:
    for keyword in (*_LOWER, *_UPPER):
        before, after = old.get(keyword), new.get(keyword)
        if before == after:
            continue
        if before is None or after is None:
            tighter, word = before is None, "added" if before is None else "removed"
        else:
            tighter = after > before if keyword in _LOWER else after < before
            word = "tightened" if tighter else "loosened"
        severity = narrowed(direction) if tighter else widened(direction)
        sentence = f"{keyword} is {word}, from {_bound(before)} to {_bound(after)}"
        rule = f"{direction}-{words(keyword)}-{word}"
        yield Change(f"{place}/{keyword}", rule, severity, sentence, before, after)


def _bound(value: Any) -> str:
    return "none" if value is None else str(value)


def _whole(old: dict[str, Any], new: dict[str, Any], place: str, direction: Direction) -> Iterator[Change]:
    for keyword in RULES:
        before, after = old.get(keyword), new.get(keyword)
        if before == after:
            continue
        if before is None or before is False:
            word, severity = "added", narrowed(direction)
        elif after is None or after is False:
            word, severity = "removed", widened(direction)
        else:
            word, severity = "changed", "breaking"
        sentence = f"the rule {keyword} is {word}"
        rule = f"{direction}-{words(keyword)}-{word}"
        yield Change(f"{place}/{keyword}", rule, severity, sentence, before, after)
    yield from _discriminator(old.get("discriminator"), new.get("discriminator"), place, direction)
    yield from format_changes(old.get("format"), new.get("format"), f"{place}/format", direction)
    if (was := old.get("default")) != (now := new.get("default")):
        word = "added" if "default" not in old else "removed" if "default" not in new else "changed"
        severity = "compatible" if direction == "response" else "dangerous" if word == "added" else "breaking"
        sentence = {"added": f"the default {now} is new", "removed": f"the default {was} is gone"}.get(
            word, f"the default is {now}, it was {was}"
        )
        yield Change(f"{place}/default", f"{direction}-default-{word}", severity, sentence, was, now)
    yield from retirement_changes(old, new, place, f"{direction}-field", "it")


def _discriminator(
    old: dict[str, Any] | None, new: dict[str, Any] | None, place: str, direction: Direction
) -> Iterator[Change]:
    """Which branch a value belongs to is read from another field, or from other values of it."""
    if old is None or new is None:
        if old != new:
            word = "added" if old is None else "removed"
            rule, sentence = f"{direction}-discriminator-{word}", f"the discriminator is {word}"
            yield Change(f"{place}/discriminator", rule, "dangerous", sentence, old, new)
        return
    if (was := old.get("propertyName")) != (now := new.get("propertyName")):
        sentence = f"the discriminator is the field {now}, it was {was}"
        rule = f"{direction}-discriminator-changed"
        yield Change(f"{place}/discriminator/propertyName", rule, "breaking", sentence, was, now)
    before, after = old.get("mapping") or {}, new.get("mapping") or {}
    for value in sorted({*before, *after}):
        first, second = before.get(value), after.get(value)
        if first == second:
            continue
        word = "added" if first is None else "removed" if second is None else "changed"
        severity: Severity = "breaking"
        if word != "changed":
            severity = widened(direction) if word == "added" else narrowed(direction)
        at_value = f"{place}/discriminator/mapping{pointer_to(value)}"
        sentence = f"the value {value} of the discriminator is {word}"
        yield Change(at_value, f"{direction}-discriminator-value-{word}", severity, sentence, first, second)


def _has_default(schema: Any) -> bool:
    return isinstance(schema, dict) and "default" in schema


def _same_branch(old: Any, new: Any) -> bool:
    if isinstance(old, dict) and isinstance(new, dict) and "$ref" in old and "$ref" in new:
        return bool(old["$ref"] == new["$ref"])
    return bool(old == new)
