"""What two documents differ in beyond the comparison of operations: words, examples, names, order of writing.

Together with the comparison of operations no difference is left out: what neither knows is told as such, and dangerous.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pixop_generator.change import Change
from pixop_generator.finding import pointer_to
from pixop_generator.operation_changes import plain_path
from pixop_generator.server_severity import Severity
from pixop_generator.sunset import SUNSET

_WORDS = frozenset(
    {"description", "summary", "title", "externalDocs", "$comment", "contact", "license", "termsOfService"}
)
_EXAMPLES = frozenset({"example", "examples"})
#: Keywords that the comparison of operations and schemas follows: written in another way, they say the same.
_FOLLOWED = frozenset(
    [
        "$ref", "type", "enum", "const", "properties", "required", "allOf", "anyOf", "oneOf", "items", "default",
        "format",
        "pattern", "additionalProperties", "parameters", "responses", "content", "schema", "headers", "links",
        "security",
        "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "exclusiveMinimum", "exclusiveMaximum",
        "minProperties", "maxProperties", "deprecated", "if", "then", "else", "not", "uniqueItems", "multipleOf", "in",
        "name", "requestBody", "paths", "tags", "explode", "style",
    ]
)  # fmt: skip


def other_changes(old: dict[str, Any], new: dict[str, Any], told: Iterable[Change]) -> Iterator[Change]:
    """Differences of two documents that are not among those that are told already."""
    told = list(told)
    places = {change.pointer for change in told}
    whole = {
        change.pointer
        for change in told
        if change.old is None or change.new is None or change.rule.startswith("operation-")
    }
    around = {parent for place in places for parent in _parents(place)}
    for pointer, before, after in _differences(_renamed_paths(old, new), new, ""):
        if pointer.endswith(f"/{SUNSET}") and f"{pointer.rpartition('/')[0]}/deprecated" in places:
            continue  # told with the deprecation
        annotation = _annotation(pointer)
        known = whole if annotation else places
        if pointer in places or any(parent in known for parent in _parents(pointer)):
            continue
        if not annotation and (pointer in around or _told_by_field(pointer, around)):
            continue
        yield annotation(pointer, before, after) if annotation else _rest(pointer, before, after)


def _annotation(pointer: str) -> Any:
    parts = pointer.split("/")[1:]
    for index, part in enumerate(parts):
        if index and parts[index - 1] in (
            "properties",
            "schemas",
            "headers",
            "parameters",
            "patternProperties",
        ):
            continue  # a name that people chose
        if part in _WORDS:
            return lambda at, old, new, part=part: Change(
                at, "documentation-changed", "compatible", f"the {part} reads differently", old, new
            )
        if part in _EXAMPLES:
            return lambda at, old, new: Change(
                at, "example-changed", "compatible", "the example is another one", old, new
            )
        if part.startswith("x-"):
            return lambda at, old, new, part=part: Change(
                at, "extension-changed", "compatible", f"the extension {part} is another one", old, new
            )
    return None


def _told_by_field(pointer: str, around: set[str]) -> bool:
    """Whether a difference in `required` is told at the field that it names."""
    schema, found, _ = pointer.rpartition("/required")
    return bool(found) and f"{schema}/properties" in around


def _rest(pointer: str, old: Any, new: Any) -> Change:
    parts = pointer.split("/")[1:]
    severity: Severity = "compatible"
    if pointer in ("/openapi", "/info/version"):
        rule, sentence = "version-changed", f"{'.'.join(parts)} is {new}, it was {old}"
    elif parts[0] == "tags":
        rule, sentence = "tag-changed", "the list of tags is another one"
    elif parts[0] == "servers":
        rule, sentence = "server-changed", "the variables of a server are others"
    elif parts[0] == "webhooks" or "callbacks" in parts[:5]:
        what = "webhook" if parts[0] == "webhooks" else "callback"
        depth = 2 if what == "webhook" else parts.index("callbacks") + 2
        word = "changed" if len(parts) > depth else "added" if old is None else "removed"
        rule, sentence, severity = f"{what}-{word}", f"a {what} is {word}", "dangerous"
        if word == "added":
            severity = "compatible"
    elif parts[0] == "components" and len(parts) == 3:
        word = "new" if old is None else "gone" if new is None else "another one"
        rule = f"component-{'added' if old is None else 'removed' if new is None else 'changed'}"
        sentence = f"the component {parts[1]}/{parts[2]} is {word}"
    elif parts[-1] == "$ref":
        rule, sentence = "reference-changed", f"the reference is {new}, it was {old}"
    elif "bearerFormat" in parts:
        rule, sentence = "bearer-format-changed", f"the format of the token is called {new}"
    elif _FOLLOWED.intersection(parts[-3:]):
        rule, sentence = "rewritten", "it is written in another way and says the same to every operation"
    else:
        rule, sentence = "unclassified-changed", f"{parts[-1]} changed, and what that means is not known here"
        severity = "dangerous"
    return Change(pointer, rule, severity, sentence, old, new)


def _renamed_paths(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """The old document with the paths under the names that they have in the new one."""
    names = {plain_path(path): path for path in new.get("paths") or {}}
    paths = {names.get(plain_path(path), path): item for path, item in (old.get("paths") or {}).items()}
    return {**old, "paths": paths} if "paths" in old else old


def _differences(old: Any, new: Any, pointer: str) -> Iterator[tuple[str, Any, Any]]:
    """The smallest places that differ, as (pointer, old, new); the order of keys makes no difference."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in [*old, *(key for key in new if key not in old)]:
            if key not in new or key not in old:
                yield pointer + pointer_to(key), old.get(key), new.get(key)
            elif old[key] != new[key] or type(old[key]) is not type(new[key]):
                yield from _differences(old[key], new[key], pointer + pointer_to(key))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for index, (before, after) in enumerate(zip(old, new, strict=True)):
            if before != after:
                yield from _differences(before, after, f"{pointer}/{index}")
    elif old != new:
        yield pointer, old, new


def _parents(pointer: str) -> Iterator[str]:
    while pointer:
        pointer = pointer.rpartition("/")[0]
        if pointer:
            yield pointer
