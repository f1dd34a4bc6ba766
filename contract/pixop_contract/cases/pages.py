"""PAGE: lists, page by page."""

from __future__ import annotations

from collections.abc import Sequence

from pixop_contract.case import Mismatch, Vacuous, case
from pixop_contract.cases.listing import everything
from pixop_contract.cases.projects import listed
from pixop_contract.exchange import Exchange
from pixop_contract.expectation import equal, holds, judge_all, status_is, succeeded, told
from pixop_contract.world import World, once


def page(world: World, *query: tuple[str, str], shelf: bool = True) -> Exchange:
    """Ask for a page of the shelf's five videos."""
    extra = [("project-id", world.shelf()[0])] if shelf else []
    return world.api.call("listVideos", by=world.owner, query=[*extra, *query])


def ids(answer: Exchange, items: str = "videos") -> list[str]:
    """Return the ids on a page."""
    found = answer.get("_embedded", items)
    if not isinstance(found, list):
        raise Mismatch(f"_embedded.{items}", "no such array", answer)
    return [str(item.get("id")) for item in found if isinstance(item, dict)]


def link(answer: Exchange, name: str) -> str | None:
    """Return a link of a page; null counts as absent, `prev` as `previous`."""
    href = answer.get("_links", name, "href")
    if href is None and name == "previous":
        href = answer.get("_links", "prev", "href")
    return href if isinstance(href, str) else None


ITEMS = {"listVideos": "videos", "listProjects": "projects"}


def whole(value: object) -> str:
    """Return an integer as text: JSON writes 2 as 2.0 too (RFC 8259, section 6)."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def shelf_filter(world: World, operation: str) -> list[tuple[str, str]]:
    """Return the query that leaves the shelf's five videos."""
    return [("project-id", world.shelf()[0])] if operation == "listVideos" else []


@once
def some_projects(world: World) -> tuple[str, ...]:
    """Make sure that there are five projects, and return the ids of those that were made for it."""
    return tuple(str(world.new_project(f"of five, {number}").get("project", "id")) for number in range(5))


def walk(world: World, answer: Exchange, *, most: int = 12) -> list[Exchange]:
    """Follow `next` to the end."""
    pages = [succeeded(answer)]
    while (href := link(pages[-1], "next")) is not None:
        if len(pages) == most:
            raise Mismatch("an end of the pages", f"a next link after {most} pages", pages[-1])
        pages.append(succeeded(world.api.follow(href, by=world.owner)))
    return pages


@case("PAGE-001")
def honours_the_size(world: World) -> None:
    for size in (1, 2, 5):
        answer = succeeded(page(world, ("page-size", str(size))))
        equal(size, len(ids(answer)), f"with page-size {size}, the number of items", answer)


@case("PAGE-002")
def walks_every_item_once(world: World) -> None:
    _, videos = world.shelf()
    for size in (2, 4):
        pages = walk(world, page(world, ("page-size", str(size))))
        found = [identifier for answer in pages for identifier in ids(answer)]
        holds(len(found) == len(set(found)), "each item once on the walk by next", "an item twice", pages[-1])
        holds(set(found) == set(videos), "all 5 items on the walk by next", f"{len(found)} of 5", pages[-1])


@case("PAGE-003")
def turns_to_the_page_asked_for(world: World) -> None:
    pages = walk(world, page(world, ("page-size", "2")))
    number = pages[0].get("page")
    base = int(number) if str(number).isdigit() else 1
    for offset, followed in enumerate(pages[:3]):
        answer = succeeded(page(world, ("page-size", "2"), ("page", str(base + offset))))
        equal(ids(followed), ids(answer), f"on page {base + offset}, the items of the walk:", answer)


@case("PAGE-004")
def tells_what_was_applied(world: World) -> None:
    some_projects(world)
    for operation in ("listVideos", "listProjects"):
        for number, size in (("2", "2"), ("3", "1"), ("1", "4")):
            query = [*shelf_filter(world, operation), ("page-size", size), ("page", number)]
            answer = succeeded(world.api.call(operation, by=world.owner, query=query))
            equal(number, whole(answer.get("page")), "the page", answer)
            equal(size, whole(answer.get("pageSize")), "the pageSize", answer)


@case("PAGE-005")
def links_agree(world: World) -> None:
    pages = walk(world, page(world, ("page-size", "2")))
    second = pages[1] if len(pages) > 1 else pages[0]
    wanted: Sequence[tuple[str, Exchange]] = (
        ("self", second),
        ("previous", pages[0]),
        ("first", pages[0]),
        ("last", pages[-1]),
    )
    for name, target in wanted:
        href = link(second, name)
        if href is None:
            raise Mismatch(f"a {name} link on the second page", "none", second)
        answer = succeeded(world.api.follow(href, by=world.owner))
        equal(ids(target), ids(answer), f"behind the {name} link, the page with", answer)
    links_of_projects_agree(world)


def links_of_projects_agree(world: World) -> None:
    """Expect the same of the list of projects, which may be too long to walk."""
    some_projects(world)
    query = [("page-size", "2")]
    first = succeeded(world.api.call("listProjects", by=world.owner, query=query))
    second = succeeded(world.api.follow(str(link(first, "next")), by=world.owner))
    equal(2, len(ids(second, "projects")), "behind the next link, the number of projects", second)
    for name, target in (("self", second), ("previous", first), ("first", first)):
        href = link(second, name)
        if href is None:
            raise Mismatch(f"a {name} link on the second page of projects", "none", second)
        answer = succeeded(world.api.follow(href, by=world.owner))
        equal(
            ids(target, "projects"), ids(answer, "projects"), f"behind the {name} link, the projects", answer
        )
    last = succeeded(world.api.follow(str(link(second, "last")), by=world.owner))
    found = ids(last, "projects")
    holds(bool(found) and link(last, "next") is None, "behind the last link, the last page", "another", last)
    total = last.get("_embedded", "totalFound")
    if isinstance(total, int) and total > 2:
        equal((total - 1) % 2 + 1, len(found), "on the last page of projects, the number of items", last)


@case("PAGE-006")
def ends_without_next(world: World) -> None:
    answer = succeeded(page(world, ("page-size", "5")))
    links = answer.get("_links")
    holds(isinstance(links, dict) and "next" not in links, "no next link on the last page", "one", answer)


@case("PAGE-007")
def begins_without_previous(world: World) -> None:
    answer = succeeded(page(world, ("page-size", "2")))
    links = answer.get("_links")
    names = set(links) if isinstance(links, dict) else set()
    holds(not names & {"previous", "prev"}, "no previous link on the first page", "one", answer)


@case("PAGE-008")
def filters_by_project(world: World) -> None:
    project_id, videos = world.shelf()
    other = world.video()
    items, answer = everything(world, "listVideos", "videos", query=[("project-id", project_id)])
    found = {str(item.get("id")) for item in items}
    holds(other not in found, "only the project's videos", "another project's video", answer)
    equal(set(videos), found, "the project's videos", answer)
    for item in items:
        equal(project_id, item.get("projectId"), "the items' projectId", answer)


@case("PAGE-009")
def is_empty_for_an_unknown_filter(world: World) -> None:
    for name in ("project-id", "parent-id"):
        answer = status_is(
            page(world, (name, world.unknown_id()), shelf=False), 200, why=f"an unknown {name}"
        )
        equal([], ids(answer), f"for an unknown {name}, the items", answer)


@case("PAGE-021")
def joins_filters_by_and(world: World) -> None:
    answer = page(world, ("parent-id", world.unknown_id()))
    if 400 <= answer.status < 500:
        raise Vacuous("the server refuses an unknown parent")
    equal([], ids(succeeded(answer)), "for the project's videos with an unknown parent, the items", answer)


@case("PAGE-010")
def is_empty_past_the_end(world: World) -> None:
    answer = status_is(page(world, ("page-size", "5"), ("page", "99")), 200, why="a page past the end")
    equal([], ids(answer), "past the end, the items", answer)


@case("PAGE-011")
def has_ten_by_default(world: World) -> None:
    equal("10", whole(succeeded(page(world)).get("pageSize")), "without page-size, the pageSize")


@case("PAGE-012")
def refuses_other_sizes(world: World) -> None:
    sizes = ("0", "-1", "101", "ten")
    answers = {size: page(world, ("page-size", size)) for size in sizes}
    for size in sizes:
        query = [("page-size", size)]
        answers[f"projects {size}"] = world.api.call("listProjects", by=world.owner, query=query)
    judge_all(answers, lambda answer: answer.status == 400, "400 to page-size 0, -1, 101 and ten")


@case("PAGE-013")
def refuses_other_pages(world: World) -> None:
    answers = {number: page(world, ("page", number)) for number in ("0", "-1", "one")}
    judge_all(answers, lambda answer: answer.status == 400, "400 to page 0, -1 and one")


@case("PAGE-014")
def items_link_to_themselves(world: World) -> None:
    answer = succeeded(page(world, ("page-size", "2")))
    for position, item in enumerate(answer.items("_embedded", "videos")):
        href = answer.get("_embedded", "videos", position, "_links", "self", "href")
        holds(isinstance(href, str), "a self link of each item", href, answer)
        found = succeeded(world.api.follow(href, by=world.owner))
        equal(item.get("id"), found.get("video", "id"), "behind an item's self link, the video", found)


@case("PAGE-015")
def projects_page_too(world: World) -> None:
    mine = {str(world.new_project(f"page {number}").get("project", "id")) for number in range(2)}
    first = succeeded(world.api.call("listProjects", by=world.owner, query=[("page-size", "1")]))
    holds(
        len(ids(first, "projects")) == 1,
        "one project with page-size 1",
        f"{len(ids(first, 'projects'))}",
        first,
    )
    following = link(first, "next")
    holds(following is not None, "a next link while there are more projects", "none", first)
    second = succeeded(world.api.follow(str(following), by=world.owner))
    equal(1, len(ids(second, "projects")), "behind the next link, the number of projects", second)
    holds(
        not set(ids(first, "projects")) & set(ids(second, "projects")),
        "other projects on the second page",
        "the same",
        second,
    )
    holds(len(mine) == 2, "two projects", len(mine))
    shown = first.get("_embedded", "projects", 0, "id")
    found = succeeded(
        world.api.follow(str(first.get("_embedded", "projects", 0, "_links", "self", "href")), by=world.owner)
    )
    equal(shown, found.get("project", "id"), "behind an item's self link, the project", found)


@case("PAGE-016")
def counts_all(world: World) -> None:
    # The sixth video is gone: it does not count.
    gone = world.new_video(world.shelf()[0], "taken from the shelf")
    succeeded(world.api.call("deleteVideo", gone, by=world.owner))
    for size in ("2", "5"):
        for answer in walk(world, page(world, ("page-size", size))):
            total = answer.get("_embedded", "totalFound")
            holds(total is None or total == 5, "totalFound 5, or none, on each page", total, answer)


@case("PAGE-017")
def keeps_its_order(world: World) -> None:
    some_projects(world)
    for operation, items in ITEMS.items():
        query = [*shelf_filter(world, operation), ("page-size", "5")]
        first, second, third = (
            ids(succeeded(world.api.call(operation, by=world.owner, query=query)), items) for _ in range(3)
        )
        equal(first, second, "asked twice, the items in the order")
        equal(first, third, "asked three times, the items in the order")


@case("PAGE-018")
def tells_about_page_zero(world: World) -> str:
    answer = page(world, ("page-size", "2"), ("page", "0"))
    same = answer.ok and ids(answer) == ids(page(world, ("page-size", "2")))
    return f"page 0: {told(answer)}" + (", the first page" if same else "")


@case("PAGE-019")
def links_keep_the_filter(world: World) -> None:
    project_id, _ = world.shelf()
    for answer in walk(world, page(world, ("page-size", "2"))):
        for name in ("self", "next", "previous", "first", "last"):
            href = link(answer, name)
            kept = href is None or project_id in href
            holds(kept, f"the filter in the {name} link", "a link without it", answer)


@case("PAGE-020")
def counts_all_projects(world: World) -> None:
    world.new_project("counted")
    answer = succeeded(world.api.call("listProjects", by=world.owner, query=[("page-size", "1")]))
    total = answer.get("_embedded", "totalFound")
    if total is None:
        raise Vacuous("totalFound is not sent")
    found = listed(world)
    equal(len(found), total, "the totalFound", answer)
    following = link(answer, "next")
    if following is not None:
        second = succeeded(world.api.follow(following, by=world.owner))
        equal(total, second.get("_embedded", "totalFound"), "on the second page, the totalFound", second)
