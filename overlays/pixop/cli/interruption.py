"""An interrupted job tells what is left on the server and how to go on."""

from collections.abc import Iterator
from contextlib import contextmanager

from pixop.cli.exit_code import ExitCode
from pixop.cli.failure import CommandFailure, with_context
from pixop.cli.step import StepDisplay


class Whereabouts:
    """How far a job is: what to tell when it fails or is interrupted now."""

    def __init__(self) -> None:
        self.interrupted = ""
        self.failed = ""

    def now(self, *, interrupted: str = "", failed: str = "") -> None:
        """Set the sentences for an interruption and for a failure from here on."""
        self.interrupted, self.failed = interrupted, failed


@contextmanager
def telling(whereabouts: Whereabouts, display: StepDisplay) -> Iterator[None]:
    """Turn what ends a job early into one line that says how to go on."""
    try:
        yield
    except BrokenPipeError:
        raise
    except KeyboardInterrupt as error:
        failure = CommandFailure(
            f"Interrupted. {whereabouts.interrupted}".rstrip(), ExitCode.INTERRUPTED
        )
        display.failed(failure.code, failure.message)
        raise failure from error
    except Exception as error:
        explained = with_context(error, whereabouts.failed)
        if explained is None:
            raise
        display.failed(explained.code, explained.message)
        raise explained from error
