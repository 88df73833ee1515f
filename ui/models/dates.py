"""The rows of the dialog of new dates: one for each patient, with the date chosen for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from rota.domain.appointments import Patient
from rota.domain.rebooking import DateOffer, DateOffers, SlotChoice
from rota.domain.times import to_local
from rota.services.appointment_list import name_in_list
from rota.services.new_dates import DateQuestion
from ui import formats
from ui.colours import Tone
from ui.models.table import Column

TICKED, UNTICKED = "✓", "–"
MARK = "▲ "
"""Stands before every warning, so that colour is not its only sign."""


@dataclass(frozen=True, slots=True)
class DateRow:
    """One patient. ``picked`` None: there is no date. ``is_over``: others take its places.

    ``usual_from``: from this day on a date gives the usual notice; None: a sooner one is agreed.
    """

    offer: DateOffer
    name: str
    was: datetime
    service: str
    picked: SlotChoice | None
    is_ticked: bool
    is_over: bool = False
    usual_from: date | None = None

    @property
    def is_short_notice(self) -> bool:
        """Say whether the date that is picked comes too soon for a patient who did not agree."""
        if self.picked is None or self.usual_from is None:
            return False
        return to_local(self.picked.start).date() < self.usual_from

    @property
    def key(self) -> str:
        """What the row is known by."""
        return self.offer.appointment_id

    @property
    def choices(self) -> tuple[SlotChoice, ...]:
        """The dates to choose among, the proposed one first."""
        first = () if self.offer.choice is None else (self.offer.choice,)
        return first + self.offer.alternatives

    @property
    def warnings(self) -> tuple[str, ...]:
        """What to beware of, with the date that is picked."""
        if self.picked is None:
            return ()
        over = ("Chosen for somebody else as well",) if self.is_over else ()
        return over + self.picked.warnings

    @property
    def effect(self) -> str:
        """What the date that is picked does, or why there is none."""
        return "; ".join(self.offer.why if self.picked is None else self.picked.notes)


def rows_of(
    found: DateOffers,
    question: DateQuestion,
    patients: Mapping[str, Patient],
    before: Iterable[DateRow] = (),
) -> tuple[DateRow, ...]:
    """Return a row for each patient; ticks and picks of rows shown before are kept."""
    wanted = {each.appointment_id: each for each in question.problem.wanted}
    shown = {row.key: row for row in before}
    problem = question.problem
    usual = to_local(problem.now).date() + timedelta(days=problem.weights.notice_days)
    rows = []
    for offer in found.offers:
        visit, patient = wanted[offer.appointment_id], patients[offer.appointment_id]
        row = DateRow(
            offer,
            name_in_list(patient.title, patient.forename, patient.surname),
            visit.start,
            question.services[visit.service_id].name,
            offer.choice,
            offer.choice is not None,
            usual_from=None if visit.is_agreed else usual,
        )
        rows.append(_as_before(row, shown.get(row.key)))
    return tuple(rows)


def _as_before(row: DateRow, before: DateRow | None) -> DateRow:
    """Return a row with the tick it had, and the date picked before if it is still offered."""
    if before is None or row.picked is None or before.picked is None:
        return row
    same = next((each for each in row.choices if each.slot_id == before.picked.slot_id), None)
    return replace(row, is_ticked=before.is_ticked, picked=same or row.picked)


def with_places(rows: Iterable[DateRow], places: Mapping[str, int]) -> tuple[DateRow, ...]:
    """Return rows with a mark where more are ticked for a slot than it has free places.

    ``places`` are the free places of each slot; the rows that come first have them.
    """
    left = dict(places)
    found = []
    for row in rows:
        is_over = False
        if row.is_ticked and row.picked is not None:
            left[row.picked.slot_id] -= 1
            is_over = left[row.picked.slot_id] < 0
        found.append(row if row.is_over == is_over else replace(row, is_over=is_over))
    return tuple(found)


def choice_words(choice: SlotChoice) -> str:
    """Return a date with everything that is said of it, warnings first, a line each."""
    head = f"{formats.moment(choice.start, year=True)}, {choice.clinic_code}".rstrip(", ")
    return "\n".join([head, *(MARK + each for each in choice.warnings), *choice.notes])


def _warning(row: DateRow) -> str:
    """The first warning, short enough for its cell: the tip and the panel say it whole."""
    if not row.warnings:
        return ""
    short = row.warnings[0].partition(": agree it")[0]
    more = f", and {formats.number(len(row.warnings) - 1)} more" if row.warnings[1:] else ""
    return f"{MARK}{short}{more}"


def _new_date(row: DateRow) -> str:
    return "No date" if row.picked is None else formats.moment(row.picked.start, year=True)


def _tip(row: DateRow) -> str:
    return row.effect if row.picked is None else choice_words(row.picked)


COLUMNS: tuple[Column[DateRow], ...] = (
    Column(
        "Take",
        lambda row: TICKED if row.is_ticked else UNTICKED,
        spoken=lambda row: "ticked" if row.is_ticked else "not ticked",
        tone=lambda row: Tone.COVERED if row.is_ticked else Tone.MUTED,
        width=6,
    ),
    Column("Patient", lambda row: row.name, width=19),
    Column("Was", lambda row: formats.moment(row.was, year=True), lambda row: row.was, width=15),
    Column(
        "New date",
        _new_date,
        lambda row: None if row.picked is None else row.picked.start,
        tip=_tip,
        tone=lambda row: Tone.SHORT if row.picked is None else None,
        width=16,
    ),
    Column("Clinic", lambda row: "" if row.picked is None else row.picked.clinic_code, width=8),
    Column(
        "Beware",
        _warning,
        tip=lambda row: "\n".join(row.warnings),
        tone=lambda row: Tone.WARNING if row.warnings else None,
        width=40,
    ),
    Column("What it does", lambda row: row.effect, tip=_tip, width=50),
    Column("Service", lambda row: row.service, width=18),
)
