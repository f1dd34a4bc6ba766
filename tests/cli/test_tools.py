"""`server`, `contract`, `generate`, `changes` and `demo`: thin around the tools."""

import json
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pixop.cli import demo_server, demonstration
from pixop.cli.failure import CommandFailure
from pixop.verification import media_facts


def test_the_server_serves_until_ctrl_c(start: Any, pixop: Any, tmp_path: Path) -> None:
    """It prints one line when it is ready, writes the ready file, and ends with 0."""
    user = ("--email", "a@b", "--password", "c")
    process = start("server", "--port", "0", "--data", "data", "--ready-file", "ready", *user)
    line = process.stdout.readline()
    url = line.removeprefix("ready ").strip()

    assert (tmp_path / "ready").read_text().strip() == url
    account = pixop("account", "--format", "json", "--base-url", url, *user)
    assert json.loads(account.out)["user"]["email"] == "a@b"
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (0, "")
    assert "Traceback" not in err


def test_a_port_in_use_is_told(here: Any) -> None:
    """An address that cannot be had is a usage error with a way out."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ended = here("server", "--port", taken.getsockname()[1])

    assert ended.code == 2
    assert "is in use. Choose another --host or --port; --port 0 picks a free one." in ended.complaint


def test_a_data_directory_that_cannot_be_made_is_told(pixop: Any, tmp_path: Path) -> None:
    """A place for the data that is none is exit code 5."""
    (tmp_path / "file").touch()
    ended = pixop("server", "--port", "0", "--data", "file/data")

    assert ended.code == 5
    assert "file" in ended.complaint


def test_generate_refuses_a_document_that_is_none(here: Any, tmp_path: Path) -> None:
    """`generate` is exit code 2 for a document that it cannot use, and says where it looked without one."""
    (tmp_path / "document.yaml").write_text("openapi: 3.1.1")
    ended = here("generate", "--document", "document.yaml", "--output", "made")
    assert (ended.code, ended.out) == (2, "")
    assert "nothing was written" in ended.complaint
    assert not (tmp_path / "made").exists()
    assert "no openapi/pixop.yaml" in here("generate", "--check").complaint


def test_changes_compares_two_documents(here: Any, tmp_path: Path) -> None:
    """`changes` is exit code 0 for a document and itself, 1 when something breaks, 2 without a document."""
    document = "openapi: 3.1.1\ninfo: {title: Small, version: '1'}\npaths:\n"
    answer = "responses: {'200': {description: Done}}"
    (tmp_path / "old.yaml").write_text(
        document + f"  /a: {{get: {{operationId: readA, tags: [a], {answer}}}}}\n"
    )
    (tmp_path / "new.yaml").write_text(
        document + f"  /b: {{get: {{operationId: readB, tags: [a], {answer}}}}}\n"
    )

    assert here("changes", "old.yaml", "old.yaml").code == 0
    broken = here("changes", "old.yaml", "new.yaml", "--format", "json")
    assert broken.code == 1, broken.err
    assert json.loads(broken.out)
    assert here("changes", "old.yaml", "missing.yaml").code == 2


def test_contract_writes_reports_and_json(here: Any, server: Any, tmp_path: Path) -> None:
    """`contract` passes its options on; as JSON the results go to standard output and the talk elsewhere."""
    ended = here("contract", server.url, "--report", "report", "--only", "TOK-001", "--format", "json")

    results = json.loads(ended.out)
    assert ended.code in (0, 3), ended.err
    assert {"id", "level", "source", "status"} <= set(results["requirements"][0])
    assert {path.name for path in (tmp_path / "report").iterdir()} == {
        "results.json",
        "junit.xml",
        "report.html",
    }
    lines = here("contract", server.url, "--only", "TOK-001", "--format", "jsonl").out.splitlines()
    assert [json.loads(line)["id"] for line in lines] == [each["id"] for each in results["requirements"]]
    assert here("contract", server.url, "--only", "TOK-001", "--format", "quiet").code == ended.code


def test_contract_explains_itself(here: Any, server: Any) -> None:
    """Requirements can be listed and explained; a name that is none is a usage error."""
    listed = here("contract", "--list", "--only", "TOK-001").out
    assert listed.startswith("TOK-001")
    assert "TOK-001" in here("contract", "--explain", "TOK-001").out
    assert here("contract", "--explain", "NO-1").code == 2
    assert here("contract", server.url, "--dry-run", "--only", "TOK-001").out == listed
    assert here("contract", server.url, "--only", "NOPE-1").code == 2


def test_the_demo_does_the_whole_job(pixop: Any, make_clip: Any, tmp_path: Path) -> None:
    """A server of its own, the job, what was done, the result, and nothing left running."""
    (tmp_path / "clip.mov").write_bytes(make_clip(seconds=0.2).read_bytes())
    ended = pixop("demo", "clip.mov", "--output", "made", env={"PIXOP_BASE_URL": "http://127.0.0.1:1"})

    assert ended.code == 0, ended.err
    found = media_facts.measure(tmp_path / "made" / "clip-hd.mov")
    assert (found.container, found.codec, found.height, found.frames) == ("mov", "h264", 1080, 5)
    assert (
        f"Result  {Path('made/clip-hd.mov')}\n        mov, h264, 1440×1080, 25 fps, 5 frames, " in ended.out
    )
    steps = [line.split()[0] for line in ended.out.splitlines() if line.startswith("  ")]
    assert steps[:3] == ["started", "uploaded,", "stopped"]
    assert "--scaler pabsr1 --resolution hd_1080p" in ended.err
    url = ended.out.partition("http://127.0.0.1:")[2].split()[0]
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", int(url)), timeout=5)


def test_an_interrupted_demo_stops_its_server(start: Any, make_clip: Any, tmp_path: Path) -> None:
    """Ctrl-C in the middle ends the server too, and leaves no result."""
    # Long enough that its job cannot be done before the interruption arrives, however busy the machine is.
    (tmp_path / "long.mov").write_bytes(
        make_clip("long.mov", seconds=30, size="320x180", rate=25).read_bytes()
    )
    process = start("demo", "long.mov", "-o", "made")
    seen = ""
    while "Uploading" not in seen:
        line = process.stderr.readline()
        assert line, seen
        seen += line
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)

    assert process.returncode == 130
    assert err.splitlines()[-1].startswith("pixop: Interrupted. The demo's server is stopped")
    assert "pixop download" not in err
    port = int(seen.partition("http://127.0.0.1:")[2].split()[0])
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=5)
    assert list((tmp_path / "made").iterdir()) == []


def test_a_demo_whose_job_fails_ends_as_the_job(here: Any, tmp_path: Path) -> None:
    """A file that is no video is exit code 6, and the server is stopped."""
    (tmp_path / "letter.mov").write_text("Dear Sir or Madam")
    ended = here("demo", "letter.mov", "-o", "made")

    assert (ended.code, ended.out) == (6, "")
    assert "Stopped the server" in ended.err


def test_the_demo_makes_a_real_video(tmp_path: Path) -> None:
    """Without a FILE the demo makes 5.5 seconds of picture and tone."""
    from pixop.cli.demo_video import make_video

    make_video(tmp_path / "source.mov")

    found = media_facts.measure(tmp_path / "source.mov")
    assert (found.codec, found.width, found.height, found.frames) == ("h264", 560, 320, 165)


def test_the_demo_s_video_needs_room_and_ffmpeg(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What keeps FFmpeg from making it is told in one line."""
    from pixop.cli.demo_video import make_video

    with pytest.raises(CommandFailure, match="FFmpeg could not make the demo's video: "):
        make_video(tmp_path / "no" / "source.mov")
    monkeypatch.setenv("PIXOP_FFMPEG", "no-such-program")
    with pytest.raises(CommandFailure, match="no-such-program"):
        make_video(tmp_path / "source.mov")


def test_a_demo_server_that_does_not_start_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's last words are shown."""
    (tmp_path / "data").touch()

    with (
        pytest.raises(CommandFailure, match="The reference server did not start: pixop: "),
        demo_server.demo_server(tmp_path),
    ):
        pass


def test_a_demo_needs_a_place_for_its_result(here: Any, tmp_path: Path) -> None:
    """An output that cannot be a directory is exit code 5, before anything is started."""
    (tmp_path / "file").touch()
    ended = here("demo", "--output", "file/made")

    assert ended.code == 5
    assert len(ended.err.splitlines()) == 1


def test_a_child_that_ignores_interruption_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo does not wait for ever for the job that it interrupts."""
    monkeypatch.setattr(demonstration, "PATIENCE_SECONDS", 0.2)
    code = (
        "import signal, time; signal.signal(signal.SIGINT, signal.SIG_IGN); print(flush=True); time.sleep(60)"
    )
    child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert child.stdout is not None
    child.stdout.readline()
    demonstration._wait_for_interrupted(child)
    child.stdout.close()

    assert child.wait(10) == -signal.SIGTERM
