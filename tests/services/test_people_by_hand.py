"""People, duties and absences by hand: what is refused, what is said, and that it comes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from rota.domain.codes import AbsenceKind, CoverKind, DutyKind, StaffGroup
from rota.domain.duties import Assignment, Duty
from rota.domain.errors import Refused
from rota.domain.grades import GradeLadder
from rota.domain.people import Absence, StaffMember
from rota.services.duties import DutyOrder, add_duty, correct_duty, look_at_duty, retire_duty
from rota.services.history import check, undo
from rota.services.people import (
    add_absence,
    add_person,
    correct_absence,
    correct_person,
    look_at_absence,
    remove_absence,
    retire_person,
    what_retiring_does,
)
from rota.services.people_list import (
    known_names,
    list_people,
    people_by_name,
    person_detail,
)
from rota.storage.database import Database
from tests.conftest import Addresses
from tests.engines import Clock, filling
from tests.strike_hospital import ED, NOW, START, fill, tools

HOUR = timedelta(hours=1)
NEW = StaffMember(
    "N1", "Dr", "Zoë", "Ødegård", StaffGroup.RESIDENT_DOCTOR, "ST5", "Medicine", "St Anne"
)
DAY = datetime(2016, 1, 12, tzinfo=UTC)


@pytest.fixture
def address(addresses: Addresses, clock: Clock) -> str:
    return addresses.filled("strike hospital", filling(fill, clock))


@pytest.fixture
def hospital(database: Database) -> Database:
    return database


@pytest.fixture(scope="module")
def ladder() -> GradeLadder:
    return tools().rules.ladder


def duty(**changes: object) -> Duty:
    made = Duty(
        "", 0, StaffGroup.RESIDENT_DOCTOR, "ST", DAY + 8 * HOUR, DAY + 20 * HOUR, DutyKind.WARD
    )
    return replace(made, **changes)


def order(service: str = ED, site: str = "St Anne", **changes: object) -> DutyOrder:
    return DutyOrder(duty(**changes), service, site, "Emergency")


def rules(findings: object) -> list[str]:
    return [each.rule for each in findings]  # type: ignore[attr-defined]


def holder_of(hospital: Database, duty_id: str) -> str | None:
    with hospital.read() as work:
        return work.duties.duties.existing([duty_id])[duty_id].staff_id


def test_a_person_added_by_hand_is_on_the_list_and_undo_takes_them_off(
    hospital: Database, ladder: GradeLadder
) -> None:
    done = add_person(hospital, NEW, ladder)
    assert done.findings == ()
    with hospital.read() as work:
        kept = work.people.staff.existing(["N1"])["N1"]
    assert (kept.grade, kept.by_hand) == ("ST", True)
    undo(hospital)
    with hospital.read() as work:
        assert not work.people.staff.known(["N1"])
    assert check(hospital).sound


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"staff_id": "S1"}, "id_exists"),
        ({"staff_id": " "}, "id_missing"),
        ({"surname": ""}, "surname_missing"),
        ({"grade": "wizard"}, "unknown_grade"),
        ({"grade": ""}, "grade_missing"),
        ({"weekly_hours": 200.0}, "hours_out_of_range"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_a_person_who_makes_no_sense_is_refused(
    hospital: Database, ladder: GradeLadder, changes: dict[str, object], code: str
) -> None:
    with pytest.raises(Refused) as refused:
        add_person(hospital, replace(NEW, **changes), ladder)  # type: ignore[arg-type]
    assert refused.value.code == code


def test_long_weeks_without_an_opt_out_are_said_and_saved_all_the_same(
    hospital: Database, ladder: GradeLadder
) -> None:
    found = add_person(hospital, replace(NEW, weekly_hours=56.0), ladder).findings
    assert rules(found) == ["weekly_hours"]
    assert (found[0].measured, found[0].limit) == ("56 h", "48 h")
    assert "lawful" not in found[0].text


def test_correcting_keeps_the_id_and_marks_the_person(
    hospital: Database, ladder: GradeLadder
) -> None:
    with hospital.read() as work:
        ada = work.people.staff.existing(["S1"])["S1"]
    correct_person(hospital, replace(ada, grade="CT"), ladder, "they stepped back")
    with hospital.read() as work:
        now = work.people.staff.existing(["S1"])["S1"]
    assert (now.grade, now.by_hand) == ("CT", True)


def test_correcting_nothing_changes_nothing(hospital: Database, ladder: GradeLadder) -> None:
    with hospital.read() as work:
        ada = work.people.staff.existing(["S1"])["S1"]
    assert correct_person(hospital, ada, ladder).changes.entry is None


def test_retiring_lets_go_of_what_lies_ahead_and_says_how_much(hospital: Database) -> None:
    with hospital.write("cover") as work:
        place = next(each for each in work.duties.services() if each.name == ED)
        stretch = (START + HOUR, START + 3 * HOUR)
        work.cover.add(Assignment(1, "S3", place.service_id, *stretch, CoverKind.STEPPING_ACROSS))
    foreseen = what_retiring_does(hospital, "S3", NOW)
    assert (foreseen.duties, foreseen.covers) == (1, 1)
    done, changes = retire_person(hospital, "S3", "left", NOW)
    assert (done.duties, done.covers) == (1, 1)
    assert changes.text.endswith("1 duty is held by nobody now, and 1 cover was stood down.")
    assert holder_of(hospital, "D2") is None
    with hospital.read() as work:
        assert not work.people.staff.known(["S3"])
        assert [each.stood_down for each in work.cover.stood_down(1)] == [True]
    undo(hospital)
    assert holder_of(hospital, "D2") == "S3"


def test_a_duty_that_has_begun_stays_with_who_retires(hospital: Database) -> None:
    done, _ = retire_person(hospital, "S1", "left", DAY + 9 * HOUR)
    assert done.duties == 0
    assert holder_of(hospital, "D1") == "S1"


def test_retiring_wants_a_reason(hospital: Database) -> None:
    with pytest.raises(Refused, match="why"):
        retire_person(hospital, "S1", "  ", NOW)


def test_somebody_retired_comes_back_only_when_that_is_said(
    hospital: Database, ladder: GradeLadder
) -> None:
    retire_person(hospital, "S1", "left", NOW)
    back = replace(NEW, staff_id="S1")
    with pytest.raises(Refused) as refused:
        add_person(hospital, back, ladder)
    assert refused.value.code == "id_retired"
    add_person(hospital, back, ladder, bring_back=True)
    with hospital.read() as work:
        assert work.people.staff.existing(["S1"])["S1"].surname == "Ødegård"


def test_new_duties_get_ids_of_our_own_and_none_is_used_twice(
    hospital: Database, ladder: GradeLadder
) -> None:
    first = add_duty(hospital, order(), ladder)
    assert (first.duty.duty_id, first.findings) == ("H-1", ())
    retire_duty(hospital, "H-1", "entered twice")
    assert add_duty(hospital, order(), ladder).duty.duty_id == "H-2"
    with pytest.raises(Refused, match="on the roster already"):
        add_duty(hospital, order(duty_id="D1"), ladder)


def test_a_duty_may_be_at_a_new_service(hospital: Database, ladder: GradeLadder) -> None:
    done = add_duty(hospital, order("Eye clinic"), ladder)
    assert rules(done.findings) == ["new_service"]
    with hospital.read() as work:
        names = {each.service_id: (each.name, each.department) for each in work.duties.services()}
    assert names[done.duty.service_id] == ("Eye clinic", "Emergency")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"end": DAY + 8 * HOUR}, "end_before_start"),
        ({"end": DAY + 81 * HOUR}, "duty_too_long"),
        ({"grade_min": "wizard"}, "unknown_grade"),
        ({"grade_min": ""}, "grade_missing"),
        ({"staff_id": "nobody"}, "unknown_staff"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_a_duty_that_makes_no_sense_is_refused(
    hospital: Database, ladder: GradeLadder, changes: dict[str, object], code: str
) -> None:
    with pytest.raises(Refused) as refused:
        add_duty(hospital, order(**changes), ladder)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"staff_id": "S1"}, ["duty_overlaps"]),
        ({"staff_id": "S5", "end": DAY + 9 * HOUR}, ["grade_below", "duty_on_leave"]),
        (
            {"staff_id": "S3", "start": DAY, "end": DAY + HOUR, "staff_group": StaffGroup.NURSE},
            ["other_group"],
        ),
        ({"end": DAY + 33 * HOUR}, ["long_duty"]),
        ({"end": DAY + 32 * HOUR}, []),
        (
            {
                "staff_id": "S1",
                "start": DAY - 9 * HOUR,
                "end": DAY,
                "competencies": frozenset({"airway"}),
            },
            ["competency_missing"],
        ),
    ],
    ids=["overlap", "on leave", "another group", "25 hours", "24 hours", "skill"],
)
def test_what_is_odd_about_a_duty_is_said_before_and_after_saving(
    hospital: Database, ladder: GradeLadder, changes: dict[str, object], said: list[str]
) -> None:
    asked = order(**changes)
    assert rules(look_at_duty(hospital, asked, ladder)) == said
    assert rules(add_duty(hospital, asked, ladder).findings) == said


def test_any_part_of_a_duty_is_corrected_but_its_id(
    hospital: Database, ladder: GradeLadder
) -> None:
    changed = order("Medical wards", duty_id="D1", staff_id="S2", grade_min="CT")
    done = correct_duty(hospital, changed, ladder, "they swapped")
    with hospital.read() as work:
        kept = work.duties.duties.existing(["D1"])["D1"]
        names = {each.service_id: each.name for each in work.duties.services()}
    assert (names[kept.service_id], kept.staff_id, kept.by_hand) == ("Medical wards", "S2", True)
    assert done.duty == kept
    with pytest.raises(Refused):
        correct_duty(hospital, order(duty_id="D99"), ladder)


def test_an_absence_is_added_corrected_and_removed(hospital: Database) -> None:
    away = Absence("S1", DAY, DAY + 24 * HOUR, AbsenceKind.SICK)
    assert rules(look_at_absence(hospital, away)) == ["duty_on_leave"]
    assert rules(add_absence(hospital, away).findings) == ["duty_on_leave"]
    with pytest.raises(Refused, match="recorded already"):
        add_absence(hospital, away)
    longer = replace(away, end=DAY + 48 * HOUR)
    correct_absence(hospital, away, longer)
    with hospital.read() as work:
        assert work.people.absences_of(["S1"]) == [replace(longer, by_hand=True)]
    remove_absence(hospital, longer, "was there after all")
    with pytest.raises(Refused, match="no such absence"):
        remove_absence(hospital, longer, "again")
    undo(hospital)
    with hospital.read() as work:
        assert len(work.people.absences_of(["S1"])) == 1
    with pytest.raises(Refused, match="end after"):
        add_absence(hospital, replace(away, end=away.start))


def test_the_list_says_what_the_strike_means_to_each(
    hospital: Database, ladder: GradeLadder
) -> None:
    rows = {row.staff_id: row for row in list_people(hospital, ladder, 1).rows}
    assert {who: (row.called_out, row.lost, row.away) for who, row in rows.items()} == {
        "S1": (True, 1, False),
        "S2": (True, 1, False),
        "S3": (False, 0, False),
        "S4": (True, 1, False),
        "S5": (True, 0, True),
    }
    assert "okafor" in rows["S1"].found_by
    assert list_people(hospital, ladder, None).totals is None


def test_accents_do_not_hide_anybody(hospital: Database, ladder: GradeLadder) -> None:
    add_person(hospital, NEW, ladder)
    names = [row.person.surname for row in list_people(hospital, ladder, None).rows]
    assert names == ["Hart", "Moss", "Ødegård", "Okafor", "Patel", "Reid"]


def test_one_persons_hours_count_what_is_lost_and_the_clock_change(
    hospital: Database, ladder: GradeLadder
) -> None:
    detail = person_detail(hospital, 1, "S4", NOW)
    assert [(line.duty.duty_id, line.lost is not None) for line in detail.duties] == [("D4", True)]
    assert (detail.week.rostered, detail.week.lost, detail.week.left) == (12.5, 12.5, 0.0)
    night = datetime(2016, 3, 26, 20, 0, tzinfo=UTC)
    add_duty(hospital, order(staff_id="S4", start=night, end=night + 11.5 * HOUR), ladder)
    week = person_detail(hospital, None, "S4", night).week
    assert week.rostered == 11.5


def cover(hospital: Database, staff_id: str, start: datetime, hours: int) -> None:
    with hospital.write("cover") as work:
        place = next(each for each in work.duties.services() if each.name == ED)
        end = start + hours * HOUR
        kind = CoverKind.STEPPING_ACROSS
        work.cover.add(Assignment(1, staff_id, place.service_id, start, end, kind))


def test_cover_at_the_same_time_is_said_of_duties_and_absences(
    hospital: Database, ladder: GradeLadder
) -> None:
    cover(hospital, "S3", DAY + 21 * HOUR, 3)
    asked = order(staff_id="S3", start=DAY + 22 * HOUR, end=DAY + 23 * HOUR, grade_min="CONSULTANT")
    found = look_at_duty(hospital, asked, ladder)
    assert rules(found) == ["cover_overlaps"]
    assert found[0].text.startswith("The person covers elsewhere then: Emergency department")
    away = Absence("S3", DAY + 22 * HOUR, DAY + 500 * 24 * HOUR, AbsenceKind.OTHER)
    assert rules(look_at_absence(hospital, away)) == ["cover_on_leave", "long_absence"]


def test_an_absence_that_ends_within_a_night_says_from_when_they_count_again(
    hospital: Database,
) -> None:
    cover(hospital, "S3", DAY + 45 * HOUR, 11)
    away = Absence("S3", DAY + 40 * HOUR, DAY + 48 * HOUR, AbsenceKind.SICK)
    found = look_at_absence(hospital, away)
    assert rules(found) == ["cover_on_leave", "back_in_the_middle"]
    assert "again from Thu 14 Jan 2016 00:00" in found[1].text
    assert found[1].text.endswith("end on Thu 14 Jan 2016 08:00.")
    whole = replace(away, end=DAY + 56 * HOUR)
    assert rules(look_at_absence(hospital, whole)) == ["cover_on_leave"]


def test_the_list_counts_cover_and_the_panel_shows_it(
    hospital: Database, ladder: GradeLadder
) -> None:
    cover(hospital, "S3", DAY + 21 * HOUR, 3)
    rows = {row.staff_id: row for row in list_people(hospital, ladder, 1).rows}
    assert (rows["S3"].covers, rows["S3"].is_temporary, rows["S3"].has_declared) == (
        1,
        False,
        False,
    )
    detail = person_detail(hospital, 1, "S3", NOW)
    assert [line.service.name for line in detail.covers] == [ED]
    assert (detail.week.rostered, detail.week.cover, detail.week.left) == (12.5, 3.0, 15.5)


def test_hours_in_two_duties_at_once_count_once_and_on_call_from_home_apart(
    hospital: Database, ladder: GradeLadder
) -> None:
    add_duty(hospital, order(staff_id="S1", start=DAY + 10 * HOUR, end=DAY + 22 * HOUR), ladder)
    home = {"kind": DutyKind.ON_CALL_NON_RESIDENT, "start": DAY, "end": DAY + 8 * HOUR}
    add_duty(hospital, order(staff_id="S1", **home), ladder)
    week = person_detail(hospital, None, "S1", DAY).week
    assert (week.rostered, week.on_call_from_home) == (14.0, 8.0)


def test_forms_are_offered_what_is_known(hospital: Database) -> None:
    services, departments, sites = known_names(hospital)
    assert [each.name for each in services] == [ED, "Medical wards"]
    assert (departments, sites) == (("Emergency", "Medicine"), ("St Anne",))
    assert [each.surname for each in people_by_name(hospital)][:2] == ["Hart", "Moss"]


def test_a_duty_needs_a_service_a_site_and_a_reason_to_go(
    hospital: Database, ladder: GradeLadder
) -> None:
    with pytest.raises(Refused, match="which service"):
        add_duty(hospital, order(" "), ladder)
    with pytest.raises(Refused, match="why"):
        retire_duty(hospital, "D1", "")


def test_ids_of_our_own_go_on_after_many(hospital: Database, ladder: GradeLadder) -> None:
    with hospital.write("many") as work:
        old = work.duties.duties.existing(["D1"])["D1"]
        work.duties.duties.put([replace(old, duty_id=f"H-{n}") for n in range(1, 501)])
    assert add_duty(hospital, order(), ladder).duty.duty_id == "H-501"


def test_somebody_away_loses_no_duty_to_the_strike(hospital: Database) -> None:
    detail = person_detail(hospital, 1, "S5", NOW)
    assert [(line.duty.duty_id, line.lost, line.away) for line in detail.duties] == [
        ("D5", None, True)
    ]
    assert [each.kind for each in detail.absences] == [AbsenceKind.LEAVE]
