"""One generated tree for all tests, and ways to make and load others from changed documents."""

from __future__ import annotations

import copy
import importlib
import importlib.util
import itertools
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from pixop_generator.command import find_document, make_tree, run_generate
from pixop_generator.document import load_document

ROOT = Path(__file__).resolve().parents[2]
_NUMBERS = itertools.count()

Load = Callable[[str], ModuleType]


@pytest.fixture(scope="session")
def document_path() -> Path:
    return find_document(ROOT)


@pytest.fixture(scope="session")
def _document(document_path: Path) -> dict[str, Any]:
    return load_document(document_path).data


@pytest.fixture
def document(_document: dict[str, Any]) -> dict[str, Any]:
    """The project's document, a copy to change."""
    return copy.deepcopy(_document)


@pytest.fixture(scope="session")
def generated(document_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tree that the project's document makes. Do not write into it."""
    target = tmp_path_factory.mktemp("generated") / "generated_client"
    assert run_generate(document_path, target) == 0
    return target


@pytest.fixture
def write_document(tmp_path: Path) -> Callable[[Any], Path]:
    """Write a document as a file; a string is written as it is."""

    def write(value: Any) -> Path:
        path = tmp_path / "openapi" / f"document{next(_NUMBERS)}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
        return path

    return write


@pytest.fixture
def generate(tmp_path: Path) -> Iterator[Callable[[dict[str, Any]], Load]]:
    """Make the tree of a document and give a function that imports a module of it by its name.

    The packages get names of their own, so that they do not meet those that are installed.
    """
    loaded: list[str] = []

    def make(document: dict[str, Any]) -> Load:
        number = next(_NUMBERS)
        directory = tmp_path / f"tree{number}"
        directory.mkdir()
        make_tree(document, directory)

        def load(name: str) -> ModuleType:
            package, _, rest = name.partition(".")
            alias = f"tree{number}_{package}"
            if alias not in sys.modules:
                _load_package(alias, directory / package)
                loaded.append(alias)
            return importlib.import_module(f"{alias}.{rest}" if rest else alias)

        return load

    yield make
    for name in list(sys.modules):
        if name.partition(".")[0] in loaded:
            del sys.modules[name]


def _load_package(alias: str, directory: Path) -> None:
    spec = importlib.util.spec_from_file_location(
        alias, directory / "__init__.py", submodule_search_locations=[str(directory)]
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[alias] = module
    spec.loader.exec_module(module)


@pytest.fixture
def small_document() -> dict[str, Any]:
    """A valid document with one operation and no schemas but one."""
    return {
        "openapi": "3.1.1",
        "info": {"title": "Small", "version": "1"},
        "security": [{"bearer": []}],
        "paths": {
            "/things/{thing-id}": {
                "parameters": [
                    {
                        "name": "thing-id",
                        "in": "path",
                        "required": True,
                        "schema": {"type": "string"},
                        "description": "Its id.",
                    }
                ],
                "get": {
                    "operationId": "getThing",
                    "tags": ["things"],
                    "summary": "Read a thing",
                    "responses": {
                        "200": {
                            "description": "The thing.",
                            "content": {
                                "application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}
                            },
                        },
                        "404": {"description": "There is no such thing."},
                    },
                },
            }
        },
        "components": {
            "schemas": {
                "Thing": {
                    "type": "object",
                    "required": ["id"],
                    "properties": {"id": {"type": "string"}, "size": {"type": "integer"}},
                }
            },
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }
