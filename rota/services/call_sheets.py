"""The call sheet as a file: a table for other programs, or a page to ring from and write on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from rota.domain.call_scripts import said_words
from rota.domain.call_sheets import CallRow, CallSheet
from rota.domain.calls import MAY_HAVE_TOLD, CallMade, CallOutcome
from rota.domain.errors import Refused
from rota.domain.letter_rules import LetterRules
from rota.domain.times import short_words, written
from rota.services.exporting import write_file
from rota.services.looking import note_list
from rota.services.phoning import PhoneCall, calls_to_make, phone_list
from rota.services.ports import Exporter, Papers, Storage

HEADINGS = (
    "appointment_id", "name", "phone", "start", "why", "tell", "note", "told", "calls",
    "last_outcome", "last_at", "last_by", "last_note",
)  # fmt: skip

OUTCOMES = {
    CallOutcome.TOLD: "told",
    CallOutcome.MESSAGE_LEFT: "message left",
    CallOutcome.TRY_AGAIN: "try again",
    CallOutcome.WRONG_NUMBER: "wrong number",
    CallOutcome.MESSAGE_SENT: "message handed out",
}


def write_call_sheet(
    storage: Storage,
    rules: LetterRules,
    exporter: Exporter,
    papers: Papers,
    out: Path,
    window_id: int,
    now: datetime,
) -> Path:
    """Write the phone list: everybody to a name that ends in .csv, calls to make to one in .pdf.

    Whom nobody can ring stands last. Refuses any other name. Text that a spreadsheet would run as a
    formula is made harmless.
    """
    kind = out.suffix.lower()
    if kind not in (".csv", ".pdf"):
        raise Refused("unknown_kind", "A call sheet is a .csv or a .pdf: give it such a name.")
    listed = phone_list(storage, rules, now, window_id)
    if kind == ".csv":
        apart = sorted(listed, key=lambda each: not each.phone)
        path = write_file(out, exporter.safe_csv(HEADINGS, map(_csv_row, apart)))
    else:
        path = write_file(out, papers.call_sheet(call_sheet(calls_to_make(listed), now), now))
    note_list(storage, f"Wrote the phone list of patients in strike {window_id} to a file.")
    return path


def call_sheet(listed: Sequence[PhoneCall], now: datetime) -> CallSheet:
    """Return calls to make in words, in their order; whom nobody can ring stands apart."""
    rows = tuple(_row(each) for each in listed if each.phone)
    apart = tuple(_row(each) for each in listed if not each.phone)
    return CallSheet("Patients to phone", rows, f"Printed {short_words(now)}", apart)


def number_words(each: PhoneCall) -> str:
    """Return the number to ring, or why there is none."""
    return "do not ring" if each.is_barred else each.phone or "no number"


def outcome_words(each: PhoneCall, call: CallMade) -> str:
    """Return what came of one call; what it told and the patient must not go by is said so."""
    said = OUTCOMES[call.outcome]
    if each.is_told or call.outcome not in MAY_HAVE_TOLD:
        return said
    what = f"{said} {said_words(call.said)}" if call.outcome is CallOutcome.TOLD else said
    if not each.tell:
        return f"{what}, may no longer be true"
    if call.about != each.start or not each.wanted.says(call.said):
        return f"{what}, no longer true"
    return f"{what}, told otherwise since" if call.outcome is CallOutcome.TOLD else said


def last_outcome(each: PhoneCall) -> str:
    """Return what came of the last call, and whether it has to be made again; blank without one."""
    if not each.calls:
        return ""
    last = each.calls[-1]
    said = outcome_words(each, last)
    is_again = said != OUTCOMES[last.outcome] and each.tell and each.phone
    return f"{said}: ring again" if is_again else said


def _row(each: PhoneCall) -> CallRow:
    return CallRow(
        each.name,
        number_words(each),
        short_words(each.start),
        each.appointment_id,
        each.script,
        "; ".join(_try(each, call) for call in each.calls),
        " ".join(part for part in (each.check, each.note) if part),
    )


def _try(each: PhoneCall, call: CallMade) -> str:
    said = f"{short_words(call.at)}: {outcome_words(each, call)} ({call.by})"
    return f"{said}, {call.note}" if call.note else said


def _csv_row(each: PhoneCall) -> tuple[str, ...]:
    last = each.calls[-1] if each.calls else None
    return (
        each.appointment_id,
        each.name,
        each.phone,
        written(each.start),
        each.why,
        each.tell,
        each.note,
        "Y" if each.is_told else "N",
        str(each.tries),
        last_outcome(each),
        written(last.at) if last else "",
        last.by if last else "",
        last.note if last else "",
    )
