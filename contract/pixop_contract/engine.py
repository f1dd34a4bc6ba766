"""Runs cases and yields events; reports and exit codes follow from those alone."""

from __future__ import annotations

import secrets
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from pixop_contract.api_session import ApiSession, LoginFailedError
from pixop_contract.case import Blocked, Case, Inconclusive, Mismatch, NotApplicable, Vacuous, load_cases
from pixop_contract.document import Document, Operation, load_document
from pixop_contract.events import CleanedUp, Event, RequirementFinished, RunFinished, RunStarted
from pixop_contract.exchange import Exchange
from pixop_contract.http_parser import UnreadableResponseError
from pixop_contract.journal import Journal
from pixop_contract.ledger import Ledger
from pixop_contract.passive import PassiveValidator, passive_requirements
from pixop_contract.rate_limit import RateLimit
from pixop_contract.raw_client import RawClient, TransportError
from pixop_contract.redaction import Redactor
from pixop_contract.requirement import Catalogue, Level, Profile, Requirement, load_catalogue
from pixop_contract.result import Finding, Result, Status, departed
from pixop_contract.run_record import Reach, RunRecord
from pixop_contract.selection import in_order, select
from pixop_contract.settings import ContractSettings
from pixop_contract.verdict import home_profile, judge_profile, judge_run
from pixop_contract.world import World

EVIDENCE = 6
"""Exchanges at most that are kept as the evidence of one finding."""
FAILED = frozenset({Status.FAIL, Status.BLOCKED, Status.ERROR})


class Engine:
    """One run against one server."""

    def __init__(
        self,
        settings: ContractSettings,
        *,
        catalogue: Catalogue | None = None,
        document: Document | None = None,
        cases: dict[str, Case] | None = None,
    ) -> None:
        self._settings = settings
        self._catalogue = catalogue or load_catalogue()
        self._document = document or load_document()
        self._cases = cases if cases is not None else load_cases()
        self._selected = selected_requirements(settings, self._catalogue)
        self._passive = PassiveValidator(self._document)
        run = f"contract-{secrets.token_hex(4)}"
        self._journal = Journal(settings.journal_dir, settings.base_url, run)
        self._ledger = Ledger(self._journal)
        self._redactor = Redactor()
        self._redactor.learn_credentials(settings.email, settings.password)
        self._redactor.learn_credentials(settings.second_email, settings.second_password)
        self._session = ApiSession(
            RawClient(settings.base_url, timeout=settings.request_timeout),
            self._document,
            rate=RateLimit(settings.rate_limit),
            read_only=settings.read_only,
            observe=self._observe,
            broken=self._note_unreadable,
        )
        self._world = World(settings, self._session, self._document, self._ledger, run)
        self._world.selected = frozenset(requirement.id for requirement in self._selected)
        self._statuses: dict[str, set[int]] = defaultdict(set)
        self._recent: list[Exchange] = []
        self._requests = 0
        self._results: dict[str, Result] = {}
        self._timings: dict[str, float] = {}
        self._answers: dict[str, frozenset[tuple[str, int]]] = {}
        self._interrupted = False

    def plan(self) -> list[Requirement]:
        """Return the selected requirements that have a case, in the order of their judging."""
        wanted = list(self._selected)
        if any(requirement.id not in self._cases for requirement in wanted):
            # Passive requirements live on what other cases ask.
            drivers = select(self._catalogue, self._settings.profiles, (), self._settings.exclude)
            wanted += [requirement for requirement in drivers if requirement not in wanted]
        return in_order(requirement for requirement in wanted if requirement.id in self._cases)

    def run(self) -> Iterator[Event]:
        """Judge every selected requirement and clean up; an interrupt ends the judging only."""
        started, clock = datetime.now(UTC), time.monotonic()
        yield RunStarted(tuple(self._selected))
        selected = {requirement.id for requirement in self._selected}
        try:
            self._journal.begin()
            unreachable = self._unreachable()
            for requirement in self.plan():
                if self._interrupted:
                    break
                begun = time.monotonic()
                self._recent = []
                result = (
                    Result(requirement, Status.INCONCLUSIVE, unreachable)
                    if unreachable
                    else self._judge(requirement)
                )
                self._timings[requirement.id] = time.monotonic() - begun
                self._answers[requirement.id] = self._answers_on(requirement)
                if requirement.id in selected:
                    self._results[requirement.id] = result
                    yield RequirementFinished(result)
        except KeyboardInterrupt:
            self._interrupted = True
        left: tuple[str, ...] = ()
        try:
            left = tuple(self._ledger.clear(self._session, self._world.logins))
        finally:
            self._session.client.close()
        yield CleanedUp(left)
        for requirement in self._selected:
            if requirement.id in self._results:
                continue
            result = (
                Result(requirement, Status.INCONCLUSIVE, "the run was interrupted")
                if requirement.id in self._cases
                else self._judge_passive(requirement)
            )
            self._results[requirement.id] = result
            yield RequirementFinished(result)
        yield RunFinished(self._record(started, time.monotonic() - clock, left))

    def interrupt(self) -> None:
        """End the judging before the next case; the run still cleans up."""
        self._interrupted = True

    def _observe(self, exchange: Exchange) -> None:
        self._requests += 1
        self._recent.append(exchange)
        if not exchange.operation or not exchange.operation.path.startswith("/media/"):
            self._redactor.learn_from(exchange.request.headers, exchange.response.data)
        if exchange.operation is not None:
            self._statuses[exchange.operation.id].add(exchange.status)
        self._ledger.observe(exchange)
        self._passive.observe(exchange)

    def _answers_on(self, requirement: Requirement) -> frozenset[tuple[str, int]]:
        """Return the answers of the requirement's own operations that its case has just seen."""
        return frozenset(
            (exchange.operation.id, exchange.status)
            for exchange in self._recent
            if exchange.operation is not None and exchange.operation.id in requirement.operations
        )

    def _note_unreadable(self, operation: Operation | None, error: UnreadableResponseError) -> None:
        name = operation.id if operation else "another path"
        self._passive.note(Finding("HTTP-002", str(error), "a well-formed message", str(error), (name,)))

    def _unreachable(self) -> str:
        """Return why the server cannot be reached, or nothing."""
        try:
            self._session.call("verifyToken")
        except TransportError as error:
            return f"the server cannot be reached: {error}"
        except UnreadableResponseError as error:
            return f"the server does not speak HTTP: {error}"
        return ""

    def _judge(self, requirement: Requirement) -> Result:
        result = self._judge_case(requirement)
        departure = self._world.departures.get(requirement.id)
        if departure is None or result.status is not Status.PASS:
            return result
        return self._blamed(requirement) or departed(requirement, [departure()])

    def _judge_case(self, requirement: Requirement) -> Result:
        try:
            answer = self._cases[requirement.id].run(self._world)
        except Mismatch as mismatch:
            return self._departed(requirement, mismatch)
        except Blocked as error:
            if error.by == requirement.id:
                return self._departed(requirement, Mismatch("success", str(error)))
            return Result(requirement, Status.BLOCKED, str(error))
        except LoginFailedError as error:
            return Result(requirement, Status.BLOCKED, f"TOK-001: {error}")
        except UnreadableResponseError as error:
            return Result(requirement, Status.BLOCKED, f"HTTP-002: {error}")
        except NotApplicable as error:
            return Result(requirement, Status.SKIP, str(error))
        except Vacuous as error:
            return Result(requirement, Status.PASS, str(error))
        except (Inconclusive, TransportError) as error:
            return Result(requirement, Status.INCONCLUSIVE, str(error))
        except Exception as error:
            return Result(requirement, Status.ERROR, f"this suite failed: {type(error).__name__}: {error}")
        if requirement.level is Level.SURVEY:
            return Result(requirement, Status.SURVEY, answer or "")
        return Result(requirement, Status.PASS)

    def _blamed(self, requirement: Requirement, here: str = "") -> Result | None:
        """Put a departure down to what the requirement builds on, where that is not kept itself."""
        for name in requirement.depends_on:
            if self._has_failed(name):
                told = f"{name} is not kept" + (f"; here: {here}" if here else "")
                return Result(requirement, Status.BLOCKED, told)
        return None

    def _departed(self, requirement: Requirement, mismatch: Mismatch) -> Result:
        blamed = self._blamed(requirement, str(mismatch))
        if blamed is not None:
            return blamed
        seen = self._recent
        if mismatch.at is not None:
            position = seen.index(mismatch.at) + 1 if mismatch.at in seen else 0
            seen = seen[:position] if position else [mismatch.at]
        finding = Finding(
            requirement.id,
            mismatch.cause,
            mismatch.expected,
            mismatch.observed,
            tuple(dict.fromkeys(exchange.name for exchange in seen[-1:])),
            tuple(seen[-EVIDENCE:]),
        )
        return departed(requirement, [finding])

    def _has_failed(self, name: str) -> bool:
        if name in self._results:
            return self._results[name].status in FAILED
        return name not in self._cases and bool(self._passive.findings(name))

    def _judge_passive(self, requirement: Requirement) -> Result:
        findings = self._passive.findings(requirement.id)
        if findings:
            return departed(requirement, findings)
        if requirement.id in self._passive.applied:
            return Result(requirement, Status.PASS)
        return Result(requirement, Status.SKIP, "no answer of this kind was seen")

    def _accepted(self, result: Result, today: date) -> Result:
        """Mark a departure that the baseline accepts."""
        if result.status not in (Status.FAIL, Status.WARN):
            return result
        return replace(result, accepted=self._settings.baseline.accepts(result.requirement.id, today))

    def _results_of(self, profile: Profile, results: Sequence[Result]) -> list[Result]:
        """Return a profile's results; what holds for every answer counts in `core`, else in the first."""
        profiles = self._settings.profiles
        keeper = Profile.CORE if Profile.CORE in profiles else profiles[0]
        return [
            result
            for result in results
            if result.requirement.profile is profile
            or (profile is keeper and result.requirement.profile not in profiles)
        ]

    def _record(self, started: datetime, seconds: float, left: tuple[str, ...]) -> RunRecord:
        today = started.date()
        results = tuple(
            self._accepted(self._results[requirement.id], today) for requirement in self._selected
        )
        reach = tuple(Reach(name, tuple(sorted(self._statuses[name]))) for name in self._document.operations)
        settings = self._settings
        reached = {found.operation for found in reach if found.succeeded}
        profiles = [
            judge_profile(
                profile,
                self._results_of(profile, results),
                unreached=[
                    operation.id
                    for operation in self._document.operations.values()
                    if home_profile(operation) is profile and operation.id not in reached
                ],
                passive=passive_requirements(),
                strict=settings.strict,
                partial=bool(settings.only or settings.exclude),
            )
            for profile in settings.profiles
            if self._results_of(profile, results)
        ]
        return RunRecord(
            settings=settings,
            document=self._document,
            verdict=judge_run(
                profiles, differs=sum(result.differs for result in results), interrupted=self._interrupted
            ),
            results=results,
            reach=reach,
            redactor=self._redactor,
            started=started,
            seconds=seconds,
            requests=self._requests,
            names={**self._ledger.names, self._world.run: "{run}"},
            timings=self._timings,
            answers=self._answers,
            left=left,
            interrupted=self._interrupted,
        )


def selected_requirements(
    settings: ContractSettings, catalogue: Catalogue | None = None
) -> list[Requirement]:
    """Return the requirements that a run with these settings is about."""
    return select(
        catalogue or load_catalogue(),
        settings.profiles,
        settings.only,
        settings.exclude,
        general=passive_requirements(),
    )


def run_events(settings: ContractSettings, observe: Callable[[Event], None]) -> RunRecord:
    """Run to the end, telling `observe` about every event, and return the record."""
    record: RunRecord | None = None
    engine = Engine(settings)
    for event in engine.run():
        try:
            observe(event)
        except KeyboardInterrupt:
            engine.interrupt()
        if isinstance(event, RunFinished):
            record = event.record
    assert record is not None
    return record
