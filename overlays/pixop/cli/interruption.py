"""A job that ends early tells what is left on the server and how to go on."""

from collections.abc import Generator
from contextlib import contextmanager

from pixop.cli.exit_code import ExitCode
from pixop.cli.failure import CommandFailure, explain
from pixop.cli.step import StepDisplay


class Whereabouts:
    """How far a job is: the sentence to add when it ends now, empty when nothing is left anywhere."""

    def __init__(self) -> None:
        self.hint = ""


@contextmanager
def telling(whereabouts: Whereabouts, display: StepDisplay) -> Generator[None]:
    """Turn what ends a job early into one line that says how to go on."""
    try:
        yield
    except BrokenPipeError:
        display.abandon()
        raise
    except (Exception, KeyboardInterrupt) as error:
        display.abandon()
        failure = explain(error)
        if failure is None:
            raise
        if whereabouts.hint and failure.code is not ExitCode.JOB:
            failure = CommandFailure(f"{failure.message} {whereabouts.hint}", failure.code)
        display.failed(failure.code, failure.message)
        raise failure from error
