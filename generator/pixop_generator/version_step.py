"""Which version comes next, by Semantic Versioning 2.0.0, and what the changelog says of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Literal

from pixop_generator.change import Change

Step = Literal["major", "minor", "patch", "none"]
_NUMBERS = re.compile(r"v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:[-+.].*)?")
#: Changes that give callers nothing new and take nothing from them.
_PATCH = re.compile(
    r"(?:documentation|example|extension|rewritten|reference|link|tag|component|bearer-format)"
)
_ADDED = re.compile(r"(?!component-|link-).*-added(?:-with-default)?")
_SECTIONS: tuple[tuple[str, Callable[[Change], bool]], ...] = (
    ("Breaking", lambda change: change.severity == "breaking"),
    ("Look at your code", lambda change: change.severity == "dangerous"),
    ("Deprecated", lambda change: "-deprecated" in change.rule),
    ("Added", lambda change: _ADDED.fullmatch(change.rule) is not None),
    ("Changed", lambda change: _PATCH.match(change.rule) is None and change.rule != "version-changed"),
)


def step(changes: Sequence[Change]) -> Step:
    """The part of the version that these changes raise."""
    if any(change.severity == "breaking" for change in changes):
        return "major"
    told = [change for change in changes if change.rule != "version-changed"]
    if any(not _PATCH.match(change.rule) for change in told):
        return "minor"
    return "patch" if told else "none"


def next_version(version: str, changes: Sequence[Change]) -> str:
    """The version after `version`; before 1.0.0 a breaking change raises the minor part (SemVer, 4).

    Without three numbers, such as `1` or `2020-11`, there is no next version but the one that people choose.
    """
    numbers = _numbers(version)
    part = step(changes)
    if numbers is None or part == "none":
        return version
    major, minor, patch = numbers
    if part == "major" and major == 0:
        part = "minor"
    match part:
        case "major":
            return f"{major + 1}.0.0"
        case "minor":
            return f"{major}.{minor + 1}.0"
        case _:
            return f"{major}.{minor}.{patch + 1}"


def covers(old: str, new: str, changes: Sequence[Change]) -> bool:
    """Whether `new` is a version under which these changes can be published after `old`."""
    if step(changes) != "major":
        return True
    before, after, least = _numbers(old), _numbers(new), _numbers(next_version(old, changes))
    if before is None or after is None or least is None:
        return old != new
    return after >= least


def changelog(version: str, changes: Sequence[Change]) -> str:
    """An entry for the changelog in Markdown: what users have to know, without what only reads differently."""
    lines = [f"## {version}", ""]
    left = list(changes)
    for title, belongs in _SECTIONS:
        here = [change for change in left if belongs(change)]
        left = [change for change in left if change not in here]
        if here:
            lines += [f"### {title}", "", *dict.fromkeys(map(entry, here)), ""]
    if len(lines) == 2:
        lines += ["No change for users.", ""]
    return "\n".join(lines)


def entry(change: Change) -> str:
    """One line of a changelog."""
    names = ", ".join(f"`{name}`" for name in change.operations[:4])
    more = f" and {len(change.operations) - 4} more" if len(change.operations) > 4 else ""
    text = change.sentence if names else change.sentence[:1].upper() + change.sentence[1:]
    return f"- {f'{names}{more}: ' if names else ''}{text} (`{change.pointer}`)."


def _numbers(version: str) -> tuple[int, int, int] | None:
    found = _NUMBERS.fullmatch(version.strip())
    if found is None or re.fullmatch(r"\d{4}-.*", version):
        return None
    return int(found[1]), int(found[2] or 0), int(found[3] or 0)
