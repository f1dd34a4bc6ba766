"""The types that users see are those that the public API promises."""

import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.mark.slow
def test_mypy_agrees_with_every_use() -> None:
    """`mypy --strict` accepts every use in `public_api.py`, and its `assert_type`s hold."""
    pytest.importorskip("mypy")
    ended = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", str(HERE / "public_api.py")],
        capture_output=True,
        text=True,
        check=False,
        cwd=HERE.parent.parent,
    )
    assert ended.returncode == 0, ended.stdout
