"""Dates of answers are moments, what cannot be read spoils nothing, and what was read is written back as it came."""

from __future__ import annotations

import copy
import importlib
import pickle
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pixop_client import models
from pixop_client.timestamp import Timestamp, UnreadableTimestamp, read_timestamp

Document = dict[str, Any]
Load = Callable[[str], ModuleType]
MOMENT = datetime(2020, 11, 13, 9, 40, 2, tzinfo=UTC)
PROJECT = {"id": "p", "name": "n", "teamId": "t", "timeLastUpdated": "2020-11-13 09:40:02"}


@pytest.mark.parametrize(
    "written",
    [
        "2020-11-13 09:40:02",
        "2020-11-13T11:40:02+02:00",
        "2020-11-13T09:40:02.000Z",
        1605260402000,
        1605260402,
    ],
)
def test_a_date_is_a_moment_and_goes_back_as_it_came(written: Any) -> None:
    """The attribute is an aware datetime in UTC; `raw` and the written JSON are what the server wrote."""
    project = models.Project.from_dict({**PROJECT, "dateCreated": written})
    assert project.date_created == MOMENT
    assert project.date_created.tzinfo is UTC
    assert project.date_created - timedelta(seconds=2) < MOMENT
    assert project.to_dict()["dateCreated"] == written
    for each in (copy.deepcopy(project), pickle.loads(pickle.dumps(project))):  # our own bytes
        assert each == project
        assert each.to_dict() == project.to_dict()


@pytest.mark.parametrize("written", ["soon", "", None, True, {"at": 1}, [1], "2020-02-30 00:00:00", 1e300])
def test_what_is_no_date_spoils_no_answer(written: Any) -> None:
    """Everything else can be used, and what came is kept; only using it as a moment is an error that says so."""
    project = models.Project.from_dict({**PROJECT, "dateCreated": written})
    found = project.date_created
    assert project.name == "n"
    assert isinstance(found, UnreadableTimestamp)
    assert (found.raw, str(found), f"{found}", found.is_readable) == (
        written,
        str(written),
        str(written),
        False,
    )
    assert project.to_dict()["dateCreated"] == written
    assert found == pickle.loads(pickle.dumps(found)) != MOMENT  # our own bytes
    uses: list[Callable[[], Any]] = [
        lambda: found.year, found.timestamp, found.isoformat, lambda: MOMENT - found, lambda: found - MOMENT,
        lambda: found < MOMENT, lambda: found <= MOMENT, lambda: f"{found:%Y}", lambda: found.astimezone(UTC),
        lambda: found + timedelta(1),
    ]  # fmt: skip
    for use in uses:
        with pytest.raises(ValueError, match="no date that can be read"):
            use()


def test_a_moment_that_was_made_here_is_written_in_the_documents_form() -> None:
    """Zones are converted; a datetime without one is refused, as nobody knows which moment it is; text stays."""
    project = models.Project.from_dict({**PROJECT, "dateCreated": "2020-11-13 09:40:02"})
    project.date_created = MOMENT.astimezone(timezone(timedelta(hours=2)))
    assert project.to_dict()["dateCreated"] == "2020-11-13 09:40:02"
    project.date_created += timedelta(seconds=1)
    assert project.to_dict()["dateCreated"] == "2020-11-13 09:40:03"
    project.date_created = datetime(2020, 1, 1)  # noqa: DTZ001  # that is the point
    with pytest.raises(ValueError, match="dateCreated: a datetime needs a time zone"):
        project.to_dict()
    changed = read_timestamp("2020-11-13 09:40:02").replace(year=2021)
    assert isinstance(changed, Timestamp)
    assert not isinstance(changed.raw, str)


@given(st.one_of(st.text(), st.integers(), st.floats(), st.none(), st.datetimes().map(str)))
def test_any_value_is_read_and_kept(written: Any) -> None:
    """Nothing that JSON can hold is an error, and all of it is written back."""
    found = read_timestamp(written)
    assert found.raw is written
    assert found.tzinfo is UTC


def test_dates_of_requests_and_of_other_documents(
    small_document: Document, generate: Callable[[Document], Load]
) -> None:
    """`date-time` is written by RFC 3339; a string will do; in a union only what is a date becomes one."""
    dated = {"type": "string", "format": "date-time"}
    fields = small_document["components"]["schemas"]["Thing"]["properties"]
    fields |= {
        "at": {"type": ["string", "null"], "format": "date-time"},
        "days": {"type": "array", "items": dated},
        "until": {"oneOf": [dated, {"type": "boolean"}]},
        "datetime": {"type": "string"},
        "day": {"type": "string", "format": "date"},
    }
    small_document["paths"]["/things/{thing-id}"]["get"]["parameters"] = [
        {"name": "since", "in": "query", "schema": dated, "description": "The start."},
        {"name": "If-Modified-Since", "in": "header", "schema": dated, "description": "Its form is HTTP's."},
    ]
    load = generate(small_document)
    thing_type = load("pixop_client.models").Thing
    written = {
        "id": "x",
        "at": None,
        "days": ["2020-11-13T09:40:02Z"],
        "until": True,
        "datetime": "d",
        "day": "2020-01-01",
    }
    thing = thing_type.from_dict(written)
    assert (thing.at, thing.days, thing.until, thing.datetime_, thing.day) == (
        None,
        [MOMENT],
        True,
        "d",
        "2020-01-01",
    )
    assert thing.to_dict() == written
    thing.at = MOMENT
    assert thing.to_dict()["at"] == "2020-11-13T09:40:02Z"
    build = load("pixop_client.api.things.get_thing").build
    assert build("x", since=MOMENT).params == [("since", "2020-11-13T09:40:02Z")]
    assert build("x", since="yesterday").params == [("since", "yesterday")]
    headers = build("x", if_modified_since="Fri, 13 Nov 2020 09:40:02 GMT").headers
    assert headers == [("If-Modified-Since", "Fri, 13 Nov 2020 09:40:02 GMT")]


def test_the_annotations_are_plain_datetimes() -> None:
    """What type checkers see of a date is `datetime`."""
    module = importlib.import_module("pixop_client.models.project")
    assert module.Project.__annotations__["date_created"] == "datetime"
