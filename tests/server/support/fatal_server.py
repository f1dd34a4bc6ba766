"""`python fatal_server.py MODULE NAME before|after NTH ARGUMENTS…`: a server or worker that is killed at a place.

The NTH call of a function of the server ends the process by SIGKILL, before or after its work.
"""

import os
import signal
import sys
from importlib import import_module
from typing import Any


def main() -> int:
    """Make the function fatal, and run the server."""
    module, name, when, nth = sys.argv[1:5]
    del sys.argv[1:5]
    owner: Any = import_module(module)
    *outer, last = name.split(".")
    for one in outer:
        owner = getattr(owner, one)
    right, calls = getattr(owner, last), 0

    def fatal(*arguments: Any, **options: Any) -> Any:
        nonlocal calls
        calls += 1
        last_call = calls == int(nth)
        if last_call and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = right(*arguments, **options)
        if last_call:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(owner, last, fatal)
    from pixop_server.__main__ import main as serve

    return serve()


if __name__ == "__main__":
    sys.exit(main())
