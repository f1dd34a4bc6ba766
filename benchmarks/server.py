"""Measure the reference server against its bars: start, lists, downloads, uploads, many at once, memory.

Peers run in the same rounds as the server: nginx (where it is installed) for downloads, and for uploads a bare socket
sink that writes to the same disk. Wall time on a shared machine is noise; the CPU seconds beside it are steadier.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import json
import os
import selectors
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

EMAIL, PASSWORD = "bench@example.org", "bench secret"
MIB = 1 << 20
HEAD = b'--b\r\nContent-Disposition: form-data; name="f"; filename="a.mov"\r\nContent-Type: video/quicktime\r\n\r\n'
TAIL = b"\r\n--b--\r\n"


class Server:
    """A server in a process of its own."""

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
        self.port = int(line.rpartition(":")[2])
        answer = self.call("GET", "/accounts/v1/token", self._basic())
        self.bearer = "Bearer " + json.loads(answer)["jwtToken"]

    @staticmethod
    def _basic() -> str:
        return "Basic " + base64.b64encode(f"{EMAIL}:{PASSWORD}".encode()).decode()

    def request(self, method: str, path: str, credentials: str = "", more: str = "") -> bytes:
        """Write a request's head."""
        lines = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
        return f"{lines}Authorization: {credentials or self.bearer}\r\n{more}\r\n".encode()

    def call(self, method: str, path: str, credentials: str = "", body: bytes = b"") -> bytes:
        """Send a request on a connection of its own; return the body of a 200."""
        more = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n" if body else ""
        with socket.create_connection(("127.0.0.1", self.port)) as connection:
            connection.sendall(self.request(method, path, credentials, more) + body)
            return read_response(connection)

    def cpu(self) -> float:
        """Tell the CPU seconds of the process so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def peak_mib(self) -> float:
        """Tell the largest resident memory so far in MiB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) / 1024

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait(30)
        self.log.close()

    def new_video(self) -> str:
        """Create a video."""
        return str(json.loads(self.call("PUT", "/videos/v1/video", body=b"{}"))["videoId"])


def read_response(connection: socket.socket) -> bytes:
    """Read one response; return its body.

    Raises:
        RuntimeError: It is not a 200.
    """
    received = b""
    while b"\r\n\r\n" not in received:
        piece = connection.recv(1 << 16)
        if not piece:
            raise RuntimeError("the server closed the connection")
        received += piece
    head, _, body = received.partition(b"\r\n\r\n")
    if b" 200" not in head.split(b"\r\n")[0]:
        raise RuntimeError(head.decode() + body.decode(errors="replace"))
    length = next(int(h[15:]) for h in head.lower().split(b"\r\n") if h.startswith(b"content-length:"))
    while len(body) < length:
        body += connection.recv(1 << 16)
    return body


def fill(database: Path, count: int) -> None:
    """Add videos to the default team's own project, directly."""
    with sqlite3.connect(database) as connection:
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


def rate(server: Server, path: str, seconds: float, connections: int = 8) -> tuple[float, float]:
    """Send equal requests on several connections; return requests a second, and the server's CPU µs a request."""
    request = server.request("GET", path)
    selector = selectors.DefaultSelector()
    expected = 0
    with contextlib.ExitStack() as stack:
        for _ in range(connections):
            one = stack.enter_context(socket.create_connection(("127.0.0.1", server.port)))
            one.sendall(request)
            one.settimeout(10)
            expected = len(one.recv(1 << 20))
            selector.register(one, selectors.EVENT_READ, [0])
            one.sendall(request)
        done, begun, cpu = 0, time.perf_counter(), server.cpu()
        while (elapsed := time.perf_counter() - begun) < seconds:
            for key, _ in selector.select(1):
                assert isinstance(key.fileobj, socket.socket)
                key.data[0] += len(key.fileobj.recv(1 << 20))
                if key.data[0] >= expected:
                    key.data[0] -= expected
                    done += 1
                    key.fileobj.sendall(request)
    return done / elapsed, (server.cpu() - cpu) / done * 1e6


def lists(folder: Path, rounds: int) -> None:
    """Compare lists and gets with 1,000 and with 100,000 videos, interleaved."""
    servers = {}
    for count in (1_000, 100_000):
        servers[count] = Server(folder / f"videos-{count}")
        fill(servers[count].data / "pixop.db", count)
    figures: dict[tuple[str, int], list[tuple[float, float]]] = {}
    for _ in range(rounds):
        for count, server in servers.items():
            video = json.loads(server.call("GET", "/videos/v1/videos"))["_embedded"]["videos"][0]["id"]
            for name, path in (
                ("list", "/videos/v1/videos"),
                ("list, middle", f"/videos/v1/videos?page={count // 20}"),
                ("get", f"/videos/v1/video/{video}"),
            ):
                figures.setdefault((name, count), []).append(rate(server, path, 1.5))
    print("\n| request | videos | requests/s (best, median) | server CPU µs (median) |")
    print("|---|---|---|---|")
    for (name, count), runs in figures.items():
        best, median = max(run[0] for run in runs), statistics.median(run[0] for run in runs)
        cpu = statistics.median(run[1] for run in runs)
        print(f"| {name} | {count:,} | {best:,.0f}, {median:,.0f} | {cpu:.0f} |")
    for name in ("list", "list, middle", "get"):
        wall, cpu = (
            statistics.median(run[k] for run in figures[name, 100_000])
            / statistics.median(run[k] for run in figures[name, 1_000])
            for k in (0, 1)
        )
        print(f"{name}: time with 100,000 videos is {1 / wall:.2f} × that with 1,000 (CPU {cpu:.2f} ×)")
    for server in servers.values():
        server.stop()


def upload(connection: socket.socket, head: bytes, size: int, block: bytes) -> None:
    """Send a form with `size` bytes of media."""
    connection.sendall(head + HEAD)
    for _ in range(size // len(block)):
        connection.sendall(block)
    connection.sendall(TAIL)
    read_response(connection)


@contextlib.contextmanager
def sink(file: Path, *, hashing: bool) -> Iterator[int]:
    """Run a process that writes what one connection brings to a file and syncs it; gives the port."""
    program = """
import hashlib, os, socket, sys
listener = socket.create_server(("127.0.0.1", 0)); print(listener.getsockname()[1], flush=True)
while True:
    connection, _ = listener.accept()
    digest, buffer, ended = hashlib.sha256(), memoryview(bytearray(1 << 20)), False
    file = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    while not ended:
        got = connection.recv_into(buffer)
        if not got: break
        ended = bytes(buffer[max(0, got - 9):got]).endswith(b"--b--\\r\\n")
        os.write(file, buffer[:got])
        if sys.argv[2] == "True": digest.update(buffer[:got])
    os.fsync(file); os.close(file)
    connection.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n"); connection.close()
"""
    command = [sys.executable, "-c", program, str(file), str(hashing)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline())
    finally:
        process.kill()
        process.wait()


@contextlib.contextmanager
def nginx(folder: Path, file: Path) -> Iterator[int | None]:
    """Run nginx on a folder; gives the port, or None where nginx is not installed."""
    program = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin")
    if program is None:
        print("nginx is not installed (Debian: nginx-light): no comparison of downloads")
        yield None
        return
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    configuration = folder / "nginx.conf"
    configuration.write_text(
        f"daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log; worker_processes 1;"
        f"{'user root;' if os.geteuid() == 0 else ''} events {{}}"
        f"http {{ access_log off; sendfile on; tcp_nopush on; client_body_temp_path {folder}/body;"
        f"proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u;"
        f"scgi_temp_path {folder}/s; server {{ listen 127.0.0.1:{port}; root {file.parent}; }} }}"
    )
    process = subprocess.Popen([program, "-c", str(configuration), "-p", str(folder)])
    try:
        while True:
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", port)).close()
                break
            time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait()


def download(port: int, request: bytes, buffer: memoryview) -> None:
    """Read a response to its announced end, and forget it."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(request)
        received = b""
        while b"\r\n\r\n" not in received:
            received += connection.recv(1 << 16)
        head, _, body = received.partition(b"\r\n\r\n")
        assert b" 200" in head.split(b"\r\n")[0], head
        left = next(int(h[15:]) for h in head.lower().split(b"\r\n") if h.startswith(b"content-length:"))
        left -= len(body)
        while left > 0:
            left -= connection.recv_into(buffer)


def transfers(server: Server, folder: Path, mib: int, rounds: int) -> None:
    """Compare uploads with a sink, and downloads with nginx, interleaved."""
    size, block = mib * MIB, os.urandom(MIB)
    length = len(HEAD) + size + len(TAIL)
    more = f"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: {length}\r\n"
    up: dict[str, list[float]] = {"server": [], "sink": [], "sink with SHA-256": []}
    cpu: list[float] = []
    file = folder / "nginx" / "media"
    file.parent.mkdir()
    with file.open("wb") as written:
        for _ in range(mib):
            written.write(block)
    target = folder / "sunk"
    with sink(target, hashing=False) as bare, sink(target, hashing=True) as hashing:
        for number in range(rounds + 1):
            for name, port in (("server", server.port), ("sink", bare), ("sink with SHA-256", hashing)):
                video = server.new_video() if name == "server" else "-"
                request = server.request("POST", f"/media/v1/upload/light/{video}", more=more)
                used, begun = server.cpu(), time.perf_counter()
                with socket.create_connection(("127.0.0.1", port)) as connection:
                    upload(connection, request, size, block)
                if number:
                    up[name].append(time.perf_counter() - begun)
                    if name == "server":
                        cpu.append((server.cpu() - used) / size * 1e9)
                if name == "server":
                    server.call("DELETE", f"/videos/v1/video/{video}")
    print(f"\nUpload, {mib} MiB to disk and synced, {rounds} rounds")
    for name, runs in up.items():
        ratio = statistics.median(sunk / own for sunk, own in zip(runs, up["server"], strict=True))
        speed = statistics.median(size / run / 1e9 for run in runs)
        print(f"{name}: {speed:.2f} GB/s" + (f"; server / this {ratio:.2f}" if name != "server" else ""))
    print(f"server CPU s/GB {statistics.median(cpu):.2f}")

    video = server.new_video()
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        upload(connection, server.request("POST", f"/media/v1/upload/light/{video}", more=more), size, block)
    down: dict[str, list[float]] = {"server": [], "nginx": []}
    buffer = memoryview(bytearray(MIB))
    used = server.cpu()
    with nginx(folder / "nginx", file) as port:
        for number in range(rounds + 1):
            for name in down:
                if name == "server":
                    request = server.request("GET", f"/media/v1/download/original/{video}")
                    at: int | None = server.port
                else:
                    request, at = b"GET /media HTTP/1.1\r\nHost: localhost\r\n\r\n", port
                if at is None:
                    continue
                begun = time.perf_counter()
                download(at, request, buffer)
                if number:
                    down[name].append(time.perf_counter() - begun)
    speed = statistics.median(size / run / 1e9 for run in down["server"])
    each = (server.cpu() - used) / (rounds + 1) / size * 1e9
    print(f"\nDownload, {mib} MiB, {rounds} rounds\nserver: {speed:.2f} GB/s, CPU s/GB {each:.2f}")
    if down["nginx"]:
        ratios = [peer / own for peer, own in zip(down["nginx"], down["server"], strict=True)]
        speed = statistics.median(size / run / 1e9 for run in down["nginx"])
        spread = f"{min(ratios):.2f}..{max(ratios):.2f}"
        print(f"nginx: {speed:.2f} GB/s; server / nginx {statistics.median(ratios):.2f} ({spread})")


def crowd(server: Server, uploads: int, mib: int) -> None:
    """Upload to many videos at once."""
    videos = [server.new_video() for _ in range(uploads)]
    size, block = mib * MIB, os.urandom(MIB)
    length = len(HEAD) + size + len(TAIL)
    more = f"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: {length}\r\n"
    failed: list[str] = []

    def one(video: str) -> None:
        try:
            with socket.create_connection(("127.0.0.1", server.port)) as connection:
                request = server.request("POST", f"/media/v1/upload/light/{video}", more=more)
                upload(connection, request, size, block)
        except (OSError, RuntimeError) as error:
            failed.append(str(error))

    threads = [threading.Thread(target=one, args=(video,)) for video in videos]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - begun
    print(
        f"\n{uploads} uploads of {mib} MiB at once: {len(failed)} failed, {seconds:.1f} s {failed[:1] or ''}"
    )


def main() -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mib", type=int, default=256, help="size of transferred media in MiB")
    parser.add_argument("--rounds", type=int, default=5, help="counted rounds")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="pixop-bench-") as name:
        folder = Path(name)
        print(f"load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
        starts = []
        for number in range(3):
            server = Server(folder / f"start-{number}")
            starts.append(server.start_seconds)
            server.stop()
        print(f"start to ready: best {min(starts):.2f} s, median {statistics.median(starts):.2f} s")
        lists(folder, options.rounds)
        server = Server(folder / "transfers")
        transfers(server, folder, options.mib, options.rounds)
        print(f"largest memory after transfers: {server.peak_mib():.0f} MiB")
        crowd(server, 200, 4)
        print(f"largest memory after the crowd: {server.peak_mib():.0f} MiB")
        server.stop()
        print(f"load after: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
