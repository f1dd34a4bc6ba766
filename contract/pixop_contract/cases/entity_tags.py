"""ETAG: entity tags and conditional requests (RFC 9110, sections 8.8.3 and 13)."""

from __future__ import annotations

from pixop_contract.case import Blocked, case
from pixop_contract.cases.downloads import download, media
from pixop_contract.expectation import equal, holds, status_is, succeeded
from pixop_contract.world import World

OTHER = '"no-media-has-this-tag"'


def tag_of(world: World, kind: str = "full") -> str:
    """Return the entity tag of uploaded media."""
    tag = succeeded(download(world, kind=kind)).header("ETag")
    if tag is None:
        raise Blocked("ETAG-001", "the download has no ETag")
    return tag


@case("ETAG-005")
def keeps_its_tag(world: World) -> None:
    first = tag_of(world)
    for head in (False, True):
        answer = download(world, head=head)
        equal(first, answer.header("ETag"), "the ETag, asked again,", answer)


@case("ETAG-006")
def answers_304_to_its_tag(world: World) -> None:
    status_is(download(world, ("If-None-Match", tag_of(world))), 304)


@case("ETAG-007")
def sends_media_to_another_tag(world: World) -> None:
    answer = status_is(download(world, ("If-None-Match", OTHER)), 200)
    holds(answer.response.body == media(world), "the whole file", answer.response.body, answer)


@case("ETAG-008")
def finds_its_tag_in_a_list(world: World) -> None:
    status_is(download(world, ("If-None-Match", f"{OTHER}, {tag_of(world)}")), 304)


@case("ETAG-009")
def takes_a_star(world: World) -> None:
    status_is(download(world, ("If-None-Match", "*")), 304)


@case("ETAG-010")
def compares_weakly(world: World) -> None:
    tag = tag_of(world)
    status_is(download(world, ("If-None-Match", tag if tag.startswith("W/") else f"W/{tag}")), 304)


@case("ETAG-011")
def answers_304_to_head(world: World) -> None:
    status_is(download(world, ("If-None-Match", tag_of(world)), head=True), 304)


@case("ETAG-012")
def tells_media_apart(world: World) -> None:
    # One has another name, the other has the same name; all are of one length.
    for other in ("light", "twin"):
        holds(tag_of(world) != tag_of(world, other), "another ETag for other media", "the same")


@case("ETAG-013")
def looks_at_the_tag_before_the_range(world: World) -> None:
    status_is(download(world, ("If-None-Match", tag_of(world)), ("Range", "bytes=0-9")), 304)


@case("ETAG-014")
def keeps_its_tag_in_a_304(world: World) -> None:
    tag = tag_of(world)
    for head in (False, True):
        answer = status_is(download(world, ("If-None-Match", tag), head=head), 304)
        same = (answer.header("ETag") or "").removeprefix("W/") == tag.removeprefix("W/")
        holds(same, "the ETag of the 200 in the 304", answer.header("ETag"), answer)


@case("ETAG-015")
def tells_no_other_length_in_a_304(world: World) -> None:
    size = str(len(media(world)))
    for head in (False, True):
        answer = status_is(download(world, ("If-None-Match", tag_of(world)), head=head), 304)
        length = answer.header("Content-Length")
        holds(length in (None, size), f"Content-Length {size}, or none, in the 304", length, answer)
