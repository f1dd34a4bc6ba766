"""A server behind a link with limits: GET gives a file, or a range of it.

Run as `python link.py FILE [options]`; prints its port. It stops when its standard input ends.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import socket
import ssl
import sys
import threading
import time
from pathlib import Path

from origin import _RANGE, PROJECT, TOKEN, answer

_PIECE = 64 << 10


class Pace:
    """Lets bytes through at a rate; all who share it share the rate."""

    def __init__(self, rate: float) -> None:
        self._rate = rate
        self._lock = threading.Lock()
        self._free_at = 0.0

    def wait(self, count: int) -> None:
        """Wait until `count` bytes may go."""
        with self._lock:
            now = time.monotonic()
            self._free_at = max(self._free_at, now - 0.02) + count / self._rate
            pause = self._free_at - now
        if pause > 0:
            time.sleep(pause)


class Link:
    """How bytes get from here to a client."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.source: Path = options.file
        self.total = Pace(options.total) if options.total else None
        self.tls: ssl.SSLContext | None = None
        if options.certificate is not None:
            self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.tls.load_cert_chain(options.certificate)

    def serve(self, connection: socket.socket) -> None:
        """Answer the requests of one connection."""
        rest = b""
        with contextlib.suppress(OSError), contextlib.ExitStack() as stack:
            stack.enter_context(connection)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self.options.congestion:
                name = self.options.congestion.encode()
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, name)
            if self.total or self.options.each:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2 * _PIECE)
            time.sleep(self.options.delay)
            if self.tls is not None:
                connection = stack.enter_context(self.tls.wrap_socket(connection, server_side=True))
            while True:
                while b"\r\n\r\n" not in rest:
                    piece = connection.recv(65536)
                    if not piece:
                        return
                    rest += piece
                head, _, rest = rest.partition(b"\r\n\r\n")
                time.sleep(self.options.delay)
                target = head.split(b" ", 2)[1]
                if b"/token" in target:
                    connection.sendall(answer(TOKEN))
                elif b"/project/" in target:
                    connection.sendall(answer(PROJECT))
                else:
                    self._send(connection, head)

    def _send(self, connection: socket.socket, head: bytes) -> None:
        size = self.source.stat().st_size
        wanted = _RANGE.search(head)
        first = int(wanted[1]) if wanted else 0
        stop = int(wanted[2]) + 1 if wanted and wanted[2] else size
        fields = b'ETag: "bench"\r\nAccept-Ranges: bytes\r\nContent-Length: %d\r\n' % (stop - first)
        if wanted:
            fields += b"Content-Range: bytes %d-%d/%d\r\n" % (first, stop - 1, size)
        connection.sendall(b"HTTP/1.1 %b\r\n%b\r\n" % (b"206 Partial" if wanted else b"200 OK", fields))
        with self.source.open("rb", buffering=0) as file:
            each = Pace(self.options.each) if self.options.each else None
            if each is None and self.total is None:
                if self.tls is None:
                    connection.sendfile(file, first, stop - first)
                    return
                file.seek(first)
                while piece := file.read(min(4 * _PIECE, stop - file.tell())):
                    connection.sendall(piece)
                return
            chance = random.Random(first)
            file.seek(first)
            while piece := file.read(min(_PIECE, stop - file.tell())):
                for pace in (each, self.total):
                    if pace is not None:
                        pace.wait(len(piece))
                if chance.random() < self.options.stalls * len(piece) / (self.options.each or 1):
                    time.sleep(chance.uniform(0.1, 0.5))
                connection.sendall(piece)


def main() -> None:
    """Serve until standard input ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--address", default="127.0.0.1")
    parser.add_argument("--certificate", type=Path)
    parser.add_argument("--each", type=float, default=0.0, help="bytes a second of each connection")
    parser.add_argument("--total", type=float, default=0.0, help="bytes a second of all connections together")
    parser.add_argument("--stalls", type=float, default=0.0, help="pauses a second of each connection")
    parser.add_argument("--delay", type=float, default=0.0, help="seconds before a connection and an answer")
    parser.add_argument("--congestion", default="", help="congestion control of TCP, such as reno")
    link = Link(parser.parse_args())
    listener = socket.create_server((link.options.address, 0), backlog=64)
    print(listener.getsockname()[1], flush=True)

    def accept() -> None:
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=link.serve, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    main()
