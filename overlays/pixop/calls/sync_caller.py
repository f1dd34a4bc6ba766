"""What the generated namespaces of `Pixop` call."""

import threading
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from pixop_client.namespaces.caller import MediaSource, Progress
from pixop_client.request import Request

from pixop.calls.exchange import Exchange, read_json
from pixop.calls.flow import Flow
from pixop.calls.wire_message import AnswerHeaders
from pixop.clock import Clock
from pixop.errors import ConfigurationError
from pixop.transfers.byte_stream import SyncByteStream
from pixop.transfers.cancellation import Cancellation
from pixop.transfers.transfer_event import TransferEvent
from pixop.transfers.upload_body import UploadBody
from pixop.transfers.upload_recovery import send_media

if TYPE_CHECKING:
    from pixop.calls.sync_driver import SyncDriver

T = TypeVar("T")


class SyncCaller:
    """Runs the flows of an exchange with blocking I/O; connections open when first used."""

    def __init__(self, exchange: Exchange, clock: Clock) -> None:
        self.exchange = exchange
        self._clock = clock
        self._lock = threading.Lock()
        self._opened: SyncDriver | None = None
        self._closed = False

    def run(self, flow: Flow[T], cancellation: Cancellation | None = None) -> T:
        """Run a flow to its result, unless it is cancelled."""
        return self._driver().run(flow, cancellation)

    def call(self, request: Request, parse: Callable[[Any], T]) -> T:
        """Send a request and parse its JSON answer."""
        return self.run(self.exchange.call(request, parse))

    def call_empty(self, request: Request) -> None:
        """Send a request whose answer has no content that matters."""
        self.run(self.exchange.answer(request))

    def head(self, request: Request) -> AnswerHeaders:
        """Send a HEAD request."""
        answer = self.run(self.exchange.answer(request))
        return AnswerHeaders(answer.status, answer.headers)

    def upload(
        self,
        request: Request,
        parse: Callable[[Any], T],
        media: "MediaSource | Iterable[bytes]",
        *,
        filename: str | None = None,
        content_type: str | None = None,
        limit_rate: float | None = None,
        progress: Progress | None = None,
        on_event: Callable[[TransferEvent], None] | None = None,
        cancellation: Cancellation | None = None,
    ) -> T:
        """Send media as a multipart form with one file part."""
        body = UploadBody(
            media,
            filename=filename,
            content_type=content_type,
            limit_rate=limit_rate,
            progress=progress,
            on_event=on_event,
            cancellation=cancellation,
        )
        try:
            answer = self.run(send_media(self.exchange, request, body, cancellation))
        finally:
            body.close()
        return read_json(answer, request, parse)

    @contextmanager
    def stream(
        self, request: Request, *, cancellation: Cancellation | None = None
    ) -> Generator[SyncByteStream]:
        """Open a binary answer."""
        answer = self.run(self.exchange.answer(request, stream=True, cancellation=cancellation))
        stream = SyncByteStream(answer)
        try:
            yield stream
        finally:
            stream.close()

    def close(self) -> None:
        """Close all connections; later requests are refused."""
        with self._lock:
            self._closed = True
            if self._opened is not None:
                self._opened.close()

    def _driver(self) -> "SyncDriver":
        with self._lock:
            if self._closed:
                raise ConfigurationError("The client is closed: make a new one.")
            if self._opened is None:
                # Here and not above: httpx takes longest to import, and not every client sends something.
                from pixop.calls.sync_driver import SyncDriver

                self._opened = SyncDriver(self._clock)
            return self._opened
