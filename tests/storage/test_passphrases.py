"""What a login and a passphrase must be, and how long wrong ones must wait."""

from __future__ import annotations

from pathlib import Path

import pytest

from rota.domain.errors import Refused
from rota.domain.passphrases import check_passphrase, checked_login, plain_login
from rota.storage.tries import FREE, LONGEST_WAIT, Tries, wait_after


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("short", "passphrase_short"), ("eleven char", "passphrase_short"),
        ("PASSWORD1234", "passphrase_common"), ("password-1234!", "passphrase_common"),
        ("aaaaaaaaaaaa", "passphrase_common"), ("abcabcabcabc", "passphrase_common"),
        ("asha.rao.1234!", "passphrase_own"), ("Asha-Rao 2026", "passphrase_own"),
        ("asha likes cows", ""),
        ("St Elsewhere's 26", "passphrase_own"), ("tab\tin the middle", "passphrase_unreadable"),
        ("purple cow over moon", ""), ("x" * 40 + "y" * 3000, ""), ("correct horse 日本語の", ""),
    ],
)  # fmt: skip
def test_passphrases_are_refused_only_for_what_is_guessed_first(typed: str, code: str) -> None:
    own = ("asha", "Asha Rao", "St Elsewhere's", "")
    if not code:
        check_passphrase(typed, own)
        return
    with pytest.raises(Refused) as caught:
        check_passphrase(typed, own)
    assert caught.value.code == code
    assert typed not in caught.value.text


def test_a_login_is_the_same_however_it_is_typed() -> None:
    assert plain_login("  ASHA ") == plain_login("asha") == checked_login("Asha")
    assert plain_login("Zoe\u0308") == "zoë"
    for wrong in ("", "  ", "a b", "a\tb", "x" * 65, "\u200b"):
        with pytest.raises(Refused):
            checked_login(wrong)


class Uptime:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def test_five_tries_are_free_then_each_waits_longer_through_a_restart(tmp_path: Path) -> None:
    up, path = Uptime(), tmp_path / "hospital.db"
    for _ in range(FREE):
        assert Tries(path, up).wait_seconds("asha") == 0
        Tries(path, up).begin("asha")
    assert Tries(path, up).wait_seconds("asha") == 15
    assert Tries(path, up).wait_seconds("ben") == 0
    with pytest.raises(Refused, match="Wait 15 seconds"):
        Tries(path, up).begin("asha")
    up.seconds += 14.5
    with pytest.raises(Refused, match="Wait 1 second,"):
        Tries(path, up).begin("asha")
    up.seconds += 0.5
    Tries(path, up).begin("asha")
    assert Tries(path, up).wait_seconds("asha") == 30
    up.seconds = 5  # started again: it has been on for 5 seconds, so no more can have passed
    assert Tries(path, up).wait_seconds("asha") == 25
    assert [wait_after(number) for number in (4, 5, 6, 11, 12, 10**9)] == [
        0, 15, 30, LONGEST_WAIT, LONGEST_WAIT, LONGEST_WAIT,
    ]  # fmt: skip


def test_whoever_is_in_is_told_what_failed_once(tmp_path: Path) -> None:
    tries = Tries(tmp_path / "hospital.db", Uptime())
    for login in ("asha", "asha", "mallory", "eve", "ben"):
        tries.begin(login)
    tries.begin("asha")
    tries.right("asha")
    assert tries.untold(["asha", "ben"]) == [
        "2 tries to sign in as a login that is not known failed",
        "2 tries to sign in as asha failed",
        "1 try to sign in as ben failed",
    ]
    tries.told("asha")
    assert tries.untold(["asha", "ben"]) == []
    tries.begin("ben")
    assert tries.untold(["ben"]) == ["1 try to sign in as ben failed"]


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b'{"a": 7}', b'{"a": {"number": -1, "up": 0}}', b'{"a": {"x": 1}}',
        b'{"a": {"number": 9, "up": NaN}}', b'{"a": {"number": "9", "up": 0}}', b"[" * 99_999,
    ],
    ids=range(8),
)  # fmt: skip
def test_a_damaged_count_keeps_nobody_out(body: bytes, tmp_path: Path) -> None:
    (tmp_path / "hospital.db.tries").write_bytes(body)
    Tries(tmp_path / "hospital.db", Uptime()).begin("asha")
