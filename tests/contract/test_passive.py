"""The judges that look at every answer."""

import copy
import json
from typing import Any

import pytest
from pixop_contract.document import load_document
from pixop_contract.exchange import Exchange
from pixop_contract.http_message import Headers, Request, Response
from pixop_contract.passive import PassiveValidator

DOCUMENT = load_document()
PROJECT: dict[str, Any] = DOCUMENT.data["components"]["examples"]["Project"]["value"]
PAGE: dict[str, Any] = DOCUMENT.data["components"]["examples"]["ProjectPage"]["value"]
VIDEO: dict[str, Any] = DOCUMENT.data["components"]["examples"]["OriginalVideo"]["value"]
JSON = {"Content-Type": "application/json", "Date": "Fri, 13 Nov 2020 09:40:02 GMT"}
MEDIA = {
    "Content-Type": "video/mp4",
    "Date": "Fri, 13 Nov 2020 09:40:02 GMT",
    "ETag": '"a"',
    "Accept-Ranges": "bytes",
    "Content-Disposition": 'attachment; filename="a.mp4"',
    "Content-Length": "3",
}


def changed(data: dict[str, Any], *path: str | int, to: Any = None, drop: bool = False) -> dict[str, Any]:
    made = copy.deepcopy(data)
    node: Any = made
    for step in path[:-1]:
        node = node[step]
    if drop:
        del node[path[-1]]
    else:
        node[path[-1]] = to
    return made


def findings(
    operation: str, data: Any, *, status: int = 200, headers: dict[str, str] | None = None, **more: Any
) -> list[str]:
    """Return the requirements that an answer departs from."""
    found = DOCUMENT.operations[operation]
    body = data if isinstance(data, bytes) else json.dumps(data).encode()
    response = Response(status, Headers((headers or JSON).items()), body, **more)
    validator = PassiveValidator(DOCUMENT)
    validator.observe(Exchange(1, Request(found.method, found.target("x")), response, found))
    return sorted(name for name in validator.applied if validator.findings(name))


@pytest.mark.parametrize(
    ("operation", "data"), [("getProject", PROJECT), ("listProjects", PAGE), ("getVideo", VIDEO)]
)
def test_the_documents_examples_are_kept(operation: str, data: Any) -> None:
    """An answer as the document prints it departs from nothing, with fields that it does not know too."""
    assert findings(operation, data) == []
    assert findings(operation, {**data, "more": [1]}) == []


@pytest.mark.parametrize(
    ("operation", "data", "expected"),
    [
        ("getProject", changed(PROJECT, "project", "teamId", drop=True), ["SCH-005"]),
        ("getProject", changed(PROJECT, "project", "name", to=7), ["SCH-005"]),
        ("getProject", changed(PROJECT, "project", "name", to=None), ["SCH-005"]),
        ("getProject", changed(PROJECT, "project", "dateCreated", to="2020-11-13T09:30:00Z"), ["TIME-001"]),
        ("getProject", changed(PROJECT, "project", "dateCreated", to="2020-02-30 09:30:00"), ["TIME-003"]),
        (
            "getProject",
            changed(PROJECT, "project", "timeLastUpdated", to="2019-01-01 00:00:00"),
            ["TIME-002"],
        ),
        ("listProjects", changed(PAGE, "page", to="2"), ["SCH-015"]),
        ("listProjects", changed(PAGE, "_links", "self", "href", to="/videos"), ["SCH-015"]),
        ("listProjects", changed(PAGE, "_links", "next", to=None), ["SCH-016"]),
        ("listProjects", changed(PAGE, "_links", drop=True), ["SCH-006"]),
        ("getVideo", changed(VIDEO, "video", "upload", "fileSize", to="386077"), ["SCH-015"]),
        ("getVideo", changed(VIDEO, "video", "upload", "fileName", to=None), ["SCH-016"]),
        ("getVideo", changed(VIDEO, "video", "ingestion", "metadata", "frameWidth", to=1.5), ["SCH-008"]),
        (
            "getProject",
            changed(PROJECT, "project", "timeLastUpdated", to="2020-11-13 10:40:02"),
            ["TIME-005"],
        ),
        ("getProject", b"<html>", ["HTTP-009"]),
        ("getProject", b'{"project": {"id": "\xff"}}', ["HTTP-009"]),
        ("getProject", b'{"project": NaN}', ["HTTP-009", "SCH-005"]),
    ],
)
def test_a_departure_has_its_requirement(operation: str, data: Any, expected: list[str]) -> None:
    """What the reference prints is S, what the document decided is a difference, and one fault is one finding."""
    assert findings(operation, data) == expected


def test_a_name_twice_is_noticed() -> None:
    """An object with a name twice is valid JSON, but should not be sent."""
    body = json.dumps(PROJECT).replace('"name"', '"name": "first", "name"', 1).encode()
    assert findings("getProject", body) == ["HTTP-012"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"ETag": None}, ["ETAG-001"]),
        ({"ETag": "abc"}, ["ETAG-002"]),
        ({"ETag": 'W/"abc"'}, ["ETAG-003"]),
        ({"Content-Disposition": "attachment"}, ["DL-001"]),
        ({"Content-Length": None}, ["DL-002"]),
        ({"Accept-Ranges": "none"}, ["RNG-004"]),
        ({"Content-Type": "text/html"}, ["HTTP-011"]),
        ({"Content-Type": "application/octet-stream"}, []),
        ({"Date": None}, ["HTTP-005"]),
        ({"Date": "2020-11-13T09:40:02Z"}, ["HTTP-005"]),
    ],
)
def test_a_download_has_its_fields(change: dict[str, str | None], expected: list[str]) -> None:
    """Each header field of a download has a requirement of its own."""
    headers = {name: value for name, value in {**MEDIA, **change}.items() if value is not None}
    assert findings("downloadOriginalMedia", b"abc", headers=headers) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("bytes 0-2/10", []),
        ("bytes 0-2/*", []),
        (None, ["RNG-001"]),
        ("bytes 0-3/10", ["RNG-002"]),
        ("bytes 8-10/10", ["RNG-002"]),
        ("bytes 2-0/10", ["RNG-002"]),
        ("0-2/10", ["RNG-002"]),
    ],
)
def test_a_part_says_which_it_is(value: str | None, expected: list[str]) -> None:
    """A Content-Range is there and agrees with the bytes that follow."""
    headers = {**MEDIA, **({} if value is None else {"Content-Range": value})}
    assert findings("downloadOriginalMedia", b"abc", status=206, headers=headers) == expected


@pytest.mark.parametrize(
    ("operation", "status", "headers", "more", "expected"),
    [
        ("getProject", 401, {"WWW-Authenticate": "Bearer"}, {}, []),
        ("getProject", 401, {}, {}, ["HTTP-006"]),
        ("getProject", 405, {}, {}, ["HTTP-007"]),
        ("getProject", 500, {}, {}, ["HTTP-004"]),
        ("getProject", 503, {"Retry-After": "1"}, {}, []),
        ("getProject", 503, {}, {}, ["HTTP-004"]),
        ("getProject", 404, {"Content-Type": "text/html"}, {}, ["ERR-001"]),
        ("downloadOriginalMedia", 416, {}, {}, ["RNG-003"]),
        ("downloadOriginalMedia", 416, {"Content-Range": "bytes */3"}, {}, []),
        ("downloadOriginalMedia", 304, {}, {}, ["ETAG-004"]),
        ("downloadOriginalMedia", 304, {"ETag": '"a"'}, {"stray": b"abc"}, ["HTTP-001"]),
        ("deleteProject", 204, {}, {}, []),
        ("deleteProject", 204, {"Content-Length": "0"}, {}, ["HTTP-003"]),
        ("deleteProject", 200, {}, {}, ["HTTP-010"]),
        ("getProject", 404, {}, {"problems": ("a line ends with LF alone",)}, ["HTTP-002"]),
    ],
)
def test_a_status_asks_for_its_fields(
    operation: str, status: int, headers: dict[str, str], more: dict[str, Any], expected: list[str]
) -> None:
    """HTTP's own rules, status by status."""
    error = {"exception": "NotFoundException", "errorMessage": "no"}
    assert findings(operation, error, status=status, headers={**JSON, **headers}, **more) == expected


def test_one_fault_in_many_answers_is_one_finding() -> None:
    """The same departure from several operations is told once, with all of them."""
    validator = PassiveValidator(DOCUMENT)
    body = json.dumps(changed(PROJECT, "project", "teamId", drop=True)).encode()
    for number, name in enumerate(("getProject", "updateProject", "createProject", "getProject"), 1):
        operation = DOCUMENT.operations[name]
        request = Request(operation.method, operation.target("x"))
        validator.observe(Exchange(number, request, Response(200, Headers(JSON.items()), body), operation))
    (finding,) = validator.findings("SCH-005")
    assert finding.operations == ("getProject", "updateProject", "createProject")
    assert finding.expected == "the field teamId at $.project"


@pytest.mark.parametrize(
    ("content_type", "expected"),
    [
        ("application/json", []),
        ("application/json; charset=UTF-8", []),
        ('application/json;charset="utf-8"', []),
        ("application/json; charset=iso-8859-1", ["HTTP-026"]),
    ],
)
def test_json_has_no_other_charset(content_type: str, expected: list[str]) -> None:
    """JSON is UTF-8, whatever the type says; a type that says otherwise is noticed."""
    assert findings("getProject", PROJECT, headers={**JSON, "Content-Type": content_type}) == expected


@pytest.mark.parametrize(
    ("challenge", "expected"),
    [
        ("Bearer", []),
        ('Basic realm="a", Bearer realm="b"', []),
        ("", ["HTTP-006"]),
        ('"realm"', ["HTTP-006"]),
    ],
)
def test_a_challenge_has_a_scheme(challenge: str, expected: list[str]) -> None:
    """A 401 tells by which scheme to authenticate."""
    error = {"exception": "NoJWTTokenFoundException", "errorMessage": "There is no token."}
    headers = {**JSON, "WWW-Authenticate": challenge}
    assert findings("getProject", error, status=401, headers=headers) == expected


@pytest.mark.parametrize(
    "body",
    [
        b'\xef\xbb\xbf{"exception": "X", "errorMessage": "no"}',
        b'{"exception": "X", "errorMessage": ""}',
        b'{"exception": "X"}',
        b'[{"exception": "X", "errorMessage": "no"}]',
    ],
    ids=["a mark before it", "an empty text", "a text missing", "in a list"],
)
def test_errors_are_json_with_two_texts(body: bytes) -> None:
    """An error that is not plain JSON with both texts differs from the document."""
    assert findings("getProject", body, status=404) == ["ERR-001"]
