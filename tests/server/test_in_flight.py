"""Joining equal requests that overlap."""

import asyncio

import pytest
from pixop_server.in_flight import InFlight


def test_an_equal_request_joins_the_one_under_way() -> None:
    """While the first is being handled an equal one does no work and gets the same result; afterwards it is new."""

    async def scenario() -> None:
        joined: InFlight[int] = InFlight()
        go = asyncio.Event()
        runs = 0

        async def work() -> int:
            nonlocal runs
            runs += 1
            await go.wait()
            return runs

        first = asyncio.ensure_future(joined.join("key", work))
        second = asyncio.ensure_future(joined.join("key", work))
        await asyncio.sleep(0)
        go.set()
        (one, release), (two, _) = await first, await second
        assert (one, two) == (1, 1)
        assert (await joined.join("key", work))[0] == 1
        release()
        assert (await joined.join("key", work))[0] == 2
        assert (await joined.join("other", work))[0] == 3

    asyncio.run(scenario())


def test_work_goes_on_when_the_client_goes_away() -> None:
    """A request that is cancelled leaves the work running for the one that is sent again."""

    async def scenario() -> None:
        joined: InFlight[str] = InFlight()
        go = asyncio.Event()
        runs = 0

        async def work() -> str:
            nonlocal runs
            runs += 1
            await go.wait()
            return "done"

        first = asyncio.ensure_future(joined.join("key", work))
        await asyncio.sleep(0.001)
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        again = asyncio.ensure_future(joined.join("key", work))
        await asyncio.sleep(0.001)
        go.set()
        assert (await again)[0] == "done"
        assert runs == 1

    asyncio.run(scenario())


def test_a_failure_is_not_remembered() -> None:
    """After an error an equal request tries again."""

    async def scenario() -> None:
        joined: InFlight[int] = InFlight()

        async def fail() -> int:
            raise ValueError("no")

        async def succeed() -> int:
            return 7

        with pytest.raises(ValueError, match="no"):
            await joined.join("key", fail)
        assert (await joined.join("key", succeed))[0] == 7

    asyncio.run(scenario())
