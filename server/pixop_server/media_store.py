"""Media files on the local disk."""

import contextlib
import os
import shutil
import time
import uuid
from collections.abc import Generator
from pathlib import Path

from pixop_server.media_reader import FileReader, MediaReader
from pixop_server.media_writer import MediaWriter, Writer

ABANDONED_SECONDS = 3600.0


class MediaStore:
    """Keeps one file a video under `media/`, and unfinished files under `incoming/` and `work/`.

    A file under `media/` is always whole: it is written elsewhere on the same file system, synced, and renamed.

    Args:
        root: Directory of the server's data.
    """

    def __init__(self, root: Path) -> None:
        self._media = root / "media"
        self._incoming = root / "incoming"
        self._work = root / "work"
        self._used: set[Path] = set()

    def create(self, *, shared: bool = False) -> None:
        """Make the directories, and remove what an earlier run left unfinished.

        Args:
            shared: Whether others use them at the same time: only what nobody touched for long is removed then.
        """
        for unfinished in (self._incoming, self._work):
            if not shared:
                shutil.rmtree(unfinished, ignore_errors=True)
            elif unfinished.is_dir():
                _remove_old(unfinished)
        for directory in (self._media, self._incoming, self._work):
            directory.mkdir(parents=True, exist_ok=True, mode=0o700)

    def path(self, video_id: str) -> Path:
        """Name the file of a video."""
        return self._media / video_id[:2] / f"{video_id}.media"

    def new_writer(self, video_id: str, length: int | None) -> Writer:  # noqa: ARG002  # other stores need them
        """Begin a file for bytes that are still arriving, in all about as many as `length` where that is known."""
        return MediaWriter(self._incoming / f"{uuid.uuid4()}.part")

    def publish_upload(self, writer: Writer, video_id: str) -> None:
        """Give what arrived, and was closed, to its video."""
        if not isinstance(writer, MediaWriter):
            raise TypeError("the writer is of another store")
        self.publish(writer.path, video_id)

    def open(self, video_id: str) -> MediaReader:
        """Open a video's media for reading.

        Raises:
            FileNotFoundError: it is not there.
        """
        return FileReader(self.path(video_id))

    @contextlib.contextmanager
    def local_file(self, video_id: str) -> Generator[Path]:
        """Give a video's media as a local file, to read."""
        yield self.path(video_id)

    def free_bytes(self) -> int | None:
        """Tell how many bytes there is room for; None when that is not known."""
        return shutil.disk_usage(self._media.parent).free

    @contextlib.contextmanager
    def work_directory(self, job_id: str) -> Generator[Path]:
        """Give a job an empty directory that is removed afterwards."""
        directory = self._work / job_id
        shutil.rmtree(directory, ignore_errors=True)
        directory.mkdir(parents=True)
        self._used.add(directory)
        try:
            yield directory
        finally:
            self._used.discard(directory)
            shutil.rmtree(directory, ignore_errors=True)

    def tidy(self) -> None:
        """Show that work goes on, and remove what others left unfinished and did not touch for long."""
        for directory in tuple(self._used):
            with contextlib.suppress(FileNotFoundError):
                os.utime(directory)
        for unfinished in (self._incoming, self._work):
            _remove_old(unfinished)

    def publish(self, source: Path, video_id: str) -> None:
        """Move a finished file to its final name; afterwards it survives a power cut."""
        target = self.path(video_id)
        target.parent.mkdir(parents=True, exist_ok=True)
        _sync(source)
        source.replace(target)
        _sync(target.parent)

    def remove(self, video_id: str) -> None:
        """Remove a video's file, if there is one."""
        self.path(video_id).unlink(missing_ok=True)

    def remove_strangers(self, known: set[str], *, shared: bool = False) -> None:
        """Remove files of videos that are not in the database: a crash may come between the two."""
        for file in self._media.glob("*/*.media"):
            if file.stem not in known and not (shared and _is_young(file)):
                file.unlink(missing_ok=True)


def _is_young(path: Path) -> bool:
    try:
        return time.time() - path.stat().st_mtime < ABANDONED_SECONDS
    except FileNotFoundError:
        return True


def _remove_old(directory: Path) -> None:
    for path in directory.iterdir():
        with contextlib.suppress(FileNotFoundError):  # it ended meanwhile
            inside = path.rglob("*") if path.is_dir() else ()
            if _is_young(path) or any(_is_young(one) for one in inside):
                continue
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
