"""Faults on the wire, to the byte."""

import time

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pixop_server.controlled_server import ControlError, ControlledServer
from pixop_server.faults import FaultPlan, Script

LIST = "/videos/v1/projects"


def _split(answer: bytes) -> tuple[bytes, bytes]:
    head, _, body = answer.partition(b"\r\n\r\n")
    return head, body


@pytest.mark.parametrize("position", [0, 1, 100])
@pytest.mark.parametrize(("kind", "ending"), [("reset", "reset"), ("truncate", "end")])
def test_a_body_ends_early(pixop_server, raw_request, kind: str, ending: str, position: int) -> None:
    """A reset comes after exactly so many bytes of the body as a TCP reset, a truncation as the connection's end."""
    pixop_server.inject(kind, path=LIST, bytes=position)
    answer, how = raw_request("GET", LIST)
    head, body = _split(answer)
    assert head.startswith(b"HTTP/1.1 200 OK\r\n")
    assert len(body) == position
    assert how == ending
    assert _split(raw_request("GET", LIST, headers="Connection: close\r\n")[0])[1][-1:] == b"}"


def test_media_is_cut_where_it_is_said(pixop_server, api, raw_request) -> None:
    """A share of a large body is sent to the byte, and a resumed download gets the rest."""
    media = bytes(range(256)) * 20_000
    video_id = api.upload(media)
    path = f"/media/v1/download/original/{video_id}"
    pixop_server.inject("reset", path="/media/*", percent=70)
    answer, how = raw_request("GET", path)
    _, body = _split(answer)
    assert how == "reset"
    assert body == media[: len(media) * 7 // 10]
    rest = api.get(path, headers={"Range": f"bytes={len(body)}-"})
    assert body + rest.content == media


@pytest.mark.parametrize("difference", [7, -7])
def test_a_length_is_wrong(pixop_server, raw_request, difference: int) -> None:
    """Content-Length is off by the difference, and the body is whole."""
    pixop_server.inject("length", path=LIST, difference=difference)
    head, body = _split(raw_request("GET", LIST)[0])
    announced = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    assert announced == len(body) + difference
    assert body.endswith(b"}")


def test_a_stall_ends(pixop_server, raw_request) -> None:
    """After a stall of some seconds the answer goes on, whole."""
    pixop_server.inject("stall", path=LIST, bytes=3, seconds=0.2)
    began = time.monotonic()
    answer, how = raw_request("GET", LIST)
    assert _split(answer)[1].endswith(b"}")
    assert how == "end"
    assert time.monotonic() - began >= 0.2


def test_a_stall_lasts_until_the_client_goes(pixop_server, api) -> None:
    """A stall without seconds never ends by itself, and leaves the server free for others."""
    pixop_server.inject("stall", path=LIST, bytes=3)
    with pytest.raises(httpx.ReadTimeout):
        api.get(LIST, timeout=0.3)
    assert api.get(LIST).status_code == 200


def test_a_token_expires_within_an_upload(pixop_server, api) -> None:
    """A 401 after 70 % of a request's body reaches the client, and the upload can be repeated."""
    pixop_server.inject("status", method="POST", path="/media/v1/upload/*", status=401, percent=70)
    video_id = api.new_video()
    refused = api.post(f"/media/v1/upload/{video_id}", files={"file": ("clip.mov", bytes(3_000_000))})
    assert refused.status_code == 401
    assert refused.json()["exception"] == "ExpiredJWTTokenException"
    assert refused.headers["WWW-Authenticate"].startswith("Bearer")
    assert api.upload(b"media", video_id=video_id) == video_id


def test_an_upload_is_reset(pixop_server, api, raw_request) -> None:
    """The connection is reset after a share of the request's body, without an answer."""
    pixop_server.inject("reset", body="request", percent=50, path="/media/*")
    assert raw_request("POST", f"/media/v1/upload/{api.new_video()}", body=bytes(500_000)) == (b"", "reset")


@pytest.mark.parametrize(
    ("status", "name"), [(429, "TooManyRequestsException"), (503, "ServiceUnavailableException")]
)
@pytest.mark.parametrize("wait", [2, "Wed, 01 Jan 2031 00:00:00 GMT"])
def test_overload_names_a_wait(pixop_server, api, status: int, name: str, wait: int | str) -> None:
    """429 and 503 come with Retry-After in seconds or as a date, as often as they are asked for."""
    pixop_server.inject("status", path=LIST, status=status, retryAfter=wait, skip=1, times=2)
    answers = [api.get(LIST) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, status, status, 200]
    assert answers[1].headers["Retry-After"] == str(wait)
    assert answers[1].json()["exception"] == name


def test_a_tag_changes_between_ranges(pixop_server, api) -> None:
    """Each range has another ETag, and If-Range with the first one gets the whole file."""
    path = f"/media/v1/download/original/{api.upload(b'0123456789')}"
    pixop_server.inject("etag", path="/media/v1/download/*", times=None)
    first, second = (api.get(path, headers={"Range": part}) for part in ("bytes=0-4", "bytes=5-9"))
    assert (first.content, second.content) == (b"01234", b"56789")
    assert first.headers["ETag"] != second.headers["ETag"]
    again = api.get(path, headers={"Range": "bytes=5-9", "If-Range": first.headers["ETag"]})
    assert (again.status_code, again.content) == (200, b"0123456789")


def test_what_happened_is_told(pixop_server: ControlledServer, api) -> None:
    """The server lists the faults that it injected, and forgets them when asked to."""
    pixop_server.inject("delay", path=LIST, seconds=0)
    api.get(LIST)
    assert pixop_server.injected() == [{"method": "GET", "path": LIST, "kind": "delay"}]
    pixop_server.clear_faults()
    assert pixop_server.injected() == []


@pytest.mark.parametrize(
    "details",
    [{"kind": "explosion"}, {"kind": "reset", "bytes": 1, "percent": 2}, {"kind": "status", "status": 200}],
)
def test_a_wrong_fault_is_refused(pixop_server: ControlledServer, details: dict[str, object]) -> None:
    """A fault that does not exist, or contradicts itself, is refused and changes nothing."""
    with pytest.raises(ControlError):
        pixop_server.inject(**details)  # type: ignore[arg-type]  # wrong on purpose
    assert pixop_server.injected() == []


REQUESTS = st.lists(st.sampled_from([("GET", "/a"), ("GET", "/b"), ("POST", "/a")]), max_size=40)


@given(st.integers(0, 2**32), REQUESTS, st.randoms(use_true_random=False))
@settings(deadline=None)
def test_equal_seeds_spoil_the_same_requests(seed, requests, shuffler) -> None:
    """The n-th request of a method and path gets the same fault for the same seed, in whatever order they come."""
    faults = [{"kind": "reset"}, {"kind": "truncate"}, {"kind": "status", "status": 503}]
    script = Script.model_validate({"chance": {"seed": seed, "rate": 0.5, "faults": faults}})
    shuffled = list(requests)
    shuffler.shuffle(shuffled)

    def outcome(order: list[tuple[str, str]]) -> dict[tuple[str, str], list[object]]:
        plan = FaultPlan()
        plan.add(script)
        found: dict[tuple[str, str], list[object]] = {}
        for method, path in order:
            found.setdefault((method, path), []).append(plan.choose(method, path))
        return found

    assert outcome(requests) == outcome(shuffled)


def test_chance_on_the_wire(pixop_server: ControlledServer, api) -> None:
    """A seeded share of requests fails; the same seed fails the same ones again."""

    def run() -> list[int]:
        pixop_server.inject_by_chance(7, 0.5, [{"kind": "status", "status": 503}], path=LIST)
        return [api.get(LIST).status_code for _ in range(12)]

    first = run()
    assert set(first) == {200, 503}
    assert run() == first
