"""Lists of projects and videos, as items or as pages, for asyncio."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, TypeVar

from pixop.calls.async_caller import AsyncCaller
from pixop.calls.exchange import Exchange
from pixop.client_setup import ClientSetup
from pixop.errors import NotFoundError
from pixop.listing import Listed, listed_projects, listed_videos
from pixop.page_walk import Page, PageWalk, read_page

if TYPE_CHECKING:
    from pixop_client.models.project_summary import ProjectSummary
    from pixop_client.models.video_summary import VideoSummary

T = TypeVar("T")


class AsyncListing:
    """The lists of the asynchronous client."""

    _setup: ClientSetup
    _exchange: Exchange
    _connections: AsyncCaller

    async def iter_projects(self, *, page_size: int | None = None) -> "AsyncIterator[ProjectSummary]":
        """Yield all projects, page by page.

        Args:
            page_size: how many the server sends at a time; its default when None.
        """
        async for page in self.iter_project_pages(page_size=page_size):
            for item in page.items:
                yield item

    def iter_project_pages(
        self, *, page: int | None = None, page_size: int | None = None, backwards: bool = False
    ) -> "AsyncIterator[Page[ProjectSummary]]":
        """Yield pages of projects.

        Args:
            page: the number of the first one; 1 when None.
            page_size: how many items the server puts on one; its default when None.
            backwards: go on with the page before, instead of the page after.
        """
        return self._pages(listed_projects(page=page, page_size=page_size), backwards=backwards)

    async def iter_videos(
        self, *, project_id: str | None = None, parent_id: str | None = None, page_size: int | None = None
    ) -> "AsyncIterator[VideoSummary]":
        """Yield all videos, page by page.

        Args:
            project_id: only those of this project; none when there is no such project.
            parent_id: only those made from this video.
            page_size: how many the server sends at a time; its default when None.
        """
        async for page in self.iter_video_pages(
            project_id=project_id, parent_id=parent_id, page_size=page_size
        ):
            for item in page.items:
                yield item

    def iter_video_pages(
        self,
        *,
        project_id: str | None = None,
        parent_id: str | None = None,
        page: int | None = None,
        page_size: int | None = None,
        backwards: bool = False,
    ) -> "AsyncIterator[Page[VideoSummary]]":
        """Yield pages of videos; the parameters are those of `iter_videos` and `iter_project_pages`."""
        listed = listed_videos(project_id=project_id, parent_id=parent_id, page=page, page_size=page_size)
        return self._pages(listed, backwards=backwards)

    async def _pages(self, listed: "Listed[T]", *, backwards: bool) -> AsyncIterator[Page[T]]:
        walk = PageWalk(self._setup.base_url, self._exchange.first_url(listed.request), backwards=backwards)
        while (url := walk.url) is not None:
            try:
                page = await self._connections.run(self._exchange.follow(listed.request, url))
            except NotFoundError:
                if listed.absent_is_empty and walk.at_start:
                    return  # a server may answer 404 for a project that is not there (D-13)
                raise
            yield read_page(page, listed.name, listed.parse, url)
            walk.arrived(page)
