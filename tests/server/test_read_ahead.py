"""Receiving the next piece of a body before it is asked for, and the event loop that does so."""

import asyncio
import sys

import pytest
from pixop_server.event_loop import loop_factory
from pixop_server.read_ahead import ReadAhead
from starlette.types import Message

LARGE, SMALL = b"x" * (1 << 20), b"x" * 1000


class Arriving:
    """A request whose messages come when a test says so."""

    def __init__(self) -> None:
        self.messages: asyncio.Queue[Message] = asyncio.Queue()
        self.asked = 0
        self.given_up = 0

    def arrive(self, body: bytes, *, more: bool = True) -> None:
        """Let a piece come."""
        self.messages.put_nowait({"type": "http.request", "body": body, "more_body": more})

    async def receive(self) -> Message:
        """Wait for a message, as a server does."""
        self.asked += 1
        try:
            return await self.messages.get()
        except asyncio.CancelledError:
            self.given_up += 1
            raise


@pytest.mark.parametrize(
    ("piece", "more", "asked"), [(LARGE, True, 2), (LARGE, False, 1), (SMALL, True, 1), (SMALL, False, 1)]
)
def test_the_piece_after_a_large_one_is_asked_for_at_once(piece: bytes, more: bool, asked: int) -> None:
    """While the application has a large piece the next one is received; after a small or the last one, none is."""

    async def run() -> None:
        request = Arriving()
        ahead = ReadAhead(request.receive)
        request.arrive(piece, more=more)
        assert (await ahead.receive())["body"] == piece
        await asyncio.sleep(0)
        assert request.asked == asked
        await ahead.close()

    asyncio.run(run())


def test_pieces_keep_their_order_and_are_whole() -> None:
    """Large and small pieces in turn come out as they went in, each once."""

    async def run() -> None:
        request = Arriving()
        ahead = ReadAhead(request.receive)
        sent = [
            bytes([number]) * size for number, size in enumerate((1 << 20, 10, 300_000, 1 << 19, 1, 1 << 18))
        ]
        for number, piece in enumerate(sent):
            request.arrive(piece, more=number < len(sent) - 1)
        received = [await ahead.receive() for _ in sent]
        assert [message["body"] for message in received] == sent
        assert [message["more_body"] for message in received] == [True] * 5 + [False]
        assert request.asked == len(sent)
        await ahead.close()

    asyncio.run(run())


def test_who_stops_waiting_finds_the_piece_later() -> None:
    """A wait that runs out of time takes no piece away from the next one."""

    async def run() -> None:
        request = Arriving()
        ahead = ReadAhead(request.receive)
        request.arrive(LARGE)
        await ahead.receive()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(ahead.receive(), 0.01)
        request.arrive(b"the next", more=False)
        assert (await ahead.receive())["body"] == b"the next"
        assert (request.asked, request.given_up) == (2, 0)

    asyncio.run(run())


def test_what_was_asked_for_in_vain_is_given_up() -> None:
    """Closing ends a receive that nobody waits for any more, and closing again does nothing."""

    async def run() -> None:
        request = Arriving()
        ahead = ReadAhead(request.receive)
        request.arrive(LARGE)
        await ahead.receive()
        await asyncio.sleep(0)
        await ahead.close()
        await ahead.close()
        assert (request.asked, request.given_up) == (2, 1)

    asyncio.run(run())


def test_uvloop_serves_where_it_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The loop is uvloop's; without that package it is asyncio's own."""
    uvloop = pytest.importorskip("uvloop")
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        assert isinstance(runner.get_loop(), uvloop.Loop)

    monkeypatch.setitem(sys.modules, "uvloop", None)
    assert loop_factory() is None
