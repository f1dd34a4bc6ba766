"""Deprecation and its end: `deprecated: true`, and `x-sunset` with the day (YYYY-MM-DD) that RFC 8594 calls so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from pixop_generator.change import Change
from pixop_generator.server_severity import Severity
from pixop_generator.sunset import SUNSET, sunset


def removal(old: Any, rule: str) -> tuple[str, str]:
    """The rule of something that is gone, and the end of its sentence: both tell whether it was announced."""
    if not isinstance(old, dict) or not old.get("deprecated"):
        return rule, ""
    end = sunset(old)
    if end is None:
        return f"{rule}-after-deprecation", "; it was deprecated, without a date"
    if end > datetime.now(UTC).date():
        return f"{rule}-before-sunset", f"; it was deprecated, and promised until {end}"
    return f"{rule}-after-deprecation", f"; it was deprecated, until {end}"


def retirement_changes(
    old: dict[str, Any], new: dict[str, Any], place: str, kind: str, subject: str
) -> Iterator[Change]:
    """Differences in deprecation and sunset.

    Args:
        old: The operation, parameter or schema before.
        new: The same after.
        place: Pointer to it.
        kind: `operation`, `parameter`, `request-field` or `response-field`; the first part of the rules' names.
        subject: What the sentences are about.
    """
    was, now = bool(old.get("deprecated")), bool(new.get("deprecated"))
    before, after = sunset(old), sunset(new)
    here = f"{place}/{SUNSET}"
    if SUNSET in new and after is None:
        sentence = f"the sunset {new[SUNSET]!r} of {subject} is no date (YYYY-MM-DD)"
        if old.get(SUNSET) != new[SUNSET]:
            yield Change(
                here, f"{kind}-sunset-unreadable", "dangerous", sentence, old.get(SUNSET), new[SUNSET]
            )
        return
    if now and not was:
        end = f", and may be gone from {after} on" if after else ""
        yield Change(
            f"{place}/deprecated",
            f"{kind}-deprecated" if after else f"{kind}-deprecated-without-sunset",
            "compatible",
            f"{subject} is deprecated now{end}",
            was,
            now,
        )
    elif was and not now:
        sentence = f"{subject} is not deprecated any more"
        yield Change(place, f"{kind}-reactivated", "compatible", sentence, was, now)
    elif before and after and before != after:
        word = "earlier" if after < before else "later"
        sentence = f"the sunset of {subject} is {after}, it was {before}"
        severity: Severity = "breaking" if after < before else "compatible"
        yield Change(here, f"{kind}-sunset-{word}", severity, sentence, str(before), str(after))
    elif before and not after and now:
        sentence = f"the sunset of {subject} ({before}) is gone while it stays deprecated"
        yield Change(here, f"{kind}-sunset-removed", "dangerous", sentence, str(before), None)
    elif after and not before:
        sentence = f"{subject} may be gone from {after} on"
        yield Change(here, f"{kind}-sunset-added", "compatible", sentence, None, str(after))
