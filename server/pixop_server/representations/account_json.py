"""Users and teams on the wire."""

from typing import Any

from pixop_server.accounts import Record
from pixop_server.authentication import Caller
from pixop_server.clock import format_timestamp


def user_json(user: Record) -> dict[str, Any]:
    """Write a user."""
    written: dict[str, Any] = {
        "id": user.id,
        "name": user.name,
        "email": user.email,
        "emailConfirmed": user.email_confirmed,
        "authSignatureMethod": user.signing_method,
        "authSignaturePublicKey": user.signing_public_key,
        "authSignaturePublicKeyId": user.signing_key_id,
        "banned": user.banned,
        "apiRequestSignatureSecret": user.signature_secret,
        "apiRequestSignatureMethod": user.signature_method,
        "dateCreated": format_timestamp(user.created_at),
        "timeLastUpdated": format_timestamp(user.updated_at),
    }
    if user.banned_reason is not None:
        written["bannedReason"] = user.banned_reason
    if user.banned_at is not None:
        written["bannedDate"] = format_timestamp(user.banned_at)
    return written


def team_json(team: Record) -> dict[str, Any]:
    """Write a team."""
    return {
        "id": team.id,
        "name": team.name,
        "restricted": team.restricted,
        "dateCreated": format_timestamp(team.created_at),
        "timeLastUpdated": format_timestamp(team.updated_at),
    }


def identity_json(caller: Caller) -> dict[str, Any]:
    """Write whose token it is; the reference's spelling of one field stands beside the plain one (D-08)."""
    user = user_json(caller.user)
    user["apiRequestSignatureSethod"] = user["apiRequestSignatureMethod"]
    return {
        "user": user,
        "team": team_json(caller.team),
        "otherTeams": [team_json(team) for team in caller.other_teams],
    }


def account_json(caller: Caller) -> dict[str, Any]:
    """Write the account behind a token."""
    return {"user": user_json(caller.user), "team": team_json(caller.team)}
