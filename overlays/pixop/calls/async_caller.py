"""What the generated namespaces of `AsyncPixop` call."""

from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from pixop_client.namespaces.caller import MediaSource, Progress
from pixop_client.request import Request

from pixop.calls.exchange import Exchange
from pixop.calls.flow import Flow
from pixop.calls.sync_caller import SyncCaller
from pixop.calls.wire_message import AnswerHeaders
from pixop.clock import Clock
from pixop.errors import ConfigurationError
from pixop.transfers.byte_stream import AsyncByteStream
from pixop.transfers.transfer_event import TransferEvent
from pixop.transfers.transfer_thread import in_transfer_thread, on_loop, progress_on_loop

if TYPE_CHECKING:
    from pixop.calls.async_driver import AsyncDriver

T = TypeVar("T")


class AsyncCaller:
    """Runs the flows of an exchange with asyncio.

    Media moves in threads of its own, by the synchronous caller: that takes a fraction of the CPU that
    asynchronous streams take, and the loop never waits for a disk.
    """

    def __init__(self, exchange: Exchange, clock: Clock) -> None:
        self.exchange = exchange
        self._clock = clock
        self._opened: AsyncDriver | None = None
        self._closed = False
        self._transfers: SyncCaller | None = None

    @property
    def transfers(self) -> SyncCaller:
        """The caller for transfer threads; it shares the token."""
        if self._transfers is None:
            self._transfers = SyncCaller(self.exchange, self._clock)
        return self._transfers

    async def run(self, flow: Flow[T]) -> T:
        """Run a flow to its result."""
        return await self._driver().run(flow)

    async def call(self, request: Request, parse: Callable[[Any], T]) -> T:
        """Send a request and parse its JSON answer."""
        return await self.run(self.exchange.call(request, parse))

    async def call_empty(self, request: Request) -> None:
        """Send a request whose answer has no content that matters."""
        await self.run(self.exchange.answer(request))

    async def head(self, request: Request) -> AnswerHeaders:
        """Send a HEAD request."""
        answer = await self.run(self.exchange.answer(request))
        return AnswerHeaders(answer.status, answer.headers)

    async def upload(
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
    ) -> T:
        """Send media as a multipart form with one file part."""
        caller, report, events = self.transfers, progress_on_loop(progress), on_loop(on_event)
        return await in_transfer_thread(
            lambda cancellation: caller.upload(
                request,
                parse,
                media,
                filename=filename,
                content_type=content_type,
                limit_rate=limit_rate,
                progress=report,
                on_event=events,
                cancellation=cancellation,
            )
        )

    @asynccontextmanager
    async def stream(self, request: Request) -> AsyncGenerator[AsyncByteStream]:
        """Open a binary answer."""
        answer = await self.run(self.exchange.answer(request, stream=True))
        stream = AsyncByteStream(answer)
        try:
            yield stream
        finally:
            await stream.close()

    async def close(self) -> None:
        """Close all connections; later requests are refused."""
        self._closed = True
        if self._opened is not None:
            await self._opened.close()
        if self._transfers is not None:
            self._transfers.close()

    def _driver(self) -> "AsyncDriver":
        if self._closed:
            raise ConfigurationError("The client is closed: make a new one.")
        if self._opened is None:
            from pixop.calls.async_driver import AsyncDriver

            self._opened = AsyncDriver(self._clock)
        return self._opened
