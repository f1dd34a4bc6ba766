"""Answers that break the document do not leave a strict server."""

import logging
from collections.abc import Callable
from pathlib import Path

import anyio
import httpx
import pytest
from pixop_server.strict import Strict, ViolationError, check_body, check_head
from starlette.datastructures import Headers
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp

ID = "/videos/v1/project/1"
RIGHT = {
    "project": {
        "id": "1",
        "name": "n",
        "teamId": "2",
        "dateCreated": "2026-01-01 00:00:00",
        "timeLastUpdated": "2026-01-01 00:00:00",
    }
}


def _get(app: ASGIApp, path: str) -> httpx.Response:
    strict = Strict(app, exempt=lambda path: path.startswith("/_server/"))

    async def get() -> httpx.Response:
        transport = httpx.ASGITransport(strict)
        async with httpx.AsyncClient(transport=transport, base_url="http://test", trust_env=False) as client:
            return await client.get(path)

    return anyio.run(get)


def test_a_right_answer_leaves_as_it_is() -> None:
    """An answer that the document allows is not touched."""
    answer = _get(JSONResponse(RIGHT), ID)
    assert (answer.status_code, answer.json()) == (200, RIGHT)


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (lambda: JSONResponse({"project": {"id": 1}}), "project.id"),
        (lambda: JSONResponse({"project": RIGHT["project"] | {"secret": "x"}}), "secret"),
        (lambda: JSONResponse(RIGHT, status_code=201), "status 201"),
        (lambda: Response(b"{}", media_type="text/plain"), "content type"),
        (lambda: Response(b"{", media_type="application/json"), "ProjectResponse"),
        (lambda: JSONResponse({"exception": "x", "errorMessage": "y"}, status_code=401), "WWW-Authenticate"),
    ],
)
def test_a_wrong_answer_becomes_a_500(
    wrong: Callable[[], ASGIApp], reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A wrong body, status, header or content type is answered with 500, named there and in the log."""
    with caplog.at_level(logging.ERROR, "pixop_server.strict"):
        answer = _get(wrong(), ID)
    assert answer.status_code == 500
    assert answer.json()["exception"] == "InternalServerException"
    assert reason in answer.json()["errorMessage"]
    assert reason in caplog.text


def test_paths_outside_the_document() -> None:
    """A success at a path that the document does not have is a violation; exempt paths are left alone."""
    app = JSONResponse({"anything": True})
    assert _get(app, "/videos/v2/projects").status_code == 500
    assert _get(app, "/_server/clock").json() == {"anything": True}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ETag", "unquoted"),
        ("Accept-Ranges", "none"),
        ("Content-Length", "-1"),
        ("Content-Disposition", "inline"),
    ],
)
def test_headers_of_media(name: str, value: str) -> None:
    """Each documented header of a download is checked for its form, before a byte is sent."""
    right = {
        "ETag": '"abc"',
        "Content-Disposition": 'attachment; filename="a.mov"',
        "Content-Length": "3",
        "Accept-Ranges": "bytes",
        "Content-Type": "video/quicktime",
    }
    path = "/media/v1/download/original/1"
    assert check_head("GET", path, 200, Headers(right)) is None
    with pytest.raises(ViolationError, match=name):
        check_head("GET", path, 200, Headers(right | {name: value}))


def test_a_body_with_more_than_the_schema() -> None:
    """A field that the schema does not name is a violation."""
    with pytest.raises(ViolationError, match="extra"):
        check_body("Error", b'{"exception": "x", "errorMessage": "y", "extra": 1}')


def test_the_server_itself_is_strictly_right(start_server, open_clip: Path) -> None:
    """A whole job against a strict server, with accounts, failures and refusals, is answered without a violation."""
    running = start_server("--strict", "--control")
    with httpx.Client(base_url=running.url, trust_env=False, timeout=30) as client:
        client.post("/_server/pace", json={"pace": "instant"})
        token = client.get("/accounts/v1/token", auth=(running.email, running.password)).json()
        client.headers["Authorization"] = f"Bearer {token['jwtToken']}"
        answers = [client.post("/accounts/v1/token"), client.get("/accounts/v1/account")]
        answers += [client.get("/accounts/v1/generate-signature-secret")]
        project = client.put("/videos/v1/project", json={"name": "n"}).json()["project"]["id"]
        video = client.put("/videos/v1/video", json={"projectId": project}).json()["videoId"]
        answers += [
            client.post(f"/media/v1/upload/{video}", files={"f": ("clip.mov", open_clip.read_bytes())})
        ]
        answers += [client.get(f"/videos/v1/check-ingest-video-progress/{video}")]
        made = client.post(f"/videos/v1/process-video/{video}", json={"scaler": "scale"}).json()[
            "processedVideoId"
        ]
        paths = [
            f"video/{video}",
            f"video/{made}",
            f"check-process-video-progress/{made}",
            "videos",
            "projects",
        ]
        answers += [client.get(f"/videos/v1/{path}") for path in paths]
        download = f"/media/v1/download/processed/{made}"
        answers += [
            client.get(download),
            client.get(download, headers={"Range": "bytes=0-9"}),
            client.head(download),
        ]
        assert {answer.status_code for answer in answers} == {200, 206}
        broken = client.put("/videos/v1/video", json={}).json()["videoId"]
        client.post(f"/media/v1/upload/{broken}", files={"f": ("a.mov", b"no video")})
        assert client.get(f"/videos/v1/check-ingest-video-progress/{broken}").status_code == 200
        assert (
            "not a video" in client.get(f"/videos/v1/video/{broken}").json()["video"]["attributes"]["notes"]
        )
        refused = [
            client.get("/videos/v1/video/unknown"),
            client.put("/videos/v1/project", json={}),
            client.get("/x"),
        ]
        assert [answer.status_code for answer in refused] == [404, 400, 404]
        assert client.delete(f"/videos/v1/video/{video}").status_code == 200
    assert "broke the document" not in running.log.read_text()
