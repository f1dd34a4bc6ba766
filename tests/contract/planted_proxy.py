"""A proxy that changes requests or answers on their way: a server with one fault or one peculiarity."""

import http.client
import json
import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit


@dataclass
class Asked:
    """A request on its way to the server."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]


@dataclass
class Answer:
    """An answer on its way back; `after` is sent behind the end of the message."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    after: bytes = b""
    framing: str = "length"
    version: str = "HTTP/1.1"

    @property
    def json(self) -> Any:
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None

    @json.setter
    def json(self, data: Any) -> None:
        self.body = json.dumps(data).encode()

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    def drop(self, name: str) -> None:
        self.headers = [(key, value) for key, value in self.headers if key.lower() != name.lower()]

    def set(self, name: str, value: str) -> None:
        self.drop(name)
        self.headers.append((name, value))

    def no_media(self, status: int, exception: str) -> None:
        """Become an error."""
        self.status = status
        self.headers = [("Content-Type", "application/json"), ("Date", "Fri, 13 Nov 2020 09:40:02 GMT")]
        self.json = {"exception": exception, "errorMessage": "no"}


Forward = Callable[[Asked], Answer]
Change = Callable[[Asked, Forward], Answer]


@dataclass
class Proxy:
    """The proxy's URL, and how often its change was asked."""

    url: str
    asked: list[Asked] = field(default_factory=list)


@contextmanager
def proxy(upstream: str, change: Change) -> Iterator[Proxy]:
    parts = urlsplit(upstream)

    kept: queue.LifoQueue[http.client.HTTPConnection] = queue.LifoQueue()

    def sent(connection: http.client.HTTPConnection, asked: Asked) -> Answer:
        dropped = {"expect", "connection", "transfer-encoding"}
        headers = {k: v for k, v in asked.headers.items() if k.lower() not in dropped}
        connection.request(asked.method, asked.target, asked.body or None, headers)
        got = connection.getresponse()
        body = got.read()
        hop = {"transfer-encoding", "connection"}
        fields = [(k, v) for k, v in got.getheaders() if k.lower() not in hop]
        if got.will_close:
            connection.close()
        return Answer(got.status, fields, body)

    def forward(asked: Asked) -> Answer:
        try:
            connection = kept.get_nowait()
        except queue.Empty:
            connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=20)
        try:
            try:
                answer = sent(connection, asked)
            except (http.client.RemoteDisconnected, ConnectionError):
                connection.close()  # closed by the server while it was kept: a new one is opened by itself
                answer = sent(connection, asked)
        except BaseException:
            connection.close()
            raise
        kept.put(connection)
        return answer

    made = Proxy("")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def content(self) -> bytes:
            if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
                return self.rfile.read(int(self.headers.get("Content-Length") or 0))
            content = b""
            while size := int(self.rfile.readline(), 16):
                content += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
            return content

        def handle_any(self) -> None:
            asked = Asked(self.command, self.path, dict(self.headers.items()), self.content())
            made.asked.append(asked)
            answer = change(asked, forward)
            self.wfile.write(wire(asked, answer))
            self.close_connection = (
                bool(answer.after)
                or answer.framing == "close"
                or "close" in str(self.headers.get("Connection"))
            )

        do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_PATCH = handle_any  # noqa: N815 (http.server names them)

        def log_message(self, *_: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    made.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield made
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        while not kept.empty():
            kept.get_nowait().close()


def wire(asked: Asked, answer: Answer) -> bytes:
    fields = list(answer.headers)
    empty = asked.method == "HEAD" or answer.status in (204, 304)
    body = b"" if empty else answer.body
    if not empty:
        fields = [(key, value) for key, value in fields if key.lower() != "content-length"]
        if answer.framing == "length":
            fields.append(("Content-Length", str(len(body))))
        elif answer.framing == "chunked":
            fields.append(("Transfer-Encoding", "chunked"))
            half = len(body) // 2
            parts = [part for part in (body[:half], body[half:]) if part]
            body = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"
    head = f"{answer.version} {answer.status} {http.client.responses.get(answer.status, 'Odd')}\r\n"
    head += "".join(f"{key}: {value}\r\n" for key, value in fields)
    return head.encode("latin-1") + b"\r\n" + body + answer.after
