"""Who may import whom, and what stays unloaded."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def test_import_rules_hold() -> None:
    """import-linter finds no import that ARCHITECTURE.md forbids."""
    command = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports_command as main; main()",
        "--no-cache",
    ]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(
    ("module", "unloaded"),
    [
        ("pixop", ["httpx", "attrs", "pixop_client", "asyncio", "keyring"]),
        ("pixop_client", ["httpx", "pixop_client.models.video"]),
        ("pixop_client.models", ["httpx", "pixop_client.models.video"]),
        ("pixop_schemas", ["httpx", "jsonschema", "attrs"]),
        ("pixop.cli", ["httpx", "pixop_server", "pixop_contract", "pixop_generator", "schemathesis"]),
    ],
)
def test_importing_a_package_stays_cheap(module: str, unloaded: list[str]) -> None:
    """Importing a package does not load what only some of its uses need."""
    program = f"import sys, {module}; print(*sorted(set({unloaded!r}) & set(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout.split() == []


def test_modules_stay_short() -> None:
    """No hand-written module has more than 600 lines, so that each stays one concept."""
    folders = ["contract", "generator", "overlays", "server", "openapi"]
    long = {
        str(path.relative_to(ROOT)): lines
        for folder in folders
        for path in (ROOT / folder).rglob("*.py")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 600
    }
    assert long == {}
