"""Media in an S3-compatible store; unfinished files stay on the local disk."""

import contextlib
import functools
import threading
import time
from collections.abc import Callable, Generator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import obstore
from obstore.store import S3Store

from pixop_server.media_reader import MediaReader
from pixop_server.media_store import ABANDONED_SECONDS, MediaStore
from pixop_server.media_writer import Writer, new_digest
from pixop_server.s3_unfinished_uploads import UnfinishedUploads
from pixop_server.settings import MEBIBYTE

_SMALLEST_PART = 8 * MEBIBYTE
# S3 takes 10,000 parts an object; some to spare for what was not announced.
_MOST_PARTS = 9_000
_PARTS_AT_ONCE = 2
_SUFFIX = ".media"
# Nobody uploads for longer than this while others share the bucket.
_LONGEST_UPLOAD = timedelta(days=2)


def part_size(length: int | None) -> int:
    """Choose the size of the parts that media of a length is sent in, in bytes; unknown lengths may reach 70 GiB."""
    return max(_SMALLEST_PART, -(-(length or 0) // _MOST_PARTS))


class S3MediaStore(MediaStore):
    """Keeps one object a video under the prefix of a URL.

    Credentials, region and endpoint come from the environment, by the names that Amazon's own tools read:
    `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`, `AWS_REGION`, `AWS_ENDPOINT_URL`.

    Args:
        root: Directory for unfinished files.
        url: `s3://BUCKET` or `s3://BUCKET/PREFIX`.
    """

    def __init__(self, root: Path, url: str) -> None:
        super().__init__(root)
        self._objects = S3Store.from_url(url, client_options={"allow_http": True, "timeout": "1h"})
        self._unfinished = UnfinishedUploads(url)
        self._tidied = time.monotonic()

    def create(self, *, shared: bool = False) -> None:
        """Make the local directories, and abort the uploads that an earlier run left unfinished."""
        super().create(shared=shared)
        self._unfinished.abort(
            before=datetime.now(UTC) - _LONGEST_UPLOAD if shared else datetime.max.replace(tzinfo=UTC)
        )

    def tidy(self) -> None:
        """Remove what others left unfinished, here and, once in an hour, in the bucket."""
        super().tidy()
        if time.monotonic() - self._tidied >= ABANDONED_SECONDS:
            self._tidied = time.monotonic()
            self._unfinished.abort(before=datetime.now(UTC) - _LONGEST_UPLOAD)

    def new_writer(self, video_id: str, length: int | None) -> Writer:
        """Begin an object; nobody sees it before it is published."""
        key = _key(video_id)
        abort = functools.partial(self._unfinished.abort, key=key)
        return _ObjectWriter(self._objects, key, part_size(length), abort)

    def publish_upload(self, writer: Writer, video_id: str) -> None:  # noqa: ARG002  # the writer knows its key
        """Complete the object."""
        if not isinstance(writer, _ObjectWriter):
            raise TypeError("the writer is of another store")
        writer.complete()

    def publish(self, source: Path, video_id: str) -> None:
        """Send a finished file, and remove it here."""
        size = part_size(source.stat().st_size)
        obstore.put(self._objects, _key(video_id), source, chunk_size=size, max_concurrency=_PARTS_AT_ONCE)
        source.unlink()

    def open(self, video_id: str) -> MediaReader:
        """Open an object for reading; that it is not there shows with the first read."""
        return _ObjectReader(self._objects, _key(video_id))

    @contextlib.contextmanager
    def local_file(self, video_id: str) -> Generator[Path]:
        """Fetch an object to the local disk for a while.

        Raises:
            FileNotFoundError: it is not there.
        """
        with self.work_directory(f"source-{video_id}") as directory:
            path = directory / "source"
            with path.open("wb") as file:
                for piece in obstore.get(self._objects, _key(video_id)).stream(min_chunk_size=4 * MEBIBYTE):
                    file.write(piece)
            yield path

    def remove(self, video_id: str) -> None:
        """Remove a video's object, if there is one."""
        with contextlib.suppress(FileNotFoundError):
            obstore.delete(self._objects, _key(video_id))

    def remove_strangers(self, known: set[str], *, shared: bool = False) -> None:
        """Remove objects of videos that are not in the database."""
        young = datetime.now(UTC) - timedelta(seconds=ABANDONED_SECONDS)
        for page in obstore.list(self._objects):
            for one in page:
                video_id = one["path"].rpartition("/")[2].removesuffix(_SUFFIX)
                if (
                    one["path"] == _key(video_id)
                    and video_id not in known
                    and not (shared and one["last_modified"] > young)
                ):
                    self.remove(video_id)

    def free_bytes(self) -> int | None:
        """Tell that there is no known bound."""
        return None


class _ObjectWriter:
    """Sends parts as they fill."""

    def __init__(self, store: S3Store, key: str, size: int, abort: Callable[..., object]) -> None:
        self._abort = abort
        self._file: Any = obstore.open_writer(store, key, buffer_size=size, max_concurrency=_PARTS_AT_ONCE)
        self._hash = new_digest()

    def write(self, pieces: Sequence[memoryview]) -> None:
        """Append pieces."""
        for piece in pieces:
            self._hash.update(piece)
            self._file.write(bytes(piece))

    def close(self) -> str:
        """Give back the BLAKE3 digest of the bytes; the object is completed by `complete`."""
        return str(self._hash.hexdigest())

    def complete(self) -> None:
        """Make the object."""
        file, self._file = self._file, None
        file.close()

    def discard(self) -> None:
        """Forget the object, and have its parts removed; the caller, who is on the event loop, need not wait."""
        if self._file is not None:
            self._file = None
            # A video has one upload at a time: what began before now, and not with the next attempt, is this one.
            began = {"before": datetime.now(UTC)}
            threading.Thread(target=self._abort, kwargs=began, name="abort-upload", daemon=True).start()


class _ObjectReader:
    def __init__(self, store: S3Store, key: str) -> None:
        self._store = store
        self._key = key

    async def read(self, start: int, length: int) -> bytes:
        """Read a range."""
        return bytes(await obstore.get_range_async(self._store, self._key, start=start, length=length))

    def close(self) -> None:
        """Nothing is held."""


def _key(video_id: str) -> str:
    return f"{video_id[:2]}/{video_id}{_SUFFIX}"
