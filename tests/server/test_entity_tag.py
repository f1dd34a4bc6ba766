"""Conditions that name entity tags."""

import pytest
from pixop_server.entity_tag import if_range_holds, none_match_holds, strong_tag

TAG = strong_tag("abc")


@pytest.mark.parametrize(
    "header",
    [
        '"abc"',
        'W/"abc"',
        '"x", "abc"',
        '"x","abc","y"',
        '"x" , W/"abc"',
        ' "abc" ',
        "*",
        ', "abc"',
        '"a,b", "abc"',
        "abc",
    ],
)
def test_a_listed_tag_means_not_modified(header: str) -> None:
    """A list with the stored tag, compared weakly, or `*` stops the request with 304."""
    assert not none_match_holds(header, TAG)


@pytest.mark.parametrize(
    "header", [None, '"abd"', 'W/"x"', '"ABC"', '"x, abc"', "", '"', 'w/"abc"', '"a", *']
)
def test_any_other_list_lets_the_request_through(header: str | None) -> None:
    """Without the stored tag in the list the media is sent."""
    assert none_match_holds(header, TAG)


@pytest.mark.parametrize(
    ("header", "holds"),
    [
        (None, True),
        ('"abc"', True),
        (' "abc" ', True),
        ('W/"abc"', False),
        ('"x"', False),
        ("Tue, 24 Nov 2026 08:48:42 GMT", False),
        ("abc", False),
    ],
)
def test_if_range_holds_for_the_stored_tag_alone(header: str | None, holds: bool) -> None:
    """`If-Range` compares strongly, and a date never matches."""
    assert if_range_holds(header, TAG) is holds
