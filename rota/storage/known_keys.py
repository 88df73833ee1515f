"""Whose key is whose, as the encrypted file itself has it: the key box alone is not believed.

Everybody who is in knows the secret that signs the key box, so anybody could put a key of their own
in it, under a name nobody has or in a colleague's place, and leave. What is noted in the file is
journalled. A login for which nothing is noted yet is believed once, and noted when they sign in.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

RECOVERY = " recovery"
"""Known as no login can be: logins hold no spaces."""
NOTED = "key of "
"""How the settings begin that note the keys: one or two digests each.

Two while a key is changed: a crash leaves the key box with the one or with the other.
"""


def noted_name(login: str) -> str:
    """Return the name of the setting that notes the key of a login."""
    return NOTED + login


@dataclass(frozen=True, slots=True)
class KnownKeys:
    """Everybody who may have a key, the recovery code too, and what is noted of whose."""

    logins: Collection[str]
    noted: Mapping[str, Collection[str]]

    def fits(self, login: str, sha256: str) -> bool:
        """Whether a key is that of a login."""
        noted = self.noted.get(login)
        return not noted or sha256 in noted


def known_keys(connection: Any) -> KnownKeys:
    """Read them by the file's driver alone."""
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    if "user_account" not in tables:
        return KnownKeys((RECOVERY,), {})
    accounts = connection.execute("SELECT login FROM user_account WHERE removed_at IS NULL")
    logins = (*sorted(row[0] for row in accounts), RECOVERY)
    settings = dict(connection.execute("SELECT name, value FROM setting").fetchall())
    return KnownKeys(logins, {each: settings.get(noted_name(each), "").split() for each in logins})
