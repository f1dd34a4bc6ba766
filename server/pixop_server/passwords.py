"""Passwords: argon2id hashes, and a memory of the pairs that were right."""

import hashlib
import hmac
import secrets
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError


class Passwords:
    """Hashes passwords with argon2id and verifies them.

    A verification costs time and memory on purpose (19 MiB, two passes, one lane, the first choice of OWASP's cheat
    sheet). Clients that send Basic with every request would pay it each time, so a pair of hash and password that was
    right once is remembered as a digest under a key of this process: a changed password has another hash and is not
    found.
    """

    _REMEMBERED = 1024

    def __init__(self) -> None:
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
        self._key = secrets.token_bytes(32)
        self._right: OrderedDict[bytes, None] = OrderedDict()
        # One at a time, and in one thread: the C library keeps the memory of each thread that ever did it.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="passwords")
        self._no_one: str | None = None

    def hash(self, password: str) -> str:
        """Make the hash to store."""
        return self._thread.submit(self._hasher.hash, password.encode("utf-8", "surrogatepass")).result()

    def verify(self, stored: str | None, password: str) -> bool:
        """Tell whether the password belongs to the hash; `None` costs the time of a wrong password."""
        secret = password.encode("utf-8", "surrogatepass")
        if stored is not None and self._digest(stored, secret) in self._right:
            return True
        if not self._thread.submit(self._fits, stored, secret).result() or stored is None:
            return False
        self._right[self._digest(stored, secret)] = None
        if len(self._right) > self._REMEMBERED:
            self._right.popitem(last=False)
        return True

    def remembers(self, stored: str, password: str) -> bool:
        """Tell, at no cost, whether this pair was right before."""
        return self._digest(stored, password.encode("utf-8", "surrogatepass")) in self._right

    def _fits(self, stored: str | None, secret: bytes) -> bool:
        if stored is None:
            stored = self._no_one = self._no_one or self._hasher.hash(secrets.token_bytes(16))
        try:
            return self._hasher.verify(stored, secret)
        except (VerificationError, InvalidHashError):
            return False

    def _digest(self, stored: str, secret: bytes) -> bytes:
        return hmac.digest(self._key, hashlib.sha256(stored.encode()).digest() + secret, "sha256")
