"""SEC: passwords and keys. They change the account, so these cases run only when asked for."""

from __future__ import annotations

import json

from pixop_contract.api_session import basic
from pixop_contract.case import Inconclusive, case
from pixop_contract.exchange import Exchange
from pixop_contract.expectation import equal, holds, refused, refused_everywhere, status_is, succeeded
from pixop_contract.jwt_forgery import broken_signature
from pixop_contract.world import GENERATORS, World


def set_password(world: World, password: str, *, with_basic: bool = False) -> Exchange:
    """Set the account's password."""
    owner = world.owner
    body = {"newPassword": password}
    if with_basic:
        return world.api.call("updatePassword", authorization=basic(owner.email, owner.password), json=body)
    return world.api.call("updatePassword", by=owner, json=body)


def log_in(world: World, password: str) -> Exchange:
    """Ask for a token with a password."""
    return world.api.call("getToken", authorization=basic(world.owner.email, password))


def while_changed(world: World) -> tuple[Exchange, Exchange, Exchange, Exchange]:
    """Change the password and back; return the change, both logins and a call with the old token."""
    key = ("password changed",)
    if key not in world.memory:
        old, new = world.owner.password, f"{world.owner.password}-contract"
        token = world.api.token(world.owner)
        changed = set_password(world, new)
        try:
            seen = (
                changed,
                log_in(world, new),
                log_in(world, old),
                world.api.call("verifyToken", authorization=f"Bearer {token}"),
            )
        finally:
            world.owner.password = new if changed.ok else old
            restored = set_password(world, old, with_basic=True) if changed.ok else changed
            world.owner.password = old
        if changed.ok and not restored.ok:
            raise Inconclusive(
                "the old password was not restored; the password now is the old one and -contract"
            )
        world.memory[key] = (seen, None)
    found: tuple[Exchange, Exchange, Exchange, Exchange] = world.memory[key][0]
    return found


@case("SEC-001")
def takes_a_new_password(world: World) -> None:
    changed, new, _, _ = while_changed(world)
    succeeded(changed)
    succeeded(new)


@case("SEC-002")
def forgets_the_old_password(world: World) -> None:
    changed, _, old, _ = while_changed(world)
    succeeded(changed)
    refused(old, "the password was changed")


@case("SEC-003")
def keeps_tokens_over_a_new_password(world: World) -> None:
    succeeded(while_changed(world)[3])


@case("SEC-004")
def refuses_an_empty_password(world: World) -> None:
    old = world.owner.password
    answer = set_password(world, "")
    if answer.ok:
        world.api.call(
            "updatePassword", authorization=basic(world.owner.email, ""), json={"newPassword": old}
        )
    status_is(answer, 400, why="the password is empty")


@case("SEC-010")
def refuses_a_password_of_another_type(world: World) -> None:
    body = json.dumps({"newPassword": world.owner.password}).encode()
    answer = world.api.call("updatePassword", by=world.owner, body=body, content_type="text/plain")
    status_is(answer, 415, why="the body is text/plain")


@case("SEC-005")
def makes_a_new_shared_secret(world: World) -> None:
    before = succeeded(world.api.call("getAccount", by=world.owner))
    answer = succeeded(world.api.call("generateSignatureSecret", by=world.owner))
    path = ("user", "apiRequestSignatureSecret")
    holds(before.get(*path) != answer.get(*path), "another apiRequestSignatureSecret", "the same", answer)
    after = succeeded(world.api.call("getAccount", by=world.owner))
    holds(after.get(*path) == answer.get(*path), "the new secret in getAccount", "another", after)


@case("SEC-006")
def makes_a_new_key(world: World) -> None:
    before = succeeded(world.api.call("getAccount", by=world.owner))
    answer = _new_key(world)
    for name in ("authSignaturePublicKey", "authSignaturePublicKeyId"):
        holds(before.get("user", name) != answer.get("user", name), f"another {name}", "the same", answer)
    equal(before.get("user", "id"), answer.get("user", "id"), "the user's id", answer)


@case("SEC-007")
def forgets_tokens_of_the_old_key(world: World) -> None:
    token = world.api.token(world.owner)
    _new_key(world)
    refused(world.api.call("verifyToken", authorization=f"Bearer {token}"), "it was signed with the old key")


@case("SEC-008")
def logs_in_with_the_new_key(world: World) -> None:
    _new_key(world)
    succeeded(world.api.call("verifyToken", by=world.owner))


@case("SEC-009")
def takes_basic_credentials(world: World) -> None:
    credentials = basic(world.owner.email, world.owner.password)
    succeeded(world.api.call("generateSignatureSecret", authorization=credentials))


def _new_key(world: World) -> Exchange:
    """Make a new key pair; every token of the user is void afterwards."""
    credentials = basic(world.owner.email, world.owner.password)
    answer = world.api.call("generateAuthSecret", authorization=credentials)
    for login in world.logins:
        if login.email == world.owner.email:
            login.token = None
    return succeeded(answer)


@case("SEC-011")
def asks_for_credentials(world: World) -> None:
    forged = broken_signature(world.api.token(world.owner))
    for authorization in (None, "Bearer not-a-token", f"Bearer {forged}"):
        answers = {name: world.api.call(name, authorization=authorization) for name in sorted(GENERATORS)}
        refused_everywhere(answers, "no credentials that hold")
