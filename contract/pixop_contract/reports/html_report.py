"""report.html: one page that needs nothing from the network."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import SequenceMatcher
from typing import Any

from pixop_contract.reports.console import folded
from pixop_contract.reports.page_template import template
from pixop_contract.requirement import Level
from pixop_contract.result import Status

WORDS = re.compile(r"\w+|\s+|[^\w\s]")


def html_report(data: Mapping[str, Any]) -> str:
    """Return the page for the data of results.json."""
    requirements = data["requirements"]
    areas = list(dict.fromkeys(item["area"] for item in requirements))
    matrix = [
        {
            "area": area,
            "cells": [
                _cell([item for item in requirements if item["area"] == area and item["level"] == level])
                for level in Level
            ],
        }
        for area in areas
    ]
    columns = sorted({cell["status"] for item in data["operations"] for cell in item["documented"]})
    by_id = {item["id"]: item for item in requirements}
    heat = [
        {
            "operation": item["operation"],
            "cells": [_heat_cell(item["documented"], name, by_id) for name in columns],
            "judged": _cell([found for found in requirements if item["operation"] in found["operations"]]),
            "ids": [found["id"] for found in requirements if item["operation"] in found["operations"]],
        }
        for item in data["operations"]
    ]
    slowest = sorted(data["meta"]["timings"].items(), key=lambda pair: pair[1], reverse=True)[:10]
    exchanges = {item["id"]: item for item in data["exchanges"]}
    return template("report.html.jinja").render(
        data=data,
        levels=list(Level),
        matrix=matrix,
        exchanges=exchanges,
        columns=columns,
        heat=heat,
        slowest=slowest,
        diff=difference,
        folded=folded,
        groups=_groups(
            [
                item
                for item in requirements
                if item["status"] in (Status.FAIL, Status.ERROR) and not item["accepted"]
            ]
        ),
        accepted=[item for item in requirements if item["accepted"]],
        differences=[item for item in requirements if item["differs"] and not item["accepted"]],
        warnings=[item for item in requirements if item["status"] == Status.WARN and not item["differs"]],
        open=[
            item
            for item in requirements
            if item["status"] in (Status.SKIP, Status.BLOCKED, Status.INCONCLUSIVE)
        ],
    )


def difference(expected: str, observed: str) -> list[tuple[str, str, str]]:
    """Return both texts in pieces, word by word: (`same`, `less` or `more`, expected piece, observed piece)."""
    before, after = WORDS.findall(expected), WORDS.findall(observed)
    pieces: list[tuple[str, str, str]] = []
    for tag, first, last, start, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        pieces.append(
            ("same" if tag == "equal" else tag, "".join(before[first:last]), "".join(after[start:end]))
        )
    return pieces


def _groups(items: list[Mapping[str, Any]]) -> list[list[Mapping[str, Any]]]:
    """Put together what the same answer shows: requirements whose evidence ends with one exchange have one root."""
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for item in items:
        last = [finding["exchanges"][-1] for finding in item["findings"] if finding["exchanges"]]
        groups.setdefault(last[0] if last else item["id"], []).append(item)
    return list(groups.values())


def _heat_cell(
    documented: list[Mapping[str, Any]], status: str, requirements: Mapping[str, Mapping[str, Any]]
) -> Mapping[str, Any] | None:
    """Return how an operation's status was judged, or None where the document has no such status."""
    found = next((cell for cell in documented if cell["status"] == status), None)
    if found is None:
        return None
    judging = [requirements[name] for name in found.get("requirements", ()) if name in requirements]
    return {**found, "worst": _cell(judging)["worst"], "ids": [item["id"] for item in judging]}


def _cell(items: list[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Return the worst status of requirements and how many are settled; an answered question is settled."""
    statuses = [item["status"] for item in items]
    order = (
        Status.ERROR,
        Status.FAIL,
        Status.WARN,
        Status.INCONCLUSIVE,
        Status.BLOCKED,
        Status.SKIP,
        Status.PASS,
        Status.SURVEY,
    )
    return {
        "worst": next((status.value for status in order if status in statuses), ""),
        "passed": sum(status in (Status.PASS, Status.SURVEY) for status in statuses),
        "all": len(items),
    }
