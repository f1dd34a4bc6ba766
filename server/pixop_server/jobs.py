"""The record of jobs in the database. It is the truth; the queue only says when to look.

A job is `queued`, then `running`, then gone. One that is found `running` when a server starts was interrupted, and is
queued again: nothing that an interrupted job wrote is visible, so running it from the start is the same as running it
once.
"""

import uuid
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from pixop_server.tables import jobs, videos

Kind = Literal["ingest", "process"]

MOST_ATTEMPTS = 3


@dataclass(frozen=True)
class Job:
    """Work on one video."""

    id: str
    kind: Kind
    video_id: str
    attempts: int
    request: dict[str, Any] | None


def add_job(
    connection: Connection, kind: Kind, video_id: str, now: int, request: dict[str, Any] | None = None
) -> str:
    """Record a new job in the transaction that makes it necessary, and give back its id."""
    job_id = str(uuid.uuid4())
    connection.execute(
        insert(jobs).values(
            id=job_id,
            kind=kind,
            video_id=video_id,
            state="queued",
            attempts=0,
            request=request,
            created_at=now,
        )
    )
    return job_id


def claim_job(connection: Connection, job_id: str, lease_until: int | None = None) -> Job | None:
    """Take a queued job; None when it is gone or somebody else has it."""
    taken = connection.execute(
        update(jobs)
        .where(jobs.c.id == job_id, jobs.c.state == "queued")
        .values(state="running", attempts=jobs.c.attempts + 1, lease_until=lease_until)
    )
    if taken.rowcount != 1:
        return None
    row = connection.execute(select(jobs).where(jobs.c.id == job_id)).one()
    return Job(row.id, row.kind, row.video_id, row.attempts, row.request)


def release_job(connection: Connection, job: Job) -> None:
    """Put a job back that was stopped with the server, unless another attempt has it; the attempt does not count."""
    connection.execute(
        update(jobs).where(*_of_this_attempt(job)).values(state="queued", attempts=jobs.c.attempts - 1)
    )


def finish_job(connection: Connection, job: Job) -> bool:
    """Forget a job that has ended; False when it is not this attempt's any more, and nothing may be written for it."""
    return connection.execute(delete(jobs).where(*_of_this_attempt(job))).rowcount == 1


def is_current(connection: Connection, job: Job) -> bool:
    """Tell whether a job is still this attempt's."""
    return connection.scalar(select(func.count()).select_from(jobs).where(*_of_this_attempt(job))) == 1


def _of_this_attempt(job: Job) -> tuple[ColumnElement[bool], ...]:
    return jobs.c.id == job.id, jobs.c.attempts == job.attempts, jobs.c.state == "running"


def recover_jobs(connection: Connection, now: int) -> list[tuple[str, Kind]]:
    """Set right what an earlier run of the server left, and list the jobs to run, oldest first.

    Uploads that were under way are over: their bytes are gone with the connection.
    """
    _give_up(connection, now)
    connection.execute(update(jobs).where(jobs.c.state == "running").values(state="queued"))
    return waiting_jobs(connection)


def give_up_uploads(connection: Connection, now: int, *, before: int) -> None:
    """Let videos take another upload whose bytes stopped arriving before a moment."""
    _give_up(connection, now, videos.c.upload_updated_at < before)


def _give_up(connection: Connection, now: int, *which: ColumnElement[bool]) -> None:
    connection.execute(
        update(videos)
        .where(videos.c.upload_status == "UPLOADING", *which)
        .values(upload_status="ERROR", upload_updated_at=now, updated_at=now)
    )


def waiting_jobs(connection: Connection) -> list[tuple[str, Kind]]:
    """List the jobs to run, oldest first."""
    waiting = select(jobs.c.id, jobs.c.kind).where(jobs.c.state == "queued")
    rows = connection.execute(waiting.order_by(jobs.c.created_at, jobs.c.id))
    return [(row.id, row.kind) for row in rows]
