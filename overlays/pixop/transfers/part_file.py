"""A file that grows under another name and takes its own when it is complete."""

import errno
import hashlib
import os
import shutil
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from pixop.errors import LocalFileError
from pixop.transfers.disk_space import allocated, preallocate
from pixop.transfers.download_journal import Journal, journal_path, read_journal, remove_journal
from pixop.transfers.part_lock import PartLock

_ADVICE = {
    errno.ENOSPC: "the disk is full: make room, or choose another place",
    errno.EDQUOT: "your disk quota is used up: make room, or choose another place",
    errno.EACCES: "no permission to write there",
    errno.EPERM: "no permission to write there",
    errno.EROFS: "the file system is read-only",
    errno.EFBIG: "the file system takes no file of this size",
    errno.ENOENT: "the directory does not exist",
    errno.ENOTDIR: "a part of the path is not a directory",
    errno.EISDIR: "it is a directory",
    errno.ENAMETOOLONG: "the name is too long",
}


class PartFile:
    """`NAME.part` beside the target. Use as a context manager: what was not finished is removed, or kept.

    Attributes:
        journal: what is in the part file of an earlier download that was taken up; None for a new one.
        keep: whether an unfinished file stays for another download to go on with.
    """

    def __init__(self, target: Path, *, overwrite: bool, resume: bool = True) -> None:
        self.target = target
        self.journal: Journal | None = None
        self.keep = False
        self.path = target.with_name(f"{target.name}.part")
        self._overwrite = overwrite
        self._finished = False
        self._lock: PartLock | None = None
        self._position = threading.Lock()
        try:
            if target.is_dir():
                raise IsADirectoryError(errno.EISDIR, "is a directory")
            if not overwrite and os.path.lexists(target):
                raise already_there(target)
            lock = PartLock(self.path)
        except OSError as error:
            self._fail(error)
        try:
            self._descriptor = self._open_file(ours=lock.took_over, resume=resume)
        except FileExistsError:
            lock.release()
            raise LocalFileError(
                f"{self.path} is in the way, and no download of ours left it: move it, or choose another name.",
                path=str(self.path),
                errno=errno.EEXIST,
            ) from None
        except OSError as error:
            lock.release()
            self._fail(error)
        self._lock = lock

    def __enter__(self) -> "PartFile":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def size(self) -> int:
        """Bytes in the file."""
        return os.fstat(self._descriptor).st_size

    def reserve(self, total: int, done: int) -> None:
        """Set room for the rest aside, or say before the transfer that the disk is too small."""
        try:
            free = shutil.disk_usage(self.path.parent).free
            held = max(0, (allocated(self._descriptor) or 0) - done)
        except OSError:
            return
        if total - done > free + held:
            raise LocalFileError(
                f"{self.target} needs {total - done} bytes more, and the disk has {free} bytes left: "
                "make room, or choose another place.",
                path=str(self.target),
                errno=errno.ENOSPC,
            )

        try:
            preallocate(self._descriptor, done, total - done)
        except OSError as error:
            self._fail(error)

    def seek(self, offset: int) -> None:
        """Go on at `offset` and drop what stands behind it."""
        try:
            os.ftruncate(self._descriptor, offset)
            os.lseek(self._descriptor, offset, os.SEEK_SET)
        except OSError as error:
            self._fail(error)

    def write(self, data: bytes | memoryview) -> None:
        """Write all of `data`."""
        try:
            written = os.write(self._descriptor, data)
            if written < len(data):
                view = memoryview(data)
                while written < len(data):
                    written += os.write(self._descriptor, view[written:])
        except OSError as error:
            self._fail(error)

    def write_at(self, data: bytes | memoryview, offset: int) -> None:
        """Write all of `data` from `offset` on, whatever other threads write elsewhere."""
        try:
            view = memoryview(data)
            while view:
                written = self._write_some_at(view, offset)
                view, offset = view[written:], offset + written
        except OSError as error:
            self._fail(error)

    def finish(self, size: int) -> Path:
        """Bring the bytes to the disk and give the file its name."""
        try:
            actual = os.fstat(self._descriptor).st_size
            if actual != size:
                raise LocalFileError(
                    f"{self.path} has {actual} bytes where {size} were written: something else writes to it.",
                    path=str(self.path),
                )
            os.fsync(self._descriptor)
            self._close_descriptor()
            self._rename()
            self._finished = True
            remove_journal(self.path)
            self._sync_directory()
        except OSError as error:
            self._fail(error)
        finally:
            self.close()
        return self.target

    def close(self) -> None:
        """Close; remove the part file unless it was finished or is to be kept."""
        if self._lock is None:
            return
        kept = self.keep and self._descriptor >= 0 and self.size > 0
        self._close_descriptor()
        if not self._finished and not kept:
            with suppress(OSError):
                remove_journal(self.path)
                self.path.unlink()
        lock, self._lock = self._lock, None
        lock.release()

    def duplicate(self) -> int:
        """Return another descriptor of the file; the caller closes it."""
        return os.dup(self._descriptor)

    def sha256(self, check: Callable[[], None]) -> str:
        """Read the file back and return its digest; `check` is called between the pieces."""
        digest = hashlib.sha256()
        offset = 0
        try:
            while piece := os.pread(self._descriptor, 1 << 20, offset):
                check()
                digest.update(piece)
                offset += len(piece)
        except OSError as error:
            self._fail(error)
        return digest.hexdigest()

    def refused(self, error: OSError) -> NoReturn:
        """Raise the `LocalFileError` for what the system said about this file."""
        self._fail(error)

    def _write_some_at(self, data: memoryview, offset: int) -> int:
        if hasattr(os, "pwrite"):
            return os.pwrite(self._descriptor, data, offset)
        with self._position:
            os.lseek(self._descriptor, offset, os.SEEK_SET)
            return os.write(self._descriptor, data)

    def _open_file(self, *, ours: bool, resume: bool) -> int:
        journal = read_journal(self.path)
        ours = ours or journal_path(self.path).exists()
        if journal is not None and resume:
            with suppress(FileNotFoundError):
                descriptor = os.open(self.path, os.O_RDWR | _BINARY | _NO_LINKS)
                self.journal = journal
                self.keep = True
                return descriptor
        if ours:
            remove_journal(self.path)
            self.path.unlink(missing_ok=True)
        return os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_RDWR | _BINARY, 0o666)

    def _rename(self) -> None:
        if self._overwrite:
            os.replace(self.path, self.target)  # noqa: PTH105 - the atomic call by its name
            return
        try:
            os.link(self.path, self.target)  # fails when somebody made the target meanwhile; rename would not
        except FileExistsError:
            raise already_there(self.target) from None
        except OSError:
            if os.path.lexists(self.target):
                raise already_there(self.target) from None
            os.replace(self.path, self.target)  # noqa: PTH105 - a file system without hard links
            return
        self.path.unlink()

    def _sync_directory(self) -> None:
        if os.name != "posix":
            return
        with suppress(OSError):  # some file systems refuse to sync a directory; the data is safe
            descriptor = os.open(self.target.parent, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)

    def _close_descriptor(self) -> None:
        if self._descriptor >= 0:
            descriptor, self._descriptor = self._descriptor, -1
            os.close(descriptor)

    def _fail(self, error: OSError) -> NoReturn:
        what = _ADVICE.get(error.errno or 0, error.strerror or str(error))
        raise LocalFileError(
            f"{self.target} cannot be written: {what}.", path=str(self.target), errno=error.errno
        ) from error


_BINARY: int = getattr(os, "O_BINARY", 0)
_NO_LINKS: int = getattr(os, "O_NOFOLLOW", 0)


def already_there(target: Path) -> LocalFileError:
    """Return the error for a target that must not be overwritten."""
    return LocalFileError(
        f"{target} exists already: choose another name, or ask for it to be overwritten (overwrite=True).",
        path=str(target),
        errno=errno.EEXIST,
    )
