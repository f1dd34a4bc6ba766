"""Kinds of change beyond those of plain fields, the changelog and the formats of the report."""

from __future__ import annotations

import copy
import json
import subprocess
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from pixop_generator.change import Change
from pixop_generator.changes import compare, run_changes
from pixop_generator.command import run_generate
from pixop_generator.openapi_walk import at
from pixop_generator.version_step import changelog, covers, next_version

Document = dict[str, Any]
GET = "/paths/~1things~1{thing-id}/get"


def _get(document: Document) -> dict[str, Any]:
    found: dict[str, Any] = document["paths"]["/things/{thing-id}"]["get"]
    return found


def _size(document: Document) -> dict[str, Any]:
    found: dict[str, Any] = document["components"]["schemas"]["Thing"]["properties"]["size"]
    return found


def _nothing(_: Document) -> None:
    """The small document as it is."""


#: How the old document differs from the small one, how the new one does, the rule, callers, servers, the pointer.
KINDS: dict[str, tuple[Any, Any, str, str, str, str]] = {
    "sunset earlier": (
        lambda d: _get(d).update({"deprecated": True, "x-sunset": "2030-06-01"}),
        lambda d: _get(d).update({"deprecated": True, "x-sunset": "2030-05-01"}),
        "operation-sunset-earlier",
        "breaking",
        "compatible",
        f"{GET}/x-sunset",
    ),
    "sunset later": (
        lambda d: _get(d).update({"deprecated": True, "x-sunset": "2030-06-01"}),
        lambda d: _get(d).update({"deprecated": True, "x-sunset": "2031-05-01"}),
        "operation-sunset-later",
        "compatible",
        "compatible",
        f"{GET}/x-sunset",
    ),
    "sunset gone": (
        lambda d: _get(d).update({"deprecated": True, "x-sunset": "2030-06-01"}),
        lambda d: _get(d).update({"deprecated": True}),
        "operation-sunset-removed",
        "dangerous",
        "compatible",
        f"{GET}/x-sunset",
    ),
    "sunset that is no date": (
        _nothing,
        lambda d: _get(d).update({"deprecated": True, "x-sunset": "soon"}),
        "operation-sunset-unreadable",
        "dangerous",
        "compatible",
        f"{GET}/x-sunset",
    ),
    "reactivated": (
        lambda d: _get(d).update(deprecated=True),
        _nothing,
        "operation-reactivated",
        "compatible",
        "compatible",
        GET,
    ),
    "removed after deprecation": (
        lambda d: _get(d).update({"deprecated": True, "x-sunset": "2020-01-01"}),
        lambda d: d["paths"]["/things/{thing-id}"].pop("get"),
        "operation-removed-after-deprecation",
        "breaking",
        "compatible",
        GET,
    ),
    "deprecated field beside a reference": (
        lambda d: (
            d["components"]["schemas"].update(Size={"type": "integer"}),
            _thing(d).update(size={"$ref": "#/components/schemas/Size"}),
        ),
        lambda d: (
            d["components"]["schemas"].update(Size={"type": "integer"}),
            _thing(d).update(size={"$ref": "#/components/schemas/Size", "deprecated": True}),
        ),
        "response-field-deprecated-without-sunset",
        "compatible",
        "compatible",
        "/components/schemas/Thing/properties/size/deprecated",
    ),
    "narrower number format": (
        lambda d: _size(d).update(format="int64"),
        lambda d: _size(d).update(format="int32"),
        "response-format-changed",
        "compatible",
        "compatible",
        "/components/schemas/Thing/properties/size/format",
    ),
    "wider number format": (
        lambda d: _size(d).update(format="int32"),
        lambda d: _size(d).update(format="int64"),
        "response-format-changed",
        "breaking",
        "breaking",
        "/components/schemas/Thing/properties/size/format",
    ),
    "a date where text was": (
        lambda d: _thing(d)["id"].update(type="string"),
        lambda d: _thing(d)["id"].update(format="date-time"),
        "response-format-changed",
        "breaking",
        "breaking",
        "/components/schemas/Thing/properties/id/format",
    ),
    "required header": (
        _nothing,
        lambda d: _get(d)["responses"]["200"].update(
            headers={"ETag": {"required": True, "schema": {"type": "string"}}}
        ),
        "required-response-header-added",
        "compatible",
        "breaking",
        f"{GET}/responses/200/headers/ETag",
    ),
    "serialization of a list": (
        lambda d: _get(d).update(parameters=[{"name": "q", "in": "query", "schema": {"type": "array"}}]),
        lambda d: _get(d).update(
            parameters=[{"name": "q", "in": "query", "explode": False, "schema": {"type": "array"}}]
        ),
        "parameter-serialization-changed",
        "breaking",
        "breaking",
        f"{GET}/parameters/0/explode",
    ),
    "scopes": (
        _nothing,
        lambda d: _get(d).update(security=[{"bearer": ["admin"]}]),
        "security-scopes-changed",
        "breaking",
        "breaking",
        f"{GET}/security",
    ),
    "unknown keyword": (
        _nothing,
        lambda d: _get(d).update(futureKeyword=1),
        "unclassified-changed",
        "dangerous",
        "dangerous",
        f"{GET}/futureKeyword",
    ),
    "version": (
        _nothing,
        lambda d: d["info"].update(version="2"),
        "version-changed",
        "compatible",
        "compatible",
        "/info/version",
    ),
    "read only": (
        _nothing,
        lambda d: _size(d).update(readOnly=True),
        "response-read-only-added",
        "compatible",
        "breaking",
        "/components/schemas/Thing/properties/size/readOnly",
    ),
    "const": (
        lambda d: _size(d).update(const=1),
        lambda d: _size(d).update(const=2),
        "response-const-changed",
        "breaking",
        "breaking",
        "/components/schemas/Thing/properties/size/const",
    ),
    "unused component": (
        _nothing,
        lambda d: d["components"]["schemas"].update(Unused={"type": "string"}),
        "component-added",
        "compatible",
        "compatible",
        "/components/schemas/Unused",
    ),
}


def _thing(document: Document) -> dict[str, Any]:
    found: dict[str, Any] = document["components"]["schemas"]["Thing"]["properties"]
    return found


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_kind_of_change_is_told_at_its_place(kind: str, small_document: Document) -> None:
    """Rule, severity for callers and for servers, and a pointer that leads somewhere."""
    first, second, rule, callers, servers, pointer = KINDS[kind]
    old, new = copy.deepcopy(small_document), copy.deepcopy(small_document)
    first(old)
    second(new)
    [change] = [each for each in compare(old, new) if each.rule == rule]
    assert (change.severity, change.servers, change.pointer) == (callers, servers, pointer)


def test_every_difference_is_told(document: Document) -> None:
    """Whatever is taken out of the document, something is told about it, at that place or around it."""
    places = [
        pointer
        for pointer, value in _places(document, "", 5)
        if pointer.count("/") == 5 and isinstance(value, dict | str)
    ][::9]
    assert len(places) > 40
    for pointer in places:
        new = copy.deepcopy(document)
        parent, _, key = pointer.rpartition("/")
        del at(new, f"#{parent}")[key.replace("~1", "/").replace("~0", "~")]
        try:
            changes = compare(document, new)
        except (LookupError, TypeError):
            continue  # what is left is no valid document
        assert changes, pointer


def _places(value: Any, pointer: str, depth: int) -> Any:
    yield pointer, value
    if isinstance(value, dict) and depth:
        for key, item in value.items():
            yield from _places(item, f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}", depth - 1)


def test_a_shared_component_names_the_operations_that_meet_it(document: Document) -> None:
    """A change in a shared schema is told once, with all operations that answer with it."""
    new = copy.deepcopy(document)
    new["components"]["schemas"]["Project"]["required"].remove("teamId")
    [change] = compare(document, new)
    assert change.operations == ("getProject", "updateProject", "createProject")


@pytest.mark.parametrize(
    ("version", "severity", "following"),
    [
        ("1.2.3", "breaking", "2.0.0"),
        ("0.3.1", "breaking", "0.4.0"),
        ("1.2.3", "compatible", "1.3.0"),
        ("v1.2", "breaking", "2.0.0"),
        ("2024-06-01", "breaking", "2024-06-01"),
    ],
)
def test_severity_gives_the_next_version(version: str, severity: Any, following: str) -> None:
    """Semantic Versioning, the years before 1.0.0 included; a date has no next one."""
    assert next_version(version, [Change("/x", "operation-added", severity, "s")]) == following


def test_a_changelog_entry_says_what_users_need(small_document: Document) -> None:
    """What breaks comes first; what only reads differently is left out."""
    new = copy.deepcopy(small_document)
    new["components"]["schemas"]["Thing"]["required"] = []
    _get(new)["summary"] = "Another"
    new["components"]["schemas"]["Unused"] = {"type": "string"}
    entry = changelog("2.0.0", compare(small_document, new))
    assert entry.splitlines()[:4] == ["## 2.0.0", "", "### Breaking", ""]
    assert "- `getThing`: id can be missing now (`/components/schemas/Thing/properties/id`)." in entry
    assert "reads differently" not in entry
    assert "Unused" not in entry


def test_a_deprecation_is_told_once_with_its_date(small_document: Document) -> None:
    """The day of the sunset is part of the sentence, and no change of its own."""
    new = copy.deepcopy(small_document)
    _get(new).update({"deprecated": True, "x-sunset": "2030-06-01"})
    [change] = compare(small_document, new)
    assert change.sentence == "getThing is deprecated now, and may be gone from 2030-06-01 on"


@pytest.fixture
def two(small_document: Document, write_document: Callable[[Any], Path]) -> tuple[Path, Path]:
    """A document and one that breaks its callers, with text that would be markup."""
    new = copy.deepcopy(small_document)
    new["components"]["schemas"]["Thing"]["required"] = []
    _get(new)["summary"] = "<script>alert(1)</script> | pipe"
    return write_document(small_document), write_document(new)


def test_the_formats_say_the_same(two: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    """Lines, Markdown, HTML and JSON have every change; text of the document is no markup in any of them."""
    printed: dict[str, str] = {}
    for form in ("human", "markdown", "html", "json", "jsonl"):
        assert run_changes(*two, form) == 1  # type: ignore[arg-type]  # a name of a format
        printed[form] = capsys.readouterr().out
        assert "response-field-optional" in printed[form]
        assert "documentation-changed" in printed[form]
    assert "<script>" not in printed["html"]
    assert "<script>" not in printed["markdown"]
    assert "\\| pipe" in printed["markdown"]
    HTMLParser().feed(printed["html"])
    report = json.loads(printed["json"])
    assert report["summary"]["callers"] == {"breaking": 1, "dangerous": 0, "compatible": 1}
    assert [json.loads(line) for line in printed["jsonl"].splitlines()] == report["changes"]


def test_revisions_of_git_are_compared(
    two: tuple[Path, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """`REV` is the document of a revision, `REV:path` another file of it; what is neither is told."""
    git = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
    repository = tmp_path / "repository"
    (repository / "openapi").mkdir(parents=True)
    monkeypatch.chdir(repository)
    for path in two:
        (repository / "openapi" / "pixop.yaml").write_bytes(path.read_bytes())
        for arguments in (["init", "-q"], ["add", "."], ["commit", "-qm", "x"]):
            subprocess.run([*git, *arguments], check=True)
    assert run_changes("HEAD~1", "HEAD", "quiet") == 1
    assert run_changes("HEAD", "HEAD:openapi/pixop.yaml", "quiet") == 0
    assert run_changes("HEAD~1:openapi/pixop.yaml", "openapi/pixop.yaml", "quiet") == 1
    assert run_changes("HEAD~9", "HEAD") == 2
    assert run_changes("--help", "HEAD") == 2
    assert "HEAD~9: /: there is no file of this name, and git says" in capsys.readouterr().err


def test_a_breaking_document_needs_a_version_that_says_so(
    two: tuple[Path, Path],
    small_document: Document,
    write_document: Callable[[Any], Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Over the packages of version 1.0.0 a breaking document is generated as 2.0.0, or when told so; else not."""
    small_document["info"]["version"] = "1.0.0"
    target = tmp_path / "out"
    assert run_generate(write_document(small_document), target) == 0
    before = (target / "generated.lock").read_bytes()
    small_document["components"]["schemas"]["Thing"]["required"] = []
    small_document["info"]["version"] = "1.1.0"
    capsys.readouterr()
    broken = write_document(small_document)
    assert run_generate(broken, target) == 2
    told = capsys.readouterr().err
    assert "breaking: /components/schemas/Thing/properties/id: id can be missing now" in told
    assert "set info.version to at least 2.0.0" in told
    assert (target / "generated.lock").read_bytes() == before
    assert run_generate(broken, target, allow_breaking=True) == 0
    small_document["components"]["schemas"]["Thing"]["properties"].pop("id")
    small_document["info"]["version"] = "2.0.0"
    assert run_generate(write_document(small_document), target) == 0


def test_versions_that_are_no_numbers_have_to_differ() -> None:
    """Between dates or names only another one can carry a breaking change."""
    breaking = [Change("/x", "operation-removed", "breaking", "s")]
    assert not covers("2024-01-01", "2024-01-01", breaking)
    assert covers("2024-01-01", "2024-02-01", breaking)
    assert not covers("1.0.0", "1.9.0", breaking)
    assert covers("1.0.0", "1.0.0", [Change("/x", "operation-added", "compatible", "s")])
