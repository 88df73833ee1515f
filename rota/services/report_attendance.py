"""The report on attendance: what happened to the duties of those called out, in totals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from rota.domain.attendance import AT_WORK
from rota.domain.attendance_rows import AttendanceRow, count_statuses, count_unseen_strikes
from rota.domain.codes import Attendance
from rota.domain.grades import grade_words
from rota.domain.reports import Bars, Cell, Fact, Part, Report, Series
from rota.domain.times import to_local
from rota.services.attendance_reading import attendance_in
from rota.services.report_frame import Frame, hours_of

OTHER_STAFF = 99
"""Whoever has no rank on the medical ladder comes last."""


def attendance_report(frame: Frame) -> Report:
    """Return what was settled of each duty, in totals; nothing that was only worked out."""
    rows = attendance_in(frame.work, frame.window.window_id, frame.rules.ladder, frame.now)
    ladder = frame.rules.ladder

    def by_rank(row: AttendanceRow) -> tuple[int, str]:
        return ladder.rank(row.grade) or OTHER_STAFF, row.grade

    days = _lines(rows, "day", lambda row: to_local(row.start).date())
    ranked = sorted(rows, key=by_rank)
    grades = _lines(ranked, "grade", lambda row: grade_words(row.grade), is_sorted=True)
    departments = _lines(rows, "department", lambda row: row.service.department)
    parts: list[Part] = [_bars(grades)] if rows else []
    parts += [
        frame.definition.table(code).filled(lines, {name: "All", **_counts(rows)})
        for code, name, lines in (
            ("days", "day", days),
            ("grades", "grade", grades),
            ("departments", "department", departments),
        )
    ]
    return frame.report(_facts(rows), parts)


def _lines(
    rows: Sequence[AttendanceRow],
    name: str,
    of: Callable[[AttendanceRow], str | date],
    *,
    is_sorted: bool = False,
) -> list[dict[str, Cell]]:
    found: dict[str | date, list[AttendanceRow]] = defaultdict(list)
    for each in rows:
        found[of(each)].append(each)
    order = list(found) if is_sorted else sorted(found, key=str)
    return [{name: key, **_counts(found[key])} for key in order]


def _counts(rows: Sequence[AttendanceRow]) -> dict[str, Cell]:
    counts = count_statuses(rows)
    struck = [each for each in rows if each.is_settled and each.status is Attendance.STRIKE]
    return {
        "duties": len(rows),
        **{status.value: counts[status] for status in Attendance},
        "unsettled": counts[None],
        "strike_hours": hours_of(sum(each.minutes_lost for each in struck)),
    }


def unseen_facts(rows: Iterable[AttendanceRow]) -> list[Fact]:
    """Say of how many duties that count as strike nobody looked for the person; none: nothing."""
    struck, unseen = count_unseen_strikes(rows)
    said = f"{unseen:,} of {struck:,} duties counted as strike"
    return [Fact("Nobody looked", said, "warn")] if unseen else []


def _facts(rows: Sequence[AttendanceRow]) -> list[Fact]:
    counts = count_statuses(rows)
    settled = len(rows) - counts[None]
    hours = _counts(rows)["strike_hours"]
    is_whole = settled == len(rows)
    return [
        Fact(
            "Duties settled",
            f"{settled:,} of {len(rows):,} duties" + ("" if is_whole else ": provisional"),
            "good" if is_whole else "warn",
        ),
        Fact("Duties worked", f"{sum(counts[each] for each in AT_WORK):,}"),
        Fact("Duties on strike", f"{counts[Attendance.STRIKE]:,}"),
        *unseen_facts(row for row in rows if row.is_settled),
        Fact("Hours lost to strike", f"{hours:,g}"),
    ]


def _bars(lines: Sequence[Mapping[str, Cell]]) -> Bars:
    def column(*names: str) -> tuple[float, ...]:
        return tuple(sum(float(str(line[name])) for name in names) for line in lines)

    series = (
        Series("worked", column("worked", "derogated"), "cover"),
        Series("strike", column("strike"), "gap"),
        Series("other reasons", column("sick", "leave", "rest_day", "not_rostered"), "quiet"),
        Series("not settled", column("unsettled"), "accent"),
    )
    said = ", ".join(f"{sum(each.values):,g} {each.name}" for each in series)
    return Bars(
        "grades_bars",
        "Duties by grade",
        "duties",
        tuple(str(line["grade"]) for line in lines),
        series,
        f"Of all duties: {said}.",
    )
