"""User code for every operation of a generated client: it gives every argument and reads every field."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

#: How far into nested models the examples read.
_DEPTH = 4


@dataclass(frozen=True, slots=True)
class UsageExamples:
    """A module of user code.

    Attributes:
        source: The module.
        operations: Id of the operation that each function of the module uses, by the line of its `def`.
    """

    source: str
    operations: dict[int, str]

    def operation(self, line: int) -> str:
        """Id of the operation that a line uses."""
        return next((name for at, name in reversed(self.operations.items()) if at <= line), "")


def usage_examples(package: Path) -> UsageExamples:
    """Write the examples for a client package that was generated."""
    models = {name: (path.stem, fields) for path, name, fields in _models(package / "models")}
    name = package.name
    body: list[str] = []
    marks: list[tuple[int, str]] = []
    for module in sorted((package / "namespaces").glob("*.py")):
        if module.stem in ("__init__", "caller"):
            continue
        for method in _methods(module):
            marks.append((len(body), _operation_id(package, module.stem, method.name)))
            body += _example(module.stem, method, models)
    head = [
        "from __future__ import annotations",
        "from collections.abc import Mapping, Sequence",
        "from contextlib import AbstractContextManager",
        "from datetime import datetime",
        "from typing import Any, Literal",
        f"from {name}.namespaces import Namespaces",
        f"from {name}.namespaces.caller import ByteStream, MediaSource, Progress, ResponseHeaders",
        f"from {name}.types import UNSET, Unset",
        *(
            f"from {name}.models.{module} import {each}"
            for each, (module, _) in sorted(_used(models, body).items())
        ),
        "",
    ]
    return UsageExamples("\n".join([*head, *body, ""]), {len(head) + at + 1: each for at, each in marks})


def _used(
    models: dict[str, tuple[str, dict[str, str]]], body: list[str]
) -> dict[str, tuple[str, dict[str, str]]]:
    words = set(re.findall(r"\w+", "\n".join(body)))
    return {name: value for name, value in models.items() if name in words}


def _models(directory: Path) -> Iterator[tuple[Path, str, dict[str, str]]]:
    """Each class of the models with the annotations of its fields."""
    for path in sorted(directory.glob("*.py")):
        if path.stem == "__init__":
            continue
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef):
                fields = {
                    each.target.id: ast.unparse(each.annotation)
                    for each in node.body
                    if isinstance(each, ast.AnnAssign)
                    and isinstance(each.target, ast.Name)
                    and each.target.id != "additional_properties"
                    and "ClassVar" not in ast.unparse(each.annotation)
                }
                yield path, node.name, fields


def _methods(module: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.parse(module.read_text("utf-8")).body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("Async"):
            for method in node.body:
                if isinstance(method, ast.FunctionDef) and not method.name.startswith("_"):
                    yield method


def _example(tag: str, method: ast.FunctionDef, models: dict[str, tuple[str, dict[str, str]]]) -> list[str]:
    declared = [
        f"{each.arg}: {ast.unparse(each.annotation) if each.annotation else 'Any'}"
        for each in (*method.args.args[1:], *method.args.kwonlyargs)
    ]
    given = [
        *(each.arg for each in method.args.args[1:]),
        *(f"{each.arg}={each.arg}" for each in method.args.kwonlyargs),
    ]
    returns = ast.unparse(method.returns) if method.returns else "None"
    call = f"api.{tag}.{method.name}({', '.join(given)})"
    signature = f"def {tag}_{method.name}({', '.join(['api: Namespaces', *declared])}) -> None:"
    if returns == "None":
        return [signature, f"    {call}", ""]
    lines = [signature, f"    answer: {returns} = {call}"]
    counter = iter(range(1, 10_000))
    lines += _reads("answer", returns, models, counter, _DEPTH)
    return [*lines, ""]


def _reads(
    value: str,
    annotation: str,
    models: dict[str, tuple[str, dict[str, str]]],
    counter: Iterator[int],
    depth: int,
) -> Iterator[str]:
    if annotation not in models or depth == 0:
        return
    for field, kind in models[annotation][1].items():
        name = f"{field}_{next(counter)}"
        yield f"    {name}: {kind} = {value}.{field}"
        yield from _reads(f"{value}.{field}", kind, models, counter, depth - 1)


def _operation_id(package: Path, tag: str, name: str) -> str:
    source = (package / "api" / tag / f"{name}.py").read_text("utf-8")
    found = re.search(r'^    id="([^"]+)"', source, re.MULTILINE)
    return found[1] if found else name
