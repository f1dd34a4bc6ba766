"""Known deviations of a server: accepted for a reason and until a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml


class BaselineError(Exception):
    """A baseline file cannot be used; the text says why."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """One accepted deviation; the last day on which it holds is `expires`."""

    requirement: str
    reason: str
    expires: date


@dataclass(frozen=True)
class Baseline:
    """Accepted deviations by requirement id."""

    entries: Mapping[str, Accepted] = field(default_factory=dict)

    def accepts(self, requirement: str, today: date) -> str:
        """Return why a departure from a requirement is accepted today, or nothing."""
        entry = self.entries.get(requirement)
        if entry is None or today > entry.expires:
            return ""
        return f"accepted until {entry.expires.isoformat()}: {entry.reason}"

    def expired(self, today: date) -> list[Accepted]:
        """Return the entries that hold no longer."""
        return [entry for entry in self.entries.values() if today > entry.expires]


def read_baseline(path: Path, known: Iterable[str]) -> Baseline:
    """Read a YAML list of `{id, reason, expires}`.

    Raises:
        BaselineError: The file cannot be read, an entry is not complete, or it names no requirement.
    """
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BaselineError(f"the baseline {path} cannot be read: {error}") from error
    if data is None:
        return Baseline()
    if not isinstance(data, list):
        raise BaselineError(f"the baseline {path} is no list of entries with id, reason and expires")
    names = set(known)
    entries: dict[str, Accepted] = {}
    for number, raw in enumerate(data, 1):
        entry = _entry(raw, f"entry {number} of the baseline {path}")
        if entry.requirement not in names:
            raise BaselineError(
                f"entry {number} of the baseline {path}: no requirement is named {entry.requirement}"
            )
        if entry.requirement in entries:
            raise BaselineError(f"entry {number} of the baseline {path}: {entry.requirement} is there twice")
        entries[entry.requirement] = entry
    return Baseline(entries)


def _entry(raw: Any, where: str) -> Accepted:
    if not isinstance(raw, dict) or set(raw) != {"id", "reason", "expires"}:
        raise BaselineError(f"{where} needs id, reason and expires, and nothing else")
    expires = raw["expires"]
    if isinstance(expires, str):
        try:
            expires = date.fromisoformat(expires)
        except ValueError as error:
            raise BaselineError(f"{where}: expires is no date (YYYY-MM-DD)") from error
    if type(expires) is not date or not str(raw["reason"] or "").strip():
        raise BaselineError(f"{where} needs a reason and a date")
    return Accepted(str(raw["id"]), str(raw["reason"]).strip(), expires)
