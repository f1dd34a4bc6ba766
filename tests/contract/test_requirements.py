"""The requirements and what judges them."""

import re
from collections import Counter

import pytest
from pixop_contract.case import case, load_cases
from pixop_contract.document import load_document
from pixop_contract.passive import passive_requirements
from pixop_contract.requirement import Catalogue, Level, Requirement, SourceClass, load_catalogue
from pixop_contract.selection import in_order, matches, select, unknown_patterns
from pixop_contract.uncovered import documented, load_gaps

CATALOGUE = load_catalogue()
DOCUMENT = load_document()


def test_each_requirement_is_judged_and_nothing_else_is() -> None:
    """Every requirement has one case or judge, and every case or judge has a requirement."""
    cases, judged = set(load_cases()), passive_requirements()
    assert not cases & judged
    assert cases | judged == {requirement.id for requirement in CATALOGUE}


def test_every_operation_has_a_requirement() -> None:
    """No operation of the document is left out, and none is made up."""
    named = {name for requirement in CATALOGUE for name in requirement.operations}
    assert named == set(DOCUMENT.operations)


@pytest.mark.parametrize("requirement", CATALOGUE, ids=lambda requirement: requirement.id)
def test_a_requirement_is_complete(requirement: Requirement) -> None:
    """Form of the id, one sentence with its level, an anchor that fits, dependencies that exist."""
    assert re.fullmatch(r"[A-Z]+-[0-9]{3}", requirement.id)
    assert requirement.operations
    if requirement.level is Level.SURVEY:
        assert requirement.text.endswith("?")
    else:
        assert requirement.level in requirement.text
        assert requirement.text.endswith(".")
    anchor = requirement.source.anchor
    match requirement.source.kind:
        case SourceClass.H:
            assert re.fullmatch(r"RFC [0-9]{4}, section [0-9.]+", anchor)
        case SourceClass.D:
            assert re.fullmatch(r"D-[0-9]{2}[a-z]?", anchor)
            assert requirement.source.pointer
        case SourceClass.S:
            assert len(anchor) > 10
    if requirement.source.pointer:
        DOCUMENT.at(requirement.source.pointer)
    assert all(name in CATALOGUE for name in requirement.depends_on)


def test_decisions_are_those_of_the_document() -> None:
    """A requirement of class D names a decision that the document names too."""
    known = set(re.findall(r"D-[0-9]{2}[a-z]?", str(DOCUMENT.data)))
    named = {item.source.anchor for item in CATALOGUE if item.source.kind is SourceClass.D}
    assert named <= known


def test_a_gap_is_documented_and_told_once() -> None:
    """Every gap is an operation and a status of the document, with the status's header fields and a reason."""
    gaps = load_gaps()
    assert max(Counter((gap.operation, gap.status) for gap in gaps).values()) == 1
    assert {(gap.operation, gap.status) for gap in gaps} <= documented(DOCUMENT)
    for gap in gaps:
        answer = DOCUMENT.operations[gap.operation].responses[gap.status]
        assert set(answer.get("headers", ())) == set(gap.headers)
        assert len(gap.reason) > 40


def test_requirements_come_after_those_they_depend_on() -> None:
    """The order of judging follows the dependencies."""
    place = {requirement.id: number for number, requirement in enumerate(in_order(CATALOGUE))}
    for requirement in CATALOGUE:
        assert all(place[name] < place[requirement.id] for name in requirement.depends_on)


def test_a_circle_of_dependencies_is_refused() -> None:
    """Two requirements that wait for each other are an error that names both."""
    first, second = CATALOGUE["TOK-001"], CATALOGUE["TOK-002"]
    circle = [
        Requirement(
            first.id, first.text, first.level, first.source, first.operations, first.profile, ("TOK-002",)
        ),
        second,
    ]
    with pytest.raises(ValueError, match="TOK-001 → TOK-002 → TOK-001"):
        in_order(circle)


def test_ids_are_used_once() -> None:
    """An id in the catalogue twice, or with two cases, is refused."""
    first = CATALOGUE["TOK-001"]
    with pytest.raises(ValueError, match="twice"):
        Catalogue([first, first])
    load_cases()
    with pytest.raises(ValueError, match="two cases"):
        case("TOK-001")(lambda _world: None)


def test_a_selection_takes_ids_areas_and_patterns() -> None:
    """`only` and `exclude` name single requirements, areas, or patterns."""
    profiles = {requirement.profile for requirement in CATALOGUE}
    chosen = {item.id for item in select(CATALOGUE, profiles, ("RNG",), ("RNG-00*", "RNG-010"))}
    assert "RNG-011" in chosen
    assert not {"RNG-005", "RNG-010", "TOK-001"} & chosen
    assert matches(CATALOGUE["RNG-005"], ["RNG-005"])
    assert unknown_patterns(CATALOGUE, ("RNG", "XYZ", "TOK-999")) == ["XYZ", "TOK-999"]
