"""Run a blocking transfer beside the event loop."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import ParamSpec, TypeVar

from pixop_client.namespaces.caller import Progress

from pixop.transfers.cancellation import Cancellation, TransferCancelled

P = ParamSpec("P")
T = TypeVar("T")


async def in_transfer_thread(transfer: Callable[[Cancellation], T]) -> T:
    """Run `transfer` in a thread of its own and wait for it without blocking.

    When the task is cancelled the transfer is stopped, and has cleaned up before this returns. A thread of
    its own, because transfers last for hours and would fill the loop's shared pool.
    """
    loop = asyncio.get_running_loop()
    ended: asyncio.Future[T] = loop.create_future()
    cancellation = Cancellation()

    def body() -> None:
        # A loop that is closed has nobody waiting any more.
        with suppress(RuntimeError):
            try:
                result = transfer(cancellation)
            except StopIteration:
                loop.call_soon_threadsafe(ended.set_exception, RuntimeError("StopIteration left a transfer"))
            except BaseException as error:  # whatever it is belongs to the task that waits
                loop.call_soon_threadsafe(ended.set_exception, error)
            else:
                loop.call_soon_threadsafe(ended.set_result, result)

    threading.Thread(target=body, name="pixop-transfer", daemon=True).start()
    try:
        return await asyncio.shield(ended)
    except asyncio.CancelledError:
        cancellation.cancel()
        while not ended.done():
            try:
                await asyncio.wait([ended])
            except asyncio.CancelledError:
                continue
        ended.exception()
        raise
    except TransferCancelled:
        raise asyncio.CancelledError from None


def progress_on_loop(progress: Progress | None) -> Progress | None:
    """Make a callback that a thread may call and that runs on the loop, in order."""
    return on_loop(progress)


def on_loop(callback: Callable[P, None] | None) -> Callable[P, None] | None:
    """Make a callback for a thread out of one for the loop."""
    if callback is None:
        return None
    loop = asyncio.get_running_loop()

    def report(*args: P.args, **kwargs: P.kwargs) -> None:
        loop.call_soon_threadsafe(partial(callback, *args, **kwargs))

    return report
