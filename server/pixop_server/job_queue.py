"""Huey queues: one for ingestion, one for processing, so that neither waits for the other."""

import contextlib
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from huey import PostgresHuey, RedisHuey, SqliteHuey  # type: ignore[import-untyped]  # has no stubs
from huey.consumer import Consumer  # type: ignore[import-untyped]

from pixop_server.jobs import Kind

_POLL_SECONDS = 0.05


class _EmbeddedConsumer(Consumer):  # type: ignore[misc]  # a class without types
    """A consumer that leaves signals to the server that it is part of."""

    def _set_signal_handlers(self) -> None:
        pass


class JobQueue:
    """Hands ids of jobs to worker threads, here or in other processes.

    Args:
        file: SQLite file of the queues when there is no URL. It may be lost: the database knows which jobs there are.
        url: `redis://…`, `rediss://…` or `postgresql://…`, for queues that several processes share.
        run: Runs a job, given its id.
        workers: Number of threads for each kind of job; none of them means that others run the jobs.

    Raises:
        ValueError: the URL is of another kind.
    """

    def __init__(
        self, file: Path, run: Callable[[str], None], workers: dict[Kind, int], url: str | None = None
    ) -> None:
        logging.getLogger("huey").setLevel(logging.WARNING)
        self._shared = url is not None
        self._queues: dict[Kind, Any] = {}
        self._tasks: dict[Kind, Any] = {}
        self._consumers: list[Any] = []
        for kind, count in workers.items():
            queue = _open_queue(kind, file, url)
            self._queues[kind] = queue
            self._tasks[kind] = queue.task(name=kind)(run)
            if count:
                self._consumers.append(
                    _EmbeddedConsumer(
                        queue,
                        workers=count,
                        periodic=False,
                        initial_delay=_POLL_SECONDS,
                        max_delay=_POLL_SECONDS,
                        check_worker_health=False,
                    )
                )

    def start(self, waiting: list[tuple[str, Kind]]) -> None:
        """Enqueue the jobs that are waiting, and start the workers; a queue of our own forgets what it held."""
        if not self._shared:
            for queue in self._queues.values():
                queue.flush()
        self.fill(waiting)
        for consumer in self._consumers:
            consumer.start()

    def fill(self, waiting: list[tuple[str, Kind]]) -> None:
        """Enqueue jobs that are waiting, where the queue has none: twice does no harm, but is no use."""
        empty = {kind for kind, queue in self._queues.items() if not queue.pending_count()}
        for job_id, kind in waiting:
            if kind in empty:
                self.put(job_id, kind)

    def put(self, job_id: str, kind: Kind) -> None:
        """Enqueue a job."""
        self._tasks[kind](job_id)

    def stop(self, seconds: float) -> None:
        """Tell the workers to end, and wait for them."""
        for consumer in self._consumers:
            consumer.stop_flag.set()
        for consumer in self._consumers:
            for _, thread in consumer.worker_threads:
                with contextlib.suppress(RuntimeError):  # never started
                    thread.join(seconds)
            with contextlib.suppress(RuntimeError):
                consumer.scheduler.join(seconds)
        for queue in self._queues.values():
            queue.storage.close()


def _open_queue(kind: Kind, file: Path, url: str | None) -> Any:
    scheme = "" if url is None else url.partition("://")[0].partition("+")[0]
    match scheme:
        case "":
            return SqliteHuey(kind, filename=str(file), results=False, fsync=False, cache_mb=1)
        case "redis" | "rediss":
            return RedisHuey(f"pixop-{kind}", url=url, results=False)
        case "postgres" | "postgresql":
            dsn = "postgresql://" + str(url).partition("://")[2]
            return PostgresHuey(f"pixop-{kind}", dsn=dsn, results=False, table_prefix="pixop_queue")
        case _:
            raise ValueError(f"a queue cannot be at {scheme}://…; use redis://, rediss:// or postgresql://")
