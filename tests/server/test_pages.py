"""Pages and their links."""

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pixop_server.pages import PageRequest, page_links

URL = "http://localhost/videos/v1/videos"


def number(link: dict[str, str]) -> int:
    """Read the page number of a link."""
    return int(parse_qs(urlsplit(link["href"]).query)["page"][0])


@settings(deadline=None)
@given(st.integers(1, 100), st.integers(0, 500))
def test_following_next_visits_every_item_once(size: int, total: int) -> None:
    """The walk by `next` from the first page covers all items without overlap, and back by `previous` too."""
    page, seen, pages = PageRequest(1, size), [], []
    while True:
        links = page_links(URL, page, total)
        offset = page.offset(total)
        seen += range(total)[offset : offset + size] if offset is not None else []
        pages.append(page.number)
        if "next" not in links:
            break
        page = PageRequest(number(links["next"]), size)

    assert seen == list(range(total))
    assert number(links["last"]) == pages[-1]
    back = [page.number]
    while "previous" in (links := page_links(URL, PageRequest(back[-1], size), total)):
        back.append(number(links["previous"]))
    assert back == pages[::-1]


@given(st.integers(2, 10**20), st.integers(1, 100), st.integers(0, 100))
def test_a_page_past_the_end_is_empty_and_leads_back(page: int, size: int, total: int) -> None:
    """Past the end there is no `next`, and `previous` is the last page or the page before."""
    if (page - 1) * size < total:
        return
    request = PageRequest(page, size)
    links = page_links(URL, request, total)

    assert request.offset(total) is None
    assert "next" not in links
    assert number(links["self"]) == page
    assert number(links["previous"]) == number(links["last"])


@pytest.mark.parametrize("value", ["a b", "a;b", "a&b", "é", "%", '"'])
def test_filters_are_kept_and_encoded(value: str) -> None:
    """Every link keeps the filters, with nothing in them that a shell or a URL parser would trip over."""
    for link in page_links(URL, PageRequest(2, 10), 50, [("project-id", value)]).values():
        assert parse_qs(urlsplit(link["href"]).query)["project-id"] == [value]
        assert not set(link["href"]) & set(" ;\"'")
