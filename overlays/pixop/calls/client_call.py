"""A step of a longer job as a call of the client's own methods, so that sync and async share the job."""

from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a method of the client; `method` is dotted, such as `videos.create_video`."""

    method: str
    args: tuple[Any, ...] = ()
    kwargs: dict[str, Any] = field(default_factory=dict)

    def on(self, client: Any) -> Any:
        """Make the call; the result is awaitable when the client is asynchronous."""
        target = client
        for name in self.method.split("."):
            target = getattr(target, name)
        return target(*self.args, **self.kwargs)


Calls = Generator[Call, Any, T]
"""Yields calls, is sent their results, and returns a `T`."""


def drive(calls: Calls[T], client: Any) -> T:
    """Make the calls on a synchronous client, one after the other."""
    with closing(calls):
        try:
            call = next(calls)
            while True:
                try:
                    result = call.on(client)
                except BaseException as error:  # the job adds what it knows, an interrupt passes through
                    call = calls.throw(error)
                else:
                    call = calls.send(result)
        except StopIteration as end:
            value: T = end.value
            return value


async def drive_async(calls: Calls[T], client: Any) -> T:
    """Make the calls on an asynchronous client, one after the other."""
    with closing(calls):
        try:
            call = next(calls)
            while True:
                try:
                    result = await call.on(client)
                except BaseException as error:  # the job adds what it knows, a cancellation too
                    call = calls.throw(error)
                else:
                    call = calls.send(result)
        except StopIteration as end:
            value: T = end.value
            return value
