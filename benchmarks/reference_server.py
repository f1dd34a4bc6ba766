"""A reference server in a process of its own, and the requests that its benchmark sends."""

from __future__ import annotations

import base64
import json
import os
import socket
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

EMAIL, PASSWORD = "bench@example.org", "bench secret"
MIB = 1 << 20
# As long as a client's: what a boundary has to be searched for costs less the longer it is.
BOUNDARY = b"5d41402abc4b2a76b9719d911017c592"
_HEAD = b'--%b\r\nContent-Disposition: form-data; name="f"; filename="a.mov"\r\nContent-Type: video/quicktime\r\n\r\n'
FORM_HEAD = _HEAD % BOUNDARY
FORM_TAIL = b"\r\n--" + BOUNDARY + b"--\r\n"


class Server:
    """A server on a free port, with a user and the user's token."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.data = folder
        command = [sys.executable, "-m", "pixop_server", "--port=0", f"--data={folder}", *arguments]
        command += [f"--email={EMAIL}", f"--password={PASSWORD}"]
        self.log = folder.with_suffix(".log").open("w")
        begun = time.perf_counter()
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self.log, text=True)
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        self.start_seconds = time.perf_counter() - begun
        self.start_cpu = self.cpu()
        self.port = int(line.rpartition(":")[2])
        basic = "Basic " + base64.b64encode(f"{EMAIL}:{PASSWORD}".encode()).decode()
        answer = self.call("GET", "/accounts/v1/token", basic)
        self.bearer = "Bearer " + json.loads(answer)["jwtToken"]

    def request(self, method: str, path: str, credentials: str = "", more: str = "") -> bytes:
        """Write a request's head."""
        lines = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
        return f"{lines}Authorization: {credentials or self.bearer}\r\n{more}\r\n".encode()

    def upload_head(self, video: str, size: int) -> bytes:
        """Write the head of an upload of `size` bytes of media, and its form's up to the media."""
        length = len(FORM_HEAD) + size + len(FORM_TAIL)
        more = (
            f"Content-Type: multipart/form-data; boundary={BOUNDARY.decode()}\r\nContent-Length: {length}\r\n"
        )
        return self.request("POST", f"/media/v1/upload/light/{video}", more=more) + FORM_HEAD

    def call(self, method: str, path: str, credentials: str = "", body: bytes = b"") -> bytes:
        """Send a request on a connection of its own; return the body of a 200."""
        more = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n" if body else ""
        with socket.create_connection(("127.0.0.1", self.port)) as connection:
            connection.sendall(self.request(method, path, credentials, more) + body)
            return read_response(connection)

    def new_video(self) -> str:
        """Create a video."""
        return str(json.loads(self.call("PUT", "/videos/v1/video", body=b"{}"))["videoId"])

    def settle(self, video: str) -> None:
        """Wait until a video is ingested: nothing of that runs on beside what is measured next."""
        waited = time.monotonic() + 60
        while time.monotonic() < waited:
            answer = json.loads(self.call("GET", f"/videos/v1/check-ingest-video-progress/{video}"))
            if answer["ingestionState"]["ingestionStatus"] in {"DONE", "ERROR"}:
                break
            time.sleep(0.02)

    def forget_video(self, video: str) -> None:
        """Delete a video once it is ingested."""
        self.settle(video)
        self.call("DELETE", f"/videos/v1/video/{video}")

    def fill(self, count: int) -> None:
        """Add videos to the default team, directly in the database."""
        with sqlite3.connect(self.data / "pixop.db") as connection:
            (user,) = connection.execute("SELECT id FROM users WHERE email = ?", (EMAIL,)).fetchone()
            query = "SELECT team_id FROM memberships WHERE user_id = ? ORDER BY sequence"
            (team,) = connection.execute(query, (user,)).fetchone()
            project, now = str(uuid.uuid4()), int(time.time())
            connection.execute(
                "INSERT INTO projects (id, team_id, name, is_default, created_at, updated_at, videos) "
                "VALUES (?, ?, 'bench', 0, ?, ?, ?)",
                (project, team, now, now, count),
            )
            connection.executemany(
                "INSERT INTO videos (id, team_id, project_id, user_id, name, light, upload_status, upload_updated_at, "
                "ingestion_status, ingestion_updated_at, attributes, created_at, updated_at) "
                "VALUES (?, ?, ?, ?, ?, 0, 'PENDING', ?, 'PENDING', ?, '{}', ?, ?)",
                [
                    (str(uuid.uuid4()), team, project, user, f"video {number}", now, now, now, now)
                    for number in range(count)
                ],
            )
            connection.execute("UPDATE teams SET videos = ?, projects = 1 WHERE id = ?", (count, team))
        connection.close()

    def cpu(self) -> float:
        """Tell the CPU seconds of the process so far."""
        return cpu_seconds(self.process.pid)

    def peak_mib(self) -> float:
        """Tell the largest resident memory so far in MiB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) / 1024

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait(30)
        self.log.close()


def cpu_seconds(process: int) -> float:
    """Tell the CPU seconds of a running process so far."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def read_head(connection: socket.socket) -> tuple[int, bytes]:
    """Read the head of a response; return the length of the body, and what of it came along.

    Raises:
        RuntimeError: It is not a success, or the server closed the connection.
    """
    received = b""
    while b"\r\n\r\n" not in received:
        piece = connection.recv(1 << 16)
        if not piece:
            raise RuntimeError("the server closed the connection")
        received += piece
    head, _, body = received.partition(b"\r\n\r\n")
    if b" 20" not in head.split(b"\r\n")[0]:
        raise RuntimeError(head.decode() + body.decode(errors="replace"))
    lengths = [int(h[15:]) for h in head.lower().split(b"\r\n") if h.startswith(b"content-length:")]
    return (lengths[0] if lengths else 0), body


def read_response(connection: socket.socket) -> bytes:
    """Read one response; return its body."""
    length, body = read_head(connection)
    while len(body) < length:
        body += connection.recv(1 << 16)
    return body


def send_media(port: int, head: bytes, blocks: Iterator[bytes], tail: bytes) -> None:
    """Send a request that brings media, and wait for its answer."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(head)
        for block in blocks:
            connection.sendall(block)
        connection.sendall(tail)
        read_response(connection)


def download(port: int, request: bytes, buffer: memoryview) -> None:
    """Read a response to its announced end, and forget it."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(request)
        length, body = read_head(connection)
        left = length - len(body)
        while left > 0:
            left -= connection.recv_into(buffer)
