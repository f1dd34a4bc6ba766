"""Everything that a run made on the server, so that it can be taken away again."""

from __future__ import annotations

from pixop_contract.api_session import ApiSession, Login, LoginFailedError
from pixop_contract.exchange import Exchange
from pixop_contract.http_parser import UnreadableResponseError
from pixop_contract.journal import Journal
from pixop_contract.raw_client import TransportError

MADE_BY = {
    "createProject": ("project", ("project", "id")),
    "createVideo": ("video", ("videoId",)),
    "processVideo": ("video", ("processedVideoId",)),
}


class Ledger:
    """Projects and videos by id.

    Args:
        journal: Keeps the same on disk, for the case that the run is killed.
    """

    def __init__(self, journal: Journal | None = None) -> None:
        self._journal = journal or Journal(None, "", "")
        self._made: dict[tuple[str, str], None] = {}
        self.names: dict[str, str] = {}
        """Stand-ins for ids in texts that must not change from run to run."""

    def __len__(self) -> int:
        return len(self._made)

    def observe(self, exchange: Exchange) -> None:
        """Note what an exchange made or deleted, whoever asked for it and why."""
        if exchange.operation is None or not exchange.ok:
            return
        kind, path = MADE_BY.get(exchange.operation.id, ("", ()))
        identifier = exchange.get(*path) if kind else None
        if isinstance(identifier, str) and identifier:
            self.adopt(kind, identifier)
        if exchange.operation.id == "deleteProject" and exchange.identifier:
            self._forget("project", exchange.identifier)
        if exchange.operation.id == "deleteVideo":
            for entry in exchange.items("deletedVideos"):
                self._forget("video", str(entry.get("videoId")))

    def adopt(self, kind: str, identifier: str) -> None:
        """Note something that the server made on its own because of this run."""
        if (kind, identifier) not in self._made:
            self._made[kind, identifier] = None
            self._journal.made(kind, identifier)
        self.name(identifier, kind)

    def _forget(self, kind: str, identifier: str) -> None:
        if (kind, identifier) in self._made:
            del self._made[kind, identifier]
            self._journal.gone(kind, identifier)

    def name(self, identifier: str, kind: str) -> None:
        """Give an id a stand-in."""
        self.names.setdefault(identifier, f"{{{kind}}}")

    def clear(self, session: ApiSession, logins: list[Login]) -> list[str]:
        """Delete everything, videos first; return what could not be deleted."""
        left: list[str] = []
        for kind, operation in (("video", "deleteVideo"), ("project", "deleteProject")):
            for made_kind, identifier in reversed(list(self._made)):
                if made_kind == kind and (kind, identifier) in self._made:
                    if self._delete(session, operation, identifier, logins):
                        self._forget(kind, identifier)
                    else:
                        left.append(f"{kind} {identifier}")
        if not left:
            self._journal.close()
        return left

    @staticmethod
    def _delete(session: ApiSession, operation: str, identifier: str, logins: list[Login]) -> bool:
        gone = False
        for login in logins:
            try:
                answer = session.call(operation, identifier, by=login)
            except (TransportError, UnreadableResponseError, LoginFailedError):
                continue
            if answer.ok:
                return True
            gone = gone or answer.status in (404, 410)
        return gone
