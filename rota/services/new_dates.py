"""New dates: proposed for everyone at once by least harm, explained, accepted all or some."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from rota.domain.appointments import DecisionMade
from rota.domain.changes import Changes
from rota.domain.codes import Decision, words
from rota.domain.date_words import choice
from rota.domain.errors import Refused
from rota.domain.rebooking import (
    Clock,
    DateOffer,
    DateOffers,
    RebookingPlan,
    SlotChoice,
    Wanted,
    clocks,
    fits,
    new_date_struck,
)
from rota.domain.rules import Rulebook
from rota.domain.slots import Slot
from rota.domain.times import short_words, to_local
from rota.domain.windows import StrikeWindow
from rota.services.calendar import site_nation
from rota.services.date_question import Barred, DateQuestion, read_dates
from rota.services.deciding import check_new_date, known_visits, record_decisions
from rota.services.own_departments import keep_to_own
from rota.services.ports import Cancelled, Progress, Rebooker, Storage, Work, no_progress
from rota.services.slot_holds import hold_places
from rota.services.windows import count_of

__all__ = [
    "DateOffer",
    "DateOffers",
    "DateQuestion",
    "SlotChoice",
    "accept_dates",
    "decide_with_slots",
    "propose",
    "propose_dates",
    "read_dates",
    "rebooked_into_strikes",
]

NOBODY_ASKED: Callable[[], bool] = lambda: False  # noqa: E731
USUAL_WHY = "New date of least harm"


def propose_dates(
    storage: Storage,
    rules: Rulebook,
    rebooker: Rebooker,
    window_id: int,
    now: datetime,
    appointment_ids: Collection[str] | None = None,
    progress: Progress = no_progress,
    cancelled: Callable[[], bool] = NOBODY_ASKED,
) -> DateOffers:
    """Propose a date for each of some appointments; None: for everyone postponed in a window.

    Those rebooked keep theirs unless they are named. Saves nothing. Raises Cancelled.
    """
    question = read_dates(storage, rules, window_id, now, appointment_ids)
    return propose(question, rebooker, progress, cancelled)


def propose(
    question: DateQuestion,
    rebooker: Rebooker,
    progress: Progress = no_progress,
    cancelled: Callable[[], bool] = NOBODY_ASKED,
) -> DateOffers:
    """Propose dates. Pure: touches no database. Raises Cancelled."""
    problem = question.problem
    living = tuple(each for each in problem.wanted if each.appointment_id not in question.deceased)
    plan = rebooker.rebook(replace(problem, wanted=living), progress, cancelled)
    if cancelled():
        raise Cancelled
    return DateOffers(_Explained(question, plan).offers(), plan.total_harm)


class _Explained:
    """A plan with the reasons for every date, and for none."""

    def __init__(self, question: DateQuestion, plan: RebookingPlan) -> None:
        self._question, self._plan = question, plan
        self._slots = {each.slot.slot_id: each.slot for each in question.problem.offered}
        self._by_service: dict[int, list[Slot]] = defaultdict(list)
        for slot in self._slots.values():
            self._by_service[slot.service_id].append(slot)
        self._clashes = self._clashing()

    def offers(self) -> tuple[DateOffer, ...]:
        wanted = sorted(self._question.problem.wanted, key=lambda each: each.appointment_id)
        return tuple(self._offer(each) for each in wanted)

    def _offer(self, wanted: Wanted) -> DateOffer:
        key = wanted.appointment_id
        if key not in self._plan.chosen:
            return DateOffer(key, None, (), self._why_none(wanted), ())
        running = clocks(wanted, self._question.problem.weights)
        best = self._choice(wanted, self._plan.chosen[key], running)
        if key in self._clashes:
            said = "At the same time as another new date of this patient: choose another"
            best = replace(best, warnings=(said, *best.warnings))
        others = tuple(
            self._choice(wanted, each, running) for each in self._plan.alternatives.get(key, ())
        )
        return DateOffer(key, best, others, (*best.warnings, *best.notes), best.warnings)

    def _choice(self, wanted: Wanted, slot_id: str, running: tuple[Clock, ...]) -> SlotChoice:
        slot, problem = self._slots[slot_id], self._question.problem
        by_post = self._question.posting.channel(problem.now, slot.start)
        return choice(wanted, slot, problem, by_post == "phone", running)

    def _clashing(self) -> set[str]:
        """Return the appointments whose date overlaps another proposed to the same patient."""
        given: dict[str, list[tuple[datetime, datetime, str]]] = defaultdict(list)
        visits = {each.appointment_id: each for each in self._question.problem.wanted}
        for key, slot_id in self._plan.chosen.items():
            start = self._slots[slot_id].start
            given[self._question.patients[key]].append((start, visits[key].end_from(start), key))
        found: set[str] = set()
        for theirs in given.values():
            theirs.sort()
            for at, (start, _, key) in enumerate(theirs):
                if any(start < over for _, over, _ in theirs[:at]):
                    found.add(key)
        return found

    def _why_none(self, wanted: Wanted) -> tuple[str, ...]:
        """Say why somebody gets no date, the narrowest reason that holds."""
        question = self._question
        if wanted.appointment_id in question.deceased:
            return ("The patient is recorded as having died: no date is proposed",)
        name, kind = question.services[wanted.service_id].name, words(wanted.kind)
        barred = question.barred.get((wanted.service_id, wanted.kind), {})
        never = tuple(_barred(each, barred[each]) for each in Barred if barred.get(each))
        theirs = self._by_service[wanted.service_id]
        of_kind = [slot for slot in theirs if slot.kind is wanted.kind]
        if not of_kind:
            kinds = any(place[0] == wanted.service_id for place in question.barred) or theirs
            of = f" for this kind ({kind})" if kinds else ""
            left = " that may be proposed" if never else ""
            return (f"{name} has no free slot{of}{left}", *never)
        long = [slot for slot in of_kind if slot.duration_minutes >= wanted.duration_minutes]
        if not long:
            needed = wanted.duration_minutes
            return (f"Every free slot ({kind}) at {name} is shorter than {needed} minutes", *never)
        if not any(fits(wanted, slot) for slot in long):
            return (f"The patient is elsewhere at the time of every free slot at {name}", *never)
        if len(long) == 1:
            return ("The only slot that fits is given to somebody whom delay harms more", *never)
        slots = f"All {len(long):,} slots that fit"
        return (f"{slots} are given to patients whom delay harms more", *never)


def _barred(why: Barred, number: int) -> str:
    slots = count_of(number, "free slot", "free slots")
    lies = "lies" if number == 1 else "lie"
    return {
        Barred.STRIKE: f"{slots} {lies} in a strike",
        Barred.HOLIDAY: f"{slots} {lies} on a bank holiday",
        Barred.SOON: f"{slots} {lies} too soon to reach the patient",
    }[why]


def accept_dates(
    storage: Storage,
    rules: Rulebook,
    chosen: Mapping[str, str],
    why: str,
    now: datetime,
    agreed: str = "",
) -> Changes:
    """Rebook appointments into slots, by slot id, all or none: a place is held for each.

    Refuses when a slot was taken in the meantime, is gone, does not fit or lies in a strike.
    """
    if not chosen:
        raise Refused("nothing_chosen", "Choose at least one date to accept.")
    with storage.write("new dates", why) as work:
        decide_with_slots(work, rules, chosen, why, now, agreed)
        work.say(f"Gave {count_of(len(chosen), 'new date', 'new dates')}.")
    return work.changes


def decide_with_slots(
    work: Work,
    rules: Rulebook,
    chosen: Mapping[str, str],
    why: str,
    now: datetime,
    agreed: str = "",
) -> None:
    """Rebook appointments into slots within a transaction, as ``accept_dates`` does."""
    visits = known_visits(work, list(chosen))
    keep_to_own(work, "new dates", (each.service_id for each in visits.values()))
    slots = work.slots.slots.existing(set(chosen.values()))
    given: dict[str, Slot] = {}
    for key, visit in visits.items():
        slot = slots.get(chosen[key])
        if slot is None:
            raise Refused("unknown_slot", f"There is no free slot {chosen[key]} any more.")
        if slot.start <= now:
            raise Refused("slot_past", f"{short_words(slot.start)} is past.")
        same = (slot.service_id, slot.kind) == (visit.service_id, visit.kind)
        if not same or slot.duration_minutes < visit.duration_minutes:
            raise Refused(
                "slot_does_not_fit",
                f"Slot {slot.slot_id} is of another service or kind than appointment {key}, "
                "or too short for it.",
            )
        given[key] = slot
    starts = {key: slot.start for key, slot in given.items()}
    check_new_date(work, list(visits.values()), starts)
    _check_holidays(work, rules, given.values())
    hold_places(work, given, now)
    record_decisions(
        work,
        list(visits.values()),
        Decision.REBOOK,
        starts,
        why.strip() or USUAL_WHY,
        agreed.strip(),
    )


def _check_holidays(work: Work, rules: Rulebook, slots: Iterable[Slot]) -> None:
    settings = work.settings.all()
    sites = {each.service_id: each.site for each in work.duties.services()}
    for slot in slots:
        day = to_local(slot.start).date()
        name = rules.posting.holiday_name(site_nation(settings, sites[slot.service_id]), day)
        if name:
            raise Refused(
                "bank_holiday",
                f"{short_words(slot.start)} is a bank holiday ({name}). If the clinic runs then, "
                "rebook the appointment by hand.",
            )


def rebooked_into_strikes(work: Work) -> list[tuple[DecisionMade, datetime, StrikeWindow]]:
    """Find the new dates that lie in a standing strike, in order of time: to be chosen again."""
    decided = work.appointments.decided()
    visits = work.appointments.visits.existing(decided)
    sites = {each.service_id: each.site for each in work.duties.services()}
    windows = work.windows.all()
    found = []
    for key, visit in visits.items():
        new_start = decided[key].new_start
        if new_start is not None:
            window = new_date_struck(windows, sites[visit.service_id], visit, new_start)
            if window is not None:
                found.append((decided[key], new_start, window))
    return sorted(found, key=lambda each: (each[1], each[0].appointment_id))
