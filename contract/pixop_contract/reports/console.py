"""The console: a line a requirement, the verdict last."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from pixop_contract.events import CleanedUp, Event, RequirementFinished, RunFinished
from pixop_contract.result import Result, Status
from pixop_contract.run_record import RunRecord


class ConsoleReport:
    """Prints results to `out` and everything else to `err`."""

    def __init__(self, out: TextIO, err: TextIO, *, quiet: bool = False) -> None:
        self._out = out
        self._err = err
        self._quiet = quiet

    def observe(self, event: Event) -> None:
        """Print what an event tells."""
        match event:
            case RequirementFinished(result) if not self._quiet:
                self._line(result_line(result))
            case CleanedUp(left) if left:
                self._err.write(f"Not deleted from the server: {', '.join(left)}\n")
            case RunFinished(record):
                self._summary(record)
            case _:
                pass

    def close(self, record: RunRecord) -> None:
        """Print the verdict."""
        if record.settings.report_dir is not None:
            self._err.write(f"Reports: {record.settings.report_dir}\n")
        self._line(record.verdict.sentence)

    def _summary(self, record: RunRecord) -> None:
        if self._quiet:
            return
        self._line("")
        for profile in record.verdict.profiles:
            self._line(profile.sentence)
            for reason in folded(record.stable(reason) for reason in profile.reasons)[:10]:
                self._line(f"  {one_line(reason)}")
        self._err.write(f"{record.requests} requests in {record.seconds:.1f} s\n")

    def _line(self, text: str) -> None:
        self._out.write(text + "\n")
        self._out.flush()


def result_line(result: Result) -> str:
    """Return a result in one line."""
    requirement = result.requirement
    line = f"{result.status:<12} {requirement.id:<9} {requirement.level:<6}  {requirement.text}"
    if result.status is not Status.PASS and result.reason:
        operations = ", ".join(dict.fromkeys(name for found in result.findings for name in found.operations))
        line += f" · {result.reason}" + (f" ({operations})" if operations else "")
    return one_line(line)


def folded(reasons: Iterable[str]) -> list[str]:
    """Return reasons, with requirements that are open for the same reason (`ID: why`) in one line."""
    names: dict[str, list[str]] = {}
    for reason in reasons:
        name, colon, why = reason.partition(": ")
        if colon:
            names.setdefault(why, []).append(name)
        else:
            names[reason] = []
    lines = []
    for why, found in names.items():
        told = ", ".join(found) if len(found) < 4 else f"{found[0]} and {len(found) - 1} others"
        lines.append(f"{told}: {why}" if found else why)
    return lines


def one_line(text: str) -> str:
    """Return a text without line breaks and control characters."""
    return "".join(character if character.isprintable() else " " for character in text)
