"""Sharing bytes among streams, and how many streams there are: every byte once, and more only where it pays."""

import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from pixop.transfers.byte_intervals import ByteIntervals
from pixop.transfers.range_plan import RangePlan, StartOver, Unfit, Write
from pixop.transfers.segment_plan import Segment, SegmentPlan
from pixop.transfers.stream_growth import TICK, StreamGrowth

SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)))


def members(intervals: ByteIntervals) -> set[int]:
    return {byte for start, stop in intervals for byte in range(start, stop)}


@given(SPANS, SPANS, st.integers(0, 70))
def test_intervals_are_sets_of_bytes(
    some: list[tuple[int, int]], others: list[tuple[int, int]], total: int
) -> None:
    """Union, cut, gaps and sizes are those of the sets; no two spans touch."""
    intervals = ByteIntervals.of(some)
    expected = {byte for start, stop in some for byte in range(start, stop)}
    assert members(intervals) == expected
    assert intervals.size == len(expected)
    assert all(a[1] < b[0] for a, b in zip(intervals.spans, intervals.spans[1:], strict=False))
    assert members(intervals.plus(others)) == expected | members(ByteIntervals.of(others))
    assert members(intervals.before(total)) == {byte for byte in expected if byte < total}
    gaps = ByteIntervals.of(intervals.gaps(total))
    assert members(gaps) == set(range(total)) - expected
    assert intervals.prefix == next(byte for byte in range(62) if byte not in expected)


class Streams(RuleBasedStateMachine):
    """Streams that begin, bring bytes and end in any order."""

    @initialize(total=st.integers(1, 200), done=SPANS)
    def start(self, total: int, done: list[tuple[int, int]]) -> None:
        self.had = ByteIntervals.of(done).before(total)
        self.plan = SegmentPlan(total, self.had)
        self.brought = [0] * total
        self.open: list[tuple[Segment, int]] = []

    @rule(smallest=st.integers(1, 20))
    def begin(self, smallest: int) -> None:
        before = [(each.left, each) for each, _ in self.open]
        segment = self.plan.begin(smallest)
        if segment is None:
            assert all(left < 2 * smallest for left, _ in before)
            return
        assert segment.left >= 1
        for left, each in before:
            assert each.left == left or each.left >= smallest <= segment.left
        self.open.append((segment, 0))

    @precondition(lambda self: self.open)
    @rule(data=st.data(), count=st.integers(1, 50))
    def claim(self, data: st.DataObject, count: int) -> None:
        at = data.draw(st.integers(0, len(self.open) - 1))
        segment, claimed = self.open[at]
        self.open[at] = (segment, claimed + self.plan.claim(segment, count))

    @precondition(lambda self: self.open)
    @rule(data=st.data())
    def write(self, data: st.DataObject) -> None:
        at = data.draw(st.integers(0, len(self.open) - 1))
        segment, claimed = self.open[at]
        for byte in range(segment.written, segment.written + claimed):
            self.brought[byte] += 1
        self.plan.wrote(segment, claimed)
        self.open[at] = (segment, 0)

    @precondition(lambda self: self.open)
    @rule(data=st.data())
    def end(self, data: st.DataObject) -> None:
        segment, _ = self.open.pop(data.draw(st.integers(0, len(self.open) - 1)))
        self.plan.end(segment)

    @invariant()
    def every_byte_once(self) -> None:
        if not hasattr(self, "plan"):
            return
        assert max(self.brought) <= 1
        there = members(self.had) | {byte for byte, times in enumerate(self.brought) if times}
        assert members(self.plan.done) == there
        assert self.plan.count == len(there)
        assert self.plan.finished == (len(there) == len(self.brought))
        assert not any(self.brought[byte] for byte in members(self.had))

    def teardown(self) -> None:
        if not hasattr(self, "plan"):
            return
        for segment, _ in self.open:
            self.plan.end(segment)
        while (begun := self.plan.begin(1)) is not None:
            segment = begun
            for byte in range(segment.start, segment.stop):
                self.brought[byte] += 1
            self.plan.wrote(segment, self.plan.claim(segment, len(self.brought)))
            self.plan.end(segment)
        self.every_byte_once()
        assert self.plan.finished


TestStreams = Streams.TestCase
TestStreams.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)


Rate = Callable[[float, int], float]


class Reno:
    """A stream whose congestion window halves when a packet is lost (RFC 5681), as seen once a round trip."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.window, self.slow_start, self.silent = 10.0, True, 0

    def bytes_sent(self) -> int:
        packets = int(self.window)
        if self.silent:
            self.silent -= 1
            return 0
        if self.chance.random() > (1 - 0.004) ** packets:
            self.window, self.slow_start = max(2.0, self.window / 2), False
            self.silent = 5 if self.chance.random() < 0.1 else 0
        else:
            self.window = self.window * 2 if self.slow_start else self.window + 1
        return packets * 1460


def simulate(
    size: int, rate: Rate, most: int = 8, latency: float = 0.02, busy: float = 0.1
) -> tuple[float, int]:
    """Download over a link that is a formula; return the seconds that it takes and the most streams at a time."""
    plan, growth = SegmentPlan(size, ByteIntervals()), StreamGrowth(most)
    streams: list[tuple[Segment, float]] = []
    now, look, newest, largest = 0.0, 0.0, 0.0, 0
    while not plan.finished:
        while len(streams) > growth.allowed:
            plan.end(streams.pop()[0])
        while len(streams) < growth.wanted and (segment := plan.begin(256 << 10)):
            streams.append((segment, now + latency))
        largest = max(largest, len(streams))
        live = [segment for segment, at in streams if at <= now]
        newest = max([newest, *(at for _, at in streams if at <= now)])
        for segment in live:
            plan.wrote(segment, plan.claim(segment, max(1, int(rate(now, len(live)) * 0.02))))
        for segment in live:
            if segment.written == segment.stop:
                plan.end(segment)
        streams = [each for each in streams if each[0].written < each[0].stop]
        now += 0.02
        if now >= look:
            look = now + TICK
            growth.observe(now, plan.count, size - plan.count, len(live), newest, now * busy)
            assert growth.wanted <= growth.allowed <= most
    return now, largest


@pytest.mark.parametrize(("size", "gain"), [(400e6, 5.0), (2e9, 7.0)])
def test_a_link_that_limits_each_connection_gets_all_streams(size: float, gain: float) -> None:
    """Eight streams bring a large file at least five times as fast."""
    single, _ = simulate(int(size), lambda *_: 20e6, most=1)
    several, largest = simulate(int(size), lambda *_: 20e6)
    assert largest == 8
    assert single / several >= gain


def test_a_link_whose_rates_vary_gets_all_streams() -> None:
    """Rates that vary by chance, each stream for itself, do not hide that more streams bring more."""
    chance = random.Random(4)

    def rate(_: float, n: int) -> float:
        return sum(20e6 * chance.lognormvariate(-0.5, 1.0) for _ in range(n)) / n

    single, _ = simulate(int(800e6), rate, most=1)
    assert single / simulate(int(800e6), rate)[0] >= 5.0


@pytest.mark.parametrize("seed", range(8))
def test_a_link_with_loss_gets_all_streams(seed: int) -> None:
    """TCP that begins fast, loses packets and then crawls is told from a link that is full."""

    def lossy(most: int) -> float:
        plan, growth, chance = (
            SegmentPlan(40_000_000, ByteIntervals()),
            StreamGrowth(most),
            random.Random(seed),
        )
        streams: list[tuple[Segment, Reno, int]] = []
        trip = newest = 0
        while not plan.finished:
            while len(streams) > growth.allowed:
                plan.end(streams.pop()[0])
            while len(streams) < growth.wanted and (segment := plan.begin(256 << 10)):
                streams.append((segment, Reno(chance), trip + 2))
            for segment, stream, at in streams:
                if at <= trip:
                    newest = max(newest, at)
                    plan.wrote(segment, plan.claim(segment, stream.bytes_sent()))
            for segment, _, _ in streams:
                if segment.written == segment.stop:
                    plan.end(segment)
            streams = [each for each in streams if each[0].written < each[0].stop]
            trip += 1
            live = sum(at <= trip for _, _, at in streams)
            growth.observe(trip * 0.05, plan.count, plan.total - plan.count, live, newest * 0.05, 0.0)
        return trip * 0.05

    assert lossy(1) / lossy(8) >= 5.0


@pytest.mark.parametrize("size", [100e6, 3e9])
def test_a_link_that_is_full_loses_nothing(size: float) -> None:
    """Where the sum is limited, trying costs no time that counts, and no crowd of streams stays."""
    single, _ = simulate(int(size), lambda _, n: 40e6 / n, most=1)
    several, largest = simulate(int(size), lambda _, n: 40e6 / n)
    assert single / several >= 0.97
    assert largest <= 4


def test_a_machine_that_does_what_it_can_keeps_one_stream() -> None:
    """Where one stream takes most of a processor, no second one is tried."""
    assert simulate(int(40e9), lambda *_: 1e9, busy=0.8)[1] == 1


def test_a_machine_that_is_busy_goes_back_to_one_stream() -> None:
    """Where two streams are slower than one, they are stopped at once, and seldom tried again."""
    single, _ = simulate(int(40e9), lambda *_: 1e9, most=1)
    several, largest = simulate(int(40e9), lambda _, n: (1e9 if n == 1 else 0.75e9) / n, busy=0.45)
    assert single / several >= 0.96
    assert largest == 2


@pytest.mark.parametrize(("size", "rate"), [(3_000_000, 1e5), (100_000_000, 1e8)])
def test_what_is_small_or_soon_over_keeps_one_stream(size: int, rate: float) -> None:
    """No further connection is opened for what it could not speed up."""
    assert simulate(size, lambda *_: rate)[1] == 1


def test_a_rate_limit_is_not_tried_to_beat() -> None:
    """A download that has the rate which the caller allows does not grow."""
    growth = StreamGrowth(8, limit=1e6)
    for step in range(100):
        growth.observe(step / 10, step * 95_000, 10**9, 1, 0.0, 0.0)
    assert growth.wanted == 1


@given(
    st.integers(1, 16),
    st.lists(
        st.tuples(
            st.floats(0.01, 3), st.integers(0, 10**9), st.integers(0, 16), st.none() | st.integers(0, 9)
        )
    ),
    st.sampled_from([0.1, 0.4, 0.6]),
)
@settings(deadline=None, max_examples=100)
def test_the_number_of_streams_is_bounded(
    most: int, looks: list[tuple[float, int, int, int | None]], busy: float
) -> None:
    """Whatever is measured, there is at least one stream and never more than the bound."""
    growth, now, done, newest, bound = StreamGrowth(most), 0.0, 0, 0.0, most
    for passed, brought, delivering, refused in looks:
        now, done = now + passed, done + brought
        newest = max(newest, now - passed / 2)
        growth.observe(now, done, 10**12, min(delivering, growth.allowed), newest, now * busy)
        if refused is not None:
            bound = max(1, min(bound, refused))
            growth.bound(refused)
        assert 1 <= growth.wanted <= growth.allowed <= bound


PLAN = RangePlan.resumed(ByteIntervals.until(100), total=1000, validator='"e"', etag='"e"')


@pytest.mark.parametrize(
    ("status", "fields", "expected"),
    [
        (206, {"content-range": "bytes 200-299/1000"}, Write(200, 100)),
        (206, {"content-range": "bytes 200-249/*", "content-length": "50"}, Write(200, 50)),
        (206, {"content-range": "bytes 200-399/1000"}, Unfit),
        (206, {"content-range": "bytes 100-299/1000"}, Unfit),
        (206, {"content-range": "bytes 299-200/1000"}, Unfit),
        (206, {"content-range": "bytes 200-299/1000", "content-length": "7"}, Unfit),
        (206, {"content-range": "bytes 200-299/1000", "content-encoding": "gzip"}, Unfit),
        (206, {"content-range": "bytes 200-299/1001"}, StartOver),
        (206, {"content-range": "bytes 200-299/1000", "etag": '"f"'}, StartOver),
        (206, {"content-range": "bytes 200-299/1000", "etag": 'W/"e"'}, StartOver),
        (206, {"content-range": "bytes 200-299/1000", "etag": ""}, Unfit),
        (206, {}, Unfit),
        (200, {}, Unfit),
        (200, {"etag": '"f"'}, StartOver),
        (204, {}, Unfit),
    ],
)
def test_an_answer_to_a_segment_is_that_segment_or_none(
    status: int, fields: dict[str, str], expected: object
) -> None:
    """Only bytes that are asked for, of the same media, are written; other media is told from other trouble."""
    step = PLAN.answered_segment((200, 300), status, {"etag": '"e"', **fields})
    assert step == expected or (isinstance(expected, type) and isinstance(step, expected))


@pytest.mark.parametrize(
    ("status", "fields", "divisible"),
    [
        (200, {"etag": '"e"', "accept-ranges": "bytes"}, True),
        (206, {"etag": '"e"', "content-range": "bytes 0-9/10"}, True),
        (200, {"etag": '"e"'}, False),
        (200, {"etag": '"e"', "accept-ranges": "none"}, False),
        (200, {"etag": 'W/"e"', "accept-ranges": "bytes"}, False),
        (200, {"last-modified": "Mon, 01 Jan 2024 00:00:00 GMT", "accept-ranges": "bytes"}, False),
    ],
)
def test_only_media_that_is_named_exactly_is_divided(
    status: int, fields: dict[str, str], divisible: bool
) -> None:
    """Several streams need a strong entity tag and a server that has ranges."""
    plan = RangePlan()
    fields = {"content-length": "10", **fields}
    assert isinstance(plan.answered(status, fields), Write)
    assert plan.divisible(fields, status) is divisible
