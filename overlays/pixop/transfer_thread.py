"""Run a blocking transfer beside the event loop."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from pixop_client.namespaces.caller import Progress

from pixop.cancellation import Cancellation, TransferCancelled

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
    if progress is None:
        return None
    loop = asyncio.get_running_loop()

    def report(done: int, total: int | None) -> None:
        loop.call_soon_threadsafe(progress, done, total)

    return report
