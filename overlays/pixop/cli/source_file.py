"""The file to send, checked before anything is asked of the server."""

import errno
import stat
from pathlib import Path

from pixop.cli.exit_code import ExitCode
from pixop.cli.failure import CommandFailure, disk_failure


def check_source(path: Path) -> int:
    """Return the size in bytes of a file that can be sent.

    Raises `CommandFailure` when it is not there, a directory, empty, or cannot be read.
    """
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise CommandFailure(f"{path} is a directory. Name a video file.", ExitCode.USAGE)
        if not stat.S_ISREG(status.st_mode):
            raise CommandFailure(
                f"{path} is not a regular file. Write it to a file first: its size must be known.",
                ExitCode.USAGE,
            )
        with path.open("rb"):
            pass
    except (FileNotFoundError, NotADirectoryError):
        raise CommandFailure(f"{path}: no such file. Check the path.", ExitCode.USAGE) from None
    except ValueError:
        raise CommandFailure(f"{path!r} is no path.", ExitCode.USAGE) from None
    except OSError as error:
        if error.errno in (errno.ENAMETOOLONG, errno.EINVAL, errno.ELOOP):
            raise CommandFailure(f"{path}: {error.strerror}. Check the path.", ExitCode.USAGE) from None
        raise disk_failure(error, path) from error
    if status.st_size == 0:
        raise CommandFailure(f"{path} is empty: there is nothing to send.", ExitCode.USAGE)
    return status.st_size
