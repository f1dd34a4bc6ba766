"""What the reference server is compared with: nginx, a bare socket sink, and what sends it many small requests."""

from __future__ import annotations

import contextlib
import os
import re
import selectors
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from reference_server import Server, cpu_seconds

# Writes what a connection brings to a new file, syncs it, answers, and forgets it.
_SINK = """
import hashlib, os, socket, sys
listener = socket.create_server(("127.0.0.1", 0)); print(listener.getsockname()[1], flush=True)
tail = sys.argv[3].encode()
while True:
    connection, _ = listener.accept()
    digest, buffer, ended = hashlib.sha256(), memoryview(bytearray(1 << 20)), False
    file = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_EXCL)
    while not ended:
        got = connection.recv_into(buffer)
        if not got: break
        ended = bytes(buffer[max(0, got - len(tail)):got]).endswith(tail)
        os.write(file, buffer[:got])
        if sys.argv[2] == "True": digest.update(buffer[:got])
    os.fsync(file); os.close(file)
    connection.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n"); connection.close()
    os.unlink(sys.argv[1])
"""


class Peer:
    """Another program that does the same."""

    def __init__(self, port: int, process: int) -> None:
        self.port = port
        self._process = process

    def cpu(self) -> float:
        """Tell the CPU seconds of the program and of its workers so far."""
        children = Path(f"/proc/{self._process}/task/{self._process}/children").read_text().split()
        return cpu_seconds(self._process) + sum(cpu_seconds(int(child)) for child in children)


def missing(program: str, package: str, what: str) -> str | None:
    """Tell in a sentence why there is no comparison; None when the program is there."""
    if find(program) is None:
        return f"{program} is not installed (Debian: {package}): {what}"
    return None


def find(program: str) -> str | None:
    """Find a program, also where only administrators look."""
    return shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin")


@contextlib.contextmanager
def sink(file: Path, tail: bytes, *, hashing: bool) -> Iterator[Peer]:
    """Run a process that writes what a connection brings to a file, up to a tail, and syncs it."""
    command = [sys.executable, "-c", _SINK, str(file), str(hashing), tail.decode()]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield Peer(int(process.stdout.readline()), process.pid)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@contextlib.contextmanager
def nginx(folder: Path) -> Iterator[Peer | None]:
    """Run nginx with one worker on `folder`/files, to read and to write; None where it is not installed."""
    program = find("nginx")
    if program is None:
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
        f"scgi_temp_path {folder}/s; client_max_body_size 0; client_body_buffer_size 1m;"
        f"server {{ listen 127.0.0.1:{port}; root {folder}/files; location / {{ dav_methods PUT; }} }} }}"
    )
    process = subprocess.Popen([program, "-c", str(configuration), "-p", str(folder)])
    try:
        while True:
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", port)).close()
                break
            time.sleep(0.05)
        yield Peer(port, process.pid)
    finally:
        process.terminate()
        process.wait()


def request_rate(server: Server, path: str, seconds: int, connections: int = 8) -> tuple[float, float]:
    """Send equal requests on several connections; return requests a second, and the server's CPU µs a request.

    wrk sends them where it is installed, as it takes the least of the processors that the server shares with it.
    """
    cpu = server.cpu()
    done, elapsed = (_wrk if find("wrk") else _select)(server, path, seconds, connections)
    return done / elapsed, (server.cpu() - cpu) / done * 1e6


def _wrk(server: Server, path: str, seconds: int, connections: int) -> tuple[int, float]:
    command = [str(find("wrk")), "-t1", f"-c{connections}", f"-d{seconds}"]
    command += ["-H", f"Authorization: {server.bearer}", f"http://127.0.0.1:{server.port}{path}"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in told or "Socket errors" in told:
        raise RuntimeError(told)
    counted = re.search(r"(\d+) requests in", told)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", told)
    assert counted is not None
    assert rate is not None
    return int(counted[1]), int(counted[1]) / float(rate[1])


def _select(server: Server, path: str, seconds: int, connections: int) -> tuple[int, float]:
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
        done, begun = 0, time.perf_counter()
        while (elapsed := time.perf_counter() - begun) < seconds:
            for key, _ in selector.select(1):
                assert isinstance(key.fileobj, socket.socket)
                key.data[0] += len(key.fileobj.recv(1 << 20))
                if key.data[0] >= expected:
                    key.data[0] -= expected
                    done += 1
                    key.fileobj.sendall(request)
    return done, elapsed
