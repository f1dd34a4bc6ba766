"""What many uploads at once may hold in memory."""

import os
import socket
from pathlib import Path

from pixop_server.media_writer import MediaWriter
from pixop_server.receive_window import narrow_receive_window


def test_the_window_of_the_request_s_own_connection_is_narrowed() -> None:
    """The socket between this client and this server gets a small buffer, and another connection keeps its own."""
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        socket.create_connection(listener.getsockname()) as client,
        listener.accept()[0] as served,
        socket.create_connection(listener.getsockname()),
        listener.accept()[0] as other,
    ):
        before = other.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF)
        scope = {"type": "http", "client": client.getsockname(), "server": listener.getsockname()}
        narrow_receive_window(scope)

        assert served.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF) <= 128 * 1024
        assert other.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF) == before


def test_a_request_without_a_connection_is_left_alone() -> None:
    """Nothing happens where the application is called in its own process."""
    narrow_receive_window({"type": "http", "client": None, "server": None})


def test_a_file_that_is_written_back_early_is_whole(tmp_path: Path) -> None:
    """Media longer than several steps of the write-back is stored byte for byte."""
    block = os.urandom(3 << 20)
    writer = MediaWriter(tmp_path / "file")
    for _ in range(7):
        writer.write([memoryview(block)[:1000], memoryview(block)[1000:]])
    digest = writer.close()

    assert (tmp_path / "file").read_bytes() == block * 7
    assert len(digest) == 64
