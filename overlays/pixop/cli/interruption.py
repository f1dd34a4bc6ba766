"""A job that ends early tells what is left on the server and how to go on."""

import signal
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

from pixop.cli.exit_code import ExitCode
from pixop.cli.failure import CommandFailure, explain
from pixop.cli.step import StepDisplay


class Whereabouts:
    """How far a job is.

    Attributes:
        hint: the sentence to add when the job ends now; empty when nothing is left anywhere.
        doubt: the sentence in its place while a request is under way that must not be sent twice; it is not used
            when the server answered with a refusal.
        refusal: the sentence in place of both when going on would meet the same failure again.
    """

    def __init__(self, *, silent: bool = False) -> None:
        self.hint = ""
        self.doubt = ""
        self.refusal = ""
        self._silent = silent

    def advice(self, error: BaseException) -> str:
        """Return the sentence to add to what is told about `error`."""
        if self._silent:
            return ""
        if isinstance(error, Exception) and _final(error):
            return self.refusal  # going on would meet the same
        return self.doubt if self.doubt and not _refused(error) else self.hint


@contextmanager
def telling(whereabouts: Whereabouts, display: StepDisplay) -> Generator[None]:
    """Turn what ends a job early into one line that says how to go on."""
    try:
        with ended_like_interrupted():
            yield
    except (Exception, KeyboardInterrupt) as error:
        display.abandon()
        failure = explain(error)
        if failure is None:
            raise
        advice = whereabouts.advice(error)
        tells = failure.code not in (ExitCode.JOB, ExitCode.USAGE)
        # A clip that the source turns out to be too short for: the upload is not lost.
        if advice and (tells or (failure.code == ExitCode.USAGE and whereabouts.refusal)):
            failure = CommandFailure(f"{failure.message} {advice}", failure.code)
        display.failed(failure.code, failure.message)
        raise failure from error


def _final(error: Exception) -> bool:
    from pixop.pipelines.pipeline_item import final

    return final(error)


def _refused(error: BaseException) -> bool:
    from pixop.errors import APIError

    return isinstance(error, APIError) and error.status_code < 500


@contextmanager
def ended_like_interrupted() -> Generator[None]:
    """Let SIGTERM clean up as Ctrl-C does, instead of leaving part files and processes behind."""

    def interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
        raise KeyboardInterrupt

    try:
        before = signal.signal(signal.SIGTERM, interrupt)
    except ValueError:  # not the main thread
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
