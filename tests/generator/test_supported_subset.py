"""What is not valid, or what a tool would drop without a word, is refused with its JSON pointer."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pixop_generator.command import check_document, make_tree
from pixop_generator.finding import DocumentError

Change = Callable[[dict[str, Any]], None]
GET = "/paths/~1things~1{thing-id}/get"
THING = "/components/schemas/Thing"


def _operation(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = document["paths"]["/things/{thing-id}"]["get"]
    return found


def _thing(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = document["components"]["schemas"]["Thing"]
    return found


def _in_operation(**values: Any) -> Change:
    return lambda document: _operation(document).update(copy.deepcopy(values))


def _in_thing(**values: Any) -> Change:
    return lambda document: _thing(document)["properties"].update(copy.deepcopy(values))


def _parameter(**values: Any) -> Change:
    parameter = {"name": "p", "in": "query", "schema": {"type": "string"}, **values}
    return _in_operation(parameters=[{key: value for key, value in parameter.items() if value is not None}])


def _answer(**content: Any) -> dict[str, Any]:
    return {"description": "x", "content": content}


def _set(*path: str, value: Any) -> Change:
    def change(document: dict[str, Any]) -> None:
        target: Any = document
        for part in path[:-1]:
            target = target.setdefault(part, {})
        target[path[-1]] = value

    return change


BODY = {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}
FINDINGS: dict[str, tuple[Change, str, str]] = {
    "openapi 3.0": (_set("openapi", value="3.0.3"), "/openapi", "only OpenAPI 3.1.x"),
    "openapi 3.2": (_set("openapi", value="3.2.0"), "/openapi", "only OpenAPI 3.1.x"),
    "swagger": (lambda document: document.update(swagger="2.0", openapi=None), "/openapi", "Swagger 2.0"),
    "no title": (lambda document: document["info"].pop("title"), "/info", "title"),
    "unknown type": (_in_thing(size={"type": "int"}), f"{THING}/properties/size/type", "int"),
    "reference to nothing": (
        _in_thing(size={"$ref": "#/components/schemas/Nothing"}),
        "/components/schemas/Thing/properties/size/$ref",
        "#/components/schemas/Nothing points at nothing",
    ),
    "webhooks": (_set("webhooks", value={"x": {}}), "/webhooks", "webhooks make no code"),
    "dialect": (_set("jsonSchemaDialect", value="https://example.com/x"), "", "dialect"),
    "path servers": (
        _set("paths", "/things/{thing-id}", "servers", value=[{"url": "https://example.com"}]),
        "/paths/~1things~1{thing-id}/servers",
        "put the prefix into the path",
    ),
    "operation servers": (_in_operation(servers=[{"url": "https://a"}]), f"{GET}/servers", "ignored"),
    "callbacks": (_in_operation(callbacks={"x": {}}), f"{GET}/callbacks", "ignored"),
    "no operationId": (lambda document: _operation(document).pop("operationId"), GET, "give it one"),
    "odd operationId": (_in_operation(operationId="get thing"), f"{GET}/operationId", "begins with a letter"),
    "no tag": (_in_operation(tags=[]), f"{GET}/tags", "exactly one tag"),
    "two tags": (_in_operation(tags=["a", "b"]), f"{GET}/tags", "exactly one tag"),
    "odd tag": (_in_operation(tags=["1st"]), f"{GET}/tags/0", "makes no namespace"),
    "reserved tag": (_in_operation(tags=["caller"]), f"{GET}/tags/0", "makes no namespace"),
    "two schemes at once": (
        _in_operation(security=[{"bearer": [], "other": []}]),
        f"{GET}/security/0",
        "exactly one",
    ),
    "no scheme": (_in_operation(security=[{}]), f"{GET}/security/0", "exactly one"),
    "unknown scheme": (_in_operation(security=[{"other": []}]), f"{GET}/security/0", "not defined"),
    "cookie scheme": (
        _set(
            "components", "securitySchemes", "bearer", value={"type": "apiKey", "in": "cookie", "name": "s"}
        ),
        "/components/securitySchemes/bearer",
        "HTTP Bearer and HTTP Basic only",
    ),
    "cookie parameter": (
        _parameter(**{"in": "cookie"}),
        f"{GET}/parameters/0",
        "cookie parameters are not sent",
    ),
    "parameter content": (
        _parameter(schema=None, content={"application/json": {"schema": {"type": "string"}}}),
        f"{GET}/parameters/0",
        "`content` is not read",
    ),
    "parameter style": (
        _parameter(style="pipeDelimited", schema={"type": "array", "items": {"type": "string"}}),
        f"{GET}/parameters/0",
        "default style",
    ),
    "object parameter": (_parameter(schema={"type": "object"}), f"{GET}/parameters/0/schema", "not written"),
    "array in one value": (
        _parameter(explode=False, schema={"type": "array", "items": {"type": "string"}}),
        f"{GET}/parameters/0/schema",
        "not written",
    ),
    "authorization header": (
        _parameter(**{"in": "header", "name": "Authorization"}),
        f"{GET}/parameters/0",
        "OpenAPI ignores",
    ),
    "two request types": (
        _in_operation(requestBody={"content": {**BODY, "application/xml": BODY["application/json"]}}),
        f"{GET}/requestBody/content",
        "one media type",
    ),
    "form request": (
        _in_operation(
            requestBody={"content": {"application/x-www-form-urlencoded": BODY["application/json"]}}
        ),
        f"{GET}/requestBody/content/application~1x-www-form-urlencoded",
        "is not sent",
    ),
    "request without schema": (
        _in_operation(requestBody={"content": {"application/json": {}}}),
        f"{GET}/requestBody/content/application~1json",
        "needs a schema",
    ),
    "form of two files": (
        _in_operation(
            requestBody={
                "content": {
                    "multipart/form-data": {
                        "schema": {
                            "type": "object",
                            "properties": {
                                "a": {"type": "string", "format": "binary"},
                                "b": {"type": "string", "format": "binary"},
                            },
                        }
                    }
                }
            }
        ),
        f"{GET}/requestBody/content/multipart~1form-data/schema",
        "a form is one file",
    ),
    "two answers": (
        lambda document: _operation(document)["responses"].update(
            {"201": _answer(**{"application/json": {"schema": {"type": "object"}}})}
        ),
        f"{GET}/responses/201/content",
        "would be dropped",
    ),
    "JSON or bytes": (
        lambda document: _operation(document)["responses"].update({"206": _answer(**{"video/mp4": {}})}),
        f"{GET}/responses",
        "JSON and something else",
    ),
    "answer without schema": (
        lambda document: _operation(document)["responses"].update(
            {"200": _answer(**{"application/json": {}})}
        ),
        f"{GET}/responses/200/content/application~1json",
        "needs a schema",
    ),
    "redirect": (
        lambda document: _operation(document)["responses"].update({"302": {"description": "elsewhere"}}),
        f"{GET}/responses/302",
        "redirects make no code",
    ),
    "unevaluatedProperties": (
        lambda document: _thing(document).update(unevaluatedProperties=False),
        f"{THING}/unevaluatedProperties",
        "would be dropped",
    ),
    "readOnly": (
        _in_thing(size={"type": "integer", "readOnly": True}),
        f"{THING}/properties/size/readOnly",
        "one schema for requests and one for responses",
    ),
    "nullable": (
        _in_thing(size={"type": "integer", "nullable": True}),
        f"{THING}/properties/size/nullable",
        "null",
    ),
    "discriminator": (
        lambda document: _thing(document).update(discriminator={"propertyName": "id"}),
        f"{THING}/discriminator",
        "would be dropped",
    ),
    "beside $ref": (
        _in_thing(size={"$ref": "#/components/schemas/Thing", "minProperties": 1}),
        f"{THING}/properties/size",
        "minProperties beside $ref would be dropped",
    ),
    "reference into a schema": (
        _in_thing(size={"$ref": "#/components/schemas/Thing/properties/id"}),
        f"{THING}/properties/size/$ref",
        "is no component schema",
    ),
    "properties without type": (lambda document: _thing(document).pop("type"), THING, "says `type: object`"),
    "names of enum values": (
        _in_thing(size={"type": "string", "enum": ["a", "b"], "x-enum-varnames": ["A"]}),
        f"{THING}/properties/size/x-enum-varnames",
        "not as many names as values",
    ),
    "schema name": (
        _set("components", "schemas", "small_thing", value={}),
        "/components/schemas/small_thing",
        "Pascal",
    ),
    "reserved schema name": (
        _set("components", "schemas", "Request", value={}),
        "/components/schemas/Request",
        "itself",
    ),
}


def _findings(path: Path) -> list[tuple[str, str]]:
    with pytest.raises(DocumentError) as caught:
        check_document(path)
    return [(finding.pointer, finding.message) for finding in caught.value.findings]


@pytest.mark.parametrize("case", sorted(FINDINGS))
def test_what_would_be_lost_is_refused(
    case: str, small_document: dict[str, Any], write_document: Callable[[Any], Path]
) -> None:
    """The finding names the place and says what to do."""
    change, pointer, message = FINDINGS[case]
    change(small_document)
    found = _findings(write_document(small_document))
    assert any(where == pointer and message in text for where, text in found), found
    assert all("\n" not in text for _, text in found)


def test_the_small_document_is_accepted(
    small_document: dict[str, Any], write_document: Callable[[Any], Path]
) -> None:
    """Without a change there is no finding, so each case above is caused by its change."""
    assert check_document(write_document(small_document)).data == small_document


def test_the_projects_document_is_accepted(document_path: Path) -> None:
    """All of the project's own document arrives in the code."""
    assert check_document(document_path).data["openapi"].startswith("3.1")


def test_every_finding_is_reported(
    small_document: dict[str, Any], write_document: Callable[[Any], Path]
) -> None:
    """Two faults give two findings, each with its line."""
    small_document["webhooks"] = {"x": {}}
    _operation(small_document)["tags"] = []
    with pytest.raises(DocumentError) as caught:
        check_document(write_document(small_document))
    assert [finding.pointer for finding in caught.value.findings] == ["/webhooks", f"{GET}/tags"]
    assert all(finding.line for finding in caught.value.findings)


@pytest.mark.parametrize(
    ("rule", "pointer"),
    [
        ({"not": {"unknownKeyword": 1}}, "/not/unknownKeyword"),
        ({"propertyNames": {"pattern": "\\p{Lu}"}}, "/propertyNames/pattern"),
        (
            {"if": {"properties": {"id": {"$dynamicRef": "#x"}}}, "then": False},
            "/if/properties/id/$dynamicRef",
        ),
    ],
)
def test_a_rule_that_cannot_be_compiled_is_refused(
    small_document: dict[str, Any], tmp_path: Path, rule: dict[str, Any], pointer: str
) -> None:
    """A rule is never dropped: what cannot become a check is a finding with its pointer."""
    _thing(small_document).update(rule)
    with pytest.raises(DocumentError) as caught:
        make_tree(small_document, tmp_path)
    assert THING + pointer in [finding.pointer for finding in caught.value.findings]


def test_two_operations_of_one_name_are_refused(small_document: dict[str, Any], tmp_path: Path) -> None:
    """Ids that differ but make the same Python name in one namespace are a finding."""
    other = copy.deepcopy(_operation(small_document)) | {"operationId": "get_thing"}
    small_document["paths"]["/other/{thing-id}"] = {
        **small_document["paths"]["/things/{thing-id}"],
        "get": other,
    }
    with pytest.raises(DocumentError, match=r"same Python method things\.get_thing"):
        make_tree(small_document, tmp_path)


def test_two_schemas_of_one_module_are_refused(small_document: dict[str, Any], tmp_path: Path) -> None:
    """Schemas whose classes would overwrite each other's file are a finding that names both."""
    schemas = small_document["components"]["schemas"]
    schemas["ABTest"] = schemas["AbTest"] = {"type": "object", "properties": {"n": {"type": "integer"}}}
    _thing(small_document)["properties"] |= {
        "a": {"$ref": "#/components/schemas/ABTest"},
        "b": {"$ref": "#/components/schemas/AbTest"},
    }
    with pytest.raises(DocumentError, match="would be in one module ab_test") as caught:
        make_tree(small_document, tmp_path)
    assert caught.value.findings[0].pointer in ("/components/schemas/ABTest", "/components/schemas/AbTest")


def test_what_the_client_generator_refuses_has_a_pointer(
    small_document: dict[str, Any], tmp_path: Path
) -> None:
    """A message of openapi-python-client becomes a finding at the place that it speaks of."""
    _thing(small_document)["properties"]["size"] = {
        "type": "object",
        "properties": {"n": {"type": "integer"}},
    }
    small_document["components"]["schemas"]["ThingSize"] = {"type": "object"}
    _operation(small_document)["responses"]["404"] = _answer(
        **{"application/json": {"schema": {"$ref": "#/components/schemas/ThingSize"}}}
    )
    with pytest.raises(DocumentError, match="openapi-python-client: ") as caught:
        make_tree(small_document, tmp_path)
    assert {finding.pointer for finding in caught.value.findings} & {
        THING,
        GET,
        "/components/schemas/ThingSize",
    }
    assert "object at 0x" not in str(caught.value)
