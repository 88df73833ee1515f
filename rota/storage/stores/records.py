"""All that is kept about one person: read, or deleted for good; and holds that forbid it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, and_, delete, func, or_, select, update

from rota.domain.errors import Refused
from rota.domain.retention import About, Erased, Hold
from rota.domain.sign_offs import SeenLine, seen_digest
from rota.domain.traces import Finder
from rota.storage import erasing
from rota.storage.keyed import chunks
from rota.storage.ledger import Ledger, encode
from rota.storage.row_check import BARE, Touched, note_strays
from rota.storage.schema import (
    absence,
    appointment,
    assignment,
    attendance,
    cover_override,
    day_tick,
    decision,
    declaration,
    duty,
    extract_note,
    extract_says,
    handover,
    hold_release,
    journal_change,
    journal_entry,
    letter,
    letter_content,
    letter_fault,
    letter_line,
    phone_call,
    record_hold,
    sign_off,
    slot,
    slot_hold,
    staff,
    window_consequence,
)
from rota.storage.stores.cut_batches import take_letters_out
from rota.storage.stores.traces_kept import traces_of

Cut = Callable[[bytes, Sequence[tuple[int, int]]], bytes]
"""Returns the pages of some letters of a print file: first page and number of pages of each."""
Rows = dict[str, list[dict[str, Any]]]

_OF_VISIT = (
    letter_line, letter_fault, slot_hold, handover, extract_note, extract_says, hold_release,
    phone_call, decision,
)  # fmt: skip
_OF_STAFF = (declaration, day_tick, attendance, cover_override, assignment, absence)


class RecordStore:
    """Records by the person they are about."""

    def __init__(self, connection: Connection, ledger: Ledger | None) -> None:
        self._connection = connection
        self._ledger = ledger

    def holds(self) -> list[Hold]:
        """Return every hold, those lifted too, oldest first."""
        rows = self._connection.execute(select(record_hold).order_by(record_hold.c.id)).mappings()
        return [_hold(dict(row)) for row in rows]

    def add_hold(self, hold: Hold) -> int:
        """Keep a hold; return its id."""
        row = asdict(hold)
        del row["hold_id"]
        return self._writing.insert_with_id(record_hold, row)

    def lift(self, hold_id: int, at: datetime, why: str) -> None:
        """Let a hold's records go by their periods again."""
        query = select(record_hold).where(record_hold.c.id == hold_id)
        before = dict(self._connection.execute(query).mappings().one())
        after = {**before, "lifted_at": at, "lifted_why": why}
        self._writing.change(record_hold, [(before, after)])

    def of_patient(self, patient_id: str) -> Rows:
        """Return every row about one patient, by table."""
        ids = self._visits([patient_id])
        found = self._rows(appointment, "patient_id", [patient_id])
        letters = self._rows(letter, "patient_id", [patient_id])
        told = self._rows(letter_line, "letter_id", [each["id"] for each in letters])
        rows = {table.name: self._rows(table, "appointment_id", ids) for table in _OF_VISIT}
        return {"appointment": found, "letter": letters, **rows, "letter_line": told}

    def of_staff(self, staff_id: str) -> Rows:
        """Return every row about one member of staff, by table."""
        tables = (staff, *_OF_STAFF, duty)
        rows = {table.name: self._rows(table, "staff_id", [staff_id]) for table in tables}
        led = {each.name: self._rows(each, "clinician_staff_id", [staff_id]) for each in _LED}
        return {**rows, **led}

    def history_of(
        self, column: str, ids: Collection[str], without: Collection[str] = ()
    ) -> list[dict[str, Any]]:
        """Return the entries of the journal that changed a row about somebody, oldest first.

        Changes of the tables ``without`` do not count.
        """
        parts = [json.dumps({column: each}, ensure_ascii=False)[1:-1] for each in ids]
        parts = [each.replace('": "', '":"') for each in parts]
        fields = (journal_change.c.row_key, journal_change.c.before, journal_change.c.after)
        entry = journal_entry.c
        found: dict[int, dict[str, Any]] = {}
        for some in chunks(parts, 50):
            held = (field.contains(part, autoescape=True) for part in some for field in fields)
            query = (
                select(entry.id, entry.at, entry.action, entry.step)
                .join(journal_change, journal_change.c.action_id == entry.action_id)
                .where(or_(*held), journal_change.c.table_name.not_in(without))
                .distinct()
            )
            found |= {row["id"]: dict(row) for row in self._connection.execute(query).mappings()}
        return [found[each] for each in sorted(found)]

    def visits_ever(self, patient_ids: Collection[str]) -> set[str]:
        """Return the appointments that patients have or had."""
        known = {"patient_id": set(patient_ids)}
        return erasing.ever(self._connection, appointment, "appointment_id", known)

    def same_number(self, patient_id: str) -> list[str]:
        """Return the other hospital numbers under which a patient's NHS number stands."""
        mine = select(appointment.c.nhs_number).where(
            appointment.c.patient_id == patient_id, appointment.c.nhs_number != ""
        )
        query = select(appointment.c.patient_id).where(
            appointment.c.nhs_number.in_(mine), appointment.c.patient_id != patient_id
        )
        return sorted(set(self._connection.execute(query).scalars()))

    def ended_patients(self, before: datetime) -> list[str]:
        """Return the patients whose last appointment, letter and call were before a time.

        A letter counts when it was made, posted or came back; one neither posted nor taken out
        keeps its patient.
        """
        late = (
            select(appointment.c.patient_id).where(appointment.c.end >= before),
            select(appointment.c.patient_id)
            .join(decision, decision.c.appointment_id == appointment.c.appointment_id)
            .where(decision.c.new_start >= before),
            select(letter.c.patient_id).where(
                or_(
                    letter.c.posted_at >= before,
                    letter.c.returned_at >= before,
                    letter.c.withdrawn_at >= before,
                    and_(letter.c.posted_at.is_(None), letter.c.withdrawn_at.is_(None)),
                )
            ),
            select(phone_call.c.patient_id).where(phone_call.c.at >= before),
        )
        query = select(appointment.c.patient_id).distinct()
        for each in late:
            query = query.where(appointment.c.patient_id.not_in(each))
        return sorted(self._connection.execute(query).scalars())

    def ended_staff(self, before: datetime) -> list[str]:
        """Return who was off the list, with no duty, cover or absence left, before a time."""
        query = select(staff.c.staff_id).where(staff.c.retired == True)  # noqa: E712
        for table in (duty, assignment, absence):
            late = select(table.c.staff_id).where(table.c.end >= before)
            query = query.where(staff.c.staff_id.not_in(late.where(table.c.staff_id.is_not(None))))
        found = sorted(self._connection.execute(query).scalars())
        late_changes = self._changed_since(staff, found, before)
        return [each for each in found if each not in late_changes]

    def _changed_since(self, table: Table, keys: Collection[str], since: datetime) -> set[str]:
        """Return which rows were changed at a time or later, such as taken off the list."""
        (column,) = (each.name for each in table.primary_key.columns)
        there = {encode(table, {column: each}): each for each in keys}
        found: set[str] = set()
        for some in chunks(there):
            query = (
                select(journal_change.c.row_key)
                .join(journal_entry, journal_entry.c.action_id == journal_change.c.action_id)
                .where(
                    journal_change.c.table_name == table.name,
                    journal_change.c.row_key.in_(some),
                    journal_entry.c.at >= since,
                )
            )
            found |= {there[each] for each in self._connection.execute(query).scalars()}
        return found

    def open_visits(self, patient_id: str, now: datetime) -> int:
        """Return how many appointments a patient still has to come."""
        query = (
            select(func.count())
            .select_from(appointment)
            .outerjoin(decision, decision.c.appointment_id == appointment.c.appointment_id)
            .where(
                appointment.c.patient_id == patient_id,
                appointment.c.retired == False,  # noqa: E712
                or_(appointment.c.end >= now, decision.c.new_start >= now),
            )
        )
        return int(self._connection.execute(query).scalar_one())

    def open_letters(self, patient_id: str) -> int:
        """Return how many letters to a patient are made and neither posted nor taken out."""
        query = (
            select(func.count())
            .select_from(letter)
            .where(
                letter.c.patient_id == patient_id,
                letter.c.posted_at.is_(None),
                letter.c.withdrawn_at.is_(None),
            )
        )
        return int(self._connection.execute(query).scalar_one())

    def windows_of_staff(self, staff_id: str) -> set[int]:
        """Return the strikes of which something of one person is kept."""
        found: set[int] = set()
        for table in (declaration, day_tick, attendance, assignment):
            query = select(table.c.window_id).where(table.c.staff_id == staff_id)
            found |= set(self._connection.execute(query.distinct()).scalars())
        return found

    def erase_patients(self, patient_ids: Collection[str], cut: Cut) -> Erased:
        """Delete some patients for good: rows, pages, journal and texts. Counts all of it."""
        ids = set(patient_ids)
        visits = self.visits_ever(ids)
        patient: Mapping[str, set[Any]] = {"patient_id": ids}
        visit: Mapping[str, set[Any]] = {"appointment_id": visits}
        finder = Finder(traces_of(self._connection, appointment, visits, {*ids, *visits}))
        letters = erasing.ever(self._connection, letter, "id", patient)
        keys = {table: _keys(table, "id", letters) for table in (letter,)}
        keys[letter_content] = _keys(letter_content, "letter_id", letters)
        for table in (extract_note, hold_release, phone_call):
            numbers = erasing.ever(self._connection, table, "id", visit)
            keys[table] = _keys(table, "id", numbers)
        touched = Touched()
        known = {**patient, **visit}
        history = erasing.erase_changes(self._connection, known, keys, finder, touched)
        pages, references = take_letters_out(self._connection, self._writing, letters, cut)
        rows: Counter[str] = Counter()
        rows += self._delete(letter_content, "letter_id", letters)
        rows += self._delete(letter_line, "letter_id", letters)
        for table in _OF_VISIT:
            rows += self._delete(table, "appointment_id", visits)
        rows += self._delete(window_consequence, "ref", {*visits, *references})
        rows += self._delete(letter, "id", letters)
        rows += self._delete(appointment, "patient_id", ids)
        return self._finish(rows, finder, history, pages, touched)

    def erase_staff(self, staff_ids: Collection[str]) -> Erased:
        """Delete some members of staff for good. Their past duties and clinics stay without them.

        Their numbers stay in the history of appointments, where they stand for a clinician.
        """
        ids = set(staff_ids)
        known: Mapping[str, set[Any]] = {"staff_id": ids}
        finder = Finder(traces_of(self._connection, staff, ids, ids))
        keys = {
            table: _keys(table, "id", erasing.ever(self._connection, table, "id", known))
            for table in (assignment, cover_override, day_tick, absence)
        }
        touched = Touched()
        history = erasing.erase_changes(self._connection, known, keys, finder, touched)
        rows: Counter[str] = Counter()
        for table in _OF_STAFF:
            rows += self._delete(table, "staff_id", ids)
        for table, column in ((duty, "staff_id"), *((each, "clinician_staff_id") for each in _LED)):
            (key,) = table.primary_key.columns
            for some in chunks(ids):
                theirs = table.c[column].in_(some)
                led = self._connection.execute(select(key).where(theirs)).scalars()
                touched.add(table.name, _keys(table, key.name, led.all()))
                self._connection.execute(update(table).where(theirs).values({column: None}))
        rows += self._delete(window_consequence, "ref", ids)
        rows += self._delete(staff, "staff_id", ids)
        return self._finish(rows, finder, history, 0, touched)

    def settled_notes(self, before: datetime) -> int:
        """Return how many settled notes about imported lists are from before a time."""
        return len(self._settled(before))

    def erase_notes(self, before: datetime) -> int:
        """Delete settled notes about imported lists from before a time, from the journal too."""
        ids = self._settled(before)
        if ids:
            keys = {extract_note: _keys(extract_note, "id", ids)}
            erasing.erase_changes(self._connection, {}, keys, Finder(()), Touched())
            self._delete(extract_note, "id", ids)
            self._mark(extract_note)
        return len(ids)

    def _settled(self, before: datetime) -> set[int]:
        query = select(extract_note.c.id).where(
            extract_note.c.settled == True,  # noqa: E712
            extract_note.c.at < before,
        )
        return set(self._connection.execute(query).scalars())

    def old_values(self, before: datetime) -> int:
        """Return how many changes of the journal made before a time still hold values."""
        query = erasing.old_changes(select(func.count()).select_from(journal_change), before)
        return int(self._connection.execute(query).scalar_one())

    def erase_values(self, before: datetime) -> int:
        """Empty the changes of the journal made before a time; return how many there were."""
        of_rows = erasing.old_rows(self._connection, before)
        gone = erasing.erase_old_changes(self._connection, before)
        for table, number in of_rows.items():
            note_strays(self._writing, table, BARE, number)
        if gone:
            self._mark(record_hold)
        return gone

    def _finish(
        self, rows: Counter[str], finder: Finder, history: int, pages: int, touched: Touched
    ) -> Erased:
        if finder.has(self._writing.why):
            raise Refused("names_them", "The reason stays in the history: leave out who it is.")
        seen = select(sign_off.c.id, sign_off.c.seen)
        signed = [row.id for row in self._connection.execute(seen) if finder.has(row.seen)]
        texts, alone = erasing.erase_texts(self._connection, finder, touched)
        touched.add(sign_off.name, _keys(sign_off, "id", signed))
        self._reseal(signed)
        touched.note(self._connection, self._writing)
        sentences = erasing.erase_sentences(self._connection, self._writing, finder)
        self._mark(appointment, staff, letter)
        return Erased(dict(rows), texts, history, sentences, pages, tuple(alone))

    def _reseal(self, sign_off_ids: Collection[int]) -> None:
        """Seal anew what was signed, where a person was taken out of it."""
        query = select(sign_off).where(sign_off.c.id.in_(sign_off_ids))
        for row in self._connection.execute(query).all():
            lines = [SeenLine(*each) for each in json.loads(row.seen)]
            sealed = seen_digest(row.window_id, row.revision, row.department, lines)
            statement = update(sign_off).where(sign_off.c.id == row.id)
            self._connection.execute(statement.values(seen_sha256=sealed))

    def _mark(self, *tables: Table) -> None:
        ledger = self._writing
        ledger.has_erased = ledger.is_kept = True
        ledger.kinds |= {table.info["kind"] for table in tables}

    def _visits(self, patient_ids: Collection[str]) -> list[str]:
        query = select(appointment.c.appointment_id)
        query = query.where(appointment.c.patient_id.in_(patient_ids))
        return sorted(self._connection.execute(query).scalars())

    def _rows(self, table: Table, column: str, values: Collection[Any]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for some in chunks(values):
            query = select(table).where(table.c[column].in_(some))
            query = query.order_by(*table.primary_key.columns)
            found += [dict(row) for row in self._connection.execute(query).mappings()]
        return found

    def _delete(self, table: Table, column: str, values: Collection[Any]) -> Counter[str]:
        gone = 0
        for some in chunks(values):
            gone += self._connection.execute(
                delete(table).where(table.c[column].in_(some))
            ).rowcount
        return Counter({table.name: gone})

    @property
    def _writing(self) -> Ledger:
        if self._ledger is None:
            raise RuntimeError("this view only reads")
        return self._ledger


_LED = (appointment, slot)
"""What a clinician leads."""


def _keys(table: Table, column: str, values: Collection[Any]) -> set[str]:
    return {encode(table, {column: each}) for each in values}


def _hold(row: dict[str, Any]) -> Hold:
    return Hold(hold_id=row.pop("id"), about=About(row.pop("about")), **row)
