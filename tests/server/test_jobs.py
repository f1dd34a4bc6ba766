"""How jobs end: well, with a reason, or given up."""

import threading
from pathlib import Path
from typing import Any

import pytest
from in_process import InProcess
from pixop_server import ingestion
from pixop_server.tables import jobs
from polling import wait_until
from sqlalchemy import select, update


class Session:
    """A user of an application in this process."""

    def __init__(self, server: InProcess) -> None:
        settings = server.services.settings
        sent = server.get("/accounts/v1/token", auth=(settings.email, settings.password))
        self._server = server
        self.headers = server.bearer(sent.json()["jwtToken"])

    def call(self, method: str, path: str, **options: Any) -> Any:
        """Send a request that must succeed."""
        response = self._server.request(method, path, headers=self.headers, **options)
        assert response.status_code == 200, response.text
        return response.json()

    def upload(self, content: bytes) -> str:
        """Create a video and upload to it."""
        created = self.call("PUT", "/videos/v1/video", json={})
        self.call(
            "POST", created["uploadLightMediaUrl"], files={"file": ("clip.mov", content, "video/quicktime")}
        )
        return str(created["videoId"])

    def video(self, video_id: str) -> Any:
        """Read a video."""
        return self.call("GET", f"/videos/v1/video/{video_id}")["video"]

    def ingestion(self, video_id: str) -> str:
        """Wait for the end of an ingestion and give back its status."""
        status = lambda: self.video(video_id)["ingestion"]["ingestionState"]["ingestionStatus"]  # noqa: E731
        wait_until(lambda: status() in {"DONE", "ERROR"})
        return str(status())

    def processing(self, video_id: str) -> str:
        """Wait for the end of a processing and give back its status."""
        status = lambda: self.video(video_id)["processing"]["processingState"]["processingStatus"]  # noqa: E731
        wait_until(lambda: status() in {"DONE", "ERROR"})
        return str(status())


@pytest.fixture
def session(in_process: InProcess) -> Session:
    """The first user."""
    return Session(in_process)


def jobs_left(server: InProcess) -> int:
    """Count the jobs that are recorded."""
    with server.services.database.reading() as connection:
        return len(connection.execute(select(jobs)).all())


def test_a_job_that_is_done_is_forgotten(in_process: InProcess, session: Session, open_clip: Path) -> None:
    """No record of it is left in the database, no file in the work folder."""
    source = session.upload(open_clip.read_bytes())
    assert session.ingestion(source) == "DONE"
    made = session.call("POST", f"/videos/v1/process-video/{source}", json={})["processedVideoId"]

    assert session.processing(made) == "DONE"
    wait_until(lambda: jobs_left(in_process) == 0)


def test_a_fault_in_a_job_is_an_error_without_its_inside(
    in_process: InProcess, session: Session, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The video is in ERROR, the notes tell nothing of the inside, and the log does."""

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the inside")

    monkeypatch.setattr(ingestion, "probe", broken)
    video_id = session.upload(b"x")

    assert session.ingestion(video_id) == "ERROR"
    assert "the inside" not in session.video(video_id)["attributes"]["notes"]
    assert "the inside" in caplog.text
    wait_until(lambda: jobs_left(in_process) == 0)


def test_a_job_that_fails_because_its_video_was_deleted_is_no_fault(
    in_process: InProcess, session: Session, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever goes wrong with a file that is not there any more, the log has no failure, and nothing is left."""
    failed = threading.Event()

    def deleted_meanwhile(path: Path, **_: object) -> None:
        session.call("DELETE", f"/videos/v1/video/{path.stem}")
        failed.set()
        path.open("rb").close()

    monkeypatch.setattr(ingestion, "probe", deleted_meanwhile)
    video_id = session.upload(b"x")
    wait_until(failed.is_set)
    in_process.services.jobs.stop(5)

    assert not in_process.services.store.path(video_id).exists()
    assert jobs_left(in_process) == 0
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


def test_a_processing_whose_source_is_lost_ends_in_error(
    in_process: InProcess, session: Session, open_clip: Path
) -> None:
    """The reason is in the notes, there is nothing to download, and it cannot be processed further."""
    source = session.upload(open_clip.read_bytes())
    session.ingestion(source)
    in_process.services.store.remove(source)
    made = session.call("POST", f"/videos/v1/process-video/{source}", json={})["processedVideoId"]

    assert session.processing(made) == "ERROR"
    assert session.video(made)["attributes"]["notes"]
    for method, path in (
        ("GET", f"/media/v1/download/processed/{made}"),
        ("GET", f"/media/v1/download/original/{source}"),
    ):
        assert in_process.request(method, path, headers=session.headers).status_code == 404
    again = in_process.request("POST", f"/videos/v1/process-video/{made}", headers=session.headers, json={})
    assert again.status_code == 409


def test_a_job_that_ends_the_server_again_and_again_is_given_up(
    in_process: InProcess, session: Session, open_clip: Path
) -> None:
    """After three attempts that were cut off by a crash the fourth start gives the job up."""
    services = in_process.services
    services.jobs.enqueue = lambda *_: None  # type: ignore[method-assign]
    video_id = session.upload(open_clip.read_bytes())
    with services.database.writing() as connection:
        connection.execute(update(jobs).values(attempts=3))
        job_id = connection.execute(select(jobs.c.id)).scalar_one()
    services.jobs.run(job_id)

    assert session.ingestion(video_id) == "ERROR"
    assert "given up" in session.video(video_id)["attributes"]["notes"]
    assert jobs_left(in_process) == 0


def test_a_job_is_run_once_however_often_it_is_queued(
    in_process: InProcess, session: Session, open_clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The record decides who runs it; a second take finds nothing to do."""
    ran: list[Path] = []
    probe = ingestion.probe

    def counted(path: Path, **options: Any) -> Any:
        ran.append(path)
        return probe(path, **options)

    monkeypatch.setattr(ingestion, "probe", counted)
    services = in_process.services
    enqueue = services.jobs.enqueue

    def twice(*arguments: Any) -> None:
        for _ in range(3):
            enqueue(*arguments)

    services.jobs.enqueue = twice  # type: ignore[method-assign]
    assert session.ingestion(session.upload(open_clip.read_bytes())) == "DONE"
    assert session.ingestion(session.upload(open_clip.read_bytes())) == "DONE"
    assert len(ran) == 2
