"""Reading HTTP/1.x responses from bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pixop_contract.http_message import Headers
from pixop_contract.http_parser import UnreadableResponseError, WireReader, read_response

CONTENT = st.binary(max_size=200)
NAMES = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJ0123456789-_!#$%&'*+.^`|~", min_size=1, max_size=12)
VALUES = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=20)
FIELDS = st.lists(st.tuples(NAMES, VALUES), max_size=6)
FRAMING = {"content-length", "transfer-encoding"}


def reader(data: bytes, step: int = 7) -> WireReader:
    """Return a reader that gets the data a few bytes at a time."""
    pieces = [data[start : start + step] for start in range(0, len(data), step)]
    return WireReader(lambda: pieces.pop(0) if pieces else b"")


def response(head: str, body: bytes = b"") -> bytes:
    return head.replace("\n", "\r\n").encode("latin-1") + b"\r\n" + body


@given(content=CONTENT, sizes=st.lists(st.integers(1, 50), min_size=1), step=st.integers(1, 60))
def test_chunked_content_is_put_together(content: bytes, sizes: list[int], step: int) -> None:
    """However content is cut into chunks and segments, the same content is read."""
    chunks, rest, turn = b"", content, 0
    while rest:
        part, rest = rest[: sizes[turn % len(sizes)]], rest[sizes[turn % len(sizes)] :]
        chunks += b"%X;note=x\r\n%s\r\n" % (len(part), part)
        turn += 1
    wire = response("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n", chunks + b"0\r\nX-Sum: 1\r\n\r\n")
    assert read_response(reader(wire, step), "GET").body == content


@given(fields=FIELDS, step=st.integers(1, 60))
def test_fields_are_read_in_order(fields: list[tuple[str, str]], step: int) -> None:
    """Field names and values arrive as they were sent, without a fault being noted."""
    sent = [(name, value) for name, value in fields if name.lower() not in FRAMING]
    head = "HTTP/1.1 200 OK\n" + "".join(f"{name}: {value}\n" for name, value in sent)
    found = read_response(reader(response(head + "Content-Length: 2\n", b"ok"), step), "GET")
    assert list(found.headers)[:-1] == sent
    assert found.problems == ()
    assert found.body == b"ok"


@given(data=st.binary(max_size=300), step=st.integers(1, 60))
def test_any_bytes_are_read_or_refused(data: bytes, step: int) -> None:
    """Bytes that are no response raise the one error for that, and nothing else."""
    try:
        found = read_response(reader(data, step), "GET")
    except UnreadableResponseError:
        return
    assert 100 <= found.status <= 999


@pytest.mark.parametrize(
    ("wire", "why"),
    [
        (b"", "without an answer"),
        (b"HTTP/1.1 200 OK\r\nContent-Le", "inside the header section"),
        (b"HTTP/2 200\r\n\r\n", "status line"),
        (response("HTTP/1.1 200 OK\nContent-Length: 5\n", b"abc"), "after 3 of 5 bytes"),
        (response("HTTP/1.1 200 OK\nContent-Length: 5\nContent-Length: 6\n", b"abcdef"), "different values"),
        (response("HTTP/1.1 200 OK\nContent-Length: x\n"), "not a number"),
        (response("HTTP/1.1 200 OK\nTransfer-Encoding: gzip, chunked\n"), "not asked for"),
        (response("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n", b"zz\r\n"), "not hexadecimal"),
        (
            response("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n", b"1\r\nab\r\n0\r\n\r\n"),
            "longer than its size",
        ),
        (response("HTTP/1.1 200 OK\nno colon here\n"), "no colon"),
        (b"H" * 70_000, "a line has more than"),
    ],
)
def test_a_broken_message_is_refused_with_the_reason(wire: bytes, why: str) -> None:
    """The error says in which way the bytes are no response."""
    with pytest.raises(UnreadableResponseError, match=why):
        read_response(reader(wire, 4096), "GET")


@pytest.mark.parametrize(
    ("wire", "problem"),
    [
        (b"HTTP/1.1 200 OK\nContent-Length: 0\n\n", "LF alone"),
        (response("HTTP/1.1 200 OK\nX-A: b\n c\nContent-Length: 0\n"), "folded"),
        (response("HTTP/1.1 200 OK\nX-A : b\nContent-Length: 0\n"), "not a token"),
        (response("HTTP/1.1 200 OK\nContent-Length: 0\nContent-Length: 0\n"), "more than once"),
        (
            response("HTTP/1.1 200 OK\nContent-Length: 1\nTransfer-Encoding: chunked\n", b"0\r\n\r\n"),
            "together",
        ),
    ],
)
def test_a_fault_that_can_be_read_over_is_noted(wire: bytes, problem: str) -> None:
    """A departure from the syntax is kept with the response."""
    assert problem in "; ".join(read_response(reader(wire, 4096), "GET").problems)


def test_interim_responses_are_counted() -> None:
    """Responses 1xx before the final one are told by their status."""
    wire = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: x\r\n\r\n"
    found = read_response(reader(wire + response("HTTP/1.0 200\n", b"rest")), "GET")
    assert (found.interim, found.status, found.body) == ((100, 103), 200, b"rest")


def test_headers_compare_without_case() -> None:
    """A field is found by its name in any case, and several lines are one value."""
    headers = Headers([("ETag", '"a"'), ("Allow", "GET"), ("ALLOW", "HEAD")])
    assert headers.get("etag") == '"a"'
    assert headers.get("allow") == "GET, HEAD"
    assert headers.get("Range") is None
    assert ("Allow" in headers, 3 in headers, len(headers)) == (True, False, 3)
