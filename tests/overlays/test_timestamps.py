"""Dates as moments in UTC."""

import contextlib
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pixop import UnexpectedResponseError, moment

EXPECTED = datetime(2020, 11, 13, 9, 40, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        "2020-11-13 09:40:02", "2020-11-13T09:40:02", "2020-11-13T09:40:02Z", "2020-11-13T09:40:02.000Z",
        "2020-11-13t11:40:02+02:00", "2020-11-13T11:40:02+0200", "2020-11-13T11:40:02+02", " 2020-11-13 09:40:02 ",
        "2020-11-13 04:10:02-05:30", 1605260402000, 1605260402, "1605260402000", "1605260402", 1605260402.0,
        datetime(2020, 11, 13, 9, 40, 2),  # noqa: DTZ001 - that is the point
        datetime(2020, 11, 13, 10, 40, 2, tzinfo=timezone(timedelta(hours=1))),
    ],
)  # fmt: skip
def test_every_spelling_is_the_same_moment(value: str | float | datetime) -> None:
    """The reference's form, ISO 8601 and epoch numbers give an aware datetime in UTC."""
    found = moment(value)
    assert found == EXPECTED
    assert found.utcoffset() == timedelta(0)


def test_fractions_and_leap_seconds_are_kept() -> None:
    """Milliseconds stay, nanoseconds are cut to microseconds, second 60 is the next minute."""
    assert moment("2020-11-13T09:40:02.123456789Z").microsecond == 123456
    assert moment(1605260402123).microsecond == 123000
    assert moment("2016-12-31T23:59:60Z") == datetime(2017, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "soon",
        "2020-13-01 00:00:00",
        "2020-11-13 25:00:00",
        "13.11.2020",
        True,
        "1e99",
        float("nan"),
        1e300,
    ],
)
def test_what_is_no_date_is_told(value: str | float) -> None:
    """Anything else is an error of the server's answer."""
    with pytest.raises(UnexpectedResponseError, match="no date"):
        moment(value)


@given(st.integers(160_000_000, 4_000_000_000))
def test_the_references_form_is_read_exactly(seconds: int) -> None:
    """Whatever the moment, its printed form is read back."""
    whole = datetime.fromtimestamp(seconds, UTC)
    assert moment(whole.strftime("%Y-%m-%d %H:%M:%S")) == whole
    assert moment(whole.isoformat()) == whole
    assert moment(int(whole.timestamp() * 1000)) == whole


@given(st.text(max_size=30))
def test_any_text_is_a_moment_or_an_error(text: str) -> None:
    """No text makes it fail in another way."""
    with contextlib.suppress(UnexpectedResponseError):
        assert moment(text).tzinfo is UTC
