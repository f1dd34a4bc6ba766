"""Granian in this process and on this event loop, on a socket that is ours."""

import asyncio
import socket
from pathlib import Path
from typing import Any

from granian import _granian
from granian.constants import HTTPModes, Interfaces, SSLProtocols
from granian.http import HTTP1Settings
from granian.server.embed import Server
from starlette.types import ASGIApp, Receive, Scope, Send

_BACKLOG = 1024
_CUT_OFF_SECONDS = 2.0
# For each connection: how large one piece of a body may be. Each piece crosses three threads, so large ones take less
# time; `receive_window` keeps those of many uploads at once small.
_BUFFER_BYTES = 1024 * 1024
_SocketHolder: Any = _granian.SocketHolder  # its stub has no constructor


def listen(host: str, port: int) -> socket.socket:
    """Open a listening socket; port 0 picks a free one.

    Raises:
        OSError: the address cannot be used.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    opened = socket.create_server((host, port), family=family, backlog=_BACKLOG)
    opened.setblocking(False)
    return opened


def socket_url(opened: socket.socket, *, secure: bool = False) -> str:
    """Write the URL of a listening socket, as seen from this machine."""
    host, port = opened.getsockname()[:2]
    if host in {"0.0.0.0", "::"}:  # noqa: S104  # a comparison
        host = "127.0.0.1" if opened.family == socket.AF_INET else "::1"
    scheme = "https" if secure else "http"
    return f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"


class Listener(Server):
    """Serves an application on an open socket until it is told to stop.

    Args:
        app: The application.
        opened: The listening socket; the listener owns it from now on.
        stop_seconds: How long a stop waits for running requests.
        certificate: PEM files of the certificate chain and of its key; None means plain HTTP.
    """

    def __init__(
        self,
        app: ASGIApp,
        opened: socket.socket,
        stop_seconds: float,
        certificate: tuple[Path, Path] | None = None,
    ) -> None:
        address, port = opened.getsockname()[:2]
        self._opened = opened
        self._stop_seconds = stop_seconds
        self._requests = _RunningRequests(app)
        super().__init__(
            self._requests,
            address=address,
            port=port,
            interface=Interfaces.ASGINL,
            http=HTTPModes.http1,
            http1_settings=HTTP1Settings(header_read_timeout=30_000, max_buffer_size=_BUFFER_BYTES),
            websockets=False,
            log_enabled=False,
            ssl_cert=certificate[0] if certificate else None,
            ssl_key=certificate[1] if certificate else None,
            ssl_protocol_min=SSLProtocols.tls12,  # Java 8 has no more
        )

    def _init_shared_socket(self) -> None:
        # Granian would bind the socket itself, later, and could not tell which port 0 became.
        self._shd: Any = _SocketHolder(self._opened.detach(), False, _BACKLOG)
        self._sfd: Any = self._shd.get_fd()
        self._ssp: Any = None

    async def _stop_workers(self) -> None:
        """Accept nothing more, let running requests end, and cut off those that take too long."""
        ending: list[Any] = []
        for worker in self.wrks:
            worker.terminate()  # type: ignore[no-untyped-call]  # Granian has no types here
            ending.append(worker._task)
        _, late = await asyncio.wait(ending, timeout=self._stop_seconds)
        if late:
            self._requests.cancel()
            await asyncio.wait(late, timeout=_CUT_OFF_SECONDS)
        self.wrks.clear()


class _RunningRequests:
    """An application, and the tasks that are inside it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._tasks: set[asyncio.Task[Any]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run a request."""
        task = asyncio.current_task()
        if task is None:
            await self._app(scope, receive, send)
            return
        self._tasks.add(task)
        try:
            await self._app(scope, receive, send)
        finally:
            self._tasks.discard(task)

    def cancel(self) -> None:
        """Cut off what is running."""
        for task in tuple(self._tasks):
            task.cancel()
