"""Many jobs with one poller, handles that can be stored, and what polls told."""

import asyncio
import heapq
import itertools
import math
import random
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pixop import (
    AsyncPixop,
    ConfigurationError,
    JobFailedError,
    JobHandle,
    Pixop,
    PollSchedule,
    WaitTimeoutError,
)
from pixop.jobs.job_history import JobHistory
from pixop.jobs.job_round import JobRound
from pixop.jobs.job_watch import JobWatch

SWIFT = PollSchedule(first=0.001, longest=0.01)
DATES = {"dateCreated": "2020-01-01 00:00:00", "timeLastUpdated": "2020-01-01 00:00:00"}


class Jobs:
    """Jobs that end after a number of polls each; those of ids that end in 7 fail."""

    def __init__(self, tools: Any, polls: dict[str, int]) -> None:
        self.tools, self.left = tools, dict(polls)
        self.total = dict(polls)
        self.at_once = self.most_at_once = 0
        self._lock = threading.Lock()

    def script(self, request: Any) -> bytes:
        with self._lock:
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        video_id = request.path.rpartition("/")[2]
        if "/check-" not in request.path:
            notes = {"attributes": {"notes": "the disk is full"}}
            video = {
                "id": video_id,
                "name": "n",
                "projectId": "p",
                "userId": "u",
                "teamId": "t",
                **DATES,
                **notes,
            }
            answer = self.tools.http(200, {"video": video})
        else:
            self.left[video_id] -= 1
            over = self.left[video_id] <= 0
            state = {
                "processingStatus": ("ERROR" if video_id.endswith("7") else "DONE") if over else "PROCESSING",
                "processingProgressPercent": 100 * (1 - self.left[video_id] / self.total[video_id]),
                "updatedAt": "2020-01-01 00:00:00",
            }
            answer = self.tools.http(200, {"videoId": video_id, "projectId": "p", "processingState": state})
        with self._lock:
            self.at_once -= 1
        return bytes(answer)


def test_many_jobs_end_one_by_one(scripted: Any, client_of: Any, tools: Any) -> None:
    """Each job is told once, done or failed, and never are more asked for at a time than was allowed."""
    luck = random.Random(4)
    jobs = Jobs(tools, {f"v{number}": luck.randint(1, 3) for number in range(150)})
    server = scripted(jobs.script)
    handles = [JobHandle.processing(each) for each in jobs.total]
    seen: list[tuple[str, str]] = []
    outcomes = list(
        client_of(server.url).as_completed(
            [*handles, handles[0]],
            schedule=SWIFT,
            concurrency=4,
            on_progress=lambda handle, _, status: seen.append((handle.video_id, status)),
        )
    )
    assert sorted(each.handle.video_id for each in outcomes) == sorted(jobs.total)
    failed = [each for each in outcomes if each.error is not None]
    assert {each.handle.video_id[-1] for each in failed} == {"7"}
    assert len(failed) == 15
    assert jobs.most_at_once <= 4
    assert len(seen) == sum(jobs.total.values())
    with pytest.raises(JobFailedError, match="the disk is full"):
        failed[0].result()


def test_the_history_is_in_the_error(scripted: Any, client_of: Any, tools: Any) -> None:
    """A failed job raises with the video, the reason, and what each poll told."""
    jobs = Jobs(tools, {"v7": 3})
    server = scripted(jobs.script)
    with pytest.raises(JobFailedError) as caught:
        client_of(server.url).wait_for(JobHandle.processing("v7"), schedule=SWIFT)
    assert (caught.value.video_id, caught.value.reason) == ("v7", "the disk is full")
    assert [entry[2] for entry in caught.value.history] == ["PROCESSING", "PROCESSING", "ERROR"]
    assert [round(entry[1] or 0) for entry in caught.value.history] == [33, 67, 100]


def test_jobs_that_run_on_are_told_at_the_deadline(scripted: Any, client_of: Any, tools: Any) -> None:
    """The deadline is of the whole round, and names a job that runs on."""
    server = scripted(Jobs(tools, {"v1": 10**9}).script)
    with pytest.raises(WaitTimeoutError, match="1 jobs were still running") as caught:
        list(client_of(server.url).as_completed([JobHandle.processing("v1")], timeout=0.05, schedule=SWIFT))
    assert caught.value.status == "PROCESSING"


def test_a_job_that_is_gone_does_not_end_the_round(scripted: Any, tools: Any) -> None:
    """A 404 is the outcome of that job alone."""
    jobs = Jobs(tools, {"v1": 1})

    def script(request: Any) -> bytes:
        return bytes(tools.http(404)) if request.path.endswith("gone") else jobs.script(request)

    with Pixop(scripted(script).url, "a", "b") as client:
        handles = [JobHandle.processing("gone"), JobHandle.processing("v1")]
        outcomes = {each.handle.video_id: each for each in client.as_completed(handles, schedule=SWIFT)}
    assert type(outcomes["gone"].error).__name__ == "NotFoundError"
    assert outcomes["v1"].result().id == "v1"


@pytest.mark.parametrize("clients", ["sync", "async"])
def test_an_answer_that_does_not_come_holds_up_no_other_job(clients: str, scripted: Any, tools: Any) -> None:
    """The others end while one poll still waits for its answer."""
    jobs = Jobs(tools, {f"v{number}": 2 for number in range(20)})
    ended = threading.Event()

    def script(request: Any) -> bytes:
        if request.path.endswith("/v0"):
            assert ended.wait(10)
        return jobs.script(request)

    handles = [JobHandle.processing(each) for each in jobs.total]
    seen: list[str] = []

    def take(outcome: Any) -> None:
        seen.append(outcome.handle.video_id)
        if len(seen) == 19:
            ended.set()

    async def asynchronously(url: str) -> None:
        async with AsyncPixop(url, "a", "b") as client:
            async for outcome in client.as_completed(handles, schedule=SWIFT):
                take(outcome)

    url = scripted(script).url
    if clients == "async":
        asyncio.run(asynchronously(url))
    else:
        with Pixop(url, "a", "b") as client:
            for outcome in client.as_completed(handles, schedule=SWIFT):
                take(outcome)
    assert seen[-1] == "v0"
    assert len(seen) == 20


class FakeClock:
    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now

    def time(self) -> float:
        return self.now


def lateness(jobs: int, concurrency: int, *, latency: float, seconds: float) -> float:
    """Simulate a round whose answers take `latency`, one of them a minute; return how late polls are in the end."""
    clock = FakeClock()
    schedule = PollSchedule(first=2.0, jitter=0.0)
    exchange: Any = None
    round_ = JobRound(
        exchange,
        clock,
        [JobHandle.processing(f"v{number}") for number in range(jobs)],
        timeout=None,
        schedule=schedule,
        concurrency=concurrency,
    )
    due: dict[JobWatch, float] = {}
    delays: dict[JobWatch, Iterator[float]] = {}
    under_way: list[tuple[float, int, JobWatch]] = []
    worst = 0.0
    tickets = itertools.count()
    while True:
        while (watch := round_.take()) is not None:
            if clock.now > seconds - 60.0:
                worst = max(worst, clock.now - due.get(watch, 0.0))
            takes = 60.0 if watch.handle.video_id == "v0" else latency
            heapq.heappush(under_way, (clock.now + takes, next(tickets), watch))
        pause = round_.pause()
        answer_at = under_way[0][0] if under_way else math.inf
        clock.now = min(answer_at, math.inf if pause is None else clock.now + pause)
        if clock.now > seconds:
            return worst
        if answer_at <= clock.now:
            _, _, watch = heapq.heappop(under_way)
            round_.answered(watch, None)
            due[watch] = clock.now + next(delays.setdefault(watch, schedule.delays()))


def test_one_poller_keeps_a_thousand_jobs_on_schedule() -> None:
    """With 100 ms an answer, no poll is late once the delays have grown; one at a time would be ever later."""
    assert lateness(1000, JobRound.CONCURRENCY, latency=0.1, seconds=300.0) < 0.05
    assert lateness(1000, 1, latency=0.1, seconds=300.0) > 60.0


@given(st.sampled_from(["ingestion", "processing"]), st.text(min_size=1))
def test_a_handle_can_be_stored(job: Any, video_id: str) -> None:
    """Its JSON is one line, and reads back as the same job."""
    handle = JobHandle(job, video_id)
    assert "\n" not in handle.to_json()
    assert JobHandle.from_json(handle.to_json()) == handle


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"job": "other", "videoId": "v"}',
        '{"job": "ingestion", "videoId": ""}',
        '{"job": "ingestion", "videoId": 5}',
    ],
)
def test_what_is_no_handle_is_told(text: str) -> None:
    """Anything else raises an error that quotes it."""
    with pytest.raises(ConfigurationError):
        JobHandle.from_json(text)


def test_near_the_end_polls_come_sooner() -> None:
    """The delay is half of what is probably left, by the server's guess or by the percentages; never below 0.25 s."""
    history = JobHistory()
    assert history.sooner(20.0) == 20.0
    history.add(0.0, 0.0, "PROCESSING")
    history.add(90.0, 90.0, "PROCESSING")
    assert history.remaining() == pytest.approx(10.0)
    assert history.sooner(20.0) == pytest.approx(5.0)
    history.add(99.9, 99.9, "PROCESSING")
    assert history.sooner(20.0) == 0.25
    history.add(100.0, None, "PROCESSING", eta=8.0)
    assert history.sooner(20.0) == 4.0


@given(st.lists(st.tuples(st.none() | st.floats(0, 100), st.sampled_from(["A", "B"])), max_size=50))
def test_a_history_is_what_changed(polls: list[tuple[float | None, str]]) -> None:
    """Equal polls in a row are one entry, in their order; the estimate never is negative."""
    history = JobHistory()
    for number, (percent, status) in enumerate(polls):
        history.add(float(number), percent, status)
    told = [entry[1:] for entry in history.entries]
    assert told == [poll for number, poll in enumerate(polls) if number == 0 or polls[number - 1] != poll]
    assert (history.remaining() or 0.0) >= 0.0
    assert 0.0 < history.sooner(20.0) <= 20.0


def test_a_history_stays_bounded() -> None:
    """A job that runs for days keeps its first and its last thousand changes at most."""
    history = JobHistory()
    for number in range(5000):
        history.add(float(number), float(number % 100), "PROCESSING")
    assert len(history.entries) == 1000
    assert history.entries[0][0] == 0.0
    assert history.entries[-1][0] == 4999.0
