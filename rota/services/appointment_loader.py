"""What an extract of clinic and admission lists does to the database; corrections are kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from rota.domain.appointments import Appointment, Patient
from rota.domain.extracts import ExtractSays, extract_says
from rota.domain.importing import CancelledVisit, RowProblem, VisitOver
from rota.domain.patient_facts import SAFETY, Joined, differing, facts_of, join
from rota.domain.times import short_words
from rota.services.differences import Difference, What, in_words
from rota.services.extract_notes import ExtractNotes
from rota.services.loading import KeyedLoader, Places, Row, placed
from rota.services.ports import Work

_OWN = tuple(
    field.name
    for field in fields(Appointment)
    if field.name not in ("appointment_id", "patient", "by_hand", "corrected")
)
_NAMES = {"service_id": "service"}


class AppointmentLoader(KeyedLoader[str, Appointment]):
    """The clinic and admission lists."""

    column = "appointment_id"
    can_retire = True

    def __init__(self, work: Work, take_file: bool = False) -> None:
        super().__init__(work, work.appointments.visits)
        self._take_file = take_file
        self._places = Places(work, self.tally)
        self._notes = ExtractNotes(work, self.tally)
        self._says: list[ExtractSays] = []
        self._corrected = {each.patient.patient_id: each for each in work.appointments.corrected()}

    def take(self, rows: Sequence[Row]) -> None:
        """Take appointments, those cancelled since, and those that are over."""
        visits = [row for row in rows if isinstance(row.value, Appointment)]
        super().take(visits)
        reasons = {}
        for row in rows:
            if isinstance(row.value, CancelledVisit | VisitOver):
                key = row.value.appointment_id
                first = self._seen.setdefault(key, row.number)
                if first != row.number:
                    self._note_double(row.number, first)
                elif isinstance(row.value, CancelledVisit):
                    reasons[key] = row.value.reason
        self._take_out(reasons)

    def _take_out(self, reasons: Mapping[str, str]) -> None:
        """Retire what was cancelled since; what was never here is no matter."""
        there = self._store.existing(reasons)
        self._store.retire(there)
        self._notes.cancelled(there, reasons)
        self.tally.differences.add(
            Difference(key, What.CHANGED, "status", "", "cancelled", self._in_short(visit))
            for key, visit in there.items()
        )
        self.tally.cancelled += len(there)

    def resolve(self, rows: Sequence[Row]) -> list[tuple[int, Appointment]]:
        """Find or create the service; a named clinician must be known, retired or not."""
        column = "clinician_staff_id"
        kept = self.known_staff(rows, column, lambda visit: visit.clinician_staff_id)
        return placed(kept, self._places)

    def of_retired(self, row: Row, column: str) -> Sequence[Row]:
        """The list of patients is the hospital's own system's; it is taken as it is."""
        text = "The clinician is retired here. The appointment was taken as it is."
        self.tally.warnings.append(RowProblem(row.number, column, "retired_staff", text))
        return (row,)

    def key_of(self, value: Appointment) -> str:
        """Return the appointment id."""
        return value.appointment_id

    def differing(
        self, values: Mapping[str, Appointment], there: Mapping[str, Appointment]
    ) -> Collection[Appointment]:
        """Return what to write: the file's word, but for what was corrected here."""
        ours = self._ours(values, there)
        held = self.work.slots.says.existing([each.appointment_id for each in ours.values()])
        put = []
        for key, theirs in values.items():
            old, value = there.get(key), theirs
            if key in ours:
                value = self._joined(theirs, ours[key], held)
            elif old is not None and old.corrected:
                self._says.append(extract_says(key, {}))
            if old is not None and self.is_older and _same_patient(old, theirs):
                value = self._not_lifted(value, old.patient)
            if old is None:
                self._note_added(value)
            elif value != old:
                self._note_changed(old, value)
            if value != old:
                put.append(value)
        return put

    def _ours(
        self, values: Mapping[str, Appointment], there: Mapping[str, Appointment]
    ) -> dict[str, Appointment]:
        """Return, where something of a patient was corrected here, the appointment that says so.

        An appointment that the file now gives to another patient says nothing of that one.
        """
        found = {}
        for key, theirs in values.items():
            ours = there.get(key)
            if ours is None or not _same_patient(ours, theirs):
                ours = self._corrected.get(theirs.patient.patient_id)
            if ours is not None and ours.corrected:
                found[key] = ours
        return found

    def _joined(
        self, theirs: Appointment, ours: Appointment, held: Mapping[str, ExtractSays]
    ) -> Appointment:
        says = held.get(ours.appointment_id, extract_says(ours.appointment_id, {}))
        joined = join(ours.patient, theirs.patient, self._kept_columns(ours), says.values)
        self._note_kept(theirs, ours, joined)
        there = facts_of(theirs.patient)
        now = extract_says(theirs.appointment_id, {name: there[name] for name in joined.kept})
        if now != says:
            self._says.append(now)
        return replace(theirs, patient=joined.patient, corrected=joined.kept)

    def _kept_columns(self, ours: Appointment) -> frozenset[str]:
        """Return what the file may not overwrite; a flag that holds letters it never takes away."""
        if not self._take_file:
            return ours.corrected
        here = facts_of(ours.patient)
        return frozenset(name for name in ours.corrected & SAFETY if here[name] == "Y")

    def _not_lifted(self, value: Appointment, old: Patient) -> Appointment:
        """An older extract takes no death and no no-post flag back."""
        now = value.patient
        safe = replace(
            now,
            deceased=now.deceased or old.deceased,
            do_not_post=now.do_not_post or old.do_not_post,
        )
        if safe == now:
            return value
        column = "deceased" if safe.deceased != now.deceased else "do_not_post"
        text = "This extract is older than the last one, so what holds every letter was left."
        self._warn(value.appointment_id, column, "older", text)
        return replace(value, patient=safe)

    def _note_kept(self, theirs: Appointment, ours: Appointment, joined: Joined) -> None:
        here, there = facts_of(ours.patient), facts_of(theirs.patient)
        columns = [
            name for name in differing(joined.patient, theirs.patient) if name in joined.kept
        ]
        if columns:
            named = " and ".join(name.replace("_", " ") for name in columns)
            text = f"Corrected here and kept; the file says otherwise about {named}."
            self._warn(theirs.appointment_id, self.column, "kept_by_hand", text)
            self.tally.kept += 1
            about = self._in_short(theirs)
            self.tally.differences.add(
                Difference(theirs.appointment_id, What.KEPT, name, here[name], there[name], about)
                for name in columns
            )
        for name in sorted(SAFETY & ours.corrected):
            if here[name] == "N" and there[name] == "Y" and name not in joined.kept:
                text = (
                    f"Corrected here to no, but the file says yes about {name.replace('_', ' ')}: "
                    "yes was taken, so that no letter goes by mistake."
                )
                self._warn(theirs.appointment_id, name, "safety_first", text)

    def _warn(self, key: str, column: str, code: str, text: str) -> None:
        self.tally.warnings.append(RowProblem(self._seen[key], column, code, text))

    def _note_added(self, value: Appointment) -> None:
        found = self.tally.differences
        if found.has_room(What.ADDED):
            about = self._in_short(value)
            found.add([Difference(value.appointment_id, What.ADDED, about=about)])
        else:
            found.counts[What.ADDED] += 1

    def _note_changed(self, old: Appointment, new: Appointment) -> None:
        found = self.tally.differences
        of = Difference(new.appointment_id, What.CHANGED, about=self._in_short(old))
        if old.by_hand:
            found.add([replace(of, field="by_hand", before="added here", after="in the extract")])
        here, there = facts_of(old.patient), facts_of(new.patient)
        found.add(
            replace(of, field=name, before=here[name], after=there[name])
            for name in differing(old.patient, new.patient)
        )
        found.add(
            replace(of, field=_NAMES.get(name, name), before=said, after=says)
            for name in _OWN
            if (said := self._say(name, getattr(old, name)))
            != (says := self._say(name, getattr(new, name)))
        )

    def _say(self, name: str, value: Any) -> str:
        if name == "service_id":
            return self._places.name_of(value)
        return "; ".join(value) if isinstance(value, tuple) else in_words(name, value)

    def _in_short(self, visit: Appointment) -> str:
        """Return the service and the time: a list of differences needs no name to find one."""
        return f"{self._places.name_of(visit.service_id)}, {short_words(visit.start)}"

    def after_change(self, pairs: Sequence[tuple[Appointment, Appointment]]) -> None:
        """Keep what the file says of corrected columns, and note what bears on decisions."""
        self.work.slots.says.put([each for each in self._says if each.lines])
        self.work.slots.says.retire([each.appointment_id for each in self._says if not each.lines])
        self._says = []
        self._notes.changed(pairs, self._seen)

    def finish(self) -> None:
        """List what the file's own dates no longer have, and note what is gone or back."""
        super().finish()
        gone = self._store.existing(self.tally.vanished)
        self.tally.differences.add(
            Difference(key, What.VANISHED, about=self._in_short(visit))
            for key, visit in gone.items()
        )
        self._notes.vanished(gone)
        self._notes.finish(self._seen)

    def _vanished(self) -> list[str]:
        """What was added by hand was never in an extract, so it cannot vanish from one."""
        if not self.is_whole:
            return []
        gone = self._store.existing(super()._vanished())
        return [key for key, visit in gone.items() if not visit.by_hand]

    def retire_vanished(self) -> None:
        """Take out of use what the file no longer has; places held for it are free again."""
        self._notes.retired(self._store.existing(self._vanished()))
        super().retire_vanished()


def _same_patient(one: Appointment, other: Appointment) -> bool:
    return one.patient.patient_id == other.patient.patient_id
