"""The situation return: staff due and absent, and appointments rescheduled, by day."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date

from rota.domain.attendance_rows import DayTotal
from rota.domain.codes import Decision
from rota.domain.grades import grade_words
from rota.domain.reports import Bars, Cell, Fact, Part, Report, Series, Words
from rota.domain.small_numbers import tells_of_nobody
from rota.domain.times import to_local
from rota.domain.turnout import LEAST_GROUP
from rota.services.report_attendance import unseen_facts
from rota.services.report_frame import Frame, day_label, number_words
from rota.services.report_staffing import StaffDay, Staffing, is_known, staffing_of
from rota.services.report_visits import PUT_OFF, decided_for

_STATES = {Decision.CONVERT: "converted", Decision.STAND_BY: "stand_by"}
_SUMS = ("due", "on_strike", "absent_otherwise", "unsettled", "unseen")
_TOOK_PART = ("on_strike", "absent_otherwise", "unseen", "share")
_FOR_RECORD = ("day", "due", "on_strike", "share")
NOT_KNOWN = "not known yet"


def sitrep_report(frame: Frame) -> Report:
    """Return the situation return. Before everything is settled it says that it is provisional."""
    staff, days = (found := staffing_of(frame)), found.days
    workforce, grades = frame.definition.table("workforce"), frame.definition.table("grades")
    cells = [_day_row(each, is_deleted=staff.is_deleted) for each in days]
    sums = _summed("day", cells, _SUMS)
    if sums is not None and not all(each.is_known for each in days):
        sums |= dict.fromkeys(_TOOK_PART[:-1], NOT_KNOWN)
    if sums is not None and staff.is_deleted:
        sums["unseen"] = None
    parts: list[Part] = [each for each in (_staff_bars(days),) if each]
    if staff.is_deleted and not days:
        parts.append(Words("workforce", workforce.title, "No total of this strike was kept."))
    else:
        parts.append(workforce.filled(cells, sums))
        parts.append(grades.filled([_grade_row(each, staff) for each in staff.totals]))
    facts = [*unseen_facts(staff.rows), *_highest(days)]
    return _with_activity(frame, staff, facts, parts, staff.notes)


def sitrep_for_record(frame: Frame) -> Report:
    """Return it for a file that outlives who took part: nobody can be told from what it says.

    A day is in it on which enough took part and enough of those due did not; no grades, and no
    sum from which a day left out could be worked out.
    """
    staff = staffing_of(frame)
    every = staff.days
    days = [each for each in every if tells_of_nobody(each.on_strike, each.due, LEAST_GROUP)]
    table = frame.definition.table("workforce")
    columns = tuple(each for each in table.columns if each.code in _FOR_RECORD)
    left = len(every) - len(days)
    said = f"{number_words(left, 'day', 'days')} left out. " * bool(left)
    rule = (
        f"{said}Only days on which at least {LEAST_GROUP} people took part and at least "
        f"{LEAST_GROUP} of those due did not are shown here, so that nobody is given away."
    )
    parts: list[Part] = []
    if days:
        bars = _staff_bars(days, for_record=True)
        parts += [each for each in (bars,) if each]
        rows = [_day_row(each, is_deleted=staff.is_deleted) for each in days]
        parts.append(replace(table, columns=columns, note=rule).filled(rows))
    else:
        parts.append(Words("workforce", table.title, f"Not shown: {rule}"))
    return _with_activity(frame, staff, _highest(days), parts)


def _with_activity(
    frame: Frame,
    staff: Staffing,
    facts: Iterable[Fact],
    parts: Sequence[Part],
    notes: Sequence[str] = (),
) -> Report:
    activity = _activity(frame)
    table = frame.definition.table("activity")
    drawn = _activity_bars(activity)
    shown = [
        *(each for each in parts if isinstance(each, Bars)),
        *([drawn] if drawn else []),
        *(each for each in parts if each.code == "workforce"),
        table.filled(activity, _summed("day", activity, _counted(activity))),
        *(each for each in parts if each.code == "grades"),
    ]
    first = _provisional(frame, staff)
    return frame.report([first, *facts, *_rescheduled(activity)], shown, notes)


def _day_row(each: StaffDay, *, is_deleted: bool) -> dict[str, Cell]:
    row: dict[str, Cell] = {
        "day": each.day,
        "due": each.due,
        "on_strike": each.on_strike,
        "absent_otherwise": each.absent_otherwise,
        "unsettled": each.unsettled,
        "unseen": None if is_deleted else each.unseen,
        "share": each.share,
    }
    return row if each.is_known else row | dict.fromkeys(_TOOK_PART, NOT_KNOWN)


def _grade_row(total: DayTotal, staff: Staffing) -> dict[str, Cell]:
    row: dict[str, Cell] = {
        "day": total.day,
        "site": total.site,
        "grade": grade_words(total.grade),
        **{name: getattr(total, name) for name in _SUMS},
    }
    if staff.is_deleted:
        row["unseen"] = None
    known = is_known(total.due, total.absent_otherwise, total.unknown)
    return row if known else row | dict.fromkeys(_TOOK_PART, NOT_KNOWN)


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


def _provisional(frame: Frame, staff: Staffing) -> Fact:
    if staff.is_deleted:
        return Fact("These figures", "totals kept; small groups may be left out", "warn")
    left = sum(not each.is_settled for each in staff.rows)
    end = frame.window.terms.end
    if left:
        every = len(staff.rows)
        said = f"provisional: {left:,} of {every:,} duties not settled"
        return Fact("These figures", said, "warn")
    if end is None or frame.now < end:
        return Fact("These figures", "provisional: the strike is not over", "warn")
    return Fact("These figures", "settled", "good")


def _rescheduled(activity: Sequence[dict[str, Cell]]) -> list[Fact]:
    electives, outpatients = whole(activity, "elective"), whole(activity, "outpatient")
    return [
        Fact("Rescheduled", number_words(electives + outpatients, "appointment", "appointments")),
        Fact("Inpatient and day case", f"{electives:,}"),
        Fact("Outpatient", f"{outpatients:,}"),
    ]


def _highest(days: Sequence[StaffDay]) -> list[Fact]:
    """Return the day with the most on strike; where nothing is known of that, the most due."""
    if not days:
        return []
    most = max(days, key=lambda each: (each.on_strike, each.due))
    if not most.on_strike:
        return [Fact("Due to work", f"{most.due:,}, {day_label(most.day)}")]
    said = f"{most.on_strike:,} of {most.due:,} due, {day_label(most.day)}"
    return [Fact("Most on strike", said)]


def _labels(rows: Sequence[dict[str, Cell]]) -> tuple[str, ...]:
    return tuple(day_label(each["day"]) for each in rows if isinstance(each["day"], date))


def _column(rows: Sequence[dict[str, Cell]], name: str) -> tuple[float, ...]:
    return tuple(float(str(each[name])) for each in rows)


def _staff_bars(days: Sequence[StaffDay], *, for_record: bool = False) -> Bars | None:
    due, striking, absent = (
        sum(getattr(each, name) for each in days)
        for name in ("due", "on_strike", "absent_otherwise")
    )
    if not due:
        return None
    here = Series("not absent, or not known yet", _of(days, "others"), "cover")
    away = Series("absent otherwise", _of(days, "absent_otherwise"), "quiet")
    others = [here, away]
    said = f"Over all days {due:,} due to work, {striking:,} on strike, {absent:,} absent otherwise"
    if for_record:
        numbers = tuple(float(each.due - each.on_strike) for each in days)
        others = [Series("not on strike, or not known yet", numbers, "cover")]
        said = f"Over the days shown {due:,} due to work, {striking:,} on strike"
    elif not any(each.is_known for each in days):
        said = f"Over all days {due:,} due to work; who takes part is not known yet"
    return Bars(
        "staff",
        "Staff due to work, by day",
        "people",
        tuple(day_label(each.day) for each in days),
        (*others, Series("on strike", _of(days, "on_strike"), "gap")),
        f"{said}; somebody due on two days counts twice.",
    )


def _of(days: Sequence[StaffDay], name: str) -> tuple[float, ...]:
    return tuple(float(getattr(each, name)) for each in days)


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
