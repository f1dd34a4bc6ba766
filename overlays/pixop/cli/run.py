"""One run of the command line: parse, work, and end with one line and a code when something fails."""

import sys
import traceback
from collections.abc import Sequence
from typing import Any

from pixop.cli.exit_code import ExitCode
from pixop.cli.failure import CommandFailure, ReaderGone, drop_stdout, explain, one_line


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; every way out goes through here."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        code = _invoke(words)
        sys.stdout.flush()
    except BaseException as error:
        if isinstance(error, SystemExit | GeneratorExit):
            raise
        return _end(error, verbose=_is_verbose(words))
    return code


def _invoke(words: list[str]) -> int:
    try:
        from pixop.cli.application import build
    except ModuleNotFoundError as error:
        from pixop.cli.missing_extra import missing_extra

        raise missing_extra("pixop", "cli", error) from error
    result = build().main(words, prog_name="pixop", standalone_mode=False)
    return result if isinstance(result, int) else ExitCode.DONE


def _end(error: BaseException, *, verbose: bool) -> int:
    if isinstance(error, ReaderGone | BrokenPipeError):
        drop_stdout()
        return ExitCode.BROKEN_PIPE
    failure = _usage_failure(error) or explain(error)
    if failure is None:
        failure = CommandFailure(_unforeseen(error, verbose=verbose))
    if verbose and not isinstance(error, CommandFailure | KeyboardInterrupt):
        _say("".join(traceback.format_exception(error)).rstrip())
    elif verbose and error.__cause__ is not None:
        _say("".join(traceback.format_exception(error.__cause__)).rstrip())
    _say(f"pixop: {failure.message}")
    if isinstance(error, OSError):
        drop_stdout()  # when it was standard output that could not be written
    return failure.code


def _usage_failure(error: BaseException) -> CommandFailure | None:
    """Put what the parser says about wrong arguments on one line."""
    context: Any = getattr(error, "ctx", None)
    describe: Any = getattr(error, "format_message", None)
    if describe is None:
        return None
    hint = f" See `{context.command_path} --help`." if context is not None else ""
    message = one_line(str(describe()))
    if not message.endswith((".", "?", "!")):
        message += "."
    return CommandFailure(message + hint, ExitCode.USAGE)


def _unforeseen(error: BaseException, *, verbose: bool) -> str:
    what = one_line(f"{type(error).__name__}: {error}")
    hint = "" if verbose else " Run it again with -v to see where."
    return f"An error that nobody foresaw: {what}.{hint}"


def _is_verbose(words: Sequence[str]) -> bool:
    before = words[: words.index("--")] if "--" in words else words
    return "-v" in before or "--verbose" in before


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")
    sys.stderr.flush()
