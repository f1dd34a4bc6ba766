"""Each house rule finds the mistake that it is for."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

GET_PROJECT = "#/paths/~1videos~1v1~1project~1{project-id}/get"
CREATE_PROJECT = "#/paths/~1videos~1v1~1project/put"


def without(reference: str, key: str) -> Callable[[ModuleType, Any], None]:
    def edit(rules: ModuleType, document: Any) -> None:
        del rules.look_up(document, reference)[key]

    return edit


def with_value(reference: str, key: str, value: Any) -> Callable[[ModuleType, Any], None]:
    def edit(rules: ModuleType, document: Any) -> None:
        rules.look_up(document, reference)[key] = value

    return edit


MISTAKES = {
    "no operationId": (without(GET_PROJECT, "operationId"), "operationId"),
    "operationId twice": (with_value(GET_PROJECT, "operationId", "getVideo"), "used twice"),
    "undeclared tag": (with_value(GET_PROJECT, "tags", ["films"]), "tag"),
    "no summary": (without(GET_PROJECT, "summary"), "summary is missing"),
    "no 401": (without(f"{GET_PROJECT}/responses", "401"), "401 is not documented"),
    "no 404 on a path with an id": (without(f"{GET_PROJECT}/responses", "404"), "404 is not documented"),
    "no 415 on a body": (without(f"{CREATE_PROJECT}/responses", "415"), "415 is not documented"),
    "no example of a parameter": (without("#/components/parameters/Page", "example"), "no example"),
    "no example of a header": (without("#/components/headers/ETag", "example"), "has no example"),
    "no example of a body": (
        without(f"{CREATE_PROJECT}/requestBody/content/application~1json", "examples"),
        "has no examples",
    ),
    "camelCase query": (with_value("#/components/parameters/PageSize", "name", "pageSize"), "not kebab-case"),
    "snake_case field": (
        with_value(
            "#/components/schemas/Project/properties", "team_name", {"type": "string", "description": "x"}
        ),
        "not camelCase",
    ),
    "lower-case component": (
        with_value("#/components/schemas", "project", {"description": "x"}),
        "not PascalCase",
    ),
    "anonymous object": (
        with_value(
            "#/components/schemas/Project/properties", "owner", {"type": "object", "description": "x"}
        ),
        "without a name",
    ),
    "anonymous content": (
        with_value(f"{CREATE_PROJECT}/requestBody/content/application~1json", "schema", {"type": "object"}),
        "without a name",
    ),
    "open request": (without("#/components/schemas/CreateVideoRequest", "additionalProperties"), "must have"),
    "open object inside a request": (
        without("#/components/schemas/ClipRange", "additionalProperties"),
        "must have",
    ),
    "closed answer": (with_value("#/components/schemas/Video", "additionalProperties", False), "stay open"),
    "closed enumeration in an answer": (
        with_value("#/components/schemas/Team/properties/name", "enum", ["a"]),
        "must admit any other string",
    ),
    "no description": (
        without("#/components/schemas/Video/properties/name", "description"),
        "no description",
    ),
    "no links": (without(f"{CREATE_PROJECT}/responses/200", "links"), "has no links"),
    "link to nowhere": (
        with_value("#/components/links/GetCreatedVideo", "operationId", "getFilm"),
        "unknown operation",
    ),
    "link with an unknown parameter": (
        with_value(
            "#/components/links/GetCreatedVideo", "parameters", {"film-id": "$response.body#/videoId"}
        ),
        "unknown parameter",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_planted_mistake_is_found(document: Any, house_rules: ModuleType, name: str) -> None:
    """A document with one mistake has findings, and they say what is wrong."""
    edit, expected = MISTAKES[name]
    broken = copy.deepcopy(document)
    edit(house_rules, broken)
    found = house_rules.findings(broken)
    assert any(expected in sentence for _, sentence in found), found


def test_the_script_prints_findings_with_their_pointers(
    house_rules: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str], document: Any
) -> None:
    """Run on a file with a mistake, the script names file and pointer and returns 1; without one it returns 0."""
    import yaml

    broken = copy.deepcopy(document)
    without(GET_PROJECT, "summary")(house_rules, broken)
    file = tmp_path / "broken.yaml"
    file.write_text(yaml.safe_dump(broken), encoding="utf-8")
    assert house_rules.main([str(file)]) == 1
    assert f"broken.yaml{GET_PROJECT}: summary is missing" in capsys.readouterr().err
    assert house_rules.main([]) == 0
