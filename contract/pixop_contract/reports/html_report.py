"""report.html: one page that needs nothing from the network."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template, select_autoescape

from pixop_contract.requirement import Level
from pixop_contract.result import Status


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("pixop_contract", "reports"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html.jinja")


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
    exchanges = {item["id"]: item for item in data["exchanges"]}
    return _template().render(
        data=data,
        levels=list(Level),
        matrix=matrix,
        exchanges=exchanges,
        failures=[item for item in requirements if item["status"] in (Status.FAIL, Status.ERROR)],
        differences=[item for item in requirements if item["differs"]],
        warnings=[item for item in requirements if item["status"] == Status.WARN and not item["differs"]],
        open=[
            item
            for item in requirements
            if item["status"] in (Status.SKIP, Status.BLOCKED, Status.INCONCLUSIVE)
        ],
    )


def _cell(items: list[Mapping[str, Any]]) -> Mapping[str, Any]:
    statuses = [item["status"] for item in items]
    order = (
        Status.ERROR,
        Status.FAIL,
        Status.WARN,
        Status.INCONCLUSIVE,
        Status.BLOCKED,
        Status.SKIP,
        Status.SURVEY,
    )
    worst = next((status.value for status in order if status in statuses), Status.PASS.value if items else "")
    return {"worst": worst, "passed": statuses.count(Status.PASS), "all": len(items)}
