"""HTTP/1.1 by hand, for what a client library would not send."""

import socket
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass
class RawResponse:
    """A response as it came."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes = b""


class RawConnection:
    """A socket to a server."""

    def __init__(self, url: str, seconds: float = 20.0) -> None:
        parts = urlsplit(url)
        assert parts.hostname is not None
        self.socket = socket.create_connection((parts.hostname, parts.port or 80), timeout=seconds)
        self._received = b""

    def __enter__(self) -> "RawConnection":
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def send(self, data: bytes) -> None:
        """Send bytes."""
        self.socket.sendall(data)

    def head(self, request_line: str, headers: dict[str, str] | None = None) -> None:
        """Send a request line and headers."""
        lines = [f"{request_line} HTTP/1.1", "Host: localhost"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        self.send("\r\n".join([*lines, "", ""]).encode("latin-1"))

    def read(self, *, without_content: bool = False) -> RawResponse:
        """Read one response, interim ones included."""
        while b"\r\n\r\n" not in self._received:
            self._more()
        head, _, self._received = self._received.partition(b"\r\n\r\n")
        status_line, *lines = head.decode("latin-1").split("\r\n")
        response = RawResponse(int(status_line.split(" ")[1]))
        for line in lines:
            name, _, value = line.partition(":")
            response.headers[name.lower()] = value.strip()
        if response.status >= 200 and not without_content:
            chunked = response.headers.get("transfer-encoding") == "chunked"
            response.content = (
                self._chunks() if chunked else self._take(int(response.headers.get("content-length", "0")))
            )
        return response

    def _take(self, length: int) -> bytes:
        while len(self._received) < length:
            self._more()
        taken, self._received = self._received[:length], self._received[length:]
        return taken

    def _chunks(self) -> bytes:
        content = b""
        while True:
            while b"\r\n" not in self._received:
                self._more()
            size, _, self._received = self._received.partition(b"\r\n")
            chunk = self._take(int(size, 16) + 2)[:-2]
            if not chunk:
                return content
            content += chunk

    def rest(self) -> bytes:
        """Read until the server closes, and give back what came unasked."""
        try:
            while True:
                self._more()
        except (EOFError, ConnectionError):
            return self._received

    def _more(self) -> None:
        piece = self.socket.recv(65536)
        if not piece:
            raise EOFError(f"the connection was closed after {self._received!r}")
        self._received += piece
