"""What a new document does to the Python interface: griffe for names and signatures, a type checker for user code."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pixop_generator.change_report import ChangeReport, SurfaceBreak
from pixop_generator.command import make_tree
from pixop_generator.finding import DocumentError, Finding
from pixop_generator.package_names import PIXOP
from pixop_generator.usage_examples import UsageExamples, usage_examples

_ERROR = re.compile(r"^usage\.py:(\d+):(?:\d+:)? error: (.*)$", re.MULTILINE)


def with_python_surface(report: ChangeReport, old: dict[str, Any], new: dict[str, Any]) -> ChangeReport:
    """Add what breaks in Python to a report.

    Args:
        report: The report on the documents.
        old: The old document; a client is made of it, and user code for every operation of that client.
        new: The new document; the user code is checked against the client that is made of it.

    Raises:
        DocumentError: griffe or mypy is not installed, or a document makes no code.
    """
    for tool in ("griffe", "mypy"):
        if find_spec(tool) is None:
            text = f"{tool} is not installed; `pip install {tool}` lets --python compare the packages"
            raise DocumentError([Finding("", text)])
    with tempfile.TemporaryDirectory(prefix="pixop-changes-") as directory:
        before, after = Path(directory, "old"), Path(directory, "new")
        for path, document in ((before, old), (after, new)):
            path.mkdir()
            make_tree(document, path)
        examples = usage_examples(before / PIXOP.client)
        return replace(
            report,
            surface=_surface(before, after),
            user_code=_broken_lines(examples, after, Path(directory)),
        )


def _surface(before: Path, after: Path) -> list[str]:
    """Breaking changes of the public interface, one line each."""
    import griffe

    old, new = (griffe.load(PIXOP.client, search_paths=[str(path)]) for path in (before, after))
    lines = []
    for breakage in griffe.find_breaking_changes(old, new):
        place = breakage.obj.path
        text = f"{place}: {breakage.kind.value}"
        if "__" not in place:
            lines.append(text)
    return sorted(dict.fromkeys(lines))


def _broken_lines(examples: UsageExamples, package: Path, directory: Path) -> list[SurfaceBreak]:
    module = directory / "usage.py"
    module.write_text(examples.source, encoding="utf-8")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "mypy", "--strict", "--no-color-output", "--hide-error-context"),
            *("--no-error-summary", "--config-file", os.devnull, "--cache-dir", str(directory / "cache")),
            *("--follow-imports=silent", module.name),
        ],
        cwd=directory,
        env={**os.environ, "MYPYPATH": str(package)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    if done.returncode not in (0, 1):
        raise DocumentError([Finding("", f"mypy failed: {(done.stderr or done.stdout).strip()[:300]}")])
    lines = examples.source.splitlines()
    return [
        SurfaceBreak(examples.operation(int(line)), lines[int(line) - 1].strip(), message)
        for line, message in _ERROR.findall(done.stdout)
    ]
