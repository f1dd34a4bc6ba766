"""The command: settings in, reports and an exit code out."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import NoReturn, TextIO

from pixop_contract.api_session import LoginFailedError
from pixop_contract.baseline import read_baseline
from pixop_contract.case import load_cases
from pixop_contract.cleaning import clean
from pixop_contract.engine import Engine, run_events, selected_requirements
from pixop_contract.events import Event
from pixop_contract.http_parser import UnreadableResponseError
from pixop_contract.passive import passive_requirements
from pixop_contract.raw_client import TransportError
from pixop_contract.reports.comparison import ComparisonError, read_results, side_by_side
from pixop_contract.reports.console import ConsoleReport
from pixop_contract.reports.files import write_comparison, write_reports
from pixop_contract.requirement import Requirement, load_catalogue
from pixop_contract.selection import unknown_patterns
from pixop_contract.settings import ContractSettings
from pixop_contract.verdict import ExitCode


def run_contract(settings: ContractSettings, *, out: TextIO | None = None, err: TextIO | None = None) -> int:
    """Judge a server, write the reports and return the exit code.

    0 conformant, 1 not, 2 usage, 3 not established, 4 an error of this suite, 130 interrupted.
    """
    output: TextIO = out if out is not None else sys.stdout
    errors: TextIO = err if err is not None else sys.stderr
    problem = usage_problem(settings)
    if problem:
        print(f"pixop contract: {problem}", file=errors)
        return ExitCode.USAGE
    if settings.dry_run:
        for requirement in Engine(settings).plan():
            print(line(requirement), file=output)
        return ExitCode.CONFORMANT
    console = ConsoleReport(output, errors, quiet=settings.quiet)
    with terminated_like_interrupted():
        record = run_events(settings, _safely(console.observe))
    if settings.report_dir is not None:
        try:
            write_reports(record, settings.report_dir)
        except OSError as error:
            print(f"pixop contract: the reports cannot be written: {error}", file=errors)
            return ExitCode.HARNESS_ERROR
    for entry in settings.baseline.expired(record.started.date()):
        print(f"The baseline's entry for {entry.requirement} expired on {entry.expires}.", file=errors)
    console.close(record)
    return record.verdict.exit_code


VERBS = ("list", "explain", "clean", "compare")


def run_words(
    words: Sequence[str], settings: ContractSettings, *, out: TextIO | None = None, err: TextIO | None = None
) -> int:
    """Do what the words ask for, `BASE_URL`, `list`, `explain`, `clean` or `compare`; return the exit code."""
    output: TextIO = out if out is not None else sys.stdout
    errors: TextIO = err if err is not None else sys.stderr
    verb, rest = (words[0], list(words[1:])) if words and words[0] in VERBS else ("", list(words))
    if verb == "list" and not rest:
        print("\n".join(list_requirements(settings)), file=output)
        return ExitCode.CONFORMANT
    if verb == "explain" and rest:
        try:
            print("\n\n".join(map(explain, rest)), file=output)
        except KeyError as error:
            print(
                f"pixop contract: no requirement is named {error.args[0]}; see `pixop contract list`",
                file=errors,
            )
            return ExitCode.USAGE
        return ExitCode.CONFORMANT
    if verb == "compare" and len(rest) > 1:
        return run_compare(list(map(Path, rest)), settings.report_dir, out=output, err=errors)
    if verb in ("list", "explain", "compare") or len(rest) > 1:
        print(
            "pixop contract: usage: BASE_URL, list, explain ID, clean BASE_URL or compare DIR DIR",
            file=errors,
        )
        return ExitCode.USAGE
    given = replace(settings, base_url=rest[0]) if rest else settings
    return (
        run_clean(given, out=output, err=errors) if verb == "clean" else run_contract(given, out=out, err=err)
    )


def run_compare(reports: Sequence[Path], directory: Path | None, *, out: TextIO, err: TextIO) -> int:
    """Print servers side by side, and write `comparison.html` where a directory is given: 0 done, 2 usage."""
    try:
        found = [read_results(path) for path in reports]
        lines = side_by_side(found)
        if directory is not None:
            write_comparison(found, directory)
            print(f"Comparison: {directory / 'comparison.html'}", file=err)
    except ComparisonError as error:
        print(f"pixop contract: {error}", file=err)
        return ExitCode.USAGE
    except OSError as error:
        print(f"pixop contract: the comparison cannot be written: {error}", file=err)
        return ExitCode.HARNESS_ERROR
    print("\n".join(lines), file=out)
    return ExitCode.CONFORMANT


def run_clean(settings: ContractSettings, *, out: TextIO, err: TextIO) -> int:
    """Delete what killed runs left on a server: 0 all gone, 1 something is left, 2 usage, 3 no access."""
    if not settings.base_url.startswith(("http://", "https://")) or not (
        settings.email and settings.password
    ):
        print("pixop contract: clean needs a base URL and the credentials of the run", file=err)
        return ExitCode.USAGE
    try:
        told = clean(settings, settings.journal_dir)
    except (TransportError, UnreadableResponseError, LoginFailedError) as error:
        print(f"pixop contract: {error}", file=err)
        return ExitCode.NOT_ESTABLISHED
    for sentence in told or ["Nothing is left of earlier runs."]:
        print(sentence, file=out)
    return ExitCode.NOT_CONFORMANT if any(", not " in sentence for sentence in told) else ExitCode.CONFORMANT


def settings_with_baseline(settings: ContractSettings, path: Path | None) -> ContractSettings:
    """Return the settings with a baseline file read; BaselineError when it cannot be used."""
    if path is None:
        return settings
    known = [requirement.id for requirement in load_catalogue()]
    return replace(settings, baseline=read_baseline(path, known))


def usage_problem(settings: ContractSettings) -> str:
    """Return what is wrong with the settings, or nothing."""
    catalogue = load_catalogue()
    unknown = unknown_patterns(catalogue, (*settings.only, *settings.exclude))
    if unknown:
        return f"no requirement is named {', '.join(unknown)}; see `pixop contract list`"
    if not selected_requirements(settings):
        return "no requirement of these profiles is selected; see `pixop contract list`"
    if not settings.base_url.startswith(("http://", "https://")):
        return f"{settings.base_url!r} is not an http or https URL"
    if not settings.dry_run and not (settings.email and settings.password):
        return "no credentials: set PIXOP_API_EMAIL and PIXOP_API_PASSWORD, or give --email and --password"
    if bool(settings.second_email) != bool(settings.second_password):
        return "the second account needs both an e-mail address and a password"
    if settings.video_id and not settings.read_only:
        return "--video-id names what --read-only reads; give both"
    return ""


def line(requirement: Requirement) -> str:
    """Return a requirement in one line."""
    return (
        f"{requirement.id:<9} {requirement.level:<6} {requirement.source.kind} "
        f"{requirement.profile:<11} {requirement.text}"
    )


def list_requirements(settings: ContractSettings) -> list[str]:
    """Return a line for each selected requirement."""
    return [line(requirement) for requirement in selected_requirements(settings)]


def explain(identifier: str) -> str:
    """Return all about a requirement; KeyError when there is none of this name."""
    requirement = load_catalogue()[identifier.upper()]
    kind = {
        "S": "stated in the vendor's reference",
        "H": "required by HTTP",
        "D": "a decision of our document",
    }
    active = load_cases().get(requirement.id)
    how = "judged on every answer that any case sees" if requirement.id in passive_requirements() else ""
    if active is not None:
        how = f"judged by {active.run.__module__}.{getattr(active.run, '__name__', '')}"
    rows = [
        f"{requirement.id}  {requirement.level}  profile {requirement.profile}",
        "",
        requirement.text,
        "",
        f"Source      {requirement.source.kind}: {kind[requirement.source.kind]}, {requirement.source.anchor}",
    ]
    if requirement.source.pointer:
        rows.append(f"Document    {requirement.source.pointer}")
    rows.append(f"Operations  {', '.join(requirement.operations)}")
    if requirement.depends_on:
        rows.append(f"Depends on  {', '.join(requirement.depends_on)}")
    rows.append(f"How         {how}")
    if requirement.decided:
        rows.append("A server that departs from it differs from our document; it is not wrong.")
    return "\n".join(rows)


def _safely(observe: Callable[[Event], None]) -> Callable[[Event], None]:
    """Let a closed pipe end the printing, not the run: there is still something to clean up."""

    def guarded(event: Event) -> None:
        try:
            observe(event)
        except BrokenPipeError:
            return

    return guarded


@contextmanager
def terminated_like_interrupted() -> Generator[None]:
    """Turn SIGTERM into KeyboardInterrupt, so that the run cleans up."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
