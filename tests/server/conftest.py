"""Fixtures for tests of the server: clients that are logged in, and the application in this process."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

# Tests are imported one by one, without packages; what they share lies here.
sys.path.insert(0, str(Path(__file__).parent / "support"))

from api_client import ApiClient
from in_process import InProcess, Now, in_process_server
from pixop_server.settings import Settings


@pytest.fixture
def api(server: Any) -> Iterator[ApiClient]:
    """A client of the first user in the default team."""
    with ApiClient(server.url) as client:
        client.login(server.email, server.password)
        yield client


@pytest.fixture
def other_team(server: Any) -> Iterator[ApiClient]:
    """A client of the first user in the other team."""
    with ApiClient(server.url) as client:
        client.login(server.email, server.password, server.teams[1])
        yield client


@pytest.fixture
def other_user(server: Any) -> Iterator[ApiClient]:
    """A client of the second user."""
    with ApiClient(server.url) as client:
        client.login(server.second_email, server.second_password)
        yield client


@pytest.fixture
def anonymous(server: Any) -> Iterator[ApiClient]:
    """A client without credentials."""
    with ApiClient(server.url) as client:
        yield client


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of an application in this process."""
    return Settings(
        data=tmp_path / "data",
        email="in-process@example.org",
        password="in process",
        second_email="in-process-2@example.org",
        second_password="in process 2",
    )


@pytest.fixture
def clock() -> Now:
    """A clock that stands still until it is set."""
    return Now()


@pytest.fixture
def in_process(settings: Settings, clock: Now) -> Iterator[InProcess]:
    """The application in this process, on a clock that stands still."""
    with in_process_server(settings, clock) as running:
        yield running
