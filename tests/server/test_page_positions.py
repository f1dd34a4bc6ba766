"""Lists that are walked by key."""

from hypothesis import given, settings
from hypothesis import strategies as st
from pixop_server.page_positions import PagePositions


@settings(deadline=None)
@given(
    st.lists(st.integers(1, 5), min_size=1, max_size=300),
    st.lists(st.tuples(st.integers(0, 400), st.integers(1, 40)), max_size=60),
)
def test_pages_by_known_places_are_the_pages_by_offset(gaps: list[int], asked: list[tuple[int, int]]) -> None:
    """Whatever was asked before, a known place and the rest to skip lead to the same rows as the offset alone."""
    rows = [sum(gaps[: number + 1]) for number in range(len(gaps))]
    positions = PagePositions()
    for offset, size in asked:
        known, after = positions.before("list", 0, offset)
        found = [row for row in rows if row > after][offset - known :][:size]
        assert found == rows[offset : offset + size]
        assert known <= offset
        if found:
            positions.learn("list", 0, offset, found[0] - 1)
            positions.learn("list", 0, offset + len(found), found[-1])


def test_a_deletion_makes_places_unknown() -> None:
    """What was learned before a deletion is not used after it, nor after everything is forgotten."""
    positions = PagePositions()
    positions.learn("list", 0, 10, 99)
    assert positions.before("list", 0, 12) == (10, 99)
    assert positions.before("list", 1, 12) == (0, 0)
    positions.forget()
    assert positions.before("list", 0, 12) == (0, 0)


def test_memory_is_bounded() -> None:
    """However many places and lists there are, a few are kept, and they stay true."""
    positions = PagePositions()
    for offset in range(5000):
        positions.learn("list", 0, offset, 2 * offset)
    known, after = positions.before("list", 0, 4321)
    assert after == 2 * known
    assert known >= 4000
    for number in range(100):
        positions.learn(number, 0, 1, 1)
    assert positions.before("list", 0, 4321) == (0, 0)
    assert positions.before(99, 0, 1) == (1, 1)
