"""Load an OpenAPI document from YAML or JSON, and refuse what two parsers read differently.

YAML 1.2 core schema: only `true` and `false` are booleans, dates stay strings, keys are strings and appear once, merge
keys are not known. Aliases are followed, but a document may not grow beyond `MAX_NODES` by them.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

import yaml

from pixop_generator.finding import DocumentError, Finding, pointer_to

MAX_BYTES = 8 * 1024 * 1024
MAX_NODES = 100_000
MAX_DEPTH = 100
#: Levels that the composer takes without harm; how deep a document may be is decided after it.
_COMPOSER_LEVELS = 1500

#: Digits of a number that are read; no API counts further.
_LONGEST_NUMBER = 1000

_PyLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _CoreSchemaLoader(_PyLoader):  # type: ignore[misc]  # the base is chosen at run time: libyaml when there is one
    """PyYAML's composer with the YAML 1.2 core schema in place of YAML 1.1."""

    yaml_implicit_resolvers: ClassVar[dict[str, list[Any]]] = {}


_TAG = "tag:yaml.org,2002:"
for _name, _pattern, _first in (
    ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", list("tTfF")),
    ("int", r"^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$", list("-+0123456789")),
    ("float", r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$", list("-+0123456789.")),
    ("merge", r"^<<$", ["<"]),
):
    _CoreSchemaLoader.add_implicit_resolver(_TAG + _name, re.compile(_pattern), _first)


@dataclass(frozen=True, slots=True)
class Document:
    """A loaded document.

    Attributes:
        path: The file it came from.
        data: The document as plain JSON values.
        lines: Line of each place in the file, by JSON pointer.
        digest: SHA-256 of the file's bytes, hexadecimal.
    """

    path: Path
    data: dict[str, Any]
    digest: str
    lines: dict[str, int] = field(default_factory=dict, repr=False)

    def line(self, pointer: str) -> int | None:
        """Line of a place, or of the nearest place around it that has one."""
        while pointer and pointer not in self.lines:
            pointer = pointer.rpartition("/")[0]
        return self.lines.get(pointer)

    def located(self, findings: Iterable[Finding]) -> list[Finding]:
        """The findings, each once, with the lines of their places."""
        return [
            Finding(each.pointer, each.message, each.line or self.line(each.pointer))
            for each in dict.fromkeys(findings)
        ]


def load_document(path: Path) -> Document:
    """Read a document.

    Raises:
        DocumentError: It cannot be read, is no YAML, or is YAML that parsers read differently.
    """
    try:
        size = path.stat().st_size if path.is_file() else 0
        if size > MAX_BYTES:
            raise DocumentError([Finding("", f"the document has {size} bytes, more than {MAX_BYTES}")])
        raw = path.read_bytes()
    except OSError as error:
        raise DocumentError([Finding("", f"cannot read the document: {error.strerror or error}")]) from None
    return read_document(path, raw)


def read_document(path: Path, raw: bytes) -> Document:
    """Read a document from the bytes of a file. The name of the file tells JSON from YAML.

    Raises:
        DocumentError: See `load_document`.
    """
    if len(raw) > MAX_BYTES:
        raise DocumentError([Finding("", f"the document has {len(raw)} bytes, more than {MAX_BYTES}")])
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise DocumentError([Finding("", f"the document is not UTF-8 (byte {error.start})", line)]) from None
    if path.suffix.lower() == ".json":
        return Document(path, _read_json(text), hashlib.sha256(raw).hexdigest())
    builder = _Builder()
    try:
        _refuse_size(text)
        node = yaml.compose(text, Loader=_CoreSchemaLoader)
        data = builder.build(node, (), 0) if node is not None else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = " ".join(str(error.problem or error.context or "not YAML").split())
        raise DocumentError([Finding("", f"YAML: {problem}", mark.line + 1 if mark else None)]) from None
    except yaml.YAMLError as error:
        raise DocumentError([Finding("", f"YAML: {' '.join(str(error).split())}")]) from None
    if builder.findings:
        raise DocumentError(builder.findings)
    if not isinstance(data, dict):
        raise DocumentError([Finding("", "the document is not an object", 1)])
    return Document(path, data, hashlib.sha256(raw).hexdigest(), builder.lines)


def document_json(data: dict[str, Any]) -> str:
    """Write a document as JSON, the same bytes on every machine; the order of the keys is the document's."""
    return json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _read_json(text: str) -> dict[str, Any]:
    findings: list[Finding] = []

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _ in items]
        findings.extend(
            Finding("", f"the key {key!r} appears twice") for key in set(keys) if keys.count(key) > 1
        )
        return dict(items)

    def constant(name: str) -> None:
        findings.append(Finding("", f"the value {name} has no JSON form"))

    try:
        data = json.loads(text, object_pairs_hook=pairs, parse_constant=constant)
    except json.JSONDecodeError as error:
        raise DocumentError([Finding("", f"JSON: {error.msg}", error.lineno)]) from None
    except RecursionError:
        raise DocumentError([Finding("", "the document is nested too deeply")]) from None
    except ValueError:
        raise DocumentError([Finding("", "the document has a number of too many digits")]) from None
    if text.count(",") > MAX_NODES and _size(data) > MAX_NODES:
        findings.append(Finding("", f"the document has more than {MAX_NODES} values"))
    if not isinstance(data, dict):
        findings.append(Finding("", "the document is not an object", 1))
    if findings:
        raise DocumentError(findings)
    return dict(data)


def _size(value: Any) -> int:
    """How many values there are in a JSON value, itself included."""
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + sum(map(_size, items))


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"


def _refuse_size(text: str) -> None:
    """Refuse deep nesting and too many values before the composer, which recurses in C and keeps all, meets them.

    The exact walk takes a third of the time of loading, so it is left out where no more levels than the composer can
    take are possible: each level needs an indented line, an opening bracket, or an indicator in a line.
    """
    may_hold = sum(text.count(each) for each in (",", ":", "\n", "[", "{"))
    longest = max((len(line) - len(line.lstrip(" ")) for line in text.splitlines()), default=0)
    indicators = max(map(_indicators, text.splitlines()), default=0)
    deep = text.count("[") + text.count("{") + longest + indicators >= _COMPOSER_LEVELS
    if not deep and may_hold < MAX_NODES:
        return
    depth = count = 0
    for event in yaml.parse(text, Loader=_CoreSchemaLoader):
        count += isinstance(event, yaml.NodeEvent)
        if count > 2 * MAX_NODES:  # keys count here too
            line = event.start_mark.line + 1 if event.start_mark else None
            raise DocumentError([Finding("", f"the document has more than {MAX_NODES} values", line)])
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                line = event.start_mark.line + 1 if event.start_mark else None
                raise DocumentError([Finding("", f"nested deeper than {MAX_DEPTH} levels", line)])
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _indicators(line: str) -> int:
    return line.count("- ") + line.count("? ") + line.count(": ")


class _Builder:
    """Turns YAML nodes into JSON values and keeps their lines."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.lines: dict[str, int] = {}
        self._count = 0
        self._open: set[int] = set()

    def build(self, node: yaml.Node, path: tuple[str | int, ...], depth: int) -> Any:
        pointer, line = pointer_to(*path), node.start_mark.line + 1
        self.lines[pointer] = line
        self._count += 1
        if self._count > MAX_NODES:
            raise DocumentError(
                [Finding(pointer, f"the document has more than {MAX_NODES} values; fewer aliases", line)]
            )
        if depth > MAX_DEPTH:
            raise DocumentError([Finding(pointer, f"nested deeper than {MAX_DEPTH} levels", line)])
        if id(node) in self._open:
            raise DocumentError([Finding(pointer, "an alias refers to the value that it is in", line)])
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, pointer, line)
        self._open.add(id(node))
        try:
            if isinstance(node, yaml.SequenceNode):
                return [self.build(item, (*path, index), depth + 1) for index, item in enumerate(node.value)]
            return self._mapping(node, path, depth)
        finally:
            self._open.discard(id(node))

    def _mapping(self, node: yaml.Node, path: tuple[str | int, ...], depth: int) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            pointer = pointer_to(*path)
            if not isinstance(key_node, yaml.ScalarNode) or key_node.tag == _TAG + "merge":
                self.findings.append(
                    Finding(pointer, "a key is not a plain string (merge keys are not known)", line)
                )
                continue
            if key_node.tag != _TAG + "str":
                self.findings.append(
                    Finding(pointer, f"the key {key_node.value} is not a string; quote it", line)
                )
                continue
            if key_node.value in result:
                self.findings.append(Finding(pointer, f"the key {key_node.value!r} appears twice", line))
                continue
            result[key_node.value] = self.build(value_node, (*path, key_node.value), depth + 1)
            self.lines[pointer_to(*path, key_node.value)] = line
        return result

    def _scalar(self, node: yaml.ScalarNode, pointer: str, line: int) -> Any:
        text: str = node.value
        match node.tag.removeprefix(_TAG):
            case "null":
                return None
            case "bool":
                return text.lower() == "true"
            case "int" if len(text) <= _LONGEST_NUMBER:
                return int(text, 0) if text.startswith(("0o", "0x")) else int(text)
            case "float" if math.isfinite(float(text)):
                return float(text)
            case "str" | "merge":
                return text
        self.findings.append(
            Finding(pointer, f"the value {_short(text)!r} with the tag {node.tag} has no JSON form", line)
        )
        return None
