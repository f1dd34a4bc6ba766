"""The users that a new server has."""

from sqlalchemy import select

from pixop_server.accounts import NewUser, create_user, user_by_email
from pixop_server.database import Database
from pixop_server.passwords import Passwords
from pixop_server.settings import Settings
from pixop_server.tables import videos


def seed_users(database: Database, passwords: Passwords, settings: Settings, now: int) -> None:
    """Create the two users that are not there yet: the first in two teams, the second in a team of their own.

    A user who is there already is left alone, with the password that it has now.
    """
    wanted = (
        ("Developer", settings.email, settings.password, ("First team", "Second team")),
        ("Second developer", settings.second_email, settings.second_password, ("Other team",)),
    )
    with database.writing() as connection:
        for name, email, password, teams in wanted:
            if user_by_email(connection, email) is None:
                create_user(connection, NewUser(name, email, passwords.hash(password), teams), now)


def stored_video_ids(database: Database) -> set[str]:
    """List the ids of all videos."""
    with database.reading() as connection:
        return set(connection.scalars(select(videos.c.id)))
