"""Stop a transfer that runs in another thread."""

import threading
import weakref
from collections.abc import Callable


class TransferCancelled(Exception):  # noqa: N818 - an event, as asyncio.CancelledError is
    """The transfer was stopped through its `Cancellation`; no `PixopError`, for nothing failed."""


class Cancellation:
    """A flag that can be set once, from any thread, and that unblocks whoever waits."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._cancelled = False
        self._actions: list[Callable[[], None]] = []
        self._branches: weakref.WeakSet[Cancellation] = weakref.WeakSet()

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
            branches = list(self._branches)
        for action in actions:
            action()
        for branch in branches:
            branch.cancel()

    def branch(self) -> "Cancellation":
        """Return one that is set together with this one, and may be set alone before."""
        branch = Cancellation()
        with self._lock:
            self._branches.add(branch)
        if self._cancelled:
            branch.cancel()
        return branch

    def when_cancelled(self, action: Callable[[], None]) -> None:
        """Run `action` at cancellation, at once if that was before."""
        with self._lock:
            if not self._cancelled:
                self._actions.append(action)
                return
        action()
