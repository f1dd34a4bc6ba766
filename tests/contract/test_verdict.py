"""From results to a verdict."""

import pytest
from pixop_contract.requirement import Level, Profile, Requirement, Source, SourceClass
from pixop_contract.result import Finding, Result, Status, departed
from pixop_contract.verdict import ExitCode, Outcome, judge_profile, judge_run


def requirement(
    name: str = "ABC-001", level: Level = Level.MUST, kind: SourceClass = SourceClass.S
) -> Requirement:
    return Requirement(name, "It MUST.", level, Source(kind, "somewhere"), ("getToken",), Profile.CORE)


def result(status: Status, **more: object) -> Result:
    return Result(requirement(**more), status, "because")  # type: ignore[arg-type]


PASSED = result(Status.PASS)


@pytest.mark.parametrize(
    ("level", "kind", "status"),
    [
        (Level.MUST, SourceClass.S, Status.FAIL),
        (Level.MUST, SourceClass.H, Status.FAIL),
        (Level.MUST, SourceClass.D, Status.WARN),
        (Level.SHOULD, SourceClass.H, Status.WARN),
        (Level.SHOULD, SourceClass.D, Status.WARN),
        (Level.SURVEY, SourceClass.S, Status.SURVEY),
    ],
)
def test_only_a_must_of_reference_or_http_fails(level: Level, kind: SourceClass, status: Status) -> None:
    """A departure from a decision is a difference, from a SHOULD a warning."""
    found = departed(requirement(level=level, kind=kind), [Finding("ABC-001", "x", "a", "b")] * 2)
    assert found.status is status
    assert found.differs is (status is Status.WARN and kind is SourceClass.D)
    assert found.reason.startswith("differs from our document") is (kind is SourceClass.D)
    assert found.reason.endswith("expected a; got b (and 1 more)")


@pytest.mark.parametrize(
    ("results", "outcome"),
    [
        ([PASSED], Outcome.CONFORMANT),
        ([PASSED, result(Status.FAIL)], Outcome.NOT_CONFORMANT),
        ([PASSED, result(Status.WARN, kind=SourceClass.D)], Outcome.CONFORMANT),
        ([PASSED, result(Status.SKIP)], Outcome.NOT_ESTABLISHED),
        ([PASSED, result(Status.BLOCKED)], Outcome.NOT_ESTABLISHED),
        ([PASSED, result(Status.INCONCLUSIVE)], Outcome.NOT_ESTABLISHED),
        ([PASSED, result(Status.INCONCLUSIVE, kind=SourceClass.D)], Outcome.CONFORMANT),
        ([PASSED, result(Status.SKIP, level=Level.SHOULD)], Outcome.CONFORMANT),
        ([PASSED, result(Status.ERROR)], Outcome.HARNESS_ERROR),
        ([result(Status.FAIL), result(Status.ERROR)], Outcome.NOT_CONFORMANT),
        ([], Outcome.NOT_ESTABLISHED),
    ],
)
def test_a_profile_conforms_when_every_must_is_kept(results: list[Result], outcome: Outcome) -> None:
    """What fails outweighs what is open, and what is open is never called kept."""
    verdict = judge_profile(Profile.CORE, results)
    assert verdict.outcome is outcome
    assert bool(verdict.reasons) is (outcome is not Outcome.CONFORMANT)


def test_an_operation_that_never_succeeded_leaves_the_verdict_open() -> None:
    """The reach gate: passing requirements prove nothing about what was not reached."""
    verdict = judge_profile(Profile.CORE, [PASSED], unreached=["getVideo"])
    assert verdict.outcome is Outcome.NOT_ESTABLISHED
    assert verdict.reasons == ("getVideo never succeeded",)


def test_a_narrowed_run_is_about_its_selection() -> None:
    """With `only` or `exclude` the reach gate does not hold, and the sentence says so."""
    verdict = judge_profile(Profile.CORE, [PASSED], unreached=["getVideo"], partial=True)
    assert verdict.outcome is Outcome.CONFORMANT
    assert "selected requirements only" in verdict.sentence


def test_answers_of_a_kind_that_never_came_leave_nothing_open() -> None:
    """A requirement about 405s is not open on a server that sends none."""
    skipped = result(Status.SKIP)
    assert judge_profile(Profile.CORE, [PASSED, skipped], passive={"ABC-001"}).outcome is Outcome.CONFORMANT


def test_differences_count_when_strict() -> None:
    """With `strict` a departure from a decision is as bad as any."""
    results = [PASSED, result(Status.WARN, kind=SourceClass.D)]
    relaxed, strict = (judge_profile(Profile.CORE, results, strict=value) for value in (False, True))
    assert relaxed.outcome is Outcome.CONFORMANT
    assert "differs from our document in 1 place" in relaxed.sentence
    assert strict.outcome is Outcome.NOT_CONFORMANT


@pytest.mark.parametrize(
    ("statuses", "code"),
    [
        ((Status.PASS, Status.PASS), ExitCode.CONFORMANT),
        ((Status.PASS, Status.FAIL), ExitCode.NOT_CONFORMANT),
        ((Status.SKIP, Status.FAIL), ExitCode.NOT_CONFORMANT),
        ((Status.PASS, Status.SKIP), ExitCode.NOT_ESTABLISHED),
        ((Status.ERROR, Status.SKIP), ExitCode.HARNESS_ERROR),
    ],
)
def test_the_exit_code_is_the_worst_of_the_profiles(statuses: tuple[Status, ...], code: ExitCode) -> None:
    """Proved wrong before an error of ours before open before conformant."""
    profiles = [judge_profile(Profile.CORE, [result(status)]) for status in statuses]
    assert judge_run(profiles, differs=0).exit_code is code


def test_an_interrupted_run_says_so() -> None:
    """An interrupt has an exit code of its own, whatever was judged before."""
    verdict = judge_run([judge_profile(Profile.CORE, [PASSED])], differs=2, interrupted=True)
    assert verdict.exit_code is ExitCode.INTERRUPTED
    assert verdict.sentence.startswith("The run was interrupted.")
    assert "differs from our document, where the reference is silent, in 2 places." in verdict.sentence
