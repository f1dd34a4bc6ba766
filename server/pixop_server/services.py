"""The parts that requests work with, put together once for a server."""

import dataclasses
import logging
from pathlib import Path
from typing import cast

from starlette.requests import Request

from pixop_server.authentication import Authentication
from pixop_server.clock import Clock, system_clock
from pixop_server.database import Database
from pixop_server.in_flight import InFlight
from pixop_server.job_pace import Jobs
from pixop_server.job_runner import JobRunner
from pixop_server.media import SuperResolution, super_resolution
from pixop_server.media_store import MediaStore
from pixop_server.page_positions import PagePositions
from pixop_server.passwords import Passwords
from pixop_server.processing import Accepted
from pixop_server.seed import seed_users, stored_video_ids
from pixop_server.settings import Settings
from pixop_server.tokens import Tokens
from pixop_server.uploads import Uploads

logger = logging.getLogger(__name__)


@dataclasses.dataclass(frozen=True)
class Services:
    """Everything behind the routes."""

    settings: Settings
    clock: Clock
    database: Database
    store: MediaStore
    passwords: Passwords
    tokens: Tokens
    authentication: Authentication
    uploads: Uploads
    jobs: Jobs
    processing_requests: InFlight[Accepted]
    positions: PagePositions

    def now(self) -> int:
        """Tell the current time in whole seconds since the epoch."""
        return int(self.clock())

    def with_jobs(self, jobs: Jobs) -> "Services":
        """Give the same services with something else that runs jobs."""
        return dataclasses.replace(self, jobs=jobs)


def services_of(request: Request) -> Services:
    """Find the services that a request is answered with."""
    return cast(Services, request.app.state.services)


def open_services(settings: Settings, data: Path, *, clock: Clock = system_clock) -> Services:
    """Open what is stored in a directory, make what is not there, and start the workers.

    Raises:
        ModelError: the super-resolution model does not fit; nothing was opened.
    """
    network = _network(settings)
    database = Database(settings.database_url or f"sqlite:///{(data / 'pixop.db').absolute()}")
    database.create()
    passwords = Passwords()
    seed_users(database, passwords, settings, int(clock()))
    store = _open_store(settings, data)
    store.create(shared=database.shared)
    store.remove_strangers(stored_video_ids(database), shared=database.shared)
    tokens = Tokens(clock, settings.token_seconds)
    jobs = JobRunner(
        database,
        store,
        clock,
        queue_file=data / "queue.db",
        processing_workers=settings.processing_workers,
        queue_url=settings.queue_url,
        runs_jobs=settings.runs_jobs,
        network=network,
    )
    jobs.start()
    return Services(
        settings=settings,
        clock=clock,
        database=database,
        store=store,
        passwords=passwords,
        tokens=tokens,
        authentication=Authentication(database, passwords, tokens),
        uploads=Uploads(
            database,
            store,
            clock,
            limit=settings.max_upload_bytes,
            idle_seconds=settings.upload_idle_seconds,
        ),
        jobs=jobs,
        processing_requests=InFlight(),
        positions=PagePositions(),
    )


def _network(settings: Settings) -> SuperResolution | None:
    if settings.super_resolution_model is None or not settings.runs_jobs:
        return None
    return super_resolution.inspect(settings.super_resolution_model)


def _open_store(settings: Settings, data: Path) -> MediaStore:
    if settings.media_url is None:
        return MediaStore(data)
    from pixop_server.s3_media_store import S3MediaStore  # its library is an extra

    return S3MediaStore(data, settings.media_url)


def close_services(services: Services) -> None:
    """Stop the workers and close the database."""
    services.jobs.stop(services.settings.stop_seconds)
    services.database.close()
