"""Pages: which items a page holds, and which links it carries (D-09 to D-12)."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

FIRST_PAGE = 1
DEFAULT_PAGE_SIZE = 10
LARGEST_PAGE_SIZE = 100


@dataclass(frozen=True)
class PageRequest:
    """The page that was asked for; pages count from 1."""

    number: int = FIRST_PAGE
    size: int = DEFAULT_PAGE_SIZE

    def offset(self, total: int) -> int | None:
        """Tell how many items come before the page, or None for a page past the end."""
        offset = (self.number - FIRST_PAGE) * self.size
        return offset if offset < total else None


def page_links(
    collection_url: str, page: PageRequest, total: int, filters: Sequence[tuple[str, str]] = ()
) -> dict[str, dict[str, str]]:
    """Make the links of a page.

    `self`, `first` and `last` are always there, `next` except on the last page, `previous` except on the first. From a
    page past the end `previous` leads back to the last page.

    Args:
        collection_url: Absolute URL of the list, without a query.
        page: The page that was asked for.
        total: Number of items in all pages.
        filters: Query parameters to keep, besides the page's own.
    """
    last = max(FIRST_PAGE, -(-total // page.size))

    kept = "".join(f"&{name}={quote(value, safe='')}" for name, value in filters)

    def link(number: int) -> dict[str, str]:
        return {"href": f"{collection_url}?page={number}&page-size={page.size}{kept}"}

    links = {"self": link(page.number)}
    if page.number < last:
        links["next"] = link(page.number + 1)
    if page.number > FIRST_PAGE:
        links["previous"] = link(min(page.number - 1, last))
    links["first"] = link(FIRST_PAGE)
    links["last"] = link(last)
    return links
