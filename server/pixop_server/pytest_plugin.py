"""The pytest fixture `pixop_server`. This module is imported by every pytest run, so it imports nothing but pytest."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pixop_server.controlled_server import ControlledServer


@pytest.fixture(scope="session")
def pixop_server_process() -> "Iterator[ControlledServer]":
    """The server process of this test session; use `pixop_server`, which is empty in each test."""
    from pixop_server.controlled_server import start_server

    with start_server() as server:
        yield server


@pytest.fixture
def pixop_server(pixop_server_process: "ControlledServer") -> "ControlledServer":
    """A server on a free port, empty at the beginning of the test; a job is done at the first look at it.

    It has `url`, `email`, `password` and those of a second user, and the methods of
    `pixop_server.controlled_server.ControlledServer`: seed, advance, set_pace, inject and so on.
    """
    pixop_server_process.reset()
    pixop_server_process.set_pace("instant")
    return pixop_server_process
