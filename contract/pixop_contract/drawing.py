"""Values drawn by Hypothesis: without database, deadline and shrinking, and the same in each run."""

from __future__ import annotations

import contextlib
import tempfile
import warnings
from collections.abc import Generator
from typing import TypeVar

from hypothesis import HealthCheck, Phase, configuration, given, settings
from hypothesis.strategies import SearchStrategy

T = TypeVar("T")


def drawn(strategy: SearchStrategy[T], count: int) -> list[T]:
    """Draw at most `count` values, the same for the same strategy."""
    found: list[T] = []

    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(strategy)
    def draw(value: T) -> None:
        found.append(value)

    with quiet():
        draw()
    return found


@contextlib.contextmanager
def quiet() -> Generator[None]:
    """Keep Hypothesis from writing into the directory in which the command runs, and from warning about itself."""
    before = configuration.storage_directory(intent_to_write=False).path
    with tempfile.TemporaryDirectory(prefix="pixop-contract-") as directory, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        configuration.set_hypothesis_home_dir(directory)
        try:
            yield
        finally:
            configuration.set_hypothesis_home_dir(before)
