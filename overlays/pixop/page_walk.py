"""Walk through the pages of a list by the links that the server hands out. No I/O.

Reference: "Retrieve paginated list of projects", "… of videos". Page numbers are never computed.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from pixop.auth.base_url import BaseURL
from pixop.errors import UnexpectedResponseError

T = TypeVar("T")


class PageWalk:
    """Where a walk is, and where it goes next."""

    def __init__(self, base_url: BaseURL, first_url: str) -> None:
        self._base_url = base_url
        self._url: str | None = first_url
        self._seen = {first_url}

    @property
    def url(self) -> str | None:
        """The page to fetch, None at the end."""
        return self._url

    @property
    def at_start(self) -> bool:
        """Whether no page has arrived yet."""
        return len(self._seen) == 1 and self._url is not None

    def arrived(self, page: Any) -> None:
        """Take in a decoded page; raises `UnexpectedResponseError` for a link that must not be followed."""
        current = self._url or ""
        link = next_link(page)
        if link is None:
            self._url = None
            return
        target = self._base_url.follow(current, link)
        if target is None:
            raise UnexpectedResponseError(
                f"The next page of {_shown(current)} is said to be at another host ({_shown(link)!r}); it is not "
                f"followed, because credentials go to {self._base_url.host} only: check the base URL.",
                url=_shown(current),
            )
        if target in self._seen:
            raise UnexpectedResponseError(
                f"The next page of {_shown(current)} is one that was already read: the list has no end.",
                url=_shown(current),
            )
        self._seen.add(target)
        self._url = target


def next_link(page: Any) -> str | None:
    """Return `_links.next.href`; None when it is absent, null or empty, and for a bare string itself."""
    links = page.get("_links") if isinstance(page, Mapping) else None
    link = links.get("next") if isinstance(links, Mapping) else None
    href = link.get("href") if isinstance(link, Mapping) else link
    return href.strip() or None if isinstance(href, str) else None


def page_items(page: Any, name: str, parse: Callable[[Mapping[str, Any]], T], url: str) -> Iterator[T]:
    """Yield the parsed items of `_embedded.<name>`; a page without them is empty."""
    embedded = page.get("_embedded") if isinstance(page, Mapping) else None
    items = embedded.get(name) if isinstance(embedded, Mapping) else None
    if not isinstance(page, Mapping) or not (items is None or isinstance(items, list)):
        raise UnexpectedResponseError(
            f"{_shown(url)} is no page of {name}: check the base URL.", url=_shown(url)
        )
    for item in items or []:
        try:
            yield parse(item)
        except ValueError as error:
            raise UnexpectedResponseError(
                f"{_shown(url)} has an item of {name} with an unexpected shape ({error}).", url=_shown(url)
            ) from None


def _shown(url: str) -> str:
    return url.partition("?")[0]
