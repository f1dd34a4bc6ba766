"""TOK: getting and checking tokens."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime

from pixop_contract.api_session import Login, basic
from pixop_contract.case import Blocked, Inconclusive, Mismatch, NotApplicable, Vacuous, case
from pixop_contract.exchange import Exchange
from pixop_contract.expectation import equal, holds, refused, status_is, succeeded, told
from pixop_contract.jwt_forgery import (
    OpaqueTokenError,
    UnreadableKeyError,
    broken_signature,
    other_claims,
    read_token,
    signed_with_public_key,
    unsigned,
    verified,
)
from pixop_contract.poll import until
from pixop_contract.server_clock import ServerClock
from pixop_contract.world import World

JOSE = re.compile("(HS|RS|ES|PS)[0-9]{3}|EdDSA")
"""Names of methods in RFC 7518; other names are not compared."""
FIFTEEN_MINUTES = 900
TOLERANCE = 5
CLOCK_TOLERANCE = 60
LONGEST_PAUSE = 15.0


def login(
    world: World, *, query: tuple[tuple[str, str], ...] = (), authorization: str | None = None
) -> Exchange:
    """Ask for a token."""
    owner = world.owner
    return world.api.call(
        "getToken", query=query, authorization=authorization or basic(owner.email, owner.password)
    )


def wrong_password(world: World) -> Exchange:
    """Ask for a token with a wrong password."""
    return login(world, authorization=basic(world.owner.email, f"{world.owner.password}-wrong"))


def check(world: World, token: str) -> Exchange:
    """Have a token checked."""
    return world.api.call("verifyToken", authorization=f"Bearer {token}")


def forged(world: World, forge: Callable[..., str], *more: str) -> str:
    """Return a forged token; where tokens are opaque there are no claims to forge."""
    try:
        return forge(world.api.token(world.owner), *more)
    except OpaqueTokenError as error:
        raise Vacuous(f"tokens are opaque: {error}") from error


def invalid(exchange: Exchange) -> None:
    """Expect the reference's name for a token that cannot be read."""
    refused(exchange, "the token is forged")
    equal("InvalidJWTTokenFoundException", exchange.get("exception"), "the exception", exchange)


@case("TOK-001")
def gives_a_token(world: World) -> None:
    answer = login(world)
    if answer.status in (401, 403):
        raise Inconclusive("the server does not accept the credentials that were given; check them")
    succeeded(answer)
    for name in ("userId", "teamId", "jwtToken"):
        value = answer.get(name)
        holds(isinstance(value, str) and bool(value), f"a string {name}", value, answer)
    succeeded(check(world, str(answer.get("jwtToken"))))


@case("TOK-002")
def refuses_a_wrong_password(world: World) -> None:
    right = world.owner.password
    others = {right.swapcase(), right[:-1], f"{right} ", ""} - {right}
    for password in (f"{right}-wrong", *sorted(others)):
        refused(login(world, authorization=basic(world.owner.email, password)), "the password is wrong")


@case("TOK-003")
def refuses_an_unknown_user(world: World) -> None:
    stranger = f"{world.run}@contract.invalid"
    refused(login(world, authorization=basic(stranger, world.owner.password)), "nobody has this address")


@case("TOK-004")
def refuses_a_token_where_basic_is_due(world: World) -> str:
    answer = world.api.call("getToken", by=world.owner)
    return f"getToken with a token instead of a password: {told(answer)}"


@case("TOK-005")
def binds_the_chosen_team(world: World) -> None:
    team_id = world.identity().get("otherTeams", 0, "id")
    if not isinstance(team_id, str):
        raise NotApplicable("the account has one team only")
    answer = succeeded(login(world, query=(("team-id", team_id),)))
    equal(team_id, answer.get("teamId"), "the teamId", answer)
    identity = succeeded(check(world, str(answer.get("jwtToken"))))
    equal(team_id, identity.get("team", "id"), "the token's team", identity)


@case("TOK-006")
def refuses_a_foreign_team(world: World) -> None:
    refused(login(world, query=(("team-id", foreign_team(world)),)), "the user is not in this team")


@case("TOK-007")
def answers_404_to_a_foreign_team(world: World) -> None:
    status_is(login(world, query=(("team-id", world.unknown_id()),)), 404, why="team-id of nobody")


@case("TOK-020")
def refuses_an_empty_team(world: World) -> None:
    status_is(login(world, query=(("team-id", ""),)), 400, why="team-id is empty")


def foreign_team(world: World) -> str:
    """Return a team that the account is not in: the second user's, else one that nobody has."""
    try:
        second: Login = world.second_user()
    except NotApplicable:
        return world.unknown_id()
    return second.token_team_id or world.unknown_id()


@case("TOK-008")
def is_good_for_fifteen_minutes(world: World) -> None:
    answer = succeeded(login(world))
    try:
        _, claims = read_token(str(answer.get("jwtToken")))
    except OpaqueTokenError as error:
        raise Inconclusive(f"the life of an opaque token is not visible: {error}") from error
    ends, begins = claims.get("exp"), claims.get("iat")
    if not isinstance(ends, int | float):
        raise Mismatch("a token with an end (exp)", "none", answer)
    if isinstance(begins, int | float):
        life, allowed = ends - begins, TOLERANCE
    else:
        date = answer.header("Date")
        life = ends - (parsedate_to_datetime(date).timestamp() if date else time.time())
        allowed = CLOCK_TOLERANCE
    holds(abs(life - FIFTEEN_MINUTES) <= allowed, "a life of 900 s", f"{life:g} s", answer)


@case("TOK-009")
def has_the_decided_claims(world: World) -> None:
    answer = succeeded(login(world))
    try:
        _, claims = read_token(str(answer.get("jwtToken")))
    except OpaqueTokenError as error:
        raise Mismatch("a JWT", str(error), answer) from error
    missing = sorted({"exp", "iat", "nbf", "iss", "sub"} - set(claims))
    holds(not missing, "the claims exp, iat, nbf, iss and sub", f"without {', '.join(missing)}", answer)
    equal(FIFTEEN_MINUTES, claims["exp"] - claims["iat"], "exp - iat", answer)


@case("TOK-010")
def names_a_broken_signature(world: World) -> None:
    invalid(check(world, forged(world, broken_signature)))


@case("TOK-011")
def names_a_missing_token(world: World) -> None:
    answer = refused(world.api.call("verifyToken"), "there is no token")
    equal("NoJWTTokenFoundException", answer.get("exception"), "the exception", answer)


@case("TOK-012")
def names_garbage(world: World) -> None:
    invalid(check(world, "not-a-token"))


@case("TOK-013")
def refuses_an_unsigned_token(world: World) -> None:
    refused(check(world, forged(world, unsigned)), "the token has alg none and no signature")


@case("TOK-014")
def refuses_changed_claims(world: World) -> None:
    later = int(time.time()) + 365 * 86_400
    token = forged(world, lambda real: other_claims(real, exp=later))
    refused(check(world, token), "the claims were changed after signing")


@case("TOK-015")
def refuses_the_public_key_as_secret(world: World) -> None:
    key = world.identity().get("user", "authSignaturePublicKey")
    if not isinstance(key, str) or not key:
        raise Blocked("SCH-002", "verifyToken tells no public key")
    refused(
        check(world, forged(world, signed_with_public_key, key)),
        "it is signed with the public key as a secret",
    )


@case("TOK-016")
def explains_refusals(world: World) -> None:
    for answer in (world.api.call("verifyToken"), check(world, "not-a-token")):
        refused(answer, "no valid token")
        for name in ("exception", "errorMessage"):
            holds(isinstance(answer.get(name), str), f"a string {name}", answer.get(name), answer)


@case("TOK-017")
def answers_401_to_bad_tokens(world: World) -> None:
    for answer in (world.api.call("verifyToken"), check(world, "not-a-token")):
        status_is(answer, 401)


@case("TOK-018")
def answers_401_to_a_wrong_password(world: World) -> None:
    status_is(wrong_password(world), 401)


@case("TOK-019")
def tells_the_form_of_tokens(world: World) -> str:
    try:
        header, claims = read_token(world.api.token(world.owner))
    except OpaqueTokenError as error:
        return f"opaque: {error}"
    return f"JWT, alg {header.get('alg')}, claims {', '.join(sorted(claims))}"


@case("TOK-023")
def expires(world: World) -> None:
    token = str(succeeded(login(world)).get("jwtToken"))
    if world.settings.control_url:
        answer = _expired_by_the_servers_clock(world, token)
    else:
        answer = _expired_by_waiting(world, token)
    world.memory["expired token",] = (answer, None)


def _expired_by_the_servers_clock(world: World, token: str) -> Exchange:
    clock = ServerClock(world.settings.control_url, timeout=world.settings.request_timeout)
    early, late = FIFTEEN_MINUTES - CLOCK_TOLERANCE, FIFTEEN_MINUTES + CLOCK_TOLERANCE
    with clock.moved(early):
        answer = check(world, token)
        holds(answer.ok, "a life of 900 s", f"an end within {early} s", answer)
        with clock.moved(late - early):
            answer = check(world, token)
            holds(not answer.ok, "a token that ends after 900 s", f"one that is good after {late} s", answer)
    return answer


def _expired_by_waiting(world: World, token: str) -> Exchange:
    started = time.monotonic()

    def ask() -> Exchange:
        return check(world, token)

    answer, ended = until(
        ask, lambda seen: not seen.ok, timeout=FIFTEEN_MINUTES + CLOCK_TOLERANCE, longest=LONGEST_PAUSE
    )
    lived = time.monotonic() - started
    holds(ended, "a token that ends after 900 s", f"one that is good after {lived:.0f} s", answer)
    holds(
        lived >= FIFTEEN_MINUTES - CLOCK_TOLERANCE, "a life of 900 s", f"an end after {lived:.0f} s", answer
    )
    return answer


@case("TOK-024")
def names_an_expired_token(world: World) -> None:
    seen = world.memory.get(("expired token",))
    if seen is None:
        raise Blocked("TOK-023", "no token was seen to expire")
    answer: Exchange = seen[0]
    equal("ExpiredJWTTokenException", answer.get("exception"), "the exception", answer)


@case("TOK-021")
def is_signed_with_the_accounts_key(world: World) -> None:
    token = world.api.token(world.owner)
    account = succeeded(world.api.call("getAccount", by=world.owner))
    try:
        header, _ = read_token(token)
        fits = verified(token, str(account.get("user", "authSignaturePublicKey")))
    except OpaqueTokenError as error:
        raise Vacuous(f"tokens are opaque: {error}") from error
    except UnreadableKeyError as error:
        raise Mismatch("a public key that verifies the token", str(error), account) from error
    holds(fits, "a signature that the account's public key verifies", "one that it does not verify", account)
    method = account.get("user", "authSignatureMethod")
    if isinstance(method, str) and JOSE.fullmatch(method):
        equal(header.get("alg"), method, "as the token's alg, the authSignatureMethod", account)


@case("TOK-022")
def names_its_user(world: World) -> None:
    answer = succeeded(login(world))
    try:
        _, claims = read_token(str(answer.get("jwtToken")))
    except OpaqueTokenError as error:
        raise Vacuous(f"tokens are opaque: {error}") from error
    equal(answer.get("userId"), claims.get("sub"), "as userId, the subject", answer)
