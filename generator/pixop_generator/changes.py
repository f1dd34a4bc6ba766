"""`pixop changes`: what differs between two documents, and whether it breaks a client of the old one."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Literal

from pixop_generator.change import Change, distinct
from pixop_generator.document import load_document
from pixop_generator.finding import DocumentError
from pixop_generator.operation_changes import OperationComparison, compare_security_schemes, compare_servers
from pixop_generator.validity import invalid

COMPATIBLE, BREAKING, BAD_DOCUMENT = 0, 1, 2
Format = Literal["human", "json", "jsonl", "quiet"]


def compare(old: dict[str, Any], new: dict[str, Any]) -> list[Change]:
    """Differences between two valid documents, the breaking ones first.

    A change is breaking when a client that was made from the old document can fail against a server that follows the
    new one. Wording, examples and the order of things make no difference.

    Raises:
        LookupError: A reference leads nowhere.
    """
    return distinct(
        [
            *compare_servers(old, new),
            *compare_security_schemes(old, new),
            *OperationComparison(old, new).compare(),
        ]
    )


def run_changes(old: Path, new: Path, format: Format = "human") -> int:  # noqa: A002  # the name of the CLI's option
    """Compare two documents and print the changes to stdout.

    Args:
        old: The document that clients were made from.
        new: The document that a server follows now.
        format: `human` lines, one `json` list, `jsonl` with a change a line, or `quiet`.

    Returns:
        0 compatible, 1 breaking, 2 when a document cannot be read.
    """
    before, after = _load(old), _load(new)
    if before is None or after is None:
        return BAD_DOCUMENT
    changes = compare(before, after)
    _print(changes, format)
    return BREAKING if any(change.severity == "breaking" for change in changes) else COMPATIBLE


def _load(path: Path) -> dict[str, Any] | None:
    """The document, or None after its findings were printed."""
    try:
        document = load_document(path)
        if findings := document.located(invalid(document.data)):
            raise DocumentError(findings)
    except DocumentError as error:
        for finding in error.findings:
            sys.stderr.write(finding.text(path) + "\n")
        return None
    return document.data


def _print(changes: list[Change], format: Format) -> None:  # noqa: A002
    match format:
        case "json":
            text = json.dumps([change.to_dict() for change in changes], ensure_ascii=False, indent=2) + "\n"
            sys.stdout.write(text)
        case "jsonl":
            for change in changes:
                sys.stdout.write(json.dumps(change.to_dict(), ensure_ascii=False) + "\n")
        case "human":
            for change in changes:
                sys.stdout.write(
                    f"{change.severity:<10}  {change.sentence}  [{change.rule}]\n            {change.pointer}\n"
                )
            breaking = sum(change.severity == "breaking" for change in changes)
            sys.stdout.write(f"{breaking} breaking, {len(changes) - breaking} compatible\n")
