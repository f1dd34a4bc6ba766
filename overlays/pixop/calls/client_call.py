"""A step of a longer job as a call of the client's own methods, so that sync and async share the job."""

from collections.abc import Generator
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
