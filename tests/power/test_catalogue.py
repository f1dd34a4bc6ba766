"""The catalogue of what is planted is large enough, rightly labelled, and what the page tells of it is so."""

from collections import Counter

import pytest
from catalogue import CATALOGUE
from figures import DETECTED, EXPECTED, OTHERS
from pixop_contract.requirement import load_catalogue
from readme import written_figures


def counted(kind: str) -> Counter[str]:
    """Count by area."""
    return Counter(planted.area for planted in CATALOGUE.values() if planted.kind == kind)


def test_the_catalogue_is_large_enough() -> None:
    """There are 150 faults, 40 more that were written blind, and 40 servers that differ and conform."""
    least = {"fault": 150, "held out": 40, "tolerance": 40}
    kinds = Counter(planted.kind for planted in CATALOGUE.values())
    assert not {kind: kinds[kind] for kind, number in least.items() if kinds[kind] < number}  # type: ignore[index]


def test_faults_are_labelled_with_requirements() -> None:
    """Every label is a requirement."""
    known = {requirement.id for requirement in load_catalogue()}
    assert not {name for planted in CATALOGUE.values() for name in planted.expected} - known


def test_the_page_tells_what_was_planted() -> None:
    """The table has the faults of each area, its last row is their sum, and the sentence counts the others."""
    table, numbers = written_figures()
    every = table.pop("all")
    assert {area: row[0] for area, row in table.items()} == dict(counted("fault"))
    for column in range(4):
        assert every[column] == sum(row[column] for row in table.values())
    tolerated, judged, accused = numbers
    assert tolerated == sum(planted.kind == "tolerance" for planted in CATALOGUE.values()) >= judged
    assert accused == 0


@pytest.mark.parametrize(("index", "bar"), [(2, DETECTED), (3, EXPECTED)], ids=["detected", "expected"])
def test_the_page_tells_of_a_run_that_met_the_bars(index: int, bar: float) -> None:
    """The measured shares reach the bars, and the median of other ids is small."""
    every = written_figures()[0]["all"]
    assert every[index] >= bar * every[1]
    assert every[4] <= OTHERS
