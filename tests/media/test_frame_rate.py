"""Frame rates as exact fractions."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pixop_server.media.frame_rate import STANDARD, describe, from_banner, snap


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("23.98", Fraction(24000, 1001)),
        ("29.97", Fraction(30000, 1001)),
        ("59.94", Fraction(60000, 1001)),
        ("25", Fraction(25)),
        ("24", Fraction(24)),
        ("12.50", Fraction(25, 2)),
        ("1k", Fraction(1000)),
        ("90k", Fraction(90000)),
        ("", None),
        ("0", None),
        ("-5", None),
        ("1.2.3", None),
        ("k", None),
        ("1/0", None),
    ],
)
def test_banner_numbers_become_exact(text: str, rate: Fraction | None) -> None:
    """A rounded number of the banner gives the broadcast rate that it stands for."""
    assert from_banner(text) == rate


@settings(deadline=None)
@given(st.sampled_from(STANDARD), st.fractions(-1, 1))
def test_nearly_standard_rates_snap(rate: Fraction, error: Fraction) -> None:
    """A rate within 0.01 % of a standard one becomes it."""
    assert snap(rate * (1 + error / 10000)) == rate


@settings(deadline=None)
@given(st.fractions(min_value=Fraction(1, 100), max_value=1000))
def test_snapping_keeps_the_rate(rate: Fraction) -> None:
    """Snapping changes no rate by more than 0.2 % and never gives zero."""
    found = snap(rate)
    assert found > 0
    assert abs(found - rate) <= rate / 500


@pytest.mark.parametrize(
    ("rate", "text"), [(Fraction(25), "25"), (Fraction(30000, 1001), "29.97"), (Fraction(25, 2), "12.5")]
)
def test_rates_read_well(rate: Fraction, text: str) -> None:
    """A rate is described without needless digits."""
    assert describe(rate) == text
