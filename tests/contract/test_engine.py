"""Events, blocking, errors of our own, cleaning up: with small catalogues against a canned server."""

import io
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from pixop_contract.api_session import retry_pause
from pixop_contract.case import Blocked, Case, Inconclusive, Mismatch, NotApplicable, Vacuous
from pixop_contract.engine import Engine
from pixop_contract.events import CleanedUp, RequirementFinished, RunFinished, RunStarted
from pixop_contract.http_message import Headers, Response
from pixop_contract.poll import until
from pixop_contract.rate_limit import RateLimit
from pixop_contract.reports.console import ConsoleReport, one_line
from pixop_contract.reports.html_report import html_report
from pixop_contract.reports.json_report import json_report
from pixop_contract.reports.junit_report import junit_report
from pixop_contract.requirement import Catalogue, Level, Profile, Requirement, Source, SourceClass
from pixop_contract.result import Status
from pixop_contract.run_record import RunRecord
from pixop_contract.settings import ContractSettings


def requirement(name: str, *depends_on: str, level: Level = Level.MUST) -> Requirement:
    source = Source(SourceClass.S, "a section")
    return Requirement(name, f"It {level} be.", level, source, ("getToken",), Profile.CORE, depends_on)


@pytest.fixture(scope="module")
def anything() -> Iterator[str]:
    """A server that answers 404 to everything, and makes projects that it then refuses to delete."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            made = self.command == "PUT"
            body = b'{"project": {"id": "p1"}}' if made else b"{}"
            self.send_response(200 if made else 409 if self.command == "DELETE" else 404)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815 (http.server names them)

        def log_message(self, *_: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


Outcome = Callable[[Any], str | None]


def run(url: str, cases: dict[str, Outcome], *requirements: Requirement, stop_at: str = "") -> RunRecord:
    settings = ContractSettings(url, "me@example.org", "secret", profiles=(Profile.CORE,))
    engine = Engine(
        settings,
        catalogue=Catalogue(list(requirements)),
        cases={name: Case(name, function) for name, function in cases.items()},
    )
    events = []
    for event in engine.run():
        events.append(event)
        if isinstance(event, RequirementFinished) and event.result.requirement.id == stop_at:
            engine.interrupt()
    assert isinstance(events[0], RunStarted)
    assert any(isinstance(event, CleanedUp) for event in events)
    last = events[-1]
    assert isinstance(last, RunFinished)
    return last.record


def raising(error: BaseException) -> Outcome:
    def case(_world: Any) -> str | None:
        raise error

    return case


def statuses(record: RunRecord) -> dict[str, tuple[Status, str]]:
    return {result.requirement.id: (result.status, result.reason) for result in record.results}


@pytest.mark.parametrize(
    ("outcome", "status", "reason"),
    [
        (lambda _world: None, Status.PASS, ""),
        (raising(Vacuous("no such thing")), Status.PASS, "no such thing"),
        (raising(Mismatch("a", "b")), Status.FAIL, "expected a; got b"),
        (raising(NotApplicable("one account")), Status.SKIP, "one account"),
        (raising(Inconclusive("too slow")), Status.INCONCLUSIVE, "too slow"),
        (raising(Blocked("XYZ-009", "it failed")), Status.BLOCKED, "XYZ-009: it failed"),
        (raising(Blocked("ABC-001", "it failed")), Status.FAIL, "expected success; got ABC-001: it failed"),
        (raising(ZeroDivisionError("oops")), Status.ERROR, "this suite failed: ZeroDivisionError: oops"),
        (
            lambda world: world.api.call("getAccount", by=world.owner).name,
            Status.BLOCKED,
            "TOK-001: getToken",
        ),
    ],
)
def test_what_a_case_does_decides_the_status(
    anything: str, outcome: Outcome, status: Status, reason: str
) -> None:
    """Each way for a case to end has a status, and anything but PASS has a reason."""
    found, why = statuses(run(anything, {"ABC-001": outcome}, requirement("ABC-001")))["ABC-001"]
    assert found is status
    assert why.startswith(reason)


def test_a_departure_is_blocked_by_what_it_depends_on(anything: str) -> None:
    """One fault is told once: what follows from it is blocked, what works all the same passes."""
    cases: dict[str, Outcome] = {
        "ABC-001": raising(Mismatch("a", "b")),
        "ABC-002": raising(Mismatch("c", "d")),
        "ABC-003": lambda _world: None,
    }
    record = run(
        anything,
        cases,
        requirement("ABC-001"),
        requirement("ABC-002", "ABC-001"),
        requirement("ABC-003", "ABC-001"),
    )
    assert statuses(record)["ABC-002"][0] is Status.BLOCKED
    assert statuses(record)["ABC-003"][0] is Status.PASS
    assert record.verdict.exit_code == 1


def test_an_error_of_ours_is_not_held_against_the_server(anything: str) -> None:
    """Exit code 4, and the other requirements are still judged."""
    cases: dict[str, Outcome] = {"ABC-001": raising(RuntimeError("x")), "ABC-002": lambda _world: None}
    record = run(anything, cases, requirement("ABC-001"), requirement("ABC-002"))
    assert record.verdict.exit_code == 4
    assert statuses(record)["ABC-002"][0] is Status.PASS


@pytest.mark.parametrize("by", ["flag", "signal"])
def test_an_interrupt_leaves_the_rest_open(anything: str, by: str) -> None:
    """What was judged stays, what was not is inconclusive, and the exit code tells."""
    cases: dict[str, Outcome] = {
        "ABC-001": lambda _world: None,
        "ABC-002": raising(KeyboardInterrupt()) if by == "signal" else lambda _world: None,
    }
    stop_at = "ABC-001" if by == "flag" else ""
    record = run(anything, cases, requirement("ABC-001"), requirement("ABC-002"), stop_at=stop_at)
    assert statuses(record)["ABC-001"][0] is Status.PASS
    assert statuses(record)["ABC-002"] == (Status.INCONCLUSIVE, "the run was interrupted")
    assert record.verdict.exit_code == 130


def test_what_cannot_be_deleted_is_told(anything: str) -> None:
    """A project that the server does not delete is named at the end of the run."""

    def case(world: Any) -> str | None:
        world.api.call("createProject", authorization="Bearer x", json={"name": "x"})
        return None

    record = run(anything, {"ABC-001": case}, requirement("ABC-001"))
    assert record.left == ("project p1",)
    out, err = io.StringIO(), io.StringIO()
    ConsoleReport(out, err).observe(CleanedUp(record.left))
    assert err.getvalue() == "Not deleted from the server: project p1\n"


def test_reports_cannot_be_broken_by_what_a_server_sends(anything: str) -> None:
    """Markup and control characters in an answer are text in HTML, XML and on the console."""
    nasty = "</article><script>alert(1)</script>\x00\x1b[31m"
    record = run(anything, {"ABC-001": raising(Mismatch("a", nasty))}, requirement("ABC-001"))
    page = html_report(json_report(record))
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "\x00" not in junit_report(record)
    assert one_line(nasty).isprintable()


def test_the_page_needs_nothing_from_the_network(anything: str) -> None:
    """One file: no link, script, image or font from elsewhere; the verdict is the first sentence."""
    record = run(anything, {"ABC-001": lambda _world: None}, requirement("ABC-001"))
    page = html_report(json_report(record))
    for word in ("src=", "<link", "<script", "@import", "url("):
        assert word not in page
    assert page.index(record.verdict.sentence) < page.index("<h2>")


def test_a_rate_is_kept() -> None:
    """Requests are spaced evenly, and time that passed anyway counts."""
    now, waits = [0.0], []

    def wait(seconds: float) -> None:
        waits.append(round(seconds, 3))
        now[0] += seconds

    limit = RateLimit(4, clock=lambda: now[0], wait=wait)
    for _ in range(3):
        limit.acquire()
    now[0] += 10
    limit.acquire()
    assert waits == [0.25, 0.25]


@pytest.mark.parametrize(
    ("status", "value", "pause"),
    [
        (429, "3", 3.0),
        (503, "0", 0.0),
        (503, None, None),
        (429, "3600", None),
        (503, "Fri, 13", None),
        (500, "1", None),
    ],
)
def test_a_server_that_asks_to_wait_is_waited_for(
    status: int, value: str | None, pause: float | None
) -> None:
    """Only 429 and 503 with seconds within reason are tried again."""
    headers = Headers([] if value is None else [("Retry-After", value)])
    assert retry_pause(Response(status, headers)) == pause


def test_polling_ends_at_the_deadline() -> None:
    """The last answer is given back, and whether it was the one waited for."""
    answers = iter([1, 2, 3])
    assert until(lambda: next(answers), lambda answer: answer == 2, timeout=5) == (2, True)
    assert until(lambda: 7, lambda answer: answer == 2, timeout=0.0) == (7, False)
