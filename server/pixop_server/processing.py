"""Processing: from a request to a plan, from the plan to a new media file."""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, case, select, update

from pixop_server.api_errors import ConflictError, UnsupportedByThisServerError, ValidationError
from pixop_server.clock import Clock
from pixop_server.content_disposition import processed_file_name
from pixop_server.database import Database
from pixop_server.entity_tag import strong_tag
from pixop_server.job_cancelled import JobCancelled
from pixop_server.jobs import Job, add_job, finish_job, is_current
from pixop_server.media import (
    MediaError,
    PlanError,
    Probe,
    ProcessingPlan,
    SuperResolution,
    UnsupportedError,
    plan,
    process,
)
from pixop_server.media_store import MediaStore
from pixop_server.projects import lock_team
from pixop_server.tables import videos
from pixop_server.videos import Owner, Record, create_processed_video, find_video, video_exists

_PROGRESS_SECONDS = 0.2


@dataclass(frozen=True)
class Accepted:
    """A processing that was accepted: the video that it will make, and its job."""

    video: Record
    job_id: str


def accept_processing(
    connection: Connection,
    owner: Owner,
    source_id: str,
    request: dict[str, Any],
    now: int,
) -> Accepted:
    """Check a request against its source, and record the video and the job.

    Raises:
        NotFoundError: the team has no such video.
        ConflictError: its ingestion is not `DONE` (D-20).
        ValidationError: the combination cannot be written (D-27 to D-28a).
        UnsupportedByThisServerError: no open encoder writes it.
    """
    lock_team(connection, owner.team_id)  # nobody deletes the source meanwhile
    source = find_video(connection, owner.team_id, source_id)
    if source.ingestion_status != "DONE":
        raise ConflictError(_why_not_ingested(source))
    planned = make_plan(source, request)
    parameters = {"sourceVideo": planned.source_video(), "targetVideo": planned.target_video()}
    file_name = processed_file_name(source.file_name, parameters["targetVideo"]["container"]["name"])
    video = create_processed_video(connection, owner, source, parameters, file_name, now)
    return Accepted(video, add_job(connection, "process", video.id, now, request))


def make_plan(source: Record, request: dict[str, Any]) -> ProcessingPlan:
    """Decide what a request makes of a source; the same request and source give the same plan.

    Raises:
        ValidationError: the combination cannot be written.
        UnsupportedByThisServerError: no open encoder writes it.
    """
    try:
        return plan(request, Probe.from_json(source.probe))
    except UnsupportedError as error:
        raise UnsupportedByThisServerError(str(error)) from error
    except PlanError as error:
        raise ValidationError(str(error)) from error


def _why_not_ingested(source: Record) -> str:
    if source.parent_id is not None and source.processing_status != "DONE":
        return (
            f"The video is itself being made (processing {source.processing_status}). Wait until it is DONE."
        )
    if source.ingestion_status == "ERROR":
        return f"The video's ingestion failed: {source.attributes.get('notes', 'no reason is known')}"
    if source.upload_status != "DONE":
        return "The video has no media yet. Upload it, and wait until its ingestion is DONE."
    return f"The video's ingestion is {source.ingestion_status}. Wait until it is DONE."


class Processing:
    """Makes processed videos; a network, if there is one, does the scaling of `pabsr1`."""

    def __init__(
        self, database: Database, store: MediaStore, clock: Clock, network: SuperResolution | None = None
    ) -> None:
        self._database = database
        self._store = store
        self._clock = clock
        self._network = network

    def run(self, job: Job, cancelled: Callable[[], bool]) -> str | None:
        """Process a video.

        Returns:
            Why it failed, for the user to read; None when it did not.

        Raises:
            JobCancelled: the video was deleted, or the server stops.
        """
        pair = self._database.write_now(lambda connection: self._begin(connection, job.video_id))
        if pair is None:
            raise JobCancelled
        video, source = pair
        planned = make_plan(source, job.request or {})
        progress = _Progress(self._database, video.id, self._clock)

        def gone() -> bool:
            return progress.video_is_gone or cancelled()

        with self._store.work_directory(job.id) as directory, self._store.local_file(source.id) as media:
            output = directory / f"result.{planned.target_video()['container']['name']}"
            try:
                made = process(
                    planned,
                    media,
                    output,
                    workdir=directory,
                    on_progress=progress.report,
                    cancelled=gone,
                    network=self._network,
                )
            except MediaError as error:
                if gone():
                    raise JobCancelled from error
                return str(error)
            if gone():
                raise JobCancelled
            self._publish(job, video, planned, output, made)
        return None

    def _begin(self, connection: Connection, video_id: str) -> tuple[Record, Record] | None:
        now = int(self._clock())
        connection.execute(
            update(videos)
            .where(videos.c.id == video_id)
            .values(processing_status="PROCESSING", processing_updated_at=now, updated_at=now)
        )
        video = connection.execute(select(videos).where(videos.c.id == video_id)).one_or_none()
        if video is None:
            return None
        return video, connection.execute(select(videos).where(videos.c.id == video.parent_id)).one()

    def _publish(self, job: Job, video: Record, planned: ProcessingPlan, output: Path, made: Probe) -> None:
        with output.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        size = output.stat().st_size
        # Another attempt's result may be there already, with its own tag.
        with self._database.reading() as connection:
            if not is_current(connection, job):
                raise JobCancelled
        self._store.publish(output, video.id)
        now = int(self._clock())
        measured = {
            "file_size": size,
            "file_type": planned.media_type,
            "file_container": made.long_container_name,
            "etag": strong_tag(digest),
            "probe": made.to_json(),
            "media_metadata": made.metadata(),
            "ingestion_status": "DONE",
            "ingestion_updated_at": now,
            "processing_status": "DONE",
            "processing_updated_at": now,
            "processing_percent": 100.0,
            "updated_at": now,
        }

        def write(connection: Connection) -> bool:
            if not finish_job(connection, job):
                return False
            connection.execute(update(videos).where(videos.c.id == video.id).values(**measured))
            return True

        # One transaction: who sees it done can download it and process it again, and the job never runs twice.
        if not self._database.write_now(write):
            if not self._database.write_now(lambda connection: video_exists(connection, video.id)):
                self._store.remove(video.id)
            raise JobCancelled


class _Progress:
    """Writes progress down, not too often; it never falls, even when a job starts again after an interruption."""

    def __init__(self, database: Database, video_id: str, clock: Clock) -> None:
        self._database = database
        self._video_id = video_id
        self._clock = clock
        self._written = float("-inf")
        self.video_is_gone = False

    def report(self, percent: float) -> None:
        """Take a percentage from 0 to 100; 100 is written with the result alone."""
        if time.monotonic() - self._written < _PROGRESS_SECONDS:
            return
        self._written = time.monotonic()
        bounded = round(min(max(percent, 0.0), 99.9), 2)
        now = int(self._clock())
        known = videos.c.processing_percent
        changed = self._database.write_now(
            lambda connection: (
                connection.execute(
                    update(videos)
                    .where(videos.c.id == self._video_id)
                    .values(
                        processing_percent=case((known > bounded, known), else_=bounded),
                        processing_updated_at=now,
                    )
                ).rowcount
            )
        )
        self.video_is_gone = changed == 0
