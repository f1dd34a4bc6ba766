"""Whole lists, whatever the size of their pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pixop_contract.api_session import Login
from pixop_contract.case import Inconclusive
from pixop_contract.exchange import Exchange
from pixop_contract.expectation import succeeded
from pixop_contract.world import World

LARGE = "100"
"""The largest page that the document allows; a server with smaller ones may refuse it."""
MOST_PAGES = 50


def everything(
    world: World,
    operation: str,
    items: str,
    *,
    by: Login | None = None,
    query: Sequence[tuple[str, str]] = (),
) -> tuple[list[dict[str, Any]], Exchange]:
    """Return the items of a list from at most 50 pages, and the answer with the last page."""
    login = by or world.owner
    answer = world.api.call(operation, by=login, query=[*query, ("page-size", LARGE)])
    if 400 <= answer.status < 500:
        answer = world.api.call(operation, by=login, query=query)
    found: list[dict[str, Any]] = []
    for _ in range(MOST_PAGES):
        page = succeeded(answer).items("_embedded", items)
        found += page
        following = answer.get("_links", "next", "href")
        if not isinstance(following, str) or not page:
            return found, answer
        answer = world.api.follow(following, by=login)
    raise Inconclusive(f"the list has more than {MOST_PAGES} pages")
