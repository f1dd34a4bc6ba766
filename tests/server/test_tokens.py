"""The reference's eight reasons to refuse a token, each by its cause."""

from collections.abc import Iterator
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from in_process import InProcess, Now, in_process_server
from pixop_server.accounts import user_by_email
from pixop_server.settings import Settings
from pixop_server.signing_keys import SigningKey
from pixop_server.tables import memberships, users
from sqlalchemy import delete, update

ACCOUNT = "/accounts/v1/account"
FOREIGN_KEY = SigningKey.generate().private_key


class Forge:
    """Makes tokens with the key of the first user."""

    def __init__(self, server: InProcess) -> None:
        services = server.services
        with services.database.reading() as connection:
            user = user_by_email(connection, services.settings.email)
        assert user is not None
        self.user = user
        sent = server.get("/accounts/v1/token", auth=(services.settings.email, services.settings.password))
        self.token: str = sent.json()["jwtToken"]
        self.claims: dict[str, Any] = jwt.decode(self.token, options={"verify_signature": False})

    def make(
        self,
        *,
        without: tuple[str, ...] = (),
        key: str | None = None,
        headers: dict[str, Any] | None = None,
        **changes: Any,
    ) -> str:
        """Sign the first token's claims with some of them changed."""
        claims = {name: value for name, value in (self.claims | changes).items() if name not in without}
        kid = {"kid": self.user.signing_key_id} | (headers or {})
        return jwt.encode(claims, key or self.user.signing_private_key, algorithm="ES256", headers=kid)


@pytest.fixture
def forge(in_process: InProcess) -> Forge:
    """Tokens of the first user, as they are and as they should not be."""
    return Forge(in_process)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InProcess]:
    """One application for the tests that change nothing in it."""
    settings = Settings(data=tmp_path_factory.mktemp("tokens"), email="a@example.org", password="a")
    with in_process_server(settings, Now()) as running:
        yield running


@pytest.fixture(scope="module")
def shared_forge(shared: InProcess) -> Forge:
    """Tokens for the shared application."""
    return Forge(shared)


def reason(server: InProcess, token: str) -> str:
    """Send a token that must be refused, and give back the name of the reason."""
    names = set()
    for method, path in (("GET", ACCOUNT), ("POST", "/accounts/v1/token"), ("GET", "/accounts/v1/token")):
        response = server.request(method, path, headers=server.bearer(token))
        assert response.status_code == 401, response.text
        assert 'error="invalid_token"' in response.headers["www-authenticate"]
        assert token not in response.text
        names.add(response.json()["exception"])
    assert len(names) == 1
    return str(names.pop())


def test_a_token_lives_for_900_seconds_and_not_longer(
    in_process: InProcess, clock: Now, forge: Forge
) -> None:
    """One second before the end it is accepted, at the end it is not."""
    clock.seconds += 899
    assert in_process.get(ACCOUNT, headers=in_process.bearer(forge.token)).status_code == 200
    clock.seconds += 1
    assert reason(in_process, forge.token) == "ExpiredJWTTokenException"


def test_a_token_for_later_is_premature(in_process: InProcess, clock: Now, forge: Forge) -> None:
    """`nbf` in the future is refused until its moment has come."""
    token = forge.make(nbf=int(clock.seconds) + 100)
    assert reason(in_process, token) == "PrematureJWTTokenException"
    clock.seconds += 100
    assert in_process.get(ACCOUNT, headers=in_process.bearer(token)).status_code == 200


def test_a_token_without_an_end_is_eternal(shared: InProcess, shared_forge: Forge) -> None:
    """No `exp` is a weakness and refused."""
    assert reason(shared, shared_forge.make(without=("exp",))) == "EternalJWTTokenException"


@pytest.mark.parametrize(
    "changes",
    [
        {"team": "7e0b8a32-1b6e-4c55-8f1e-2d3b94c7a601"},
        {"team": 7},
        {"team": None},
        {"sub": "somebody else"},
        {"iss": "another service"},
        {"exp": "tomorrow"},
        {"exp": True},
        {"nbf": "yesterday"},
        {"nbf": []},
    ],
)
def test_claims_that_do_not_fit_are_inconsistent(
    shared: InProcess, shared_forge: Forge, changes: dict[str, Any]
) -> None:
    """A rightly signed token for another team, user or issuer, or with moments that are none."""
    assert reason(shared, shared_forge.make(**changes)) == "InconsistentJWTClaimsException"


@pytest.mark.parametrize("claim", ["team", "sub", "iss"])
def test_claims_that_are_missing_are_inconsistent(shared: InProcess, shared_forge: Forge, claim: str) -> None:
    """A token that does not say for whom it speaks."""
    assert reason(shared, shared_forge.make(without=(claim,))) == "InconsistentJWTClaimsException"


def test_a_bad_signature_is_invalid_even_when_expired(shared: InProcess, shared_forge: Forge) -> None:
    """The signature is judged before anything that it covers."""
    for token in (
        shared_forge.make(key=FOREIGN_KEY),
        shared_forge.make(key=FOREIGN_KEY, exp=1),
        shared_forge.make(key=FOREIGN_KEY, without=("exp",)),
        shared_forge.token[:-4] + "AAAA",
    ):
        assert reason(shared, token) == "InvalidJWTTokenFoundException"


def test_tokens_that_are_not_ours_are_invalid(shared: InProcess, shared_forge: Forge) -> None:
    """Garbage, `alg: none`, another algorithm, an unknown or missing key id, and changed claims."""
    header, claims, signature = shared_forge.token.split(".")
    kid = {"kid": shared_forge.user.signing_key_id}
    secret = shared_forge.user.signing_public_key.replace("PUBLIC KEY", "SECRET").ljust(64)
    other_curve = ec.generate_private_key(ec.SECP384R1())
    tokens = [
        "x",
        "a.b.c",
        "....",
        "\u00ff\u00fe",
        f"{header}.{claims}",
        f"{header}.{claims}.",
        f"{header}.{claims[:-2]}.{signature}",
        f"{claims}.{header}.{signature}",
        jwt.encode(shared_forge.claims, None, algorithm="none", headers=kid),
        jwt.encode(shared_forge.claims, secret, algorithm="HS256", headers=kid),
        jwt.encode(shared_forge.claims, other_curve, algorithm="ES384", headers=kid),
        shared_forge.make(headers={"kid": "unknown"}),
        jwt.encode(shared_forge.claims, shared_forge.user.signing_private_key, algorithm="ES256"),
    ]
    for token in tokens:
        headers = {"Authorization": b"Bearer " + token.encode("latin-1")}
        response = shared.get(ACCOUNT, headers=headers)
        assert (response.status_code, response.json()["exception"]) == (
            401,
            "InvalidJWTTokenFoundException",
        ), token


def test_a_suspended_user_is_told_so(in_process: InProcess, forge: Forge) -> None:
    """Token and password stop at once for a banned user; the account of another user shows no ban."""
    settings = in_process.services.settings
    with in_process.services.database.writing() as connection:
        connection.execute(
            update(users)
            .where(users.c.id == forge.user.id)
            .values(banned=True, banned_reason="unpaid bills", banned_at=1_700_000_000)
        )

    assert reason(in_process, forge.token) == "UserBannedException"
    response = in_process.get("/accounts/v1/token", auth=(settings.email, settings.password))
    assert (response.status_code, response.json()["exception"]) == (401, "UserBannedException")
    assert "unpaid bills" in response.json()["errorMessage"]
    other = in_process.get("/accounts/v1/token", auth=(settings.second_email, settings.second_password))
    assert other.status_code == 200


def test_leaving_a_team_ends_its_tokens(in_process: InProcess, forge: Forge) -> None:
    """A token for a team that the user left is inconsistent."""
    with in_process.services.database.writing() as connection:
        connection.execute(delete(memberships).where(memberships.c.team_id == forge.claims["team"]))

    assert reason(in_process, forge.token) == "InconsistentJWTClaimsException"


def test_a_check_that_fails_is_an_auth_exception(in_process: InProcess, forge: Forge) -> None:
    """When the database cannot be asked the token is refused without a word about the inside."""
    with in_process.services.database.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE memberships RENAME TO gone")

    response = in_process.get(ACCOUNT, headers=in_process.bearer(forge.token))
    assert (response.status_code, response.json()["exception"]) == (401, "AuthException")
    assert "memberships" not in response.text
