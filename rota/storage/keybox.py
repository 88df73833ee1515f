"""The key box of a protected file, opened: who is let in, and with which secrets.

A box for each login and one for the recovery code; each holds every secret the file ever had, the
newest first, so that backups made before somebody left can still be read by those who stayed. The
newest signs the box as a whole: nobody without it can slip in a box of their own. Whoever is in
knows it, so when somebody leaves, only users of the file with the very keys noted there are given
the next secret.

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
from functools import partial
from pathlib import Path

from rota.domain.errors import Refused, Unavailable
from rota.domain.passphrases import check_passphrase
from rota.domain.users import NewKey, Taken
from rota.storage.damage import damaged
from rota.storage.durable import in_turn
from rota.storage.keyfile import KeyFile, box_paths, copies, new_key_file, write
from rota.storage.known_keys import RECOVERY, KnownKeys, known_keys
from rota.storage.rekeying import alone, check_sound, opens, rekey
from rota.storage.sealing import Box, make_box, open_box, seal, spend_time
from rota.storage.secret import Secret, from_bytes, to_bytes

CODE_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
"""No letter that is taken for another one on paper."""
CODE_GROUPS, CODE_GROUP = 6, 5
"""30 letters of 30 kinds: 147 bits."""


def _nothing() -> None:
    """Hold no connection to let go of."""


class KeyBox:
    """The keys to one protected file, for somebody who is in."""

    in_file = True

    def __init__(self, database: Path, kept: tuple[Secret, ...], login: str = "") -> None:
        self._database = database
        self._secrets = kept
        self._login = login
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

    def sha256(self, login: str) -> str:
        """Return what tells the key of a login from others; empty where it has none."""
        kept = self._kept()
        box = kept.boxes.get(kept.name(login))
        return "" if box is None else box.sha256

    def new_key(self, login: str, passphrase: str) -> NewKey:
        """Make a key for a login, which lets it in by a passphrase once it is kept."""
        check_passphrase(passphrase, (login,))
        return self._made(login, passphrase)

    def give(self, login: str, passphrase: str) -> None:
        """Let a login in with a passphrase, in the place of any it had."""
        self.new_key(login, passphrase).keep()

    def take(self, login: str, new_code: bool = False) -> Taken:
        """Let a login in no more, and give the file a new secret.

        A copy of the old box opens nothing then. Those who stay keep their keys if the file knows
        them. The recovery code is made anew where ``new_code`` says so or its key is not the one
        noted. Raises Refused while another window has the file.
        """
        self._kept()
        self.renew()
        with alone(self._database, self.secret) as connection:
            check_sound(connection)
            known = known_keys(connection)
            following = (self.secret.next(), *self._secrets)
            with in_turn(self._database):
                kept = self._kept()
                boxes, taken = self._staying(kept, known, login)
                if new_code or RECOVERY in taken.left_out:
                    boxes.pop(kept.name(RECOVERY), None)
                    code, box = _new_code(kept)
                    boxes[kept.name(RECOVERY)] = box
                    others = tuple(each for each in taken.left_out if each != RECOVERY)
                    new = NewKey(RECOVERY, box.sha256, code=code)
                    taken = replace(taken, left_out=others, code=new)
                self._write(replace(kept, boxes=_sealed(boxes, following)), following)
            self._secrets, self._at = following, self._at + 1
            rekey(connection, following[0])
        self._at = 0
        self.renew()
        return taken

    def _staying(
        self, kept: KeyFile, known: KnownKeys, leaver: str
    ) -> tuple[dict[str, Box], Taken]:
        """Return the boxes of those who stay, and what is the matter with the others."""
        names = {kept.name(each): each for each in known.logins if each != leaver}
        there = {names[name]: box for name, box in kept.boxes.items() if name in names}
        wrong = tuple(each for each, box in there.items() if not known.fits(each, box.sha256))
        if self._login in wrong:
            raise Refused(
                "own_key",
                "Your own key is not the one noted in this file. Change your passphrase, then try "
                "again.",
            )
        strangers = kept.boxes.keys() - names.keys() - {kept.name(leaver)}
        boxes = {kept.name(each): box for each, box in there.items() if each not in wrong}
        return boxes, Taken(tuple(sorted(wrong)), len(strangers))

    def change(self, login: str, old: str, new: str) -> NewKey:
        """Make a key for a login that knows its old passphrase."""
        if not self.is_right(login, old):
            raise Refused("wrong_passphrase", "The old passphrase is not right.")
        return self.new_key(login, new)

    def is_right(self, login: str, passphrase: str) -> bool:
        """Whether a passphrase opens the box of a login."""
        kept = self._kept()
        box = kept.boxes.get(kept.name(login))
        return box is not None and open_box(box, kept.name(login), passphrase) is not None

    def new_code(self) -> NewKey:
        """Make a new recovery code; once it is kept, an older one opens this box no more."""
        code = _random_code()
        return replace(self._made(RECOVERY, plain_code(code)), code=code)

    def new_recovery_code(self) -> str:
        """Make a new recovery code and keep it."""
        new = self.new_code()
        new.keep()
        return new.code

    def settle(self) -> None:
        """Find the secret that the file has, and finish what a crash cut short, if it can be.

        Raises Damaged when none of them opens it.
        """
        found = (at for at, each in enumerate(self._secrets) if opens(self._database, each))
        at = next(found, None)
        if at is None:
            name = self._database.name
            raise damaged(
                self._database,
                "no key in its key box opens it",
                f"The key box beside {name} does not open it: it is an older one, or another "
                f"file's, or {name} is damaged. Put the newest {name}.keys back, if you have it.",
            )
        self._at = at
        if at:
            try:
                with alone(self._database, self.secret) as connection:
                    rekey(connection, self._secrets[0])
                self._at = 0
            except (Refused, Unavailable):
                return  # others are in, or the disk is full; who comes next tries again
        if self._kept().making:
            with in_turn(self._database):
                self._write(replace(self._kept(), making=False))

    def _made(self, login: str, passphrase: str) -> NewKey:
        kept = self._kept()
        name = kept.name(login)
        box = make_box(name, passphrase, to_bytes(self._secrets))
        old = kept.boxes.get(name)
        replaces = "" if old is None else old.sha256
        return NewKey(login, box.sha256, replaces, keep=partial(self._put, name, box))

    def _put(self, name: str, box: Box) -> None:
        with in_turn(self._database):
            kept = self._kept()
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


def _random_code() -> str:
    groups = (
        "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_GROUP)) for _ in range(CODE_GROUPS)
    )
    return "-".join(groups)


def _new_code(kept: KeyFile) -> tuple[str, Box]:
    """Return a recovery code and a box that it opens; there is nothing in it yet."""
    code = _random_code()
    return code, make_box(kept.name(RECOVERY), plain_code(code), b"")


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

    A copy was tampered with that its own secret has not signed, or that opens nothing: then the
    other one is tried, unless the secret that it holds has signed the newer one as well.
    """
    passed: list[KeyFile] = []
    outdated: KeyBox | None = None
    tampered = False
    for kept in copies(database):
        found = _secrets_in(kept, login, passphrase)
        if found and not kept.is_signed_by(found[0]):
            tampered = True
        elif found and not any(each.is_signed_by(found[0]) for each in passed):
            keys = KeyBox(database, found, login)
            if not database.exists() or any(opens(database, each) for each in found):
                return keys
            outdated = outdated or keys
        passed.append(kept)
    if outdated is None and tampered:
        raise Unavailable(
            "keys_tampered",
            f"The key box beside {database.name} was changed by another program. Put back "
            f"{database.name}.keys from a backup.",
        )
    return outdated


def _secrets_in(kept: KeyFile, login: str, passphrase: str) -> tuple[Secret, ...]:
    """Return the secrets that a passphrase opens in one copy of the key box; none: it is wrong."""
    name = kept.name(login)
    box = kept.boxes.get(name)
    if box is None:
        spend_time()
        return ()
    try:
        return from_bytes(open_box(box, name, passphrase) or b"")
    except ValueError:
        return ()


def plain_code(code: str) -> str:
    """Return a recovery code as it is wrapped: without spaces, hyphens and small letters."""
    return "".join(letter for letter in code.upper() if letter.isalnum())
