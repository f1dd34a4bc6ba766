"""Key pairs that sign the tokens of one user."""

import secrets
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

SIGNING_METHOD = "ES256"
SIGNATURE_METHOD = "HmacSHA256"


@dataclass(frozen=True)
class SigningKey:
    """A key pair in PEM, and the id that tokens name in `kid`."""

    key_id: str
    method: str
    public_key: str
    private_key: str = field(repr=False)

    @classmethod
    def generate(cls) -> "SigningKey":
        """Make a new pair on P-256, for the algorithm ES256 (RFC 7518, section 3.4)."""
        key = ec.generate_private_key(ec.SECP256R1())
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        return cls(secrets.token_hex(16), SIGNING_METHOD, public.decode(), private.decode())


def new_signature_secret() -> str:
    """Make a shared secret for signing requests."""
    return secrets.token_urlsafe(32)
