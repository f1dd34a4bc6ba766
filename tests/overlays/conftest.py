"""A scripted server on raw sockets for faults, and one client surface over sync and async."""

import asyncio
import base64
import contextlib
import inspect
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from pixop import AsyncPixop, Pixop, RetryPolicy

QUICK = RetryPolicy(first_delay=0.001, longest_delay=0.002)


def jwt(claims: dict[str, Any], signature: str = "signature") -> str:
    """Make a token with these claims and no real signature."""
    payload = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"eyJhbGciOiJub25lIn0.{payload}.{signature}"


@dataclass
class Received:
    """One request as it came in."""

    method: str
    target: str
    headers: dict[str, str]
    raw_headers: list[tuple[str, str]]
    connection: socket.socket = field(repr=False)
    buffered: bytes = field(repr=False)
    body: bytes = field(default=b"", repr=False)

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    def read_some(self) -> bytes:
        """Return what has come, at least one byte unless the client is gone."""
        if self.buffered:
            data, self.buffered = self.buffered, b""
            return data
        return self.connection.recv(65536)

    def read_body(self) -> bytes:
        """Read the whole body, plain or chunked."""
        data = b""
        if "content-length" in self.headers:
            length = int(self.headers["content-length"])
            while len(data) < length:
                piece = self.read_some()
                if not piece:
                    break
                data += piece
            self.buffered = data[length:]
            data = data[:length]
        elif self.headers.get("transfer-encoding") == "chunked":
            raw = b""
            while not raw.endswith(b"0\r\n\r\n"):
                piece = self.read_some()
                if not piece:
                    break
                raw += piece
            while raw:
                size, _, rest = raw.partition(b"\r\n")
                if not size or int(size, 16) == 0:
                    break
                data += rest[: int(size, 16)]
                raw = rest[int(size, 16) + 2 :]
        self.body = data
        return data


class Hang(Exception):  # noqa: N818 - tells the server what to do
    """Close the connection after what was sent by hand."""


Script = Callable[[Received], "bytes | None"]


def http(
    status: int = 200,
    body: "bytes | dict[str, Any] | list[Any]" = b"",
    headers: dict[str, str] | None = None,
    *,
    length: int | None = None,
) -> bytes:
    """Write an answer; `length` announces another size than the body has."""
    payload = json.dumps(body).encode() if isinstance(body, dict | list) else body
    fields = {"Content-Length": str(len(payload) if length is None else length), **(headers or {})}
    head = f"HTTP/1.1 {status} X\r\n" + "".join(f"{k}: {v}\r\n" for k, v in fields.items() if v)
    return head.encode("latin-1") + b"\r\n" + payload


class ScriptedServer:
    """Answers each request with what its script returns; the script may also use the socket itself."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.tokens = 0
        self.token_body: Callable[[int], bytes] = lambda n: http(
            200, {"userId": "u", "teamId": "t", "jwtToken": f"opaque-{n}"}
        )
        self.requests: list[Received] = []
        self._lock = threading.Lock()
        self._connections: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=1100)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._closing = False
        self._accepting = threading.Thread(target=self._accept)
        self._accepting.start()

    def close(self) -> None:
        self._closing = True
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._accepting.join()
        with self._lock:
            for connection in self._connections:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()

    def of(self, path: str) -> list[Received]:
        """Return the requests for a path."""
        return [each for each in self.requests if each.path == path]

    def _accept(self) -> None:
        while not self._closing:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with self._lock:
                self._connections.append(connection)
            thread = threading.Thread(target=self._serve, args=(connection,))
            thread.start()
            self._threads.append(thread)

    def _serve(self, connection: socket.socket) -> None:
        rest = b""
        with connection, contextlib.suppress(OSError, Hang):
            while True:
                while b"\r\n\r\n" not in rest:
                    piece = connection.recv(65536)
                    if not piece:
                        return
                    rest += piece
                head, _, rest = rest.partition(b"\r\n\r\n")
                request = self._parse(head, connection, rest)
                with self._lock:
                    self.requests.append(request)
                answer = self._answer(request)
                rest = request.buffered
                if answer is not None:
                    connection.sendall(answer)

    def _answer(self, request: Received) -> bytes | None:
        if request.path.endswith("/accounts/v1/token") and request.method == "GET":
            with self._lock:
                self.tokens += 1
                number = self.tokens
            return self.token_body(number)
        return self.script(request)

    def _parse(self, head: bytes, connection: socket.socket, rest: bytes) -> Received:
        first, *lines = head.decode("latin-1").split("\r\n")
        method, target, _ = first.split(" ")
        fields = [(name, value.strip()) for name, _, value in (line.partition(":") for line in lines)]
        return Received(method, target, {k.lower(): v for k, v in fields}, fields, connection, rest)


@pytest.fixture
def scripted() -> Iterator[Callable[[Script], ScriptedServer]]:
    """Start servers that follow a script; all are closed at the end."""
    started: list[ScriptedServer] = []

    def start(script: Script) -> ScriptedServer:
        server = ScriptedServer(script)
        started.append(server)
        return server

    yield start
    for server in started:
        server.close()


class Blocking:
    """An `AsyncPixop`, or a part of it, whose calls block: one test text serves both clients."""

    def __init__(self, target: Any, loop: asyncio.AbstractEventLoop) -> None:
        self._target = target
        self._loop = loop

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._target, name)
        if not callable(value):
            return Blocking(value, self._loop) if name in ("accounts", "videos", "media") else value

        def call(*args: Any, **kwargs: Any) -> Any:
            result = value(*args, **kwargs)
            if inspect.isasyncgen(result):
                return self._iterate(result)
            if hasattr(result, "__aenter__"):
                return self._enter(result)
            return self._loop.run_until_complete(result) if inspect.isawaitable(result) else result

        return call

    def _iterate(self, items: Any) -> Iterator[Any]:
        try:
            while True:
                try:
                    item = self._loop.run_until_complete(anext(items))
                except StopAsyncIteration:
                    return
                yield item
        finally:
            self._loop.run_until_complete(items.aclose())

    @contextlib.contextmanager
    def _enter(self, manager: Any) -> Iterator[Any]:
        entered = self._loop.run_until_complete(manager.__aenter__())
        try:
            yield Blocking(entered, self._loop)
        finally:
            self._loop.run_until_complete(manager.__aexit__(None, None, None))


MakeClient = Callable[..., Any]


@pytest.fixture(params=["sync", "async"])
def client_of(request: pytest.FixtureRequest) -> Iterator[MakeClient]:
    """Make clients of a URL, synchronous in one run of the test and asynchronous in the other."""
    with contextlib.ExitStack() as stack:
        loop: asyncio.AbstractEventLoop | None = None
        if request.param == "async":
            loop = stack.enter_context(asyncio.Runner()).get_loop()

        def make(
            url: str, email: str | None = "a@example.org", password: str | None = "pw", **options: Any
        ) -> Any:
            options = {"timeout": 10, "retry": QUICK, **options}
            if loop is None:
                return stack.enter_context(Pixop(url, email, password, **options))
            client = AsyncPixop(url, email, password, **options)
            stack.callback(lambda: loop.run_until_complete(client.aclose()))
            return Blocking(client, loop)

        yield make


def until(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait for a condition, or fail at the deadline."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "the condition never came true"
        time.sleep(0.005)


@dataclass
class Tools:
    """What the tests of this folder share without importing one another."""

    http: Callable[..., bytes] = http
    jwt: Callable[..., str] = jwt
    until: Callable[..., None] = until
    Hang: type[Exception] = Hang
    quick: RetryPolicy = QUICK


@pytest.fixture(scope="session")
def tools() -> Tools:
    """Give the tests their tools."""
    return Tools()


@pytest.fixture(autouse=True)
def no_credentials_from_outside(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Keep this machine's settings out of the tests."""
    for name in ("PIXOP_BASE_URL", "PIXOP_API_EMAIL", "PIXOP_API_PASSWORD", "PIXOP_TEAM_ID"):
        monkeypatch.delenv(name, raising=False)
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NETRC", str(tmp_path_factory.getbasetemp() / "no-netrc"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
