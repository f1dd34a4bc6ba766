"""Walk through the pages of a list by the links that the server hands out. No I/O.

Reference: "Retrieve paginated list of projects", "… of videos". Page numbers are never computed.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pixop.auth.base_url import BaseURL
from pixop.errors import UnexpectedResponseError

T = TypeVar("T")


_NEXT, _PREVIOUS = ("next",), ("previous", "prev")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list.

    Attributes:
        items: in the server's order.
        number: of the page, from 1 on; None when the server does not say.
        size: how many items a full page has, likewise.
        total: how many items the list has, likewise.
        has_next, has_previous: whether the server hands out a link to another one.
    """

    items: tuple[T, ...]
    number: int | None
    size: int | None
    total: int | None
    has_next: bool
    has_previous: bool


class PageWalk:
    """Where a walk is, and where it goes next: forwards, or backwards by the links to previous pages."""

    def __init__(self, base_url: BaseURL, first_url: str, *, backwards: bool = False) -> None:
        self._base_url = base_url
        self._names = _PREVIOUS if backwards else _NEXT
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
        link = page_link(page, self._names)
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


def page_link(page: Any, names: tuple[str, ...] = _NEXT) -> str | None:
    """Return `_links.<name>.href` of the first name that has one; None when it is absent, null or empty.

    A bare string in its place is the link itself.
    """
    links = page.get("_links") if isinstance(page, Mapping) else None
    for name in names:
        link = links.get(name) if isinstance(links, Mapping) else None
        href = link.get("href") if isinstance(link, Mapping) else link
        if isinstance(href, str) and href.strip():
            return href.strip()
    return None


def read_page(page: Any, name: str, parse: Callable[[Mapping[str, Any]], T], url: str) -> Page[T]:
    """Read a page with what it says of itself. Raises `UnexpectedResponseError`."""
    items = tuple(page_items(page, name, parse, url))
    return Page(
        items,
        _count(page.get("page")),
        _count(page.get("pageSize")),
        _count((page.get("_embedded") or {}).get("totalFound")),
        page_link(page) is not None,
        page_link(page, _PREVIOUS) is not None,
    )


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


def _count(value: Any) -> int | None:
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _shown(url: str) -> str:
    return url.partition("?")[0]
