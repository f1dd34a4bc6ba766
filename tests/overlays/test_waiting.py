"""Waiting for ingestion and processing."""

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pixop import (
    BadRequestError,
    ConfigurationError,
    JobFailedError,
    NotFoundError,
    PollSchedule,
    ServerError,
    WaitTimeoutError,
)

DATES = {"dateCreated": "2020-01-01 00:00:00", "timeLastUpdated": "2020-01-01 00:00:00"}
VIDEO = {
    "id": "v", "name": "n", "projectId": "p", "userId": "u", "teamId": "t", "attributes": {}, **DATES,
    "upload": {
        "uploadState": {"updatedAt": DATES["dateCreated"], "uploadStatus": "DONE"}, "hasFinishedUploading": True
    },
    "ingestion": {
        "ingestionState": {
            "updatedAt": DATES["dateCreated"], "ingestionStatus": "DONE", "videoMetadataAvailable": True
        }
    },
}  # fmt: skip


def progress(status: Any, percent: Any = None, job: str = "processing") -> dict[str, Any]:
    state = {"updatedAt": "x", f"{job}Status": status}
    if percent is not None:
        state["processingProgressPercent"] = percent
    return {"videoId": "v", "projectId": "p", f"{job}State": state}


def polls(tools: Any, answers: list[Any], video: dict[str, Any] = VIDEO) -> Callable[[Any], bytes]:
    """Answer the polls one after the other; the last answer stays."""
    left = list(answers)

    def script(request: Any) -> bytes:
        if request.path.startswith("/videos/v1/video/"):
            return bytes(tools.http(200, {"video": video}))
        answer = left.pop(0) if len(left) > 1 else left[0]
        if answer == "hang":
            raise tools.Hang
        return bytes(tools.http(answer) if isinstance(answer, int) else tools.http(200, answer))

    return script


def test_waiting_ends_with_the_video_and_reports_on_the_way(
    scripted: Any, client_of: Any, tools: Any
) -> None:
    """Any status but DONE and ERROR, in any case, means running; percentages arrive as numbers."""
    answers = [
        progress("PENDING"), progress("Transmogrifying", "12.5"), progress(None), progress("processing", 250),
        progress("done", 100),
    ]  # fmt: skip
    seen: list[Any] = []
    client = client_of(scripted(polls(tools, answers)).url)
    video = client.wait_for_processing(
        "v", poll_interval=0.001, on_progress=lambda *state: seen.append(state)
    )
    assert video.id == "v"
    assert seen == [
        (None, "PENDING"), (12.5, "Transmogrifying"), (None, ""), (100.0, "processing"), (100.0, "done")
    ]  # fmt: skip


@pytest.mark.parametrize("notes", ["not a video\x1b[2J", None])
def test_a_failed_job_says_which_and_why(
    notes: str | None, scripted: Any, client_of: Any, tools: Any
) -> None:
    """ERROR raises with the video's id, the status and the reason from the video's notes."""
    video = {**VIDEO, "attributes": {"notes": notes} if notes else {}}
    client = client_of(scripted(polls(tools, [progress("Error", job="ingestion")], video)).url)
    with pytest.raises(JobFailedError) as caught:
        client.wait_for_ingestion("v", poll_interval=0.001)
    error = caught.value
    assert (error.video_id, error.status, error.job) == ("v", "Error", "ingestion")
    assert error.reason == ("not a video [2J" if notes else None)
    assert "v" in str(error)
    assert str(error).isprintable()


def test_a_deadline_raises_and_leaves_the_job_alone(scripted: Any, client_of: Any, tools: Any) -> None:
    """At the deadline the error says that the job goes on, and nothing but GET was sent."""
    server = scripted(polls(tools, [progress("PROCESSING", 3)]))
    with pytest.raises(WaitTimeoutError, match="PROCESSING") as caught:
        client_of(server.url).wait_for_processing("v", timeout=0.05, poll_interval=0.01)
    assert caught.value.video_id == "v"
    assert {each.method for each in server.requests} == {"GET"}


def test_failed_polls_do_not_fail_the_job(scripted: Any, client_of: Any, tools: Any) -> None:
    """Server errors, broken connections and strange answers in between are borne."""
    answers = [500, progress("PROCESSING"), "hang", "hang", 502, {"no": "state"}, progress("DONE")]
    client = client_of(scripted(polls(tools, answers)).url)
    assert client.wait_for_processing("v", poll_interval=0.001).id == "v"


def test_too_many_failed_polls_raise_the_last_error(scripted: Any, client_of: Any, tools: Any) -> None:
    """A server that only fails is given up after a number of polls."""
    server = scripted(polls(tools, [500]))
    with pytest.raises(ServerError) as caught:
        client_of(server.url).wait_for_processing("v", poll_interval=0.001)
    assert caught.value.video_id == "v"
    assert len(server.of("/videos/v1/check-process-video-progress/v")) == 10


@pytest.mark.parametrize(("status", "error"), [(404, NotFoundError), (400, BadRequestError)])
def test_a_video_that_is_gone_ends_the_wait(
    status: int, error: type[Exception], scripted: Any, client_of: Any, tools: Any
) -> None:
    """What no repetition can mend is raised at once."""
    server = scripted(polls(tools, [status]))
    with pytest.raises(error):
        client_of(server.url).wait_for_ingestion("v", poll_interval=0.001)
    assert len(server.requests) == 2


@given(st.floats(0.01, 10), st.floats(1, 3), st.floats(10, 100), st.floats(0, 0.9), st.floats(-1, 1))
def test_delays_grow_to_the_longest_and_stay_there(
    first: float, factor: float, longest: float, jitter: float, luck: float
) -> None:
    """Every delay lies within the jitter around a value between the first and the longest."""
    schedule = PollSchedule(first, factor, longest, jitter, uniform=lambda _, high: high * luck)
    delays = [each / (1 + jitter * luck) for each in itertools.islice(schedule.delays(), 40)]
    assert delays[0] == pytest.approx(first)
    assert all(a <= b * 1.000001 for a, b in itertools.pairwise(delays))
    assert max(delays) <= longest * 1.000001


@pytest.mark.parametrize("options", [{"first": 0}, {"factor": 0.5}, {"longest": 0.1}, {"jitter": 1.0}])
def test_a_schedule_that_makes_no_sense_is_refused(options: dict[str, Any]) -> None:
    """Zero delays and shrinking steps would flood the server."""
    with pytest.raises(ConfigurationError):
        PollSchedule(**options)
