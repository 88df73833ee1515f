"""When a strike is called off: the decisions that it caused become "goes ahead" where they can.

An appointment still to come goes ahead again where its old time is still free. Whose time is taken
keeps what was decided, and so does whom another strike still takes. Such a decision is no longer
about the strike that is off, so that its letter can go. What has passed stays as it was. Nobody is
told anything from here: the letter queue finds who was told otherwise, and only those.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from rota.domain.appointments import Appointment, DecisionMade
from rota.domain.call_offs import Reinstate
from rota.domain.codes import Decision
from rota.domain.disputes import Consequence
from rota.domain.extracts import is_adopted
from rota.domain.letter_rules import LetterRules
from rota.domain.telling import Told
from rota.domain.times import short_words
from rota.domain.windows import StrikeWindow, touching
from rota.services.decision_judge import strikes_over
from rota.services.ports import Work
from rota.services.slot_holds import let_go
from rota.services.strike_seen import Seen
from rota.services.times_taken import times_taken

COMES_ANYWAY = frozenset({Decision.KEEP, Decision.STAND_BY})
"""Told these, a patient comes once there is no strike."""


@dataclass(frozen=True, slots=True)
class CallOff:
    """How to call off: which decisions go back, why, when, and the rules that letters go by.

    ``letters`` None: it is not said which way patients are to be told.
    """

    reinstate: Reinstate
    why: str
    now: datetime
    letters: LetterRules | None = None


@dataclass(slots=True)
class Settled:
    """What became of decisions: those that go ahead, those kept, and what follows."""

    back: dict[str, Appointment] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)
    found: list[Consequence] = field(default_factory=list)

    @property
    def ids(self) -> set[str]:
        """Return every appointment whose decision was seen to."""
        return {*self.back, *self.kept}


def settle_decisions(
    work: Work, window: StrikeWindow, before: Seen, after: Seen, off: CallOff
) -> Settled:
    """Bring the decisions that relied on a strike to what holds without it."""
    settled = Settled()
    decided = work.appointments.decided()
    chosen = {
        key: decided[key]
        for key in sorted(after.outdated)
        if decided[key].decision is not Decision.KEEP
        and (decided[key].window_id == window.window_id or key not in before.outdated)
    }
    visits = work.appointments.visits.existing(chosen)
    to_come = {
        key: visit
        for key, visit in visits.items()
        if visit.start > off.now and not visit.patient.deceased
    }
    settling = _Settling(work, off, decided, to_come, after, settled)
    settling.leave(visit for visit in visits.values() if visit.start <= off.now)
    if off.reinstate is Reinstate.NONE:
        settling.leave_to_people()
    else:
        settling.sort_out()
        settling.let_stand(window)
    settling.write()
    return settled


class _Settling:
    """Sorts appointments into those that go ahead and those that keep their decision."""

    def __init__(
        self,
        work: Work,
        off: CallOff,
        decided: Mapping[str, DecisionMade],
        visits: Mapping[str, Appointment],
        after: Seen,
        settled: Settled,
    ) -> None:
        self._work, self._off, self._settled = work, off, settled
        self._decided, self._visits, self._after = decided, visits, after
        self._services = {each.service_id: each for each in work.duties.services()}
        self._windows = work.windows.all()
        self._told, self._heard = work.letters.told(), work.gate.heard()
        self._new: list[DecisionMade] = []

    def leave(self, passed: Iterable[Appointment]) -> None:
        """Let what was decided on appointments that have passed be about no strike any more."""
        for visit in passed:
            self._detach(visit)

    def leave_to_people(self) -> None:
        """Name every appointment that somebody is to decide on again."""
        for key, visit in self._visits.items():
            self._say("appointment_to_look_at", visit, _was(self._decided[key]))

    def sort_out(self) -> None:
        """Decide on each appointment what becomes of it."""
        free = {key: visit for key, visit in self._visits.items() if not self._stays(key, visit)}
        taken = times_taken(self._work, free, self._decided)
        for key, visit in free.items():
            made = self._decided[key]
            if key in taken and made.decision is not Decision.STAND_BY:
                self._keep("appointment_slot_gone", visit, _still(made, f"now {taken[key]}'s"))
                continue
            if key in taken:
                self._say("appointment_double_booked", visit, f"also {taken[key]}'s")
            self._settled.back[key] = visit
            self._say("appointment_reinstated", visit, _was(made))

    def let_stand(self, window: StrikeWindow) -> None:
        """Let what was to go ahead despite the strike go ahead without it."""
        relied = {
            key: made
            for key, made in self._decided.items()
            if made.decision is Decision.KEEP and made.window_id == window.window_id
        }
        for key, visit in self._work.appointments.visits.existing(relied).items():
            if visit.start > self._off.now and not self._is_struck(visit):
                self._new.append(replace(relied[key], window_id=None, window_revision=None))

    def write(self) -> None:
        """Keep the decisions, give back places, and say what was handed over before."""
        why = f"The strike was called off: {self._off.why}".strip()
        back = self._settled.back
        for key in back:
            self._new.append(
                replace(
                    self._decided[key],
                    decision=Decision.KEEP,
                    new_start=None,
                    window_id=None,
                    window_revision=None,
                    why=why,
                )
            )
        self._work.appointments.decisions.put(self._new)
        self._give_back()
        handed = self._work.slots.handovers.existing(back)
        for key, given in sorted(handed.items()):
            if given.decision is not Decision.KEEP:
                self._say("pas_again", back[key], f"handed over {short_words(given.at)}")

    def _give_back(self) -> None:
        holds = self._work.slots.holds
        held = holds.existing(self._settled.back)
        slots = self._work.slots.slots
        ids = {each.slot_id for each in held.values()}
        there = {**slots.retired(ids), **slots.existing(ids)}
        let_go(self._work, list(held))
        for key, each in sorted(held.items()):
            slot = there[each.slot_id]
            text = f"{slot.clinic_code}, {short_words(slot.start)}, kept for {key}"
            self._settled.found.append(Consequence("slot_given_back", slot.slot_id, text))

    def _stays(self, key: str, visit: Appointment) -> bool:
        """Say of an appointment whether its decision stays for a reason other than its old time."""
        made = self._decided[key]
        if is_adopted(made, visit.start):
            text = "the hospital's own system has the new date already"
            self._keep("appointment_stays", visit, text)
        elif made.decided_start != visit.start:
            text = f"it stood at {short_words(made.decided_start)} when it was decided"
            self._say("appointment_to_look_at", visit, text)
        elif self._is_struck(visit):
            self._still_struck(visit, made)
        elif (lost := self._clinician_lost(visit)) is not None:
            self._without_clinician(visit, made, lost)
        elif self._is_seen(visit, made):
            assert made.new_start is not None
            self._keep("appointment_stays", visit, f"seen {short_words(made.new_start)}")
        elif self._off.reinstate is Reinstate.UNTOLD and self._told_otherwise(visit):
            self._keep("appointment_stays", visit, _still(made, "told so"))
        else:
            return False
        return True

    def _is_seen(self, visit: Appointment, made: DecisionMade) -> bool:
        """Say whether a patient was seen at a new date: it has passed, and they knew of it."""
        is_over = made.new_start is not None and made.new_start <= self._off.now
        return is_over and self._told_otherwise(visit)

    def _without_clinician(self, visit: Appointment, made: DecisionMade, until: datetime) -> None:
        """Leave an appointment whose clinician stays away; who comes unless told is looked at."""
        text = f"its clinician's duty stays lost until {short_words(until)}"
        if made.decision is Decision.STAND_BY:
            self._say("appointment_to_look_at", visit, text)
        else:
            self._keep("appointment_stays", visit, text)

    def _clinician_lost(self, visit: Appointment) -> datetime | None:
        """Return until when a duty that stays lost takes away who would see a patient."""
        ends = [
            lost.end
            for lost, _ in self._after.lost.values()
            if lost.duty.staff_id == visit.clinician_staff_id
            and lost.start < visit.end
            and visit.start < lost.end
        ]
        return max(ends, default=None)

    def _is_struck(self, visit: Appointment) -> bool:
        site = self._services[visit.service_id].site
        at_risk = visit.appointment_id in self._after.at_risk
        return at_risk or strikes_over(self._windows, site, visit)

    def _still_struck(self, visit: Appointment, made: DecisionMade) -> None:
        """Let a decision rely on the strike that still takes the appointment."""
        site = self._services[visit.service_id].site
        window = touching(
            [each for each in self._windows if each.terms.groups], site, visit.start, visit.end
        )
        if visit.appointment_id not in self._after.at_risk or window is None:
            text = "another strike stands over it, but does not take it"
            self._say("appointment_to_look_at", visit, text)
            return
        self._settled.kept.add(visit.appointment_id)
        relies = replace(made, window_id=window.window_id, window_revision=window.revision)
        self._new.append(relies)
        self._say("appointment_still_struck", visit, window.title)

    def _keep(self, kind: str, visit: Appointment, text: str) -> None:
        """Let a decision stand by itself: it is about no strike any more."""
        self._detach(visit)
        self._say(kind, visit, text)
        if self._decided[visit.appointment_id].decision is Decision.POSTPONE:
            self._say("new_date_to_find", visit, "no new date yet")

    def _detach(self, visit: Appointment) -> None:
        made = self._decided[visit.appointment_id]
        self._settled.kept.add(visit.appointment_id)
        self._new.append(replace(made, window_id=None, window_revision=None))

    def _told_otherwise(self, visit: Appointment) -> bool:
        """Say whether a patient was told, in whatever way, not to come at the old time."""
        last = self._told.get(visit.appointment_id, Told())
        said = [*self._heard.get(visit.appointment_id, ()), last]
        return any(each.about == visit.start and each.decision not in COMES_ANYWAY for each in said)

    def _say(self, kind: str, visit: Appointment, text: str) -> None:
        name = self._services[visit.service_id].name
        self._settled.found.append(
            Consequence(kind, visit.appointment_id, f"{name}, {short_words(visit.start)}: {text}")
        )


_DECIDED = {
    Decision.POSTPONE: "postponed",
    Decision.CONVERT: "to be by phone",
    Decision.STAND_BY: "on stand-by",
}


def _was(made: DecisionMade) -> str:
    return f"it was {_words(made)}"


def _still(made: DecisionMade, why: str) -> str:
    return f"stays {_words(made)}, {why}"


def _words(made: DecisionMade) -> str:
    if made.decision is Decision.REBOOK and made.new_start is not None:
        return f"moved to {short_words(made.new_start)}"
    return _DECIDED.get(made.decision, made.decision.value)
