"""Everything that a run made on the server, so that it can be taken away again."""

from __future__ import annotations

from pixop_contract.api_session import ApiSession, Login, LoginFailedError
from pixop_contract.exchange import Exchange
from pixop_contract.http_parser import UnreadableResponseError
from pixop_contract.raw_client import TransportError

MADE_BY = {
    "createProject": ("project", ("project", "id")),
    "createVideo": ("video", ("videoId",)),
    "processVideo": ("video", ("processedVideoId",)),
}


class Ledger:
    """Projects and videos by id."""

    def __init__(self) -> None:
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
            self._made[kind, identifier] = None
            self.name(identifier, kind)
        if exchange.operation.id == "deleteProject" and exchange.identifier:
            self._made.pop(("project", exchange.identifier), None)
        if exchange.operation.id == "deleteVideo":
            for entry in exchange.get("deletedVideos") or ():
                if isinstance(entry, dict):
                    self._made.pop(("video", str(entry.get("videoId"))), None)

    def adopt(self, kind: str, identifier: str) -> None:
        """Note something that the server made on its own because of this run."""
        self._made[kind, identifier] = None
        self.name(identifier, kind)

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
                        self._made.pop((kind, identifier), None)
                    else:
                        left.append(f"{kind} {identifier}")
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
