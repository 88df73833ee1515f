"""Day totals count people, not duties, and never leave as a strike."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from rota.domain.attendance import AT_WORK, AttendanceRecord
from rota.domain.attendance_rows import AttendanceRow, count_statuses, day_totals
from rota.domain.codes import Attendance, StaffGroup
from rota.domain.duties import Service

ROOT = datetime(2016, 3, 26, 0, 0, tzinfo=UTC)  # the clocks go forward the night after
SERVICES = (Service(1, "Ward", "Medicine", "St Anne"), Service(2, "ED", "Emergency", "Queen's"))
GRADES = {"S1": "CT", "S2": "CT", "S3": "ST"}
HOURS = (8, 12, 20, 23, 32, 46, 47, 48)  # 47: 11pm in Greenwich, midnight in London
NOT_DUE = {Attendance.LEAVE, Attendance.REST_DAY, Attendance.NOT_ROSTERED}
STATUSES = st.sampled_from([None, Attendance.STRIKE, Attendance.SICK, *Attendance])


@st.composite
def duty_rows(draw: st.DrawFn) -> list[AttendanceRow]:
    rows = []
    for number in range(draw(st.integers(0, 12))):
        who = draw(st.sampled_from(sorted(GRADES)))
        start = ROOT + timedelta(hours=draw(st.sampled_from(HOURS)))
        end = start + timedelta(hours=draw(st.integers(1, 13)))
        status = draw(STATUSES)
        record = None
        if status is not None and draw(st.booleans()):
            record = AttendanceRecord(1, f"D{number}", who, status, "manager", end)
        rows.append(
            AttendanceRow(
                f"D{number}",
                who,
                "A Name",
                GRADES[who],
                StaffGroup.RESIDENT_DOCTOR,
                draw(st.sampled_from(SERVICES)),
                start,
                end,
                draw(st.sampled_from([None, (start, end)])),
                status if record is None else draw(STATUSES),
                "",
                record,
            )
        )
    return rows


def local_day(row: AttendanceRow) -> date:
    """The day in London, worked out by hand for this one clock change (27 March, 01:00 UTC)."""
    summer = row.start >= datetime(2016, 3, 27, 1, 0, tzinfo=UTC)
    return (row.start + timedelta(hours=summer)).date()


@given(duty_rows())
def test_each_person_counts_once_a_day_and_what_is_counted_adds_up(
    rows: list[AttendanceRow],
) -> None:
    totals = day_totals(rows)
    places = [(each.day, each.site, each.grade) for each in totals]
    assert places == sorted(set(places))
    people: dict[tuple[date, str], list[AttendanceRow]] = {}
    for row in rows:
        people.setdefault((local_day(row), row.staff_id), []).append(row)
    due = [said for said in people.values() if any(row.status not in NOT_DUE for row in said)]
    striking = [said for said in due if any(row.status is Attendance.STRIKE for row in said)]
    sick = [
        said
        for said in due
        if said not in striking and any(row.status is Attendance.SICK for row in said)
    ]
    waiting = [said for said in people.values() if any(row.record is None for row in said)]
    assert sum(each.due for each in totals) == len(due)
    assert sum(each.on_strike for each in totals) == len(striking)
    assert sum(each.absent_otherwise for each in totals) == len(sick)
    assert sum(each.unsettled for each in totals) == len(waiting)
    for each in totals:
        assert 0 <= each.on_strike + each.absent_otherwise <= each.due
    assert {each.day for each in totals} == {day for day, _ in people}
    assert {each.grade for each in totals} == {row.grade for row in rows}


@given(duty_rows())
def test_the_order_of_the_duties_changes_no_total(rows: list[AttendanceRow]) -> None:
    assert day_totals(reversed(rows)) == day_totals(rows)
    counted = count_statuses(rows)
    assert sum(counted.values()) == len(rows)
    assert counted[None] == sum(not row.is_settled for row in rows)


@given(duty_rows())
def test_minutes_lost_lie_within_the_duty_and_are_none_for_who_was_at_work(
    rows: list[AttendanceRow],
) -> None:
    for row in rows:
        assert 0 <= row.minutes_lost <= (row.end - row.start).total_seconds() / 60
        if row.status in AT_WORK or row.status is None:
            assert row.minutes_lost == 0
        else:
            assert row.minutes_lost > 0
