"""Several servers side by side, from their results.json."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pixop_contract.reports.page_template import template


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
    rows = compared(reports)
    lines.append("")
    lines.append(f"{'':<9} " + " ".join(f"{f'[{number}]':<12}" for number in range(1, len(reports) + 1)))
    for row in rows:
        if not row["alike"]:
            cells = " ".join(f"{cell['status'] if cell else '-':<12}" for cell in row["cells"])
            lines.append(f"{row['id']:<9} {cells} {row['text']}")
    lines.append(f"{sum(row['alike'] for row in rows)} of {len(rows)} requirements alike")
    return lines


def compared(reports: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return each requirement of any report with its result in every one, None where a run left it out."""
    results = [{item["id"]: item for item in report["requirements"]} for report in reports]
    requirements = {name: item for found in results for name, item in found.items()}
    rows = []
    for name, requirement in requirements.items():
        cells = [found.get(name) for found in results]
        statuses = {cell["status"] if cell else None for cell in cells}
        rows.append({**requirement, "cells": cells, "alike": len(statuses) == 1})
    return rows


def comparison_page(reports: Sequence[Mapping[str, Any]]) -> str:
    """Return comparison.html: the servers in columns, on a page that needs nothing from the network."""
    rows = compared(reports)
    answers = [{item["id"]: item for item in report["survey"]} for report in reports]
    questions = {name: item["question"] for found in answers for name, item in found.items()}
    reached = [{item["operation"]: item["statuses"] for item in report["operations"]} for report in reports]
    return template("comparison.html.jinja").render(
        reports=reports,
        rows=rows,
        alike=sum(row["alike"] for row in rows),
        profiles=list(
            dict.fromkeys(profile["profile"] for report in reports for profile in report["profiles"])
        ),
        questions=[
            {
                "id": name,
                "question": question,
                "answers": [found[name]["answer"] if name in found else "" for found in answers],
            }
            for name, question in questions.items()
        ],
        operations=[
            {"operation": name, "statuses": [found.get(name, []) for found in reached]}
            for name in dict.fromkeys(name for found in reached for name in found)
        ],
    )
