"""One person's box: a pair of keys, of which the passphrase wraps the private one.

Argon2id makes a key of the passphrase; it wraps the private half of an X25519 pair with
AES-256-GCM. What the person may know is sealed to the public half (a throw-away pair, X25519,
HKDF, AES-256-GCM), so anybody can seal something new to them and nobody but they can read it. That
lets a file have a new secret when somebody leaves, without asking those who stay for a passphrase.
One key for each person that the secret wraps would not do: who leaves knew the secret, and with an
old copy of the box could open the others' keys, and so the new secret.

The name of the box is associated data throughout: a box moved to another name opens nothing.
Figures: RFC 9106, second recommendation: 64 MiB, 3 passes, 4 lanes.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, fields, replace

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from rota.domain.errors import Unavailable
from rota.domain.passphrases import plain_passphrase

MEMORY_KIB, PASSES, LANES = 64 * 1024, 3, 4
MOST_MEMORY_KIB, MOST_PASSES, MOST_LANES = 256 * 1024, 10, 16
"""What a box may ask for at the most: a box tampered with must not stop the computer."""
KEY, SALT, NONCE, TAG = 32, 16, 12, 16
ONCE = bytes(NONCE)
"""The nonce of a key that is used once."""


@dataclass(frozen=True, slots=True)
class Box:
    """What is kept of one person. ``sender`` is the public half of the throw-away pair."""

    memory_kib: int
    passes: int
    lanes: int
    salt: bytes
    nonce: bytes
    wrapped: bytes
    public: bytes
    sender: bytes
    sealed: bytes

    @property
    def sha256(self) -> str:
        """What tells whose box it is: the digest of the public half, which seals everything."""
        return hashlib.sha256(self.public).hexdigest()

    def check(self) -> None:
        """Raise ValueError for what no box of ours can be."""
        numbers = (
            (self.memory_kib, 8 * MOST_LANES, MOST_MEMORY_KIB),
            (self.passes, 1, MOST_PASSES),
            (self.lanes, 1, MOST_LANES),
        )
        if any(
            type(number) is not int or not low <= number <= high for number, low, high in numbers
        ):
            raise ValueError("figures out of bounds")
        sizes = {"salt": SALT, "nonce": NONCE, "wrapped": KEY + TAG, "public": KEY, "sender": KEY}
        for each in fields(self)[3:]:
            value = getattr(self, each.name)
            if type(value) is not bytes or len(value) != sizes.get(each.name, len(value)):
                raise ValueError(f"{each.name} has the wrong size")


def make_box(name: str, passphrase: str, content: bytes) -> Box:
    """Make a box that a passphrase opens, with a pair of keys of its own."""
    pair = X25519PrivateKey.generate()
    salt, nonce = secrets.token_bytes(SALT), secrets.token_bytes(NONCE)
    key = _derive(passphrase, salt, MEMORY_KIB, PASSES, LANES)
    wrapped = AESGCM(key).encrypt(nonce, pair.private_bytes_raw(), name.encode())
    public = pair.public_key().public_bytes_raw()
    empty = Box(MEMORY_KIB, PASSES, LANES, salt, nonce, wrapped, public, b"", b"")
    return seal(empty, name, content)


def seal(box: Box, name: str, content: bytes) -> Box:
    """Put something else in a box; that takes no passphrase."""
    pair = X25519PrivateKey.generate()
    sender = pair.public_key().public_bytes_raw()
    shared = pair.exchange(X25519PublicKey.from_public_bytes(box.public))
    sealed = AESGCM(_once(shared, sender, box.public)).encrypt(ONCE, content, name.encode())
    return replace(box, sender=sender, sealed=sealed)


def open_box(box: Box, name: str, passphrase: str) -> bytes | None:
    """Return what is in a box; None for a wrong passphrase or a box tampered with."""
    key = _derive(passphrase, box.salt, box.memory_kib, box.passes, box.lanes)
    try:
        private = AESGCM(key).decrypt(box.nonce, box.wrapped, name.encode())
        pair = X25519PrivateKey.from_private_bytes(private)
        shared = pair.exchange(X25519PublicKey.from_public_bytes(box.sender))
        return AESGCM(_once(shared, box.sender, box.public)).decrypt(
            ONCE, box.sealed, name.encode()
        )
    except (InvalidTag, ValueError):
        return None


def spend_time() -> None:
    """Take as long as opening a box does: nobody can tell a login that is not there by the time."""
    _derive("", bytes(SALT), MEMORY_KIB, PASSES, LANES)


def _derive(passphrase: str, salt: bytes, memory_kib: int, passes: int, lanes: int) -> bytes:
    kdf = Argon2id(salt=salt, length=KEY, iterations=passes, lanes=lanes, memory_cost=memory_kib)
    text = plain_passphrase(passphrase).encode("utf-8", "surrogatepass")
    try:
        return kdf.derive(text)
    except MemoryError:
        raise Unavailable(
            "no_memory", "There is not enough memory to sign in. Close other programs first."
        ) from None


def _once(shared: bytes, sender: bytes, public: bytes) -> bytes:
    """Return the key of one sealing."""
    info = b"strike-rota key box" + sender + public
    return HKDF(algorithm=SHA256(), length=KEY, salt=None, info=info).derive(shared)
