"""What HTTP allows and what it does not: methods, headers, bodies, interim answers."""

from typing import Any

import pixop_schemas
import pytest
from api_client import ApiClient
from raw_http import RawConnection

METHODS = {"GET", "PUT", "POST", "DELETE", "HEAD", "PATCH", "OPTIONS", "TRACE", "PROPFIND"}


def fill(template: str) -> str:
    """Put ids into a path of the document."""
    return template.replace("{project-id}", "x").replace("{video-id}", "x")


@pytest.mark.parametrize("template", sorted(pixop_schemas.document()["paths"]))
def test_other_methods_are_refused_with_what_is_allowed(api: ApiClient, template: str) -> None:
    """405 with `Allow` for every method that the document does not have at a path."""
    allowed = {method.upper() for method in pixop_schemas.document()["paths"][template]} & METHODS
    for method in METHODS - allowed:
        response = api.request(method, fill(template))
        assert response.status_code == 405, method
        assert set(response.headers["allow"].split(", ")) == allowed


@pytest.mark.parametrize(
    "path",
    [
        "/page/",
        "/accounts",
        "/accounts/v1/token/",
        "//accounts/v1/token",
        "/videos/v1/project/",
        "/%00",
        "/media/v1/upload",
    ],
)
def test_there_is_nothing_elsewhere(api: ApiClient, path: str) -> None:
    """Any other path is 404 in the document's form, without a redirect."""
    response = api.get(path)

    assert (response.status_code, response.json()["exception"]) == (404, "NotFoundException")


@pytest.mark.parametrize(
    "path", ["/videos/v1/video/%ff%fe", "/videos/v1/video/%E0%80", "/videos/v1/video/%", "/%ff"]
)
def test_paths_that_are_no_text_are_refused(server: Any, api: ApiClient, path: str) -> None:
    """Bytes that are not UTF-8 are a client's mistake, not the server's."""
    with RawConnection(server.url) as connection:
        connection.head(f"GET {path}", {"Authorization": api.headers["Authorization"]})
        assert connection.read().status in {400, 404}


def test_large_headers_are_refused(api: ApiClient, server: Any) -> None:
    """A header section over the limit is 431, and the server goes on."""
    response = api.get("/accounts/v1/account", headers={"X-Large": "x" * 70_000})
    assert response.status_code == 431
    with RawConnection(server.url) as connection:
        connection.head("GET /accounts/v1/account", {f"X-{number}": "x" for number in range(300)})
        assert connection.read().status == 431
    assert api.get("/accounts/v1/account").status_code == 200


def test_header_bytes_that_are_not_ascii_do_no_harm(server: Any, api: ApiClient) -> None:
    """Latin-1 and worse in any header is read or refused, never a fault."""
    for name in (
        "Authorization",
        "Range",
        "If-None-Match",
        "If-Range",
        "Content-Type",
        "X-Any",
        "Cookie",
        "Host",
    ):
        with RawConnection(server.url) as connection:
            connection.send(
                b"PUT /videos/v1/video HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n%s: \xe9\xff\x80\r\n\r\n{}"
                % name.encode()
            )
            assert 400 <= connection.read().status < 500


def test_a_large_json_body_is_refused(server: Any, api: ApiClient) -> None:
    """413 by the announced length, and by the counted one without it."""
    large = b'{"name": "' + b"x" * (1 << 20) + b'"}'
    headers = {"Content-Type": "application/json"}

    assert api.put("/videos/v1/project", content=large, headers=headers).status_code == 413
    assert api.put("/videos/v1/project", content=iter([large]), headers=headers).status_code == 413
    with RawConnection(server.url) as connection:
        announced = {"Authorization": api.headers["Authorization"], "Content-Length": "9" * 25} | headers
        connection.head("PUT /videos/v1/project", announced)
        assert connection.read().status in {400, 413}


def test_a_refusal_before_the_body_says_that_the_connection_ends(server: Any, api: ApiClient) -> None:
    """The answer comes while the body is being sent, with `Connection: close`, and is not lost to a reset."""
    piece = b"x" * 65536
    for _ in range(5):
        with RawConnection(server.url) as connection:
            connection.head(
                "POST /media/v1/upload/x",
                {"Content-Type": "multipart/form-data; boundary=b", "Content-Length": str(1 << 30)},
            )
            for _ in range(40):
                connection.send(piece)
            response = connection.read()
            assert (response.status, response.headers.get("connection")) == (401, "close")
            assert b"NoJWTTokenFoundException" in response.content


def test_a_client_that_sends_everything_before_it_reads_gets_its_refusal(api: ApiClient) -> None:
    """A body of some megabytes may be sent to its end; the refusal is there afterwards, every time."""
    for _ in range(5):
        response = api.post(
            "/media/v1/upload/unknown", files={"file": ("x.mov", b"x" * (6 << 20), "video/mp4")}
        )
        assert response.status_code == 404


def test_a_refusal_of_a_small_body_keeps_the_connection(server: Any, api: ApiClient) -> None:
    """A small body that is not wanted is read away, so that the next request follows on the same connection."""
    token = {"Authorization": api.headers["Authorization"]}
    with RawConnection(server.url) as connection:
        for headers, status in (({}, 401), (token, 404), (token | {"Content-Type": "text/plain"}, 404)):
            connection.head("POST /videos/v1/project/x", headers | {"Content-Length": "10"})
            connection.send(b"0123456789")
            response = connection.read()
            assert (response.status, response.headers.get("connection")) == (status, None)


def test_a_small_body_that_does_not_come_is_not_waited_for(server: Any) -> None:
    """The refusal is sent although the announced body is missing."""
    with RawConnection(server.url) as connection:
        connection.head("PUT /videos/v1/project", {"Content-Length": "10"})
        response = connection.read()
    assert (response.status, response.headers.get("connection")) == (401, "close")


def test_bodies_where_none_belongs_are_ignored(api: ApiClient) -> None:
    """A body or content type on a request without one changes nothing (D-37)."""
    assert (
        api.request(
            "POST", "/accounts/v1/token", content=b"{", headers={"Content-Type": "text/x"}
        ).status_code
        == 200
    )
    assert (
        api.request("GET", "/videos/v1/projects", headers={"Content-Type": "text/plain"}).status_code == 200
    )
    assert api.request("POST", "/accounts/v1/token", json={}).status_code == 200


def test_an_announced_json_body_is_asked_for(server: Any, api: ApiClient) -> None:
    """`Expect: 100-continue` gets its interim answer, or a final one in its place."""
    body = b'{"name": "expected"}'
    headers = {
        "Content-Type": "application/json; charset=UTF-8",
        "Content-Length": str(len(body)),
        "Expect": "100-continue",
    }
    with RawConnection(server.url) as connection:
        connection.head("PUT /videos/v1/project", headers | {"Authorization": api.headers["Authorization"]})
        assert connection.read().status == 100
        connection.send(body)
        assert connection.read().status == 200
    with RawConnection(server.url) as connection:
        connection.head("PUT /videos/v1/project", headers)
        assert connection.read().status == 401


def test_a_body_that_ends_early_changes_nothing(server: Any, api: ApiClient) -> None:
    """Half a JSON body creates nothing."""
    before = api.ok("GET", "/videos/v1/projects")["_embedded"]["totalFound"]
    with RawConnection(server.url) as connection:
        connection.head(
            "PUT /videos/v1/project",
            {
                "Authorization": api.headers["Authorization"],
                "Content-Type": "application/json",
                "Content-Length": "100",
            },
        )
        connection.send(b'{"name": "half"}')
    assert api.ok("GET", "/videos/v1/projects")["_embedded"]["totalFound"] == before


def test_a_connection_serves_many_requests(server: Any, api: ApiClient) -> None:
    """Requests that follow each other on one connection are answered in order, refusals included."""
    with RawConnection(server.url) as connection:
        for path, status in (("/accounts/v1/account", 200), ("/nothing", 404), ("/videos/v1/projects", 200)):
            connection.head(f"GET {path}", {"Authorization": api.headers["Authorization"]})
            assert connection.read().status == status


def test_an_old_client_without_a_host_is_answered(server: Any, api: ApiClient) -> None:
    """HTTP/1.0 has no `Host`; URLs are made from the server's own address then."""
    with RawConnection(server.url) as connection:
        authorization = api.headers["Authorization"].encode()
        connection.send(b"GET /videos/v1/projects HTTP/1.0\r\nAuthorization: %s\r\n\r\n" % authorization)
        response = connection.read()
    assert response.status == 200
    assert server.url.encode() in response.content


def test_every_answer_has_an_id_of_its_own_that_the_log_has_too(server: Any, api: ApiClient) -> None:
    """The log names the request by the id that the client sees, and holds no credentials."""
    first, second = (api.get("/accounts/v1/account").headers["x-request-id"] for _ in range(2))
    log = server.log.read_text()

    assert first != second
    assert first in log
    assert api.headers["Authorization"].removeprefix("Bearer ") not in log
    assert server.password not in log
