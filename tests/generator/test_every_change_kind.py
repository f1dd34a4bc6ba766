"""Every rule of `pixop changes` happens, with the severity of the table, and nothing happens beyond the table."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pixop_generator.change import Change
from pixop_generator.change_kinds import RULES_BY_NAME, markdown
from pixop_generator.changes import compare
from pixop_generator.schema_changes import BOUNDS, RULES

ROOT = Path(__file__).resolve().parents[2]
Schema = dict[str, Any] | bool


def _document(schema: Schema, **more: Any) -> dict[str, Any]:
    """A document with a schema in a request and in an answer."""
    content = {"application/json": {"schema": schema}}
    return {
        "openapi": "3.1.1",
        "info": {"title": "t", "version": "1"},
        "paths": {
            "/things": {
                "post": {
                    "operationId": "addThing",
                    "tags": ["things"],
                    "requestBody": {"content": content, "required": True},
                    "responses": {"200": {"description": "d", "content": copy.deepcopy(content)}},
                    **more,
                }
            }
        },
    }


def _object(required: tuple[str, ...] = (), closed: bool = False, **fields: Any) -> Schema:
    return {
        "type": "object",
        "properties": fields,
        "required": list(required),
        **({"additionalProperties": False} if closed else {}),
    }


TEXT = {"type": "string"}
OLD = {"type": "string", "deprecated": True, "x-sunset": "2020-01-01"}
PROMISED = {**OLD, "x-sunset": "2999-01-01"}
DATELESS = {"type": "string", "deprecated": True}
UNREADABLE = {**OLD, "x-sunset": "soon"}
FIRST, SECOND = {"type": "integer", "const": 1}, {"type": "string"}
OPEN = {"anyOf": [{"type": "string", "enum": ["a"]}, TEXT]}
OPENER = {"anyOf": [{"type": "string", "enum": ["a", "b"]}, TEXT]}


def _maps(name: str, **mapping: str) -> Schema:
    return {"oneOf": [FIRST, SECOND], "discriminator": {"propertyName": name, "mapping": mapping}}


#: Pairs of schemas; each is compared in both directions, in a request and in a response.
SCHEMAS: list[tuple[Schema, Schema]] = [
    (_object(), _object(a=TEXT)),
    (_object(closed=True), _object(closed=True, a=TEXT)),
    (_object(), _object(("a",), a=TEXT)),
    (_object(closed=True), _object(("a",), closed=True, a=TEXT)),
    (_object(), _object(("a",), a={**TEXT, "default": "x"})),
    (_object(a={**TEXT, "default": "x"}), _object(("a",), a={**TEXT, "default": "x"})),
    (_object(a=TEXT), _object(("a",), a=TEXT)),
    (_object(), _object(a=OLD)),
    (_object(), _object(a=PROMISED)),
    (_object(), _object(("a",), a=OLD)),
    (_object(), _object(("a",), a=PROMISED)),
    (_object(a=TEXT), _object(a=OLD)),
    (_object(a=TEXT), _object(a=DATELESS)),
    (_object(a=OLD), _object(a=PROMISED)),
    (_object(a=DATELESS), _object(a=PROMISED)),
    (_object(a=TEXT), _object(a=UNREADABLE)),
    (_object(), _object(closed=True)),
    (TEXT, {"type": ["string", "null"]}),
    (TEXT, {"type": "integer"}),
    (TEXT, {"type": ["string", "integer"]}),
    (True, False),
    (TEXT, {**TEXT, "format": "uuid"}),
    ({**TEXT, "format": "uri"}, {**TEXT, "format": "uuid"}),
    ({"type": "integer", "format": "int32"}, {"type": "integer", "format": "int64"}),
    (TEXT, {**TEXT, "default": "x"}),
    ({**TEXT, "default": "y"}, {**TEXT, "default": "x"}),
    (TEXT, {**TEXT, "enum": ["a"]}),
    ({**TEXT, "enum": ["a", "b"]}, {**TEXT, "enum": ["a"]}),
    ({"const": "a"}, {"const": "b"}),
    (OPEN, OPENER),
    ({"type": "array"}, {"type": "array", "items": TEXT}),
    (_maps("kind"), {"oneOf": [FIRST, SECOND]}),
    (_maps("kind"), _maps("sort")),
    (_maps("kind", a="#/x"), _maps("kind")),
    (_maps("kind", a="#/x"), _maps("kind", a="#/y")),
    *(({"type": "object"}, {"type": "object", bound: 3}) for bound in BOUNDS),
    *(({"type": "object", bound: 5}, {"type": "object", bound: 3}) for bound in BOUNDS),
    *(({"type": "object"}, {"type": "object", rule: [{"not": TEXT}]}) for rule in RULES),
    *(
        ({"type": "object", rule: [{"not": FIRST}]}, {"type": "object", rule: [{"not": TEXT}]})
        for rule in RULES
    ),
    *(({"type": "object"}, {"type": "object", keyword: [FIRST, SECOND]}) for keyword in ("anyOf", "oneOf")),
    *(({keyword: [FIRST]}, {keyword: [FIRST, SECOND, {"type": "array"}]}) for keyword in ("anyOf", "oneOf")),
]


def _parameters(*parameters: dict[str, Any]) -> dict[str, Any]:
    return _document(TEXT, parameters=[{"name": "q", "in": "query", **each} for each in parameters])


def _operation(**more: Any) -> dict[str, Any]:
    return _document(TEXT, **more)


def _without_operation() -> dict[str, Any]:
    return {**_document(TEXT), "paths": {}}


def _with(**more: Any) -> dict[str, Any]:
    return {**_document(TEXT), **more}


def _scheme(**scheme: Any) -> dict[str, Any]:
    return _with(components={"securitySchemes": {"oauth": scheme}})


def _oauth(token: str = "t", **flows: Any) -> dict[str, Any]:
    flow = {"tokenUrl": f"https://a.example/{token}", "scopes": {"read": "r"}}
    return _scheme(type="oauth2", flows={"clientCredentials": flow, **flows})


def _answers(status: str = "200", **more: Any) -> dict[str, Any]:
    document = _document(TEXT)
    document["paths"]["/things"]["post"]["responses"] |= {status: {"description": "d", **more}}
    return document


def _header(required: bool) -> dict[str, Any]:
    return {"headers": {"Age": {"required": required, "schema": {"type": "integer"}}}}


WITH_DEFAULT = {"required": True, "schema": {**TEXT, "default": "x"}}
RETIRED = {"deprecated": True, "x-sunset": "2020-01-01"}
LATER = {"deprecated": True, "x-sunset": "2999-01-01"}
CALLBACK = {"called": {"{$request.body#/url}": {"post": {"responses": {"200": {"description": "d"}}}}}}
FORM = {"multipart/form-data": {"schema": {"type": "object"}}}
#: Pairs of documents; each is compared in both directions.
DOCUMENTS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    (_without_operation(), _operation()),
    (_without_operation(), _operation(**RETIRED)),
    (_without_operation(), _operation(**LATER)),
    (_operation(), _operation(deprecated=True)),
    (_operation(), _operation(**LATER)),
    (_operation(**RETIRED), _operation(**LATER)),
    (_operation(deprecated=True), _operation(**LATER)),
    (_operation(), _operation(**{**LATER, "x-sunset": "soon"})),
    (_operation(), _operation(operationId="other")),
    (_operation(), _operation(tags=["other"])),
    (_operation(), _parameters({})),
    (_operation(), _parameters({"required": True})),
    (_operation(), _parameters(WITH_DEFAULT)),
    (_operation(), _parameters(RETIRED)),
    (_operation(), _parameters(LATER)),
    (_parameters({}), _parameters({"required": True})),
    (_parameters({}), _parameters({"deprecated": True})),
    (_parameters({}), _parameters(LATER)),
    (_parameters(RETIRED), _parameters(LATER)),
    (_parameters({"deprecated": True}), _parameters(LATER)),
    (_parameters({}), _parameters({**LATER, "x-sunset": "soon"})),
    (_parameters({}), _parameters({"explode": False})),
    (_operation(requestBody=None), _operation()),
    (_operation(requestBody=None), _operation(requestBody={"content": {}, "description": "optional"})),
    (_operation(requestBody={"content": FORM}), _operation(requestBody={"content": FORM, "required": True})),
    (
        _operation(requestBody={"content": FORM}),
        _operation(
            requestBody={
                "content": {
                    "multipart/form-data": {
                        **FORM["multipart/form-data"],
                        "encoding": {"a": {"style": "form"}},
                    }
                }
            }
        ),
    ),
    (_operation(requestBody={"content": FORM}), _operation()),
    (_answers(), _answers("201")),
    (_answers(), _answers("404")),
    (_answers(), _answers(content=FORM)),
    (
        _answers(content=FORM),
        _answers(content={"multipart/form-data": {**FORM["multipart/form-data"], "encoding": {"a": {}}}}),
    ),
    (_answers(), _answers(**_header(required=False))),
    (_answers(), _answers(**_header(required=True))),
    (_answers(**_header(required=False)), _answers(**_header(required=True))),
    (_answers(), _answers(links={"next": {"operationId": "a"}})),
    (_answers(links={"next": {"operationId": "b"}}), _answers(links={"next": {"operationId": "a"}})),
    (_operation(security=[{"a": []}]), _operation(security=[{"b": []}])),
    (_operation(security=[{"a": ["x"]}]), _operation(security=[{"a": ["y"]}])),
    (_with(), _oauth()),
    (_oauth(), _oauth("other")),
    (_oauth(), _oauth(implicit={"authorizationUrl": "https://a.example", "scopes": {}})),
    (
        _oauth(),
        _scheme(
            type="oauth2", flows={"clientCredentials": {"tokenUrl": "https://a.example/t", "scopes": {}}}
        ),
    ),
    (_oauth(), _scheme(type="http", scheme="basic")),
    (_scheme(type="http", scheme="digest"), _scheme(type="http", scheme="basic")),
    (
        _scheme(type="http", scheme="bearer", bearerFormat="JWT"),
        _scheme(type="http", scheme="bearer", bearerFormat="opaque"),
    ),
    (
        _scheme(type="openIdConnect", openIdConnectUrl="https://a.example"),
        _scheme(type="openIdConnect", openIdConnectUrl="https://b.example"),
    ),
    (_with(servers=[{"url": "a"}]), _with(servers=[{"url": "b"}])),
    (_with(servers=[{"url": "a"}]), _with(servers=[{"url": "a"}, {"url": "b"}])),
    (_with(servers=[{"url": "a"}]), _with(servers=[{"url": "a", "variables": {"v": {"default": "1"}}}])),
    (_with(webhooks={}), _with(webhooks={"a": {"post": {}}})),
    (_with(webhooks={"a": {"get": {}}}), _with(webhooks={"a": {"get": {"deprecated": True}}})),
    (_operation(callbacks={}), _operation(callbacks=CALLBACK)),
    (_operation(callbacks=CALLBACK), _operation(callbacks={"called": {"{$url}": {}}})),
    (_with(components={"schemas": {}}), _with(components={"schemas": {"A": TEXT}})),
    (_with(components={"schemas": {"A": {"type": "integer"}}}), _with(components={"schemas": {"A": TEXT}})),
    (_with(components={"schemas": {"A": True}}), _with(components={"schemas": {"A": TEXT}})),
    (_operation(), _operation(summary="s")),
    (_document({**TEXT, "examples": ["a"]}), _document({**TEXT, "examples": ["b"]})),
    (_operation(), _operation(**{"x-stability-level": "beta"})),
    (_with(), _with(tags=[{"name": "t"}])),
    (_with(), _with(info={"title": "t", "version": "2"})),
    (_operation(), _operation(unheard=1)),
]


@pytest.fixture(scope="module")
def told(request: pytest.FixtureRequest) -> dict[str, list[Change]]:
    """All changes that all pairs make, by their rule."""
    found: dict[str, list[Change]] = {}
    for change in _changes(request.getfixturevalue("_document_of_the_project")):
        found.setdefault(change.rule, []).append(change)
    return found


@pytest.fixture(scope="module")
def _document_of_the_project() -> dict[str, Any]:
    from pixop_generator.command import find_document
    from pixop_generator.document import load_document

    return load_document(find_document(ROOT)).data


def _changes(ours: dict[str, Any]) -> Iterator[Change]:
    pairs = DOCUMENTS + [(_document(old), _document(new)) for old, new in SCHEMAS]
    for old, new in pairs:
        yield from compare(old, new)
        yield from compare(new, old)
    renamed = copy.deepcopy(ours)
    item = renamed["paths"].pop("/videos/v1/project/{project-id}")
    item["parameters"] = [
        {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
    ]
    renamed["paths"]["/videos/v1/project/{id}"] = item
    yield from compare(ours, renamed)


def test_every_rule_of_the_table_happens(told: dict[str, list[Change]]) -> None:
    """No rule is in the table that nothing makes."""
    assert sorted(RULES_BY_NAME.keys() - told.keys()) == []


def test_nothing_happens_beyond_the_table(told: dict[str, list[Change]]) -> None:
    """Whatever is told has its row."""
    assert sorted(told.keys() - RULES_BY_NAME.keys()) == []


def test_the_severities_are_those_of_the_table(told: dict[str, list[Change]]) -> None:
    """For callers and for servers, with a sentence and a place."""
    for rule, changes in told.items():
        kind = RULES_BY_NAME[rule]
        assert {change.severity for change in changes} <= set(kind.callers), rule
        assert {change.servers for change in changes} <= set(kind.servers), rule
        assert all(change.sentence and change.pointer.startswith("/") for change in changes), rule


def test_the_page_is_what_the_rules_make() -> None:
    """`generator/CHANGES.md` is current; `python -m pixop_generator.change_kinds` prints it."""
    assert (ROOT / "generator" / "CHANGES.md").read_text("utf-8") == markdown()
