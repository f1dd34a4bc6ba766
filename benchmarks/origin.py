"""A server that costs next to nothing, so that a benchmark sees the clients: GET gives a file, POST takes one.

Run as `python origin.py FILE [CERTIFICATE]`; prints its port. It throws uploads away without looking at them: the
kernel drops the bytes, and with TLS the records are not even decrypted. After the line `check` on its standard input
it reads them instead (not those of light media), and answers 400 unless they hold the file byte for byte; after `drop`
it drops again. It stops when its standard input ends.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import mmap
import os
import re
import socket
import ssl
import sys
import threading
from collections.abc import Callable
from pathlib import Path

TOKEN = {"userId": "u", "teamId": "t", "jwtToken": "opaque"}
PROJECT = {
    "project": {
        "id": "p",
        "name": "n",
        "teamId": "t",
        "dateCreated": "2024-01-01 00:00:00",
        "timeLastUpdated": "2024-01-01 00:00:00",
    }
}
UPLOADED = {"projectId": "p", "videoId": "v", "checkIngestProgressUrl": "/i", "processVideoUrl": "/p"}
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_RANGE = re.compile(rb"range: *bytes=(\d+)-(\d*)", re.IGNORECASE)
_RECORD_HEADER = 5
_RECORD_OVERHEAD = 17
"""Bytes of a TLS 1.3 record that are no content: its type and the tag of AES-GCM or ChaCha20-Poly1305."""
_SCRATCH = mmap.mmap(-1, 64 << 20)
"""Never touched, so it takes no memory: `MSG_TRUNC` makes the kernel drop what would go here."""

checking = threading.Event()


class Gone(Exception):  # noqa: N818 - tells the thread to stop
    """The client hung up."""


def answer(data: dict[str, object], status: bytes = b"200 OK") -> bytes:
    """Write a JSON answer."""
    body = json.dumps(data).encode()
    return b"HTTP/1.1 %b\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (
        status,
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


def drop(connection: socket.socket, left: int) -> None:
    """Throw away the next bytes."""
    plain = not isinstance(connection, ssl.SSLSocket)
    receive = socket.socket.recv_into
    while left > 0:
        if plain:
            count = receive(connection, _SCRATCH, min(left, len(_SCRATCH)), socket.MSG_TRUNC)
            left -= count
        else:
            header = socket.socket.recv(connection, _RECORD_HEADER, socket.MSG_WAITALL)
            if len(header) < _RECORD_HEADER:
                raise Gone
            record = int.from_bytes(header[3:], "big")
            count = receive(connection, _SCRATCH, record, socket.MSG_TRUNC | socket.MSG_WAITALL)
            left -= record - _RECORD_OVERHEAD
        if not count:
            raise Gone


def holds(connection: socket.socket, left: int, begun: bytes, source: Path) -> bool:
    """Read a form and tell whether its one part is the file."""
    form = bytearray(begun)
    while b"\r\n\r\n" not in form or len(form) < 4:
        piece = connection.recv(65536)
        if not piece:
            raise Gone
        form += piece
        left -= len(piece)
    size = source.stat().st_size
    begin = form.index(b"\r\n\r\n") + 4
    media = form[begin : begin + size]
    digest, seen = hashlib.sha256(media), len(media)
    buffer = bytearray(1 << 18)
    while left > 0:
        count = connection.recv_into(buffer, min(left, len(buffer)))
        if not count:
            raise Gone
        left -= count
        digest.update(memoryview(buffer)[: min(count, size - seen)])
        seen += min(count, size - seen)
    with source.open("rb") as file:
        return digest.digest() == hashlib.file_digest(file, "sha256").digest()


def take(connection: socket.socket, head: bytes, begun: bytes, source: Path) -> bytes:
    """Take an upload, and return the answer."""
    length = _LENGTH.search(head)
    left = (int(length[1]) if length else 0) - len(begun)
    if checking.is_set() and b"/light/" not in head.split(b"\r\n", 1)[0]:
        whole = holds(connection, left, begun, source)
        return answer(UPLOADED) if whole else answer({"errorMessage": "not the file"}, b"400 Bad Request")
    drop(connection, left)
    return answer(UPLOADED)


def serve(connection: socket.socket, source: Path, tls: ssl.SSLContext | None) -> None:
    """Answer the requests of one connection."""
    rest = b""
    with contextlib.suppress(OSError, Gone), contextlib.ExitStack() as stack:
        stack.enter_context(connection)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
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
                connection.sendall(take(connection, head, rest, source))
                rest = b""
            else:
                send_file(connection, source, head)


def main() -> None:
    """Serve until standard input ends."""
    source = Path(sys.argv[1])
    tls = None
    if len(sys.argv) > 2:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.minimum_version = ssl.TLSVersion.TLSv1_3
        tls.load_cert_chain(sys.argv[2])
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)
    print(listener.getsockname()[1], flush=True)

    def accept() -> None:
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=serve, args=(connection, source, tls), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    orders: dict[str, Callable[[], None]] = {"check": checking.set, "drop": checking.clear}
    for line in sys.stdin:
        orders[line.strip()]()
        print("done", flush=True)
    os._exit(0)


if __name__ == "__main__":
    main()
