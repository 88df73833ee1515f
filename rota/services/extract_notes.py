"""What an extract of the hospital's own system changed about appointments somebody dealt with.

Dealt with: decided on, handed over, told by letter (made or posted), or given a place in a slot.
The hospital's own system stays the master; what it did is noted for somebody to look at.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from rota.domain.appointments import Appointment, DecisionMade
from rota.domain.codes import Decision, ExtractChange, words
from rota.domain.extracts import ExtractNote, is_adopted
from rota.domain.importing import RowProblem
from rota.domain.patient_facts import POSTAL, differing
from rota.domain.telling import Told, is_fulfilled
from rota.domain.times import short_words
from rota.services.loading import Tally
from rota.services.ports import Work


@dataclass(frozen=True, slots=True)
class Dealings:
    """What was done here about some appointments."""

    decided: Mapping[str, DecisionMade]
    held: frozenset[str]
    """Those of them that hold a place in a slot."""
    known: frozenset[str]
    """Every appointment of them that somebody dealt with."""


class ExtractNotes:
    """Reconciles one extract with what was decided here, as it is being loaded."""

    def __init__(self, work: Work, tally: Tally) -> None:
        self._work = work
        self._tally = tally
        self._told: Mapping[str, Told] = work.letters.told()
        self._lettered = frozenset(self._told) | frozenset(work.letters.waiting())
        self._gone = work.slots.noted_gone()

    def changed(
        self, pairs: Sequence[tuple[Appointment, Appointment]], rows: Mapping[str, int]
    ) -> None:
        """Note what moved, died or changed; let go of what no longer holds."""
        dealt = self._dealings([new.appointment_id for _, new in pairs])
        known = [(old, new) for old, new in pairs if new.appointment_id in dealt.known]
        notes = self._given_away([pair for pair in known if _is_given_away(*pair)], dealt, rows)
        wanted = [pair for pair in known if not _is_given_away(*pair)]
        died = [new for old, new in wanted if new.patient.deceased and not old.patient.deceased]
        fell = self._give_up([each.appointment_id for each in died], dealt)
        text = "Recorded as having died. Stop every letter and close the appointment."
        notes += [
            self._note(new, ExtractChange.DIED, text + _fell(fell.get(new.appointment_id)))
            for new in died
        ]
        notes += [
            self._note(new, ExtractChange.CHANGED, f"Changed: {changed}.")
            for old, new in wanted
            if (changed := _changed_words(old, new))
        ]
        moved = [(old, new) for old, new in wanted if old.start != new.start]
        self._add([*notes, *self._moved(moved, dealt, rows)])

    def _given_away(
        self,
        pairs: Sequence[tuple[Appointment, Appointment]],
        dealt: Dealings,
        rows: Mapping[str, int],
    ) -> list[ExtractNote]:
        """Let go of all that was done for the former patients of appointments."""
        self._let_go([new.appointment_id for _, new in pairs])
        notes = []
        for _, new in pairs:
            key = new.appointment_id
            text = "Another patient has this appointment now."
            warning = f"{text} What was decided and held for the former one was let go."
            self._tally.warnings.append(
                RowProblem(rows[key], "patient_id", "other_patient", warning)
            )
            text += _was(dealt.decided.get(key))
            if key in self._told:
                text += (
                    " No letter can reach the former patient by this appointment any more: "
                    f"ring them.{_holds_letter(self._told[key], 'They hold')}"
                )
            notes.append(self._note(new, ExtractChange.CHANGED, text))
        return notes

    def _moved(
        self,
        moved: Sequence[tuple[Appointment, Appointment]],
        dealt: Dealings,
        rows: Mapping[str, int],
    ) -> list[ExtractNote]:
        notes, over, elsewhere = [], [], []
        for old, new in moved:
            key = new.appointment_id
            made, told = dealt.decided.get(key), self._told.get(key)
            done = made is not None and is_fulfilled(made, told)
            if made is not None and is_adopted(made, new.start):
                text, code = _as_decided(new, done), "as_decided"
                notes.append(self._note(new, ExtractChange.MOVED, text, settled=True))
                self._tally.as_decided += 1
            else:
                out = _still_in_hand(old, new, told)
                text, code = _decide_again(made, done) + out, "moved"
                said = _from_to(old, new, made) + _fell(self._falls(key, dealt)) + out
                notes.append(self._note(new, ExtractChange.MOVED, said))
                elsewhere.append(key)
            if done:
                over.append(key)
            if text:
                self._tally.warnings.append(RowProblem(rows[key], "start", code, text.strip()))
        self._give_up(elsewhere, dealt)
        self._work.slots.handovers.retire({*over, *elsewhere})
        self._work.appointments.clear_decisions(over)
        return notes

    def cancelled(self, gone: Mapping[str, Appointment], reasons: Mapping[str, str]) -> None:
        """Let go of decisions and places of what the hospital's own system cancelled."""
        dealt = self._dealings(gone)
        notes = []
        for key, visit in gone.items():
            if key in dealt.known:
                text = f"Cancelled in the hospital's own system: {reasons[key]}".rstrip(": ") + "."
                notes.append(
                    self._note(visit, ExtractChange.CANCELLED, text + _was(dealt.decided.get(key)))
                )
        self._let_go(gone)
        self._add(notes)

    def vanished(self, gone: Mapping[str, Appointment]) -> None:
        """Note what the extract's own days no longer have, once."""
        dealt = self._dealings(gone)
        text = "No longer in the extract. Find out whether it was moved, cancelled or left out."
        self._add(
            [
                self._note(visit, ExtractChange.VANISHED, text)
                for key, visit in gone.items()
                if key in dealt.known and key not in self._gone and visit.start >= self._work.now
            ]
        )

    def retired(self, gone: Mapping[str, Appointment]) -> None:
        """Let go of the places of what is taken out of use, and note which new dates fell."""
        dealt = self._dealings(gone)
        fell = self._give_up(gone, dealt)
        self._add(
            [
                self._note(
                    gone[key], ExtractChange.VANISHED, f"Taken out of use here.{_fell(made)}"
                )
                for key, made in fell.items()
            ]
        )

    def finish(self, seen: Collection[str]) -> None:
        """Note what is back, and end decisions that the extract has and the patient knows of."""
        there = self._work.appointments.visits.existing(self._gone & set(seen))
        self._add(
            [
                self._note(visit, ExtractChange.BACK, "In the extract again.")
                for visit in there.values()
            ]
        )
        self._end_decisions()

    def _end_decisions(self) -> None:
        """A date that was decided, told by letter and is now the extract's own is the booking.

        Its place stays held until a list of free slots that knows of the booking comes in.
        """
        decided = self._work.appointments.decided()
        told = [key for key, made in decided.items() if is_fulfilled(made, self._told.get(key))]
        moved = [key for key in told if decided[key].decision is Decision.REBOOK]
        visits = self._work.appointments.visits.existing(moved)
        over = [key for key, visit in visits.items() if is_adopted(decided[key], visit.start)]
        self._work.slots.handovers.retire(over)
        self._work.appointments.clear_decisions(over)

    def _let_go(self, ids: Collection[str]) -> None:
        self._work.slots.holds.retire(ids)
        self._work.slots.handovers.retire(ids)
        self._work.appointments.clear_decisions(ids)

    def _give_up(self, ids: Collection[str], dealt: Dealings) -> dict[str, DecisionMade]:
        """Let go of places; a new date decided here falls with its place, and is returned.

        The place may be another patient's by the time the appointment is back.
        """
        fell = {key: made for key in ids if (made := self._falls(key, dealt)) is not None}
        self._work.slots.holds.retire(ids)
        self._work.appointments.clear_decisions(fell)
        return fell

    def _falls(self, key: str, dealt: Dealings) -> DecisionMade | None:
        made = dealt.decided.get(key)
        is_held = key in dealt.held and made is not None and made.decision is Decision.REBOOK
        return made if is_held else None

    def _dealings(self, ids: Collection[str]) -> Dealings:
        decided = self._work.appointments.decisions.existing(ids)
        held = self._work.slots.holds.known(ids)
        known = {
            *decided,
            *held,
            *self._work.slots.handovers.known(ids),
            *self._lettered.intersection(ids),
        }
        return Dealings(decided, frozenset(held), frozenset(known))

    def _note(
        self, visit: Appointment, what: ExtractChange, text: str, settled: bool = False
    ) -> ExtractNote:
        return ExtractNote(visit.appointment_id, self._work.now, what, text, settled)

    def _add(self, notes: Sequence[ExtractNote]) -> None:
        self._work.slots.add_notes(notes)
        self._tally.noted.update(each.what for each in notes if not each.settled)


def _as_decided(new: Appointment, is_told: bool) -> str:
    text = f"The extract now has the new time, as decided: {short_words(new.start)}."
    return text if is_told else f"{text} The patient's letter is still to go."


def _decide_again(made: DecisionMade | None, was_told: bool) -> str:
    if made is None:
        return ""
    if was_told:
        return "The patient was told of the old time; the decision is open again."
    return "A decision was made for the old time: decide again before a letter goes."


def _from_to(old: Appointment, new: Appointment, made: DecisionMade | None) -> str:
    return f"Moved from {short_words(old.start)} to {short_words(new.start)}.{_was(made)}"


def _was(made: DecisionMade | None) -> str:
    return "" if made is None else f" It had been decided here: {words(made.decision)}."


def _fell(made: DecisionMade | None) -> str:
    """Say that a place was given up, and the new date with it."""
    if made is None or made.new_start is None:
        return ""
    return f" The place held for {short_words(made.new_start)} was given up. Decide again."


def _still_in_hand(old: Appointment, new: Appointment, told: Told | None) -> str:
    """Say which date the patient has in writing where the appointment moved away from it."""
    if told is None or new.start == told.new_start or old.start not in (told.about, told.new_start):
        return ""
    return _holds_letter(told)


def _holds_letter(told: Told, whose: str = "The patient holds") -> str:
    if told.decision is not Decision.REBOOK or told.new_start is None:
        return ""
    return f" {whose} a letter for {short_words(told.new_start)}."


def _is_given_away(old: Appointment, new: Appointment) -> bool:
    return old.patient.patient_id != new.patient.patient_id


def _changed_words(old: Appointment, new: Appointment) -> str:
    """Say what of a patient or an appointment changed that a letter depends on; no values."""
    columns = [name for name in differing(old.patient, new.patient) if name != "deceased"]
    if old.service_id != new.service_id:
        columns.append("service")
    columns += [name for name in ("mode", "kind") if getattr(old, name) != getattr(new, name)]
    named = ["address" if name in POSTAL else name.replace("_", " ") for name in columns]
    return ", ".join(dict.fromkeys(named))
