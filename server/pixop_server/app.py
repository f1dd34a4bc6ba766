"""The ASGI application."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from anyio import to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response

from pixop_server.clock import Clock, system_clock
from pixop_server.data_directory import data_directory
from pixop_server.error_boundary import ErrorBoundary
from pixop_server.routes import accounts, media, videos
from pixop_server.services import close_services, open_services
from pixop_server.settings import Settings
from pixop_server.unread_body import UnreadBody


def create_app(settings: Settings, *, clock: Clock = system_clock) -> Starlette:
    """Make an application. Its lifespan opens the data, starts the workers, and stops them.

    Args:
        settings: What it is started with; host, port and ready file are not used here.
        clock: Source of the current time.
    """

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncGenerator[None]:
        with data_directory(settings.data) as data:
            services = open_services(settings, data, clock=clock)
            app.state.services = services
            try:
                yield
            finally:
                await to_thread.run_sync(close_services, services)

    app = Starlette(
        routes=[*accounts.routes, *videos.routes, *media.routes],
        middleware=[
            Middleware(UnreadBody),
            Middleware(ErrorBoundary, max_header_bytes=settings.max_header_bytes),
        ],
        exception_handlers={HTTPException: _raise},
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    return app


async def _raise(_request: Request, error: Exception) -> Response:
    # Starlette would answer in plain text; the boundary answers in JSON.
    raise error
