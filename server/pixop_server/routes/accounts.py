"""The accounts service: tokens, the account and its secrets."""

from anyio import to_thread
from pixop_schemas import UpdatePasswordRequest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from pixop_server.accounts import change_user, renew_signing_key
from pixop_server.api_errors import NotFoundError
from pixop_server.json_body import read_json
from pixop_server.query import Query
from pixop_server.representations.account_json import account_json, identity_json, user_json
from pixop_server.routes.method_table import path
from pixop_server.services import services_of
from pixop_server.signing_keys import SIGNATURE_METHOD, SigningKey, new_signature_secret

# Answers with credentials are not for caches (RFC 6749, section 5.1; RFC 9111, section 5.2.2.5).
_NO_STORE = {"Cache-Control": "no-store"}


async def get_token(request: Request) -> Response:
    """Sign a token; a token is accepted in place of the password, to change the team (D-07)."""
    services = services_of(request)
    caller = await services.authentication.bearer_or_basic(request, basic_first=True)
    team_id = Query(request).identifier("team-id") or caller.team_id
    if team_id not in {team.id for team in (caller.team, *caller.other_teams)}:
        raise NotFoundError("There is no team with this id among the user's teams.")
    token = services.tokens.sign(
        private_key=caller.user.signing_private_key,
        key_id=caller.user.signing_key_id,
        user_id=caller.user_id,
        team_id=team_id,
    )
    return JSONResponse({"userId": caller.user_id, "teamId": team_id, "jwtToken": token}, headers=_NO_STORE)


async def verify_token(request: Request) -> Response:
    """Tell whose token it is."""
    caller = await services_of(request).authentication.bearer(request)
    return JSONResponse(identity_json(caller), headers=_NO_STORE)


async def get_account(request: Request) -> Response:
    """Tell the user and the token's team."""
    caller = await services_of(request).authentication.bearer(request)
    return JSONResponse(account_json(caller), headers=_NO_STORE)


async def generate_auth_secret(request: Request) -> Response:
    """Replace the key pair that signs the user's tokens."""
    services = services_of(request)
    caller = await services.authentication.bearer_or_basic(request)
    key = await to_thread.run_sync(SigningKey.generate)
    now = services.now()
    user = await services.database.write(
        lambda connection: renew_signing_key(connection, caller.user_id, key, now)
    )
    return JSONResponse({"user": user_json(user)}, headers=_NO_STORE)


async def generate_signature_secret(request: Request) -> Response:
    """Replace the shared secret for signing requests."""
    services = services_of(request)
    caller = await services.authentication.bearer_or_basic(request)
    values = {"signature_secret": new_signature_secret(), "signature_method": SIGNATURE_METHOD}
    now = services.now()
    user = await services.database.write(
        lambda connection: change_user(connection, caller.user_id, now, values)
    )
    return JSONResponse({"user": user_json(user)}, headers=_NO_STORE)


async def update_password(request: Request) -> Response:
    """Set a new password."""
    services = services_of(request)
    caller = await services.authentication.bearer_or_basic(request)
    wanted = await read_json(request, UpdatePasswordRequest, limit=services.settings.max_json_bytes)
    password_hash = await to_thread.run_sync(services.passwords.hash, wanted.new_password)
    now = services.now()
    user = await services.database.write(
        lambda connection: change_user(connection, caller.user_id, now, {"password_hash": password_hash})
    )
    return JSONResponse({"user": user_json(user)}, headers=_NO_STORE)


routes = [
    path("/accounts/v1/token", GET=get_token, POST=verify_token),
    path("/accounts/v1/account", GET=get_account),
    path("/accounts/v1/generate-auth-secret", GET=generate_auth_secret),
    path("/accounts/v1/generate-signature-secret", GET=generate_signature_secret),
    path("/accounts/v1/update-password", POST=update_password),
]
