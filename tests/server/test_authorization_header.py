"""Reading `Authorization`."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pixop_server.authorization_header import Basic, Bearer, Unusable, parse_authorization


def basic(pair: str) -> str:
    """Write Basic credentials."""
    return "Basic " + base64.b64encode(pair.encode()).decode()


@pytest.mark.parametrize(
    ("values", "read"),
    [
        ([], Unusable("missing")),
        ([""], Unusable("missing")),
        (["  "], Unusable("missing")),
        (["Bearer abc"], Bearer("abc")),
        (["bearer   abc "], Bearer("abc")),
        (["Bearer"], Bearer("")),
        (["Bearer "], Bearer("")),
        ([basic("a@b.c:secret")], Basic("a@b.c", "secret")),
        ([basic("a@b.c:with:colons")], Basic("a@b.c", "with:colons")),
        ([basic("ü@b.c:pässword")], Basic("ü@b.c", "pässword")),
        ([basic(":")], Basic("", "")),
        ([basic("nocolon")], Unusable("malformed")),
        (["Basic ***"], Unusable("malformed")),
        (["Basic"], Unusable("malformed")),
        (["Basic /w=="], Unusable("malformed")),
        (["Digest x"], Unusable("scheme")),
        (["abc"], Unusable("scheme")),
        (["Bearer a", "Bearer b"], Unusable("several")),
    ],
)
def test_credentials_are_read_or_named_unusable(values: list[str], read: object) -> None:
    """Each form of the header has one reading."""
    assert parse_authorization(values) == read


@given(st.lists(st.text(st.characters(max_codepoint=255)), max_size=3))
def test_no_header_breaks_the_parser(values: list[str]) -> None:
    """Whatever arrives is one of the four readings."""
    assert isinstance(parse_authorization(values), Basic | Bearer | Unusable)


def test_secrets_are_not_shown() -> None:
    """A password or token does not get into a log by way of `repr`."""
    assert "hush" not in repr(Basic("a", "hush")) + repr(Bearer("hush"))
