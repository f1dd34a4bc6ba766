"""Drive a flow with blocking I/O."""

import time
from dataclasses import replace
from typing import Any, TypeVar

from pixop.calls.flow import Block, Effect, Flow, Join, Send, Sleep
from pixop.clock import Clock
from pixop.http import SyncHttp
from pixop.transfers.cancellation import Cancellation
from pixop.transfers.throttle import pause

T = TypeVar("T")


class SyncDriver:
    """Performs effects one after the other, in the calling thread."""

    def __init__(self, clock: Clock) -> None:
        self._http = SyncHttp(clock)

    def run(self, flow: Flow[T], cancellation: Cancellation | None = None) -> T:
        """Run a flow to its result; a cancellation ends what waits, with `TransferCancelled`."""
        try:
            effect = next(flow)
            while True:
                try:
                    result = self._perform(effect, cancellation)
                except BaseException as error:  # the flow decides what an error means, an interrupt too
                    effect = flow.throw(error)
                else:
                    effect = flow.send(result)
        except StopIteration as end:
            value: T = end.value
            return value
        finally:
            flow.close()

    def close(self) -> None:
        """Close all connections."""
        self._http.close()

    def _perform(self, effect: Effect, cancellation: Cancellation | None) -> Any:
        match effect:
            case Send(request):
                if cancellation is not None and request.cancellation is None:
                    request = replace(request, cancellation=cancellation)
                return self._http.send(request)
            case Sleep(seconds):
                return time.sleep(seconds) if cancellation is None else pause(seconds, cancellation)
            case Join(flight):
                return flight.future.result()
            case Block(function):
                return function()
