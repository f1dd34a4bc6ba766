"""Read one HTTP/1.x response from a stream of bytes (RFC 9112), noting faults instead of hiding them.

No sockets here: a `WireReader` draws bytes from a function.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from pixop_contract.http_message import Headers, Response

MAX_LINE = 65_536
MAX_FIELDS = 512
MAX_CONTENT = 256 * 1024 * 1024
TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
STATUS_LINE = re.compile(r"(HTTP/[0-9]\.[0-9]) ([0-9]{3})(?: (.*))?")


class UnreadableResponseError(Exception):
    """The bytes received are not an HTTP response, or stop in the middle of one."""


class WireReader:
    """A buffer over `receive`, which returns the next bytes and b"" at the end of the stream."""

    def __init__(self, receive: Callable[[], bytes]) -> None:
        self._receive = receive
        self._buffer = bytearray()
        self._ended = False

    @property
    def started(self) -> bool:
        """Whether bytes wait in the buffer."""
        return bool(self._buffer)

    def _more(self) -> bool:
        if self._ended:
            return False
        data = self._receive()
        self._ended = not data
        self._buffer += data
        return bool(data)

    def line(self) -> tuple[str, bool]:
        """Return the next line without its ending, and whether that ending was CRLF."""
        start = 0
        while (end := self._buffer.find(b"\n", start)) < 0:
            start = len(self._buffer)
            if start > MAX_LINE:
                raise UnreadableResponseError(f"a line has more than {MAX_LINE} bytes")
            if not self._more():
                raise UnreadableResponseError(
                    "the connection closed inside the header section"
                    if start
                    else "the connection closed without an answer"
                )
        raw = bytes(self._buffer[: end + 1])
        del self._buffer[: end + 1]
        proper = raw.endswith(b"\r\n")
        return raw[: -2 if proper else -1].decode("latin-1"), proper

    def exactly(self, size: int) -> bytes:
        """Return the next `size` bytes."""
        while len(self._buffer) < size:
            if not self._more():
                raise UnreadableResponseError(f"the content ends after {len(self._buffer)} of {size} bytes")
        data = bytes(self._buffer[:size])
        del self._buffer[:size]
        return data

    def rest(self) -> bytes:
        """Return everything until the end of the stream."""
        while self._more():
            if len(self._buffer) > MAX_CONTENT:
                raise UnreadableResponseError(f"the content has more than {MAX_CONTENT} bytes")
        return self.taken()

    def taken(self) -> bytes:
        """Return what the buffer holds, without waiting for more."""
        data = bytes(self._buffer)
        self._buffer.clear()
        return data


def read_fields(reader: WireReader, problems: list[str]) -> Headers:
    """Read header or trailer fields up to the empty line."""
    fields: list[tuple[str, str]] = []
    while True:
        line, proper = reader.line()
        if not proper:
            _note(problems, "a line ends with LF alone")
        if not line:
            return Headers(fields)
        if len(fields) >= MAX_FIELDS:
            raise UnreadableResponseError(f"more than {MAX_FIELDS} header fields")
        if line[0] in " \t" and fields:
            _note(problems, "a field value is folded over two lines")
            name, value = fields.pop()
            fields.append((name, f"{value} {line.strip()}"))
            continue
        name, colon, value = line.partition(":")
        if not colon:
            raise UnreadableResponseError(f"a header line has no colon: {line[:80]!r}")
        if not TOKEN.fullmatch(name):
            _note(problems, f"the field name {name!r} is not a token")
        fields.append((name.strip(), value.strip(" \t")))


def read_chunked(reader: WireReader, problems: list[str]) -> bytes:
    """Read content in the chunked transfer coding, with its trailer (RFC 9112, section 7.1)."""
    content = bytearray()
    while True:
        line, _ = reader.line()
        digits = line.split(";")[0].strip()
        if not re.fullmatch(r"[0-9A-Fa-f]{1,16}", digits):
            raise UnreadableResponseError(f"a chunk size is not hexadecimal: {line[:40]!r}")
        size = int(digits, 16)
        if not size:
            read_fields(reader, problems)
            return bytes(content)
        if len(content) + size > MAX_CONTENT:
            raise UnreadableResponseError(f"the content has more than {MAX_CONTENT} bytes")
        content += reader.exactly(size)
        if reader.line()[0]:
            raise UnreadableResponseError("a chunk is longer than its size says")


def read_head(reader: WireReader, problems: list[str]) -> tuple[str, int, str, Headers]:
    """Read a status line and the header section that follows."""
    line, proper = reader.line()
    match = STATUS_LINE.fullmatch(line)
    if match is None:
        raise UnreadableResponseError(f"the status line cannot be read: {line[:80]!r}")
    if not proper:
        _note(problems, "a line ends with LF alone")
    version, status, reason = match.groups()
    return version, int(status), reason or "", read_fields(reader, problems)


def has_no_content(method: str, status: int) -> bool:
    """Tell whether a response ends with its header section (RFC 9112, section 6.3)."""
    return method == "HEAD" or status in (204, 304) or 100 <= status < 200


def content_length(headers: Headers, problems: list[str]) -> int | None:
    """Return the length in bytes that the header section announces, None when it does not."""
    values = {part.strip() for value in headers.all("Content-Length") for part in value.split(",")}
    if not values:
        return None
    if len(values) > 1:
        raise UnreadableResponseError(f"Content-Length is given with different values: {sorted(values)}")
    (value,) = values
    if not re.fullmatch(r"[0-9]{1,18}", value):
        raise UnreadableResponseError(f"Content-Length is not a number: {value!r}")
    if len(headers.all("Content-Length")) > 1:
        _note(problems, "Content-Length is sent more than once")
    return int(value)


def read_response(reader: WireReader, method: str) -> Response:
    """Read a final response; interim ones (1xx) before it are counted.

    Raises:
        UnreadableResponseError: The bytes are not a complete HTTP/1.x response.
    """
    problems: list[str] = []
    interim: list[int] = []
    version, status, reason, headers = read_head(reader, problems)
    while 100 <= status < 200:
        interim.append(status)
        if len(interim) > 16:
            raise UnreadableResponseError("more than 16 interim responses")
        version, status, reason, headers = read_head(reader, problems)
    body = b""
    codings = [
        part.strip().lower() for value in headers.all("Transfer-Encoding") for part in value.split(",")
    ]
    if has_no_content(method, status):
        content_length(headers, problems)
    elif codings:
        if codings != ["chunked"]:
            raise UnreadableResponseError(f"the transfer coding {', '.join(codings)} was not asked for")
        if "Content-Length" in headers:
            _note(problems, "Content-Length and Transfer-Encoding are sent together")
        body = read_chunked(reader, problems)
    else:
        length = content_length(headers, problems)
        if length is not None and length > MAX_CONTENT:
            raise UnreadableResponseError(f"the content has more than {MAX_CONTENT} bytes")
        body = reader.rest() if length is None else reader.exactly(length)
    return Response(
        status=status,
        headers=headers,
        body=body,
        version=version,
        reason=reason,
        problems=tuple(problems),
        interim=tuple(interim),
    )


def _note(problems: list[str], sentence: str) -> None:
    if sentence not in problems:
        problems.append(sentence)
