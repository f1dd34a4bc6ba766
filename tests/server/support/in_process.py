"""The application in this process, without a socket."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from anyio.from_thread import BlockingPortal, start_blocking_portal
from pixop_server.app import create_app
from pixop_server.services import Services
from pixop_server.settings import Settings
from response_validation import validate
from starlette.applications import Starlette


class Now:
    """A clock that tests can set."""

    def __init__(self) -> None:
        self.seconds = 1_800_000_000.0

    def __call__(self) -> float:
        return self.seconds


class InProcess:
    """Sends requests to an application on an event loop in a thread; responses are checked against the document."""

    def __init__(self, app: Starlette, portal: BlockingPortal) -> None:
        self.app = app
        self._portal = portal
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        self._client = httpx.AsyncClient(
            transport=transport, base_url="http://in-process.example", trust_env=False
        )

    @property
    def services(self) -> Services:
        """What is behind the routes."""
        services: Services = self.app.state.services
        return services

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Send a request."""

        async def send() -> httpx.Response:
            return await self._client.request(method, path, **options)

        response = self._portal.call(send)
        validate(response)
        return response

    def get(self, path: str, **options: Any) -> httpx.Response:
        """Send a GET request."""
        return self.request("GET", path, **options)

    def bearer(self, token: str) -> dict[str, str]:
        """Write the header for a token."""
        return {"Authorization": f"Bearer {token}"}


@contextmanager
def in_process_server(settings: Settings, clock: Now) -> Iterator[InProcess]:
    """Run an application for a while."""
    app = create_app(settings, clock=clock)
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(app.router.lifespan_context(app)),
    ):
        yield InProcess(app, portal)
