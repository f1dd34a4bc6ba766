"""Downloads over the wire."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from api_client import ApiClient
from blake3 import blake3
from raw_http import RawConnection

CONTENT = bytes(range(256)) * 8000 + b"end"
SIZE = len(CONTENT)


@pytest.fixture(scope="module")
def original(server: Any) -> str:
    """Path of media that is larger than one piece and no multiple of it."""
    with ApiClient(server.url) as api:
        api.login(server.email, server.password)
        video_id = api.new_video()["videoId"]
        assert api.upload(video_id, CONTENT, light=True, file_name='ü "reel".mov').status_code == 200
    return f"/media/v1/download/original/{video_id}"


@pytest.fixture
def tag(api: ApiClient, original: str) -> str:
    """The entity tag of the media."""
    return api.head(original).headers["etag"]


def test_the_whole_file_comes_back(api: ApiClient, original: str) -> None:
    """Byte for byte, with its type, length, tag and name."""
    response = api.get(original)

    assert response.status_code == 200
    assert response.content == CONTENT
    assert response.headers["content-length"] == str(SIZE)
    assert response.headers["etag"] == f'"{blake3(CONTENT).hexdigest()}"'
    assert response.headers["content-type"] == "video/quicktime"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["accept-ranges"] == "bytes"
    disposition = response.headers["content-disposition"]
    assert disposition.startswith("attachment")
    assert "filename*=UTF-8''%C3%BC%20%22reel%22.mov" in disposition


def test_head_says_what_get_would(api: ApiClient, original: str) -> None:
    """The same headers but for date and request id, whatever range is asked for, and no content."""
    own = {"date", "x-request-id"}
    got = {name: value for name, value in api.get(original).headers.items() if name not in own}

    for headers in ({}, {"Range": "bytes=0-1"}, {"Range": f"bytes={SIZE}-"}):
        response = api.head(original, headers=headers)
        assert response.status_code == 200
        assert {name: value for name, value in response.headers.items() if name not in own} == got


@pytest.mark.parametrize(
    ("header", "first", "stop"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=1000-1999", 1000, 2000),
        ("bytes=1048575-1048577", 1048575, 1048578),
        (f"bytes={SIZE - 1}-", SIZE - 1, SIZE),
        ("bytes=100-", 100, SIZE),
        ("bytes=-7", SIZE - 7, SIZE),
        (f"bytes=-{SIZE * 2}", 0, SIZE),
        (f"bytes={SIZE - 5}-{SIZE * 2}", SIZE - 5, SIZE),
    ],
)
def test_one_range_is_sent_alone(
    api: ApiClient, original: str, tag: str, header: str, first: int, stop: int
) -> None:
    """206 with exactly these bytes, where they are, and the tag of the whole."""
    response = api.get(original, headers={"Range": header})

    assert response.status_code == 206
    assert response.content == CONTENT[first:stop]
    assert response.headers["content-range"] == f"bytes {first}-{stop - 1}/{SIZE}"
    assert response.headers["content-length"] == str(stop - first)
    assert response.headers["etag"] == tag


@pytest.mark.parametrize("header", [f"bytes={SIZE}-", f"bytes={SIZE}-{SIZE + 9}", "bytes=-0"])
def test_a_range_past_the_end_is_unsatisfiable(api: ApiClient, original: str, header: str) -> None:
    """416 tells the size."""
    response = api.get(original, headers={"Range": header})

    assert (response.status_code, response.json()["exception"]) == (416, "RangeNotSatisfiableException")
    assert response.headers["content-range"] == f"bytes */{SIZE}"


@pytest.mark.parametrize("header", ["bytes=0-1,4-5", "items=0-1", "bytes=9-1", "nonsense", ""])
def test_other_ranges_are_ignored(api: ApiClient, original: str, header: str) -> None:
    """Several, another unit or garbage: the whole file (D-31)."""
    response = api.get(original, headers={"Range": header})

    assert (response.status_code, len(response.content)) == (200, SIZE)


def test_if_range_guards_a_range(api: ApiClient, original: str, tag: str) -> None:
    """The range is honoured for the stored tag alone, never for a weak one or a date."""
    for guard, status in (
        (tag, 206),
        (f"W/{tag}", 200),
        ('"other"', 200),
        ("Tue, 24 Nov 2026 08:48:42 GMT", 200),
    ):
        response = api.get(original, headers={"Range": "bytes=0-1", "If-Range": guard})
        assert response.status_code == status
    past = api.get(original, headers={"Range": f"bytes={SIZE}-", "If-Range": '"other"'})
    assert past.status_code == 200
    assert api.get(original, headers={"If-Range": tag}).status_code == 200


@pytest.mark.parametrize("form", ["{0}", "W/{0}", '"x", {0}', "*"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_what_the_caller_has_is_not_sent_again(
    api: ApiClient, original: str, tag: str, form: str, method: str
) -> None:
    """304 for a tag in the list, even when a range is asked for too."""
    headers = {"If-None-Match": form.format(tag), "Range": f"bytes={SIZE}-"}
    response = api.request(method, original, headers=headers)

    assert (response.status_code, response.content) == (304, b"")
    assert response.headers["etag"] == tag


def test_another_tag_gets_the_media(api: ApiClient, original: str) -> None:
    """A tag that is not the stored one does not stop the request, and the range counts then."""
    assert api.get(original, headers={"If-None-Match": '"x"'}).status_code == 200
    ranged = api.get(original, headers={"If-None-Match": '"x"', "Range": "bytes=0-1"})
    assert ranged.status_code == 206


@pytest.mark.parametrize("header", [f"bytes={SIZE}-", None])
def test_nothing_follows_an_answer_without_content(
    server: Any, api: ApiClient, original: str, tag: str, header: str | None
) -> None:
    """HEAD and 304 put no bytes on the wire after their headers."""
    credentials = {"Authorization": api.headers["Authorization"], "Connection": "close"}
    ranged = credentials | ({"Range": header} if header else {})
    for line, headers, status in (
        (f"HEAD {original}", ranged, 200),
        (f"GET {original}", ranged | {"If-None-Match": tag}, 304),
        (f"HEAD {original}", {"Connection": "close"}, 401),
        ("HEAD /media/v1/download/original/unknown", credentials, 404),
    ):
        with RawConnection(server.url) as connection:
            connection.head(line, headers)
            assert connection.read(without_content=True).status == status
            assert connection.rest() == b""


def test_media_that_is_not_there_is_not_found(api: ApiClient, open_clip: Path) -> None:
    """Before an upload, for the other kind of video, and before the processing is done (D-32)."""
    empty = api.new_video()["videoId"]
    source = api.ingested(open_clip)

    for video_id, kind in (
        (empty, "original"),
        (empty, "processed"),
        (source, "processed"),
        ("x", "original"),
    ):
        for method in ("GET", "HEAD"):
            response = api.request(method, f"/media/v1/download/{kind}/{video_id}")
            assert response.status_code == 404


@pytest.mark.parametrize(
    ("sent", "served"),
    [
        ("video/mp4", "video/mp4"),
        ("VIDEO/MP4; codecs=x", "video/mp4"),
        ("text/html", "application/octet-stream"),
        ("image/svg+xml", "application/octet-stream"),
        ("", "application/octet-stream"),
    ],
)
def test_only_video_types_are_served_as_such(api: ApiClient, sent: str, served: str) -> None:
    """A browser is not given somebody's HTML from here."""
    video_id = api.new_video()["videoId"]
    files = {"file": ("x.mov", b"1", sent)}
    assert api.post(f"/media/v1/upload/light/{video_id}", files=files).status_code == 200

    assert api.get(f"/media/v1/download/original/{video_id}").headers["content-type"] == served


def test_the_tag_is_of_the_content(api: ApiClient) -> None:
    """Equal bytes have equal tags, other bytes others."""
    tags = []
    for content in (b"one", b"one", b"two"):
        video_id = api.new_video()["videoId"]
        api.upload(video_id, content, light=True)
        tags.append(api.head(f"/media/v1/download/original/{video_id}").headers["etag"])

    assert tags[0] == tags[1] != tags[2]


def test_a_client_that_goes_away_does_no_harm(server: Any, api: ApiClient, original: str) -> None:
    """After a download that was broken off the server answers as before."""
    for _ in range(3):
        with httpx.stream("GET", server.url + original, headers=api.headers) as response:
            next(response.iter_raw(1000))
    assert api.get(original, headers={"Range": "bytes=0-2"}).content == CONTENT[:3]
