"""How requests look on the wire, and how answers are read from it."""

import gzip
import json
import zlib
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pixop import ConfigurationError, ConnectionFailedError
from pixop.http import _target

PROJECT = {
    "project": {
        "id": "p",
        "name": "Schöner Film",
        "teamId": "t",
        "dateCreated": "2024-01-01 00:00:00",
        "timeLastUpdated": "2024-01-01 00:00:00",
    }
}


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_compressed_answers_are_read(coding: str, scripted: Any, client_of: Any, tools: Any) -> None:
    """The codings that a request offers are understood in the answer."""
    offered: list[str] = []

    def script(request: Any) -> bytes:
        offered.append(request.headers["accept-encoding"])
        text = json.dumps(PROJECT).encode()
        packed = gzip.compress(text) if coding == "gzip" else zlib.compress(text)
        return bytes(tools.http(200, packed, {"Content-Encoding": coding}))

    assert client_of(scripted(script).url).videos.get_project("p").project.name == "Schöner Film"
    assert coding in offered[0]


def test_an_answer_that_cannot_be_unpacked_is_a_broken_connection(
    scripted: Any, client_of: Any, tools: Any
) -> None:
    """Bytes that are not what `Content-Encoding` says end in an error of ours."""
    server = scripted(lambda _: tools.http(200, b"no gzip", {"Content-Encoding": "gzip"}))
    with pytest.raises(ConnectionFailedError):
        client_of(server.url).videos.get_project("p")


def test_one_connection_serves_many_calls(scripted: Any, client_of: Any, tools: Any) -> None:
    """Connections are kept, and a request for JSON says no more than it has to."""
    server = scripted(lambda _: tools.http(200, PROJECT))
    client = client_of(server.url)
    for _ in range(5):
        client.videos.get_project("p")
    requests = server.of("/videos/v1/project/p")
    assert len({id(each.connection) for each in server.requests}) == 1
    assert {name for name, _ in requests[0].raw_headers} == {
        "Host",
        "User-Agent",
        "Accept",
        "Accept-Encoding",
        "Authorization",
    }
    assert requests[0].headers["host"] == server.url.removeprefix("http://")


def test_a_proxy_that_is_none_is_told_without_its_password(
    client_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy setting that makes no sense is an error of the settings, and is not quoted."""
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.setenv("http_proxy", "ftp://user:canary@proxy.example")
    with pytest.raises(ConfigurationError, match="proxy") as caught:
        client_of("http://pixop.example").videos.get_project("p")
    assert "canary" not in str(caught.value)


@given(
    st.sampled_from(
        [
            "http://h",
            "https://h.example:8443",
            "http://[::1]:80",
            "https://H.Example",
            "http://bücher.example",
        ]
    ),
    st.text(st.sampled_from("ab/.%2F?&=;:@ ä\"<#~-_+'*()[]|\\^`{}!$,"), max_size=20),
)
def test_urls_go_out_as_httpx_would_write_them(origin: str, rest: str) -> None:
    """The short way for ordinary URLs gives the same bytes as the full reading."""
    text = f"{origin}/{rest}"
    expected = httpx.URL(text)
    url, host = _target(text)
    assert (url.scheme, url.host, url.target) == (expected.raw_scheme, expected.raw_host, expected.raw_path)
    assert url.port == expected.port
    assert host == expected.netloc
