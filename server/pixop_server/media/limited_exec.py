"""Become another program under resource limits: `limited_exec.py PARENT NICENESS NAME=VALUE,… PROGRAM ARGUMENT…`.

Runs as a script in a bare interpreter, so it imports nothing of this package.
"""

import os
import sys

PR_SET_PDEATHSIG = 1
EXIT_CANNOT_START = 126


def main(arguments: list[str]) -> None:
    """Set the limits and replace this process; PARENT is the id of the process that must outlive it."""
    parent, niceness, settings, *command = arguments
    import resource
    import signal

    if sys.platform.startswith("linux"):
        import ctypes

        # Without this an FFmpeg outlives a server that was killed.
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
        if os.getppid() != int(parent):
            sys.exit(EXIT_CANNOT_START)
    os.nice(int(niceness))
    for setting in filter(None, settings.split(",")):
        name, _, value = setting.partition("=")
        kind = getattr(resource, f"RLIMIT_{name}")
        _, hard = resource.getrlimit(kind)
        wanted = int(value) if hard == resource.RLIM_INFINITY else min(int(value), hard)
        resource.setrlimit(kind, (wanted, wanted))
    # The interpreter ignores these two, and an ignored signal stays ignored across exec.
    for number in (signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(number, signal.SIG_DFL)
    os.execv(command[0], command)  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    main(sys.argv[1:])
