"""Servers that are different but conform are not called wrong."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from pixop_contract.requirement import Profile

CORE, MEDIA, ISOLATION = Profile.CORE, Profile.MEDIA, Profile.ISOLATION
VARIATIONS: dict[str, tuple[Callable[..., Any], Profile]] = {}


def variation(profile: Profile = CORE) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def register(change: Callable[..., Any]) -> Callable[..., Any]:
        VARIATIONS[change.__name__] = (change, profile)
        return change

    return register


@variation()
def extra_fields(asked: Any, forward: Any) -> Any:
    answer = forward(asked)
    data = answer.json
    if isinstance(data, dict):
        answer.json = {
            **data,
            "etaSeconds": 3,
            "_links": {**data.get("_links", {}), "up": {"href": "https://x/"}},
        }
    return answer


@variation(MEDIA)
def header_case(asked: Any, forward: Any) -> Any:
    answer = forward(asked)
    answer.headers = [(key.upper(), value) for key, value in answer.headers]
    return answer


@variation(MEDIA)
def chunked(asked: Any, forward: Any) -> Any:
    answer = forward(asked)
    answer.framing = "chunked"
    return answer


@variation(ISOLATION)
def forbidden_for_not_found(asked: Any, forward: Any) -> Any:
    answer = forward(asked)
    if answer.status == 404:
        answer.status = 403
    return answer


@variation(MEDIA)
def weak_etags(asked: Any, forward: Any) -> Any:
    for name in ("If-None-Match", "If-Range"):
        if name in asked.headers:
            asked.headers[name] = asked.headers[name].replace("W/", "")
    answer = forward(asked)
    tag = answer.header("ETag")
    if tag:
        answer.set("ETag", f"W/{tag}")
    return answer


@variation()
def created_is_201(asked: Any, forward: Any) -> Any:
    answer = forward(asked)
    if asked.method == "PUT" and answer.status == 200:
        answer.status = 201
    return answer


@variation()
def relative_links(asked: Any, forward: Any) -> Any:
    answer = forward(asked)
    if "json" in (answer.header("Content-Type") or ""):
        answer.body = re.sub(rb'"https?://[^/"]+/', b'"/', answer.body)
    return answer


@variation()
def numbers_as_strings(asked: Any, forward: Any) -> Any:
    answer = forward(asked)
    data = answer.json
    if isinstance(data, dict) and "pageSize" in data:
        answer.json = {**data, "pageSize": str(data["pageSize"]), "page": str(data["page"])}
    return answer


@variation()
def http_1_0(asked: Any, forward: Any) -> Any:
    answer = forward(asked)
    answer.version, answer.framing = "HTTP/1.0", "close"
    answer.drop("Content-Length")
    return answer


@variation()
def other_errors(asked: Any, forward: Any) -> Any:
    answer = forward(asked)
    if answer.status >= 400 and asked.path != "/accounts/v1/token":
        answer.set("Content-Type", "text/html")
        answer.body = b"<h1>No</h1>"
    return answer


def test_a_server_may_have_a_path_prefix(judge: Any, changed: Any) -> None:
    """A base URL with a path works, with links that carry the prefix and with those that do not."""

    def under_a_prefix(asked: Any, forward: Any) -> Any:
        prefixed = asked.target.startswith("/api/")
        asked.target = asked.target.removeprefix("/api")
        answer = forward(asked)
        if not prefixed:
            answer.no_media(404, "NotFoundException")
        if "page=1&" in asked.target:
            answer.body = answer.body.replace(b"/videos/v1", b"/api/videos/v1")
        return answer

    with changed(under_a_prefix) as front:
        judged = judge(
            f"{front.url}/api/", CORE, only=("PRJ-001", "PRJ-002", "PAGE-005", "PAGE-014", "VID-003")
        )
    assert not judged.with_status("FAIL", "ERROR", "BLOCKED")
    assert judged.exit_code == 0


def test_opaque_tokens_are_not_held_against_a_server(judge: Any, changed: Any) -> None:
    """Tokens that are no JWTs leave their life open; nothing about forged ones fails."""
    real: dict[str, str] = {}

    def opaque(asked: Any, forward: Any) -> Any:
        token = asked.headers.get("Authorization", "").removeprefix("Bearer ")
        if token in real:
            asked.headers["Authorization"] = f"Bearer {real[token]}"
        answer = forward(asked)
        data = answer.json
        if isinstance(data, dict) and "jwtToken" in data:
            name = f"opaque{len(real):030}"
            real[name], data["jwtToken"] = data["jwtToken"], name
            answer.json = data
        return answer

    with changed(opaque) as front:
        judged = judge(front.url, CORE, only=("TOK", "AUTH-003"))
    assert not judged.with_status("FAIL", "ERROR")
    assert set(judged.with_status("INCONCLUSIVE")) == {"TOK-008"}
    assert judged.exit_code == 3


@pytest.mark.parametrize("name", VARIATIONS)
def test_a_variation_is_not_called_wrong(name: str, judge: Any, changed: Any) -> None:
    """No MUST of the reference or of HTTP fails on a server that differs where it may."""
    change, profile = VARIATIONS[name]
    with changed(change) as front:
        judged = judge(front.url, profile, exclude=("ING", "PRJ-006", "SEQ"))
    assert not judged.with_status("FAIL", "ERROR")
    assert judged.exit_code == 0, judged.console[-1500:]


def test_a_difference_is_told_and_counts_when_strict(judge: Any, changed: Any) -> None:
    """A departure from a decision is told as a difference, and breaks the verdict only when asked for."""
    with changed(VARIATIONS["forbidden_for_not_found"][0]) as front:
        relaxed = judge(front.url, ISOLATION, only=("ISO-009",))
        strict = judge(front.url, ISOLATION, only=("ISO-009",), strict=True)
    assert relaxed.with_status("WARN")["ISO-009"].startswith("differs from our document: expected 404")
    assert (relaxed.exit_code, strict.exit_code) == (0, 1)
