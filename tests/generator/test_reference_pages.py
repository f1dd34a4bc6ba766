"""The pages of the operations: there is one for each, and its examples are calls of that operation."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pixop
import pytest
from pixop.cli.operation_call import build_request, find_operation
from pixop_client.api import OPERATIONS
from pixop_client.namespaces import Namespaces
from pixop_client.request import Request
from pixop_client.types import UNSET
from pixop_generator.command import make_tree
from pixop_generator.document import load_document
from pixop_generator.package_names import package_names

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "generated_client" / "docs"
PAGES = {path.read_text("utf-8").split("`")[1]: path for path in sorted(DOCS.glob("*/*.md"))}


class Recorder(Namespaces):
    """A client that keeps what it is asked for, and answers nothing."""

    asked: list[Request]

    def __init__(self) -> None:
        self._caller = self  # type: ignore[assignment]  # it is the caller too
        type(self).asked = []

    def __enter__(self) -> Recorder:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is open."""

    def call(self, request: Request, *_: Any, **__: Any) -> None:
        self.asked.append(request)

    call_empty = head = upload = call

    @contextmanager
    def stream(self, request: Request) -> Iterator[Any]:
        self.asked.append(request)
        yield type("Stream", (), {"iter_bytes": lambda _: [b"x"]})()


def _blocks(name: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)\n```", PAGES[name].read_text("utf-8"), re.DOTALL)


def test_every_operation_has_a_page_that_the_index_links() -> None:
    """No page is missing and none is left over."""
    assert sorted(PAGES) == sorted(OPERATIONS)
    linked = re.findall(r"\]\(([^)]+)\)", (DOCS / "README.md").read_text("utf-8"))
    assert sorted(linked) == sorted(path.relative_to(DOCS).as_posix() for path in PAGES.values())


@pytest.mark.parametrize("name", sorted(PAGES))
def test_the_examples_are_one_call(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Python, command and curl of a page ask for the same: that operation, with the same path and body."""
    monkeypatch.setattr(pixop, "Pixop", Recorder)
    monkeypatch.chdir(tmp_path)
    [python] = _blocks(name, "python")
    command, curl = (shlex.split(block.replace("\\\n", "")) for block in _blocks(name, "sh"))
    exec(compile(python, str(PAGES[name]), "exec"), {})
    [request] = Recorder.asked
    assert request.operation.id == name

    options = dict(zip(command[3::2], command[4::2], strict=True))
    body = json.loads(options["--body"]) if "--body" in options else None
    path = [options["-p"]] if "-p" in options else []
    made = build_request(find_operation(command[2]), path=path, query=[], headers=[], body=body)
    assert (made.url, made.json) == (request.url, request.json)

    sent = dict(zip(curl[2:-1:2], curl[3:-1:2], strict=False))
    method = "HEAD" if "--head" in curl else sent.get("--request", "POST" if "--form" in curl else "GET")
    assert (method, unquote(curl[-1])) == (request.operation.method, f"$BASE_URL{unquote(request.url)}")
    given = json.loads(sent["--data"]) if "--data" in sent else UNSET
    assert given == request.json


@pytest.mark.slow
def test_the_python_examples_are_typed(tmp_path: Path) -> None:
    """A strict type checker has nothing to say about any of them."""
    for name in PAGES:
        (tmp_path / f"{name}.py").write_text(_blocks(name, "python")[0] + "\n", "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path / "cache"), "."],
        cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_a_package_of_another_document_has_pages_of_its_own(tmp_path: Path) -> None:
    """They use its client and no command, and name its credentials."""
    document = load_document(ROOT / "tests" / "foreign" / "files.yaml").data
    make_tree(document, tmp_path, package_names("files_api"))
    pages = "\n".join(path.read_text("utf-8") for path in sorted((tmp_path / "docs").glob("*/*.md")))
    assert "from files_api.client import Client" in pages
    assert 'api_key="…"' in pages
    assert "pixop" not in pages
    for block in re.findall(r"```python\n(.*?)\n```", pages, re.DOTALL):
        compile(block, "page", "exec")
