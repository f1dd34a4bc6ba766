"""ROB: downloads with ranges and conditions that are made by machine, compared with a model of RFC 9110."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from functools import lru_cache, partial

from pixop_contract.case import Blocked, Mismatch, NotApplicable, case
from pixop_contract.cases.downloads import FIELDS
from pixop_contract.cases.robustness import MOST_OUTAGES
from pixop_contract.exchange import Exchange
from pixop_contract.expectation import holds, succeeded, told
from pixop_contract.outage import Outage, attempt, settled, survived
from pixop_contract.range_model import Conditions, departure, single
from pixop_contract.world import World, once

ORIGINAL = ("downloadOriginalMedia", "headOriginalMedia")
PROCESSED = ("downloadProcessedMedia", "headProcessedMedia")
REQUESTS = {"downloadOriginalMedia": 54, "downloadProcessedMedia": 18}
SHOWN = 6


@dataclass(frozen=True)
class Probed:
    """Media with the answers to every request about it: GET, and HEAD of the same conditions without their range."""

    content: bytes
    tag: str
    got: tuple[tuple[Conditions, Exchange], ...]
    headed: tuple[tuple[Conditions, Exchange], ...]
    outages: tuple[Outage, ...]


@lru_cache(maxsize=2)
def requests_of(count: int) -> tuple[object, ...]:
    """Return the requests, which are the same for every server."""
    from pixop_contract.condition_fuzzing import drafts

    return tuple(drafts(count))


@once
def probed(world: World, operations: tuple[str, str] = ORIGINAL) -> Probed:
    """Ask for the media in every way."""
    from pixop_contract.condition_fuzzing import Draft

    get, head = operations
    video_id, content = known(world, get)
    first = succeeded(world.api.call(get, video_id, by=world.owner))
    tag = first.header("ETag")
    if tag is None:
        raise Blocked("ETAG-001", "the download has no ETag")
    content = content if content is not None else first.response.body
    answers: dict[str, list[tuple[Conditions, Exchange]]] = {get: [(Conditions(), first)], head: []}
    outages: list[Outage] = []
    headed: set[Conditions] = set()
    for draft in requests_of(REQUESTS[get]):
        assert isinstance(draft, Draft)
        conditions = draft.conditions(len(content), tag)
        unranged = Conditions(None, None, conditions.if_none_match)
        asked = [(get, conditions)]
        if unranged not in headed:
            headed.add(unranged)
            asked += [(head, unranged)] if unranged == conditions else [(get, unranged), (head, unranged)]
        for operation, given in asked:
            ask = partial(world.api.call, operation, video_id, by=world.owner, headers=given.fields)
            answer = attempt(world, f"{operation} with {given.told}", ask)
            if isinstance(answer, Outage):
                outages.append(answer)
            else:
                answers[operation].append((given, answer))
        if len(outages) >= MOST_OUTAGES or any(outage.down for outage in outages):
            break
    return Probed(content, tag, tuple(answers[get]), tuple(answers[head]), tuple(outages))


def known(world: World, operation: str) -> tuple[str, bytes | None]:
    """Return a video's id, and the bytes where they are known beforehand."""
    if operation == "downloadProcessedMedia":
        return world.result_id(), None
    video_id, content, _ = world.shown()
    return video_id, content


def each(world: World) -> list[Probed]:
    """Return the original, and the processed media where there is a way to it."""
    found = [probed(world)]
    with contextlib.suppress(Blocked, NotApplicable):  # what processing lacks is told by its own requirements
        found.append(probed(world, PROCESSED))
    return found


def conforms(media: Probed) -> None:
    """Compare every answer to GET with the model."""
    survived(media.outages)
    wrong = [
        (conditions, answer, expected)
        for conditions, answer in media.got
        if answer.status < 500
        and (expected := departure(conditions, answer.response, media.content, media.tag))
    ]
    failed = [(conditions, answer, "no failure") for conditions, answer in media.got if answer.status >= 500]
    for conditions, answer, expected in (wrong + failed)[:1]:
        more = f" (and {len(wrong + failed) - 1} more requests)" if len(wrong + failed) > 1 else ""
        raise Mismatch(
            f"{expected} to {conditions.told}",
            f"{told(answer)} with {len(answer.response.body)} bytes{more}",
            answer,
            cause="machine-made ranges and conditions",
        )


@case("ROB-011")
def answers_as_http_has_it(world: World) -> None:
    conforms(probed(world))


@case("ROB-012")
def answers_as_http_has_it_for_processed_media(world: World) -> None:
    conforms(probed(world, PROCESSED))


@case("ROB-013")
def sends_a_section_as_a_section(world: World) -> None:
    for media in each(world):
        for conditions, answer in media.got:
            wanted = single(conditions, len(media.content), media.tag)
            holds(
                wanted is None or answer.status == 206 or answer.status >= 500,
                f"206 to {conditions.told}",
                told(answer),
                answer,
            )
        settled(media.outages)


@case("ROB-014")
def has_one_tag_for_one_media(world: World) -> None:
    found = each(world)
    for media in found:
        for conditions, answer in (*media.got, *media.headed):
            tag = answer.header("ETag")
            same = tag == media.tag if answer.status in (200, 206) else _weakly(tag) == _weakly(media.tag)
            holds(
                answer.status not in (200, 206, 304) or same,
                f"the ETag {media.tag} to {conditions.told}",
                f"{tag} in a {answer.status}",
                answer,
            )
        settled(media.outages)


@case("ROB-015")
def tells_to_head_what_get_tells(world: World) -> None:
    for media in each(world):
        got = dict(media.got)
        for conditions, headed in media.headed:
            answer = got.get(conditions)
            if answer is None or answer.status >= 500 or headed.status >= 500:
                continue
            holds(
                answer.status == headed.status,
                f"{answer.status} from HEAD with {conditions.told}",
                told(headed),
                headed,
            )
            for name in FIELDS:
                # A field that depends on the content may be missing from HEAD (RFC 9110, section 9.3.2).
                value = headed.header(name)
                same = value == answer.header(name) or (
                    name == "Content-Length" and None in (value, answer.header(name))
                )
                holds(same, f"HEAD's {name} {answer.header(name)} with {conditions.told}", str(value), headed)
        settled(media.outages)


def _weakly(tag: str | None) -> str:
    return (tag or "").removeprefix("W/")
