"""Run a pipeline with threads."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from pixop.calls.client_call import Calls
from pixop.errors import LedgerError
from pixop.pipelines.pipeline import Pipeline, PipelineReport, PipelineStopped

_GRACE = 2.0
"""Seconds that an interruption waits for the files under way to write their last line."""


def run_pipeline(pipeline: Pipeline, drive: Callable[[Calls[None]], Any]) -> PipelineReport:
    """Work on as many files at a time as the options say, and report.

    An interruption (Ctrl-C) begins nothing more and is raised; the ledger says how far each file is.
    """
    crashes: list[BaseException] = []

    def work() -> None:
        with suppress(PipelineStopped):
            try:
                while (item := pipeline.take()) is not None:
                    drive(pipeline.work(item))
            except (PipelineStopped, LedgerError):
                raise PipelineStopped from None  # the ledger was closed under it
            except (
                BaseException
            ) as error:  # a fault in a callback must reach the caller, not die with a thread
                crashes.append(error)
                pipeline.stop()

    # Daemons: an upload that hangs must not keep an interrupted process, and the ledger knows where it was.
    workers = [
        threading.Thread(target=work, daemon=True, name=f"pixop-pipeline-{number}")
        for number in range(pipeline.options.concurrency)
    ]
    try:
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        if crashes:
            raise crashes[0]
        return pipeline.report()
    except BaseException:
        pipeline.stop()
        deadline = time.monotonic() + _GRACE
        for worker in workers:
            if worker.ident is not None:
                worker.join(max(0.0, deadline - time.monotonic()))
        raise
    finally:
        pipeline.ledger.close()
