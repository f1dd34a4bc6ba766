"""From an error to a line and an exit code."""

import errno
import os

import pytest
from pixop import errors
from pixop.cli.failure import CommandFailure, explain, one_line
from pixop.cli.interruption import Whereabouts, telling
from pixop.cli.step_display import SilentDisplay


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.MissingCredentialsError("x"), 3),
        (errors.InvalidCredentialsError("x", status_code=401), 3),
        (errors.UserBannedError("x", status_code=401), 3),
        (errors.ConfigurationError("x"), 2),
        (errors.MediaSourceError("x"), 2),
        (errors.LocalFileError("x", errno=errno.ENOSPC), 5),
        (errors.LocalFileError("x", errno=errno.EEXIST, path="p"), 2),
        (errors.RequestTimeoutError("x"), 4),
        (errors.ConnectionFailedError("x"), 4),
        (errors.JobFailedError("x"), 6),
        (errors.WaitTimeoutError("x"), 6),
        (errors.TransferError("x"), 1),
        (errors.PermissionDeniedError("x", status_code=403), 1),
        (errors.UnexpectedResponseError("x"), 1),
        (OSError(errno.ENOSPC, "full", "f"), 5),
        (KeyboardInterrupt(), 130),
    ],
)
def test_each_kind_of_error_has_its_exit_code(error: BaseException, code: int) -> None:
    """The class of an error decides the exit code."""
    failure = explain(error)

    assert failure is not None
    assert failure.code == code


def test_an_error_that_nobody_foresaw_is_not_explained() -> None:
    """A fault of this program keeps its traceback."""
    assert explain(KeyError("x")) is None


def test_advice_speaks_of_options() -> None:
    """The library's arguments become the command's options."""
    failure = explain(errors.NotFoundError("Check (team_id, PIXOP_TEAM_ID)."))

    assert failure is not None
    assert failure.message == "Check (--team-id, PIXOP_TEAM_ID)."


@pytest.mark.parametrize(
    "number", [errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EFBIG, errno.EDQUOT, errno.EIO]
)
def test_a_disk_error_says_what_to_do(number: int) -> None:
    """The file, the system's words and an advice."""
    failure = explain(OSError(number, os.strerror(number), "there"))

    assert failure is not None
    assert failure.message.startswith(f"there: {os.strerror(number)}. ")
    assert len(failure.message) > len(f"there: {os.strerror(number)}. ")


def test_text_from_elsewhere_stays_on_one_line() -> None:
    """Control characters neither break lines nor steer a terminal."""
    assert one_line("a\r\nb\x1b[31mc\u2028d") == "a b [31mc d"


def ended(error: BaseException, *, hint: str = "hint", doubt: str = "") -> CommandFailure:
    """Return what a job that ends with `error` tells."""
    whereabouts = Whereabouts()
    whereabouts.hint, whereabouts.doubt = hint, doubt
    with pytest.raises(CommandFailure) as raised, telling(whereabouts, SilentDisplay()):
        raise error
    return raised.value


def test_a_job_that_ends_early_says_how_to_go_on() -> None:
    """The sentence of the moment is added, except where the job itself failed."""
    assert ended(errors.ConnectionFailedError("No connection.")).message == "No connection. hint"
    assert ended(KeyboardInterrupt()).message == "Interrupted. hint"
    assert ended(errors.JobFailedError("It failed.")).message == "It failed."


def test_a_request_that_must_not_be_repeated_leaves_a_doubt() -> None:
    """While it is unknown whether a job was started the advice is to look first; a refusal leaves no doubt."""
    unknown = (KeyboardInterrupt(), errors.RequestTimeoutError("x"), errors.ServerError("x", status_code=502))

    assert all(ended(error, doubt="doubt").message.endswith("doubt") for error in unknown)
    assert ended(errors.RateLimitError("x", status_code=429), doubt="doubt").message == "x hint"


def test_where_going_on_would_meet_the_same_nobody_is_told_to() -> None:
    """What the server refuses for good, it refuses again."""
    assert ended(errors.NotFoundError("x", status_code=404)).message == "x"
    assert ended(errors.BadRequestError("x", status_code=400), doubt="doubt").message == "x"


def test_an_unforeseen_error_passes_through() -> None:
    """A fault of this program is not dressed up."""
    with pytest.raises(KeyError), telling(Whereabouts(), SilentDisplay()):
        raise KeyError("x")
