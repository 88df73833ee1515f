"""The key box of a protected file, opened: who is let in, and with which secrets.

A box for each login and one for the recovery code; each holds every secret the file ever had, the
newest first, so that backups made before somebody left can still be read by those who stayed. The
newest signs the box as a whole: nobody without it can slip in a box of their own to be given the
next secret.

When somebody leaves, the box is written first, without theirs and with a new secret in front of the
old one, and then the file is given the new secret. Killed in between, the file still has the old
one; both are in every box, so whoever stays opens it, and the next to sign in alone finishes it.
An older copy of a box still opens what it opened: its secret is out of date only once the file has
a new one, so a changed passphrase that somebody else knew wants the person removed and added again.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from rota.domain.errors import Refused, Unavailable
from rota.domain.passphrases import check_passphrase
from rota.storage.damage import damaged
from rota.storage.keyfile import KeyFile, box_paths, copies, new_key_file, write
from rota.storage.rekeying import alone, check_sound, opens, rekey
from rota.storage.sealing import Box, make_box, open_box, seal, spend_time
from rota.storage.secret import Secret, from_bytes, to_bytes

RECOVERY = " recovery"
"""Known as no login can be: logins hold no spaces."""
CODE_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
"""No letter that is taken for another one on paper."""
CODE_GROUPS, CODE_GROUP = 6, 5
"""30 letters of 30 kinds: 147 bits."""


def _nothing() -> None:
    """Hold no connection to let go of."""


class KeyBox:
    """The keys to one protected file, for somebody who is in."""

    def __init__(self, database: Path, kept: tuple[Secret, ...]) -> None:
        self._database = database
        self._secrets = kept
        self._at = 0
        self.renew: Callable[[], None] = _nothing
        """Lets go of the file; what is opened then is opened with the secret of that moment."""

    @property
    def secret(self) -> Secret:
        """The secret that opens the file."""
        return self._secrets[self._at]

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """Every secret that the file has or had: the one that opens it, then the newest first."""
        return (self.secret, *(each for each in self._secrets if each != self.secret))

    def holds(self, login: str) -> bool:
        """Whether a login has a box."""
        kept = self._kept()
        return kept.name(login) in kept.boxes

    def give(self, login: str, passphrase: str) -> None:
        """Let a login in with a passphrase, in the place of any it had."""
        check_passphrase(passphrase, (login,))
        self._put(login, passphrase)

    def take(self, login: str) -> None:
        """Let a login in no more, and give the file a new secret.

        A copy of the old box opens nothing then. Raises Refused while another window has the file.
        """
        kept = self._kept()
        self.renew()
        with alone(self._database, self.secret) as connection:
            check_sound(connection)
            boxes = {name: box for name, box in kept.boxes.items() if name != kept.name(login)}
            following = (self.secret.next(), *self._secrets)
            self._write(replace(kept, boxes=_sealed(boxes, following)), following)
            self._secrets, self._at = following, self._at + 1
            rekey(connection, following[0])
        self._at = 0
        self.renew()

    def change(self, login: str, old: str, new: str) -> None:
        """Change the passphrase of a login that knows its old one."""
        if not self.is_right(login, old):
            raise Refused("wrong_passphrase", "The old passphrase is not right.")
        self.give(login, new)

    def is_right(self, login: str, passphrase: str) -> bool:
        """Whether a passphrase opens the box of a login."""
        kept = self._kept()
        box = kept.boxes.get(kept.name(login))
        return box is not None and open_box(box, kept.name(login), passphrase) is not None

    def new_recovery_code(self) -> str:
        """Make a new recovery code; an older one opens this box no more."""
        groups = (
            "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_GROUP))
            for _ in range(CODE_GROUPS)
        )
        code = "-".join(groups)
        self._put(RECOVERY, plain_code(code))
        return code

    def settle(self) -> None:
        """Find the secret that the file has, and finish what a crash cut short, if it can be.

        Raises Damaged when none of them opens it.
        """
        found = (at for at, each in enumerate(self._secrets) if opens(self._database, each))
        at = next(found, None)
        if at is None:
            raise damaged(self._database, "no key in its key box opens it")
        self._at = at
        if at:
            try:
                with alone(self._database, self.secret) as connection:
                    rekey(connection, self._secrets[0])
                self._at = 0
            except (Refused, Unavailable):
                return  # others are in, or the disk is full; who comes next tries again
        if (kept := self._kept()).making:
            self._write(replace(kept, making=False))

    def _put(self, login: str, passphrase: str) -> None:
        kept = self._kept()
        name = kept.name(login)
        box = make_box(name, passphrase, to_bytes(self._secrets))
        self._write(replace(kept, boxes={**kept.boxes, name: box}))

    def _kept(self) -> KeyFile:
        """Return the newest copy that was written by somebody who knows the secret."""
        for kept in copies(self._database):
            if kept.is_signed_by(self._secrets[0]):
                return kept
        raise Unavailable(
            "keys_changed", "The key box was changed in the meantime. Close the file and sign in."
        )

    def _write(self, kept: KeyFile, following: tuple[Secret, ...] = ()) -> None:
        write(self._database, kept.signed((following or self._secrets)[0]))


def _sealed(boxes: dict[str, Box], following: tuple[Secret, ...]) -> dict[str, Box]:
    content = to_bytes(following)
    return {name: seal(box, name, content) for name, box in boxes.items()}


def new_box(database: Path, secret: Secret) -> KeyBox:
    """Make an empty key box for a file that is still to be made or encrypted."""
    if any(path.exists() for path in box_paths(database)) and not is_making(database):
        raise Refused("has_keys", f"{database} has a key box already. It was left as it is.")
    write(database, new_key_file().signed(secret))
    return KeyBox(database, (secret,))


def is_making(database: Path) -> bool:
    """Whether the key box is of a file that was still being made when the program stopped."""
    try:
        return copies(database)[0].making
    except Unavailable:
        return False


def unlock(database: Path, login: str, passphrase: str) -> KeyBox | None:
    """Open the key box as a login; None for a wrong login or passphrase, which take as long.

    A copy that its own secret has not signed was tampered with: then the other one is tried.
    """
    for kept in copies(database):
        name = kept.name(login)
        box = kept.boxes.get(name)
        if box is None:
            spend_time()
            return None
        content = open_box(box, name, passphrase)
        if content is None:
            return None
        try:
            found = from_bytes(content)
        except ValueError:
            continue
        if kept.is_signed_by(found[0]):
            return KeyBox(database, found)
    raise Unavailable(
        "keys_tampered",
        f"The key box beside {database.name} was changed by another program. Put back "
        f"{database.name}.keys from a backup.",
    )


def plain_code(code: str) -> str:
    """Return a recovery code as it is wrapped: without spaces, hyphens and small letters."""
    return "".join(letter for letter in code.upper() if letter.isalnum())
