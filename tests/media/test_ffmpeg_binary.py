"""Which FFmpeg is used, and what it must be able to do."""

import os
import sys
from pathlib import Path

import pytest
from pixop_server.media import MediaError, ffmpeg_binary, ffmpeg_path

posix = pytest.mark.skipif(os.name != "posix", reason="makes a shell script")


def _script(path: Path, body: str) -> Path:
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return path


def test_the_wheels_ffmpeg_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without PIXOP_FFMPEG it is the one of imageio-ffmpeg, and it has all that is needed."""
    monkeypatch.delenv("PIXOP_FFMPEG", raising=False)
    assert ffmpeg_path().is_file()


@posix
def test_another_ffmpeg_can_be_chosen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """PIXOP_FFMPEG names another one, of whatever file name, by path or by name on PATH."""
    real = ffmpeg_path()
    chosen = _script(tmp_path / "my-encoder", f'exec "{real}" "$@"')
    monkeypatch.setenv("PIXOP_FFMPEG", str(chosen))
    assert ffmpeg_path() == chosen
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setenv("PIXOP_FFMPEG", "my-encoder")
    assert ffmpeg_path() == chosen


def test_a_missing_choice_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A PIXOP_FFMPEG that is not there is an error that names it, not a silent fallback."""
    monkeypatch.setenv("PIXOP_FFMPEG", "/no/such/ffmpeg")
    with pytest.raises(MediaError, match="/no/such/ffmpeg"):
        ffmpeg_path()


@posix
def test_a_poor_build_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An FFmpeg without a needed filter is refused by the filter's name."""
    real = ffmpeg_path()
    poor = _script(tmp_path / "poor", f'"{real}" "$@" | grep -v hqdn3d')
    monkeypatch.setenv("PIXOP_FFMPEG", str(poor))
    with pytest.raises(MediaError, match="lacks hqdn3d"):
        ffmpeg_path()


@posix
def test_something_else_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A program that is no FFmpeg is refused."""
    monkeypatch.setenv("PIXOP_FFMPEG", str(_script(tmp_path / "false", "exit 1")))
    with pytest.raises(MediaError, match="does not run as FFmpeg"):
        ffmpeg_path()


@pytest.fixture
def _no_memory() -> None:
    ffmpeg_binary._locate.cache_clear()


@pytest.mark.usefixtures("_no_memory")
def test_no_ffmpeg_at_all_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without imageio-ffmpeg the error says what to install."""
    monkeypatch.delenv("PIXOP_FFMPEG", raising=False)
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    with pytest.raises(MediaError, match=r"install pixop\[server\]"):
        ffmpeg_path()
