"""A report of the changes between two documents: lines for people, Markdown, JSON, and a page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Literal

from pixop_generator.change import Change
from pixop_generator.version_step import changelog, next_version, step

Format = Literal["human", "markdown", "json", "jsonl", "html", "quiet"]
_MAX_VALUE = 300
_HEAD = ("callers", "servers", "what", "where", "rule", "old", "new")


@dataclass(frozen=True, slots=True)
class SurfaceBreak:
    """A line of user code that the new package does not take.

    Attributes:
        operation: Id of the operation that the code uses.
        line: The line of code.
        message: What the type checker says.
    """

    operation: str
    line: str
    message: str


@dataclass(frozen=True, slots=True)
class ChangeReport:
    """All that is told about two documents.

    Attributes:
        old: Name of the old document, for people.
        new: Name of the new document.
        old_version: `info.version` of the old document.
        new_version: `info.version` of the new document.
        changes: The changes, the worst first.
        surface: Changes of the Python interface; None when they were not asked for.
        user_code: Lines of user code that break; None when they were not asked for.
    """

    old: str
    new: str
    old_version: str
    new_version: str
    changes: Sequence[Change]
    surface: Sequence[str] | None = None
    user_code: Sequence[SurfaceBreak] | None = None

    @property
    def next_version(self) -> str:
        return next_version(self.old_version, self.changes)

    @property
    def summary(self) -> dict[str, dict[str, int]]:
        """How many changes have which severity, for callers and for servers."""
        return {
            side: {
                severity: sum(getattr(change, name) == severity for change in self.changes)
                for severity in ("breaking", "dangerous", "compatible")
            }
            for side, name in (("callers", "severity"), ("servers", "servers"))
        }

    def render(self, form: Format) -> str:
        """The report as text of a format."""
        match form:
            case "json":
                return json.dumps(self.to_dict(), ensure_ascii=False, indent=2) + "\n"
            case "jsonl":
                lines = (json.dumps(change.to_dict(), ensure_ascii=False) for change in self.changes)
                return "".join(f"{line}\n" for line in lines)
            case "markdown":
                return _markdown(self)
            case "html":
                return _html(self)
            case "human":
                return _human(self)
        return ""

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON values."""
        report: dict[str, Any] = {
            "old": {"document": self.old, "version": self.old_version},
            "new": {"document": self.new, "version": self.new_version},
            "summary": self.summary,
            "step": step(self.changes),
            "next_version": self.next_version,
            "changelog": changelog(self.next_version, self.changes),
            "changes": [change.to_dict() for change in self.changes],
        }
        if self.surface is not None:
            report["python"] = {
                "surface": list(self.surface),
                "user_code": [
                    {"operation": each.operation, "line": each.line, "message": each.message}
                    for each in self.user_code or ()
                ],
            }
        return report


def _counts(report: ChangeReport) -> str:
    callers, servers = report.summary["callers"], report.summary["servers"]
    text = ", ".join(f"{count} {name}" for name, count in callers.items())
    return (
        f"{text} for callers; {', '.join(f'{count} {name}' for name, count in servers.items())} for servers"
    )


def _version(report: ChangeReport) -> str:
    part = step(report.changes)
    if part == "none":
        return f"no new version is needed after {report.old_version}"
    if report.next_version == report.old_version:
        return f"a {part} change, but {report.old_version!r} is no version with a next one"
    return f"next version after {report.old_version}: {report.next_version} ({part})"


def _human(report: ChangeReport) -> str:
    lines = []
    for change in report.changes:
        where = f"  ({_some(change.operations)})" if change.operations else ""
        lines += [
            f"{change.severity:<10}  {change.sentence}  [{change.rule}]{where}",
            f"            {change.pointer or '/'}",
        ]
        if change.servers != change.severity:
            lines.append(f"            for servers: {change.servers}")
    for line in report.surface or ():
        lines.append(f"python      {line}")
    for broken in report.user_code or ():
        lines += [f"user code   {broken.line}  ({broken.operation})", f"            {broken.message}"]
    if report.surface is not None:
        lines.append(f"{len(report.user_code or ())} lines of user code break")
    lines += [_version(report), _counts(report)]
    return "\n".join(lines) + "\n"


def _rows(report: ChangeReport) -> list[tuple[str, ...]]:
    return [
        (
            change.severity,
            change.servers,
            change.sentence + (f" ({', '.join(change.operations)})" if change.operations else ""),
            change.pointer or "/",
            change.rule,
            _value(change.old),
            _value(change.new),
        )
        for change in report.changes
    ]


def _value(value: Any) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _MAX_VALUE else f"{text[:_MAX_VALUE]} …"


def _markdown(report: ChangeReport) -> str:
    lines = [
        f"# From {report.old_version} to {report.new_version}",
        "",
        f"{_counts(report)}. {_version(report)}.",
        "",
    ]
    if report.changes:
        lines += [f"| {' | '.join(_HEAD)} |", f"|{'---|' * len(_HEAD)}"]
        lines += [f"| {' | '.join(map(_cell, row))} |" for row in _rows(report)]
        lines.append("")
    if report.surface is not None:
        lines += ["## Python", "", *(f"- {_cell(line)}" for line in report.surface), ""]
        for broken in report.user_code or ():
            lines += [f"`{broken.operation}`: {broken.message}", "", f"    {broken.line}", ""]
    lines.append("## Changelog\n")
    lines.append(changelog(report.next_version, report.changes).replace("## ", "### ", 1))
    return "\n".join(lines)


def _cell(text: str) -> str:
    return escape(" ".join(text.split()), quote=False).replace("|", "\\|")


_STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 2rem auto; max-width: 80rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid #8886; padding: .4rem .6rem; text-align: left; vertical-align: top; }
td { overflow-wrap: anywhere; }
.breaking { color: #c62828; font-weight: 600; } .dangerous { color: #b26a00; font-weight: 600; }
@media (prefers-color-scheme: dark) { .breaking { color: #ff8a80; } .dangerous { color: #ffca6a; } }
"""


def _html(report: ChangeReport) -> str:
    title = f"From {report.old_version} to {report.new_version}"
    parts = [
        "<!doctype html>",
        f'<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>',
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head><body>',
        f"<h1>{escape(title)}</h1>",
        f"<p>{escape(report.old)} → {escape(report.new)}</p>",
        f"<p>{escape(_counts(report))}. {escape(_version(report))}.</p>",
    ]
    head = "".join(f'<th scope="col">{name}</th>' for name in _HEAD)
    parts.append(f"<table><thead><tr>{head}</tr></thead><tbody>")
    for row in _rows(report):
        cells = "".join(
            f'<td class="{cell}">{cell}</td>' if index < 2 else f"<td>{escape(cell)}</td>"
            for index, cell in enumerate(row)
        )
        parts.append(f"<tr>{cells}</tr>")
    parts.append("</tbody></table>")
    if report.surface is not None:
        parts.append("<h2>Python</h2><ul>")
        parts += [f"<li>{escape(line)}</li>" for line in report.surface]
        parts.append("</ul>")
        for broken in report.user_code or ():
            parts.append(f"<p>{escape(broken.operation)}: {escape(broken.message)}</p>")
            parts.append(f"<pre>{escape(broken.line)}</pre>")
    parts.append(f"<h2>Changelog</h2><pre>{escape(changelog(report.next_version, report.changes))}</pre>")
    parts.append("</body></html>\n")
    return "\n".join(parts)


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(names[:3])
    return f"{shown} and {len(names) - 3} more" if len(names) > 3 else shown
