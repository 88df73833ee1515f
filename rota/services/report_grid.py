"""The staffing grid of the 2016 returns: doctors at work and baseline, by specialty and grade."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from rota.domain.attendance import AT_WORK
from rota.domain.attendance_rows import AttendanceRow
from rota.domain.codes import MEDICAL, Attendance, DutyKind
from rota.domain.day import Tick
from rota.domain.day_presence import Said
from rota.domain.losses import is_absent
from rota.domain.report_rules import ReportLine
from rota.domain.reports import Cell, Column, Part, Report, Table
from rota.domain.times import iso_local, short_words
from rota.services.attendance_reading import attendance_in
from rota.services.day_picture import DayPicture, read_day_picture
from rota.services.report_frame import Frame, counting_times
from rota.services.report_grid_times import CountingTime, sure_words, times_bars, times_facts
from rota.services.report_limits import what_it_rests_on

ALL = "all"

Place = tuple[str, int]
"""A person and the service they are at."""
Counts = Mapping[str, Mapping[str, int]]
"""How many, by specialty and then by the code of a line of grades."""


def grid_report(frame: Frame) -> Report:
    """Return the grid at each counting time that lies inside the strike.

    A strike that only stops the post calls nobody out, so that there is nothing to count.
    """
    work, window = frame.work, frame.window
    picture = read_day_picture(work, window.window_id, frame.rules.ladder)
    limits = list(what_it_rests_on(frame, picture.plan))
    if window.terms.is_postal_only:
        return frame.report(limits, [])
    rows = attendance_in(work, window.window_id, frame.rules.ladder, frame.now)
    settled = [each for each in rows if each.is_settled]
    inside = window.terms.start, window.terms.end or picture.span[1]
    tables, times = [], []
    for at in counting_times(inside, frame.definition.times):
        there, usual = people_at_work(picture, settled, at), people_rostered(picture, at)
        at_work, baseline = _by_line(frame, picture, there), _by_line(frame, picture, usual)
        sure = _how_sure(frame, picture, rows, there | usual, at)
        tables.append(_table(frame, at, sure, at_work, baseline))
        times.append(CountingTime(at, _all(at_work), _all(baseline), sure))
    summary = frame.definition.table("times").filled([each.row for each in times])
    bars = times_bars(times)
    parts: list[Part] = [*([bars] if bars else []), summary, *tables]
    facts = [*limits, *times_facts(times, frame.gap_tone)]
    return frame.report(facts, parts, list(_unplaced(frame, picture)))


def _how_sure(
    frame: Frame,
    picture: DayPicture,
    rows: Iterable[AttendanceRow],
    places: set[Place],
    at: datetime,
) -> str:
    """Say how far the doctors of one time are settled or ticked; what is to come is a plan."""
    line_of = frame.definition.line_of
    called = [each for each in rows if each.start <= at < each.end and line_of(each.grade)]
    settled = {(each.staff_id, each.service.service_id) for each in called if each.is_settled}
    others = {each for each in places if _line(frame, picture, each[0])} - settled
    ticked = sum(
        any(said.service_id == place and said.state is not None for said in picture.said(who, at))
        for who, place in (others if at <= frame.now else ())
    )
    return sure_words(len(called), sum(each.is_settled for each in called), len(others), ticked)


def people_rostered(picture: DayPicture, at: datetime) -> set[Place]:
    """Return whose rota puts them where at an instant, without those away or on call from home."""
    reading = picture.plan.reading
    return {
        (duty.staff_id, duty.service_id)
        for duty in reading.duties
        if duty.staff_id is not None
        and duty.start <= at < duty.end
        and duty.kind is not DutyKind.ON_CALL_NON_RESIDENT
        and duty.service_id in picture.levels
        and not is_absent(reading.absences, duty.staff_id, at)
    }


def people_at_work(
    picture: DayPicture, settled: Iterable[AttendanceRow], at: datetime
) -> set[Place]:
    """Return who is at work where at an instant: as settled, else as ticked, else by plan."""
    found = {
        (who, said.service_id)
        for who in picture.stays.keys() | picture.ticks.keys()
        for said in picture.said(who, at)
        if said.counts and _is_in(said)
    }
    held = {duty.duty_id: duty for duty in picture.plan.reading.duties}
    for row in settled:
        if not row.start <= at < row.end:
            continue
        place = row.staff_id, row.service.service_id
        if row.status in AT_WORK:
            duty = held.get(row.duty_id)
            if duty is None or duty.kind is not DutyKind.ON_CALL_NON_RESIDENT:
                found.add(place)
        elif row.status is not Attendance.STRIKE or row.lost is None or _in_lost(row, at):
            found.discard(place)
    return found


def _in_lost(row: AttendanceRow, at: datetime) -> bool:
    return row.lost is not None and row.lost[0] <= at < row.lost[1]


def _is_in(said: Said) -> bool:
    """Say whether somebody is in the hospital: ticked in, or by plan not on call from home."""
    if said.tick is not None and said.tick.what is Tick.HERE:
        return True
    kinds = {stay.presence.kind for stay in said.stays if stay.is_planned}
    return bool(kinds - {DutyKind.ON_CALL_NON_RESIDENT})


def _by_line(frame: Frame, picture: DayPicture, places: Iterable[Place]) -> Counts:
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for who, service_id in places:
        if line := _line(frame, picture, who):
            found[picture.plan.services[service_id].department][line.code] += 1
    return found


def _line(frame: Frame, picture: DayPicture, who: str) -> ReportLine | None:
    person = picture.people.get(who)
    return frame.definition.line_of(person.grade) if person else None


def _all(counts: Counts) -> int:
    return sum(sum(each.values()) for each in counts.values())


def _table(frame: Frame, at: datetime, sure: str, at_work: Counts, baseline: Counts) -> Table:
    definition = frame.definition.table("grid")
    lines = frame.definition.lines
    specialty, *kinds = definition.columns
    groups = {line.code: line.heading for line in lines} | {ALL: "All grades"}
    columns = [specialty, *(_column(each, *group) for group in groups.items() for each in kinds)]
    both = {"at_work": at_work, "baseline": baseline}

    def row(name: str, wanted: Iterable[str]) -> dict[str, Cell]:
        places = list(wanted)
        return {
            "specialty": name,
            **{
                f"{line.code}_{code}": sum(
                    counts.get(each, {}).get(line.code, 0) for each in places
                )
                for line in lines
                for code, counts in both.items()
            },
            **{
                f"{ALL}_{code}": sum(sum(counts.get(each, {}).values()) for each in places)
                for code, counts in both.items()
            },
        }

    names = sorted(at_work.keys() | baseline.keys())
    table = replace(
        definition,
        code=f"grid-{iso_local(at)[:16].replace(':', '').replace('T', '-')}",
        title=f"{short_words(at)}, {sure}",
        columns=tuple(columns),
    )
    filled = table.filled([row(each, [each]) for each in names], row("All", names))
    return replace(filled, own_page=True)


def _column(column: Column, code: str, group: str) -> Column:
    heading = f"{group}: {column.heading}"
    return replace(column, code=f"{code}_{column.code}", heading=heading, group=group)


def _unplaced(frame: Frame, picture: DayPicture) -> Iterator[str]:
    grades = {
        each.grade
        for each in picture.people.values()
        if each.staff_group in MEDICAL and frame.definition.line_of(each.grade) is None
    }
    if grades:
        yield f"Doctors of these grades have no line and are left out: {', '.join(sorted(grades))}."
