"""Sequences of requests show what single requests do not, and say nothing of a good server."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from pixop_contract.requirement import Profile

CORE, MEDIA, ISOLATION = Profile.CORE, Profile.MEDIA, Profile.ISOLATION
FAULTS: dict[str, tuple[Callable[..., Any], str, Profile]] = {}


def fault(expected: str, profile: Profile = CORE) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def register(change: Callable[..., Any]) -> Callable[..., Any]:
        FAULTS[change.__name__] = (change, expected, profile)
        return change

    return register


@fault("PRJ-003")
def only_the_first_new_name_is_kept(asked: Any, forward: Any) -> Any:
    """The second renaming of a project is answered as if it were done."""
    renamed = only_the_first_new_name_is_kept.__dict__.setdefault("renamed", set())
    if asked.method != "POST" or not asked.path.startswith("/videos/v1/project/"):
        return forward(asked)
    if asked.path in renamed:
        name = json.loads(asked.body)["name"]
        answer = forward(type(asked)("GET", asked.target, {**asked.headers, "Content-Length": "0"}, b""))
        data = answer.json
        if answer.status == 200:
            data["project"]["name"] = name
            answer.json = data
        return answer
    renamed.add(asked.path)
    return forward(asked)


@fault("VID-008")
def another_deletion_brings_a_video_back(asked: Any, forward: Any) -> Any:
    """A deleted video is readable again as soon as another one is deleted."""
    kept = another_deletion_brings_a_video_back.__dict__.setdefault("kept", {})
    if asked.method == "DELETE" and asked.path.startswith("/videos/v1/video/"):
        read = forward(type(asked)("GET", asked.target, {**asked.headers, "Content-Length": "0"}, b""))
        answer = forward(asked)
        if answer.status == 200:
            for path in kept:
                kept[path] = (kept[path][0], True)
            kept[asked.path] = (read, False)
        return answer
    known, back = kept.get(asked.path, (None, False))
    return known if asked.method == "GET" and back else forward(asked)


@fault("DL-003", MEDIA)
def the_latest_upload_for_all(asked: Any, forward: Any) -> Any:
    """From the second upload on, downloads of earlier ones bring other bytes."""
    seen = the_latest_upload_for_all.__dict__.setdefault("seen", [])
    answer = forward(asked)
    if re.match("/media/v1/upload/", asked.path) and answer.status == 200:
        seen.append(asked.path.rsplit("/", 1)[-1])
    whole = asked.method == "GET" and answer.status == 200 and "/download/original/" in asked.path
    if whole and len(seen) > 1 and asked.path.rsplit("/", 1)[-1] != seen[-1]:
        answer.body = answer.body[:-1] + b"?"
    return answer


@pytest.mark.parametrize(
    "name",
    [
        # The deletion is also planted by default, in the test below.
        name if name == "only_the_first_new_name_is_kept" else pytest.param(name, marks=pytest.mark.slow)
        for name in FAULTS
    ],
)
def test_a_fault_of_some_order_is_found(name: str, judge: Any, changed: Any) -> None:
    """A fault that shows after other requests fails the requirement that it is about, with the chain of requests."""
    change, expected, profile = FAULTS[name]
    with changed(change) as front:
        judged = judge(front.url, profile, only=("SEQ",))
    (told,) = judged.with_status("FAIL").values()
    assert expected in told
    item = next(item for item in judged.data["requirements"] if item["status"] == "FAIL")
    chain = item["findings"][0]["exchanges"]
    assert 1 < len(chain) <= 16
    assert judged.exit_code == 1


def test_a_departure_belongs_to_its_requirement(judge: Any, changed: Any) -> None:
    """Where the requirement is judged too it fails, once, and the sequences name it."""
    change = FAULTS["another_deletion_brings_a_video_back"][0]
    change.__dict__.clear()
    with changed(change) as front:
        judged = judge(front.url, CORE, only=("SEQ-001", "VID-008"))
    assert set(judged.with_status("FAIL")) == {"VID-008"}
    assert "in some order of requests (VID-008)" in judged.with_status("BLOCKED")["SEQ-001"]


def test_equal_seeds_ask_the_same(judge: Any, changed: Any) -> None:
    """The requests of two runs are the same but for ids; another seed asks others."""
    told = []
    for seed in (3, 3, 4):  # the third tells that a seed matters
        with changed(lambda asked, forward: forward(asked)) as front:
            judged = judge(front.url, CORE, only=("SEQ-001",), seed=seed)
        assert judged.exit_code == 0, judged.console
        told.append([(asked.method, asked.path.split("/")[3]) for asked in front.asked])
    assert told[0] == told[1] != told[2]


def test_nothing_is_left_of_a_walk(judge: Any, tmp_path: Any, monkeypatch: Any) -> None:
    """Everything that was made is deleted, and nothing is written into the current directory."""
    monkeypatch.chdir(tmp_path)
    judged = judge(None, CORE, only=("SEQ-001",))
    assert judged.data["meta"]["notDeleted"] == []
    assert {path.name for path in tmp_path.iterdir()} == {path.name for path in judged.directory.iterdir()}
    assert not (tmp_path / ".hypothesis").exists()


def test_one_account_walks_too(judge: Any) -> None:
    """The owner's other team is a stranger as well; without any stranger the sequences are skipped."""
    judged = judge(None, ISOLATION, only=("SEQ-004",), second_email="", second_password="")
    assert judged.status("SEQ-004") == "PASS"
    alone = {"email": judged_second("email"), "password": judged_second("password")}
    judged = judge(None, ISOLATION, only=("SEQ-004",), second_email="", second_password="", **alone)
    assert judged.with_status("SKIP").keys() == {"SEQ-004"}


def judged_second(name: str) -> str:
    """Return the second account of the session's server, which has one team."""
    return {"email": "second@example.org", "password": "second secret"}[name]
