"""The secret of a protected hospital file: what encrypts it, and what seals its journal."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

BYTES = 32


@dataclass(frozen=True, slots=True)
class Secret:
    """Two random keys of 256 bits. Never made from a passphrase, never shown or logged."""

    data: bytes
    seal: bytes

    def __repr__(self) -> str:
        return "Secret(…)"

    @property
    def pragma(self) -> str:
        """The key as SQLCipher wants it: raw, so that opening costs no derivation."""
        return f"\"x'{self.data.hex()}'\""


def new_secret() -> Secret:
    """Make a secret."""
    return Secret(secrets.token_bytes(BYTES), secrets.token_bytes(BYTES))
