"""Processes that end with the process that started them, also when that one is killed."""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def end_with_parent() -> None:
    """Have the kernel send SIGTERM to this process when its parent's thread ends; of use on Linux alone."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0)


def watch_parent(parent: int) -> None:
    """End this process in an orderly way when the parent ends, or has ended meanwhile.

    Raises:
        SystemExit: The parent is not there any more.
    """

    def stop(_number: int, _frame: object) -> None:
        raise SystemExit(f"the process {parent} that wanted this ended")

    signal.signal(signal.SIGTERM, stop)
    end_with_parent()
    if os.getppid() != parent:
        stop(0, None)
