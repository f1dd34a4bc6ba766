"""Data of older versions, and of newer ones."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from api_client import ApiClient
from pixop_server.database import Database
from pixop_server.schema_version import CURRENT, UnknownSchemaError
from pixop_server.signing_keys import SigningKey
from sqlalchemy import inspect

FIRST_VERSION = (Path(__file__).parent / "data" / "first_version.sql").read_text()


def test_data_of_the_first_version_opens(start_server: Any, tmp_path: Path) -> None:
    """Users log in with their passwords, and videos are listed and counted, in data that the first version wrote."""
    data = tmp_path / "data"
    data.mkdir()
    with sqlite3.connect(data / "pixop.db") as database:
        database.executescript(FIRST_VERSION)
        key = SigningKey.generate()  # the data has none, as it can be read by everybody
        database.execute(
            "UPDATE users SET signing_private_key = ?, signing_public_key = ?",
            (key.private_key, key.public_key),
        )
    database.close()
    server = start_server(data=data)
    with ApiClient(server.url) as api:
        api.login(server.email, server.password)
        page = api.ok("GET", "/videos/v1/videos")["_embedded"]
        created = api.new_video(name="four")["videoId"]
        again = api.ok("GET", "/videos/v1/videos")["_embedded"]
        project = again["videos"][0]["projectId"]
        filtered = api.ok("GET", f"/videos/v1/videos?project-id={project}")["_embedded"]
    server.stop()

    assert [video["name"] for video in page["videos"]] == ["one", "two", "three"]
    assert page["totalFound"] == 3
    assert again["videos"][-1]["id"] == created
    assert again["totalFound"] == filtered["totalFound"] == 4


def test_migrated_tables_are_those_of_a_new_database(tmp_path: Path) -> None:
    """A database of the first version has, once opened, the columns that a new database has."""
    columns = []
    for name, script in (("new", ""), ("old", FIRST_VERSION)):
        file = tmp_path / f"{name}.db"
        with sqlite3.connect(file) as raw:
            raw.executescript(script)
        raw.close()
        database = Database(f"sqlite:///{file}")
        database.create()
        found = inspect(database.engine)
        columns.append(
            {table: {one["name"] for one in found.get_columns(table)} for table in found.get_table_names()}
        )
        database.close()

    assert columns[0] == columns[1]


def test_data_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    """A database with a later schema version is refused with a sentence that says what to do."""
    file = tmp_path / "new.db"
    database = Database(f"sqlite:///{file}")
    database.create()
    database.close()
    with sqlite3.connect(file) as raw:
        raw.execute("UPDATE alembic_version SET version_num = ?", (str(int(CURRENT) + 1),))
    raw.close()

    with pytest.raises(UnknownSchemaError, match="use a newer server"):
        database.create()
    database.close()
