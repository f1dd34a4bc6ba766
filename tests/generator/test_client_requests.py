"""The generated request builders: what goes on the wire, and what is refused before it does."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import ModuleType
from typing import Any
from urllib.parse import unquote

import httpx
import pixop_schemas
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pixop_client.api import OPERATIONS, operation_module
from pixop_client.api.accounts import get_token, update_password
from pixop_client.api.media import download_original_media, head_original_media, upload_media
from pixop_client.api.videos import (
    create_project,
    create_video,
    delete_project,
    get_video,
    list_videos,
    process_video,
)
from pixop_client.models import ProcessVideoRequest, Scaler, TaggedResolution
from pixop_client.types import UNSET


def test_every_operation_of_the_document_has_a_module() -> None:
    """Each operationId leads to a module whose facts are those of the document."""
    document = pixop_schemas.document()
    seen = set()
    for path, item in document["paths"].items():
        for method in ("get", "put", "post", "delete", "head"):
            if method in item:
                operation = operation_module(item[method]["operationId"]).OPERATION
                assert (operation.method, operation.path) == (method.upper(), path)
                assert [operation.tag] == item[method]["tags"]
                seen.add(operation.id)
    assert seen == set(OPERATIONS)
    with pytest.raises(KeyError):
        operation_module("noSuchOperation")


@pytest.mark.parametrize(
    ("module", "kind", "content", "success", "security"),
    [
        (get_token, "json", None, (200,), ("basicAuth",)),
        (update_password, "json", "application/json", (200,), ("bearerAuth", "basicAuth")),
        (delete_project, "none", None, (204,), ("bearerAuth",)),
        (upload_media, "json", "multipart/form-data", (200,), ("bearerAuth",)),
        (download_original_media, "stream", None, (200, 206, 304), ("bearerAuth",)),
        (head_original_media, "headers", None, (200, 304), ("bearerAuth",)),
    ],
    ids=lambda part: getattr(part, "__name__", "").rpartition(".")[2] or None,
)
def test_facts_of_operations(
    module: ModuleType, kind: str, content: str | None, success: tuple[int, ...], security: tuple[str, ...]
) -> None:
    """How an answer is read, what is sent, which statuses are answers and what authenticates are known."""
    operation = module.OPERATION
    assert (operation.response_kind, operation.request_content) == (kind, content)
    assert (operation.success, operation.security) == (success, security)
    assert hasattr(module, "parse") is (kind == "json")


def test_query_parameters_are_sent_only_when_given() -> None:
    """Defaults belong to the server; None is as good as nothing."""
    assert list_videos.build().params == []
    request = list_videos.build(page=2, page_size=UNSET, parent_id="a b")
    assert sorted(request.params) == [("page", "2"), ("parent-id", "a b")]


@given(st.text(min_size=1).filter(lambda text: text not in (".", "..")))
def test_an_id_is_one_path_segment(video_id: str) -> None:
    """Any id is percent-encoded into exactly one segment, which httpx leaves alone."""
    try:
        video_id.encode()
    except UnicodeEncodeError:
        return
    request = get_video.build(video_id)
    segment = request.url.removeprefix("/videos/v1/video/")
    assert "/" not in segment
    assert unquote(segment) == video_id
    assert httpx.URL("http://a" + request.url).raw_path.decode() == request.url


@pytest.mark.parametrize("video_id", ["", ".", "..", None, UNSET])
def test_an_id_that_would_change_the_path_is_refused(video_id: Any) -> None:
    """Nothing, `.` and `..` cannot be ids: they would call another operation."""
    with pytest.raises(ValueError, match="video-id: "):
        get_video.build(video_id)


def test_headers_are_those_of_the_document() -> None:
    """Header parameters get their names on the wire; control characters are refused."""
    request = download_original_media.build("v", range_="bytes=5-", if_range='"e"')
    assert request.headers == [("Range", "bytes=5-"), ("If-Range", '"e"')]
    with pytest.raises(ValueError, match="Range: a header field cannot contain control characters"):
        download_original_media.build("v", range_="bytes=5-\r\nX: y")


def test_a_body_may_be_a_model_or_a_mapping() -> None:
    """Both give the same JSON; plain strings and mappings will do inside."""
    expected = {
        "scaler": "pabsr1",
        "resolution": {"tag": "hd_1080p"},
        "range": {"startPositionMilliseconds": 0},
    }
    model = ProcessVideoRequest(
        scaler=Scaler.PABSR1,
        resolution=TaggedResolution(tag="hd_1080p"),
        range_={"startPositionMilliseconds": 0},
    )
    assert process_video.build("v", body=model).json == expected
    assert process_video.build("v", body=expected).json == expected


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"scaler": "bicubic"}, "scaler: 'bicubic' is not one of pabsr1, dvres, scale"),
        ({"resolution": {"tag": "sd"}}, "resolution: tag: 'sd' is not one of hd_1080p, uhd_4k, uhd_8k"),
        ({"chromaSubsampling": {"bits": 9}}, "bits: 9 is not one of 8, 10, 12, 14, 16"),
        ({"resolution": {"tag": "hd_1080p", "width": 1}}, "TaggedResolution.width: no such field"),
        ({"mediaContainerCodec": {"codec": None, "colour": 1}}, "MediaContainerCodec.colour: no such field"),
    ],
)
def test_a_value_that_the_document_does_not_list_is_refused(body: dict[str, Any], message: str) -> None:
    """A closed enum names its values, a closed object the field."""
    with pytest.raises(ValueError, match=re.escape(message)):
        process_video.build("v", body=body)


def test_a_body_of_another_type_is_refused() -> None:
    """A list is no body of an object."""
    with pytest.raises(TypeError, match="expected CreateProjectRequest or a mapping, got list"):
        create_project.build(body=["x"])  # type: ignore[arg-type]


def test_an_explicit_null_is_sent() -> None:
    """For a nullable field null is a value, and not given is another."""
    assert create_video.build(body={"name": None}).json == {"name": None}
    assert create_video.build(body={}).json == {}


def test_a_request_does_not_show_its_body() -> None:
    """The body can hold a password, and is not in the `repr`."""
    request = update_password.build(body={"newPassword": "correct horse"})
    assert request.json == {"newPassword": "correct horse"}
    assert "correct horse" not in repr(request)


def test_parameters_of_all_kinds(
    small_document: dict[str, Any], generate: Callable[[dict[str, Any]], Callable[[str], ModuleType]]
) -> None:
    """Lists are repeated, booleans are lower case, enums are closed, required ones must be given."""
    operation = small_document["paths"]["/things/{thing-id}"]["get"]
    operation["parameters"] = [
        {"name": "ids", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}},
        {"name": "deep", "in": "query", "schema": {"type": "boolean", "default": True}},
        {"name": "order", "in": "query", "schema": {"type": "string", "enum": ["up", "down"]}},
        {"name": "X-Level", "in": "header", "required": True, "schema": {"type": "integer"}},
        {"name": "class", "in": "query", "schema": {"type": "number"}},
        {"name": "body", "in": "query", "schema": {"type": "string"}},
    ]
    build = generate(small_document)("pixop_client.api.things.get_thing").build
    request = build("t", x_level=3, ids=["a", "b"], deep=False, order="up", class_=1.5, query_body="q")
    assert request.params == [
        ("ids", "a"),
        ("ids", "b"),
        ("deep", "false"),
        ("order", "up"),
        ("class", "1.5"),
        ("body", "q"),
    ]
    assert request.headers == [("X-Level", "3")]
    with pytest.raises(ValueError, match="order: 'sideways' is not one of up, down"):
        build("t", x_level=3, order="sideways")
    with pytest.raises(TypeError, match="x_level"):
        build("t")
