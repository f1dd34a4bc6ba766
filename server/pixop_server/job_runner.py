"""Runs jobs: takes them from the record, runs them, and writes down how they ended."""

import logging
import threading
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import Connection, update

from pixop_server.clock import Clock
from pixop_server.database import Database
from pixop_server.ingestion import Ingestion
from pixop_server.job_cancelled import JobCancelled
from pixop_server.job_queue import JobQueue
from pixop_server.job_watch import JobWatch, lease_end
from pixop_server.jobs import (
    MOST_ATTEMPTS,
    Job,
    Kind,
    claim_job,
    finish_job,
    recover_jobs,
    release_job,
    waiting_jobs,
)
from pixop_server.media import SuperResolution
from pixop_server.media_store import MediaStore
from pixop_server.processing import Processing
from pixop_server.tables import videos

logger = logging.getLogger(__name__)


class JobRunner:
    """The worker threads of the server and what they are doing.

    Args:
        database: Where jobs and videos are recorded.
        store: Where media is kept.
        clock: Source of the current time.
        queue_file: SQLite file of the queues.
        processing_workers: How many videos are processed at once.
        queue_url: Queue that several processes share; None means the file.
        runs_jobs: Whether jobs run in this process.
        network: Super-resolution network for the scaler `pabsr1`; None means Lanczos.
    """

    def __init__(
        self,
        database: Database,
        store: MediaStore,
        clock: Clock,
        *,
        queue_file: Path,
        processing_workers: int,
        queue_url: str | None = None,
        runs_jobs: bool = True,
        network: SuperResolution | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._stopping = threading.Event()
        self._cancelled: dict[str, threading.Event] = {}
        self._ingestion = Ingestion(database, store, clock)
        self._processing = Processing(database, store, clock, network)
        self._running: dict[tuple[str, int], threading.Event] = {}
        workers: dict[Kind, int] = {
            "ingest": int(runs_jobs),
            "process": processing_workers if runs_jobs else 0,
        }
        self._queue = JobQueue(queue_file, self.run, workers, queue_url)
        self._watch = (
            JobWatch(database, self._running, self._queue.fill, store.tidy, clock)
            if database.shared
            else None
        )

    def start(self) -> None:
        """Queue what an earlier run left, and start the workers."""
        if self._watch is not None:
            # Others may be at work: what they left shows when their leases end.
            self._queue.start(self._database.write_now(waiting_jobs))
            self._watch.start()
            return
        waiting = self._database.write_now(lambda connection: recover_jobs(connection, int(self._clock())))
        self._queue.start(waiting)

    def enqueue(self, job_id: str, kind: Kind) -> None:
        """Have a recorded job run soon."""
        self._queue.put(job_id, kind)

    def cancel(self, video_ids: Iterable[str]) -> None:
        """Stop the running jobs of videos that were deleted."""
        for video_id in video_ids:
            if (event := self._cancelled.get(video_id)) is not None:
                event.set()

    def stop(self, seconds: float) -> None:
        """Stop all jobs, FFmpeg included; they go on with the next start."""
        self._stopping.set()
        self.cancel(list(self._cancelled))
        self._queue.stop(seconds)
        if self._watch is not None:
            self._watch.stop()

    def run(self, job_id: str) -> None:
        """Run one job in this thread."""
        if self._stopping.is_set():
            return
        # The event is there before the job is taken: whoever deletes the video afterwards finds it.
        job, event = self._take(job_id)
        if job is None:
            return
        try:
            self._run(job, event)
        finally:
            self._cancelled.pop(job.video_id, None)
            self._running.pop((job.id, job.attempts), None)

    def _take(self, job_id: str) -> tuple[Job | None, threading.Event]:
        event = threading.Event()

        def take(connection: Connection) -> Job | None:
            job = claim_job(connection, job_id, lease_end() if self._database.shared else None)
            if job is not None:
                self._cancelled[job.video_id] = event
            return job

        job = self._database.write_now(take)
        if job is not None:
            self._running[job.id, job.attempts] = event
        return job, event

    def _run(self, job: Job, event: threading.Event) -> None:
        work = self._ingestion if job.kind == "ingest" else self._processing
        reason: str | None = None
        try:
            if job.attempts > MOST_ATTEMPTS:
                reason = f"The work was interrupted {MOST_ATTEMPTS} times and given up."
            else:
                if self._stopping.is_set():
                    raise JobCancelled
                reason = work.run(job, event.is_set)
        except JobCancelled:
            if self._stopping.is_set():
                self._database.write_now(lambda connection: release_job(connection, job))
                if self._watch is not None:  # another worker may go on with it
                    self._queue.put(job.id, job.kind)
            return
        except Exception:
            reason = "The server failed while it worked on this video."
            # Work on a video that was deleted meanwhile may fail in any way, and nobody needs to know.
            if self._database.write_now(lambda connection: self._end(connection, job, reason)):
                logger.exception("job %s (%s) of video %s failed", job.id, job.kind, job.video_id)
            return
        self._database.write_now(lambda connection: self._end(connection, job, reason))

    def _end(self, connection: Connection, job: Job, reason: str | None) -> bool:
        """Forget a job, with the reason why it failed; False when it was forgotten already."""
        if not finish_job(connection, job):
            return False
        if reason is None:
            return True
        now = int(self._clock())
        failed = {"ingestion_status": "ERROR", "ingestion_updated_at": now, "updated_at": now}
        if job.kind == "process":
            failed |= {"processing_status": "ERROR", "processing_updated_at": now}
        connection.execute(
            update(videos).where(videos.c.id == job.video_id).values(**failed, attributes={"notes": reason})
        )
        return True
