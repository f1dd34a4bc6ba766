"""A bound on what is worked on at once; more is told when to come back (RFC 9110, section 15.6.4)."""

from starlette.types import ASGIApp, Receive, Scope, Send

from pixop_server.api_errors import ServiceUnavailableError
from pixop_server.routes.health import HEALTH_PATH

_RETRY_SECONDS = 1


class Overload:
    """ASGI middleware that refuses requests when too many are running.

    Args:
        app: The application.
        most: How many requests may run at once, uploads and downloads included.
    """

    def __init__(self, app: ASGIApp, most: int) -> None:
        self._app = app
        self._most = most
        self._running = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request.

        Raises:
            ServiceUnavailableError: too many are running.
        """
        if scope["type"] != "http" or scope["path"] == HEALTH_PATH:
            await self._app(scope, receive, send)
            return
        if self._running >= self._most:
            raise ServiceUnavailableError(
                f"The server is busy with {self._most} requests. Send this one again in a second.",
                headers={"Retry-After": str(_RETRY_SECONDS)},
            )
        self._running += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._running -= 1
