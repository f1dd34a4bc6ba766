"""The control API under `/_server/`, for tests: empty the server, fill it, move its time, pace its jobs, break answers.

Off unless the server is started for it. It asks for no credentials, so it answers under names of the loopback interface
alone: a name that somebody else's DNS points here is refused. It takes JSON alone, which a page of another origin
cannot send without being asked first.
"""

import ipaddress
import re
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from anyio import to_thread
from pydantic import BaseModel, ConfigDict, Field, model_validator
from sqlalchemy import Connection, delete, insert, select, update
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from pixop_server.accounts import teams_of, user_by_email
from pixop_server.api_errors import ForbiddenError
from pixop_server.clock import Clock, format_timestamp
from pixop_server.fault_injection import FaultInjection
from pixop_server.faults import FaultPlan, Script
from pixop_server.job_pace import Pace, PacedJobs
from pixop_server.json_body import read_json
from pixop_server.routes.method_table import path
from pixop_server.seed_folder import SeedClient, seed_folder
from pixop_server.services import Services, services_of
from pixop_server.settings import CONTROL_PREFIX, MEBIBYTE
from pixop_server.tables import jobs, memberships, projects, teams, users, videos
from pixop_server.urls import Urls
from pixop_server.virtual_clock import VirtualClock

_ACCOUNT_TABLES = (users, teams, memberships)


class _Closed(BaseModel):
    model_config = ConfigDict(defer_build=True, extra="forbid")


class Nothing(_Closed):
    """A body without content: `{}`."""


class ClockChange(_Closed):
    """Move the clock by `advance` seconds, set it to `now`, let it run at `rate` (0 stands still)."""

    advance: float | None = None
    now: Annotated[float, Field(ge=0, le=4e9)] | None = None
    rate: Annotated[float, Field(ge=0, le=1e6)] | None = None


class PaceChange(_Closed):
    """`pace` is `instant` or `real`; or jobs last `polls` questions, or `seconds` of the server's clock."""

    pace: str | None = Field(None, pattern="^(instant|real)$")
    polls: Annotated[int, Field(ge=0)] | None = None
    seconds: Annotated[float, Field(ge=0)] | None = None

    @model_validator(mode="after")
    def _one(self) -> "PaceChange":
        if sum(value is not None for value in (self.pace, self.polls, self.seconds)) != 1:
            raise ValueError("give one of pace, polls and seconds")
        return self

    def chosen(self) -> Pace:
        """Give the pace that is asked for."""
        return Pace(polls=0) if self.pace == "instant" else Pace(polls=self.polls, seconds=self.seconds)


class Seed(_Closed):
    """A folder on the server's machine, and whether its files get light ingestion."""

    folder: str
    light: bool = True


@dataclass(frozen=True)
class _Opened:
    """What is there once the application runs."""

    services: Services
    jobs: PacedJobs
    accounts: Mapping[str, list[dict[str, Any]]]


class Control:
    """State of the control API.

    Args:
        clock: Source of the real time.
    """

    def __init__(self, clock: Clock) -> None:
        self.clock = VirtualClock(clock)
        self.faults = FaultPlan()
        self._opened: _Opened | None = None

    def open(self, services: Services) -> Services:
        """Remember the accounts as they are, and put the pace before the jobs."""
        paced = PacedJobs(services.jobs, services.database, self.clock)
        with services.database.reading() as connection:
            accounts = {
                table.name: [dict(row._mapping) for row in connection.execute(select(table))]
                for table in _ACCOUNT_TABLES
            }
        controlled = services.with_jobs(paced)
        self._opened = _Opened(controlled, paced, accounts)
        return controlled

    def routes(self) -> list[BaseRoute]:
        """Give the routes of the control API."""
        return [
            path(f"{CONTROL_PREFIX}reset", POST=self._reset),
            path(f"{CONTROL_PREFIX}seed", POST=self._seed),
            path(f"{CONTROL_PREFIX}clock", GET=self._show_clock, POST=self._change_clock),
            path(f"{CONTROL_PREFIX}pace", POST=self._change_pace),
            path(
                f"{CONTROL_PREFIX}faults",
                GET=self._show_faults,
                POST=self._add_faults,
                DELETE=self._clear_faults,
            ),
        ]

    def outermost(self) -> list[Middleware]:
        """Give what stands around everything else."""
        return [Middleware(FaultInjection, plan=self.faults)]

    def innermost(self) -> list[Middleware]:
        """Give what stands right before the routes."""
        return [Middleware(LoopbackAlone), Middleware(PaceMiddleware)]

    @property
    def _open(self) -> _Opened:
        if self._opened is None:
            raise RuntimeError("the control API is used before the application is started")
        return self._opened

    async def _reset(self, request: Request) -> Response:
        await read_json(request, Nothing, limit=MEBIBYTE)
        opened = self._open
        self.faults.clear()
        self.clock.reset()
        opened.jobs.forget()
        removed = await opened.services.database.write(lambda connection: _empty(connection, opened.accounts))
        opened.services.positions.forget()
        opened.jobs.cancel(removed)
        await to_thread.run_sync(_remove_media, opened.services, removed)
        return JSONResponse({"deletedVideos": len(removed)})

    async def _seed(self, request: Request) -> Response:
        wanted = await read_json(request, Seed, limit=MEBIBYTE)
        opened = self._open
        token = await opened.services.database.read(lambda connection: _token(connection, opened.services))
        client = SeedClient(request.app, Urls.of(request).base, token)
        seeded = await seed_folder(client, Path(wanted.folder), light=wanted.light)
        for one in seeded:
            await opened.jobs.finish(one["videoId"])
        return JSONResponse({"videos": seeded})

    async def _show_clock(self, _request: Request) -> Response:
        now = self.clock()
        return JSONResponse({"now": now, "utc": format_timestamp(now), "rate": self.clock.rate})

    async def _change_clock(self, request: Request) -> Response:
        wanted = await read_json(request, ClockChange, limit=MEBIBYTE)
        if wanted.now is not None:
            self.clock.set(wanted.now)
        if wanted.advance is not None:
            self.clock.advance(wanted.advance)
        if wanted.rate is not None:
            self.clock.run_at(wanted.rate)
        return await self._show_clock(request)

    async def _change_pace(self, request: Request) -> Response:
        wanted = await read_json(request, PaceChange, limit=MEBIBYTE)
        self._open.jobs.pace = wanted.chosen()
        return JSONResponse(wanted.model_dump(exclude_none=True))

    async def _show_faults(self, _request: Request) -> Response:
        return JSONResponse(self.faults.describe())

    async def _add_faults(self, request: Request) -> Response:
        self.faults.add(await read_json(request, Script, limit=MEBIBYTE))
        return await self._show_faults(request)

    async def _clear_faults(self, request: Request) -> Response:
        self.faults.clear()
        return await self._show_faults(request)


class LoopbackAlone:
    """ASGI middleware that refuses requests for the control API under another `Host` than this machine's own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request.

        Raises:
            ForbiddenError: the request's `Host` is not loopback.
        """
        if scope["type"] == "http" and scope["path"].startswith(CONTROL_PREFIX):
            hosts = Headers(scope=scope).getlist("host")
            if not (hosts and all(_is_loopback(host) for host in hosts)):
                raise ForbiddenError("The control API answers to Host: localhost, 127.0.0.1 or [::1] alone.")
        await self._app(scope, receive, send)


def _is_loopback(host: str) -> bool:
    try:
        name = urllib.parse.urlsplit(f"//{host}").hostname or ""
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


class PaceMiddleware:
    """ASGI middleware that brings a video's job to where the pace wants it before a request looks at it."""

    _VIDEO = re.compile(
        r"/(?:videos/v1/(?:video|process-video|(?P<poll>check-(?:process|ingest)-video-progress))"
        r"|media/v1/download/(?:original|processed))/(?P<id>[^/]+)"
    )

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        found = self._VIDEO.fullmatch(scope["path"]) if scope["type"] == "http" else None
        if found and scope["method"] != "DELETE" and "authorization" in Headers(scope=scope):
            paced = services_of(Request(scope)).jobs
            if isinstance(paced, PacedJobs):
                await paced.seen(found["id"], poll=found["poll"] is not None)
        await self._app(scope, receive, send)


def _empty(connection: Connection, accounts: Mapping[str, list[dict[str, Any]]]) -> list[str]:
    """Delete everything, put the accounts back, and list the videos that were there."""
    removed = list(connection.scalars(select(videos.c.id)))
    connection.execute(delete(jobs))
    connection.execute(delete(videos))
    for table in (projects, memberships, teams, users):
        connection.execute(delete(table))
    for table in _ACCOUNT_TABLES:
        if accounts[table.name]:
            connection.execute(insert(table), accounts[table.name])
    connection.execute(update(teams).values(projects=0, videos=0))
    return removed


def _remove_media(services: Services, video_ids: list[str]) -> None:
    for video_id in video_ids:
        services.store.remove(video_id)


def _token(connection: Connection, services: Services) -> str:
    user = user_by_email(connection, services.settings.email)
    if user is None:
        raise RuntimeError("the first user is gone")
    return services.tokens.sign(
        private_key=user.signing_private_key,
        key_id=user.signing_key_id,
        user_id=user.id,
        team_id=teams_of(connection, user.id)[0].id,
    )
