"""Drive a flow with asyncio."""

import asyncio
from typing import Any, TypeVar

from pixop.calls.flow import Block, Effect, Flow, Join, Send, Sleep
from pixop.clock import Clock
from pixop.http import AsyncHttp

T = TypeVar("T")


class AsyncDriver:
    """Performs effects without ever blocking the event loop."""

    def __init__(self, clock: Clock) -> None:
        self._http = AsyncHttp(clock)

    async def run(self, flow: Flow[T]) -> T:
        """Run a flow to its result; cancellation reaches the flow too."""
        try:
            effect = next(flow)
            while True:
                try:
                    result = await self._perform(effect)
                except BaseException as error:  # the flow decides what an error means, a cancellation too
                    effect = flow.throw(error)
                else:
                    effect = flow.send(result)
        except StopIteration as end:
            value: T = end.value
            return value
        finally:
            flow.close()

    async def close(self) -> None:
        """Close all connections."""
        await self._http.close()

    async def _perform(self, effect: Effect) -> Any:
        match effect:
            case Send(request):
                return await self._http.send(request)
            case Sleep(seconds):
                return await asyncio.sleep(seconds)
            case Join(flight):
                # Shielded: one waiter that is cancelled must not cancel the flight of the others.
                return await asyncio.shield(asyncio.wrap_future(flight.future))
            case Block(function):
                return await asyncio.to_thread(function)
