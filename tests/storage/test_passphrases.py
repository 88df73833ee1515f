"""What a login and a passphrase must be, and how long wrong ones must wait."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from rota.domain.errors import Refused
from rota.domain.passphrases import check_passphrase, checked_login, plain_login
from rota.storage.tries import FREE, LONGEST_WAIT, UNCOUNTED, Tries, wait_after


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("short", "passphrase_short"), ("eleven char", "passphrase_short"),
        ("PASSWORD1234", "passphrase_common"), ("password-1234!", "passphrase_common"),
        ("aaaaaaaaaaaa", "passphrase_common"), ("abcabcabcabc", "passphrase_common"),
        ("asha.rao.1234!", "passphrase_own"), ("Asha-Rao 2026", "passphrase_own"),
        ("asha likes cows", ""),
        ("St Elsewhere's 26", "passphrase_own"), ("tab\tin the middle", "passphrase_unreadable"),
        ("🦊🐻🐼🐨🐯🦁🐮🐷🐸🐵🐔🐧", ""), ("!?;:,.-_#+*~", ""),
        ("!!!!!!!!!!!!", "passphrase_common"),
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
    assert checked_login("ann.lee-2_b") == "ann.lee-2_b"
    for wrong in ("", "  ", "a b", "a\tb", "x" * 65, "\u200b", "zoë", "\u0430sha", "a@b", "<b>x"):
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


def test_computers_that_take_turns_gain_nothing_by_it(tmp_path: Path) -> None:
    path, up, longer_up = tmp_path / "hospital.db", Uptime(), Uptime()
    longer_up.seconds = 1e6
    here, there = Tries(path, up, "here"), Tries(path, longer_up, "there")
    for number in range(FREE):
        (here, there)[number % 2].begin("asha")
    assert (here.wait_seconds("asha"), there.wait_seconds("asha")) == (15, 15)
    for each in (up, longer_up):
        each.seconds += 15
    there.begin("asha")
    assert (here.wait_seconds("asha"), there.wait_seconds("asha")) == (30, 30)
    for each in (up, longer_up):
        each.seconds += 20
    assert (here.wait_seconds("asha"), there.wait_seconds("asha")) == (10, 10)
    assert Tries(path, up, "a third").wait_seconds("asha") == 30


def test_tries_at_the_same_moment_are_all_counted(tmp_path: Path) -> None:
    path = tmp_path / "hospital.db"

    def one(number: int) -> None:
        tries = Tries(path, Uptime())
        tries.begin(f"user{number}")
        tries.begin(f"user{number}")
        tries.right(f"user{number}")

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(one, range(32)))
    left = Tries(path, Uptime()).untold([f"user{number}" for number in range(32)])
    assert len(left) == 32
    assert {each.split()[0] for each in left} == {"1"}
    assert not list(tmp_path.glob("*.part"))


def test_where_no_count_can_be_written_each_try_takes_longer_and_who_is_right_comes_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = Tries(tmp_path / "hospital.db", Uptime())
    tries.begin("asha")

    def full(*_given: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("rota.storage.tries.write_whole", full)
    tries.right("asha")
    tries.told("ben")
    slept: list[float] = []
    monkeypatch.setattr("rota.storage.tries.time.sleep", slept.append)
    tries.begin("asha")
    assert slept == [UNCOUNTED]


def test_whoever_is_in_is_told_what_failed_once(tmp_path: Path) -> None:
    tries = Tries(tmp_path / "hospital.db", Uptime())
    for login in ("asha", "asha", "mallory", "eve", "ben"):
        tries.begin(login)
    tries.begin("asha")
    tries.right("asha")
    assert tries.untold(["asha", "ben"]) == [
        "2 as asha",
        "1 as ben",
        "2 with a login that nobody has",
    ]
    tries.told("asha")
    assert tries.untold(["asha", "ben"]) == []
    tries.begin("ben")
    assert tries.untold(["ben"]) == ["1 as ben"]


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b'{"a": 7}', b'{"a": {"number": -1, "told": 0, "heard": {}}}', b'{"a": {}}',
        b'{"a": {"number": 9, "told": 0, "heard": {"x": [1, NaN]}}}', b"[" * 99_999,
        b'{"a": {"number": 9, "told": 0, "heard": {"x": 7}}}',
    ],
    ids=range(8),
)  # fmt: skip
def test_a_damaged_count_keeps_nobody_out(body: bytes, tmp_path: Path) -> None:
    (tmp_path / "hospital.db.tries").write_bytes(body)
    Tries(tmp_path / "hospital.db", Uptime()).begin("asha")
