"""Run a pipeline with asyncio."""

import asyncio
from collections.abc import Awaitable, Callable

from pixop.calls.client_call import Calls
from pixop.pipelines.pipeline import Pipeline, PipelineReport


async def run_pipeline(pipeline: Pipeline, drive: Callable[[Calls[None]], Awaitable[None]]) -> PipelineReport:
    """Work on as many files at a time as the options say, and report. A cancellation ends all of them."""

    async def work() -> None:
        while (item := pipeline.take()) is not None:
            await drive(pipeline.work(item))

    workers = [asyncio.create_task(work()) for _ in range(pipeline.options.concurrency)]
    try:
        await asyncio.gather(*workers)
        return pipeline.report()
    finally:
        pipeline.stop()
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
        pipeline.ledger.close()
