"""The operation namespaces: one typed, documented method an operation, from the document alone."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import warnings
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest
from pixop_client.namespaces import AsyncNamespaces, Namespaces
from pixop_client.namespaces.media import Media
from pixop_client.namespaces.videos import AsyncVideos, Videos
from pixop_client.types import UNSET

Generate = Callable[[dict[str, Any]], Callable[[str], ModuleType]]
PROJECT = {
    "project": {"id": "p", "name": "n", "teamId": "t", "dateCreated": "x", "timeLastUpdated": "x"},
}


class RecordingCaller:
    """A caller that answers with what it was given and records what it was asked."""

    def __init__(self, answer: Any = None) -> None:
        self.answer = answer
        self.asked: list[Any] = []

    def call(self, request: Any, parse: Callable[[Any], Any]) -> Any:
        self.asked.append(("call", request))
        return parse(self.answer)

    def call_empty(self, request: Any) -> None:
        self.asked.append(("call_empty", request))

    def head(self, request: Any) -> Any:
        self.asked.append(("head", request))
        return self.answer

    def upload(self, request: Any, parse: Callable[[Any], Any], media: Any, **options: Any) -> Any:
        self.asked.append(("upload", request, media, options))
        return parse(self.answer)

    @contextlib.contextmanager
    def stream(self, request: Any) -> Iterator[Any]:
        self.asked.append(("stream", request))
        yield self.answer


class AsyncRecordingCaller(RecordingCaller):
    async def call(self, request: Any, parse: Callable[[Any], Any]) -> Any:
        return super().call(request, parse)

    async def call_empty(self, request: Any) -> None:
        super().call_empty(request)


class Client(Namespaces):
    def __init__(self, caller: Any) -> None:
        self._caller = caller


class AsyncClient(AsyncNamespaces):
    def __init__(self, caller: Any) -> None:
        self._caller = caller


def test_a_namespace_is_made_once_and_late() -> None:
    """Each tag is an attribute that is made when it is first used."""
    client = Client(RecordingCaller())
    assert "videos" not in vars(client)
    assert isinstance(client.videos, Videos)
    assert client.videos is client.videos


def test_a_method_flattens_its_body() -> None:
    """Fields of a closed body are keyword arguments; what is not given is not sent."""
    caller = RecordingCaller(PROJECT)
    answer = Client(caller).videos.create_project(name="n")
    assert answer.project.id == "p"
    [(way, request)] = caller.asked
    assert (way, request.json, request.url) == ("call", {"name": "n"}, "/videos/v1/project")


def test_path_parameters_are_positional() -> None:
    """`update_project(project_id, *, name)`."""
    caller = RecordingCaller(PROJECT)
    Client(caller).videos.update_project("p/1", name="n")
    assert caller.asked[0][1].url == "/videos/v1/project/p%2F1"
    with pytest.raises(TypeError, match="positional"):
        Client(caller).videos.update_project("p", "n")  # type: ignore[misc]


def test_an_upload_hands_on_its_media() -> None:
    """Media, name, type and progress reach the caller untouched."""
    caller = RecordingCaller(
        {"projectId": "p", "videoId": "v", "checkIngestProgressUrl": "u", "processVideoUrl": "w"}
    )
    answer = Client(caller).media.upload_media("v", b"x", filename="a.mov", content_type="video/quicktime")
    assert answer.video_id == "v"
    way, request, media, options = caller.asked[0]
    assert (way, media, request.json) == ("upload", b"x", UNSET)
    assert options == {"filename": "a.mov", "content_type": "video/quicktime", "progress": None}


def test_each_kind_of_answer_has_its_way() -> None:
    """Binary answers are streamed, HEAD gives headers, an answer without content gives None."""
    caller = RecordingCaller("answer")
    client = Client(caller)
    with client.media.download_processed_media("v", range_="bytes=0-1") as stream:
        assert stream == "answer"
    client.media.head_original_media("v")
    client.videos.delete_project("p")
    assert [way for way, _ in caller.asked] == ["stream", "head", "call_empty"]


def test_the_asynchronous_client_does_the_same() -> None:
    """The asynchronous methods build the same requests and read the same answers."""
    caller = AsyncRecordingCaller(PROJECT)
    client = AsyncClient(caller)

    async def use() -> Any:
        await client.videos.delete_project("p")
        return await client.videos.create_project(name="n")

    assert asyncio.run(use()).project.id == "p"
    assert [way for way, _ in caller.asked] == ["call_empty", "call"]


def test_both_clients_have_the_same_methods() -> None:
    """Names, arguments and defaults are the same; all but streams are coroutines on the asynchronous side."""
    for name, method in inspect.getmembers(Videos, inspect.isfunction):
        other = getattr(AsyncVideos, name)
        if not name.startswith("_"):
            assert str(inspect.signature(method)) == str(inspect.signature(other))
            assert inspect.iscoroutinefunction(other)


def test_methods_are_documented() -> None:
    """The docstring has summary, description, arguments, the answer, and what the statuses mean."""
    text = inspect.getdoc(Videos.process_video) or ""
    for part in (
        "Args:",
        "    video_id: ",
        "    scaler: ",
        "    range_: ",
        "Returns:",
        "Raises:",
        "    409: ",
    ):
        assert part in text
    assert max(map(len, text.splitlines())) <= 96
    assert "progress: Called while the media is sent" in (inspect.getdoc(Media.upload_media) or "")


def _add_operation(document: dict[str, Any], path: str, operation_id: str, tag: str) -> None:
    document["paths"][path] = {
        "post": {
            "operationId": operation_id,
            "tags": [tag],
            "summary": "Do something new",
            "description": 'With a "quote", a back\\slash and """three quotes""".',
            "parameters": [
                {
                    "name": "video-id",
                    "in": "path",
                    "required": True,
                    "schema": {"type": "string"},
                    "description": "The id.",
                },
                {
                    "name": "dry-run",
                    "in": "query",
                    "schema": {"type": "boolean"},
                    "description": "Only say what it would do.",
                },
            ],
            "requestBody": {
                "required": True,
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/NewRequest"}}},
            },
            "responses": {
                "200": {
                    "description": "It is done.",
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/NewAnswer"}}},
                },
                "400": {"description": "It cannot be done."},
            },
        }
    }
    document["components"]["schemas"] |= {
        "NewRequest": {
            "type": "object",
            "additionalProperties": False,
            "required": ["from"],
            "properties": {
                "from": {"type": "string", "enum": ["start", "end"], "description": "Where to begin."},
                "video-id": {"type": "string", "description": "Another id."},
                "media": {"type": "string", "deprecated": True, "default": "x", "description": "Old."},
            },
        },
        "NewAnswer": {"type": "object", "required": ["count"], "properties": {"count": {"type": "integer"}}},
    }


@pytest.mark.parametrize("tag", ["videos", "subtitles"])
def test_a_new_operation_becomes_a_method(document: dict[str, Any], generate: Generate, tag: str) -> None:
    """An operation added to the document, under a known or a new tag, is callable with nothing written by hand."""
    _add_operation(document, "/new/v1/{video-id}", "doSomethingNew", tag)
    namespaces = generate(document)("pixop_client.namespaces")

    class NewClient(namespaces.Namespaces):  # type: ignore[misc, name-defined]
        _caller = RecordingCaller({"count": "3"})

    method = getattr(NewClient(), tag).do_something_new
    assert list(inspect.signature(method).parameters) == [
        "video_id",
        "from_",
        "body_video_id",
        "media",
        "dry_run",
    ]
    assert method("v", from_="start", body_video_id="w", dry_run=True).count == 3
    [(_, request)] = NewClient._caller.asked
    assert (request.url, request.params) == ("/new/v1/v", [("dry-run", "true")])
    assert request.json == {"from": "start", "video-id": "w"}
    with pytest.raises(ValueError, match="from: 'middle' is not one of start, end"):
        method("v", from_="middle")
    text = inspect.getdoc(method) or ""
    assert 'With a "quote", a back\\slash and """three quotes""".' in text
    assert "    body_video_id: Another id." in text
    assert "    400: It cannot be done." in text
    assert '    media: Deprecated. Old. The server takes "x" when it is not given.' in text


def test_a_deprecated_operation_warns(document: dict[str, Any], generate: Generate) -> None:
    """Calling it warns at the caller's line, and its docstring says so."""
    document["paths"]["/videos/v1/project"]["put"]["deprecated"] = True
    load = generate(document)
    videos = load("pixop_client.namespaces.videos").Videos(RecordingCaller(PROJECT))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        videos.create_project(name="n")
    assert [(warning.category, warning.filename) for warning in caught] == [(DeprecationWarning, __file__)]
    assert "Deprecated." in (inspect.getdoc(videos.create_project) or "")
    assert load("pixop_client.api.videos.create_project").OPERATION.deprecated


def test_a_body_that_is_no_closed_object_stays_whole(document: dict[str, Any], generate: Generate) -> None:
    """An array, a union or an open object is one argument, `body`."""
    _add_operation(document, "/new/v1/{video-id}", "doSomethingNew", "videos")
    document["components"]["schemas"]["NewRequest"] = {"type": "array", "items": {"type": "integer"}}
    videos = generate(document)("pixop_client.namespaces.videos").Videos(RecordingCaller({"count": 1}))
    videos.do_something_new("v", body=[1, 2])
    assert videos._caller.asked[0][1].json == [1, 2]


def test_a_removed_operation_is_gone(document: dict[str, Any], generate: Generate) -> None:
    """What the document no longer has is in no module and in no index."""
    del document["paths"]["/videos/v1/videos"]
    load = generate(document)
    assert "listVideos" not in load("pixop_client.api").OPERATIONS
    assert not hasattr(load("pixop_client.namespaces.videos").Videos, "list_videos")
