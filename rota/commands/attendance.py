"""Commands about attendance after a strike: settled duty by duty, and handed to payroll."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from rota.commands.context import Context, both_times, table
from rota.domain.attendance_rows import AttendanceRow, count_statuses
from rota.domain.codes import Attendance, words
from rota.domain.errors import Refused
from rota.domain.times import short_words
from rota.services.attendance import (
    Settled,
    accept_proposals,
    read_attendance,
    settle,
    take_back,
)
from rota.services.exporting import write_file
from rota.services.payroll import payroll_file
from rota.services.windows import count_of


def list_all(context: Context) -> int:
    """List the duties with what is proposed and what is settled, and totals."""
    rows = _rows(context)
    totals = count_statuses(rows)
    shown = [row for row in rows if not (context.words.unsettled and row.is_settled)]
    document = {
        "window": context.words.window,
        "totals": {"not_settled" if each is None else each.value: n for each, n in totals.items()},
        "duties": [_duty(row) for row in shown],
    }
    lines = [
        (
            row.duty_id,
            row.name,
            row.service.name,
            short_words(row.start),
            "" if row.record is None else words(row.record.status),
            "" if row.proposal is None else words(row.proposal),
            row.why,
        )
        for row in shown
    ]
    numbers = ", ".join(f"{_said(each)} {n:,}" for each, n in totals.items())
    headings = ("Duty", "Person", "Service", "From", "Settled", "Proposed", "Why")
    listed = table(headings, lines) if lines else "No duty to show."
    context.answer(document, f"{listed}\n{numbers}.")
    return 0


def settle_one(context: Context) -> int:
    """Say what happened to one duty."""
    said, ladder = context.words, context.tools.rules.ladder
    row = _row(context)
    settled = Settled(row.duty_id, row.staff_id, said.status, said.minutes, said.note)
    changes = settle(context.storage(), said.window, ladder, [settled], context.now())
    context.answer(_duty(_row(context)), changes.text or "Nothing changed: it was settled so.")
    return 0


def accept(context: Context) -> int:
    """Settle duties as proposed."""
    said, ladder = context.words, context.tools.rules.ladder
    duties = None if said.all else said.duty
    done = accept_proposals(context.storage(), said.window, ladder, duties, context.now())
    document = {"window": said.window, "settled": done.number, "left": done.left}
    text = done.changes.text or "There was nothing to settle as proposed."
    context.answer(document, f"{text} Left for a person: {done.left:,}.")
    return 0


def unsettle(context: Context) -> int:
    """Leave one duty unsettled again."""
    said, row = context.words, _row(context)
    changes = take_back(
        context.storage(), said.window, [(row.duty_id, row.staff_id)], context.now()
    )
    open_ = replace(row, record=None)
    context.answer(_duty(open_), changes.text or "Nothing changed: it was not settled.")
    return 0


def payroll(context: Context) -> int:
    """Write the duties not worked, for payroll."""
    said, tools = context.words, context.tools
    left = sum(not row.is_settled for row in _rows(context))
    data = payroll_file(
        context.storage(), said.window, tools.rules.ladder, tools.exporter, context.now()
    )
    path = write_file(Path(said.out), data)
    open_ = count_of(left, "duty is", "duties are")
    note = f" {open_} not settled yet and not in it." if left else ""
    context.answer({"files": [str(path)], "not_settled": left}, f"Wrote {path}.{note}")
    return 0


def _rows(context: Context) -> list[AttendanceRow]:
    ladder = context.tools.rules.ladder
    return read_attendance(context.storage(), context.words.window, ladder, context.now())


def _row(context: Context) -> AttendanceRow:
    """Return the duty named; where two people held it, of whom is said."""
    wanted, who = context.words.duty, context.words.staff
    found = [row for row in _rows(context) if row.duty_id == wanted]
    found = [row for row in found if who in ("", row.staff_id)]
    if len(found) > 1:
        ids = " and ".join(row.staff_id for row in found)
        raise Refused("which_person", f"{ids} both held the duty {wanted}. Say whose with --staff.")
    for row in found:
        return row
    raise Refused("unknown_duty", f"There is no duty {wanted} that this strike reaches.")


def _said(status: Attendance | None) -> str:
    return "not settled" if status is None else words(status)


def _duty(row: AttendanceRow) -> dict[str, Any]:
    return {
        "duty": row.duty_id,
        "staff_id": row.staff_id,
        "name": row.name,
        "grade": row.grade,
        "staff_group": row.staff_group,
        "service": row.service.name,
        "site": row.service.site,
        **both_times("start", row.start),
        **both_times("end", row.end),
        "proposed": row.proposal,
        "why": row.why,
        "gone": row.gone,
        "settled": None if row.record is None else row.record.status,
        "minutes_not_worked": row.minutes_lost,
        "note": "" if row.record is None else row.record.note,
    }
