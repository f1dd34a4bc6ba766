from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from attrs import define, field

from .. import wire
from ..types import UNSET, Unset

if TYPE_CHECKING:
    pass


@define(kw_only=True)
class User:
    """A user.

    Attributes:
        id: An id. This project's server gives out lower-case UUIDs (D-15).
        name: The user's name.
        email: The e-mail address to log in with.
        email_confirmed: Whether the address has been confirmed.
        auth_signature_method: The algorithm that signs the user's tokens, a JWS `alg` name.
        auth_signature_public_key: The public key that verifies the user's tokens.
        auth_signature_public_key_id: The id of that key.
        banned: Whether the user is suspended.
        api_request_signature_secret: The shared secret for signing requests.
        date_created: A moment in UTC, 24-hour clock, to the second (D-14).
        time_last_updated: A moment in UTC, 24-hour clock, to the second (D-14).
        api_request_signature_method: The algorithm for signing requests.
        banned_reason: Why the user is suspended; absent otherwise.
        banned_date: A moment in UTC, 24-hour clock, to the second (D-14).
    """

    id: str
    name: str
    email: str
    email_confirmed: bool
    auth_signature_method: str
    auth_signature_public_key: str
    auth_signature_public_key_id: str
    banned: bool
    api_request_signature_secret: str
    date_created: datetime
    time_last_updated: datetime
    api_request_signature_method: str
    banned_reason: str | Unset = UNSET
    banned_date: datetime | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Read a decoded JSON object. Raises ValueError when a field is missing or has another type."""

        fields = wire.Fields("User", data)
        return cls(
            id=fields.required("id", wire.string),
            name=fields.required("name", wire.string),
            email=fields.required("email", wire.string),
            email_confirmed=fields.required("emailConfirmed", wire.boolean),
            auth_signature_method=fields.required("authSignatureMethod", wire.string),
            auth_signature_public_key=fields.required("authSignaturePublicKey", wire.string),
            auth_signature_public_key_id=fields.required("authSignaturePublicKeyId", wire.string),
            banned=fields.required("banned", wire.boolean),
            api_request_signature_secret=fields.required("apiRequestSignatureSecret", wire.string),
            date_created=fields.required("dateCreated", wire.date_time),
            time_last_updated=fields.required("timeLastUpdated", wire.date_time),
            api_request_signature_method=fields.required("apiRequestSignatureMethod", wire.string),
            banned_reason=fields.optional("bannedReason", wire.string),
            banned_date=fields.optional("bannedDate", wire.date_time),
            additional_properties=fields.rest(wire.anything),
        )

    def to_dict(self, *, closed: bool = False) -> dict[str, Any]:
        """Write the JSON object. `closed` refuses enum values that the document does not list (ValueError)."""

        result: dict[str, Any] = {}
        wire.put(result, "id", self.id)
        wire.put(result, "name", self.name)
        wire.put(result, "email", self.email)
        wire.put(result, "emailConfirmed", self.email_confirmed)
        wire.put(result, "authSignatureMethod", self.auth_signature_method)
        wire.put(result, "authSignaturePublicKey", self.auth_signature_public_key)
        wire.put(result, "authSignaturePublicKeyId", self.auth_signature_public_key_id)
        wire.put(result, "banned", self.banned)
        wire.put(result, "apiRequestSignatureSecret", self.api_request_signature_secret)
        wire.put(result, "dateCreated", self.date_created, wire.spaced_date_time_json, closed)
        wire.put(result, "timeLastUpdated", self.time_last_updated, wire.spaced_date_time_json, closed)
        wire.put(result, "apiRequestSignatureMethod", self.api_request_signature_method)
        wire.put(result, "bannedReason", self.banned_reason)
        wire.put(result, "bannedDate", self.banned_date, wire.spaced_date_time_json, closed)
        for name, value in self.additional_properties.items():
            wire.put(result, name, value)
        return result
