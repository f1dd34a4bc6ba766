"""How generation grows with the document: CPU seconds for 50, 200 and 500 operations, and their ratios.

Linear means that an operation more costs the same everywhere: the seconds for an operation of the largest document,
without what every run costs, are at most 1.5 times those of the smallest.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from pixop_generator.command import run_generate


def large_document(operations: int) -> dict[str, Any]:
    """A document of `operations` operations in ten tags, each with a request and an answer of its own."""
    paths: dict[str, Any] = {}
    schemas: dict[str, Any] = {}
    for number in range(operations):
        schemas[f"Request{number}"] = {
            "type": "object",
            "additionalProperties": False,
            "required": ["name"],
            "properties": {
                "name": {"type": "string", "minLength": 1},
                "size": {"type": "integer", "minimum": 1},
                "kind": {"type": "string", "enum": ["a", "b", "c"]},
            },
        }
        schemas[f"Answer{number}"] = {
            "type": "object",
            "required": ["id"],
            "properties": {
                "id": {"type": "string"},
                "parts": {"type": "array", "items": {"$ref": f"#/components/schemas/Request{number}"}},
                "next": {"$ref": f"#/components/schemas/Answer{(number + 1) % operations}"},
            },
        }
        body = {"application/json": {"schema": {"$ref": f"#/components/schemas/Request{number}"}}}
        answer = {"application/json": {"schema": {"$ref": f"#/components/schemas/Answer{number}"}}}
        paths[f"/things{number}/{{id}}"] = {
            "put": {
                "operationId": f"putThing{number}",
                "tags": [f"tag{number % 10}"],
                "summary": f"Put thing {number}",
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}},
                    {"name": "page", "in": "query", "schema": {"type": "integer"}},
                ],
                "requestBody": {"required": True, "content": body},
                "responses": {"200": {"description": "The thing.", "content": answer}},
            }
        }
    return {
        "openapi": "3.1.1",
        "info": {"title": "Large", "version": "1.0.0"},
        "paths": paths,
        "components": {"schemas": schemas},
    }


def measure(operations: int) -> tuple[float, float]:
    """CPU seconds, those of child processes included, and seconds on the clock of one run in a child process."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory, "document.yaml")
        path.write_text(json.dumps(large_document(operations)), encoding="utf-8")
        started, before = time.monotonic(), os.times()
        child = os.fork()
        if child == 0:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            os._exit(run_generate(path, Path(directory, "out")))
        _, status = os.waitpid(child, 0)
        after = os.times()
        if status:
            raise SystemExit(f"{operations} operations: generate failed")
        cpu = sum(after[2:4]) - sum(before[2:4])
        return cpu, time.monotonic() - started


def main() -> int:
    """Print a line for each size; 1 when growth is not linear or 500 operations take more than 30 CPU seconds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[50, 200, 500])
    sizes = sorted(parser.parse_args().sizes)
    base = measure(1)[0]
    each: dict[int, float] = {}
    for size in sizes:
        cpu, wall = measure(size)
        each[size] = (cpu - base) / size
        print(
            f"{size:>5} operations: {cpu:6.2f} CPU s, {wall:6.2f} s, {1000 * each[size]:6.2f} ms an operation"
        )
    ratio = each[sizes[-1]] / each[sizes[0]]
    print(f"an operation of {sizes[-1]} costs {ratio:.2f} times one of {sizes[0]}")
    return int(ratio > 1.5 or base + each[sizes[-1]] * 500 > 30)


if __name__ == "__main__":
    sys.exit(main())
