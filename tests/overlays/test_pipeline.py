"""Pipelines: many files, one ledger, a report."""

import asyncio
import json
import os
import threading
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from pixop import (
    AsyncPixop,
    ConfigurationError,
    LedgerError,
    LocalFileError,
    MediaSourceError,
    PipelineFile,
    Pixop,
    PixopError,
    ProcessRequestError,
    ResultMismatchError,
)
from pixop.pipelines.pipeline_ledger import Ledger, peek

SMALL: dict[str, Any] = {"scaler": "scale", "resolution": {"width": 32, "height": 32}}
HEADER = {"baseUrl": "http://h", "teamId": None}


@pytest.fixture
def folder(tmp_path: Path, open_clip: Path) -> Path:
    """Two clips, and a file that is no video."""
    for name in ("one.mov", "two.mov"):
        (tmp_path / name).write_bytes(open_clip.read_bytes())
    (tmp_path / "bad.mov").write_text("no video")
    (tmp_path / "out").mkdir()
    return tmp_path


def files(folder: Path, *names: str) -> dict[Path, Path]:
    return {folder / name: folder / "out" / name for name in names}


def test_good_files_are_done_and_a_bad_one_is_told(server: Any, folder: Path) -> None:
    """Each file has an outcome; a failure for good is not tried again unless that is asked for."""
    stages: list[tuple[str, str]] = []
    with Pixop(server.url, server.email, server.password) as client:
        report = client.pipeline(
            files(folder, "one.mov", "bad.mov"),
            ledger=folder / "l.jsonl",
            request=SMALL,
            light=True,
            on_event=lambda event: stages.append((Path(event.source).name, event.state)),
        )
        assert [each.state for each in report.outcomes] == ["done", "failed"]
        good, bad = report.outcomes
        assert good.size == good.target.stat().st_size
        assert bad.video_id is not None
        with pytest.raises(PixopError, match="ended in ERROR"):
            report.raise_for_failures()
        assert [state for name, state in stages if name == "one.mov" and state in ("created", "done")] == [
            "created",
            "done",
        ]
        assert not report.complete
        again = client.resume(folder / "l.jsonl")
        assert [each.state for each in again.outcomes] == ["done", "failed"]
        (folder / "bad.mov").write_text("no video")
        tried = client.resume(folder / "l.jsonl", retry_failed=True).outcomes[1]
        assert (tried.state, tried.stage) == ("open", "planned")
        assert "its size or date changed" in tried.message


def test_an_asynchronous_pipeline_and_a_changed_plan(server: Any, folder: Path) -> None:
    """Tasks do the same; the same ledger takes more files, but no other request for the same file."""

    async def main() -> None:
        async with AsyncPixop(server.url, server.email, server.password) as client:
            report = await client.pipeline(
                files(folder, "one.mov"), ledger=folder / "l.jsonl", request=SMALL, light=True
            )
            assert report.complete
            with pytest.raises(LedgerError, match="another request"):
                await client.pipeline(files(folder, "one.mov"), ledger=folder / "l.jsonl", scaler="dvres")
            more = await client.pipeline(
                files(folder, "one.mov", "two.mov"), ledger=folder / "l.jsonl", request=SMALL, light=True
            )
            assert [each.state for each in more.outcomes] == ["done", "done"]
            assert more.outcomes[0].video_id == report.outcomes[0].video_id

    asyncio.run(main())


def test_a_result_that_is_refused_gets_no_name(server: Any, folder: Path) -> None:
    """What a check raises keeps the result from its name, and leaves nothing of it."""

    def refuse(result: Any) -> None:
        raise ResultMismatchError("not what was asked for")

    with Pixop(server.url, server.email, server.password) as client:
        report = client.pipeline(
            files(folder, "one.mov"), ledger=folder / "l.jsonl", request=SMALL, light=True, check=refuse
        )
        assert report.outcomes[0].message == "not what was asked for"
        assert list((folder / "out").iterdir()) == []
        assert client.resume(folder / "l.jsonl", retry_failed=True).complete


def test_what_is_wrong_is_told_before_anything_is_sent(folder: Path) -> None:
    """Requests, sources and targets are checked first; nothing goes to a server that is not there."""
    (folder / "out" / "two.mov").write_text("older")
    one, out = folder / "one.mov", folder / "out"
    cases: list[tuple[Any, dict[str, Any], type[Exception]]] = [
        ([], {}, ConfigurationError),
        ({one: out / "a.mov", folder / "two.mov": out / "a.mov"}, {}, ConfigurationError),
        ([(one, out / "a.mov"), (folder / "two.mov", out / "a.mov")], {}, ConfigurationError),
        ({one: out}, {}, LocalFileError),
        ({one: folder / "nowhere" / "a.mov"}, {}, LocalFileError),
        ({one: out / "two.mov"}, {}, LocalFileError),
        ({one: one}, {"overwrite": True}, MediaSourceError),
        ({folder / "none.mov": out / "a.mov"}, {}, MediaSourceError),
        ({one: out / "a.mov"}, {"clarity_boost": "low"}, ProcessRequestError),
        ({one: out / "a.mov"}, {"request": {"nonsense": 1}}, ConfigurationError),
        ([PipelineFile(one, out / "a.mov", {"bitrate": {"mbps": -1}})], {}, ProcessRequestError),
        ({one: out / "a.mov"}, {"concurrency": 0}, ConfigurationError),
    ]
    with Pixop("http://127.0.0.1:9", "a", "b") as client:
        for number, (given, options, kind) in enumerate(cases):
            with pytest.raises(kind):
                client.pipeline(given, ledger=folder / f"{number}.jsonl", **options)


def test_a_server_that_is_gone_leaves_the_files_open(folder: Path) -> None:
    """Nothing is lost: the files can be resumed when it is back."""
    with Pixop("http://127.0.0.1:9", "a", "b") as client:
        report = client.pipeline(files(folder, "one.mov"), ledger=folder / "l.jsonl", request=SMALL)
    assert [(each.state, each.stage) for each in report.outcomes] == [("open", "creating")]
    assert not (folder / "l.jsonl.lock").exists()


def test_refused_credentials_stop_the_pipeline(server: Any, folder: Path) -> None:
    """One refusal is enough: the other files are not begun."""
    with Pixop(server.url, server.email, "wrong") as client:
        report = client.pipeline(
            files(folder, "one.mov", "two.mov"), ledger=folder / "l.jsonl", request=SMALL, concurrency=1
        )
    assert [each.stage for each in report.outcomes] == ["creating", "planned"]
    assert all(each.state == "open" for each in report.outcomes)


# --- the ledger ---------------------------------------------------------------------------------------------


def test_a_torn_last_line_is_dropped(tmp_path: Path) -> None:
    """Wherever a crash cut the last line, the lines before it count, and the next one is whole."""
    path = tmp_path / "l.jsonl"
    with Ledger(path, create=True) as ledger:
        ledger.begin(HEADER)
        ledger.record("a", "planned", source="s")
        ledger.record("a", "created", videoId="v")
    data = path.read_bytes()
    whole = data[: data.rindex(b"\n", 0, -1) + 1]
    for cut in range(len(whole), len(data)):
        path.write_bytes(data[:cut])
        with Ledger(path, create=False) as ledger:
            assert (ledger.entries["a"].stage, ledger.entries["a"].facts) == ("planned", {"source": "s"})
            ledger.record("a", "creating", since=1)
        assert peek(path)[1][0].stage == "creating"
    path.write_bytes(data + b"\0" * 100)
    assert peek(path)[1][0].facts["videoId"] == "v"


@pytest.mark.parametrize(
    "data", [b"{}\n", b"no json\n", b'{"pixopLedger": 2}\n', b'{"pixopLedger": 1}\nx\n{}\n', b"\xff\xfe\n"]
)
def test_what_is_no_ledger_is_not_written_to(data: bytes, tmp_path: Path) -> None:
    """A damaged or foreign file is told, by its line, and stays as it is."""
    path = tmp_path / "l.jsonl"
    path.write_bytes(data)
    with pytest.raises(LedgerError, match=r"Line \d of"):
        Ledger(path, create=True)
    assert path.read_bytes() == data
    assert list(tmp_path.iterdir()) == [path]


def test_a_ledger_is_of_one_process_one_server_and_one_team(tmp_path: Path) -> None:
    """A second opening is refused while the first lasts; so is another server."""
    path = tmp_path / "l.jsonl"
    with Ledger(path, create=True) as ledger:
        ledger.begin(HEADER)
        with pytest.raises(LedgerError, match="Another process"):
            Ledger(path, create=True)
        with pytest.raises(LedgerError, match="baseUrl"):
            ledger.begin(HEADER | {"baseUrl": "http://other"})
    with pytest.raises(LedgerError, match="closed"):
        ledger.record("a", "planned")
    with pytest.raises(LedgerError, match="no ledger at"):
        Ledger(tmp_path / "other", create=False)
    assert json.loads(path.read_text()) == {"pixopLedger": 1, **HEADER}
    assert os.stat(path).st_mode & 0o077 == 0  # noqa: PTH116 - the mode as the system has it


def test_a_run_that_ended_before_it_was_planned_is_told(tmp_path: Path) -> None:
    """A ledger without files is no run that is done."""
    with Ledger(tmp_path / "l.jsonl", create=True) as ledger:
        ledger.begin({"baseUrl": "http://127.0.0.1:9", "teamId": None})
    with (
        Pixop("http://127.0.0.1:9", "a", "b") as client,
        pytest.raises(LedgerError, match="No file is planned"),
    ):
        client.resume(tmp_path / "l.jsonl")
    assert not (tmp_path / "l.jsonl.lock").exists()


def test_a_failure_keeps_the_stage(tmp_path: Path) -> None:
    """A failed file can go on where it was; a later state takes the failure away."""
    with Ledger(tmp_path / "l", create=True) as ledger:
        ledger.begin(HEADER)
        ledger.record("a", "uploaded")
        entry = ledger.record("a", "failed", error="e", final=True)
        assert (entry.stage, entry.failed_for_good) == ("uploaded", True)
        assert not ledger.record("a", "ingested").failed_for_good


class Quick:
    """Does every job at once, and counts what came and how much of it at a time."""

    def __init__(self, tools: Any) -> None:
        self.tools = tools
        self.uploads: Counter[str] = Counter()
        self.processings: Counter[str] = Counter()
        self.at_once = self.most_at_once = 0
        self._lock = threading.Lock()

    def script(self, request: Any) -> bytes:
        with self._lock:
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        body = request.read_body()
        answer = self._answer(request, body)
        with self._lock:
            self.at_once -= 1
        return bytes(self.tools.http(200, answer))

    def _answer(self, request: Any, body: bytes) -> Any:
        path, video = request.path, request.path.rpartition("/")[2]
        urls = dict.fromkeys(
            ("uploadMediaUrl", "uploadLightMediaUrl", "processVideoUrl", "checkIngestProgressUrl"), "/u"
        )
        if path == "/videos/v1/video":
            return {"projectId": "p", "videoId": json.loads(body)["name"], **urls}
        if "/upload/" in path:
            self.uploads[video] += 1
            return {"projectId": "p", "videoId": video, **urls}
        if "/check-" in path:
            job = "ingestion" if "ingest" in path else "processing"
            return {
                "projectId": "p",
                "videoId": video,
                f"{job}State": {f"{job}Status": "DONE", "updatedAt": "2020-01-01 00:00:00"},
            }
        if "/process-video/" in path:
            self.processings[video] += 1
            ids = {"sourceVideoId": video, "processedVideoId": f"of-{video}", "projectId": "p"}
            return {**ids, "checkProgressUrl": "/c", "downloadMediaUrl": "/d"}
        if "/download/" in path:
            return f"result {video}".encode()
        dates = dict.fromkeys(("dateCreated", "timeLastUpdated"), "2020-01-01 00:00:00")
        return {"video": {"id": video, "name": "n", "projectId": "p", "userId": "u", "teamId": "t", **dates}}


@pytest.mark.parametrize("count", [30, pytest.param(1000, marks=pytest.mark.slow)])
def test_many_files_are_done_a_few_at_a_time(count: int, scripted: Any, tools: Any, tmp_path: Path) -> None:
    """Each is uploaded and processed once, and no more are under way than was allowed."""
    (tmp_path / "out").mkdir()
    wanted = {}
    for number in range(count):
        source = tmp_path / f"{number}.mov"
        source.write_bytes(b"media %d" % number)
        wanted[source] = tmp_path / "out" / source.name
    service = Quick(tools)
    with Pixop(scripted(service.script).url, "a@example.org", "pw", retry=tools.quick) as client:
        report = client.pipeline(
            wanted, ledger=tmp_path / "l.jsonl", request=SMALL, concurrency=6, verify=False
        )
    assert report.complete, [each.message for each in report.outcomes if each.message][:3]
    assert service.most_at_once <= 6
    assert set(service.uploads.values()) == set(service.processings.values()) == {1}
    assert len(service.uploads) == count
    assert (tmp_path / "out" / "7.mov").read_bytes() == b"result of-7.mov"
