"""ROB: upload forms that are made from the document by machine."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache, partial

from pixop_contract.case import Mismatch, NotApplicable, case
from pixop_contract.cases.downloads import fetch
from pixop_contract.cases.robustness import MOST_OUTAGES
from pixop_contract.cases.uploads import upload
from pixop_contract.clip import clip
from pixop_contract.document import Document
from pixop_contract.exchange import Exchange
from pixop_contract.expectation import succeeded, summed
from pixop_contract.form_fuzzing import GeneratedForm, generated_forms
from pixop_contract.multipart_form import Part
from pixop_contract.outage import Outage, attempt, settled, survived
from pixop_contract.world import World, once

SHOWN = 6


@dataclass(frozen=True)
class SentForm:
    """A form, the video that it was sent to, and the answer."""

    form: GeneratedForm
    video_id: str
    answer: Exchange
    kept: Exchange | None = None
    """The download of what was taken."""

    @property
    def failed(self) -> bool:
        """Whether the server blames itself, which is judged apart."""
        return self.answer.status >= 500


@lru_cache(maxsize=1)
def forms_from(document: Document) -> tuple[GeneratedForm, ...]:
    """Return the forms, which are the same for every server."""
    return tuple(generated_forms(document))


@once
def asked_forms(world: World) -> tuple[tuple[SentForm, ...], tuple[Outage, ...]]:
    """Send every form once: what may be taken to a video of its own, what is to be refused to one that waits."""
    waiting = world.new_video(name="machine-made form")
    try:
        forms = forms_from(world.document)
    except ImportError as error:
        raise NotApplicable(f"schemathesis is not installed: {error}") from error
    found: list[SentForm] = []
    outages: list[Outage] = []
    for form in forms:
        video_id = waiting or world.new_video(name="machine-made form")
        ask = partial(upload, world, video_id, *form.parts, operation=form.operation)
        answer = attempt(world, form.told, ask)
        if isinstance(answer, Outage):
            outages.append(answer)
            if answer.down or len(outages) == MOST_OUTAGES:
                break
            waiting = ""
            continue
        kept = fetch(world, video_id) if answer.ok else None
        found.append(SentForm(form, video_id, answer, kept))
        waiting = "" if answer.ok else video_id
        if kept is not None:  # what the server need not ingest does not keep others waiting
            world.api.call("deleteVideo", video_id, by=world.owner)
    return tuple(found), tuple(outages)


def departed(world: World, wrong: list[SentForm], expected: str) -> None:
    """Tell all departures as one; without any, nothing is settled if the server went down on the way."""
    if wrong:
        listed = "; ".join(f"{item.form.told}: {item.answer.status}" for item in wrong[:SHOWN])
        more = f"; and {len(wrong) - SHOWN} more" if len(wrong) > SHOWN else ""
        raise Mismatch(expected, listed + more, wrong[0].answer, cause="machine-made forms")
    settled(asked_forms(world)[1])


@case("ROB-007")
def takes_forms_that_keep_to_the_document(world: World) -> None:
    wrong = [
        item for item in asked_forms(world)[0] if item.form.valid and not item.answer.ok and not item.failed
    ]
    departed(world, wrong, "success for a form with one file that is not empty")


@case("ROB-008")
def refuses_forms_that_break_the_document(world: World) -> None:
    sent = [item for item in asked_forms(world)[0] if not item.form.valid]
    wrong = [item for item in sent if item.answer.status != 400 and not item.failed]
    departed(world, wrong, "400 to a form without a file, with several, or with an empty one")


@case("ROB-009")
def keeps_what_it_took(world: World) -> None:
    wrong = [
        replace(item, answer=item.kept)
        for item in asked_forms(world)[0]
        if item.form.valid
        and item.kept is not None
        and item.kept.status < 500
        and item.kept.response.body != item.form.parts[0].content
    ]
    departed(world, wrong, "the bytes that were uploaded")


@case("ROB-010")
def does_not_fail_over_forms(world: World) -> None:
    sent, outages = asked_forms(world)
    survived(outages)
    departed(world, [item for item in sent if item.failed], "an answer that does not blame the server")


@case("ROB-018")
def stores_nothing_of_a_form_that_it_refused(world: World) -> None:
    refused = [
        item for item in asked_forms(world)[0] if not item.form.valid and 400 <= item.answer.status < 500
    ]
    taken = {item.video_id for item in asked_forms(world)[0] if item.answer.ok}
    for video_id in dict.fromkeys(item.video_id for item in refused if item.video_id not in taken):
        succeeded(upload(world, video_id, Part(clip())))
    settled(asked_forms(world)[1])


@case("ROB-019")
def tells_the_statuses_of_forms(world: World) -> str:
    return f"machine-made forms: {summed(item.answer for item in asked_forms(world)[0])}"
