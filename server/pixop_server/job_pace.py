"""How fast jobs seem to go: a job is held back until it is due, then done for real, and seen as done at once.

A held job stays `queued` in the database, so a server that is killed runs it with the next start.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Connection, select, update

from pixop_server.clock import Clock
from pixop_server.database import Database
from pixop_server.jobs import Kind
from pixop_server.tables import jobs, videos

_ASK_SECONDS = 0.005
_LONGEST_WAIT_SECONDS = 600.0


class Jobs(Protocol):
    """What starts and stops jobs."""

    def enqueue(self, job_id: str, kind: Kind) -> None:
        """Have a recorded job run soon."""

    def cancel(self, video_ids: Iterable[str]) -> None:
        """Stop the running jobs of videos that were deleted."""

    def stop(self, seconds: float) -> None:
        """Stop all jobs."""


@dataclass(frozen=True)
class Pace:
    """When a job is due; with neither field at once, and as it comes.

    Attributes:
        polls: After this many questions about its progress; 0 has it done before the first answer.
        seconds: After this many seconds of the server's clock.
    """

    polls: int | None = None
    seconds: float | None = None

    @property
    def real(self) -> bool:
        """Whether jobs take the time that they take."""
        return self.polls is None and self.seconds is None


@dataclass
class _Held:
    job_id: str
    kind: Kind
    pace: Pace
    since: float
    polls: int = 0


class PacedJobs:
    """Stands before the job runner.

    Args:
        runner: What runs jobs.
        database: Where jobs and videos are recorded.
        clock: The server's time.
    """

    def __init__(self, runner: Jobs, database: Database, clock: Clock) -> None:
        self.pace = Pace()
        self._runner = runner
        self._database = database
        self._clock = clock
        self._held: dict[str, _Held] = {}
        self._awaited: dict[str, str] = {}

    def enqueue(self, job_id: str, kind: Kind) -> None:
        """Have a job run when it is due."""
        if self.pace.real:
            self._runner.enqueue(job_id, kind)
            return
        with self._database.reading() as connection:
            video_id = connection.scalar(select(jobs.c.video_id).where(jobs.c.id == job_id))
        if video_id is None:
            return
        held = _Held(job_id, kind, self.pace, self._clock())
        self._held[video_id] = held
        if self._share(held) >= 1:
            self._release(video_id)

    def cancel(self, video_ids: Iterable[str]) -> None:
        """Forget held jobs, and stop running ones."""
        ids = list(video_ids)
        for video_id in ids:
            self._held.pop(video_id, None)
        self._runner.cancel(ids)

    def stop(self, seconds: float) -> None:
        """Stop all jobs; held ones go on with the next start."""
        self._runner.stop(seconds)

    def forget(self) -> None:
        """Hold nothing, and let jobs go as they come from now on."""
        self.pace = Pace()
        self._held.clear()
        self._awaited.clear()

    async def seen(self, video_id: str, *, poll: bool) -> None:
        """Bring a video's job to the state that a request is to find.

        Args:
            video_id: The video that is asked for.
            poll: Whether the request asks for progress.
        """
        held = self._held.get(video_id)
        if held is not None:
            # The n-th question still finds the job running; the next one finds it done.
            share = self._share(held)
            if share < 1:
                held.polls += poll
                await self._database.write(
                    lambda connection: self._show(connection, video_id, held.kind, share)
                )
                return
            self._release(video_id)
        if (job_id := self._awaited.get(video_id)) is not None:
            await self._ended(job_id)
            self._awaited.pop(video_id, None)

    async def finish(self, video_id: str) -> None:
        """Run a video's job now, whatever its pace, and wait for its end."""
        with self._database.reading() as connection:
            job_id = connection.scalar(select(jobs.c.id).where(jobs.c.video_id == video_id))
        if video_id in self._held:
            self._release(video_id)
        self._awaited.pop(video_id, None)
        if job_id is not None:
            await self._ended(job_id)

    def _share(self, held: _Held) -> float:
        if held.pace.seconds is not None:
            return (self._clock() - held.since) / held.pace.seconds if held.pace.seconds > 0 else 1.0
        polls = held.pace.polls or 0
        return held.polls / polls if polls else 1.0

    def _release(self, video_id: str) -> None:
        held = self._held.pop(video_id)
        self._awaited[video_id] = held.job_id
        self._runner.enqueue(held.job_id, held.kind)

    def _show(self, connection: Connection, video_id: str, kind: Kind, share: float) -> None:
        now = int(self._clock())
        values = (
            {"ingestion_status": "INGESTING", "ingestion_updated_at": now}
            if kind == "ingest"
            else {
                "processing_status": "PROCESSING",
                "processing_updated_at": now,
                "processing_percent": round(99.9 * max(share, 0.0), 2),
            }
        )
        connection.execute(update(videos).where(videos.c.id == video_id).values(**values))

    async def _ended(self, job_id: str) -> None:
        async with asyncio.timeout(_LONGEST_WAIT_SECONDS):
            while await self._database.read(lambda connection: _is_recorded(connection, job_id)):
                await asyncio.sleep(_ASK_SECONDS)


def _is_recorded(connection: Connection, job_id: str) -> bool:
    return connection.scalar(select(jobs.c.id).where(jobs.c.id == job_id)) is not None
