"""Answers that are no success, and no answers at all."""

import json
import pickle
import socket
from collections.abc import Callable
from typing import Any

import pixop
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pixop.calls.error_answer import api_error
from pixop.calls.retry import RetryPolicy, repeatable
from pixop.calls.retry_after import retry_after_seconds
from pixop.errors import BY_EXCEPTION, BY_STATUS
from pixop_client.api.accounts import generate_auth_secret


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        *[(status, b"", kind) for status, kind in BY_STATUS.items()],
        *[(401, json.dumps({"exception": name}).encode(), kind) for name, kind in BY_EXCEPTION.items()
          if issubclass(kind, pixop.AuthenticationError)],
        (400, b'{"exception": "UnsupportedByThisServerException"}', pixop.UnsupportedByThisServerError),
        (400, b'{"exception": "NewException"}', pixop.BadRequestError),
        (503, b'{"exception": "AuthException"}', pixop.ServerError),
        (418, b'{"exception": "ExpiredJWTTokenException"}', pixop.ExpiredJWTTokenError),
        (500, b"<html><h1>Oops", pixop.ServerError),
        (599, b"", pixop.ServerError),
        (451, b'{"exception": 5, "errorMessage": []}', pixop.APIError),
        (404, b'{"exception": "NotFo', pixop.NotFoundError),
        (404, b"\xff\xfe\x00", pixop.NotFoundError),
        (400, b"[" * 100_000, pixop.BadRequestError),
    ],
)  # fmt: skip
def test_every_status_and_name_has_its_class(
    status: int, body: bytes, kind: type[Exception], scripted: Any, client_of: Any, tools: Any
) -> None:
    """The status decides the class, a known exception name refines it, and no body breaks it."""
    server = scripted(
        lambda request: request.read_body() and tools.http(status, body, {"X-Request-Id": "r7"})
    )
    with pytest.raises(pixop.APIError) as caught:
        client_of(server.url).videos.update_project("p", name="n")
    error = caught.value
    assert type(error) is kind
    assert (error.status_code, error.method, error.request_id) == (status, "POST", "r7")
    assert error.url == f"{server.url}/videos/v1/project/p"


@given(st.integers(300, 999), st.binary(max_size=80) | st.text(max_size=40).map(
    lambda text: json.dumps({"exception": text, "errorMessage": text}).encode()))  # fmt: skip
def test_any_answer_makes_a_printable_error(status: int, body: bytes) -> None:
    """No status and no body can break the making of the error, its message or its pickle."""
    error = api_error(status, {}, body, method="GET", url="http://h/x?secret=1")
    assert str(error).isprintable()
    assert "secret" not in str(error)
    assert vars(pickle.loads(pickle.dumps(error))) == vars(error)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (b"<html>", pixop.UnexpectedResponseError),
        (b"", pixop.UnexpectedResponseError),
        (b"{}", pixop.UnexpectedResponseError),
        (b'{"project": 5}', pixop.UnexpectedResponseError),
        (b"\xff", pixop.UnexpectedResponseError),
    ],
)
def test_a_success_of_another_shape_is_told(
    answer: bytes, kind: type[Exception], scripted: Any, client_of: Any, tools: Any
) -> None:
    """A 200 that is not what the document says raises and points at the base URL."""
    server = scripted(lambda _: tools.http(200, answer))
    with pytest.raises(kind, match="base URL"):
        client_of(server.url).videos.get_project("p")


@pytest.mark.parametrize("location", ["https://elsewhere.example/login", "", "ftp://x", "http://[bad"])
def test_a_redirect_of_a_post_is_not_followed(
    location: str, scripted: Any, client_of: Any, tools: Any
) -> None:
    """A request that changes something stays where it was sent."""
    server = scripted(lambda request: request.read_body() and tools.http(302, b"", {"Location": location}))
    with pytest.raises(pixop.UnexpectedResponseError, match="redirect"):
        client_of(server.url).videos.update_project("p", name="n")


def test_a_redirect_loop_ends(scripted: Any, client_of: Any, tools: Any) -> None:
    """Redirects are followed a few times, not for ever."""
    server = scripted(lambda _: tools.http(307, b"", {"Location": "/videos/v1/project/p"}))
    with pytest.raises(pixop.UnexpectedResponseError, match="redirect"):
        client_of(server.url).videos.get_project("p")
    assert len(server.of("/videos/v1/project/p")) == 6


def test_a_server_that_is_not_there_is_told_with_the_way_out(client_of: Any) -> None:
    """A refused connection names the URL, how often it was tried, and what to check."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with pytest.raises(pixop.ConnectionFailedError, match="check that the server runs") as caught:
        client_of(url).videos.get_project("p")
    assert not caught.value.request_sent
    assert caught.value.attempts == 3


def test_a_silent_server_ends_in_a_timeout(scripted: Any, client_of: Any, tools: Any) -> None:
    """No answer within the read timeout raises the phase, and a PUT is not repeated."""
    server = scripted(lambda request: request.read_body() and None)
    with pytest.raises(pixop.RequestTimeoutError, match=r"0\.2 s") as caught:
        client_of(server.url, timeout=pixop.Timeouts(read=0.2)).videos.create_project(name="n")
    assert caught.value.phase == "read"
    assert len(server.of("/videos/v1/project")) == 1


@pytest.mark.parametrize("fault", ["hang", 429, 503, 502])
@pytest.mark.parametrize("method", ["GET", "DELETE", "PUT", "POST"])
def test_only_what_is_safe_is_repeated(
    method: str, fault: Any, scripted: Any, client_of: Any, tools: Any
) -> None:
    """GET and DELETE are tried again after a fault that passes; PUT and POST are sent once when nobody can say more."""
    faults = [fault]

    def script(request: Any) -> bytes:
        request.read_body()
        if faults:
            if faults.pop() == "hang":
                raise tools.Hang
            return bytes(tools.http(fault, b"", {"Retry-After": "0"}))
        dates = {"dateCreated": "2020-01-01 00:00:00", "timeLastUpdated": "2020-01-01 00:00:00"}
        return bytes(tools.http(200, {"project": {"id": "p", "name": "n", "teamId": "t", **dates}}))

    server = scripted(script)
    videos = client_of(server.url).videos
    calls: dict[str, Callable[[], Any]] = {
        "GET": lambda: videos.get_project("p"),
        "DELETE": lambda: videos.delete_project("p"),
        "PUT": lambda: videos.create_project(name="n"),
        "POST": lambda: videos.update_project("p", name="n"),
    }
    call = calls[method]
    if method in ("GET", "DELETE"):
        call()
        assert len(server.requests) == 3
    else:
        with pytest.raises((pixop.APIError, pixop.ConnectionFailedError)):
            call()
        assert [each.method for each in server.requests].count(method) == 1


def test_a_wait_that_is_too_long_is_left_to_the_caller(scripted: Any, client_of: Any, tools: Any) -> None:
    """A Retry-After beyond the cap raises at once and carries the seconds."""
    server = scripted(lambda _: tools.http(429, b"", {"Retry-After": "3600"}))
    with pytest.raises(pixop.RateLimitError) as caught:
        client_of(server.url).videos.get_project("p")
    assert caught.value.retry_after == 3600
    assert len(server.of("/videos/v1/project/p")) == 1


@given(st.text(max_size=40), st.floats(0, 4e9))
def test_any_retry_after_is_seconds_or_nothing(value: str, now: float) -> None:
    """Whatever the header says, the wait is never negative and never a crash."""
    seconds = retry_after_seconds(value, now)
    assert seconds is None or 0 <= seconds < 1e9


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7.0),
        (" 0 ", 0.0),
        ("Sun, 06 Nov 1994 08:49:37 GMT", 37.0),
        ("Sunday, 06-Nov-94 08:49:37 GMT", 37.0),
        ("Sun Nov  6 08:49:37 1994", 37.0),
        ("Sun, 06 Nov 1994 08:48:00 GMT", 0.0),
        ("soon", None),
        ("-5", None),
        ("²", None),
        (None, None),
    ],
)
def test_retry_after_is_read_as_the_rfc_says(value: str | None, seconds: float | None) -> None:
    """Seconds and all three forms of an HTTP date count from the server's present."""
    assert retry_after_seconds(value, 784111740.0) == seconds


@given(st.integers(1, 20), st.floats(0, 1))
def test_pauses_grow_but_stay_bounded(attempt: int, luck: float) -> None:
    """A pause is between half and all of a value that doubles up to the cap."""
    pause = RetryPolicy(jitter=lambda: luck).pause(attempt)
    full = min(8.0, 0.5 * 2 ** (attempt - 1))
    assert full / 2 <= pause <= full


def test_repeatable_methods_are_those_of_the_rules() -> None:
    """PUT counts as a creation here, although HTTP calls it idempotent."""
    assert [m for m in ("GET", "HEAD", "DELETE", "PUT", "POST") if repeatable(m, False)] == [
        "GET",
        "HEAD",
        "DELETE",
    ]
    assert not repeatable("GET", generate_auth_secret.OPERATION.changes_state)


def test_every_public_name_exists_and_every_error_is_public() -> None:
    """`__all__` is complete, sorted and importable."""
    import pixop.errors

    assert sorted(pixop.__all__) == pixop.__all__
    for name in pixop.__all__:
        assert getattr(pixop, name).__name__ == name
    kinds = {
        name
        for name, value in vars(pixop.errors).items()
        if isinstance(value, type) and issubclass(value, Exception)
    }
    assert kinds <= set(pixop.__all__)
    assert set(pixop.__all__) < set(dir(pixop))
    with pytest.raises(AttributeError):
        _ = pixop.nothing_of_that_name
