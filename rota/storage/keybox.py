"""The key box beside a protected file: the file's secret, wrapped once for each person let in.

The passphrase of a login makes a key with Argon2id; that key wraps the secret with AES-256-GCM,
with the login as associated data, so that a box moved to another login opens nothing. The recovery
code is one more box. No login can be read in the file: a box is known by the digest of its login.
Figures: OWASP Password Storage Cheat Sheet allows less; RFC 9106 recommends 64 MiB and 3 passes.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from rota.domain.errors import Refused, Unavailable
from rota.storage.secret import BYTES, Secret

MEMORY_KIB, PASSES, LANES = 64 * 1024, 3, 4
RECOVERY = " recovery"
"""Known as no login can be: logins hold no spaces."""
CODE_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
"""No letter that is taken for another one on paper."""
CODE_GROUPS, CODE_GROUP = 6, 5


def box_paths(database: Path) -> tuple[Path, Path]:
    """Return where the key box of a file is, and its second copy."""
    return database.with_name(f"{database.name}.keys"), database.with_name(f"{database.name}.keys2")


class KeyBox:
    """The keys to one protected file, opened: it knows the secret that it wraps."""

    def __init__(self, database: Path, secret: Secret) -> None:
        self._database = database
        self._secret = secret

    @property
    def secret(self) -> Secret:
        """The secret of the file."""
        return self._secret

    def holds(self, login: str) -> bool:
        """Whether a login has a box."""
        kept = _read(self._database)
        return _name(kept, login) in kept["boxes"]

    def give(self, login: str, passphrase: str) -> None:
        """Let a login in with a passphrase, in the place of any it had."""
        kept = _read(self._database)
        kept["boxes"][_name(kept, login)] = _wrap(self._secret, login, passphrase)
        _write(self._database, kept)

    def take(self, login: str) -> None:
        """Let a login in no more."""
        kept = _read(self._database)
        kept["boxes"].pop(_name(kept, login), None)
        _write(self._database, kept)

    def change(self, login: str, old: str, new: str) -> None:
        """Change the passphrase of a login that knows its old one."""
        if not self.is_right(login, old):
            raise Refused("wrong_passphrase", "The old passphrase is not right.")
        self.give(login, new)

    def is_right(self, login: str, passphrase: str) -> bool:
        """Whether a passphrase opens the box of a login."""
        kept = _read(self._database)
        box = kept["boxes"].get(_name(kept, login))
        return box is not None and _unwrap(box, login, passphrase) is not None

    def new_recovery_code(self) -> str:
        """Make a new recovery code; an older one opens nothing any more."""
        groups = (
            "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_GROUP))
            for _ in range(CODE_GROUPS)
        )
        code = "-".join(groups)
        self.give(RECOVERY, plain_code(code))
        return code


def new_box(database: Path, secret: Secret) -> KeyBox:
    """Make an empty key box for a file that has none."""
    if any(path.exists() for path in box_paths(database)):
        raise Refused("has_keys", f"{database} has a key box already. It was left as it is.")
    _write(database, {"version": 1, "file": secrets.token_hex(16), "boxes": {}})
    return KeyBox(database, secret)


def unlock(database: Path, login: str, passphrase: str) -> KeyBox | None:
    """Open the key box as a login; None for a wrong login or passphrase, which take as long."""
    kept = _read(database)
    box = kept["boxes"].get(_name(kept, login)) or _wrap(Secret(bytes(BYTES), bytes(BYTES)), "", "")
    found = _unwrap(box, login, passphrase)
    return None if found is None else KeyBox(database, found)


def plain_code(code: str) -> str:
    """Return a recovery code as it is wrapped: without spaces, hyphens and small letters."""
    return "".join(letter for letter in code.upper() if letter.isalnum())


def _name(kept: dict[str, Any], login: str) -> str:
    return hashlib.sha256(f"{kept['file']}\n{login}".encode()).hexdigest()


def _derive(passphrase: str, salt: bytes, memory: int, passes: int, lanes: int) -> bytes:
    kdf = Argon2id(salt=salt, length=BYTES, iterations=passes, lanes=lanes, memory_cost=memory)
    return kdf.derive(passphrase.encode())


def _wrap(secret: Secret, login: str, passphrase: str) -> dict[str, Any]:
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    key = _derive(passphrase, salt, MEMORY_KIB, PASSES, LANES)
    sealed = AESGCM(key).encrypt(nonce, secret.data + secret.seal, login.encode())
    texts = {"salt": salt, "nonce": nonce, "box": sealed}
    return {
        "memory_kib": MEMORY_KIB,
        "passes": PASSES,
        "lanes": LANES,
        **{name: b64encode(value).decode() for name, value in texts.items()},
    }


def _unwrap(box: dict[str, Any], login: str, passphrase: str) -> Secret | None:
    salt, nonce, sealed = (b64decode(box[name]) for name in ("salt", "nonce", "box"))
    key = _derive(passphrase, salt, box["memory_kib"], box["passes"], box["lanes"])
    try:
        both = AESGCM(key).decrypt(nonce, sealed, login.encode())
    except InvalidTag:
        return None
    return Secret(both[:BYTES], both[BYTES:])


def _read(database: Path) -> dict[str, Any]:
    """Read the box, or its second copy where the first is damaged or gone."""
    for path in box_paths(database):
        try:
            kept: dict[str, Any] = json.loads(path.read_bytes())
        except (OSError, ValueError):
            continue
        if isinstance(kept, dict) and isinstance(kept.get("boxes"), dict):
            return kept
    raise Unavailable(
        "no_keys",
        f"The key box beside {database.name} is missing or damaged. Put back {database.name}.keys "
        "from a backup; without it nobody can open the file.",
    )


def _write(database: Path, kept: dict[str, Any]) -> None:
    """Write both copies, one after the other: a crash leaves one of them whole."""
    body = json.dumps(kept, sort_keys=True, indent=1).encode()
    for path in box_paths(database):
        part = path.with_name(path.name + ".part")
        try:
            handle = os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except OSError as error:
            raise Unavailable(
                "keys_not_written", f"The key box was not written: {error.strerror}."
            ) from error
