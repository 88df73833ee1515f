"""A strike that has begun is called off from now on: what has passed stays as it was."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from rota.domain.attendance import AT_WORK
from rota.domain.call_offs import Reinstate, to_do
from rota.domain.codes import Attendance, Decision, EventKind, WindowState
from rota.domain.errors import Refused
from rota.domain.importing import ImportKind
from rota.services.assigning import CoverOrder, assign, service_called
from rota.services.attendance import read_attendance
from rota.services.calling_off import call_off_days
from rota.services.disputes import list_disputes
from rota.services.history import undo
from rota.services.phoning import phone_list
from rota.services.window_changes import set_state
from rota.storage.database import Database
from tests.call_off_hospital import (
    NOW,
    RULES,
    TUESDAY,
    WEDNESDAY,
    Clinic,
    at,
    by_kind,
    visit,
)
from tests.engines import dump

TEN = at("2016-01-12 10:00") + timedelta(seconds=30)
DUTIES = (
    "duty_id,service,department,site,staff_group,grade,start,end,kind,staff_id\n"
    "D1,Chest clinic,Medicine,Main,resident_doctor,ST,12/01/2016 08:00,12/01/2016 20:00,clinic,S1\n"
    "D2,Chest clinic,Medicine,Main,resident_doctor,ST,12/01/2016 20:00,13/01/2016 09:00,clinic,S3\n"
    "D3,Chest clinic,Medicine,Main,resident_doctor,ST,13/01/2016 09:00,13/01/2016 17:00,clinic,S1\n"
)
NIGHT_DOCTOR = (
    "staff_id,title,forename,surname,staff_group,grade,department,site,phone\n"
    "S3,Dr,Cy,Lee,resident_doctor,ST5,Medicine,Main,\n"
)


@pytest.fixture
def clinic(database: Database, tmp_path: Path) -> Clinic:
    """Patients of Tuesday morning, one at ten, one each of Tuesday afternoon and Wednesday."""
    made = Clinic(database, tmp_path)
    made.book(
        visit("A1", "2016-01-12 09:00"),
        visit("A2", "2016-01-12 09:20"),
        visit("A3", "2016-01-12 10:00"),
        visit("A4", "2016-01-12 14:00", clinician="S2"),
        visit("B1", "2016-01-13 09:00"),
    )
    made.strike()
    return made


@pytest.mark.parametrize("by_days", [False, True], ids=["whole", "days"])
def test_what_has_passed_stays_and_nobody_hears_of_it(
    clinic: Clinic, database: Database, by_days: bool
) -> None:
    for key in ("A1", "A3", "A4", "B1"):
        clinic.decide(key, Decision.POSTPONE)
    clinic.post_all()
    clinic.decide("A2", Decision.STAND_BY)
    before = dump(database.address, journal=False)
    clinic.now = TEN
    done = clinic.call_off(days=[TUESDAY, WEDNESDAY] if by_days else ())
    found = by_kind(done)
    assert found["appointment_reinstated"] == {"A4", "B1"}
    assert found["tell_by_phone"] == {"A4", "B1"}
    assert not {"letter_posted_now_wrong", "appointment_to_look_at"} & found.keys()
    assert {each.id for each in done.consequences}.isdisjoint({"A1", "A2", "A3"})
    assert done.after.state is WindowState.NOTIFIED
    assert (done.after.terms.start, done.after.terms.end) == (
        at("2016-01-12 08:00"), at("2016-01-12 10:01"),
    )  # fmt: skip
    assert done.more == ()
    with database.read() as work:
        decided = work.appointments.decided()
    assert {key for key, made in decided.items() if made.window_id == 1} == {"A1", "A2", "A3"}
    queue = clinic.queue()
    assert {key for key, each in queue.items() if "strike_changed" in each.holds} == set()
    listed = phone_list(database, RULES.letters, clinic.now, 1)
    assert {each.appointment_id for each in listed if each.start > clinic.now} == {"A4", "B1"}
    (dispute,) = list_disputes(database)
    kind = EventKind.REVISED if by_days else EventKind.CALLED_OFF
    assert dispute.events[-1].kind is kind
    undo(database)
    assert dump(database.address, journal=False) == before


def test_duties_lost_stay_lost_and_those_to_come_go_ahead(
    clinic: Clinic, database: Database
) -> None:
    clinic.load(ImportKind.STAFF, NIGHT_DOCTOR)
    clinic.load(ImportKind.DUTIES, DUTIES)
    clinic.book(visit("A5", "2016-01-12 15:00"), visit("A6", "2016-01-12 16:00"))
    chest = service_called(database, "Chest clinic").service_id
    for start, end in (("12 09:00", "12 17:00"), ("12 20:00", "13 08:00")):
        order = CoverOrder(1, "S2", chest, at(f"2016-01-{start}"), at(f"2016-01-{end}"))
        assign(database, order, RULES, "agreed")
    for key in ("A4", "A5"):
        clinic.decide(key, Decision.POSTPONE)
    clinic.decide("A6", Decision.STAND_BY)
    done = clinic.call_off(now=TEN)
    found = by_kind(done)
    assert found["duty_restored"] == {"D2", "D3"}
    assert "duty_lost" not in found
    assert found["appointment_reinstated"] == {"A4"}
    assert found["appointment_stays"] == {"A5"}, "its doctor's duty stays lost until 20:00"
    assert found["appointment_to_look_at"] == {"A6"}, "who was told to come, and nobody is there"
    with database.read() as work:
        assert [each.start for each in work.cover.of_window(1)] == [at("2016-01-12 09:00")]
        assert [each.start for each in work.cover.stood_down(1)] == [at("2016-01-12 20:00")]
    (row,) = read_attendance(database, 1, RULES.ladder, at("2016-01-14 09:00"))
    assert (row.duty_id, row.proposal) == ("D1", Attendance.STRIKE)
    assert row.proposal not in AT_WORK


def test_part_of_a_day_is_off_and_the_days_after_stand(clinic: Clinic) -> None:
    """The morning that happened keeps the window; what stands becomes one of its own."""
    for key in ("A1", "A4", "B1"):
        clinic.decide(key, Decision.POSTPONE)
    clinic.post_all()
    clinic.now = TEN
    done = clinic.call_off(days=[TUESDAY])
    assert done.after.terms.end == at("2016-01-12 10:01")
    (rest,) = done.more
    assert (rest.terms.start, rest.terms.end) == (at("2016-01-13 08:00"), at("2016-01-14 08:00"))
    assert by_kind(done)["appointment_reinstated"] == {"A4"}
    queue = clinic.queue()
    assert {key: (each.kind, each.state) for key, each in queue.items()} == {
        "A4": ("going_ahead", "ready")
    }


def test_nobody_goes_back_in_time(clinic: Clinic) -> None:
    """A strike that is over is refused; one suspended ends when it was suspended."""
    over = at("2016-01-14 08:00")
    with pytest.raises(Refused) as refused:
        set_state(clinic.storage, 1, WindowState.CALLED_OFF, "x", over, RULES.ladder, ran=True)
    assert refused.value.text == "This strike is over. Complete it, or say that it never ran."
    last = over - timedelta(seconds=10)
    with pytest.raises(Refused):
        call_off_days(clinic.storage, 1, [WEDNESDAY], "x", last, RULES.ladder)
    set_state(clinic.storage, 1, WindowState.SUSPENDED, "talks", TEN, RULES.ladder)
    assert clinic.queue() == {}
    done = clinic.call_off(now=at("2016-01-12 15:00"))
    assert (done.after.state, done.after.terms.end) == (
        WindowState.NOTIFIED, at("2016-01-12 10:01"),
    )  # fmt: skip


@pytest.mark.parametrize("when", [TEN, at("2016-01-20 09:00")], ids=["running", "over"])
def test_one_that_never_ran_may_be_entered_late(clinic: Clinic, when: datetime) -> None:
    """Called off in the evening, entered in the morning: nothing is lost, what passed is past."""
    for key in ("A1", "A4", "B1"):
        clinic.decide(key, Decision.POSTPONE)
    clinic.post_all()
    done = clinic.call_off(now=when, ran=False)
    clinic.now = when
    assert done.after.state is WindowState.CALLED_OFF
    assert done.after.terms == done.before.terms
    to_come = {"A4", "B1"} if when == TEN else set()
    assert by_kind(done).get("appointment_reinstated", set()) == to_come
    assert {key for key, each in clinic.queue().items() if each.kind == "going_ahead"} == to_come
    with clinic.storage.read() as work:
        assert work.appointments.decided()["A1"].window_id is None


def test_suspended_before_it_began_it_never_ran(clinic: Clinic) -> None:
    clinic.decide("A1", Decision.POSTPONE)
    clinic.post_all()
    set_state(clinic.storage, 1, WindowState.SUSPENDED, "talks", NOW, RULES.ladder)
    clinic.now = TEN
    assert clinic.queue() == {}, "nobody decides again on what has passed"
    done = clinic.call_off()
    assert done.after.state is WindowState.CALLED_OFF
    assert to_do(done.consequences) == []
    with clinic.storage.read() as work:
        assert work.appointments.decided()["A1"].window_id is None


def test_left_to_people_only_what_is_to_come_is_named(clinic: Clinic) -> None:
    for key in ("A1", "A4", "B1"):
        clinic.decide(key, Decision.POSTPONE)
    clinic.post_all()
    done = clinic.call_off(reinstate=Reinstate.NONE, now=TEN)
    found = by_kind(done)
    assert found["appointment_to_look_at"] == found["letter_posted_now_wrong"] == {"A4", "B1"}
    assert to_do(done.consequences) == ["Decide again on 2 appointments."]
    clinic.now = TEN
    queue = clinic.queue()
    assert {key: each.to_decide for key, each in queue.items()} == {"A4": True, "B1": True}
