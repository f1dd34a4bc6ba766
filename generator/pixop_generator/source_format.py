"""Format generated sources with ruff: the binary of the ruff package in this environment, and no settings but these."""

from __future__ import annotations

import subprocess
from pathlib import Path

from ruff.__main__ import find_ruff_bin  # type: ignore[import-untyped]  # ruff ships no types

_SETTINGS = ("--isolated", "--no-cache", "--quiet")
LINE_LENGTH = 110
RULES = "I,F401,UP007,UP037"


def format_sources(root: Path) -> None:
    """Sort and prune the imports of every module below a directory, and format it.

    Raises:
        RuntimeError: ruff refuses a file, which means that a template wrote something that is no Python.
    """
    ruff = find_ruff_bin()
    target = ("--target-version", "py311", "--line-length", str(LINE_LENGTH))
    for command in (
        ("check", "--fix-only", "--select", RULES, "--config", "lint.isort.known-first-party=[]", *target),
        ("format", *target),
    ):
        done = subprocess.run(
            [ruff, command[0], *_SETTINGS, *command[1:], "."],
            cwd=root,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"ruff {command[0]}: {(done.stderr or done.stdout).strip()}")
