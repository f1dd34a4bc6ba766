"""ROB: requests that are made from the document by machine."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial

from pixop_contract.case import Mismatch, NotApplicable, case
from pixop_contract.document import Document
from pixop_contract.exchange import Exchange
from pixop_contract.expectation import summed
from pixop_contract.fuzzing import Generated, generated
from pixop_contract.outage import Outage, attempt, settled, survived
from pixop_contract.world import World, once

SHOWN = 8
MOST_OUTAGES = 3
"""Requests without an answer, after which no more are sent."""


@dataclass(frozen=True)
class Sent:
    """A generated request with the answer to it."""

    request: Generated
    answer: Exchange

    @property
    def told(self) -> str:
        """Request and answer in short."""
        return f"{self.request.told}: {self.answer.status}"


@lru_cache(maxsize=1)
def requests_from(document: Document) -> tuple[Generated, ...]:
    """Return the requests, which are the same for every server."""
    return tuple(generated(document))


@once
def asked(world: World) -> tuple[tuple[Sent, ...], tuple[Outage, ...]]:
    """Send every generated request once; valid processing requests are left out, since each would start a job."""
    project_id = str(world.new_project("machine-made").get("project", "id"))
    video_id = world.good().video_id
    found: list[Sent] = []
    outages: list[Outage] = []
    try:
        requests = requests_from(world.document)
    except ImportError as error:
        raise NotApplicable(f"schemathesis is not installed: {error}") from error
    for request in requests:
        if request.operation == "processVideo" and request.valid:
            continue
        arguments = {"json": request.body} if request.has_body else {}
        identifier = project_id if request.operation == "updateProject" else video_id
        ask = partial(
            world.api.call, request.operation, identifier, by=world.owner, query=request.query, **arguments
        )
        try:
            answer = attempt(world, request.told, ask)
        except UnicodeEncodeError:
            continue  # a lone surrogate cannot be sent as UTF-8
        if isinstance(answer, Exchange):
            found.append(Sent(request, answer))
            continue
        outages.append(answer)
        if answer.down or len(outages) == MOST_OUTAGES:
            break
    return tuple(found), tuple(outages)


def sent(world: World) -> tuple[Sent, ...]:
    """Return the answers that there were."""
    return asked(world)[0]


def departed(world: World, wrong: list[Sent], expected: str) -> None:
    """Tell all departures as one; without any, nothing is settled if the server went down on the way."""
    if wrong:
        listed = "; ".join(dict.fromkeys(item.told for item in wrong[:SHOWN]))
        more = f"; and {len(wrong) - SHOWN} more" if len(wrong) > SHOWN else ""
        raise Mismatch(expected, listed + more, wrong[0].answer, cause="machine-made requests")
    settled(asked(world)[1])


@case("ROB-001")
def refuses_bodies_that_break_the_document(world: World) -> None:
    wrong = [
        item
        for item in sent(world)
        if item.request.has_body
        and not item.request.valid
        and item.answer.status not in (400, *range(500, 600))
    ]
    departed(world, wrong, "400 to a body that breaks the document's schema")


@case("ROB-002")
def refuses_parameters_that_break_the_document(world: World) -> None:
    wrong = [
        item
        for item in sent(world)
        if not item.request.has_body
        and not item.request.valid
        and item.answer.status not in (400, *range(500, 600))
    ]
    departed(world, wrong, "400 to query parameters that break the document's schema")


@case("ROB-003")
def takes_what_keeps_to_the_document(world: World) -> None:
    wrong = [
        item
        for item in sent(world)
        if item.request.valid and not item.answer.ok and item.answer.status not in (404, *range(500, 600))
    ]
    departed(world, wrong, "success, or 404 for an unknown id, where a request keeps to the document")


@case("ROB-004")
def keeps_names_that_were_made_by_machine(world: World) -> None:
    wrong = [
        item
        for item in sent(world)
        if item.request.operation in ("createProject", "updateProject")
        and item.answer.ok
        and isinstance(item.request.body, dict)
        and isinstance(item.request.body.get("name"), str)
        and item.answer.get("project", "name") != item.request.body["name"]
    ]
    departed(world, wrong, "the name that was given in the answer")


@case("ROB-005")
def does_not_fail(world: World) -> None:
    survived(asked(world)[1])
    wrong = [item for item in sent(world) if item.answer.status >= 500]
    departed(world, wrong, "an answer that does not blame the server")


@case("ROB-006")
def tells_the_statuses(world: World) -> str:
    return f"machine-made requests: {summed(item.answer for item in sent(world))}"
