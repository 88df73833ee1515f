"""The situation return: staff due and absent, and appointments rescheduled, by day."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from rota.domain.attendance_rows import AttendanceRow, DayTotal, day_totals
from rota.domain.codes import Decision
from rota.domain.grades import grade_words
from rota.domain.reports import Bars, Cell, Fact, Part, Report, Series
from rota.domain.times import to_local
from rota.services.attendance_reading import FORGOTTEN, attendance_in
from rota.services.report_attendance import unseen_facts
from rota.services.report_frame import Frame, day_label, number_words
from rota.services.report_visits import PUT_OFF, decided_for

_STATES = {Decision.CONVERT: "converted", Decision.STAND_BY: "stand_by"}
_SUMS = ("due", "on_strike", "absent_otherwise", "unsettled")
_FROM_TOTALS = (
    "What happened to each person has been deleted, as it must be. The figures on staff are the "
    "totals that were kept, in which small groups were joined or left out."
)


def sitrep_report(frame: Frame) -> Report:
    """Return the situation return. Before everything is settled it says that it is provisional."""
    work, window_id = frame.work, frame.window.window_id
    rows = attendance_in(work, window_id, frame.rules.ladder, frame.now)
    is_deleted = bool(rows) and all(_is_forgotten(each) for each in rows)
    totals = _kept(frame, rows) if is_deleted else day_totals(rows)
    days = [_day_row(day, list(found)) for day, found in _by_day(totals)]
    activity = _activity(frame)
    tables = frame.definition
    parts: list[Part] = [
        tables.table("workforce").filled(days, _summed("day", days, _SUMS)),
        tables.table("activity").filled(activity, _summed("day", activity, _counted(activity))),
        tables.table("grades").filled([_grade_row(each) for each in totals]),
    ]
    parts[:0] = [each for each in (_staff_bars(days), _activity_bars(activity)) if each]
    notes = [_FROM_TOTALS] if is_deleted else []
    facts = _facts(rows, days, activity, is_deleted=is_deleted)
    honest = [_provisional(frame, rows, is_deleted=is_deleted), *unseen_facts(rows)]
    return frame.report([*honest, *facts], parts, notes)


def _is_forgotten(row: AttendanceRow) -> bool:
    return row.record is None and row.why == FORGOTTEN.why


def _kept(frame: Frame, rows: Iterable[AttendanceRow]) -> list[DayTotal]:
    days = {to_local(each.start).date() for each in rows}
    return [
        DayTotal(t.day, t.site, t.grade, t.due, t.on_strike, t.absent_otherwise, 0)
        for t in frame.work.attendance.totals()
        if t.day in days
    ]


def _by_day(totals: Iterable[DayTotal]) -> list[tuple[date, list[DayTotal]]]:
    found: dict[date, list[DayTotal]] = defaultdict(list)
    for each in totals:
        found[each.day].append(each)
    return sorted(found.items())


def _day_row(day: date, totals: Sequence[DayTotal]) -> dict[str, Cell]:
    due, striking, absent, unsettled = (
        sum(getattr(each, name) for each in totals) for name in _SUMS
    )
    return {
        "day": day,
        "due": due,
        "on_strike": striking,
        "absent_otherwise": absent,
        "unsettled": unsettled,
        "others": due - striking - absent,
        "share": round(100 * striking / due, 1) if due else None,
    }


def _grade_row(total: DayTotal) -> dict[str, Cell]:
    return {
        "day": total.day,
        "site": total.site,
        "grade": grade_words(total.grade),
        **{name: getattr(total, name) for name in _SUMS},
    }


def _activity(frame: Frame) -> list[dict[str, Cell]]:
    counts: dict[date, Counter[str]] = defaultdict(Counter)
    for visit, made in decided_for(frame):
        day = to_local(made.decided_start).date()
        if made.decision in PUT_OFF:
            line = frame.definition.line_of(visit.kind)
            counts[day][line.code if line else visit.kind.value] += 1
        elif made.decision in _STATES:
            counts[day][_STATES[made.decision]] += 1
    codes = [*(each.code for each in frame.definition.lines), *_STATES.values()]
    return [
        {
            "day": day,
            **{code: found[code] for code in codes},
            "elective": found["inpatient"] + found["day_case"],
        }
        for day, found in sorted(counts.items())
    ]


def _counted(rows: Sequence[dict[str, Cell]]) -> Collection[str]:
    return [name for name in rows[0] if name != "day"] if rows else []


def _summed(
    first: str, rows: Sequence[dict[str, Cell]], names: Collection[str]
) -> dict[str, Cell] | None:
    """Return a last row; of one row the sum says nothing new."""
    if len(rows) < 2:
        return None
    return {first: "All", **{name: whole(rows, name) for name in names}}


def whole(rows: Iterable[dict[str, Cell]], name: str) -> int:
    """Return the sum of a column of whole numbers."""
    return sum(each[name] for each in rows if isinstance(each[name], int))  # type: ignore[misc]


def _provisional(frame: Frame, rows: Sequence[AttendanceRow], *, is_deleted: bool) -> Fact:
    left = 0 if is_deleted else sum(not each.is_settled for each in rows)
    end = frame.window.terms.end
    if left:
        return Fact(
            "These figures", f"provisional: {left:,} of {len(rows):,} duties not settled", "warn"
        )
    if end is None or frame.now < end:
        return Fact("These figures", "provisional: the strike is not over", "warn")
    return Fact("These figures", "settled", "good")


def _facts(
    rows: Sequence[AttendanceRow],
    days: Sequence[dict[str, Cell]],
    activity: Sequence[dict[str, Cell]],
    *,
    is_deleted: bool,
) -> list[Fact]:
    electives, outpatients = whole(activity, "elective"), whole(activity, "outpatient")
    staff = [] if is_deleted or not rows else [_highest(days)]
    return [
        *staff,
        Fact("Rescheduled", number_words(electives + outpatients, "appointment", "appointments")),
        Fact("Inpatient and day case", f"{electives:,}"),
        Fact("Outpatient", f"{outpatients:,}"),
    ]


def _highest(days: Sequence[dict[str, Cell]]) -> Fact:
    """Return the day with the most on strike; where nothing is known of that, the most due."""
    name = "on_strike" if whole(days, "on_strike") else "due"
    most = max(days, key=lambda each: int(str(each[name])))
    day = most["day"]
    assert isinstance(day, date)
    if name == "due":
        return Fact("Due to work", f"{most['due']:,}, {day_label(day)}")
    return Fact("Most on strike", f"{most['on_strike']:,} of {most['due']:,} due, {day_label(day)}")


def _labels(rows: Sequence[dict[str, Cell]]) -> tuple[str, ...]:
    return tuple(day_label(each["day"]) for each in rows if isinstance(each["day"], date))


def _column(rows: Sequence[dict[str, Cell]], name: str) -> tuple[float, ...]:
    return tuple(float(str(each[name])) for each in rows)


def _staff_bars(days: Sequence[dict[str, Cell]]) -> Bars | None:
    if not whole(days, "due"):
        return None
    striking, absent = whole(days, "on_strike"), whole(days, "absent_otherwise")
    return Bars(
        "staff",
        "Staff due to work, by day",
        "people",
        _labels(days),
        (
            Series("not absent, or not known yet", _column(days, "others"), "cover"),
            Series("absent otherwise", _column(days, "absent_otherwise"), "quiet"),
            Series("on strike", _column(days, "on_strike"), "gap"),
        ),
        f"Over all days {whole(days, 'due'):,} due to work, {striking:,} on strike, "
        f"{absent:,} absent otherwise; somebody due on two days counts twice.",
    )


def _activity_bars(rows: Sequence[dict[str, Cell]]) -> Bars | None:
    series = ("inpatient", "gap"), ("day_case", "accent"), ("outpatient", "quiet")
    if not any(whole(rows, name) for name, _ in series):
        return None
    busiest = max(rows, key=lambda each: sum(_column([each], name)[0] for name, _ in series))
    number = sum(_column([busiest], name)[0] for name, _ in series)
    return Bars(
        "rescheduled",
        "Appointments rescheduled, by day",
        "appointments",
        _labels(rows),
        tuple(Series(name.replace("_", " "), _column(rows, name), tint) for name, tint in series),
        f"Most on {_labels([busiest])[0]}: {number:,g}.",
    )
