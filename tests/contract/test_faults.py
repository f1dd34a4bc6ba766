"""One fault planted in front of a good server is found, by the requirement that speaks of it."""

import base64
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from pixop_contract.requirement import Profile

# `Asked` and `Answer` are the proxy's; see conftest.py.
CORE, MEDIA, ISOLATION, PROCESSING = Profile.CORE, Profile.MEDIA, Profile.ISOLATION, Profile.PROCESSING
SLOW = frozenset({"AUTH", "ING", "PRJ-006", "SEQ", "TOK"})
"""What waits for jobs, hashes or the clock, or asks in many orders; left out where the fault is elsewhere."""
FAULTS: dict[str, tuple[Callable[..., Any], str, Profile]] = {}


def fault(expected: str, profile: Profile = CORE) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def register(change: Callable[..., Any]) -> Callable[..., Any]:
        FAULTS[change.__name__] = (change, expected, profile)
        return change

    return register


def is_download(asked: Any) -> bool:
    return asked.path.startswith("/media/v1/download/")


@fault("HTTP-001", MEDIA)
def body_after_304(asked: Any, forward: Any) -> Any:
    answer = forward(asked)
    if answer.status == 304:
        answer.after = b"the whole file again"
    return answer


@fault("HTTP-001", MEDIA)
def body_after_head(asked: Any, forward: Any) -> Any:
    answer = forward(asked)
    if asked.method == "HEAD" and answer.status == 200:
        answer.after = b"the whole file"
    return answer


@fault("RNG-002", MEDIA)
def content_range_off_by_one(asked: Any, forward: Any) -> Any:
    answer = forward(asked)
    if answer.status == 206:
        first, last, size = map(int, re.findall(r"\d+", answer.header("Content-Range")))
        answer.set("Content-Range", f"bytes {first}-{last + 1}/{size + 2}")
    return answer


@fault("RNG-001", MEDIA)
def no_content_range(asked: Any, forward: Any) -> Any:
    answer = forward(asked)
    if answer.status == 206:
        answer.drop("Content-Range")
    return answer


@fault("ETAG-001", MEDIA)
def no_etag(asked: Any, forward: Any) -> Any:
    answer = forward(asked)
    if answer.status == 200 and is_download(asked):
        answer.drop("ETag")
    return answer


@fault("ETAG-005", MEDIA)
def etag_of_the_moment(asked: Any, forward: Any) -> Any:
    answer = forward(asked)
    if is_download(asked) and answer.header("ETag"):
        etag_of_the_moment.count = getattr(etag_of_the_moment, "count", 0) + 1  # type: ignore[attr-defined]
        answer.set("ETag", f'"{etag_of_the_moment.count}"')  # type: ignore[attr-defined]
    return answer


@fault("ETAG-007", MEDIA)
def always_304(asked: Any, forward: Any) -> Any:
    answer = forward(asked)
    if is_download(asked) and "If-None-Match" in asked.headers and answer.status == 200:
        answer.status = 304
    return answer


@fault("RNG-008", MEDIA)
def suffix_from_the_front(asked: Any, forward: Any) -> Any:
    match = re.fullmatch(r"bytes=-(\d+)", asked.headers.get("Range", ""))
    if match:
        asked.headers["Range"] = f"bytes=0-{int(match[1]) - 1}"
    return forward(asked)


@fault("RNG-019", MEDIA)
def if_range_ignored(asked: Any, forward: Any) -> Any:
    asked.headers.pop("If-Range", None)
    return forward(asked)


@fault("DL-003", MEDIA)
def last_byte_flipped(asked: Any, forward: Any) -> Any:
    answer = forward(asked)
    if answer.status == 200 and is_download(asked) and asked.method == "GET":
        answer.body = answer.body[:-1] + bytes([answer.body[-1] ^ 1])
    return answer


@fault("ING-003", MEDIA)
def wrong_duration(asked: Any, forward: Any) -> Any:
    answer = forward(asked)
    data = answer.json
    try:
        data["video"]["ingestion"]["metadata"]["durationInMillis"] *= 2
    except (KeyError, TypeError):
        return answer
    answer.json = data
    return answer


@fault("ERR-002")
def success_for_an_unknown_project(asked: Any, forward: Any) -> Any:
    answer = forward(asked)
    if answer.status == 404 and asked.method == "GET" and asked.path.startswith("/videos/v1/project/"):
        answer.status = 200
        answer.json = {
            "project": {
                "id": asked.path.rsplit("/", 1)[-1],
                "name": "ghost",
                "teamId": "x",
                "dateCreated": "2020-11-13 09:40:02",
                "timeLastUpdated": "2020-11-13 09:40:02",
            }
        }
    return answer


@fault("PAGE-004")
def wrong_page_size(asked: Any, forward: Any) -> Any:
    answer = forward(asked)
    data = answer.json
    if isinstance(data, dict) and "pageSize" in data:
        data["pageSize"] = 10
        answer.json = data
    return answer


@fault("PAGE-002")
def an_item_twice(asked: Any, forward: Any) -> Any:
    answer = forward(asked)
    data = answer.json
    videos = data.get("_embedded", {}).get("videos") if isinstance(data, dict) else None
    if videos and data["page"] > 1:
        data["_embedded"]["videos"] = [an_item_twice.last, *videos[1:]]  # type: ignore[attr-defined]
        answer.json = data
    if videos:
        an_item_twice.last = videos[-1]  # type: ignore[attr-defined]
    return answer


@fault("PAGE-008")
def filter_ignored(asked: Any, forward: Any) -> Any:
    if asked.path == "/videos/v1/videos":
        asked.target = re.sub(r"project-id=[^&]*&?", "", asked.target).rstrip("?&")
    return forward(asked)


@fault("SCH-005")
def no_team_id(asked: Any, forward: Any) -> Any:
    answer = forward(asked)
    data = answer.json
    if isinstance(data, dict) and "project" in data:
        del data["project"]["teamId"]
        answer.json = data
    return answer


@fault("HTTP-008")
def text_plain(asked: Any, forward: Any) -> Any:
    answer = forward(asked)
    if answer.status == 200 and "json" in (answer.header("Content-Type") or ""):
        answer.set("Content-Type", "text/plain")
    return answer


@fault("TIME-001")
def iso_timestamps(asked: Any, forward: Any) -> Any:
    answer = forward(asked)
    if "json" in (answer.header("Content-Type") or ""):
        answer.body = re.sub(rb'"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)"', rb'"\1T\2Z"', answer.body)
    return answer


@fault("TOK-002")
def any_password(asked: Any, forward: Any) -> Any:
    seen = any_password.__dict__.setdefault("seen", [])
    answer = forward(asked)
    if asked.path == "/accounts/v1/token" and asked.method == "GET":
        if answer.status == 200:
            seen.append(answer)
        elif "Basic" in asked.headers.get("Authorization", "") and seen:
            return seen[0]
    return answer


@fault("HTTP-006")
def no_challenge(asked: Any, forward: Any) -> Any:
    answer = forward(asked)
    answer.drop("WWW-Authenticate")
    return answer


@fault("TOK-010")
def wrong_exception(asked: Any, forward: Any) -> Any:
    answer = forward(asked)
    data = answer.json
    if isinstance(data, dict) and data.get("exception") == "InvalidJWTTokenFoundException":
        answer.json = {**data, "exception": "AuthException"}
    return answer


@fault("HTTP-004")
def fails_on_other_scripts(asked: Any, forward: Any) -> Any:
    answer = forward(asked)
    if asked.method == "PUT" and any(byte > 127 for byte in asked.body) and b"video" not in asked.body:
        answer.no_media(500, "InternalServerException")
    return answer


@fault("PRJ-003")
def rename_is_lost(asked: Any, forward: Any) -> Any:
    if asked.method == "POST" and asked.path.startswith("/videos/v1/project/"):
        wanted = json.loads(asked.body or b"null")
        name = wanted.get("name") if isinstance(wanted, dict) else None
        if isinstance(name, str) and name:
            answer = forward(type(asked)("GET", asked.target, {**asked.headers, "Content-Length": "0"}, b""))
            data = answer.json
            if answer.status == 200:
                data["project"]["name"] = name
                answer.json = data
            return answer
    return forward(asked)


@fault("ISO-001", ISOLATION)
def other_teams_project_readable(asked: Any, forward: Any) -> Any:
    makers = other_teams_project_readable.__dict__.setdefault("makers", {})
    answer = forward(asked)
    data = answer.json
    if asked.method == "PUT" and answer.status == 200 and "project" in data:
        makers[data["project"]["id"]] = asked.headers["Authorization"]
    maker = makers.get(asked.path.rsplit("/", 1)[-1])
    if asked.method == "GET" and answer.status == 404 and maker:
        asked.headers["Authorization"] = maker
        return forward(asked)
    return answer


@fault("PRC-022", PROCESSING)
def forgets_the_children(asked: Any, forward: Any) -> Any:
    answer = forward(asked)
    data = answer.json
    if asked.method == "DELETE" and isinstance(data, dict) and len(data.get("deletedVideos", ())) > 1:
        data["deletedVideos"] = [{"videoId": asked.path.rsplit("/", 1)[-1]}]
        answer.json = data
    return answer


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_found(name: str, judge: Any, changed: Any) -> None:
    """The requirement that a fault breaks fails, and few others do."""
    change, expected, profile = FAULTS[name]
    narrowed: dict[str, Any] = {"exclude": tuple(sorted(SLOW - {expected.split("-")[0]}))}
    if profile is PROCESSING:
        narrowed = {"only": ("PRC-001", "PRC-004", "PRC-022")}
    with changed(change) as front:
        judged = judge(front.url, profile, **narrowed)
    failed = judged.with_status("FAIL")
    assert expected in failed, judged.with_status("FAIL", "WARN", "BLOCKED", "INCONCLUSIVE", "ERROR")
    assert judged.exit_code == 1
    assert not judged.with_status("ERROR")
    assert len(failed) <= 5, failed


def test_evidence_holds_no_secret(judge: Any, changed: Any, server: Any) -> None:
    """Exchanges are told with commands and answers, and without passwords and tokens."""

    def refuses_nobody(asked: Any, forward: Any) -> Any:
        answer = forward(asked)
        if asked.path == "/accounts/v1/token":
            answer.drop("Date")
            answer.set("Content-Type", "text/plain")
        return answer

    with changed(refuses_nobody) as front:
        judged = judge(
            front.url,
            CORE,
            only=("TOK", "HTTP-005", "HTTP-008", "ERR-001"),
            exclude=("SEQ", "AUTH", "PAGE", "PRJ", "VID"),
        )
    assert any(
        told["operation"] == "getToken" and told["response"]["body"] for told in judged.data["exchanges"]
    )
    for path in judged.directory.iterdir():
        text = path.read_text()
        assert "eyJ" not in text
        assert server.password not in text
        assert base64.b64encode(f"{server.email}:{server.password}".encode()).decode() not in text


def test_a_token_that_ends_early_is_found(judge: Any, changed: Any) -> None:
    """The slow profile tells a token that ends before its time, and one that is refused under another name."""
    asked_for: list[str] = []

    def short_life(asked: Any, forward: Any) -> Any:
        answer = forward(asked)
        if asked.method == "POST" and answer.status == 200:
            asked_for.append(asked.path)
            if len(asked_for) > 2:
                answer.no_media(401, "InvalidJWTTokenFoundException")
                answer.set("WWW-Authenticate", "Bearer")
        return answer

    with changed(short_life) as front:
        judged = judge(front.url, Profile.SLOW)
    assert "an end after" in judged.with_status("FAIL")["TOK-023"]
    assert judged.status("TOK-024") == "BLOCKED"
