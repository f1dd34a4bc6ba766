"""The ASGI application."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from anyio import to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response

from pixop_server.clock import Clock, system_clock
from pixop_server.data_directory import data_directory
from pixop_server.error_boundary import ErrorBoundary
from pixop_server.overload import Overload
from pixop_server.routes import accounts, health, media, page, videos
from pixop_server.services import close_services, open_services
from pixop_server.settings import CONTROL_PREFIX, Settings
from pixop_server.unread_body import UnreadBody

if TYPE_CHECKING:
    from pixop_server.control import Control


def create_app(settings: Settings, *, clock: Clock = system_clock) -> Starlette:
    """Make an application. Its lifespan opens the data, starts the workers, and stops them.

    Args:
        settings: What it is started with; host, port and ready file are not used here.
        clock: Source of the current time.
    """
    control = _control(clock) if settings.control else None

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncGenerator[None]:
        with data_directory(settings.data, shared=settings.shared) as data:
            services = open_services(settings, data, clock=clock if control is None else control.clock)
            app.state.services = services if control is None else control.open(services)
            try:
                yield
            finally:
                await to_thread.run_sync(close_services, services)

    app = Starlette(
        routes=[
            *videos.routes,
            *media.routes,
            *accounts.routes,
            *health.routes,
            *page.routes,
            *(control.routes() if control else ()),
        ],
        middleware=[
            *(control.outermost() if control else ()),
            Middleware(UnreadBody),
            *(_strict() if settings.strict else ()),
            Middleware(ErrorBoundary, max_header_bytes=settings.max_header_bytes),
            Middleware(Overload, most=settings.max_requests),
            *(control.innermost() if control else ()),
        ],
        exception_handlers={HTTPException: _raise},
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    return app


# What few servers have is imported when one has it: the others start sooner.


def _control(clock: Clock) -> "Control":
    from pixop_server.control import Control

    return Control(clock)


def _strict() -> list[Middleware]:
    from pixop_server.strict import Strict

    return [Middleware(Strict, exempt=_beside_the_document)]


def _beside_the_document(path: str) -> bool:
    return path == health.HEALTH_PATH or page.is_page(path) or path.startswith(CONTROL_PREFIX)


async def _raise(_request: Request, error: Exception) -> Response:
    # Starlette would answer in plain text; the boundary answers in JSON.
    raise error
