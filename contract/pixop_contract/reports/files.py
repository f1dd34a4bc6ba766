"""Write the reports; none appears under its name before it is complete."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pixop_contract.reports.comparison import comparison_page
from pixop_contract.reports.html_report import html_report
from pixop_contract.reports.json_report import json_report
from pixop_contract.reports.junit_report import junit_report
from pixop_contract.run_record import RunRecord


def write_reports(record: RunRecord, directory: Path) -> None:
    """Write `results.json`, `junit.xml` and `report.html`; OSError when that is not possible."""
    directory.mkdir(parents=True, exist_ok=True)
    data = json_report(record)
    _write(directory / "results.json", json.dumps(data, ensure_ascii=False, indent=2) + "\n")
    _write(directory / "junit.xml", junit_report(record))
    _write(directory / "report.html", html_report(data))


def write_comparison(reports: Sequence[Mapping[str, Any]], directory: Path) -> None:
    """Write `comparison.html`; OSError when that is not possible."""
    directory.mkdir(parents=True, exist_ok=True)
    _write(directory / "comparison.html", comparison_page(reports))


def _write(path: Path, text: str) -> None:
    partial = path.with_name(f".{path.name}.part")
    partial.write_text(text, encoding="utf-8", errors="backslashreplace")
    partial.replace(path)
