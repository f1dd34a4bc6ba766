"""Faults in tokens, authorization and accounts."""

import base64
import json
import time
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from planted_proxy import Answer, Asked, Change, Forward
from planting import (
    as_data,
    ask,
    header,
    on_data,
    on_request,
    operation,
    plant,
    planted,
    query,
    set_query,
    with_field,
    with_status,
    with_value,
    without,
)

GENERATORS = ("generateAuthSecret", "generateSignatureSecret", "getToken", "")
ACCOUNTS = "getAccount verifyToken"


def bearer(asked: Asked) -> str:
    scheme, _, token = header(asked, "Authorization").partition(" ")
    return token if scheme.lower() == "bearer" else ""


def last_good(wrong: Any, operations: str = "*") -> Any:
    """Let requests in whose credentials are `wrong`, as whoever came last with good ones."""

    def make() -> Change:
        good: list[str] = []

        def change(asked: Asked, forward: Forward) -> Answer:
            answer = forward(asked)
            named = operation(asked)
            if named in GENERATORS:
                return answer
            chosen = operations == "*" or named in operations.split()
            if chosen and answer.status == 401 and good and wrong(asked):
                asked.headers["Authorization"] = good[-1]
                return forward(asked)
            if answer.status != 401 and bearer(asked):
                good.append(header(asked, "Authorization"))
            return answer

        return change

    return make


def nothing(asked: Asked) -> bool:
    return not header(asked, "Authorization")


plant("noauth_everywhere", "AUTH-001", last_good(nothing))
for _name in [
    "getAccount",
    "listProjects",
    "getProject",
    "updateProject",
    "createProject",
    "listVideos",
    "getVideo",
    "createVideo",
    "deleteVideo",
    "checkIngestVideoProgress",
    "uploadMedia",
    "uploadLightMedia",
    "downloadOriginalMedia",
    "processVideo",
]:
    plant(f"noauth_{_name}", "AUTH-001 TOK-011 AUTH-005 AUTH-009", last_good(nothing, _name))
plant("garbage_accepted", "AUTH-002 TOK-012", last_good(lambda asked: bearer(asked) == "not-a-token"))
plant("signature_not_checked", "AUTH-003 TOK-010", last_good(lambda asked: bearer(asked).count(".") == 2))
plant(
    "signature_not_checked_on_downloads",
    "AUTH-003 AUTH-009",
    last_good(lambda asked: bearer(asked).count(".") == 2, "downloadOriginalMedia headOriginalMedia"),
)


def algorithm(asked: Asked) -> str:
    try:
        return str(jwt.get_unverified_header(bearer(asked)).get("alg"))
    except jwt.PyJWTError:
        return ""


def remade(asked: Asked) -> bool:
    """Whether the claims are not what the server would sign: an end in a year."""
    try:
        claims = json.loads(base64.urlsafe_b64decode(bearer(asked).split(".")[1] + "=="))
    except (IndexError, ValueError):
        return False
    return bool(claims["exp"] > time.time() + 86_400)


plant("alg_none_accepted", "TOK-013", last_good(lambda asked: algorithm(asked) == "none"))
plant("changed_claims_accepted", "TOK-014", last_good(remade))
plant("public_key_as_secret", "TOK-015", last_good(lambda asked: algorithm(asked) == "HS256"))


class OwnTokens:
    """Tokens of the proxy's own in front of the server's: signed with its own key, with claims to choose."""

    def __init__(self, alter: Any, *, tell_key: bool = True) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.alter, self.tell_key = alter, tell_key
        self.real: dict[str, str] = {}

    def __call__(self, asked: Asked, forward: Forward) -> Answer:
        token = bearer(asked)
        if token in self.real:
            asked.headers["Authorization"] = f"Bearer {self.real[token]}"
        answer = forward(asked)
        data = answer.json
        if isinstance(data, dict) and "jwtToken" in data:
            claims = jwt.decode(data["jwtToken"], options={"verify_signature": False})
            self.alter(claims)
            own = jwt.encode(claims, self.key, algorithm="ES256", headers={"kid": "proxy"})
            self.real[own] = data["jwtToken"]
            answer.json = {**data, "jwtToken": own}
        if isinstance(data, dict) and "user" in data and self.tell_key:
            public = self.key.public_key().public_bytes(
                serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
            )
            data["user"] |= {"authSignaturePublicKey": public.decode(), "authSignaturePublicKeyId": "proxy"}
            answer.json = data
        return answer


def life(seconds: int) -> Any:
    return lambda claims: claims.update(exp=claims["iat"] + seconds)


plant("life_of_an_hour", "TOK-008", lambda: OwnTokens(life(3600)))
plant("life_of_a_minute", "TOK-008", lambda: OwnTokens(life(60)))
plant("token_without_end", "TOK-008", lambda: OwnTokens(lambda claims: claims.pop("exp")))
plant("token_without_nbf", "TOK-009", lambda: OwnTokens(lambda claims: claims.pop("nbf")))
plant("token_without_issuer", "TOK-009", lambda: OwnTokens(lambda claims: claims.pop("iss")))
plant("key_does_not_fit", "TOK-021", lambda: OwnTokens(lambda _claims: None, tell_key=False))
plant("subject_of_another", "TOK-022", lambda: OwnTokens(lambda claims: claims.update(sub="somebody")))
plant("key_of_another_method", "TOK-021", with_value(ACCOUNTS, "user.authSignatureMethod", "RS256"))


@planted("any_password", "TOK-002")
def any_password() -> Change:
    seen: list[Answer] = []

    def change(asked: Asked, forward: Forward) -> Answer:
        answer = forward(asked)
        if operation(asked) == "getToken" and header(asked, "Authorization").startswith("Basic "):
            pair = base64.b64decode(header(asked, "Authorization")[6:]).decode()
            if answer.status == 200:
                seen.append(answer)
            elif seen and "wrong" in pair:
                return seen[0]
        return answer

    return change


@planted("any_user", "TOK-003")
def any_user() -> Change:
    seen: list[Answer] = []

    def change(asked: Asked, forward: Forward) -> Answer:
        answer = forward(asked)
        if operation(asked) == "getToken" and header(asked, "Authorization").startswith("Basic "):
            pair = base64.b64decode(header(asked, "Authorization")[6:]).decode()
            if answer.status == 200:
                seen.append(answer)
            elif seen and "@contract.invalid" in pair:
                return seen[0]
        return answer

    return change


plant("password_400", "TOK-018", with_status("getToken", 401, 400))
plant("token_check_403", "TOK-017", with_status("verifyToken", 401, 403))
plant("unauthorized_403", "AUTH-004", with_status("getAccount listProjects getVideo", 401, 403))
plant("team_ignored", "TOK-005", on_request("getToken", lambda asked: set_query(asked, team_id=None)))


@planted("foreign_team_given", "TOK-006")
def foreign_team_given() -> Change:
    def change(asked: Asked, forward: Forward) -> Answer:
        answer = forward(asked)
        if operation(asked) == "getToken" and answer.status == 404:
            set_query(asked, team_id=None)
            return forward(asked)
        return answer

    return change


plant("foreign_team_400", "TOK-007", with_status("getToken", 404, 400))
plant(
    "empty_team_accepted",
    "TOK-020",
    on_request(
        "getToken",
        lambda asked: set_query(asked, team_id=None) if query(asked).get("team-id") == "" else None,
    ),
)
plant("token_without_user", "SCH-001", without("getToken", "userId"))
plant("token_of_another_user", "ACC-001 ACC-002 TOK-022", with_value("getToken", "userId", "somebody"))
plant("token_of_another_team", "ACC-001 ACC-002", with_value("getToken", "teamId", "some team"))
plant("token_with_status_201", "HTTP-010", with_status("getToken", 200, 201))
plant("no_challenge", "HTTP-006", with_field("*", "WWW-Authenticate", None, 401))


def lower_scheme(asked: Asked) -> None:
    if header(asked, "Authorization").startswith("bearer "):
        asked.headers["Authorization"] = "Nothing x"


plant("scheme_with_case", "AUTH-006", on_request("*", lower_scheme))


def basic_lower(asked: Asked) -> None:
    if header(asked, "Authorization").startswith("basic "):
        asked.headers["Authorization"] = "Nothing x"


plant("basic_scheme_with_case", "AUTH-006", on_request("getToken", basic_lower))


def renamed(before: str, after: str) -> Any:
    def alter(data: Any) -> None:
        if data["exception"] == before:
            data["exception"] = after

    return on_data("verifyToken", alter, 401)


plant(
    "missing_token_misnamed", "TOK-011", renamed("NoJWTTokenFoundException", "InvalidJWTTokenFoundException")
)
plant("bad_token_misnamed", "TOK-010 TOK-012", renamed("InvalidJWTTokenFoundException", "AuthException"))
plant(
    "refusal_without_message",
    "TOK-016",
    as_data("verifyToken", lambda data: {"exception": data["exception"]}, 401),
)


@planted("refused_but_done", "AUTH-005")
def refused_but_done() -> Change:
    good: list[str] = []

    def change(asked: Asked, forward: Forward) -> Answer:
        answer = forward(asked)
        if answer.status == 401 and operation(asked) in ("deleteVideo", "updateProject") and good:
            ask(
                asked_as(asked, good[-1]),
                forward,
                asked.method,
                asked.target,
                json.loads(asked.body or b"null"),
            )
        if answer.status < 300 and bearer(asked):
            good.append(header(asked, "Authorization"))
        return answer

    return change


def asked_as(asked: Asked, authorization: str) -> Asked:
    return Asked(asked.method, asked.target, {"Authorization": authorization}, asked.body)


plant("account_of_another", "ACC-001", with_value("getAccount", "user.id", "somebody"))
plant("account_in_another_team", "ACC-001", with_value("getAccount", "team.id", "some team"))
plant("identity_of_another", "ACC-002", with_value("verifyToken", "user.id", "somebody"))
plant("identity_in_another_team", "ACC-002", with_value("verifyToken", "team.id", "some team"))
plant("email_of_another", "ACC-003", with_value(ACCOUNTS, "user.email", "somebody@example.org"))
plant(
    "own_team_among_others",
    "ACC-004",
    on_data("verifyToken", lambda data: data["otherTeams"].append(dict(data["team"]))),
)
plant(
    "other_team_twice",
    "ACC-004",
    on_data("verifyToken", lambda data: data["otherTeams"].extend(data["otherTeams"])),
)
plant("views_disagree_on_name", "ACC-005", with_value("getAccount", "user.name", "Somebody"))
plant(
    "views_disagree_on_secret",
    "ACC-005",
    with_value("getAccount", "user.apiRequestSignatureSecret", "another"),
)
plant("views_disagree_on_team_name", "ACC-005", with_value("getAccount", "team.name", "Another team"))
plant("views_disagree_on_ban", "ACC-005", with_value("getAccount", "user.banned", True))
plant(
    "account_date_iso",
    "TIME-001",
    with_value("getAccount", "user.dateCreated", lambda old: old.replace(" ", "T")),
)
plant("banned_date_null", "SCH-016", on_data(ACCOUNTS, lambda data: data["user"].update(bannedDate=None)))
plant("no_other_teams", "SCH-002", without("verifyToken", "otherTeams"))
plant("account_without_team", "SCH-003", without("getAccount", "team"))
plant("account_without_email", "SCH-003", without("getAccount", "user.email"))
plant("banned_as_text", "SCH-003", with_value("getAccount", "user.banned", "false"))
plant("no_public_key", "SCH-002 SCH-003", without(ACCOUNTS, "user.authSignaturePublicKey"))
plant("token_date_missing", "HTTP-005", with_field("getToken", "Date", None))
plant(
    "dates_an_hour_off",
    "TIME-004",
    on_data("createProject getProject updateProject", lambda data: hour_later(data)),
)


def hour_later(data: Any) -> None:
    from datetime import datetime, timedelta

    for name in ("dateCreated", "timeLastUpdated"):
        moment = datetime.fromisoformat(data["project"][name]) + timedelta(hours=2)
        data["project"][name] = moment.strftime("%Y-%m-%d %H:%M:%S")
