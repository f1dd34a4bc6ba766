"""Lists: every item once, by the server's links alone."""

from typing import Any
from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pixop import NotFoundError, UnexpectedResponseError
from pixop.auth.base_url import BaseURL
from pixop.page_walk import PageWalk, page_link

DATES = {"dateCreated": "2020-01-01 00:00:00", "timeLastUpdated": "2020-01-01 00:00:00"}


def page(names: list[str], following: Any, **extra: Any) -> dict[str, Any]:
    projects = [{"_links": {"self": {"href": "/x"}}, "id": each, "name": each, **DATES} for each in names]
    links = {"next": following} if following != "absent" else {}
    return {"page": "1", "pageSize": "2", "_links": links, "_embedded": {"projects": projects}, **extra}


@pytest.mark.parametrize("prefix", ["", "/gateway/pixop"])
@pytest.mark.parametrize("style", ["absolute", "relative", "query only", "other scheme", "bare string"])
@pytest.mark.parametrize("end", ["absent", None, {"href": None}, {"href": ""}])
def test_all_pages_are_read_in_any_style_of_link(
    style: str, end: Any, prefix: str, scripted: Any, client_of: Any, tools: Any
) -> None:
    """Absolute, relative, rewritten and bare links all lead to the last page, however that one is marked."""
    base = [""]

    def script(request: Any) -> bytes:
        path, _, query = request.target.partition("?")
        cursor = query.rpartition("cursor=")[2] if "cursor=" in query else "0"
        if cursor == "2":
            return bytes(tools.http(200, page(["e"], end)))
        following = f"{path}?page-size=2&cursor={int(cursor) + 1}"
        href = {
            "absolute": f"{base[0]}{following}",
            "relative": following,
            "query only": f"?{following.partition('?')[2]}",
            "other scheme": f"https://127.0.0.1{following}",
            "bare string": following,
        }[style]
        link = href if style == "bare string" else {"href": href}
        return bytes(tools.http(200, page(["a", "b"] if cursor == "0" else ["c", "d"], link)))

    server = scripted(script)
    base[0] = server.url
    client = client_of(server.url + prefix)
    assert [each.id for each in client.iter_projects(page_size=2)] == list("abcde")
    assert server.requests[1].target == f"{prefix}/videos/v1/projects?page-size=2"
    assert all(each.headers["authorization"].startswith("Bearer") for each in server.requests[1:])


def test_filters_are_sent_and_the_links_keep_them(scripted: Any, client_of: Any, tools: Any) -> None:
    """`iter_videos` sends its filters once; afterwards the server's links count."""
    body = {"page": 1, "pageSize": 10, "_links": {}, "_embedded": {"videos": []}}
    server = scripted(lambda _: tools.http(200, body))
    assert list(client_of(server.url).iter_videos(project_id="a b", parent_id="c&d")) == []
    assert server.requests[1].target == "/videos/v1/videos?project-id=a%20b&parent-id=c%26d"


def test_a_link_to_another_host_is_not_followed(scripted: Any, client_of: Any, tools: Any) -> None:
    """Items before a foreign link are delivered, and no request with a token leaves for there."""
    other = scripted(lambda _: tools.http(200, page(["x"], "absent")))
    foreign = other.url.replace("127.0.0.1", "localhost")
    server = scripted(lambda _: tools.http(200, page(["a"], {"href": f"{foreign}/videos/v1/projects"})))
    items = iter(client_of(server.url).iter_projects())
    assert next(items).id == "a"
    with pytest.raises(UnexpectedResponseError, match="another host"):
        next(items)
    assert other.requests == []


def test_a_list_without_end_is_noticed(scripted: Any, client_of: Any, tools: Any) -> None:
    """A page that was read already ends the walk with an error."""
    server = scripted(lambda _: tools.http(200, page(["a"], {"href": "/videos/v1/projects?page=2"})))
    with pytest.raises(UnexpectedResponseError, match="no end"):
        list(client_of(server.url).iter_projects())
    assert len(server.of("/videos/v1/projects")) == 2


@pytest.mark.parametrize(
    "body", [[], {"_embedded": {"projects": 5}}, {"_embedded": {"projects": [{"id": []}]}}]
)
def test_what_is_no_page_is_told(body: Any, scripted: Any, client_of: Any, tools: Any) -> None:
    """A body of another shape raises instead of looking like an empty list."""
    server = scripted(lambda _: tools.http(200, body))
    with pytest.raises(UnexpectedResponseError):
        list(client_of(server.url).iter_projects())


BASE = BaseURL.parse("https://api.example.org:8443/prefix")


@given(
    st.text(max_size=60)
    | st.sampled_from(["//evil.example/x", "http:evil", "https://api.example.org@evil/", "\\\\evil"])
)
def test_no_link_leaves_the_origin(link: str) -> None:
    """Whatever the link says, a request goes to the base URL's origin or nowhere."""
    target = BASE.follow("https://api.example.org:8443/prefix/videos/v1/videos", link)
    assert target is None or BASE.owns(target)


@given(st.lists(st.integers(0, 8), max_size=30))
def test_a_walk_visits_no_page_twice(steps: list[int]) -> None:
    """For any sequence of links the walk ends, or raises, before it repeats a page."""
    walk = PageWalk(BASE, BASE.join("/videos/v1/videos"))
    visited: list[str] = []
    for step in steps:
        if walk.url is None:
            break
        assert walk.url not in visited
        visited.append(walk.url)
        link = f"?page={step}" if step else None
        repeated = link is not None and urljoin(walk.url, link) in visited
        try:
            walk.arrived({"_links": {"next": link and {"href": link}}})
        except UnexpectedResponseError:
            assert repeated
            break
        assert not repeated


@given(st.recursive(st.none() | st.text() | st.integers(), lambda inner: st.dictionaries(
    st.sampled_from(["_links", "next", "href", "prev"]), inner, max_size=3) | st.lists(inner, max_size=2)))  # fmt: skip
def test_any_json_has_a_next_link_or_none(data: Any) -> None:
    """Reading the next link never fails."""
    link = page_link(data)
    assert link is None or link.strip() == link != ""


def test_an_unknown_project_has_no_videos(scripted: Any, client_of: Any, tools: Any) -> None:
    """A 404 for a project that is not there is an empty list; without a filter it is an error."""
    client = client_of(scripted(lambda _: tools.http(404, {"exception": "NotFoundException"})).url)
    assert list(client.iter_videos(project_id="none")) == []
    assert list(client.iter_videos(parent_id="none")) == []
    with pytest.raises(NotFoundError):
        list(client.iter_videos())


@pytest.mark.parametrize("name", ["previous", "prev"])
def test_pages_are_walked_in_both_directions(name: str, scripted: Any, client_of: Any, tools: Any) -> None:
    """A page has its items and what it says of itself; backwards goes by the links to previous pages, however named."""

    def script(request: Any) -> bytes:
        fields = dict(pair.split("=") for pair in request.target.partition("?")[2].split("&"))
        number = int(fields.get("page", "1"))
        links = {"next": number + 1, name: number - 1}
        page = {
            "page": number,
            "pageSize": "2",
            "_links": {key: {"href": f"?page={to}&page-size=2"} for key, to in links.items() if 1 <= to <= 3},
            "_embedded": {"projects": [item(f"{number}{letter}") for letter in "ab"], "totalFound": 6},
        }
        return bytes(tools.http(200, page))

    client = client_of(scripted(script).url)
    pages = list(client.iter_project_pages(page_size=2))
    assert [(each.number, each.size, each.total) for each in pages] == [(1, 2, 6), (2, 2, 6), (3, 2, 6)]
    assert [(each.has_previous, each.has_next) for each in pages] == [
        (False, True),
        (True, True),
        (True, False),
    ]
    assert [each.name for each in pages[1].items] == ["2a", "2b"]
    assert [each.name for each in client.iter_projects(page_size=2)] == ["1a", "1b", "2a", "2b", "3a", "3b"]
    backwards = client.iter_project_pages(page=3, page_size=2, backwards=True)
    assert [each.number for each in backwards] == [3, 2, 1]


def item(name: str) -> dict[str, Any]:
    dates = dict.fromkeys(("dateCreated", "timeLastUpdated"), "2020-01-01 00:00:00")
    return {"_links": {"self": {"href": "/x"}}, "id": name, "name": name, "teamId": "t", **dates}
