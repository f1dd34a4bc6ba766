"""Fills a server from a folder of videos, by the same requests that a client would send."""

import asyncio
import json
import urllib.parse
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, BinaryIO

from anyio import to_thread
from starlette.types import ASGIApp, Message

from pixop_server.api_errors import ValidationError
from pixop_server.settings import MEBIBYTE


class SeedClient:
    """Calls the application in this process.

    Args:
        app: The application.
        base: URL that answers are made for, without a slash at its end.
        token: A token of the user to whom all belongs.
    """

    def __init__(self, app: ASGIApp, base: str, token: str) -> None:
        self._app = app
        self._base = urllib.parse.urlsplit(base)
        self._token = token

    async def create_project(self, name: str) -> str:
        """Create a project, and give back its id."""
        made = await self._json("PUT", "/videos/v1/project", {"name": name})
        return str(made["project"]["id"])

    async def upload(self, file: Path, project_id: str | None, *, light: bool) -> str:
        """Create a video and upload a file to it; give back the video's id."""
        wanted = {"name": file.name} | ({} if project_id is None else {"projectId": project_id})
        made = await self._json("PUT", "/videos/v1/video", wanted)
        boundary = uuid.uuid4().hex
        path = f"/media/v1/upload/{'light/' if light else ''}{made['videoId']}"
        with file.open("rb") as opened:
            await self._call(
                "POST", path, f"multipart/form-data; boundary={boundary}", _form(opened, file.name, boundary)
            )
        return str(made["videoId"])

    async def _json(self, method: str, path: str, content: dict[str, Any]) -> Any:
        async def body() -> AsyncIterator[bytes]:
            yield json.dumps(content).encode()

        return await self._call(method, path, "application/json", body())

    async def _call(self, method: str, path: str, content_type: str, body: AsyncIterator[bytes]) -> Any:
        status = 0
        answer = bytearray()

        async def receive() -> Message:
            piece = await anext(body, None)
            return {"type": "http.request", "body": piece or b"", "more_body": piece is not None}

        async def send(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            answer.extend(message.get("body", b""))

        headers = {
            "host": self._base.netloc,
            "authorization": f"Bearer {self._token}",
            "content-type": content_type,
            "transfer-encoding": "chunked",
        }
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": self._base.scheme,
            "path": path,
            "raw_path": path.encode(),
            "root_path": self._base.path,
            "query_string": b"",
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
            "client": None,
            "server": None,
        }
        await self._app(scope, receive, send)
        if status != 200:
            raise ValidationError(
                f"{method} {path} was answered with {status}: {answer.decode(errors='replace')}"
            )
        return json.loads(answer)


async def _form(file: BinaryIO, name: str, boundary: str) -> AsyncIterator[bytes]:
    # The form's own rules for names: RFC 7578 has them in UTF-8, quotes and line ends percent-encoded.
    quoted = name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
    disposition = f'Content-Disposition: form-data; name="file"; filename="{quoted}"'
    head = f"--{boundary}\r\n{disposition}\r\nContent-Type: application/octet-stream\r\n\r\n"
    yield head.encode("utf-8", "surrogateescape")
    while piece := await to_thread.run_sync(file.read, MEBIBYTE):
        yield piece
    yield f"\r\n--{boundary}--\r\n".encode()


async def seed_folder(client: SeedClient, folder: Path, *, light: bool) -> list[dict[str, Any]]:
    """Upload each file of a folder; those of its folders go into a project of that name.

    Returns:
        For each file `file` (its path in the folder), `videoId` and `projectId` (null: the default project).

    Raises:
        ValidationError: it is no folder, or a file is refused.
    """
    if not await asyncio.to_thread(folder.is_dir):
        raise ValidationError(f"folder: {folder} is not a folder on the server's machine.")
    seeded: list[dict[str, Any]] = []
    projects: dict[str, str] = {}
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        inside = file.relative_to(folder)
        if any(part.startswith(".") for part in inside.parts):
            continue
        name = inside.parent.as_posix()
        if name != "." and name not in projects:
            projects[name] = await client.create_project(name)
        project_id = projects.get(name)
        video_id = await client.upload(file, project_id, light=light)
        seeded.append({"file": inside.as_posix(), "videoId": video_id, "projectId": project_id})
    return seeded
