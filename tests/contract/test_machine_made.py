"""Requests made by machine find what the cases did not think of, and say nothing of a good server."""

import http.client
import json
import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pixop_contract import fuzzing
from pixop_contract.cases import robustness
from pixop_contract.cases.machine_forms import forms_from
from pixop_contract.condition_fuzzing import drafts
from pixop_contract.document import load_document
from pixop_contract.form_fuzzing import generated_forms
from pixop_contract.http_message import Headers, Response
from pixop_contract.outage import Outage, attempt
from pixop_contract.range_model import Conditions, departure, matches, sections, statuses
from pixop_contract.raw_client import ConnectFailedError, ConnectionLostError, RequestTimedOutError
from pixop_contract.requirement import Profile

ROBUST = Profile.ROBUST
FAULTS: dict[str, tuple[Callable[..., Any], str, str]] = {}


def fault(expected: str, status: str = "FAIL") -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def register(change: Callable[..., Any]) -> Callable[..., Any]:
        FAULTS[change.__name__] = (change, expected, status)
        return change

    return register


def is_upload(asked: Any) -> bool:
    return asked.method == "POST" and asked.path.startswith("/media/v1/upload/")


@fault("ROB-009")
def media_of_an_odd_type_is_cut(asked: Any, forward: Any) -> Any:
    """What is uploaded under a type that is no video loses its last byte on the way back."""
    cut = media_of_an_odd_type_is_cut.__dict__.setdefault("cut", set())
    answer = forward(asked)
    if is_upload(asked) and answer.status == 200 and b"text/plain" in asked.body[:600]:
        cut.add(asked.path.rsplit("/", 1)[-1])
    if asked.method == "GET" and "/download/" in asked.path and asked.path.rsplit("/", 1)[-1] in cut:
        answer.body = answer.body[:-1]
    return answer


@fault("ROB-007", "WARN")
def paths_in_a_file_name_are_refused(asked: Any, forward: Any) -> Any:
    if is_upload(asked) and b'filename="../' in asked.body[:600]:
        answer = forward(
            type(asked)(asked.method, asked.target, {**asked.headers, "Content-Length": "0"}, b"")
        )
        answer.no_media(400, "BadRequestException")
        return answer
    return forward(asked)


@fault("ROB-011")
def a_suffix_longer_than_half_is_one_short(asked: Any, forward: Any) -> Any:
    answer = forward(asked)
    if answer.status == 206 and re.fullmatch(r"bytes=-\d+", asked.headers.get("Range", "")):
        first, last, size = map(int, re.findall(r"\d+", answer.header("Content-Range")))
        if size > last - first + 1 > size // 2:
            answer.body = answer.body[1:]
            answer.set("Content-Range", f"bytes {first + 1}-{last}/{size}")
    return answer


@fault("ROB-016")
def the_head_of_a_result_survives_its_source(asked: Any, forward: Any) -> Any:
    """A result that went with its source is still told to HEAD."""
    kept = the_head_of_a_result_survives_its_source.__dict__.setdefault("kept", {})
    if asked.method == "DELETE" and asked.path.startswith("/videos/v1/video/"):
        answer = forward(asked)
        gone = [item["videoId"] for item in (answer.json or {}).get("deletedVideos", ())]
        kept.update((video_id, True) for video_id in gone if asked.path.rsplit("/", 1)[-1] != video_id)
        return answer
    answer = forward(asked)
    if asked.method == "HEAD" and "/processed/" in asked.path and kept.get(asked.path.rsplit("/", 1)[-1]):
        answer.status = 200
        answer.set("ETag", '"a"')
        answer.set("Content-Type", "video/mp4")
        answer.set("Content-Disposition", 'attachment; filename="a.mp4"')
    return answer


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_found_by_machine(name: str, judge: Any, changed: Any) -> None:
    """The one requirement that speaks of the fault tells it, with an exchange that shows it."""
    change, expected, status = FAULTS[name]
    family = {
        "ROB-009": ("ROB-007", "ROB-008", "ROB-009", "ROB-010", "ROB-018"),
        "ROB-016": ("ROB-016", "ROB-017"),
    }
    family["ROB-007"] = family["ROB-009"]
    with changed(change) as front:
        judged = judge(front.url, ROBUST, only=family.get(expected, (expected,)))
    assert set(judged.with_status("FAIL", "WARN", "BLOCKED", "ERROR", "INCONCLUSIVE")) == {expected}
    assert judged.status(expected) == status
    item = next(item for item in judged.data["requirements"] if item["id"] == expected)
    assert item["findings"][0]["exchanges"]
    assert judged.data["meta"]["notDeleted"] == []


def test_a_server_that_dies_has_failed(
    start_server: Any, judge: Any, changed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that goes down over a request fails ROB-005; what it did not live to show is open."""
    # Requests to one operation suffice; making those to all takes seconds.
    monkeypatch.setattr(fuzzing, "OPERATIONS", ("createProject",))
    monkeypatch.setattr(robustness, "requests_from", lambda document: tuple(fuzzing.generated(document)))
    server = start_server()

    def dies(asked: Any, forward: Any) -> Any:
        if asked.method == "PUT" and asked.path == "/videos/v1/project":
            try:
                name = json.loads(asked.body).get("name")
            except (ValueError, AttributeError):
                name = ""
            if not isinstance(name, str):
                server.kill()
                raise http.client.RemoteDisconnected
        return forward(asked)

    with changed(dies, server.url) as front:
        judged = judge(front.url, ROBUST, only=("ROB-00[35]",))
    assert "none to createProject" in judged.with_status("FAIL")["ROB-005"]
    assert "went down" in judged.with_status("INCONCLUSIVE")["ROB-003"]
    assert judged.exit_code == 1


ALIVE, LOST, GONE = "alive", ConnectionLostError("lost"), ConnectFailedError("refused")


@pytest.mark.parametrize(
    ("asked", "probed", "outcome"),
    [
        ([LOST, ALIVE], [ALIVE], ALIVE),
        ([LOST, LOST], [ALIVE, ALIVE], False),
        ([LOST, GONE], [ALIVE, GONE], True),
        ([GONE], [GONE], True),
        ([RequestTimedOutError("late")], [GONE], True),
        ([RequestTimedOutError("late")], [ALIVE], RequestTimedOutError),
    ],
)
def test_one_lost_connection_is_no_outage(asked: list[Any], probed: list[Any], outcome: Any) -> None:
    """A request is sent again where the server lives; only then, or where it is gone, it has failed."""

    def from_list(answers: list[Any]) -> Any:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    world: Any = SimpleNamespace(api=SimpleNamespace(call=lambda _name: from_list(probed)))
    if isinstance(outcome, type):
        with pytest.raises(outcome):
            attempt(world, "it", lambda: from_list(asked))
        return
    answer = attempt(world, "it", lambda: from_list(asked))
    assert (answer.down if isinstance(answer, Outage) else answer) == outcome
    assert not asked
    assert not probed


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("bytes=0-9", [(0, 9)]),
        ("Bytes=5-", [(5, 99)]),
        ("bytes=-7", [(93, 99)]),
        ("bytes=-700", [(0, 99)]),
        ("bytes=-0", []),
        ("bytes=100-", []),
        ("bytes=90-1000, 0-0", [(90, 99), (0, 0)]),
        ("bytes=9-5", None),
        ("bytes=", None),
        ("bytes=1-2-3", None),
        ("frames=0-9", None),
    ],
)
def test_ranges_are_read_as_http_has_them(value: str, found: list[tuple[int, int]] | None) -> None:
    """First and last byte of what can be sent, none past the end, and None for what is no byte range."""
    assert sections(value, 100) == found


@pytest.mark.parametrize(
    ("conditions", "allowed"),
    [
        (Conditions(), {200}),
        (Conditions("bytes=0-9"), {200, 206}),
        (Conditions("bytes=100-"), {200, 416}),
        (Conditions("bytes=a-b"), {200, 400, 416}),
        (Conditions("frames=0-9"), {200}),
        (Conditions("bytes=0-9", '"other"'), {200}),
        (Conditions("bytes=0-9", 'W/"t"'), {200}),
        (Conditions("bytes=0-9", None, '"x", W/"t"'), {304}),
        (Conditions(None, None, "*"), {304}),
        (Conditions(None, None, '"x,y", "z"'), {200}),
        (Conditions(None, None, "x y"), {200, 304, 400}),
    ],
)
def test_what_http_allows(conditions: Conditions, allowed: set[int]) -> None:
    """Conditions come before ranges, and what cannot be read may be ignored or refused."""
    assert statuses(conditions, 100, '"t"') == allowed


@given(st.binary(min_size=2, max_size=40), st.data())
def test_any_other_section_departs(content: bytes, data: Any) -> None:
    """The bytes that were asked for conform; the same with one byte missing or under another position do not."""
    first = data.draw(st.integers(0, len(content) - 2))
    last = data.draw(st.integers(first + 1, len(content) - 1))
    asked, told = Conditions(f"bytes={first}-{last}"), f"bytes {first}-{last}/{len(content)}"
    part = content[first : last + 1]
    assert not departure(asked, Response(206, Headers([("Content-Range", told)]), part), content, '"t"')
    assert departure(asked, Response(206, Headers([("Content-Range", told)]), part[:-1]), content, '"t"')
    moved = f"bytes {first + 1}-{last}/{len(content)}"
    assert departure(asked, Response(206, Headers([("Content-Range", moved)]), part[1:]), content, '"t"')
    assert departure(asked, Response(200, Headers(), part), content, '"t"') or part == content
    assert departure(asked, Response(416, Headers()), content, '"t"')


def test_a_tag_may_hold_a_comma() -> None:
    """Lists of tags are split outside of quotes."""
    assert matches('"a,b" , "c"', '"a,b"')
    assert matches('"a,b"', '"a"') is False
    assert matches("a", '"a"') is None


def test_machines_make_the_same_each_time(tmp_path: Any, monkeypatch: Any) -> None:
    """Equal requests in every run, of each kind some, and nothing written into the current directory."""
    monkeypatch.chdir(tmp_path)
    made = [form.told for form in generated_forms(load_document())]
    assert made == [form.told for form in forms_from(load_document())]
    assert 20 <= len(made) <= 30
    assert drafts(54) == drafts(54)
    found = [statuses(draft.conditions(2300, '"t"'), 2300, '"t"') for draft in drafts(54)]
    for kind in ({200}, {304}, {200, 206}, {200, 416}, {200, 206, 416}):
        assert kind in found
    assert not list(tmp_path.iterdir())
