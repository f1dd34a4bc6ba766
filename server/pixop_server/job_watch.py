"""What several workers on one database owe each other: signs of life, and a look at what was cancelled elsewhere."""

import logging
import threading
import time
from collections.abc import Callable, Mapping

from sqlalchemy import Connection, select, tuple_, update
from sqlalchemy.exc import SQLAlchemyError

from pixop_server.clock import Clock
from pixop_server.database import Database
from pixop_server.jobs import Kind, give_up_uploads, waiting_jobs
from pixop_server.tables import jobs

logger = logging.getLogger(__name__)

LEASE_SECONDS = 60
UPLOAD_SILENCE_SECONDS = 300
_LOOK_SECONDS = 0.4
_RENEW_SECONDS = 15.0
_ATTEMPT = tuple_(jobs.c.id, jobs.c.attempts)


def lease_end() -> int:
    """Tell until when a lease that is taken now holds; the machines' clocks must agree within some seconds."""
    return int(time.time()) + LEASE_SECONDS


class JobWatch:
    """A thread that renews leases, cancels what was deleted, and queues what a dead worker left.

    Args:
        database: Where jobs are recorded.
        running: The attempts (job and number) that run in this process, with what stops them.
        requeue: Takes all jobs that wait.
        tidy: Removes unfinished files that nobody works on any more.
        clock: Source of the time that videos are marked with.
    """

    def __init__(
        self,
        database: Database,
        running: Mapping[tuple[str, int], threading.Event],
        requeue: Callable[[list[tuple[str, Kind]]], None],
        tidy: Callable[[], None],
        clock: Clock,
    ) -> None:
        self._database = database
        self._clock = clock
        self._running = running
        self._requeue = requeue
        self._tidy = tidy
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="job-watch", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()

    def _watch(self) -> None:
        renewed = 0.0
        while not self._ended.wait(_LOOK_SECONDS):
            try:
                self._cancel_what_is_gone()
                if time.monotonic() - renewed >= _RENEW_SECONDS:
                    renewed = time.monotonic()
                    self._requeue(self._database.write_now(self._renew))
                    self._tidy()
            except SQLAlchemyError as error:  # the database may come back before the leases end
                logger.warning("jobs cannot be watched: %s", type(error).__name__)
            except Exception:
                logger.exception("jobs cannot be watched")

    def _cancel_what_is_gone(self) -> None:
        mine = dict(self._running)
        if not mine:
            return
        with self._database.reading() as connection:
            rows = connection.execute(select(jobs.c.id, jobs.c.attempts).where(_ATTEMPT.in_(mine)))
            there = {(row.id, row.attempts) for row in rows}
        for attempt, event in mine.items():
            if attempt not in there:  # deleted, or taken over while this process seemed dead
                event.set()

    def _renew(self, connection: Connection) -> list[tuple[str, Kind]]:
        if mine := list(self._running):
            connection.execute(update(jobs).where(_ATTEMPT.in_(mine)).values(lease_until=lease_end()))
        now = int(self._clock())
        give_up_uploads(connection, now, before=now - UPLOAD_SILENCE_SECONDS)
        connection.execute(
            update(jobs)
            .where(jobs.c.state == "running", jobs.c.lease_until < int(time.time()))
            .values(state="queued", lease_until=None)
        )
        return waiting_jobs(connection)
