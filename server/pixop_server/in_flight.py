"""The same request, sent again while the first is still being handled, gets the first one's answer."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class InFlight(Generic[T]):
    """Joins requests that are equal and overlap.

    A client whose connection closed without an answer sends its request again; the work that it asked for must not
    start twice because of that.
    """

    def __init__(self) -> None:
        self._tasks: dict[Hashable, asyncio.Task[T]] = {}

    async def join(self, key: Hashable, work: Callable[[], Awaitable[T]]) -> tuple[T, Callable[[], None]]:
        """Start the work, or wait for the equal one that has begun.

        Args:
            key: Equal for equal requests.
            work: What the request does. It goes on even when the client goes away.

        Returns:
            Its result, and a function to call when the answer is sent: from then on an equal request is a new one.
        """
        task = self._tasks.get(key)
        if task is None:
            task = asyncio.ensure_future(_run(work))
            self._tasks[key] = task
        own = task

        def release() -> None:
            if self._tasks.get(key) is own:
                del self._tasks[key]

        try:
            return await asyncio.shield(task), release
        except BaseException:
            if task.done():
                release()
            else:
                task.add_done_callback(lambda _: release())
            raise


async def _run(work: Callable[[], Awaitable[T]]) -> T:
    return await work()
