"""The generated models and JSON Schema 2020-12 (jsonschema) accept and refuse the same values."""

from __future__ import annotations

import copy
import json
import math
from collections.abc import Callable, Iterator
from functools import cache
from types import ModuleType
from typing import Any

import pixop_schemas
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import ValidationError

Vector = tuple[str, Any, bool]

TIME = "2020-11-13 09:40:02"
CODECS = {
    "mov": {"h264", "prores", "dnxhd", "hevc", "mpeg2"},
    "mxf": {"h264", "xdcam", "mpeg2", "dnxhd"},
    "mp4": {"h264", "hevc"},
    "mts": {"h264", "hevc", "mpeg2"},
}
MATRIX: list[Vector] = [
    ("MediaContainerCodec", {"container": container, "codec": codec}, codec in codecs)
    for container, codecs in CODECS.items()
    for codec in ("h264", "prores", "dnxhd", "xdcam", "hevc", "mpeg2")
]


def _request(**fields: Any) -> dict[str, Any]:
    return fields


PRORES = {"container": "mov", "codec": "prores"}
DNXHD = {"container": "mxf", "codec": "dnxhd"}
CHOSEN: list[Vector] = [
    ("ProcessVideoRequest", {}, True),
    ("ProcessVideoRequest", [], False),
    ("ProcessVideoRequest", None, False),
    ("ProcessVideoRequest", {"scaler": None}, False),
    ("ProcessVideoRequest", {"unknown": 1}, False),
    ("ProcessVideoRequest", _request(mediaContainerCodec=PRORES, appleProresProfile="hq"), True),
    ("ProcessVideoRequest", _request(mediaContainerCodec=PRORES), False),
    ("ProcessVideoRequest", _request(mediaContainerCodec={"codec": "h264"}, appleProresProfile="hq"), False),
    ("ProcessVideoRequest", _request(appleProresProfile="hq"), False),
    (
        "ProcessVideoRequest",
        _request(mediaContainerCodec={"container": "mov"}, appleProresProfile="hq"),
        False,
    ),
    ("ProcessVideoRequest", _request(mediaContainerCodec=PRORES, appleProresProfile="4444"), True),
    ("ProcessVideoRequest", _request(mediaContainerCodec=PRORES, appleProresProfile=4444), False),
    ("ProcessVideoRequest", _request(mediaContainerCodec=PRORES, appleProresProfile="dnxhr_hq"), False),
    ("ProcessVideoRequest", _request(mediaContainerCodec=DNXHD, dnxhdHrProfile="dnxhr_hq"), True),
    ("ProcessVideoRequest", _request(mediaContainerCodec=DNXHD), False),
    ("ProcessVideoRequest", _request(mediaContainerCodec=DNXHD, dnxhdHrProfile="hq"), False),
    (
        "ProcessVideoRequest",
        _request(mediaContainerCodec=PRORES, dnxhdHrProfile="dnxhr_hq", appleProresProfile="hq"),
        False,
    ),
    ("ProcessVideoRequest", _request(dnxhdHrProfile="dnxhr_hq"), False),
    ("ProcessVideoRequest", _request(clarityBoost="none"), True),
    ("ProcessVideoRequest", _request(clarityBoost="low"), False),
    ("ProcessVideoRequest", _request(clarityBoost="low", scaler="dvres"), False),
    ("ProcessVideoRequest", _request(clarityBoost="low", scaler="pabsr1"), True),
    ("ProcessVideoRequest", _request(resolution={"tag": "hd_1080p"}), True),
    ("ProcessVideoRequest", _request(resolution={"tag": "hd_1080p", "width": 1920, "height": 1080}), False),
    ("ProcessVideoRequest", _request(resolution={"width": 1920, "height": 1080}), True),
    ("ProcessVideoRequest", _request(resolution={"width": 1920.0, "height": 1080}), True),
    ("ProcessVideoRequest", _request(resolution={"width": 1920.5, "height": 1080}), False),
    ("ProcessVideoRequest", _request(resolution={"width": 1920}), False),
    ("ProcessVideoRequest", _request(resolution={"width": 15, "height": 16}), False),
    ("ProcessVideoRequest", _request(resolution={"width": 16, "height": 16}), True),
    ("ProcessVideoRequest", _request(resolution={"width": 7680, "height": 4320}), True),
    ("ProcessVideoRequest", _request(resolution={"width": 7681, "height": 4320}), False),
    ("ProcessVideoRequest", _request(resolution={"width": "1920", "height": 1080}), False),
    ("ProcessVideoRequest", _request(resolution={"width": True, "height": 1080}), False),
    ("ProcessVideoRequest", _request(resolution={}), False),
    ("ProcessVideoRequest", _request(bitrate={"mbps": 0.01}), True),
    ("ProcessVideoRequest", _request(bitrate={"mbps": 0.009}), False),
    ("ProcessVideoRequest", _request(bitrate={"mbps": 4000}), True),
    ("ProcessVideoRequest", _request(bitrate={"mbps": 4000.1}), False),
    ("ProcessVideoRequest", _request(bitrate={"mbps": "20"}), False),
    ("ProcessVideoRequest", _request(bitrate={"mbps": True}), False),
    ("ProcessVideoRequest", _request(chromaSubsampling={"yuv": "4:2:2", "bits": 8}), True),
    ("ProcessVideoRequest", _request(chromaSubsampling={"bits": 8.0}), True),
    ("ProcessVideoRequest", _request(chromaSubsampling={"bits": "8"}), False),
    ("ProcessVideoRequest", _request(chromaSubsampling={"bits": True}), False),
    ("ProcessVideoRequest", _request(chromaSubsampling={"bits": 9}), False),
    ("ProcessVideoRequest", _request(chromaSubsampling={"yuv": "4:2:3"}), False),
    ("ProcessVideoRequest", _request(range={"startPositionMilliseconds": -1}), False),
    (
        "ProcessVideoRequest",
        _request(range={"startPositionMilliseconds": 0, "endPositionMilliseconds": 1}),
        True,
    ),
    ("BitDepth", 8, True),
    ("BitDepth", 8.0, True),
    ("BitDepth", "8", False),
    ("BitDepth", False, False),
    ("Container", "mov", True),
    ("Container", "avi", False),
    ("Container", None, False),
    ("CreateVideoRequest", {"name": None, "projectId": None}, True),
    ("CreateVideoRequest", {"projectId": ""}, False),
    ("CreateVideoRequest", {"name": 1}, False),
    ("CreateVideoRequest", {"title": "x"}, False),
    ("CreateProjectRequest", {}, False),
    ("CreateProjectRequest", {"name": "x"}, True),
    ("UpdatePasswordRequest", {"newPassword": "x" * 1024}, True),
    ("UpdatePasswordRequest", {"newPassword": "x" * 1025}, False),
    ("UpdatePasswordRequest", {"newPassword": "\U0001f3ac" * 1024}, True),
    ("UpdatePasswordRequest", {"newPassword": ""}, False),
    ("Timestamp", TIME, True),
    ("Timestamp", "2020-11-13T09:40:02", False),
    ("Timestamp", "2020-13-13 09:40:02", False),
    ("Timestamp", "2020-11-13 24:00:00", False),
    ("Timestamp", f" {TIME}", False),
    ("Identifier", "x", True),
    ("Identifier", "", False),
    ("Identifier", 7, False),
    ("UploadStatus", "DONE", True),
    ("UploadStatus", "a status of tomorrow", True),
    ("UploadStatus", 1, False),
    ("UploadStatus", None, False),
    ("Error", {"exception": "SomeOtherException", "errorMessage": ""}, True),
    ("Error", {"exception": "AuthException"}, False),
    ("Link", {"href": "http://127.0.0.1:8080/x"}, True),
    ("Link", {"href": "/x"}, False),
    ("Link", {"href": "http://a/b c"}, False),
    ("StringProperties", {"a": "b"}, True),
    ("StringProperties", {"a": 1}, False),
    ("MediaForm", {"file": "bytes"}, True),
    ("MediaForm", {}, False),
    ("MediaForm", {"a": "x", "b": "x"}, False),
    ("Token", {"userId": "u", "teamId": "t", "jwtToken": "j", "more": 1}, True),
    ("Token", {"userId": "u", "teamId": "t"}, False),
    ("Token", {"user_id": "u", "teamId": "t", "jwtToken": "j"}, False),
    *MATRIX,
]


@cache
def _validator(name: str) -> Draft202012Validator:
    return Draft202012Validator({**pixop_schemas.document(), "$ref": f"#/components/schemas/{name}"})


def _accepts(schemas: ModuleType, name: str, value: Any) -> bool:
    """Whether the models accept a value, in both forms in which it can be given."""
    answers = set()
    for validate, given_value in (
        (schemas.type_adapter(name).validate_python, value),
        (schemas.type_adapter(name).validate_json, json.dumps(value)),
    ):
        try:
            validate(given_value)
            answers.add(True)
        except ValidationError:
            answers.add(False)
    assert len(answers) == 1, f"Python and JSON input are judged differently: {value!r}"
    return answers.pop()


def test_enough_vectors_are_chosen() -> None:
    """There are at least 60 vectors, and neither verdict is rare among them."""
    verdicts = [verdict for _, _, verdict in CHOSEN]
    assert len(verdicts) >= 60
    assert min(verdicts.count(True), verdicts.count(False)) >= 25


@pytest.mark.parametrize(("name", "value", "valid"), CHOSEN, ids=lambda part: json.dumps(part)[:60])
def test_chosen_vectors_agree(name: str, value: Any, valid: bool) -> None:
    """A chosen value gets the verdict that we expect from jsonschema and from the models."""
    assert _validator(name).is_valid(value) is valid
    assert _accepts(pixop_schemas, name, value) is valid


def _examples(document: dict[str, Any]) -> Iterator[Any]:
    """Every value in the document's examples, at any depth."""

    def inside(value: Any) -> Iterator[Any]:
        yield value
        children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        for child in children:
            yield from inside(child)

    def search(node: Any) -> Iterator[Any]:
        if isinstance(node, dict):
            for key, child in node.items():
                if key == "example" or (key == "examples" and isinstance(child, list)) or key == "value":
                    yield from inside(child)
                else:
                    yield from search(child)
        elif isinstance(node, list):
            for child in node:
                yield from search(child)

    yield from search(document)


@cache
def _seeds(name: str) -> list[Any]:
    """Values of the examples that the schema accepts, and a few that it may not."""
    seen: dict[str, Any] = {}
    for value in _examples(pixop_schemas.document()):
        seen.setdefault(json.dumps(value, sort_keys=True), value)
    fitting = [value for value in seen.values() if _validator(name).is_valid(value)]
    return fitting[:12] or [{}, "x", 8]


@cache
def _words() -> list[str]:
    """Field names and enum values of the document: what a mutation should try."""
    found: set[str] = set()

    def search(node: Any) -> None:
        if isinstance(node, dict):
            found.update(node.get("properties") or {} if isinstance(node.get("properties"), dict) else {})
            found.update(value for value in node.get("enum") or [] if isinstance(value, str))
            for child in node.values():
                search(child)
        elif isinstance(node, list):
            for child in node:
                search(child)

    search(pixop_schemas.document()["components"]["schemas"])
    return sorted(found)


def _scalars() -> st.SearchStrategy[Any]:
    # No line breaks: Python's `$`, which jsonschema uses, matches before a last one, and ECMA-262's does not.
    letters = st.characters(blacklist_categories=("Cs", "Cc", "Nd"), max_codepoint=0x1F600)
    return st.one_of(
        st.sampled_from(_words()),
        st.text(letters, max_size=4),
        st.integers(-5, 10_000),
        st.sampled_from([8, 8.0, 10.5, 0, -1, 0.01, 4000.0, 4000.5, 7680, 4320, 1e300, 2**70]),
        st.booleans(),
        st.none(),
        st.sampled_from([TIME, "2020-02-30 23:59:59", "http://a/b", "4:2:0", "8", "", {}, []]),
    )


@st.composite
def _mutated(draw: st.DrawFn, name: str) -> Any:
    value = copy.deepcopy(draw(st.sampled_from(_seeds(name))))
    for _ in range(draw(st.integers(0, 3))):
        value = _mutate(draw, value)
    return value


def _mutate(draw: st.DrawFn, value: Any) -> Any:
    if isinstance(value, dict) and (value or draw(st.booleans())):
        action = draw(st.sampled_from(["inside", "drop", "add", "swap", "whole"]))
        keys = sorted(value)
        if action == "inside" and keys:
            key = draw(st.sampled_from(keys))
            value[key] = _mutate(draw, value[key])
        elif action == "drop" and keys:
            del value[draw(st.sampled_from(keys))]
        elif action == "swap" and len(keys) > 1:
            first, second = draw(st.sampled_from(keys)), draw(st.sampled_from(keys))
            value[first], value[second] = value[second], value[first]
        elif action == "whole":
            return draw(_scalars())
        else:
            value[draw(st.sampled_from(_words()))] = draw(_scalars())
        return value
    if isinstance(value, list) and value:
        action = draw(st.sampled_from(["inside", "drop", "twice", "whole"]))
        index = draw(st.integers(0, len(value) - 1))
        if action == "inside":
            value[index] = _mutate(draw, value[index])
        elif action == "drop":
            del value[index]
        elif action == "twice":
            value.append(copy.deepcopy(value[index]))
        else:
            return draw(_scalars())
        return value
    return draw(_scalars())


@pytest.mark.parametrize("name", sorted(pixop_schemas.SCHEMAS))
def test_mutated_examples_agree(name: str) -> None:
    """Whatever becomes of an example, jsonschema and the models give it the same verdict."""

    @settings(max_examples=25, deadline=None, database=None, derandomize=True)
    @given(_mutated(name))
    def agree(value: Any) -> None:
        assert _accepts(pixop_schemas, name, value) is _validator(name).is_valid(value)

    agree()


#: One schema for each keyword that the model generator drops or reads differently, and values on both sides.
SHAPES: dict[str, tuple[dict[str, Any], list[Any]]] = {
    "Conditional": (
        {
            "type": "object",
            "properties": {"kind": {"type": "string"}, "size": {"type": "integer"}},
            "if": {"required": ["kind"], "properties": {"kind": {"const": "big"}}},
            "then": {"required": ["size"], "properties": {"size": {"minimum": 10}}},
            "else": {"properties": {"size": {"maximum": 9}}},
        },
        [
            {},
            {"kind": "big"},
            {"kind": "big", "size": 9},
            {"kind": "big", "size": 10},
            {"size": 10},
            {"size": 9},
        ],
    ),
    "Negated": (
        {"type": "object", "properties": {"a": {"type": "string"}}, "not": {"required": ["a", "b"]}},
        [{}, {"a": "x"}, {"a": "x", "b": 1}, {"b": 1}],
    ),
    "DependentRequired": (
        {
            "type": "object",
            "properties": {"a": {"type": "string"}, "b": {"type": "string"}},
            "dependentRequired": {"a": ["b"]},
        },
        [{}, {"a": "x"}, {"b": "x"}, {"a": "x", "b": "y"}],
    ),
    "DependentSchemas": (
        {
            "type": "object",
            "properties": {"a": {"type": "string"}, "n": {"type": "integer"}},
            "dependentSchemas": {"a": {"properties": {"n": {"minimum": 5}}}},
        },
        [{"n": 1}, {"a": "x", "n": 1}, {"a": "x", "n": 5}, {"a": "x"}],
    ),
    "Patterned": (
        {
            "type": "object",
            "properties": {"id": {"type": "string"}},
            "patternProperties": {"^x-": {"type": "integer"}},
            "additionalProperties": False,
        },
        [{}, {"id": "a"}, {"x-a": 1}, {"x-a": "1"}, {"y": 1}, {"id": 1}, {"x-a": 2.0}],
    ),
    "Named": (
        {
            "type": "object",
            "propertyNames": {"pattern": "^[a-z]+$", "maxLength": 3},
            "additionalProperties": {"type": "string"},
        },
        [{}, {"abc": "x"}, {"abcd": "x"}, {"A": "x"}, {"a": 1}],
    ),
    "Counted": (
        {"type": "object", "properties": {"a": {"type": "string"}}, "minProperties": 1, "maxProperties": 2},
        [{}, {"a": "x"}, {"b": 1, "c": 2}, {"a": "x", "b": 1, "c": 2}],
    ),
    "Unique": (
        {"type": "array", "items": {"type": "number"}, "uniqueItems": True},
        [[], [1, 2], [1, 1.0], [1, 2, 1], ["1", 1]],
    ),
    "UniqueObjects": (
        {"type": "array", "items": {"type": "object"}, "uniqueItems": True},
        [[{"a": 1}, {"a": True}], [{"a": 1, "b": 2}, {"b": 2, "a": 1}], [{"a": [1]}, {"a": [2]}]],
    ),
    "Containing": (
        {
            "type": "array",
            "items": {"type": "integer"},
            "contains": {"minimum": 10},
            "minContains": 2,
            "maxContains": 3,
        },
        [[], [10], [10, 11], [10, 11, 12, 1], [10, 11, 12, 13]],
    ),
    "Tuple": (
        {"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}], "items": False},
        [[], ["a"], ["a", 1], ["a", 1, 2], [1], ["a", "b"]],
    ),
    "Bounded": (
        {"type": "array", "items": {"type": "string", "minLength": 1}, "minItems": 1, "maxItems": 2},
        [[], ["a"], ["a", "b"], ["a", "b", "c"], [""], "a"],
    ),
    "Steps": ({"type": "integer", "multipleOf": 4}, [0, 4, 6, -8, 8.0, 8.5, "8"]),
    "Decimal": ({"type": "number", "multipleOf": 0.5}, [0.5, 1, 0.75, 1e6]),
    "Exclusive": ({"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1}, [0, 0.5, 1, -1, 1e-9]),
    "Mixed": ({"enum": ["a", 1, None, True]}, ["a", 1, 1.0, None, True, False, 0, "1", 2, [], {}]),
    "NullableEnum": ({"type": ["string", "null"], "enum": ["a", "b", None]}, ["a", None, "c", 1]),
    "NumberEnum": ({"type": "number", "enum": [0.5, 1]}, [0.5, 1, 1.0, True, "1", 2]),
    "Constant": ({"const": {"a": [1]}}, [{"a": [1]}, {"a": [1.0]}, {"a": [True]}, {"a": []}, None]),
    "ConstantText": ({"type": "string", "const": "bytes"}, ["bytes", "byte", None, 1]),
    "Several": (
        {"type": ["string", "integer"], "minLength": 2, "minimum": 3},
        ["a", "ab", 2, 3, 3.0, 3.5, None, True, []],
    ),
    "Nullable": ({"type": ["integer", "null"], "minimum": 3}, [2, 3, None, 3.0, "3", False]),
    "NullableObject": (
        {"type": ["object", "null"], "required": ["a"], "properties": {"a": {"type": "string"}}},
        [None, {}, {"a": "x"}, {"a": None}, "x", []],
    ),
    "Anything": ({}, [None, 1, "x", [], {}, True, 1.5]),
    "Unbounded": ({"minimum": 5}, [4, 5, "x", None, True, []]),
    "ExactlyOne": (
        {"oneOf": [{"type": "integer"}, {"type": "number", "minimum": 2}]},
        [1, 1.5, 2, 2.5, "x", None],
    ),
    "OneOfTheseFields": (
        {
            "type": "object",
            "properties": {"a": {"type": "string"}, "b": {"type": "string"}},
            "oneOf": [{"required": ["a"]}, {"required": ["b"]}],
        },
        [{}, {"a": "x"}, {"b": "x"}, {"a": "x", "b": "x"}, {"a": 1}],
    ),
    "AnyOfTheseFields": (
        {
            "type": "object",
            "properties": {"a": {"type": "string"}, "b": {"type": "string"}},
            "anyOf": [{"required": ["a"]}, {"required": ["b"]}],
        },
        [{}, {"a": "x"}, {"b": "x"}, {"a": "x", "b": "x"}],
    ),
    "AnyOfSizes": (
        {"anyOf": [{"type": "string", "maxLength": 2}, {"type": "array", "maxItems": 1}]},
        ["ab", "abc", [], [1, 2], 1],
    ),
    "Base": (
        {"type": "object", "required": ["a"], "properties": {"a": {"type": "string", "maxLength": 4}}},
        [{}, {"a": "x"}, {"a": "xxxxx"}],
    ),
    "Narrowed": (
        {
            "allOf": [
                {"$ref": "#/components/schemas/Base"},
                {
                    "type": "object",
                    "properties": {"a": {"type": "string", "minLength": 2}, "b": {"type": "integer"}},
                },
            ]
        },
        [{}, {"a": "x"}, {"a": "xx"}, {"a": "xxxxx"}, {"a": "xx", "b": "1"}, {"a": "xx", "b": 1}],
    ),
    "Extended": (
        {
            "allOf": [
                {"$ref": "#/components/schemas/Base"},
                {"type": "object", "required": ["b"], "properties": {"b": {"type": "integer"}}},
            ]
        },
        [{}, {"a": "x"}, {"a": "x", "b": 1}, {"a": "x", "b": 1.0}, {"b": 1}, {"a": "xxxxx", "b": 1}],
    ),
    "Text": ({"type": "string", "minLength": 1}, ["", "x", 1]),
    "ShorterText": ({"allOf": [{"$ref": "#/components/schemas/Text"}], "maxLength": 2}, ["", "x", "xxx", 1]),
    "Choice": (
        {"anyOf": [{"type": "string"}, {"type": "integer"}], "minimum": 5, "maxLength": 1},
        ["x", "xx", 4, 5, None],
    ),
    "BaseAndMore": (
        {
            "allOf": [{"$ref": "#/components/schemas/Base"}],
            "required": ["c"],
            "properties": {"c": {"type": "integer"}},
        },
        [{"a": "x"}, {"c": 1}, {"a": "x", "c": 1}, {"a": "x", "c": "1"}],
    ),
    "ClosedBase": (
        {
            "type": "object",
            "allOf": [{"$ref": "#/components/schemas/Base"}],
            "properties": {"a": {}, "c": {"type": "integer"}},
            "additionalProperties": False,
        },
        [{"a": "x"}, {"a": "x", "c": 1}, {"a": "x", "d": 1}, {"a": "xxxxx"}],
    ),
    "TwoBases": (
        {"allOf": [{"$ref": "#/components/schemas/Base"}, {"$ref": "#/components/schemas/Counted"}]},
        [{"a": "x"}, {"a": "x", "b": 1, "c": 1}, {}],
    ),
    "Nothing": ({"type": "null"}, [None, 0, "", {}]),
    "OnlyTrue": ({"type": "boolean", "enum": [True]}, [True, False, 1, "true"]),
    "Meeting": (
        {"type": "string", "enum": ["a-b", "a_b", "A B", "", "1", "été", "class", "mro", '"\n\\']},
        ["a-b", "a_b", "A B", "", "1", "été", '"\n\\', "ab"],
    ),
    "Negative": ({"type": "integer", "enum": [-1, 1]}, [-1, 1, 0, -1.0]),
    "Alias": ({"$ref": "#/components/schemas/Base"}, [{}, {"a": "x"}, {"a": "xxxxx"}]),
    "Tree": (
        {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "children": {
                    "type": "array",
                    "uniqueItems": True,
                    "items": {"$ref": "#/components/schemas/Tree"},
                }
            },
        },
        [
            {},
            {"children": []},
            {"children": [{}, {}]},
            {"children": [{"children": [{}]}, {}]},
            {"children": [{"x": 1}]},
        ],
    ),
    "Deep": (
        {
            "type": "object",
            "properties": {
                "list": {
                    "type": "array",
                    "items": {"type": "object", "properties": {"n": {"type": "integer", "multipleOf": 2}}},
                }
            },
        },
        [{"list": [{"n": 2}]}, {"list": [{"n": 2}, {"n": 3}]}, {"list": [{}]}, {"list": None}],
    ),
    "Typed": (
        {
            "type": "object",
            "properties": {"a": {"type": "string"}},
            "additionalProperties": {"type": "integer", "multipleOf": 5},
        },
        [{"a": "x", "n": 5}, {"n": 6}, {"n": "5"}, {"a": 5}],
    ),
    "Lookahead": ({"type": "string", "pattern": "^(?!con$)[a-z]+$"}, ["abc", "con", "cons", "A"]),
    "Digits": ({"type": "string", "pattern": "^\\d{2}$"}, ["12", "1", "ab", "123"]),
    "Format": ({"type": "string", "format": "email"}, ["a@example.com", "no address", 1]),
    "Forbidden": (
        {"type": "object", "properties": {"a": False, "b": {"type": "string"}}},
        [{}, {"b": "x"}, {"a": 1}],
    ),
    "Keywords": (
        {
            "type": "object",
            "required": ["class", "model_config", "schema"],
            "properties": {
                "class": {"type": "string"},
                "model_config": {"type": "string"},
                "schema": {"type": "integer"},
                "x-y": {"type": "string"},
                "_id": {"type": "string"},
            },
        },
        [
            {"class": "a", "model_config": "b", "schema": 1},
            {"class": "a", "schema": 1},
            {"class": 1, "model_config": "b", "schema": 1},
        ],
    ),
}


def _with_shapes(document: dict[str, Any]) -> dict[str, Any]:
    document["components"]["schemas"].update({name: schema for name, (schema, _) in SHAPES.items()})
    return document


def test_dropped_keywords_agree(
    small_document: dict[str, Any], generate: Callable[[dict[str, Any]], Callable[[str], ModuleType]]
) -> None:
    """Keywords that the model generator drops or reads differently are judged as jsonschema judges them."""
    document = _with_shapes(small_document)
    schemas = generate(document)("pixop_schemas")
    differing: list[tuple[str, Any]] = []
    both: dict[str, set[bool]] = {}
    for name, (_, values) in SHAPES.items():
        validator = Draft202012Validator({**document, "$ref": f"#/components/schemas/{name}"})
        for value in values:
            expected = validator.is_valid(value)
            both.setdefault(name, set()).add(expected)
            if _accepts(schemas, name, value) is not expected:
                differing.append((name, value))
    assert not differing
    assert {name for name, verdicts in both.items() if len(verdicts) == 1} == {"Anything"}


def test_numbers_without_json_form_are_no_integers() -> None:
    """Infinity and NaN, which Python's json reads, are refused as integers and do not crash the check."""
    for value in (math.inf, math.nan):
        with pytest.raises(ValidationError):
            pixop_schemas.ExplicitResolution.model_validate({"width": value, "height": 100})
