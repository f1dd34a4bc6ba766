"""DL: media on its way out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import unquote

from pixop_contract.case import NotApplicable, case
from pixop_contract.cases.uploads import upload
from pixop_contract.clip import awkward, clip
from pixop_contract.exchange import Exchange
from pixop_contract.expectation import equal, holds, refused, status_is, succeeded, told
from pixop_contract.multipart_form import Part
from pixop_contract.world import World

FIELDS = ("Content-Type", "Content-Length", "ETag", "Content-Disposition", "Accept-Ranges")
"""What HEAD tells as GET does."""


def download(world: World, *headers: tuple[str, str], head: bool = False, kind: str = "full") -> Exchange:
    """Download what was uploaded, or the media of the video given; or ask for its header section."""
    return fetch(world, world.shown(kind)[0], headers, head=head)


def fetch(
    world: World, video_id: str, headers: Sequence[tuple[str, str]] = (), *, head: bool = False
) -> Exchange:
    """Download the original media of a video."""
    operation = "headOriginalMedia" if head else "downloadOriginalMedia"
    return world.api.call(operation, video_id, by=world.owner, headers=headers)


def media(world: World, kind: str = "full") -> bytes:
    """Return the content of what is downloaded."""
    return world.shown(kind)[1]


def disposition_filename(value: str) -> str | None:
    """Return the file name of a Content-Disposition value (RFC 6266): `filename*` before `filename`."""
    if match := re.search(r"filename\*\s*=\s*([\w-]+)'[^']*'([^;\s]+)", value, re.IGNORECASE):
        return unquote(match[2], encoding=match[1], errors="replace")
    if match := re.search(r'filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))', value, re.IGNORECASE):
        return re.sub(r"\\(.)", r"\1", match[1]) if match[1] is not None else match[2]
    return None


@case("DL-003")
def gives_back_every_byte(world: World) -> None:
    for kind in ("full", "light"):
        video_id, content, _, _ = world.uploaded(kind)
        answer = succeeded(fetch(world, video_id))
        holds(answer.response.body == content, "the bytes that were uploaded", "other bytes", answer)


@case("DL-004")
def names_the_file(world: World) -> None:
    filename = world.shown()[2]
    if not filename:
        raise NotApplicable("the video given tells no fileName")
    answer = succeeded(download(world))
    value = answer.header("Content-Disposition") or ""
    equal(filename, disposition_filename(value), "the filename", answer)


@case("DL-005")
def names_the_file_in_any_script(world: World) -> None:
    answer = succeeded(download(world, kind="light"))
    value = answer.header("Content-Disposition") or ""
    equal(world.shown("light")[2], disposition_filename(value), "the filename", answer)


@case("DL-006")
def tells_the_length_to_head(world: World) -> None:
    answer = succeeded(download(world, head=True))
    length = answer.header("Content-Length")
    holds(
        length is None or length == str(len(media(world))),
        f"Content-Length {len(media(world))}, or none, from HEAD",
        str(length),
        answer,
    )


@case("DL-007")
def tells_the_same_to_head(world: World) -> None:
    got, headed = succeeded(download(world)), download(world, head=True)
    equal(got.status, headed.status, "HEAD's status", headed)
    for name in FIELDS:
        equal(got.header(name), headed.header(name), f"HEAD's {name}", headed)


@case("DL-008")
def has_nothing_before_the_upload(world: World) -> None:
    refused(fetch(world, world.video()), "nothing was uploaded")
    refused(fetch(world, world.video(), head=True), "nothing was uploaded")


@case("DL-009")
def answers_404_before_the_upload(world: World) -> None:
    status_is(fetch(world, world.video()), 404)
    status_is(fetch(world, world.video(), head=True), 404)


@case("DL-010")
def refuses_alike_to_head(world: World) -> None:
    unknown = world.unknown()
    got, headed = unknown["downloadOriginalMedia"], unknown["headOriginalMedia"]
    holds(got.status == headed.status, f"HEAD's status {told(got)}, as GET's", str(headed.status), headed)


@case("DL-011")
def is_gone_with_the_video(world: World) -> None:

    video_id = world.new_video(name="short life")
    succeeded(upload(world, video_id, Part(clip())))
    succeeded(fetch(world, video_id))
    succeeded(world.api.call("deleteVideo", video_id, by=world.owner))
    refused(fetch(world, video_id), "the video was deleted")
    refused(world.api.call("checkIngestVideoProgress", video_id, by=world.owner), "the video was deleted")


@case("DL-012")
def has_nothing_processed_without_processing(world: World) -> None:
    video_id = world.uploaded()[0]
    for operation in ("downloadProcessedMedia", "headProcessedMedia"):
        refused(world.api.call(operation, video_id, by=world.owner), "it was not made by processing")


@case("DL-013")
def gives_back_what_is_hard_to_keep(world: World) -> None:
    content = awkward()
    for operation in ("uploadMedia", "uploadLightMedia"):
        video_id = world.new_video(name="hard to keep")
        succeeded(upload(world, video_id, Part(content), operation=operation))
        kept = succeeded(fetch(world, video_id))
        told_length = f"{len(kept.response.body)} bytes"
        holds(
            kept.response.body == content, f"the {len(content)} bytes that were uploaded", told_length, kept
        )
        part = succeeded(fetch(world, video_id, [("Range", "bytes=65000-140000")]))
        same = part.response.body in (content[65_000:140_001], content)
        holds(same, "bytes 65000 to 140000, or all", f"{len(part.response.body)} other bytes", part)
