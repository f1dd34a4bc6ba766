"""One token request that many callers wait for, in threads and in tasks of any event loop."""

from concurrent.futures import Future


class Flight:
    """Ends once, with an error for the waiters to share or without one."""

    __slots__ = ("_future",)

    def __init__(self) -> None:
        self._future: Future[BaseException | None] = Future()

    @property
    def future(self) -> "Future[BaseException | None]":
        """Done when the flight has ended; the result is the error to share, or None."""
        return self._future

    def end(self, error: BaseException | None) -> None:
        """Wake everyone; later calls do nothing."""
        if not self._future.done():
            self._future.set_result(error)
