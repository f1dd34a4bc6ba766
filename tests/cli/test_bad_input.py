"""Whatever is wrong: one clear line on standard error, a documented exit code, and no half file."""

import errno
import os
import resource
from pathlib import Path
from typing import Any

import pytest

SMALL = ("--scaler", "scale", "--resolution", "640x480")


def assert_one_line(ended: Any, code: int, *parts: str) -> None:
    """Check exit code and message of a run that failed before any step began."""
    assert ended.code == code, ended.err
    assert ended.out == ""
    assert len(ended.err.splitlines()) == 1, ended.err
    assert ended.err.startswith("pixop: ")
    for part in parts:
        assert part in ended.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["process", "missing.mov", "-o", "out.mov"], "missing.mov: no such file"),
        (["process", ".", "-o", "out.mov"], "is a directory"),
        (["process", "empty.mov", "-o", "out.mov"], "empty.mov is empty"),
        (["process", "/dev/null", "-o", "out.mov"], "is not a regular file"),
        (["process", "x" * 300, "-o", "out.mov"], "File name too long"),
        (["process", "clip.mov", "-o", "clip.mov", "--overwrite"], "is the source itself"),
        (
            ["process", "clip.mov", "-o", "there.mov"],
            "there.mov exists already. Choose another",
        ),
        (["process", "clip.mov", "-o", "."], "is a directory. Name the file to write"),
        (["process", "clip.mov", "-o", "no/such/out.mov"], "no/such is not a directory"),
        (["process", "clip.mov"], "Missing option '--output'"),
        (["process", "-o", "out.mov"], "Name a FILE to upload, or a video of the server"),
        (["process", "clip.mov", "--video-id", "x", "-o", "out.mov"], "not both"),
        (["process", "clip.mov", "-o", "out.mov", "--codec", "prores"], "needs --prores-profile"),
        (["process", "clip.mov", "-o", "out.mov", "--no-such"], "No such option: --no-such"),
        (["process", "clip.mov", "-o", "out.mov", "--codec", "vp9"], "'vp9' is not one of 'h264', 'prores'"),
        (["process", "clip.mov", "-o", "out.mov", "--bits", "9"], "'9' is not one of 8, 10, 12, 14, 16"),
        (["process", "clip.mov", "-o", "out.mov", "--mbps", "0"], "0.01<=x<=4000"),
        (["process", "clip.mov", "-o", "out.mov", "--resolution", "1x1"], "width 16 to 7680"),
        (["process", "clip.mov", "-o", "out.mov", "--start", "soon"], "'soon' is no position"),
        (["upload", "missing.mov"], "missing.mov: no such file"),
        (["demo", "missing.mov"], "missing.mov: no such file"),
        (["projects"], "Missing command. See `pixop projects --help`"),
        (["frobnicate"], "No such command 'frobnicate'. See `pixop --help`"),
        (["proces"], "Did you mean 'process'"),
        (["videos", "list", "--base-url", "ftp://host"], "is not a base URL"),
        (["videos", "list", "--timeout", "-1"], "timeout"),
        (
            ["videos", "list", "--password", "a", "--password-file", "b"],
            "either --password or --password-file",
        ),
        (["videos", "list", "--password-file", "missing"], "missing: no such file"),
        (["videos", "list", "--password-file", "empty.mov"], "empty.mov is empty"),
        (["videos", "list", "--password-file", "latin.txt"], "latin.txt is not text in UTF-8"),
    ],
)
def test_wrong_usage_is_told_before_anything_is_sent(
    here: Any, clip: Path, words: list[str], told: str
) -> None:
    """Exit code 2, one line that says what is wrong, no request and no file."""
    Path("empty.mov").touch()
    Path("there.mov").touch()
    Path("latin.txt").write_bytes(b"\xe9\n")
    before = sorted(Path().iterdir())

    assert_one_line(here(*words), 2, told)
    assert sorted(Path().iterdir()) == before


def test_wrong_credentials_are_exit_code_3(pixop: Any, clip: Path, server: Any) -> None:
    """A refused password is told without being shown."""
    ended = pixop("process", "clip.mov", "-o", "out.mov", env={"PIXOP_API_PASSWORD": "not-the-password"})

    assert_one_line(ended, 3, "password")
    assert "not-the-password" not in ended.err


def test_missing_credentials_are_exit_code_3(here: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without credentials the message lists the places where they are looked for."""
    monkeypatch.delenv("PIXOP_API_EMAIL")
    monkeypatch.delenv("PIXOP_API_PASSWORD")

    assert_one_line(here("account"), 3, "--password-file", "PIXOP_API_EMAIL", "keyring", "netrc")


def test_no_server_is_exit_code_4(pixop: Any, clip: Path) -> None:
    """An address where nobody listens is told with the address."""
    ended = pixop("process", "clip.mov", "-o", "out.mov", "--base-url", "http://127.0.0.1:1")

    assert_one_line(ended, 4, "http://127.0.0.1:1", "check")


def test_a_file_that_is_no_video_is_exit_code_6(pixop: Any, tmp_path: Path) -> None:
    """The server's reason is told, and no result is made."""
    (tmp_path / "letter.mov").write_text("Dear Sir or Madam")
    ended = pixop("process", "letter.mov", "-o", "out.mov")

    assert ended.code == 6
    assert "not a video" in ended.complaint
    assert [path.name for path in tmp_path.iterdir()] == ["letter.mov"]


def test_an_unknown_video_is_exit_code_1(here: Any) -> None:
    """What the API refuses is told in its own words, with the option that chooses the team."""
    assert_one_line(here("videos", "show", "no-such-video"), 1, "404", "--team-id")


def test_a_file_system_that_takes_no_more_is_exit_code_5(here: Any, remote_clip: str, tmp_path: Path) -> None:
    """Nothing has the result's name, and with room on the disk `pixop resume` goes on with what is there."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8192, limits[1]))
    try:
        ended = here("process", "--video-id", remote_clip, "-o", "out.mov", *SMALL)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)

    assert ended.code == 5
    assert "out.mov cannot be written" in ended.complaint
    assert "The result is at the server: `pixop resume` goes on with the download." in ended.complaint
    assert not (tmp_path / "out.mov").exists()
    assert here("resume").code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["out.mov"]


def test_a_full_disk_is_noticed_before_anything_is_sent(
    here: Any, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When not even a few bytes fit beside the result nothing is uploaded."""

    def full(self: Path, data: bytes) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self))

    monkeypatch.setattr(Path, "write_bytes", full)

    assert_one_line(here("process", clip, "-o", "out.mov"), 5, "No space left on device", "Free some space")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("form", ["human", "json", "jsonl", "quiet"])
def test_standard_output_on_a_full_disk_is_exit_code_5(pixop: Any, remote_clip: str, form: str) -> None:
    """Data that cannot be written is not lost in silence."""
    with Path("/dev/full").open("w") as full:
        ended = pixop("videos", "list", "--format", form, stdout=full)

    assert_one_line(ended, 5, "standard output: No space left on device")


@pytest.mark.parametrize("command", ["list", "wait"])
def test_a_reader_that_goes_away_ends_the_command_quietly(start: Any, remote_clip: str, command: str) -> None:
    """A closed pipe is exit code 141 and no message, in lists and in the events of a job."""
    read, write = os.pipe()
    os.close(read)
    subject = [remote_clip] if command == "wait" else []
    process = start("videos", command, *subject, "--format", "jsonl", stdout=write)
    os.close(write)
    _, err = process.communicate(timeout=60)

    assert (process.returncode, err) == (141, "")


def test_an_unforeseen_error_is_one_line(here: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of this program is exit code 1 and a hint to -v, which shows the traceback."""
    monkeypatch.setattr("pixop.cli.service.password", lambda _options: 1 / 0)

    assert_one_line(here("account"), 1, "ZeroDivisionError: division by zero", "again with -v")
    told = here("account", "-v")
    assert "Traceback (most recent call last)" in told.err
    assert told.complaint.endswith("ZeroDivisionError: division by zero.")


@pytest.mark.parametrize(
    "words", [("account",), ("account", "-v"), ("token", "-v"), ("api", "getAccount", "-v")]
)
def test_no_secret_is_written_to_standard_error(here: Any, server: Any, words: tuple[str, ...]) -> None:
    """Neither the password nor the token shows where messages go, not even with -v."""
    token = here("token", "--format", "quiet").out.strip()
    ended = here(*words)

    assert ended.code == 0
    assert server.password not in ended.out + ended.err
    assert token[:20] not in ended.err
    assert "eyJ" not in ended.err
