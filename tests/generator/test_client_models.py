"""The generated models: liberal with answers, exact with requests."""

from __future__ import annotations

import copy
import json
import pickle
import subprocess
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pixop_client.models as models
import pixop_schemas
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pixop_client import wire
from pixop_client.types import UNSET, Unset

VIDEO = {
    "id": "v",
    "name": "n",
    "projectId": "p",
    "userId": "u",
    "teamId": "t",
    "dateCreated": "2020-11-13 09:40:02",
    "timeLastUpdated": "2020-11-13 09:40:02",
}
LINK = {"href": "http://127.0.0.1/x"}
PAGE = {
    "page": 1,
    "pageSize": 10,
    "_links": {"self": LINK, "first": LINK, "last": LINK},
    "_embedded": {"projects": []},
}


def test_importing_is_light() -> None:
    """Importing the package and its models imports neither an HTTP library nor a single model."""
    script = (
        "import sys, pixop_client.models, pixop_client.api, pixop_client.namespaces, pixop_client.request\n"
        "assert 'httpx' not in sys.modules\n"
        "assert 'attrs' not in sys.modules\n"
        "assert not [name for name in sys.modules if name.startswith(('pixop_client.models.', 'pixop_client.api.'))]\n"
        "pixop_client.models.Video\n"
        "assert 'pixop_client.models.video' in sys.modules\n"
        "assert 'pixop_client.models.token' not in sys.modules\n"
        "import pixop_schemas\n"
        "pixop_schemas.document()\n"
        "assert 'pydantic' not in sys.modules\n"
        "pixop_schemas.Video\n"
        "assert 'jsonschema' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)


@pytest.mark.parametrize("package", [models, pixop_schemas], ids=lambda package: package.__name__)
def test_lazy_names_are_listed_and_wrong_ones_refused(package: ModuleType) -> None:
    """`dir` shows every name, each can be had, and a wrong one is an AttributeError."""
    assert set(package.__all__) <= set(dir(package))
    assert all(getattr(package, name) is not None for name in package.__all__)
    with pytest.raises(AttributeError, match="has no attribute 'Vidoe'"):
        package.Vidoe  # noqa: B018


def _examples(name: str) -> list[Any]:
    """The answers in the document's examples that have the shape of a schema."""
    found: list[Any] = []

    def search(node: Any) -> None:
        if isinstance(node, dict):
            content = node.get("application/json")
            if isinstance(content, dict) and content.get("schema") == {
                "$ref": f"#/components/schemas/{name}"
            }:
                for example in content.get("examples", {}).values():
                    reference = example.get("$ref", "").rpartition("/")[2]
                    found.append(
                        document["components"]["examples"][reference]["value"]
                        if reference
                        else example["value"]
                    )
            for child in node.values():
                search(child)
        elif isinstance(node, list):
            for child in node:
                search(child)

    document = pixop_schemas.document()
    search(document["paths"])
    search(document["components"].get("responses", {}))
    return found


@pytest.mark.parametrize(
    "name", ["VideoResponse", "ProjectPage", "VideoPage", "Identity", "ProcessVideoRequest", "Error"]
)
def test_examples_come_back_as_they_were(name: str) -> None:
    """Reading and writing an example of the document gives the example."""
    examples = _examples(name)
    assert examples
    for example in examples:
        assert getattr(models, name).from_dict(example).to_dict() == example


def test_unknown_fields_are_kept() -> None:
    """A field that the document does not know is in `additional_properties` and is written back."""
    video = models.Video.from_dict({**VIDEO, "etaSeconds": 7})
    assert video.additional_properties == {"etaSeconds": 7}
    assert video.to_dict()["etaSeconds"] == 7


def test_unknown_enum_values_are_kept() -> None:
    """A status of tomorrow becomes a member that says it is not known, and equals its string."""
    state = models.IngestionState.from_dict(
        {"updatedAt": "x", "ingestionStatus": "QUEUED", "videoMetadataAvailable": False}
    )
    assert state.ingestion_status == "QUEUED"
    assert isinstance(state.ingestion_status, models.IngestionStatus)
    assert not state.ingestion_status.is_known
    assert models.IngestionStatus("DONE").is_known
    assert state.to_dict()["ingestionStatus"] == "QUEUED"


def test_unknown_members_behave_like_members() -> None:
    """An unknown member can be copied, pickled, hashed and compared, and is not added to the enum."""
    member = models.UploadStatus("ODD")
    assert copy.deepcopy(member) == pickle.loads(pickle.dumps(member)) == member == "ODD"
    assert {member, models.UploadStatus("ODD")} == {member}
    assert "ODD" not in [each.value for each in models.UploadStatus]
    assert json.dumps(member) == '"ODD"'
    assert str(member) == "ODD"
    with pytest.raises(ValueError, match="is not a valid UploadStatus"):
        models.UploadStatus(None)


def test_unknown_integers_of_an_enum_are_kept() -> None:
    """An enum of integers keeps an unknown one too, and refuses what is no integer."""
    assert models.BitDepth(8).is_known
    assert models.BitDepth(9) == 9
    assert not models.BitDepth(9).is_known
    with pytest.raises(ValueError, match="is not a valid BitDepth"):
        models.BitDepth("8")


@pytest.mark.parametrize("page", ["3", 3, 3.0, "3.0", " 3 "])
def test_quoted_integers_are_read(page: Any) -> None:
    """The wire may quote a number; the model has an integer."""
    read = models.ProjectPage.from_dict({**PAGE, "page": page, "pageSize": "10"})
    assert (read.page, read.page_size) == (3, 10)
    assert type(read.page) is int


@pytest.mark.parametrize("page", ["x", "", None, True, 1.5, [], {}, "1e3", "0x10", "٣x"])
def test_what_is_no_integer_is_refused(page: Any) -> None:
    """Anything else names schema and field, and does not show the value."""
    with pytest.raises(ValueError, match=r"^ProjectPage\.page: expected an integer, got "):
        models.ProjectPage.from_dict({**PAGE, "page": page})


def test_a_missing_field_is_named() -> None:
    """A required field that is not there is an error with schema and field, at any depth."""
    with pytest.raises(ValueError, match=r"^PageLinks\.first: the required field is missing$") as caught:
        models.ProjectPage.from_dict({**PAGE, "_links": {"self": LINK, "last": LINK}})
    assert isinstance(caught.value, wire.DecodeError)
    assert (caught.value.schema, caught.value.field) == ("PageLinks", "first")
    assert pickle.loads(pickle.dumps(caught.value)).field == "first"


@pytest.mark.parametrize("data", [None, [], "x", 7, True])
def test_an_answer_that_is_no_object_is_refused(data: Any) -> None:
    """A whole answer of another type names the schema."""
    with pytest.raises(ValueError, match=r"^Video: expected an object, got "):
        models.Video.from_dict(data)


def test_null_counts_as_missing() -> None:
    """An optional field that is null is unset; a required one is an error."""
    video = models.Video.from_dict({**VIDEO, "upload": None, "description": None})
    assert video.upload is UNSET
    assert "upload" not in video.to_dict()
    with pytest.raises(ValueError, match=r"Video\.name: expected a string, got null"):
        models.Video.from_dict({**VIDEO, "name": None})


def test_a_null_that_the_document_allows_is_kept() -> None:
    """A nullable field tells null from not given."""
    assert models.CreateVideoRequest.from_dict({"name": None}).name is None
    assert models.CreateVideoRequest.from_dict({}).name is UNSET
    assert models.CreateVideoRequest(name=None).to_dict() == {"name": None}


def test_links_have_plain_names() -> None:
    """Fields that begin with an underscore on the wire do not in Python."""
    page = models.ProjectPage.from_dict(PAGE)
    assert page.links.first.href == LINK["href"]
    assert page.embedded.projects == []


def test_a_request_is_closed() -> None:
    """A mapping for a request with an unknown field is refused with its name."""
    with pytest.raises(ValueError, match=r"ProcessVideoRequest\.scalar: no such field"):
        models.ProcessVideoRequest.from_dict({"scalar": "pabsr1"})


def test_unset_is_one_false_value() -> None:
    """There is one `UNSET`: false, readable, and the same after copy and pickle."""
    assert not UNSET
    assert repr(UNSET) == "UNSET"
    assert Unset() is copy.deepcopy(UNSET) is pickle.loads(pickle.dumps(UNSET)) is UNSET


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*VIDEO, "upload", "x"]), inner, max_size=4)
    ),
    max_leaves=8,
)


@settings(max_examples=200, deadline=None, database=None)
@given(st.sampled_from(["Video", "ProjectPage", "ProcessVideoRequest", "Error"]), JSON)
def test_whatever_arrives_gives_a_model_or_a_value_error(name: str, data: Any) -> None:
    """No JSON value makes reading fail in another way, and what was read can be written."""
    try:
        model = getattr(models, name).from_dict(data)
    except ValueError:
        return
    assert isinstance(model.to_dict(), dict)


def test_enum_values_whose_names_meet_are_all_there(
    small_document: dict[str, Any], generate: Callable[[dict[str, Any]], Callable[[str], ModuleType]]
) -> None:
    """Values that differ in signs or case alone, or have no letters, are members of their own in both packages."""
    values = ["a-b", "a_b", "A B", "", "1", "été", "class"]
    small_document["components"]["schemas"]["Kind"] = {"type": "string", "enum": values}
    small_document["components"]["schemas"]["Level"] = {"type": "integer", "enum": [-1, 1]}
    small_document["components"]["schemas"]["Thing"]["properties"] |= {
        "kind": {"$ref": "#/components/schemas/Kind"},
        "level": {"$ref": "#/components/schemas/Level"},
    }
    load = generate(small_document)
    client, schemas = load("pixop_client.models"), load("pixop_schemas")
    assert [member.value for member in client.Kind] == values
    assert {member.name: member.value for member in client.Kind} == {
        member.name: member.value for member in schemas.Kind
    }
    assert [member.name for member in client.Level] == ["NEGATIVE_1", "VALUE_1"]
    assert all(client.Thing.from_dict({"id": "x", "kind": value}).kind.is_known for value in values)


def test_shapes_of_all_kinds_are_read_and_written(
    small_document: dict[str, Any], generate: Callable[[dict[str, Any]], Callable[[str], ModuleType]]
) -> None:
    """Unions, constants, nested lists, typed maps and names that Python reserves survive the round trip."""
    small_document["components"]["schemas"]["Thing"] = {
        "type": "object",
        "required": ["class", "either"],
        "properties": {
            "class": {"type": "string"},
            "either": {
                "anyOf": [{"type": "integer"}, {"$ref": "#/components/schemas/Part"}, {"type": "null"}]
            },
            "matrix": {"type": "array", "items": {"type": "array", "items": {"type": "number"}}},
            "fixed": {"const": "yes"},
            "flag": {"type": "boolean"},
            "to_dict": {"type": "string"},
            "_links": {"type": "string"},
            "links": {"type": "string"},
            "free": {},
            "parts": {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/Part"}},
            "open": {"anyOf": [{"type": "string", "enum": ["a", "b"]}, {"type": ["string", "null"]}]},
            "self": {"$ref": "#/components/schemas/Thing"},
        },
    }
    small_document["components"]["schemas"]["Part"] = {
        "type": "object",
        "required": ["n"],
        "additionalProperties": False,
        "properties": {"n": {"type": "integer"}},
    }
    thing = generate(small_document)("pixop_client.models").Thing
    data = {
        "class": "c",
        "either": {"n": 1, "more": 2},
        "matrix": [[1.5, 2]],
        "fixed": "no longer",
        "flag": True,
        "to_dict": "x",
        "_links": "l",
        "links": "m",
        "free": [None],
        "parts": {"a": {"n": 2}},
        "open": "z",
        "self": {"class": "d", "either": None},
    }
    read = thing.from_dict(data)
    assert read.to_dict() == data
    assert read.to_dict_ == "x"
    assert not read.open_.is_known
    assert read.self_.either is None
    assert thing.from_dict({"class": "c", "either": "7", "flag": "TRUE", "open": None}).flag is True
    with pytest.raises(
        ValueError, match=r"Thing\.either: expected an integer, got a string; or Part: expected an object"
    ):
        thing.from_dict({"class": "c", "either": "x"})
