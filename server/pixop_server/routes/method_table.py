"""The methods of one path."""

from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from pixop_server.api_errors import MethodNotAllowedError

Handler = Callable[[Request], Awaitable[Response]]


class MethodTable:
    """An ASGI application that picks a handler by method, and answers 405 with `Allow` for any other."""

    def __init__(self, handlers: Mapping[str, Handler]) -> None:
        self._handlers = dict(handlers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        request = Request(scope, receive)
        handler = self._handlers.get(request.method)
        if handler is None:
            allowed = ", ".join(self._handlers)
            raise MethodNotAllowedError(f"This path takes {allowed}.", headers={"Allow": allowed})
        response = await handler(request)
        await response(scope, receive, send)


def path(path: str, **handlers: Handler) -> Route:
    """Make a route from a path and a handler for each method."""
    return Route(path, MethodTable(handlers))
