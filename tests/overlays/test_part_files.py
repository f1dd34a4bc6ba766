"""A file that grows under another name."""

import errno
import os
from pathlib import Path
from typing import Any

import pytest
from pixop import LocalFileError
from pixop.transfers.part_file import PartFile
from pixop.transfers.part_lock import PartLock


def names(directory: Path) -> list[str]:
    return sorted(each.name for each in directory.iterdir())


def test_the_name_appears_with_all_bytes(tmp_path: Path) -> None:
    """Before `finish` only the part file is there, afterwards only the file."""
    with PartFile(tmp_path / "out", overwrite=False) as part:
        part.write(b"half")
        assert names(tmp_path) == ["out.part", "out.part.lock"]
        part.seek(2)
        part.write(b"rest")
        assert part.finish(6) == tmp_path / "out"
    assert (tmp_path / "out").read_bytes() == b"harest"
    assert names(tmp_path) == ["out"]


def test_what_is_not_finished_is_removed(tmp_path: Path) -> None:
    """Any way out but `finish` leaves nothing, an interrupt included."""

    def interrupted() -> None:
        with PartFile(tmp_path / "out", overwrite=False) as part:
            part.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert names(tmp_path) == []


def test_bytes_of_somebody_else_are_noticed(tmp_path: Path) -> None:
    """A part file whose size is not what was written never gets the name."""
    with PartFile(tmp_path / "out", overwrite=False) as part:
        part.write(b"mine")
        with (tmp_path / "out.part").open("ab") as other:
            other.write(b"theirs")
        with pytest.raises(LocalFileError, match="something else"):
            part.finish(4)
    assert names(tmp_path) == []


def test_a_short_write_is_continued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the system takes only some bytes at a time, all of them arrive."""
    write = os.write
    monkeypatch.setattr("pixop.transfers.part_file.os.write", lambda d, data: write(d, bytes(data[:3])))
    with PartFile(tmp_path / "out", overwrite=False) as part:
        part.write(b"0123456789")
        monkeypatch.undo()
        part.finish(10)
    assert (tmp_path / "out").read_bytes() == b"0123456789"


@pytest.mark.parametrize("links", [False, True])
@pytest.mark.parametrize("overwrite", [False, True])
@pytest.mark.parametrize("there", [False, True])
def test_a_file_that_appears_meanwhile_is_kept_unless_asked(
    links: bool, overwrite: bool, there: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With and without hard links, only `overwrite` replaces a file that appeared after the beginning."""

    def no_links(*_: Any) -> None:
        raise OSError(errno.EPERM, "no links here")

    if not links:
        monkeypatch.setattr("pixop.transfers.part_file.os.link", no_links)
    with PartFile(tmp_path / "out", overwrite=overwrite) as part:
        part.write(b"new")
        if there:
            (tmp_path / "out").write_bytes(b"old")
        if there and not overwrite:
            with pytest.raises(LocalFileError, match="exists already"):
                part.finish(3)
        else:
            part.finish(3)
    assert (tmp_path / "out").read_bytes() == (b"old" if there and not overwrite else b"new")
    assert names(tmp_path) == ["out"]


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("missing/out", "directory does not exist"),
        ("file/out", "not a directory"),
        ("directory", "it is a directory"),
        ("x" * 250, "too long"),
    ],
)
def test_a_place_that_takes_no_file_is_told(target: str, reason: str, tmp_path: Path) -> None:
    """The error names the file and what is wrong with its place."""
    (tmp_path / "file").touch()
    (tmp_path / "directory").mkdir()
    with pytest.raises(LocalFileError, match=reason) as caught:
        PartFile(tmp_path / target, overwrite=True)
    assert caught.value.path == str(tmp_path / target)
    assert names(tmp_path) == ["directory", "file"]


def test_a_lock_of_this_process_holds_and_is_given_back(tmp_path: Path) -> None:
    """Two locks on one part file exclude each other until the first is released."""
    first = PartLock(tmp_path / "out.part")
    with pytest.raises(LocalFileError, match="Another download"):
        PartLock(tmp_path / "out.part")
    first.release()
    PartLock(tmp_path / "out.part").release()
    assert names(tmp_path) == []


@pytest.mark.parametrize("content", ["", "not json", "[]", '{"host": "h"}'])
def test_a_lock_that_cannot_be_read_is_respected(content: str, tmp_path: Path) -> None:
    """A lock of unknown origin is not taken away."""
    (tmp_path / "out.part.lock").write_text(content)
    with pytest.raises(LocalFileError, match="remove the lock file"):
        PartLock(tmp_path / "out.part")


def test_a_lock_of_an_earlier_process_with_our_number_is_taken_over(tmp_path: Path) -> None:
    """After a restart in a container the same process number does not block for ever."""
    import json
    import socket

    owner = {"host": socket.gethostname(), "pid": os.getpid(), "process": "an earlier life"}
    (tmp_path / "out.part.lock").write_text(json.dumps(owner))
    lock = PartLock(tmp_path / "out.part")
    assert lock.took_over
    lock.release()
