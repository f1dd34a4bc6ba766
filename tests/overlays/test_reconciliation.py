"""What must not be sent twice: the server is asked what came of it."""

import json
import time
from typing import Any

import pytest
from pixop import APIError, PixopError, RequestTimeoutError, Timeouts

NOW = "2026-01-01 12:00:00"
DATE = {"Date": "Thu, 01 Jan 2026 12:00:00 GMT"}
ECHO = {
    "targetVideo": {
        "container": {"name": "mov"},
        "codec": {"name": "h264"},
        "videoFilters": [{"name": "pabsr1"}],
    }
}


class Service:
    """A tiny service that loses answers: it has done what it was asked for, or has not."""

    def __init__(self, tools: Any, *, fault: Any = "hang", done: bool = True, faults: int = 1) -> None:
        self.tools, self.fault, self.done, self.faults = tools, fault, done, faults
        self.items: dict[str, dict[str, Any]] = {}
        self.echo: Any = ECHO
        self.created_at = NOW
        self.listed = 200

    def script(self, request: Any) -> bytes:
        body = request.read_body()
        if request.method in ("PUT", "POST"):
            faulty = self.faults > 0
            self.faults -= 1
            if not faulty or self.done:
                self.make(request, json.loads(body))
            if not faulty:
                return self.answer(request, next(reversed(self.items)))
            if self.fault == "hang":
                raise self.tools.Hang
            if self.fault == "silent":
                time.sleep(0.5)
                raise self.tools.Hang
            return bytes(self.tools.http(self.fault, b"<html>", DATE))
        if request.path in ("/videos/v1/videos", "/videos/v1/projects"):
            if self.listed != 200:
                return bytes(self.tools.http(self.listed))
            kind = request.path.rpartition("/")[2]
            page = {"page": 1, "pageSize": 100, "_embedded": {kind: list(self.items.values())}, "_links": {}}
            return bytes(self.tools.http(200, page, DATE))
        identifier = request.path.rpartition("/")[2]
        item = self.items[identifier]
        if "/project/" in request.path:
            return bytes(self.tools.http(200, {"project": {**item, "teamId": "t"}}, DATE))
        video = {**item, "userId": "u", "teamId": "t"}
        if "parentId" in item:
            state = {"processingStatus": "PENDING", "updatedAt": NOW}
            video["processing"] = {"processingState": state, "processingParameters": self.echo}
        return bytes(self.tools.http(200, {"video": video}, DATE))

    def make(self, request: Any, body: Any) -> None:
        identifier = f"made-{len(self.items) + 1}"
        item = {"id": identifier, "name": body.get("name", "n"), "dateCreated": self.created_at,
                "timeLastUpdated": NOW, "projectId": "p", "_links": {"self": {"href": "/"}}}  # fmt: skip
        if "process-video" in request.path:
            item["parentId"] = "source"
        self.items[identifier] = item

    def answer(self, request: Any, identifier: str) -> bytes:
        if request.path == "/videos/v1/project":
            return bytes(self.tools.http(200, {"project": {**self.items[identifier], "teamId": "t"}}, DATE))
        if request.path == "/videos/v1/video":
            urls = {"uploadMediaUrl": "/u", "uploadLightMediaUrl": "/l", "processVideoUrl": "/p"}
            return bytes(self.tools.http(200, {"videoId": identifier, "projectId": "p", **urls}, DATE))
        urls = {"checkProgressUrl": "/c", "downloadMediaUrl": "/d"}
        ids = {"sourceVideoId": "source", "processedVideoId": identifier, "projectId": "p"}
        return bytes(self.tools.http(200, {**ids, **urls}, DATE))


def run(client: Any, operation: str) -> str:
    """Do one of the three, after a request that tells the server's time; return the id."""
    if operation == "process":
        return str(client.videos.process_video("source", scaler="pabsr1").processed_video_id)
    if operation == "video":
        return str(client.videos.create_video(name="n", project_id="p").video_id)
    return str(client.videos.create_project(name="n").project.id)


def changes(server: Any) -> int:
    return sum(each.method in ("PUT", "POST") for each in server.requests)


@pytest.fixture
def serve(scripted: Any, tools: Any) -> Any:
    def start(**options: Any) -> tuple[Any, Service]:
        service = Service(tools, **options)
        server = scripted(service.script)
        server.token_body = lambda _: tools.http(200, {"userId": "u", "teamId": "t", "jwtToken": "o"}, DATE)
        return server, service

    return start


@pytest.mark.parametrize("fault", ["hang", 500, 502, 503, 504])
@pytest.mark.parametrize("operation", ["process", "video", "project"])
def test_what_was_made_is_found(operation: str, fault: Any, serve: Any, client_of: Any) -> None:
    """After a lost answer the thing that was made is taken, and the request is not sent again."""
    server, service = serve(fault=fault)
    assert run(client_of(server.url), operation) == "made-1"
    assert changes(server) == 1
    assert len(service.items) == 1


@pytest.mark.parametrize("fault", ["hang", 502, 503])
@pytest.mark.parametrize("operation", ["process", "video", "project"])
def test_where_nothing_came_of_it_it_is_sent_again(
    operation: str, fault: Any, serve: Any, client_of: Any
) -> None:
    """When the server has nothing to show, a second request makes the first thing."""
    server, service = serve(fault=fault, done=False)
    assert run(client_of(server.url), operation) == "made-1"
    assert changes(server) == 2
    assert len(service.items) == 1


def test_a_server_that_is_still_at_work_is_not_asked_twice_to_process(serve: Any, client_of: Any) -> None:
    """After a timeout without a trace the processing is not started again: it might be paid for twice."""
    server, _ = serve(fault="silent", done=False)
    with pytest.raises(RequestTimeoutError):
        run(client_of(server.url, timeout=Timeouts(read=0.2)), "process")
    assert changes(server) == 1


@pytest.mark.parametrize("operation", ["process", "video", "project"])
def test_when_nobody_can_say_nothing_is_repeated(operation: str, serve: Any, client_of: Any) -> None:
    """When the look fails too, the first error is raised with what to do."""
    server, service = serve(fault="hang")
    service.listed = 404
    with pytest.raises(PixopError) as caught:
        run(client_of(server.url), operation)
    assert "look before you repeat it" in "".join(caught.value.__notes__)
    assert changes(server) == 1


def test_another_job_is_not_taken(serve: Any, client_of: Any) -> None:
    """A processing with other settings, or an older one, is not this one."""
    for change in (
        {"echo": {"targetVideo": {"videoFilters": [{"name": "dvres"}]}}},
        {"created_at": "2026-01-01 11:59:50"},
    ):
        server, service = serve(fault=500)
        vars(service).update(change)
        with pytest.raises(APIError):
            run(client_of(server.url), "process")
        assert changes(server) == 1


def test_of_two_empty_videos_none_is_taken(serve: Any, client_of: Any) -> None:
    """An empty double costs nothing; a video of somebody else would mix files."""
    server, service = serve(fault="hang")
    service.items["other"] = {"id": "other", "name": "n", "dateCreated": NOW, "timeLastUpdated": NOW,
                              "projectId": "p", "_links": {}}  # fmt: skip
    assert run(client_of(server.url), "video") == "made-3"
    assert changes(server) == 2


def test_a_refusal_is_final(serve: Any, client_of: Any) -> None:
    """A 400 is no doubt: nothing is looked for, nothing repeated."""
    server, _ = serve(fault=400)
    with pytest.raises(APIError):
        run(client_of(server.url), "process")
    assert [each.method for each in server.requests] == ["GET", "POST"]
