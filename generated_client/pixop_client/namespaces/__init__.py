"""The operations by tag: one attribute a tag, made when it is first used."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from .caller import AsyncCaller, Caller

if TYPE_CHECKING:
    from .accounts import Accounts, AsyncAccounts
    from .media import AsyncMedia, Media
    from .videos import AsyncVideos, Videos


class Namespaces:
    """Mixin of a synchronous client: calls go through its `_caller`."""

    _caller: Caller

    @cached_property
    def accounts(self) -> Accounts:
        """Tokens, the account and its secrets."""
        from .accounts import Accounts

        return Accounts(self._caller)

    @cached_property
    def media(self) -> Media:
        """Uploads and downloads of media files."""
        from .media import Media

        return Media(self._caller)

    @cached_property
    def videos(self) -> Videos:
        """Projects, videos, ingestion and processing."""
        from .videos import Videos

        return Videos(self._caller)


class AsyncNamespaces:
    """Mixin of an asynchronous client: calls go through its `_caller`."""

    _caller: AsyncCaller

    @cached_property
    def accounts(self) -> AsyncAccounts:
        """Tokens, the account and its secrets."""
        from .accounts import AsyncAccounts

        return AsyncAccounts(self._caller)

    @cached_property
    def media(self) -> AsyncMedia:
        """Uploads and downloads of media files."""
        from .media import AsyncMedia

        return AsyncMedia(self._caller)

    @cached_property
    def videos(self) -> AsyncVideos:
        """Projects, videos, ingestion and processing."""
        from .videos import AsyncVideos

        return AsyncVideos(self._caller)


__all__ = ["AsyncNamespaces", "Namespaces"]
