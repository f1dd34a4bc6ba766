"""Transfers, lists and any operation, against the real server."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pixop import Pixop


@pytest.fixture
def team(server: Any) -> tuple[str, ...]:
    """Options for the other team, whose lists no other test fills."""
    return ("--team-id", server.teams[1])


def test_a_project_lives_and_dies(here: Any, team: tuple[str, ...]) -> None:
    """Create, show, rename, list and delete; every form of output has its place."""
    project = here("projects", "create", "A name", "--format", "quiet", *team).out.strip()
    assert json.loads(here("projects", "show", project, "--format", "json", *team).out)["name"] == "A name"
    assert "Another\u2028name" not in here("projects", "rename", project, "Another\u2028name", *team).out
    listed = here("projects", "list", *team)
    assert listed.out.splitlines()[0].split() == ["id", "name", "created"]
    assert f"{project}  Another name" in listed.out
    assert project in here("projects", "list", "--format", "quiet", *team).out.split()
    assert project in {
        each["id"] for each in json.loads(here("projects", "list", "--format", "json", *team).out)
    }
    lines = here("projects", "list", "--format", "jsonl", *team).out.strip().split("\n")
    assert "Another\u2028name" in {json.loads(line)["name"] for line in lines}
    assert here("projects", "delete", project, "--format", "quiet", *team).out.strip() == project
    assert project not in here("projects", "list", *team).out


def test_an_empty_list_says_what_fills_it(here: Any) -> None:
    """A list without items is no data, and a hint on standard error."""
    empty = here("videos", "list", "--project", "no-such-project")

    assert (empty.code, empty.out) == (0, "")
    assert empty.err == "No videos: `pixop upload FILE` brings one.\n"


def test_a_video_goes_up_and_comes_down(here: Any, clip: Path, team: tuple[str, ...]) -> None:
    """Upload, list, show, wait, download by the server's name, and delete."""
    video = here("upload", clip, "--name", "reel 7", "--format", "quiet", *team).out.strip()
    listed = [line.split() for line in here("videos", "list", *team).out.splitlines()]
    assert [video, "reel", "7", "original"] in [words[:4] for words in listed]
    shown = json.loads(here("videos", "show", video, "--format", "json", *team).out)
    assert shown["ingestion"]["metadata"]["totalFrames"] == 25
    assert "ingestion.metadata.totalFrames" in here("videos", "show", video, *team).out
    assert here("videos", "wait", video, "--format", "quiet", *team).out.strip() == video
    Path("down").mkdir()
    assert (
        here("download", video, "-o", "down", "--format", "quiet", *team).out == f"{Path('down/clip.mov')}\n"
    )
    assert Path("down/clip.mov").read_bytes() == clip.read_bytes()
    again = here("download", video, "-o", "down", *team)
    assert (again.code, again.complaint.partition(".mov ")[2]) == (
        2,
        "exists already. Choose another name, or add --overwrite.",
    )
    once_more = ("-o", "down", "--kind", "original", "--overwrite", "--verify")
    assert here("download", video, *once_more, *team).code == 0
    waited = here("download", video, "--wait", "-o", "x.mov", *team)
    assert waited.code == 2
    assert "an original has none" in waited.complaint
    deleted = here("videos", "delete", video, "--format", "json", *team)
    assert json.loads(deleted.out) == [{"videoId": video}]


def test_an_upload_without_waiting_and_to_a_video(here: Any, clip: Path, team: tuple[str, ...]) -> None:
    """--no-wait ends after the upload; --video-id sends media to a video that has none."""
    created = json.loads(here("api", "createVideo", "--body", "{}", *team).out)["videoId"]
    ended = here("upload", clip, "--video-id", created, "--no-wait", "--light", "--format", "jsonl", *team)

    events = [json.loads(line) for line in ended.out.splitlines()]
    assert {event.get("step") for event in events} == {"upload", None}
    assert events[-1]["videoId"] == created
    again = here("upload", clip, "--video-id", created, *team)
    assert again.code == 1
    assert "409" in again.complaint


def test_waiting_for_a_failed_ingestion_is_exit_code_6(
    here: Any, tmp_path: Path, team: tuple[str, ...]
) -> None:
    """`videos wait` tells that the job failed, and why."""
    (tmp_path / "note.txt").write_text("no video")
    video = here("upload", "note.txt", "--no-wait", "--format", "quiet", *team).out.strip()
    ended = here("videos", "wait", video, *team)

    assert ended.code == 6
    assert "not a video" in ended.complaint


def test_waiting_ends_at_its_limit(here: Any, remote_clip: str) -> None:
    """A job that is not done in time is exit code 6 and runs on."""
    started = here("api", "processVideo", "-p", f"video-id={remote_clip}", "--body", '{"scaler": "pabsr1"}')
    processed = json.loads(started.out)["processedVideoId"]
    ended = here("videos", "wait", processed, "--wait-timeout", "0")

    assert ended.code == 6
    assert "still running" in ended.complaint
    assert here("videos", "wait", processed).code == 0


def test_the_account_is_shown_without_its_secrets(here: Any, server: Any) -> None:
    """The user, the team in use and the other teams; no signature secret."""
    assert json.loads(here("api", "generateSignatureSecret").out)["user"]["apiRequestSignatureSecret"]
    shown = json.loads(here("account", "--format", "json").out)

    assert shown["user"]["email"] == server.email
    assert shown["team"]["id"] == server.teams[0]
    assert "apiRequestSignatureSecret" not in shown["user"]
    assert f"otherTeams.1.id{' ' * 16}" in here("account").out


def test_the_token_works_elsewhere(here: Any, server: Any) -> None:
    """What `pixop token` prints opens the API, for the team that was named."""
    token = here("token", "--team-id", server.teams[1]).out.strip()
    with Pixop(server.url, token=token) as client:
        assert client.accounts.verify_token().team.id == server.teams[1]


def test_a_password_file_opens_the_account(here: Any, server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first line of a file, or of standard input, is the password."""
    monkeypatch.delenv("PIXOP_API_PASSWORD")
    Path("password").write_text(server.password + "\nsecond line")
    assert here("account", "--password-file", "password").code == 0
    with Path("password").open() as file:
        monkeypatch.setattr(sys, "stdin", file)
        assert here("account", "--password-file", "-").code == 0
    Path("password").write_text("\n")
    assert "first line of password is empty" in here("account", "--password-file", "password").complaint


def test_all_operations_are_listed(here: Any) -> None:
    """`pixop api` without an id lists every operation of the document."""
    from pixop_client.api import OPERATIONS

    assert here("api", "--format", "quiet").out.split() == list(OPERATIONS)
    assert json.loads(here("api", "--format", "json").out)[0]["operationId"] == "getToken"


def test_any_operation_can_be_called(here: Any, clip: Path) -> None:
    """JSON, query, path, body from a file, upload, headers and media all go through one command."""
    assert json.loads(here("api", "list-videos", "-q", "page-size=1", "-q", "page=1").out)["pageSize"] == 1
    Path("body.json").write_text('{"name": "by api"}')
    project = json.loads(here("api", "createProject", "--body", "@body.json", "--format", "jsonl").out)[
        "project"
    ]
    video = json.loads(here("api", "createVideo", "--body", f'{{"projectId": "{project["id"]}"}}').out)[
        "videoId"
    ]
    at = ("-p", f"video-id={video}")
    assert json.loads(here("api", "uploadLightMedia", *at, "--file", clip).out)["videoId"] == video
    head = json.loads(here("api", "headOriginalMedia", *at).out)
    assert head["status"] == 200
    assert head["headers"]["content-length"] == str(clip.stat().st_size)
    part = json.loads(here("api", "downloadOriginalMedia", *at, "-H", "Range=bytes=0-9", "-o", "part").out)
    assert (part["status"], part["bytes"]) == (206, 10)
    assert Path("part").read_bytes() == clip.read_bytes()[:10]
    assert here("api", "deleteVideo", *at, "--format", "quiet").out == ""
    gone = here("api", "deleteProject", "-p", f"project-id={project['id']}")
    assert (gone.code, gone.out) == (0, "")


def test_a_body_comes_from_standard_input(here: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """--body @- reads JSON from standard input."""
    Path("body.json").write_text('{"name": "by stdin"}')
    with Path("body.json").open() as file:
        monkeypatch.setattr(sys, "stdin", file)
        assert json.loads(here("api", "createProject", "--body", "@-").out)["project"]["name"] == "by stdin"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["getVidio"], "Did you mean getVideo"),
        (["xyzzy"], "has no operation 'xyzzy'. `pixop api` lists all"),
        (["getVideo"], "needs --path-param video-id=VALUE"),
        (["getVideo", "-p", "video-id=.."], "cannot be a part of a path"),
        (["getVideo", "-p", "video-id=a", "-p", "id=b"], "has no parameter id"),
        (["getVideo", "-p", "video-id"], "is not NAME=VALUE"),
        (["getVideo", "-p", "video-id=a", "--body", "{}"], "takes no JSON body"),
        (["listVideos", "-H", "Authorization=x"], "The client sets Authorization itself"),
        (["listVideos", "-H", "a b=x"], "cannot be sent"),
        (["createProject", "--body", "{"], "--body is not JSON"),
        (["createProject", "--body", "@missing"], "missing: no such file"),
        (["createProject", "--body", "@."], "."),
        (["uploadMedia", "-p", "video-id=a"], "name it with --file"),
        (["downloadOriginalMedia", "-p", "video-id=a"], "name a file with --output"),
    ],
)
def test_a_wrong_call_is_refused_here(here: Any, words: list[str], told: str) -> None:
    """What cannot be a request is told without one."""
    ended = here("api", *words)

    assert ended.code in (2, 5)
    assert ended.out == ""
    assert told in ended.complaint


def test_a_terminal_gets_tables_and_bars(
    environment: dict[str, str], remote_clip: str, tmp_path: Path
) -> None:
    """On a terminal lists are tables that keep ids whole, and steps are bars."""
    import pty

    parent, child = pty.openpty()
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "pixop.cli",
            "process",
            "--video-id",
            remote_clip,
            "-o",
            "out.mov",
            "--mbps",
            "1",
        ],
        stdin=child,
        stdout=subprocess.PIPE,
        stderr=child,
        env=environment | {"TERM": "xterm", "COLUMNS": "100"},
        cwd=tmp_path,
    )
    os.close(child)
    shown = b""
    # Linux ends a terminal's output with EIO.
    while piece := _read(parent):
        shown += piece
    os.close(parent)
    out, _ = process.communicate(timeout=60)

    assert process.returncode == 0, shown
    assert out.decode().startswith("out.mov: mov, h264, ")
    assert "━".encode() in shown
    assert "✓".encode() in shown
    assert "Verified mov, h264, 64×48".encode() in shown


def test_a_table_on_a_narrow_terminal_keeps_ids(environment: dict[str, str], remote_clip: str) -> None:
    """A table folds names, never ids."""
    import pty

    parent, child = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "pixop.cli", "videos", "list"],
        stdin=child,
        stdout=child,
        stderr=subprocess.PIPE,
        env=environment | {"TERM": "xterm", "COLUMNS": "80"},
    )
    os.close(child)
    shown = b""
    while piece := _read(parent):
        shown += piece
    os.close(parent)
    process.communicate(timeout=60)

    assert process.returncode == 0
    assert any(line.startswith(remote_clip.encode()) for line in shown.splitlines())


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 1 << 16)
    except OSError:
        return b""
