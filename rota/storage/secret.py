"""The secret of a protected hospital file: what encrypts it, and what seals its journal."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace

BYTES = 32
MOST = 200
"""How many secrets a file remembers. Each departure makes one; backups do not live as long."""


@dataclass(frozen=True, slots=True)
class Secret:
    """Two random keys of 256 bits. Never made from a passphrase, never shown or logged.

    ``data`` encrypts the file and is made anew when somebody leaves; ``seal`` signs the journal
    and stays for the life of the file: who knows it can write nothing into a file they cannot open.
    """

    data: bytes
    seal: bytes

    def __repr__(self) -> str:
        return "Secret(…)"

    @property
    def pragma(self) -> str:
        """The key as SQLCipher wants it: raw, so that opening costs no derivation."""
        return f"\"x'{self.data.hex()}'\""

    def sign(self, what: bytes, body: bytes) -> bytes:
        """Return what proves that somebody who knows the secret wrote this."""
        key = hmac.digest(self.data, what, hashlib.sha256)
        return hmac.digest(key, body, hashlib.sha256)

    def next(self) -> Secret:
        """Return the secret that comes after this one."""
        return replace(self, data=secrets.token_bytes(BYTES))


def new_secret() -> Secret:
    """Make a secret."""
    return Secret(secrets.token_bytes(BYTES), secrets.token_bytes(BYTES))


def to_bytes(kept: Sequence[Secret]) -> bytes:
    """Return the secrets of one file, newest first, as they are put in a box."""
    return kept[0].seal + b"".join(each.data for each in kept[:MOST])


def from_bytes(body: bytes) -> tuple[Secret, ...]:
    """Return the secrets that ``to_bytes`` wrote. Raises ValueError."""
    if len(body) % BYTES or not 2 * BYTES <= len(body) <= (MOST + 1) * BYTES:
        raise ValueError("not a list of secrets")
    parts = [body[start : start + BYTES] for start in range(0, len(body), BYTES)]
    return tuple(Secret(data, parts[0]) for data in parts[1:])
