"""From an error to one line and an exit code."""

import errno
from contextlib import suppress

from pixop.cli.exit_code import ExitCode

#: The library names its arguments in its advice; the command has options.
_OPTIONS = {
    "pass email= and password=": "pass --email and --password-file",
    "pass email and password": "use --email and --password-file",
    "argument base_url or PIXOP_BASE_URL": "--base-url or PIXOP_BASE_URL",
    "(team_id, PIXOP_TEAM_ID)": "(--team-id, PIXOP_TEAM_ID)",
}


class CommandFailure(Exception):  # noqa: N818 - it ends a command, right or wrong
    """A command ends here: one line for stderr and an exit code."""

    def __init__(self, message: str, code: ExitCode = ExitCode.FAILED) -> None:
        super().__init__(message)
        self.message = message
        self.code = code


class ReaderGone(Exception):  # noqa: N818 - not an error of anybody
    """Whoever read standard output went away, as `head` does: end quietly."""


def explain(error: BaseException) -> CommandFailure | None:
    """Turn an error that a user can act on into a failure; None for one that nobody foresaw."""
    if isinstance(error, CommandFailure):
        return error
    if isinstance(error, KeyboardInterrupt):
        return CommandFailure("Interrupted.", ExitCode.INTERRUPTED)
    from pixop import errors

    if isinstance(error, errors.LocalFileError) and error.errno == errno.EEXIST:
        return CommandFailure(
            f"{error.path} exists already. Choose another name, or add --overwrite.", ExitCode.USAGE
        )
    if isinstance(error, errors.PixopError):
        return CommandFailure(_message(error), _code(error))
    if isinstance(error, OSError):
        return disk_failure(error)
    return None


def disk_failure(error: OSError, path: object = None) -> CommandFailure:
    """Tell what a file operation met, and what to do about it."""
    place = path if path is not None else error.filename
    what = f"{place}: {error.strerror or error}" if place is not None else str(error.strerror or error)
    advice = {
        errno.ENOSPC: "Free some space or choose another disk, then run the command again.",
        errno.EDQUOT: "Your quota is used up: free some space or choose another disk.",
        errno.EFBIG: "The file system or a limit (ulimit -f) does not allow a file of this size.",
        errno.EACCES: "Check the permissions, or choose another place.",
        errno.EPERM: "Check the permissions, or choose another place.",
        errno.EROFS: "Choose a place that can be written to.",
        errno.ENOENT: "Check the path.",
    }.get(error.errno or 0, "Check the disk.")
    return CommandFailure(f"{what}. {advice}", ExitCode.DISK)


def _code(error: Exception) -> ExitCode:
    from pixop import errors

    kinds: tuple[tuple[type[Exception], ExitCode], ...] = (
        (errors.MissingCredentialsError, ExitCode.CREDENTIALS),
        (errors.AuthenticationError, ExitCode.CREDENTIALS),
        (errors.ConfigurationError, ExitCode.USAGE),
        (errors.MediaSourceError, ExitCode.USAGE),
        (errors.LocalFileError, ExitCode.DISK),
        (errors.ConnectionFailedError, ExitCode.UNREACHABLE),
        (errors.ResultMismatchError, ExitCode.VERIFICATION),
        (errors.LedgerError, ExitCode.USAGE),
        (errors.JobFailedError, ExitCode.JOB),
        (errors.WaitTimeoutError, ExitCode.JOB),
    )
    return next((code for kind, code in kinds if isinstance(error, kind)), ExitCode.FAILED)


def _message(error: Exception) -> str:
    text = one_line(str(error.args[0]) if error.args else str(error))
    for library, command in _OPTIONS.items():
        text = text.replace(library, command)
    return text


def one_line(text: str) -> str:
    """Keep text from elsewhere from breaking lines or steering a terminal."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def drop_stdout() -> None:
    """Make the interpreter's last flush of standard output succeed, whatever became of it."""
    import os
    import sys

    with suppress(OSError, ValueError):
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, sys.stdout.fileno())
        os.close(null)
