"""Send what must not be sent twice: after a lost answer look for what was made, then attach or send again.

Creating a project or a video and starting a processing are not idempotent, and a processing may cost money. No I/O:
flows only.
"""

import json
import threading
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote, unquote

from pixop_client.request import Request

from pixop.calls.flow import Flow, Sleep
from pixop.calls.parameter_match import matches
from pixop.calls.wire_message import Answer, Headers
from pixop.errors import (
    APIError,
    ConnectionFailedError,
    PixopError,
    RequestTimeoutError,
    ServerError,
    UnexpectedResponseError,
)
from pixop.page_walk import PageWalk
from pixop.timestamp import moment

if TYPE_CHECKING:
    from pixop.calls.exchange import Exchange

T = TypeVar("T")

RECONCILED = frozenset({"createProject", "createVideo", "processVideo"})
_LOOKS = (1.0, 4.0, 8.0)
"""When to look, in units of the retry policy's first delay: what the server still makes shows up late."""
_TOLERANCE, _WIDE_TOLERANCE = 2.0, 120.0
"""Seconds before the request in which something may have been made by it: by the server's clock, and by this one."""


class Creations:
    """What one client has made, and is making now: never taken for the outcome of another request."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._made: set[str] = set()
        self._under_way: dict[str, int] = {}

    def claim(self, identifier: str) -> bool:
        """Take an id for one request; False when another one has it."""
        with self._lock:
            if identifier in self._made:
                return False
            self._made.add(identifier)
            return True

    @contextmanager
    def making(self, key: str) -> Generator[None]:
        """Count a request while it is under way."""
        with self._lock:
            self._under_way[key] = self._under_way.get(key, 0) + 1
        try:
            yield
        finally:
            with self._lock:
                self._under_way[key] -= 1
                if not self._under_way[key]:
                    del self._under_way[key]

    def alone(self, key: str) -> bool:
        """Tell whether no other request of this client makes the same now."""
        with self._lock:
            return self._under_way.get(key, 0) <= 1


class Reconciliation:
    """One request that makes something, from its first sending to its outcome."""

    def __init__(self, exchange: "Exchange", request: Request, *, since: float | None = None) -> None:
        """Prepare; `since` is when it may have been sent first, in seconds since the epoch by the server's clock."""
        self._exchange = exchange
        self._request = request
        self._since = since
        self._began = exchange.server_clock.monotonic()
        body = request.json if isinstance(request.json, Mapping) else {}
        self._body: Mapping[str, Any] = body
        self._key = f"{request.operation.id} {request.url} {sorted(body.items(), key=str)}"

    def run(self, decode: Callable[[Answer], T]) -> Flow[T]:
        """Send the request, once unless it is certain that nothing came of it.

        Args:
            decode: reads the `Answer` of the exchange.
        """
        with self._exchange.creations.making(self._key):
            attempt = 0
            while True:
                attempt += 1
                try:
                    answer = yield from self._exchange.answer(self._request)
                    value = decode(answer)
                except PixopError as error:
                    if not ambiguous(error):
                        raise
                    found = yield from self._outcome(error)
                    if found is not None:
                        return decode(_answer(found))
                    if attempt >= self._exchange.retry.attempts or not self._may_repeat(error):
                        raise
                    continue
                self._exchange.creations.claim(_id_of(value))
                return value

    def look(self) -> Flow[dict[str, Any] | None]:
        """Look once; return the answer that the request would have had, or None when nothing came of it."""
        match self._request.operation.id:
            case "processVideo":
                return (yield from self._processed())
            case "createVideo":
                return (yield from self._video())
            case _:
                return (yield from self._project())

    def look_again(self) -> Flow[dict[str, Any] | None]:
        """Look a few times: what the server still makes shows up late."""
        for units in _LOOKS:
            found = yield from self.look()
            if found is not None:
                return found
            yield Sleep(units * self._exchange.retry.first_delay)
        return (yield from self.look())

    def _outcome(self, error: PixopError) -> Flow[dict[str, Any] | None]:
        try:
            return (yield from self.look_again())
        except (PixopError, ValueError) as failure:
            error.add_note(
                f"Whether something came of it could not be found out ({failure}): look before you repeat it."
            )
            raise error from None

    def _may_repeat(self, error: PixopError) -> bool:
        """Where the server may still be at work, a second processing might be paid for."""
        if self._request.operation.id != "processVideo":
            return not (isinstance(error, APIError) and error.status_code == 500)
        if isinstance(error, RequestTimeoutError) or not self._exchange.server_clock.known:
            return False
        return isinstance(error, ConnectionFailedError) or (
            isinstance(error, APIError) and error.status_code in (502, 503)
        )

    def _processed(self) -> Flow[dict[str, Any] | None]:
        from pixop_client.api.videos import list_videos

        source = self._request.operation.path.partition("{")[0]
        source_id = unquote(self._request.url.removeprefix(source))
        listing = list_videos.build(parent_id=source_id, page_size=100)
        for item in (yield from self._recent(listing, "videos")):
            video = yield from self._describe(item["id"])
            parameters = _at(video, "processing", "processingParameters")
            if matches(self._body, parameters) and self._exchange.creations.claim(item["id"]):
                return {
                    "sourceVideoId": source_id,
                    "processedVideoId": item["id"],
                    "projectId": str(video.get("projectId") or item.get("projectId") or ""),
                    "checkProgressUrl": self._url("/videos/v1/check-process-video-progress/", item["id"]),
                    "downloadMediaUrl": self._url("/media/v1/download/processed/", item["id"]),
                }
        return None

    def _video(self) -> Flow[dict[str, Any] | None]:
        from pixop_client.api.videos import list_videos
        from pixop_client.types import UNSET

        name, project_id = self._body.get("name"), self._body.get("projectId")
        if not name:
            return None  # nothing tells it from others; an empty video costs nothing
        listing = list_videos.build(project_id=project_id or UNSET, page_size=100)
        empty: list[dict[str, Any]] = []
        for item in (yield from self._recent(listing, "videos")):
            if item.get("name") == name and not item.get("filename") and not item.get("parentId"):
                video = yield from self._describe(item["id"])
                if untouched(video):
                    empty.append({**item, **video})
        found = self._only(empty)
        if found is None:
            return None
        video_id = found["id"]
        return {
            "videoId": video_id,
            "projectId": str(found.get("projectId") or project_id or ""),
            "uploadMediaUrl": self._url("/media/v1/upload/", video_id),
            "uploadLightMediaUrl": self._url("/media/v1/upload/light/", video_id),
            "processVideoUrl": self._url("/videos/v1/process-video/", video_id),
        }

    def _project(self) -> Flow[dict[str, Any] | None]:
        from pixop_client.api.videos import get_project, list_projects

        items = yield from self._recent(list_projects.build(page_size=100), "projects")
        found = self._only([item for item in items if item.get("name") == self._body.get("name")])
        if found is None:
            return None
        data = yield from self._exchange.call(get_project.build(found["id"]), lambda data: data)
        return data if isinstance(data, dict) else None

    def _only(self, candidates: list[dict[str, Any]]) -> dict[str, Any] | None:
        """Take what is certainly this request's: an empty double costs nothing, the wrong one would mix files."""
        creations = self._exchange.creations
        if len(candidates) == 1 and creations.alone(self._key) and creations.claim(candidates[0]["id"]):
            return candidates[0]
        return None

    def _recent(self, listing: Request, name: str) -> Flow[list[dict[str, Any]]]:
        """Return the listed items that were made since the request went out."""
        walk = PageWalk(self._exchange.base_url, self._exchange.first_url(listing))
        recent: list[dict[str, Any]] = []
        while (url := walk.url) is not None:
            page = yield from self._exchange.follow(listing, url)
            items = _at(page, "_embedded").get(name)
            if not isinstance(items, list):
                raise UnexpectedResponseError(f"the answer to {listing.url} is no page of {name}")
            recent += [
                item
                for item in items
                if isinstance(item, dict) and isinstance(item.get("id"), str) and self._is_recent(item)
            ]
            walk.arrived(page)
        return recent

    def _is_recent(self, item: Mapping[str, Any]) -> bool:
        try:
            created = moment(item["dateCreated"]).timestamp()
        except (KeyError, UnexpectedResponseError):
            return False
        clock = self._exchange.server_clock
        # Told by the answers so far, those to the looks included.
        since = clock.at(self._began) if self._since is None else self._since
        return created >= since - (_TOLERANCE if clock.known else _WIDE_TOLERANCE)

    def _describe(self, video_id: str) -> Flow[dict[str, Any]]:
        from pixop_client.api.videos import get_video

        data = yield from self._exchange.call(get_video.build(video_id), lambda data: data)
        return dict(_at(data, "video"))

    def _url(self, path: str, identifier: str) -> str:
        return self._exchange.base_url.join(path + quote(identifier, safe=""))


def ambiguous(error: PixopError) -> bool:
    """Tell whether the server may have done what it was asked for, although no answer says so."""
    if isinstance(error, ConnectionFailedError):
        return error.request_sent
    if isinstance(error, UnexpectedResponseError):
        return 200 <= error.status_code < 300
    return isinstance(error, ServerError) or (isinstance(error, APIError) and error.status_code == 408)


def untouched(video: Mapping[str, Any]) -> bool:
    """Tell whether a video has no media, and none on its way."""
    upload = _at(video, "upload")
    status = str(_at(upload, "uploadState").get("uploadStatus") or "pending")
    return (
        not upload.get("hasFinishedUploading")
        and status.casefold() == "pending"
        and "processing" not in video
    )


def _answer(data: dict[str, Any]) -> Answer:
    return Answer(200, Headers([]), 0.0, json.dumps(data).encode())


def _id_of(value: Any) -> str:
    for name in ("processed_video_id", "video_id"):
        found = getattr(value, name, None)
        if isinstance(found, str):
            return found
    return str(getattr(getattr(value, "project", None), "id", ""))


def _at(data: Any, *names: str) -> Mapping[str, Any]:
    for name in names:
        data = data.get(name) if isinstance(data, Mapping) else None
    return data if isinstance(data, Mapping) else {}
