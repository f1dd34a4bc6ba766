"""The directory that a server keeps everything in, for itself alone."""

import errno
import fcntl
import os
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def data_directory(chosen: Path | None, *, shared: bool = False) -> Generator[Path]:
    """Give out the chosen directory, or a temporary one that is removed at the end.

    Args:
        chosen: The directory; None means a temporary one.
        shared: Whether servers and workers with a database of their own kind may use it together.

    Raises:
        OSError: it cannot be used, or another server uses it: two servers on one directory would run each job twice.
    """
    if chosen is None:
        with tempfile.TemporaryDirectory(prefix="pixop-server-", ignore_cleanup_errors=True) as directory:
            yield Path(directory)
        return
    chosen.mkdir(parents=True, exist_ok=True, mode=0o700)
    # The kernel lets go of the lock when the process ends, however it ends.
    lock = os.open(chosen / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(lock, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError as error:
            message = "Another server uses this data directory"
            raise OSError(errno.EBUSY, message, str(chosen)) from error
        yield chosen
    finally:
        os.close(lock)
