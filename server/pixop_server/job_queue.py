"""Huey queues in the server's process: one for ingestion, one for processing, so that neither waits for the other."""

import contextlib
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from huey import SqliteHuey  # type: ignore[import-untyped]  # has no stubs
from huey.consumer import Consumer  # type: ignore[import-untyped]

from pixop_server.jobs import Kind

_POLL_SECONDS = 0.05


class _EmbeddedConsumer(Consumer):  # type: ignore[misc]  # a class without types
    """A consumer that leaves signals to the server that it is part of."""

    def _set_signal_handlers(self) -> None:
        pass


class JobQueue:
    """Hands ids of jobs to worker threads.

    Args:
        file: SQLite file of the queues. It may be lost: the database knows which jobs there are.
        run: Runs a job, given its id.
        workers: Number of threads for each kind of job.
    """

    def __init__(self, file: Path, run: Callable[[str], None], workers: dict[Kind, int]) -> None:
        logging.getLogger("huey").setLevel(logging.WARNING)
        self._queues: dict[Kind, Any] = {}
        self._tasks: dict[Kind, Any] = {}
        self._consumers: list[Any] = []
        for kind, count in workers.items():
            queue = SqliteHuey(kind, filename=str(file), results=False, fsync=False, cache_mb=1)
            self._queues[kind] = queue
            self._tasks[kind] = queue.task(name=kind)(run)
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
        """Forget what the queue file holds, enqueue the jobs that are waiting, and start the workers."""
        for queue in self._queues.values():
            queue.flush()
        for job_id, kind in waiting:
            self.put(job_id, kind)
        for consumer in self._consumers:
            consumer.start()

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
