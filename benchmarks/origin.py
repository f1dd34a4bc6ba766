"""A server that costs next to nothing, so that a benchmark sees the clients: GET gives a file, POST takes one.

Run as `python origin.py FILE [CERTIFICATE]`; prints its port. Stops when its standard input ends.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import socket
import ssl
import sys
import threading
from pathlib import Path

TOKEN = {"userId": "u", "teamId": "t", "jwtToken": "opaque"}
PROJECT = {
    "project": {
        "id": "p",
        "name": "n",
        "userId": "u",
        "teamId": "t",
        "dateCreated": "2024-01-01 00:00:00",
        "timeLastUpdated": "2024-01-01 00:00:00",
    }
}
UPLOADED = {"projectId": "p", "videoId": "v", "checkIngestProgressUrl": "/i", "processVideoUrl": "/p"}
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_RANGE = re.compile(rb"range: *bytes=(\d+)-(\d*)", re.IGNORECASE)


def answer(data: dict[str, object]) -> bytes:
    """Write a JSON answer."""
    body = json.dumps(data).encode()
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (
        len(body),
        body,
    )


def send_file(connection: socket.socket, source: Path, head: bytes) -> None:
    """Answer with the file, or the range of it that the request names."""
    size = source.stat().st_size
    wanted = _RANGE.search(head)
    first = int(wanted[1]) if wanted else 0
    last = int(wanted[2]) if wanted and wanted[2] else size - 1
    status = b"206 Partial Content" if wanted else b"200 OK"
    fields = b'ETag: "bench"\r\nContent-Length: %d\r\n' % (last - first + 1)
    if wanted:
        fields += b"Content-Range: bytes %d-%d/%d\r\n" % (first, last, size)
    connection.sendall(b"HTTP/1.1 %b\r\n%b\r\n" % (status, fields))
    with source.open("rb", buffering=0) as file:
        if not isinstance(connection, ssl.SSLSocket):
            connection.sendfile(file, first, last - first + 1)
            return
        file.seek(first)
        while piece := file.read(min(1 << 18, last + 1 - file.tell())):
            connection.sendall(piece)


def serve(connection: socket.socket, source: Path, tls: ssl.SSLContext | None) -> None:
    """Answer the requests of one connection."""
    scratch = bytearray(1 << 20)
    rest = b""
    with contextlib.suppress(OSError), contextlib.ExitStack() as stack:
        stack.enter_context(connection)
        if tls is not None:
            connection = stack.enter_context(tls.wrap_socket(connection, server_side=True))
        while True:
            while b"\r\n\r\n" not in rest:
                piece = connection.recv(65536)
                if not piece:
                    return
                rest += piece
            head, _, rest = rest.partition(b"\r\n\r\n")
            target = head.split(b" ", 2)[1]
            if b"/token" in target:
                connection.sendall(answer(TOKEN))
            elif b"/project/" in target:
                connection.sendall(answer(PROJECT))
            elif head.startswith(b"POST"):
                length = _LENGTH.search(head)
                left = (int(length[1]) if length else 0) - len(rest)
                rest = b""
                while left > 0:
                    count = connection.recv_into(scratch, min(left, len(scratch)))
                    if not count:
                        return
                    left -= count
                connection.sendall(answer(UPLOADED))
            else:
                send_file(connection, source, head)


def main() -> None:
    """Serve until standard input ends."""
    source = Path(sys.argv[1])
    tls = None
    if len(sys.argv) > 2:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(sys.argv[2])
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)
    print(listener.getsockname()[1], flush=True)

    def accept() -> None:
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=serve, args=(connection, source, tls), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    main()
