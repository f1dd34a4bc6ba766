"""Replacing a directory: whatever happens, the old one or the new one is there, whole."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from pixop_generator import replace_tree as module
from pixop_generator.replace_tree import replace_tree, restore, staging_directory


@pytest.fixture
def target(tmp_path: Path) -> Path:
    path = tmp_path / "tree"
    path.mkdir()
    (path / "file").write_text("old")
    return path


@pytest.fixture(params=["exchange", "rename"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """With the system call that exchanges directories, and without it."""
    if request.param == "rename":
        monkeypatch.setattr(module, "_exchange", lambda *_: False)
    return str(request.param)


def _staged(target: Path) -> Path:
    new = target.with_name("new")
    new.mkdir()
    (new / "file").write_text("new")
    return new


@pytest.mark.usefixtures("way")
def test_the_new_directory_takes_the_place_of_the_old(target: Path) -> None:
    """Afterwards the new one is there and nothing else."""
    replace_tree(_staged(target), target)
    assert (target / "file").read_text() == "new"
    assert [path.name for path in target.parent.iterdir()] == ["tree"]


@pytest.mark.usefixtures("way")
def test_a_first_directory_needs_no_old_one(tmp_path: Path) -> None:
    """Where there was nothing, the new directory is put in place."""
    target = tmp_path / "tree"
    replace_tree(_staged(target), target)
    assert (target / "file").read_text() == "new"


def test_a_rename_that_fails_is_rolled_back(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the second of the two renames fails, the first one is undone."""
    monkeypatch.setattr(module, "_exchange", lambda *_: False)
    new = _staged(target)
    rename = Path.rename

    def fail(self: Path, to: Path) -> Path:
        if self == new:
            raise OSError(5, "Input/output error")
        return rename(self, to)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(OSError, match="Input/output error"):
        replace_tree(new, target)
    assert (target / "file").read_text() == "old"


def test_a_crash_between_the_renames_is_mended_by_the_next_run(target: Path) -> None:
    """A process killed between its two renames leaves the old directory aside, and `restore` puts it back."""
    script = f"""
import os, signal
from pathlib import Path
from pixop_generator import replace_tree as module
module._exchange = lambda *_: False
rename = Path.rename
def killed(self, to):
    if self.name == "new":
        os.kill(os.getpid(), signal.SIGKILL)
    return rename(self, to)
Path.rename = killed
module.replace_tree(Path({str(_staged(target))!r}), Path({str(target)!r}))
"""
    done = subprocess.run([sys.executable, "-c", script], timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL
    assert not target.exists()
    assert restore(target)
    assert (target / "file").read_text() == "old"
    assert not restore(target)


def test_a_leftover_of_a_finished_run_is_removed(target: Path) -> None:
    """When both are there the run was past its renames: the directory in place wins."""
    aside = target.with_name(".tree.old")
    aside.mkdir()
    assert not restore(target)
    assert not aside.exists()
    assert (target / "file").read_text() == "old"


def test_staging_is_beside_the_target_and_goes_away(target: Path) -> None:
    """The staging directory is on the target's file system, and is removed when the work in it fails."""

    def interrupted() -> None:
        with staging_directory(target) as staging:
            assert staging.parent == target.parent
            assert staging.stat().st_dev == target.stat().st_dev
            (staging / "half").write_text("x")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert [path.name for path in target.parent.iterdir()] == ["tree"]
