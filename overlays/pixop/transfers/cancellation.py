"""Stop a transfer that runs in another thread."""

import threading
from collections.abc import Callable


class TransferCancelled(Exception):  # noqa: N818 - an event, as asyncio.CancelledError is
    """The transfer was stopped from outside; never leaves this package."""


class Cancellation:
    """A flag that can be set once, and actions that unblock whoever waits."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._cancelled = False
        self._actions: list[Callable[[], None]] = []

    @property
    def cancelled(self) -> bool:
        """Whether it was set."""
        return self._cancelled

    def check(self) -> None:
        """Raise `TransferCancelled` once the flag is set."""
        if self._cancelled:
            raise TransferCancelled

    def cancel(self) -> None:
        """Set the flag and run the actions."""
        with self._lock:
            self._cancelled = True
            actions, self._actions = self._actions, []
        for action in actions:
            action()

    def when_cancelled(self, action: Callable[[], None]) -> None:
        """Run `action` at cancellation, at once if that was before."""
        with self._lock:
            if not self._cancelled:
                self._actions.append(action)
                return
        action()
