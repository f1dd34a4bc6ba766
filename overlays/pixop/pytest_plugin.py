"""The pytest fixture `pixop_client`. This module is imported by every pytest run, so it imports nothing but pytest."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pixop import Pixop


@pytest.fixture
def pixop_client(pixop_server: Any) -> "Iterator[Pixop]":
    """A client of the first user of `pixop_server`, the fixture that comes with `pixop[server]`."""
    from pixop import Pixop

    with Pixop(pixop_server.url, pixop_server.email, pixop_server.password) as client:
        yield client
