"""`pixop changes`: what differs between two documents, and whether it breaks a client of the old one."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from pixop_generator.change import Change, distinct
from pixop_generator.change_report import ChangeReport, Format
from pixop_generator.component_use import operations_by_component
from pixop_generator.document import Document
from pixop_generator.document_source import open_document
from pixop_generator.finding import DocumentError, Finding
from pixop_generator.openapi_walk import at
from pixop_generator.operation_changes import OperationComparison, compare_security_schemes, compare_servers
from pixop_generator.other_changes import other_changes
from pixop_generator.structure import misplaced

COMPATIBLE, BREAKING, BAD_DOCUMENT = 0, 1, 2


def compare(old: dict[str, Any], new: dict[str, Any]) -> list[Change]:
    """Differences between two valid documents, the breaking ones first. The order of keys makes none.

    A change is breaking when a client that was made from the old document can fail against a server that follows the
    new one.

    Raises:
        LookupError: A reference leads nowhere.
    """
    told = distinct(
        _placed(
            [
                *compare_servers(old, new),
                *compare_security_schemes(old, new),
                *OperationComparison(old, new).compare(),
            ],
            old,
            new,
        )
    )
    return _concerning(distinct([*told, *other_changes(old, new, told)]), old, new)


def compare_documents(old: Document, new: Document) -> ChangeReport:
    """Compare two loaded documents.

    Raises:
        DocumentError: One of them is not valid; it carries the findings of that one.
    """
    for document in (old, new):
        if findings := misplaced(document.data):
            raise _UnusableDocumentError(document, findings)
    try:
        changes = compare(old.data, new.data)
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError):
        # The comparison trusts its documents: what it stumbled over is found by the validator, which takes longer.
        from pixop_generator.validity import invalid

        for document in (old, new):
            if findings := invalid(document.data):
                raise _UnusableDocumentError(document, findings) from None
        raise
    return ChangeReport(
        str(old.path),
        str(new.path),
        str(old.data["info"]["version"]),
        str(new.data["info"]["version"]),
        changes,
    )


def run_changes(
    old: str | Path,
    new: str | Path,
    format: Format = "human",  # noqa: A002  # the name of the option
    *,
    python: bool = False,
) -> int:
    """Compare two documents and print the changes to stdout.

    Args:
        old: The document that clients were made from: a file, or a git revision `REV` or `REV:path`.
        new: The document that a server follows now, likewise.
        format: `human` lines, a `markdown` or `html` page, one `json` object, `jsonl` with a change a line, or `quiet`.
        python: Also make both packages and tell how the Python interface changed and which lines of user code break.

    Returns:
        0 compatible, 1 breaking, 2 when a document cannot be used.
    """
    before, after = _load(old), _load(new)
    if before is None or after is None:
        return BAD_DOCUMENT
    try:
        report = compare_documents(before, after)
        if python:
            from pixop_generator.python_surface import with_python_surface

            report = with_python_surface(report, before.data, after.data)
    except _UnusableDocumentError as error:
        _complain(error.document.path, error.document.located(error.findings))
        return BAD_DOCUMENT
    except DocumentError as error:
        _complain(before.path, error.findings)
        return BAD_DOCUMENT
    sys.stdout.write(report.render(format))
    broken = any(change.severity == "breaking" for change in report.changes) or report.user_code
    return BREAKING if broken else COMPATIBLE


class _UnusableDocumentError(DocumentError):
    """A document of the two that cannot be used."""

    def __init__(self, document: Document, findings: Iterable[Finding]) -> None:
        super().__init__(findings)
        self.document = document


def _load(source: str | Path) -> Document | None:
    """The document, or None after its findings were printed."""
    try:
        return open_document(source)
    except DocumentError as error:
        _complain(Path(source), error.findings)
        return None


def _complain(path: Path, findings: Iterable[Finding]) -> None:
    for finding in findings:
        sys.stderr.write(finding.text(path) + "\n")


def _placed(changes: Iterable[Change], old: dict[str, Any], new: dict[str, Any]) -> list[Change]:
    """The changes with pointers that lead somewhere: a keyword that is in neither document, to what lacks it."""
    return [replace(change, pointer=_nearest(change.pointer, old, new)) for change in changes]


def _concerning(changes: list[Change], old: dict[str, Any], new: dict[str, Any]) -> list[Change]:
    """The changes of shared components with all operations that meet them."""
    after, before = operations_by_component(new), operations_by_component(old)

    def names(change: Change) -> tuple[str, ...]:
        component = "/".join(change.pointer.split("/")[:4])
        met = [*after.get(component, ()), *before.get(component, ())]
        return tuple(dict.fromkeys(met)) or change.operations

    return [replace(change, operations=names(change)) for change in changes]


def _nearest(pointer: str, old: dict[str, Any], new: dict[str, Any]) -> str:
    while pointer:
        for document in (new, old):
            try:
                at(document, f"#{pointer}")
            except LookupError:
                continue
            return pointer
        pointer = pointer.rpartition("/")[0]
    return pointer
