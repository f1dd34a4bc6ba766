"""Ask for many jobs with asyncio."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import TYPE_CHECKING

from pixop.calls.flow import Flow
from pixop.errors import PixopError
from pixop.jobs.job_handle import JobOutcome
from pixop.jobs.job_round import JobRound
from pixop.jobs.job_watch import JobWatch

if TYPE_CHECKING:
    from pixop_client.models.video import Video


async def ended_jobs(
    round_: JobRound, run: "Callable[[Flow[Video | None]], Awaitable[Video | None]]"
) -> AsyncGenerator[JobOutcome]:
    """Yield jobs as they end; what is under way is cancelled when nobody asks for the next one."""

    async def ask(watch: JobWatch) -> "Video | PixopError | None":
        try:
            return await run(watch.poll())
        except PixopError as error:
            return error

    asked: dict[asyncio.Task[Video | PixopError | None], JobWatch] = {}
    try:
        while not round_.over:
            while (watch := round_.take()) is not None:
                asked[asyncio.create_task(ask(watch))] = watch
            pause = round_.pause()
            if not asked:
                await asyncio.sleep(pause or 0.0)
                continue
            answered, _ = await asyncio.wait(asked, timeout=pause, return_when=asyncio.FIRST_COMPLETED)
            for task in answered:
                outcome = round_.answered(asked.pop(task), task.result())
                if outcome is not None:
                    yield outcome
    finally:
        for task in asked:
            task.cancel()
        await asyncio.gather(*asked, return_exceptions=True)
