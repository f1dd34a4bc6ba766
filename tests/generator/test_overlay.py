"""OpenAPI Overlays on a document before it is generated."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pixop_generator.command import run_generate
from pixop_generator.document import Document, load_document
from pixop_generator.finding import DocumentError
from pixop_generator.overlay import apply_overlay

Document_ = dict[str, Any]


@pytest.fixture
def overlay(write_document: Callable[[Any], Path]) -> Callable[..., Document]:
    """An overlay of some actions."""

    def make(*actions: Any, version: str = "1.0.0") -> Document:
        value = {"overlay": version, "info": {"title": "t", "version": "1"}, "actions": list(actions)}
        return load_document(write_document(value))

    return make


def test_updates_merge_append_and_replace(
    small_document: Document_, overlay: Callable[..., Document]
) -> None:
    """Objects are merged, lists get one item more, and the document given stays as it is."""
    before = copy.deepcopy(small_document)
    result, notes = apply_overlay(
        small_document,
        overlay(
            {"target": "$.info", "update": {"description": "Private", "version": "2"}},
            {
                "target": "$.paths['/things/{thing-id}'].parameters",
                "update": {"name": "x", "in": "query", "schema": {}},
            },
            {"target": "$.components.schemas.Thing", "update": {"required": ["size"]}},
            {"target": "$.paths.*.get", "update": {"x-seen": True}},
        ),
    )
    assert notes == []
    assert result["info"] == {"title": "Small", "version": "2", "description": "Private"}
    assert [each["name"] for each in result["paths"]["/things/{thing-id}"]["parameters"]] == ["thing-id", "x"]
    assert result["components"]["schemas"]["Thing"]["required"] == ["id", "size"]
    assert result["paths"]["/things/{thing-id}"]["get"]["x-seen"] is True
    assert small_document == before


def test_removals_and_copies(small_document: Document_, overlay: Callable[..., Document]) -> None:
    """What is selected goes, several items of a list at once too; a copy takes the value from elsewhere."""
    small_document["tags"] = [{"name": "a"}, {"name": "b"}, {"name": "c"}]
    result, _ = apply_overlay(
        small_document,
        overlay(
            {"target": "$.tags[?@.name != 'b']", "remove": True},
            {
                "target": "$.components.schemas.Thing.properties.id",
                "copy": "$.components.schemas.Thing.properties.size",
            },
            version="1.1.0",
        ),
    )
    assert result["tags"] == [{"name": "b"}]
    assert result["components"]["schemas"]["Thing"]["properties"]["id"] == {"type": "integer"}


def test_an_action_without_a_target_is_noted(
    small_document: Document_, overlay: Callable[..., Document]
) -> None:
    """A target that selects nothing changes nothing and is told."""
    result, [note] = apply_overlay(small_document, overlay({"target": "$.paths['/none']", "remove": True}))
    assert result == small_document
    assert "selects nothing" in note.message


@pytest.mark.parametrize(
    ("actions", "version", "pointer"),
    [
        ([{"target": "$$", "remove": True}], "1.0.0", "/actions/0/target"),
        ([{"update": {}}], "1.0.0", "/actions/0"),
        ([{"target": "$.info"}], "1.0.0", "/actions/0"),
        ([{"target": "$", "remove": True}], "1.0.0", "/actions/0/target"),
        ([{"target": "$.info", "copy": "$.none"}], "1.1.0", "/actions/0/copy"),
        ([], "1.0.0", "/actions"),
        ([{"target": "$.info", "update": {}}], "2.0.0", "/overlay"),
    ],
)
def test_a_bad_overlay_is_refused(
    small_document: Document_,
    overlay: Callable[..., Document],
    actions: list[Any],
    version: str,
    pointer: str,
) -> None:
    """The error has the place in the overlay."""
    with pytest.raises(DocumentError) as caught:
        apply_overlay(small_document, overlay(*actions, version=version))
    assert [finding.pointer for finding in caught.value.findings] == [pointer]


def test_generate_applies_overlays_first(
    small_document: Document_,
    overlay: Callable[..., Document],
    write_document: Callable[[Any], Path],
    tmp_path: Path,
) -> None:
    """The packages are those of the document with the overlay, and the check knows both apart."""
    added = overlay(
        {"target": "$.components.schemas.Thing.properties", "update": {"color": {"type": "string"}}}
    )
    document, target = write_document(small_document), tmp_path / "out"
    assert run_generate(document, target, overlays=[added.path]) == 0
    assert "color" in (target / "pixop_client" / "models" / "thing.py").read_text()
    assert run_generate(document, target, check=True, overlays=[added.path]) == 0
    assert run_generate(document, target, check=True) == 1
