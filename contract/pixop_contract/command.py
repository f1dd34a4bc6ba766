"""The command: settings in, reports and an exit code out."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn, TextIO

from pixop_contract.case import load_cases
from pixop_contract.engine import Engine, run_events, selected_requirements
from pixop_contract.events import Event
from pixop_contract.passive import passive_requirements
from pixop_contract.reports.console import ConsoleReport
from pixop_contract.reports.files import write_reports
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
    console.close(record)
    return record.verdict.exit_code


def usage_problem(settings: ContractSettings) -> str:
    """Return what is wrong with the settings, or nothing."""
    catalogue = load_catalogue()
    unknown = unknown_patterns(catalogue, (*settings.only, *settings.exclude))
    if unknown:
        return f"no requirement is named {', '.join(unknown)}; see --list"
    if not selected_requirements(settings):
        return "no requirement of these profiles is selected; see --list"
    if not settings.base_url.startswith(("http://", "https://")):
        return f"{settings.base_url!r} is not an http or https URL"
    if not settings.dry_run and not (settings.email and settings.password):
        return "no credentials: set PIXOP_API_EMAIL and PIXOP_API_PASSWORD, or give --email and --password"
    if bool(settings.second_email) != bool(settings.second_password):
        return "the second account needs both an e-mail address and a password"
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
