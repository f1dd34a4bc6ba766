"""A browser for the tests of the page."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

# Tests are imported one by one, without packages; what they share lies here.
sys.path.insert(0, str(Path(__file__).parent / "support"))

from chromium import Chromium, find_chromium


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    """A real Chromium, or a skip that says why."""
    program = find_chromium()
    if program is None:
        pytest.skip("there is no Chromium on this machine (Debian: apt install chromium)")
    browser = Chromium(program, tmp_path_factory.mktemp("profile"))
    yield browser
    browser.close()
