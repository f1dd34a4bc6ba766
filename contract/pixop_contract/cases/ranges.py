"""RNG: parts of files (RFC 9110, section 14), most of them as data."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from pixop_contract.case import Inconclusive, case
from pixop_contract.cases.downloads import download, media
from pixop_contract.cases.entity_tags import OTHER, tag_of
from pixop_contract.exchange import Exchange
from pixop_contract.expectation import equal, holds, status_is, succeeded, told
from pixop_contract.world import World


@dataclass(frozen=True, slots=True)
class Section:
    """A range that can be satisfied.

    `value` may name `{size}`, `{last}` and `{past}`; a negative position counts from the end of the file.
    """

    requirement: str
    value: str
    first: int
    last: int


SECTIONS = (
    Section("RNG-005", "bytes=0-99", 0, 99),
    Section("RNG-006", "bytes=500-1019", 500, 1019),
    Section("RNG-007", "bytes=1000-", 1000, -1),
    Section("RNG-008", "bytes=-10", -10, -1),
    Section("RNG-009", "bytes=100-{past}", 100, -1),
    Section("RNG-010", "bytes={last}-{last}", -1, -1),
    Section("RNG-011", "bytes=-{past}", 0, -1),
    Section("RNG-024", "bytes=0-0", 0, 0),
)


def is_section(world: World, answer: Exchange, first: int, last: int) -> None:
    """Expect exactly these bytes, inclusive, of the uploaded file."""
    content = media(world)
    status_is(answer, 206)
    # Whether Content-Range is there and fits the content is judged for every 206, apart from this.
    value = answer.header("Content-Range")
    if value is not None:
        equal(f"bytes {first}-{last}/{len(content)}", value, "the Content-Range", answer)
    holds(
        answer.response.body == content[first : last + 1],
        f"bytes {first} to {last} of the file",
        f"{len(answer.response.body)} other bytes",
        answer,
    )


def register(section: Section) -> None:
    """Make a case of a section."""

    @case(section.requirement)
    def takes_the_section(world: World) -> None:
        size = len(media(world))
        value = section.value.format(size=size, last=size - 1, past=size + 5000)
        is_section(world, download(world, ("Range", value)), section.first % size, section.last % size)


for _section in SECTIONS:
    register(_section)


def whole(world: World, *headers: tuple[str, str]) -> None:
    """Expect the whole file in a 200."""
    answer = status_is(download(world, *headers), 200)
    holds(answer.response.body == media(world), "the whole file", answer.response.body, answer)


@case("RNG-012")
def refuses_a_range_past_the_end(world: World) -> None:
    status_is(download(world, ("Range", f"bytes={len(media(world))}-")), 416)


@case("RNG-013")
def sends_no_part_past_the_end(world: World) -> None:
    answer = download(world, ("Range", f"bytes={len(media(world)) + 10}-{len(media(world)) + 20}"))
    holds(answer.status != 206, "no 206 for a range past the end", told(answer), answer)


@case("RNG-014")
def ignores_another_unit(world: World) -> None:
    whole(world, ("Range", "frames=0-9"))


@case("RNG-015")
def ignores_what_it_cannot_read(world: World) -> None:
    for value in ("bytes=9-5", "bytes=a-b", "bytes", "bytes=--1"):
        whole(world, ("Range", value))


@case("RNG-016")
def ignores_several_ranges(world: World) -> None:
    whole(world, ("Range", "bytes=0-9,20-29"))


@case("RNG-017")
def tells_about_several_ranges(world: World) -> str:
    answer = download(world, ("Range", "bytes=0-9,20-29"))
    return f"two ranges: {answer.status} {answer.response.media_type}"


@case("RNG-018")
def goes_on_while_the_media_is_the_same(world: World) -> None:
    tag = tag_of(world)
    if tag.startswith("W/"):
        raise Inconclusive("If-Range takes strong tags only, the server's is weak")
    is_section(world, download(world, ("Range", "bytes=10-19"), ("If-Range", tag)), 10, 19)


@case("RNG-019")
def starts_over_when_the_media_is_another(world: World) -> None:
    whole(world, ("Range", "bytes=10-19"), ("If-Range", OTHER))


@case("RNG-020")
def keeps_the_tag_of_the_whole(world: World) -> None:
    tag = tag_of(world)
    answer = status_is(download(world, ("Range", "bytes=0-9")), 206)
    equal(tag, answer.header("ETag"), "the ETag of the part", answer)


@case("RNG-021")
def ignores_a_range_on_head(world: World) -> None:
    status_is(download(world, ("Range", "bytes=0-9"), head=True), 200)


@case("RNG-022")
def fits_together(world: World) -> None:
    size = len(media(world))
    # Pieces of one byte, of odd and of round lengths; the last one has no end.
    starts = [0, 1, 8, 520, 1032, size // 2 + 300, size - 1]
    values = [f"bytes={first}-{after - 1}" for first, after in itertools.pairwise(starts)]
    parts = [download(world, ("Range", value)) for value in (*values, f"bytes={starts[-1]}-")]
    joined = b"".join(succeeded(part).response.body for part in parts)
    holds(
        joined == media(world),
        f"{len(parts)} sections that make the file",
        f"{len(joined)} bytes, the file has {size}",
        parts[1],
    )


@case("RNG-023")
def tells_the_size_past_the_end(world: World) -> None:
    size = len(media(world))
    answer = status_is(download(world, ("Range", f"bytes={size}-")), 416)
    equal(f"bytes */{size}", answer.header("Content-Range"), "the Content-Range", answer)


@case("RNG-025")
def survives_any_position(world: World) -> None:
    for value in (f"bytes={10**20}-", f"bytes={10**20}-{10**21}", "bytes=-0"):
        answer = download(world, ("Range", value))
        holds(
            answer.status < 500 and answer.status != 206,
            f"neither 206 nor a failure for {value}",
            told(answer),
            answer,
        )
    answer = download(world, ("Range", f"bytes=0-{10**20}"))
    holds(answer.response.body == media(world), "the whole file up to any end", told(answer), answer)
