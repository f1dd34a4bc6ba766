"""What the exit codes of the command mean."""

from enum import IntEnum


class ExitCode(IntEnum):
    """The exit codes; `contract`, `generate` and `changes` have their own, see their help."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    CREDENTIALS = 3
    UNREACHABLE = 4
    DISK = 5
    JOB = 6
    VERIFICATION = 7
    INTERRUPTED = 130
    BROKEN_PIPE = 141


MEANING: dict[ExitCode, str] = {
    ExitCode.DONE: "done",
    ExitCode.FAILED: "the API refused or failed, or an error that nobody foresaw",
    ExitCode.USAGE: "an option is wrong, or a file is not there, is empty or would be overwritten",
    ExitCode.CREDENTIALS: "credentials are missing or refused",
    ExitCode.UNREACHABLE: "the server cannot be reached, or the connection broke",
    ExitCode.DISK: "the disk of this machine is full, gives no permission or cannot be read",
    ExitCode.JOB: "the job ended in ERROR (the file is no video, the processing failed) or was not done in time",
    ExitCode.VERIFICATION: "the result is not what was asked for, and did not get its final name",
    ExitCode.INTERRUPTED: "interrupted with Ctrl-C",
    ExitCode.BROKEN_PIPE: "whoever read the output went away",
}


def epilog() -> str:
    """Return the paragraph about exit codes for `pixop --help`."""
    return "Exit codes: " + "; ".join(f"{code.value} {meaning}" for code, meaning in MEANING.items()) + "."
