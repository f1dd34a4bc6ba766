"""Which event loop serves."""

import asyncio
from collections.abc import Callable


def loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Choose uvloop where it is installed: it takes less time for each request and each piece of a body.

    Returns:
        What `asyncio.Runner` makes its loop with; None for asyncio's own.
    """
    try:
        import uvloop
    except ImportError:  # neither for Windows nor for PyPy
        return None
    return uvloop.new_event_loop
