"""The accounts service over the wire."""

import base64
from typing import Any

import httpx
import jwt
import pytest
from api_client import ApiClient

ACCOUNT = "/accounts/v1/account"
TOKEN = "/accounts/v1/token"


def basic(pair: str) -> dict[str, str]:
    """Write Basic credentials."""
    return {"Authorization": "Basic " + base64.b64encode(pair.encode()).decode()}


def refused(response: httpx.Response, exception: str) -> None:
    """Check a 401 and its reason."""
    assert (response.status_code, response.json()["exception"]) == (401, exception), response.text


@pytest.fixture
def own_server(start_server):
    """A server of its own for tests that change credentials."""
    running = start_server()
    yield running
    running.stop()


def test_a_token_is_signed_with_the_users_key_for_900_seconds(server: Any, api: ApiClient) -> None:
    """The token verifies with the public key that the account shows, and its claims are the agreed ones (D-06)."""
    token = api.login(server.email, server.password)
    user = api.ok("GET", ACCOUNT)["user"]
    claims = jwt.decode(
        token["jwtToken"], user["authSignaturePublicKey"], algorithms=[user["authSignatureMethod"]]
    )

    assert set(claims) == {"iat", "nbf", "exp", "iss", "sub", "team"}
    assert claims["exp"] - claims["iat"] == 900
    assert (claims["sub"], claims["team"]) == (token["userId"], token["teamId"])
    assert jwt.get_unverified_header(token["jwtToken"])["kid"] == user["authSignaturePublicKeyId"]


def test_the_identity_names_the_user_the_team_and_the_other_teams(server: Any, api: ApiClient) -> None:
    """`POST token` tells whose token it is, with both spellings of one field (D-08)."""
    identity = api.ok("POST", TOKEN)

    assert identity["user"]["email"] == server.email
    assert identity["user"]["apiRequestSignatureSethod"] == identity["user"]["apiRequestSignatureMethod"]
    assert [identity["team"]["id"], *(team["id"] for team in identity["otherTeams"])] == list(server.teams)
    assert not {"bannedReason", "bannedDate"} & set(identity["user"])


def test_a_team_is_chosen_for_the_token(server: Any, api: ApiClient) -> None:
    """`team-id` binds the token to that team; the account tells it."""
    token = api.login(server.email, server.password, server.teams[1])

    assert token["teamId"] == server.teams[1]
    assert api.ok("GET", ACCOUNT)["team"]["id"] == server.teams[1]


def test_a_token_buys_a_token_for_another_team(server: Any, api: ApiClient) -> None:
    """`GET token` takes Bearer too: with `team-id` it changes the team, without it stays (D-07)."""
    other = api.ok("GET", TOKEN, params={"team-id": server.teams[1]})
    api.headers["Authorization"] = f"Bearer {other['jwtToken']}"

    assert other["teamId"] == server.teams[1]
    assert api.ok("GET", TOKEN)["teamId"] == server.teams[1]


@pytest.mark.parametrize("team", ["7e0b8a32-1b6e-4c55-8f1e-2d3b94c7a601", "x", "ü/&;"])
def test_a_team_that_the_user_is_not_in_is_not_found(server: Any, anonymous: ApiClient, team: str) -> None:
    """An unknown or foreign team is 404."""
    response = anonymous.get(TOKEN, params={"team-id": team}, auth=(server.email, server.password))

    assert (response.status_code, response.json()["exception"]) == (404, "NotFoundException")


def test_another_users_team_is_not_found(server: Any, anonymous: ApiClient, other_user: ApiClient) -> None:
    """The second user's team looks like no team to the first."""
    foreign = other_user.ok("GET", ACCOUNT)["team"]["id"]

    assert (
        anonymous.get(TOKEN, params={"team-id": foreign}, auth=(server.email, server.password)).status_code
        == 404
    )


@pytest.mark.parametrize("query", ["?team-id=", "?team-id=a&team-id=b", "?team-id=%ff"])
def test_a_team_that_is_no_id_is_refused(server: Any, anonymous: ApiClient, query: str) -> None:
    """Empty, doubled or unreadable ids are 400."""
    assert anonymous.get(TOKEN + query, auth=(server.email, server.password)).status_code == 400


def test_an_empty_query_is_no_query(server: Any, anonymous: ApiClient) -> None:
    """`GET /token?` is answered like `GET /token`."""
    assert anonymous.get(TOKEN + "?", auth=(server.email, server.password)).status_code == 200


def test_an_email_is_recognised_in_any_case(server: Any, anonymous: ApiClient) -> None:
    """Upper case in the address makes no other user."""
    assert anonymous.get(TOKEN, auth=(server.email.upper(), server.password)).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": ""},
        {"Authorization": "Basic"},
        {"Authorization": "Basic ???"},
        {"Authorization": "Digest x"},
        basic("nobody@example.org:x"),
        basic("first@example.org:wrong"),
        basic("first@example.org:"),
        basic("nocolon"),
        basic("\x00:\x00"),
    ],
)
def test_wrong_credentials_get_no_token(anonymous: ApiClient, headers: dict[str, str]) -> None:
    """Anything but the right pair is 401, and the answer says which schemes would do."""
    response = anonymous.get(TOKEN, headers=headers)

    refused(response, "InvalidCredentialsException")
    assert "Basic" in response.headers["www-authenticate"]


@pytest.mark.parametrize("header", [None, "", "Bearer", "Basic YTpi", "Digest x", "token"])
def test_a_request_without_a_token_says_so(anonymous: ApiClient, header: str | None) -> None:
    """No token, or another scheme where only a token will do."""
    headers = {} if header is None else {"Authorization": header}
    for method, path in (("POST", TOKEN), ("GET", ACCOUNT), ("GET", "/videos/v1/projects")):
        response = anonymous.request(method, path, headers=headers)
        refused(response, "NoJWTTokenFoundException")
        assert response.headers["www-authenticate"].startswith("Bearer")


def test_two_authorization_headers_are_refused(server: Any, api: ApiClient) -> None:
    """Which of two is meant cannot be known."""
    token = api.headers.pop("Authorization")
    twice = [("Authorization", token), ("Authorization", token)]

    refused(api.get(ACCOUNT, headers=twice), "InvalidJWTTokenFoundException")
    refused(api.get(TOKEN, headers=twice), "InvalidCredentialsException")


def test_a_new_key_pair_stops_the_old_tokens(own_server: Any) -> None:
    """`generate-auth-secret` replaces the pair, by Bearer or Basic; nothing but `user` is in the answer."""
    with ApiClient(own_server.url) as api:
        api.login(own_server.email, own_server.password)
        before = api.ok("GET", ACCOUNT)["user"]
        answer = api.ok("GET", "/accounts/v1/generate-auth-secret")
        assert set(answer) == {"user"}
        assert answer["user"]["authSignaturePublicKey"] != before["authSignaturePublicKey"]
        refused(api.get(ACCOUNT), "InvalidJWTTokenFoundException")

        api.login(own_server.email, own_server.password)
        assert api.get(ACCOUNT).status_code == 200
        by_basic = api.get("/accounts/v1/generate-auth-secret", auth=(own_server.email, own_server.password))
        assert by_basic.status_code == 200
        refused(api.get(ACCOUNT), "InvalidJWTTokenFoundException")


def test_a_new_signature_secret_leaves_tokens_alone(own_server: Any) -> None:
    """`generate-signature-secret` changes the shared secret and nothing else."""
    with ApiClient(own_server.url) as api:
        api.login(own_server.email, own_server.password)
        before = api.ok("GET", ACCOUNT)["user"]
        answer = api.ok("GET", "/accounts/v1/generate-signature-secret")

        assert set(answer) == {"user"}
        changed = {name for name in before if before[name] != answer["user"][name]}
        assert changed - {"timeLastUpdated"} == {"apiRequestSignatureSecret"}
        assert api.ok("GET", ACCOUNT)["user"] == answer["user"]


def test_a_new_password_counts_at_once_and_tokens_stay(own_server: Any) -> None:
    """The old password stops working, the new one works, and the token lives on (D-36)."""
    with ApiClient(own_server.url) as api:
        api.login(own_server.email, own_server.password)
        new = "päss 🔑 word"
        answer = api.ok("POST", "/accounts/v1/update-password", json={"newPassword": new})

        assert set(answer) == {"user"}
        assert api.get(ACCOUNT).status_code == 200
        refused(api.get(TOKEN, auth=(own_server.email, own_server.password)), "InvalidCredentialsException")
        again = api.post(
            "/accounts/v1/update-password",
            headers=basic(f"{own_server.email}:{new}"),
            json={"newPassword": "x" * 1024},
        )
        assert again.status_code == 200
        api.login(own_server.email, "x" * 1024)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"newPassword": ""}, "newPassword"),
        ({"newPassword": "x" * 1025}, "newPassword"),
        ({"newPassword": 12345678}, "newPassword"),
        ({}, "newPassword"),
        ({"newPassword": "a", "old": "b"}, "old"),
        ([], "object"),
    ],
)
def test_a_password_that_breaks_the_document_is_refused(api: ApiClient, body: object, reason: str) -> None:
    """The message names the field and shows no password."""
    response = api.post("/accounts/v1/update-password", json=body)

    assert response.status_code == 400
    assert reason in response.json()["errorMessage"]
    assert "12345678" not in response.text
