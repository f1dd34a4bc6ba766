"""`python -m pixop_server.user_admin`: users of a server, from the machine that its data is on, also while it runs."""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, select
from sqlalchemy.exc import SQLAlchemyError

from pixop_server.accounts import NewUser, Record, change_user, create_user, renew_signing_key, user_by_email
from pixop_server.database import Database
from pixop_server.passwords import Passwords
from pixop_server.signing_keys import SigningKey
from pixop_server.tables import users


class UnknownUserError(ValueError):
    """Nobody has this e-mail address, or somebody has it already."""


def _ban(connection: Connection, user: Record, options: argparse.Namespace, now: int) -> str:
    values = {"banned": True, "banned_reason": options.reason, "banned_at": now}
    change_user(connection, user.id, now, values)
    return f"{user.email} is banned: every token and password is refused from now on."


def _unban(connection: Connection, user: Record, _options: argparse.Namespace, now: int) -> str:
    change_user(connection, user.id, now, {"banned": False, "banned_reason": None, "banned_at": None})
    return f"{user.email} is not banned any more."


def _renew_key(connection: Connection, user: Record, _options: argparse.Namespace, now: int) -> str:
    renew_signing_key(connection, user.id, SigningKey.generate(), now)
    return f"{user.email} has a new signing key: tokens made before are refused from now on."


def _set_password(connection: Connection, user: Record, _options: argparse.Namespace, now: int) -> str:
    change_user(connection, user.id, now, {"password_hash": Passwords().hash(_read_password())})
    return f"{user.email} has a new password."


_Change = Callable[[Connection, Record, argparse.Namespace, int], str]
_CHANGES: dict[str, tuple[str, _Change]] = {
    "ban": ("refuse a user from now on", _ban),
    "unban": ("let a banned user in again", _unban),
    "renew-key": ("give a user a new signing key; tokens made before stop working", _renew_key),
    "set-password": ("set a user's password, read from standard input", _set_password),
}


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 0 done, 1 nobody by this e-mail or no database."""
    options = _parser().parse_args(arguments)
    if options.database is None and not (file := options.data / "pixop.db").is_file():
        return _fail(f"there is no database at {file}; start the server with this --data first")
    database = Database(options.database or f"sqlite:///{(options.data / 'pixop.db').absolute()}")
    try:
        for line in database.write_now(lambda connection: _work(connection, options)):
            sys.stdout.write(line + "\n")
    except (UnknownUserError, SQLAlchemyError) as error:
        return _fail(str(error).partition("\n")[0])
    finally:
        database.close()
    return 0


def _work(connection: Connection, options: argparse.Namespace) -> list[str]:
    now = int(time.time())
    if options.action == "list":
        rows = connection.execute(select(users).order_by(users.c.created_at, users.c.email))
        return [f"{user.email}\t{'banned' if user.banned else 'active'}\t{user.name}" for user in rows]
    user = user_by_email(connection, options.email)
    if options.action == "add":
        if user is not None:
            raise UnknownUserError(f"{options.email} is a user already")
        hashed = Passwords().hash(_read_password())
        teams = tuple(options.team or ["First team"])
        create_user(connection, NewUser(options.name or options.email, options.email, hashed, teams), now)
        return [f"{options.email} is a user."]
    if user is None:
        raise UnknownUserError(f"nobody has the e-mail address {options.email}; `list` shows who there is")
    return [_CHANGES[options.action][1](connection, user, options, now)]


def _read_password() -> str:
    password = sys.stdin.readline().rstrip("\n")
    if not password:
        raise UnknownUserError("standard input has no password: give it on one line")
    return password


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m pixop_server.user_admin", description=__doc__)
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--data", type=Path, metavar="DIR", help="the server's data directory")
    where.add_argument("--database", metavar="URL", help="the server's database")
    actions = parser.add_subparsers(dest="action", required=True)
    actions.add_parser("list", help="list users")
    adding = actions.add_parser("add", help="add a user; the password is read from standard input")
    adding.add_argument("--name", help="the user's name")
    adding.add_argument(
        "--team", action="append", metavar="NAME", help="a team of the user's own; repeatable"
    )
    adding.add_argument("email")
    for name, (explanation, _) in _CHANGES.items():
        changing = actions.add_parser(name, help=explanation)
        changing.add_argument("email")
        if name == "ban":
            changing.add_argument("--reason", help="shown to the user")
    return parser


def _fail(message: str) -> int:
    sys.stderr.write(f"user_admin: {message}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
