"""Documents that cannot be used: one clear error with file, line and pointer, and nothing written."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pixop_generator.changes import run_changes
from pixop_generator.command import run_generate
from pixop_generator.document import MAX_BYTES

HEAD = """openapi: 3.1.1
info: {title: t, version: '1'}
paths:
  /a:
    get:
      operationId: readA
      tags: [x]
      responses:
        '200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}
"""
SCHEMA = "/paths/~1a/get/responses/200/content/application~1json/schema/$ref"
LEVELS = "".join(f"l{n}: &l{n} [{', '.join(f'*l{n - 1}' for _ in range(10))}]\n" for n in range(1, 10))

#: The document, the line and the pointer of the error, and words of it.
BAD: dict[str, tuple[str, str, str, str]] = {
    "no YAML": (HEAD + "  b: [unclosed\n", "11", "/", "YAML: "),
    "a tab": ("openapi: 3.1.1\n\tinfo: x\n", "2", "/", "YAML: found a tab character"),
    "a reference to nothing": (HEAD, "9", SCHEMA, "#/components/schemas/A points at nothing"),
    "a reference to another file": (
        HEAD.replace("#/components/schemas/A", "other.yaml#/A"),
        "9",
        SCHEMA,
        "other.yaml#/A is not in this document",
    ),
    "a reference that is no string": (
        HEAD.replace("'#/components/schemas/A'", "5"),
        "9",
        SCHEMA,
        "a reference is a string",
    ),
    "an operationId twice": (
        HEAD + "  /b: {get: {operationId: readA, tags: [x], responses: {'200': {description: d}}}}\n"
        "components: {schemas: {A: {type: object}}}\n",
        "10",
        "/paths/~1b/get/operationId",
        "readA is given twice; /paths/~1a/get/operationId has it too",
    ),
    "schemas in a circle": (
        HEAD
        + "components:\n  schemas:\n    A: {$ref: '#/components/schemas/B'}\n    B: {$ref: '#/components/schemas/A'}\n",
        "12",
        "/components/schemas/A",
        "made of itself",
    ),
    "a schema of itself": (
        HEAD + "components: {schemas: {A: {allOf: [{$ref: '#/components/schemas/A'}]}}}\n",
        "10",
        "/components/schemas/A",
        "made of itself",
    ),
    "a response that is itself": (
        HEAD
        + "components: {schemas: {A: {type: object}}, responses: {R: {$ref: '#/components/responses/R'}}}\n",
        "10",
        "/components/responses/R/$ref",
        "refers to itself",
    ),
    "OpenAPI 3.0": (HEAD.replace("3.1.1", "3.0.3"), "1", "/openapi", "and this is openapi: 3.0.3"),
    "OpenAPI 3.2": (HEAD.replace("3.1.1", "3.2.0"), "1", "/openapi", "and this is openapi: 3.2.0"),
    "Swagger": ("swagger: '2.0'\ninfo: {}\n", "1", "/openapi", "Swagger 2.0"),
    "an alias bomb": (
        "l0: &l0 [x, x, x, x, x, x, x, x, x, x]\n" + LEVELS + HEAD,
        r"\d+",
        r"/l\d+/.*",
        "fewer aliases",
    ),
    "an alias of itself": ("a: &a {b: *a}\n" + HEAD, "1", "/a/b", "refers to the value that it is in"),
    "more values than a document has": (
        "a: [" + "1," * 250_000 + "1]\n" + HEAD,
        "1",
        "/",
        "more than 100000 values",
    ),
    "a number without end": (
        HEAD + "x-n: " + "9" * 9000 + "\n",
        "10",
        "/x-n",
        "with the tag tag:yaml.org,2002:int has no JSON form",
    ),
    "brackets without end": ("a: " + "[" * 100_000 + "\n", "1", "/", "nest"),
    "a path that is a list": (
        "openapi: 3.1.1\ninfo: {title: t, version: '1'}\npaths: {/a: []}\n",
        "3",
        "/paths/~1a",
        "object of methods",
    ),
    "parameters that are no list": (
        HEAD.replace("tags: [x]", "tags: [x]\n      parameters: {}"),
        "8",
        "/paths/~1a/get/parameters",
        "is a list",
    ),
    "a version that is a number": (HEAD.replace("'1'", "1"), "2", "/info/version", "quote it"),
    "nothing": ("", "1", "/", "is not an object"),
}


@pytest.mark.parametrize("case", sorted(BAD))
def test_a_bad_document_is_one_clear_error(
    case: str, write_document: Callable[[Any], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The error has file, line, pointer and what is wrong; `generate` writes nothing, and `changes` ends alike."""
    text, line, pointer, words = BAD[case]
    path, target = write_document(text), tmp_path / "out"
    assert run_generate(path, target) == 2
    told = capsys.readouterr().err
    literal = pointer if ".*" in pointer else re.escape(pointer)
    assert re.search(
        rf"^{re.escape(str(path))}:{line}: {literal}: .*{re.escape(words)}", told, re.MULTILINE
    ), told
    assert len(told.splitlines()) <= 3
    assert not target.exists()
    assert run_changes(path, path) == 2
    assert words in capsys.readouterr().err


def test_a_huge_file_is_not_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """50 MB are refused by their size."""
    path = tmp_path / "huge.yaml"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    assert run_generate(path, tmp_path / "out") == 2
    assert f"50000000 bytes, more than {MAX_BYTES}" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
