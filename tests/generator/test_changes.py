"""Differences between two documents, and which of them break a client of the old one."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pixop_generator.change import Change
from pixop_generator.changes import compare, run_changes

Edit = Callable[[dict[str, Any]], object]
PUT = "/paths/~1things~1{id}/put"
REQUEST = "/components/schemas/Request"
ANSWER = "/components/schemas/Answer"


@pytest.fixture
def old() -> dict[str, Any]:
    """One operation with a bit of everything."""
    return {
        "openapi": "3.1.1",
        "info": {"title": "t", "version": "1"},
        "servers": [{"url": "https://a.example"}],
        "security": [{"bearer": []}],
        "paths": {
            "/things/{id}": {
                "put": {
                    "operationId": "putThing",
                    "tags": ["things"],
                    "parameters": [
                        {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}},
                        {
                            "name": "page",
                            "in": "query",
                            "schema": {"type": "integer", "minimum": 1, "default": 1},
                        },
                    ],
                    "requestBody": {
                        "required": True,
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Request"}}},
                    },
                    "responses": {
                        "200": {
                            "description": "ok",
                            "headers": {"ETag": {"required": True, "schema": {"type": "string"}}},
                            "content": {
                                "application/json": {"schema": {"$ref": "#/components/schemas/Answer"}}
                            },
                        },
                        "404": {"description": "none"},
                    },
                }
            }
        },
        "components": {
            "schemas": {
                "Request": {
                    "type": "object",
                    "additionalProperties": False,
                    "required": ["name"],
                    "properties": {
                        "name": {"type": "string", "minLength": 1, "maxLength": 10},
                        "scaler": {"type": "string", "enum": ["a", "b"]},
                        "size": {"oneOf": [{"$ref": "#/components/schemas/Tag"}, {"type": "integer"}]},
                        "list": {"type": "array", "items": {"type": "number"}},
                    },
                    "allOf": [{"if": {"required": ["scaler"]}, "then": {"required": ["size"]}}],
                },
                "Tag": {"type": "object", "properties": {"tag": {"type": "string"}}},
                "Answer": {
                    "allOf": [
                        {"$ref": "#/components/schemas/Tag"},
                        {
                            "type": "object",
                            "required": ["id"],
                            "properties": {
                                "id": {"type": "string"},
                                "status": {
                                    "anyOf": [{"type": "string", "enum": ["DONE"]}, {"type": "string"}]
                                },
                                "kind": {"type": "string", "enum": ["x", "y"]},
                                "next": {"$ref": "#/components/schemas/Answer"},
                                "percent": {"type": "number", "maximum": 100},
                            },
                        },
                    ]
                },
            },
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "basic": {"type": "http", "scheme": "basic"},
            },
        },
    }


def _put(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = document["paths"]["/things/{id}"]["put"]
    return found


def _request(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = document["components"]["schemas"]["Request"]
    return found


def _answer(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = document["components"]["schemas"]["Answer"]["allOf"][1]
    return found


def _at(where: Callable[[dict[str, Any]], dict[str, Any]], *path: str | int, **values: Any) -> Edit:
    def edit(document: dict[str, Any]) -> None:
        target: Any = where(document)
        for part in path:
            target = target[part]
        for key, value in values.items():
            if value is None:
                del target[key]
            else:
                target[key] = value

    return edit


#: An edit, the rule that it is and whether it breaks; then the rule of the edit undone, and whether that breaks.
CASES: dict[str, tuple[Edit, tuple[str, bool], tuple[str, bool]]] = {
    "operation": (
        lambda d: d["paths"].update(
            {"/more": {"get": {"operationId": "more", "tags": ["x"], "responses": {}}}}
        ),
        ("operation-added", False),
        ("operation-removed", True),
    ),
    "operationId": (
        _at(_put, operationId="setThing"),
        ("operation-renamed", True),
        ("operation-renamed", True),
    ),
    "tag": (_at(_put, tags=["others"]), ("operation-moved", True), ("operation-moved", True)),
    "optional parameter": (
        lambda d: _put(d)["parameters"].append({"name": "q", "in": "query", "schema": {"type": "string"}}),
        ("parameter-added", False),
        ("parameter-removed", True),
    ),
    "required parameter": (
        lambda d: _put(d)["parameters"].append(
            {"name": "q", "in": "query", "required": True, "schema": {"type": "string"}}
        ),
        ("required-parameter-added", True),
        ("parameter-removed", True),
    ),
    "parameter required": (
        _at(_put, "parameters", 1, required=True),
        ("parameter-required", True),
        ("parameter-optional", False),
    ),
    "parameter bound": (
        _at(_put, "parameters", 1, "schema", minimum=2),
        ("request-minimum-tightened", True),
        ("request-minimum-loosened", False),
    ),
    "parameter default": (
        _at(_put, "parameters", 1, "schema", default=2),
        ("request-default-changed", True),
        ("request-default-changed", True),
    ),
    "body optional": (
        _at(_put, "requestBody", required=False),
        ("request-body-optional", False),
        ("request-body-required", True),
    ),
    "body gone": (_at(_put, requestBody=None), ("request-body-removed", True), ("request-body-added", True)),
    "request field": (
        _at(_request, "properties", more={"type": "string"}),
        ("request-field-added", False),
        ("request-field-removed", True),
    ),
    "required request field": (
        lambda d: (
            _request(d)["properties"].update(more={"type": "string"}),
            _request(d)["required"].append("more"),
        ),
        ("request-required-field-added", True),
        ("request-field-removed", True),
    ),
    "request field required": (
        _at(_request, required=["name", "scaler"]),
        ("request-field-required", True),
        ("request-field-optional", False),
    ),
    "request value": (
        _at(_request, "properties", "scaler", enum=["a", "b", "c"]),
        ("request-enum-value-added", False),
        ("request-enum-value-removed", True),
    ),
    "request enum": (
        _at(_request, "properties", "scaler", enum=None),
        ("request-enum-opened", False),
        ("request-enum-closed", True),
    ),
    "request type": (
        _at(_request, "properties", "name", type=["string", "null"]),
        ("request-null-allowed", False),
        ("request-null-refused", True),
    ),
    "request bound": (
        _at(_request, "properties", "name", maxLength=20),
        ("request-max-length-loosened", False),
        ("request-max-length-tightened", True),
    ),
    "request pattern": (
        _at(_request, "properties", "name", pattern="^a"),
        ("request-pattern-added", True),
        ("request-pattern-removed", False),
    ),
    "request condition": (
        _at(_request, allOf=None),
        ("request-all-of-removed", False),
        ("request-all-of-added", True),
    ),
    "request opened": (
        _at(_request, additionalProperties=None),
        ("request-object-opened", False),
        ("request-object-closed", True),
    ),
    "request alternative": (
        lambda d: _request(d)["properties"]["size"]["oneOf"].append({"type": "boolean"}),
        ("request-one-of-branch-added", False),
        ("request-one-of-branch-removed", True),
    ),
    "request items": (
        _at(_request, "properties", "list", "items", type="integer"),
        ("request-type-removed", True),
        ("request-type-added", False),
    ),
    "answer field": (
        _at(_answer, "properties", more={"type": "string"}),
        ("response-field-added", False),
        ("response-field-removed", True),
    ),
    "answer field required": (
        _at(_answer, required=["id", "kind"]),
        ("response-field-required", False),
        ("response-field-optional", True),
    ),
    "answer value": (
        _at(_answer, "properties", "kind", enum=["x", "y", "z"]),
        ("response-enum-value-added", True),
        ("response-enum-value-removed", False),
    ),
    "answer open enum": (
        _at(
            _answer,
            "properties",
            status={"anyOf": [{"type": "string", "enum": ["DONE", "E"]}, {"type": "string"}]},
        ),
        ("response-known-value-added", False),
        ("response-known-value-removed", False),
    ),
    "answer type": (
        _at(_answer, "properties", "percent", type="integer"),
        ("response-type-removed", False),
        ("response-type-added", True),
    ),
    "answer bound": (
        _at(_answer, "properties", "percent", maximum=None),
        ("response-maximum-removed", True),
        ("response-maximum-added", False),
    ),
    "answer base": (
        lambda d: d["components"]["schemas"]["Tag"]["properties"].pop("tag"),
        ("response-field-removed", True),
        ("response-field-added", False),
    ),
    "answer format": (
        _at(_answer, "properties", "id", format="uuid"),
        ("response-format-added", False),
        ("response-format-removed", False),
    ),
    "success status": (
        lambda d: _put(d)["responses"].update({"201": {"description": "new"}}),
        ("success-status-added", False),
        ("success-status-removed", True),
    ),
    "error status": (
        lambda d: _put(d)["responses"].update({"409": {"description": "no"}}),
        ("status-added", False),
        ("status-removed", False),
    ),
    "answer header": (
        _at(_put, "responses", "200", "headers", Age={"schema": {"type": "integer"}}),
        ("response-header-added", False),
        ("response-header-removed", False),
    ),
    "answer header optional": (
        _at(_put, "responses", "200", "headers", "ETag", required=False),
        ("response-header-optional", True),
        ("", False),
    ),
    "answer media type": (
        lambda d: _put(d)["responses"]["200"]["content"].update({"text/plain": {}}),
        ("response-media-type-added", False),
        ("response-media-type-removed", True),
    ),
    "another way to authenticate": (
        _at(_put, security=[{"bearer": []}, {"basic": []}]),
        ("security-added", False),
        ("security-removed", True),
    ),
    "no authentication": (_at(_put, security=[]), ("security-added", False), ("security-removed", True)),
    "another scheme": (
        _at(lambda d: d["components"]["securitySchemes"]["bearer"], scheme="digest"),
        ("security-scheme-changed", True),
        ("security-scheme-changed", True),
    ),
    "server": (
        lambda d: d["servers"].append({"url": "https://b.example"}),
        ("server-added", False),
        ("server-removed", True),
    ),
}


def _judge(changes: list[Change], rule: str, breaking: bool) -> None:
    if rule:
        assert rule in [change.rule for change in changes]
        assert all(change.sentence and change.pointer.startswith("/") for change in changes)
    assert any(change.severity == "breaking" for change in changes) is breaking


@pytest.mark.parametrize("case", sorted(CASES))
def test_a_change_and_its_reverse_are_judged(old: dict[str, Any], case: str) -> None:
    """Each kind of change is named; it breaks in the direction in which clients or servers meet the unexpected."""
    edit, (rule, breaking), (reverse_rule, reverse_breaking) = CASES[case]
    new = copy.deepcopy(old)
    edit(new)
    _judge(compare(old, new), rule, breaking)
    _judge(compare(new, old), reverse_rule, reverse_breaking)


def test_a_document_does_not_differ_from_itself(document: dict[str, Any]) -> None:
    """The project's document compared with itself has no changes, references in a circle included."""
    assert compare(document, copy.deepcopy(document)) == []


def test_wording_makes_no_difference(document: dict[str, Any]) -> None:
    """Descriptions, the order of keys and names of path parameters are told, and break nobody."""
    new = json.loads(json.dumps(document).replace("The video's name.", "How the video is called."))
    new["paths"] = dict(reversed(new["paths"].items()))
    item = new["paths"].pop("/videos/v1/project/{project-id}")
    item["parameters"] = [
        {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
    ]
    new["paths"]["/videos/v1/project/{id}"] = item
    changes = compare(document, new)
    assert {change.rule for change in changes} == {
        "documentation-changed",
        "path-parameter-renamed",
        "reference-changed",
        "rewritten",
    }
    assert {change.severity for change in changes} | {change.servers for change in changes} == {"compatible"}


def test_a_shared_schema_is_reported_once(document: dict[str, Any]) -> None:
    """A change in a schema that many operations answer with is one change, at the schema."""
    new = copy.deepcopy(document)
    del new["components"]["schemas"]["Project"]["properties"]["name"]
    new["components"]["schemas"]["Project"]["required"].remove("name")
    removed = [
        change for change in compare(document, new) if change.rule == "response-required-field-removed"
    ]
    assert [change.pointer for change in removed] == ["/components/schemas/Project/properties/name"]


def test_the_report_has_an_exit_code(
    old: dict[str, Any], write_document: Callable[[Any], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """0 compatible, 1 breaking, 2 for a document that cannot be read; the report goes to stdout."""
    new = copy.deepcopy(old)
    _request(new)["properties"]["more"] = {"type": "string"}
    before, after = write_document(old), write_document(new)
    assert run_changes(before, after) == 0
    told = capsys.readouterr().out
    assert "0 breaking, 0 dangerous, 1 compatible for callers; 1 breaking, 0 dangerous" in told
    assert run_changes(after, before, "json") == 1
    report = json.loads(capsys.readouterr().out)
    assert report["step"] == "major"
    [change] = report["changes"]
    assert change["rule"] == "request-field-removed"
    assert change["pointer"] == f"{REQUEST}/properties/more"
    assert run_changes(after, before, "jsonl") == 1
    assert json.loads(capsys.readouterr().out) == change
    assert run_changes(after, before, "quiet") == 1
    assert capsys.readouterr().out == ""
    broken = write_document("openapi: 3.0.0\n")
    assert run_changes(before, broken) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert f"{broken}:1: /openapi: only OpenAPI 3.1.x" in printed.err
    assert run_changes(before, before.with_name("none.yaml")) == 2
