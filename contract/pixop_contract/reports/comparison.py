"""Several servers side by side, from their results.json."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any


class ComparisonError(Exception):
    """A report cannot be read."""


def read_results(path: Path) -> Mapping[str, Any]:
    """Read results.json, or that of a report directory; ComparisonError when there is none."""
    file = path / "results.json" if path.is_dir() else path
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
        if not isinstance(data["requirements"], list):
            raise TypeError("requirements is no list")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ComparisonError(f"{file} is no results.json: {error}") from error
    found: Mapping[str, Any] = data
    return found


def side_by_side(reports: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the servers with their verdicts, then a line for each requirement on which they differ."""
    lines = [
        f"[{number}] {report['meta']['baseUrl']}: {report['verdict']['sentence']}"
        for number, report in enumerate(reports, 1)
    ]
    texts: dict[str, str] = {}
    statuses: list[dict[str, str]] = []
    for report in reports:
        statuses.append({item["id"]: item["status"] for item in report["requirements"]})
        texts.update({item["id"]: item["text"] for item in report["requirements"]})
    lines.append("")
    lines.append(f"{'':<9} " + " ".join(f"{f'[{number}]':<12}" for number in range(1, len(reports) + 1)))
    differing = [name for name in texts if len({found.get(name, "-") for found in statuses}) > 1]
    for name in differing:
        cells = " ".join(f"{found.get(name, '-'):<12}" for found in statuses)
        lines.append(f"{name:<9} {cells} {texts[name]}")
    lines.append(f"{len(texts) - len(differing)} of {len(texts)} requirements alike")
    return lines
