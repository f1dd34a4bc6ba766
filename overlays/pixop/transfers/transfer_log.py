"""Lines about a transfer for the log `pixop.transfers`: when it begins, every 30 s, when it breaks, when it ends.

Nothing is shown unless the program that uses this library configures logging at INFO.
"""

import logging
from collections.abc import Callable

from pixop.transfers.transfer_event import (
    TransferEvent,
    TransferFinished,
    TransferInterrupted,
    TransferProgress,
    TransferStarted,
)

INTERVAL = 30.0
"""Seconds between two lines."""

_logger = logging.getLogger("pixop.transfers")


def logged(
    subject: str, on_event: Callable[[TransferEvent], None] | None
) -> Callable[[TransferEvent], None] | None:
    """Return a listener that writes the log and passes every event on; `on_event` itself when nobody reads a log."""
    return _Log(subject, on_event) if _logger.isEnabledFor(logging.INFO) else on_event


class _Log:
    def __init__(self, subject: str, on_event: Callable[[TransferEvent], None] | None) -> None:
        self._subject = subject
        self._on_event = on_event
        self._due = INTERVAL

    def __call__(self, event: TransferEvent) -> None:
        self._write(event)
        if self._on_event is not None:
            self._on_event(event)

    def _write(self, event: TransferEvent) -> None:
        direction, subject = event.direction.capitalize(), self._subject
        match event:
            case TransferProgress() if event.seconds >= self._due:
                self._due = event.seconds + INTERVAL
                rate = event.done / event.seconds / 1e6
                _logger.info(
                    "%s of %s: %s after %.0f s, %.1f MB/s",
                    direction,
                    subject,
                    _far(event),
                    event.seconds,
                    rate,
                )
            case TransferStarted():
                _logger.info("%s of %s begins: %s", direction, subject, _far(event))
            case TransferInterrupted():
                _logger.info("%s of %s goes on in %.1f s: %s", direction, subject, event.delay, event.reason)
            case TransferFinished():
                _logger.info(
                    "%s of %s ended: %d bytes in %.1f s", direction, subject, event.size, event.seconds
                )
            case _:
                pass


def _far(event: TransferStarted | TransferProgress) -> str:
    if not event.total:
        return f"{event.done} bytes"
    return f"{event.done} of {event.total} bytes ({event.done / event.total:.0%})"
