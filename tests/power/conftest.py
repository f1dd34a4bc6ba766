"""The power of the suite: only on request, `pytest tests/power -m power`; it takes some minutes."""

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "contract")]
TABLE = pytest.StashKey[list[str]]()


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "power: measures which faults the contract suite finds; minutes")
    config.stash[TABLE] = []


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    if collection_path.parent == HERE and "power" not in config.option.markexpr:
        return True
    return None


@pytest.fixture
def table(pytestconfig: pytest.Config) -> list[str]:
    """Lines for the end of the run."""
    return pytestconfig.stash[TABLE]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if config.stash[TABLE]:
        terminalreporter.section("power of the contract suite")
        for line in config.stash[TABLE]:
            terminalreporter.write_line(line)
