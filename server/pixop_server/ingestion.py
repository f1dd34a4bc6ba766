"""Ingestion: find out what was uploaded, and how good it is."""

from collections.abc import Callable

from sqlalchemy import Connection, select, update

from pixop_server.clock import Clock
from pixop_server.database import Database
from pixop_server.job_cancelled import JobCancelled
from pixop_server.jobs import Job, finish_job
from pixop_server.media import MediaError, assess_quality, probe
from pixop_server.media_store import MediaStore
from pixop_server.tables import videos
from pixop_server.videos import Record


class Ingestion:
    """Probes an uploaded file."""

    def __init__(self, database: Database, store: MediaStore, clock: Clock) -> None:
        self._database = database
        self._store = store
        self._clock = clock

    def run(self, job: Job, cancelled: Callable[[], bool]) -> str | None:
        """Ingest a video.

        Returns:
            Why it failed, for the user to read; None when it did not.

        Raises:
            JobCancelled: the video was deleted, or the server stops.
        """
        video = self._database.write_now(lambda connection: self._begin(connection, job.video_id))
        if video is None:
            raise JobCancelled
        try:
            with self._store.local_file(video.id) as path:
                found = probe(path, cancelled=cancelled)
                if cancelled():
                    raise JobCancelled
                quality = None if video.light else assess_quality(path, found, cancelled=cancelled)
        except MediaError as error:
            if cancelled():
                raise JobCancelled from error
            return str(error)
        now = int(self._clock())
        measured = {
            "probe": found.to_json(),
            "media_metadata": found.metadata(),
            "quality_assessment": quality,
            "file_container": found.long_container_name,
            "ingestion_status": "DONE",
            "ingestion_updated_at": now,
            "updated_at": now,
        }

        def write(connection: Connection) -> None:
            if finish_job(connection, job):
                connection.execute(update(videos).where(videos.c.id == video.id).values(**measured))

        self._database.write_now(write)
        return None

    def _begin(self, connection: Connection, video_id: str) -> Record | None:
        now = int(self._clock())
        connection.execute(
            update(videos)
            .where(videos.c.id == video_id)
            .values(ingestion_status="INGESTING", ingestion_updated_at=now, updated_at=now)
        )
        return connection.execute(select(videos).where(videos.c.id == video_id)).one_or_none()
