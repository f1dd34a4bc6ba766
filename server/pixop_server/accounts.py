"""Users, teams and memberships in the database."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from pixop_server.prepared_query import PreparedQuery
from pixop_server.signing_keys import SIGNATURE_METHOD, SigningKey, new_signature_secret
from pixop_server.tables import memberships, teams, users

Record = Row[Any]


# Made once: these run with every request.
_USER_BY_KEY = PreparedQuery(select(users).where(users.c.signing_key_id == bindparam("key")))
_USER_BY_EMAIL = PreparedQuery(select(users).where(users.c.email == bindparam("email")))
_TEAMS_OF_USER = PreparedQuery(
    select(teams)
    .join(memberships, memberships.c.team_id == teams.c.id)
    .where(memberships.c.user_id == bindparam("user"))
    .order_by(memberships.c.sequence)
)


@dataclass(frozen=True)
class NewUser:
    """A user to create, with the names of the teams that the user belongs to, the default one first."""

    name: str
    email: str
    password_hash: str
    teams: tuple[str, ...]


def canonical_email(email: str) -> str:
    """Bring an e-mail address to the form that is stored: people do not tell upper case from lower."""
    return email.strip().casefold()


def user_by_email(connection: Connection, email: str) -> Record | None:
    """Find a user by e-mail address."""
    return _USER_BY_EMAIL.first(connection, {"email": canonical_email(email)})


def user_by_key(connection: Connection, key_id: str) -> Record | None:
    """Find the user whose current signing key this is."""
    return _USER_BY_KEY.first(connection, {"key": key_id})


def teams_of(connection: Connection, user_id: str) -> list[Record]:
    """List a user's teams, the default one first."""
    return _TEAMS_OF_USER.all(connection, {"user": user_id})


def create_user(connection: Connection, new: NewUser, now: int) -> str:
    """Create a user with a team for each name, and give back the user's id."""
    key = SigningKey.generate()
    user_id = str(uuid.uuid4())
    connection.execute(
        insert(users).values(
            id=user_id,
            name=new.name,
            email=canonical_email(new.email),
            email_confirmed=True,
            password_hash=new.password_hash,
            **_signing_columns(key),
            signature_secret=new_signature_secret(),
            signature_method=SIGNATURE_METHOD,
            banned=False,
            created_at=now,
            updated_at=now,
        )
    )
    for name in new.teams:
        team_id = str(uuid.uuid4())
        connection.execute(
            insert(teams).values(id=team_id, name=name, restricted=False, created_at=now, updated_at=now)
        )
        connection.execute(insert(memberships).values(user_id=user_id, team_id=team_id))
    return user_id


def change_user(connection: Connection, user_id: str, now: int, values: Mapping[str, Any]) -> Record:
    """Set columns of a user and give back the user as it is now."""
    connection.execute(update(users).where(users.c.id == user_id).values(**values, updated_at=now))
    return connection.execute(select(users).where(users.c.id == user_id)).one()


def renew_signing_key(connection: Connection, user_id: str, key: SigningKey, now: int) -> Record:
    """Give a user a new key pair: the old one's tokens find no user any more (D-06)."""
    return change_user(connection, user_id, now, _signing_columns(key))


def _signing_columns(key: SigningKey) -> dict[str, str]:
    return {
        "signing_key_id": key.key_id,
        "signing_method": key.method,
        "signing_public_key": key.public_key,
        "signing_private_key": key.private_key,
    }
