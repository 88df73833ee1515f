"""What a login and a passphrase must be.

After NIST SP 800-63B-4, section 3.1.1.2: length counts, any characters go, no rule asks for kinds
of them, nothing expires; refused is only what is guessed first: the commonest ones, one thing said
over and over, and the person's or the hospital's own name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from rota.domain.errors import Refused

LEAST = 12
"""Characters of a passphrase."""
LONGEST_LOGIN = 64
_LOGIN = re.compile(r"[a-z0-9._-]+")
"""No letters of other alphabets: some look like these, so that one user passes for another."""
COMMONEST = frozenset(
    """
    password1234 password12345 password123456 passwordpassword password2024 password2025
    password2026 passw0rd1234 mypassword123 mypassword12 thisismypassword changemeplease
    changeme1234 letmein12345 letmeinplease welcome12345 welcome123456 administrator
    administrator1 iloveyou1234 qwertyuiop12 qwertyuiop123 qwertyuiopasdf qwertyuiopasdfgh
    qwerty123456 qwerty1234567 qwertyqwerty 1q2w3e4r5t6y 1q2w3e4r5t6y7u 1qaz2wsx3edc
    1qaz2wsx3edc4rfv zaq12wsxcde3 qazwsxedcrfv asdfghjkl123 zxcvbnm12345 abcdefghijkl
    abcdefghijklm abcdefghijklmnop abcd12345678 abc123456789 123456789abc 123456789012
    1234567890123 12345678901234 1234567890qwerty 0123456789012 012345678901 098765432109
    987654321098 121212121212 123123123123 112233445566 monkey123456 dragon123456
    football1234 liverpool123 liverpool1234 manchester123 arsenal12345 sunshine1234
    princess1234 correcthorsebatterystaple nhspassword1 nhspassword12 hospital1234
    strikerota12 strikerota123 strikerota1234
    """.split()
)


def plain_login(text: str) -> str:
    """Return a login as it is known: trimmed and in small letters, however it was typed."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).strip().casefold())


def checked_login(text: str) -> str:
    """Return the login that a text stands for. Refuses what no login can be."""
    login = plain_login(text)
    if not login:
        raise Refused("login_missing", "Give a login.")
    if len(login) > LONGEST_LOGIN:
        raise Refused("login_too_long", f"A login has at most {LONGEST_LOGIN} characters.")
    if any(letter.isspace() for letter in login):
        raise Refused("login_has_spaces", "A login has no spaces in it.")
    if not _LOGIN.fullmatch(login):
        raise Refused("login_letters", "A login has plain letters, digits and . - _ only: ann.lee")
    return login


def plain_passphrase(text: str) -> str:
    """Return a passphrase as keys are made of it: one form for letters with accents."""
    return unicodedata.normalize("NFC", text)


def check_passphrase(text: str, own: Iterable[str] = ()) -> None:
    """Refuse a passphrase that is too short or guessed first.

    ``own`` are words that belong to it: the login, the person's name, the hospital's.
    """
    passphrase = plain_passphrase(text)
    if len(passphrase) < LEAST:
        raise Refused(
            "passphrase_short",
            f"A passphrase has at least {LEAST} characters. Four words that do not belong "
            "together are easy to keep in mind.",
        )
    if not _is_text(passphrase):
        raise Refused("passphrase_unreadable", "The passphrase holds a character nobody can type.")
    bare = _bare(passphrase)
    if bare in COMMONEST or _repeats(bare or passphrase):
        raise Refused(
            "passphrase_common",
            "This passphrase is one of the first to be guessed. Choose another.",
        )
    if any(_is_made_of(bare, _bare(each)) for each in own):
        raise Refused(
            "passphrase_own",
            "This passphrase is little more than the person's or the hospital's own name. "
            "Choose another.",
        )


def _is_text(text: str) -> bool:
    return not any(unicodedata.category(letter) in ("Cs", "Cc") for letter in text)


def _bare(text: str) -> str:
    """Return the letters and digits alone, in small letters."""
    return "".join(letter for letter in plain_passphrase(text).casefold() if letter.isalnum())


def _repeats(bare: str) -> bool:
    """Whether it is one thing of up to four letters said over and over."""
    return any(
        len(bare) >= 3 * size and bare == (bare[:size] * len(bare))[: len(bare)]
        for size in range(1, 5)
    )


def _is_made_of(bare: str, name: str) -> bool:
    """Whether it is a name and at most four letters or digits more, as of a year."""
    return len(name) > 3 and name in bare and len(bare.replace(name, "")) <= 4
