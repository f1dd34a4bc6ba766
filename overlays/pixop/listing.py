"""Lists of projects and videos, as items or as pages."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pixop_client.request import Request

from pixop.calls.exchange import Exchange
from pixop.calls.sync_caller import SyncCaller
from pixop.client_setup import ClientSetup
from pixop.errors import NotFoundError
from pixop.page_walk import Page, PageWalk, read_page

if TYPE_CHECKING:
    from pixop_client.models.project_summary import ProjectSummary
    from pixop_client.models.video_summary import VideoSummary

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Listed(Generic[T]):
    """What is listed: the request of the first page, and how items are read."""

    request: Request
    name: str
    parse: Callable[[Mapping[str, Any]], T]
    absent_is_empty: bool = False


def listed_projects(**arguments: Any) -> "Listed[ProjectSummary]":
    """List projects; None stands for the server's default."""
    from pixop_client.api.videos import list_projects
    from pixop_client.models.project_summary import ProjectSummary

    return Listed(list_projects.build(**_given(arguments)), "projects", ProjectSummary.from_dict)


def listed_videos(**arguments: Any) -> "Listed[VideoSummary]":
    """List videos, likewise; a filter that nothing fits may be answered with 404."""
    from pixop_client.api.videos import list_videos
    from pixop_client.models.video_summary import VideoSummary

    given = _given(arguments)
    filtered = "project_id" in given or "parent_id" in given
    return Listed(list_videos.build(**given), "videos", VideoSummary.from_dict, filtered)


def _given(arguments: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in arguments.items() if value is not None}


class Listing:
    """The lists of the synchronous client."""

    _setup: ClientSetup
    _exchange: Exchange
    _connections: SyncCaller

    def iter_projects(self, *, page_size: int | None = None) -> "Iterator[ProjectSummary]":
        """Yield all projects, page by page.

        Args:
            page_size: how many the server sends at a time; its default when None.
        """
        for page in self.iter_project_pages(page_size=page_size):
            yield from page.items

    def iter_project_pages(
        self, *, page: int | None = None, page_size: int | None = None, backwards: bool = False
    ) -> "Iterator[Page[ProjectSummary]]":
        """Yield pages of projects.

        Args:
            page: the number of the first one; 1 when None.
            page_size: how many items the server puts on one; its default when None.
            backwards: go on with the page before, instead of the page after.
        """
        return self._pages(listed_projects(page=page, page_size=page_size), backwards=backwards)

    def iter_videos(
        self, *, project_id: str | None = None, parent_id: str | None = None, page_size: int | None = None
    ) -> "Iterator[VideoSummary]":
        """Yield all videos, page by page.

        Args:
            project_id: only those of this project; none when there is no such project.
            parent_id: only those made from this video.
            page_size: how many the server sends at a time; its default when None.
        """
        for page in self.iter_video_pages(project_id=project_id, parent_id=parent_id, page_size=page_size):
            yield from page.items

    def iter_video_pages(
        self,
        *,
        project_id: str | None = None,
        parent_id: str | None = None,
        page: int | None = None,
        page_size: int | None = None,
        backwards: bool = False,
    ) -> "Iterator[Page[VideoSummary]]":
        """Yield pages of videos; the parameters are those of `iter_videos` and `iter_project_pages`."""
        listed = listed_videos(project_id=project_id, parent_id=parent_id, page=page, page_size=page_size)
        return self._pages(listed, backwards=backwards)

    def _pages(self, listed: "Listed[T]", *, backwards: bool) -> Iterator[Page[T]]:
        walk = PageWalk(self._setup.base_url, self._exchange.first_url(listed.request), backwards=backwards)
        while (url := walk.url) is not None:
            try:
                page = self._connections.run(self._exchange.follow(listed.request, url))
            except NotFoundError:
                if listed.absent_is_empty and walk.at_start:
                    return  # a server may answer 404 for a project that is not there (D-13)
                raise
            yield read_page(page, listed.name, listed.parse, url)
            walk.arrived(page)
