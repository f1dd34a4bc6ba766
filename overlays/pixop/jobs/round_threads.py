"""Ask for many jobs with threads."""

import threading
from collections.abc import Callable, Iterator
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from pixop.calls.flow import Flow
from pixop.errors import PixopError
from pixop.jobs.job_handle import JobOutcome
from pixop.jobs.job_round import JobRound
from pixop.jobs.job_watch import JobWatch
from pixop.transfers.cancellation import Cancellation, TransferCancelled

if TYPE_CHECKING:
    from pixop_client.models.video import Video

    Answered = tuple[JobWatch, "Video | BaseException | None"]


def ended_jobs(
    round_: JobRound,
    run: "Callable[[Flow[Video | None]], Video | None]",
    cancellation: Cancellation | None = None,
) -> Iterator[JobOutcome]:
    """Yield jobs as they end; callbacks run in the thread that asks for the next one."""
    questions: SimpleQueue[JobWatch | None] = SimpleQueue()
    answers: SimpleQueue[Answered | None] = SimpleQueue()
    if cancellation is not None:
        cancellation.when_cancelled(lambda: answers.put(None))

    def work() -> None:
        while (watch := questions.get()) is not None:
            try:
                answers.put((watch, run(watch.poll())))
            except BaseException as error:  # whatever it is belongs to the thread that waits
                answers.put((watch, error))

    # Daemons: a server that does not answer must not keep an interrupted process.
    workers = [
        threading.Thread(target=work, daemon=True, name=f"pixop-poll-{number}")
        for number in range(round_.concurrency)
    ]
    for worker in workers:
        worker.start()
    try:
        while not round_.over:
            while (watch := round_.take()) is not None:
                questions.put(watch)
            try:
                answered = answers.get(timeout=round_.pause())
            except Empty:
                continue
            if answered is None:
                raise TransferCancelled
            watch, result = answered
            if isinstance(result, BaseException) and not isinstance(result, PixopError):
                raise result
            outcome = round_.answered(watch, result)
            if outcome is not None:
                yield outcome
    finally:
        for _ in workers:
            questions.put(None)
