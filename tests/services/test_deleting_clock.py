"""By which clock records are deleted for good, and who may delete them by hand."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from rota.domain.codes import Answer
from rota.domain.errors import Refused
from rota.domain.users import Role, RoleGiven, User
from rota.services.declarations import declare
from rota.services.deleting_clock import LONGEST_SILENCE, refuse_by_hand
from rota.services.purging import purge_before, purge_due
from rota.services.retention import retention_view, run_due
from rota.services.rights import Who, erase_person
from rota.storage.database import Database
from tests.engines import Clock
from tests.rights_hospital import RULES
from tests.strike_hospital import END, fill

LADDER, DAY = RULES.ladder, timedelta(days=1)
DUE = END + 90 * DAY
FAR = datetime.fromisoformat("2030-01-01T09:00+00:00")


def person(*roles: Role) -> User:
    return User("u", "U", frozenset(RoleGiven(each) for each in roles))


CLERK = person(Role.CLERK)
BOTH = person(Role.ADMINISTRATOR, Role.ROTA_MANAGER)


def no_cut(_pdf: bytes, _spans: object) -> bytes:
    raise AssertionError("no letters here")


def sign_in(storage: Database) -> None:
    with storage.write("sign in", undoable=False) as work:
        work.record("Signed in.")


@pytest.fixture
def hospital(database: Database, tmp_path: Path) -> Database:
    fill(database, tmp_path)
    declare(database, 1, "S1", Answer.WORKING)
    database.user = BOTH
    return database


def test_where_people_sign_in_no_typed_date_deletes(hospital: Database, clock: Clock) -> None:
    assert purge_due(hospital, FAR, LADDER).declarations == 0
    assert run_due(hospital, RULES.retention, LADDER, no_cut, FAR).strikes.declarations == 0
    assert all(each.number == 0 for each in retention_view(hospital, RULES.retention, FAR).due)
    with pytest.raises(Refused) as caught:
        purge_before(hospital, DUE, FAR, LADDER)
    assert caught.value.code == "not_yet"
    with pytest.raises(Refused) as caught:
        erase_person(hospital, Who.STAFF, "S1", no_cut, FAR)
    assert "strike_open" in caught.value.code or "still needed" in caught.value.text
    clock.now = DUE
    assert purge_due(hospital, clock.now - DAY, LADDER).declarations == 0, "an earlier present"
    assert purge_due(hospital, FAR, LADDER).declarations == 1


def test_a_clock_far_ahead_deletes_nothing_by_itself(hospital: Database, clock: Clock) -> None:
    """Neither at once, nor once there are entries at the wrong time; others go on as they do."""
    right = clock.now
    for at in (DUE, DUE + timedelta(hours=1), DUE + 5 * DAY):
        clock.now = at
        sign_in(hospital)
        with pytest.raises(Refused, match=r"says .* silent for 9[0-9] days after Fri 8") as caught:
            purge_due(hospital, at, LADDER, is_sure=False)
        assert caught.value.code == "clock_far_ahead"
        with pytest.raises(Refused):
            run_due(hospital, RULES.retention, LADDER, no_cut, at, is_sure=False)
        assert purge_due(hospital, right, LADDER, is_sure=False).windows == 0
    clock.now = right
    while clock.now + LONGEST_SILENCE < DUE:
        clock.now += LONGEST_SILENCE
        sign_in(hospital)
    clock.now = DUE
    assert purge_due(hospital, DUE, LADDER, is_sure=False).declarations == 1, "no more silence"


def test_a_hospital_that_slept_deletes_by_itself_after_a_week_of_work(
    hospital: Database, clock: Clock
) -> None:
    clock.now = DUE + 100 * DAY
    for _ in range(7):
        sign_in(hospital)
        with pytest.raises(Refused):
            purge_due(hospital, clock.now, LADDER, is_sure=False)
        clock.now += DAY
    assert purge_due(hospital, clock.now, LADDER, is_sure=False).declarations == 1


def test_somebody_who_is_sure_deletes_and_then_all_is_as_before(
    hospital: Database, clock: Clock
) -> None:
    declare(hospital, 1, "S4", Answer.STRIKING)
    clock.now = DUE + 300 * DAY
    sign_in(hospital)
    with pytest.raises(Refused):
        purge_due(hospital, clock.now, LADDER, is_sure=False)
    assert purge_due(hospital, clock.now, LADDER, is_sure=True).declarations == 2
    declare(hospital, 1, "S1", Answer.WORKING)
    clock.now += LONGEST_SILENCE
    assert purge_due(hospital, clock.now, LADDER, is_sure=False).declarations == 1


@pytest.mark.one_engine
def test_by_hand_rota_managers_and_administrators_delete_what_strikes_leave(
    database: Database,
) -> None:
    refuse_by_hand(database.user)
    for role in Role:
        if role in (Role.ROTA_MANAGER, Role.ADMINISTRATOR):
            refuse_by_hand(person(role))
        else:
            with pytest.raises(Refused) as caught:
                refuse_by_hand(person(role))
            assert caught.value.code == "not_allowed"
