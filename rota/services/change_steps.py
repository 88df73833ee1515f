"""What follows from a change of a window: one step for each kind of thing that it touches."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from rota.domain.appointments import DecisionMade
from rota.domain.call_offs import days_changed
from rota.domain.codes import Decision, Reply
from rota.domain.cover_notices import staff_name
from rota.domain.disputes import Consequence
from rota.domain.duties import Assignment
from rota.domain.letters import LineTold
from rota.domain.losses import LostDuty
from rota.domain.people import StaffMember
from rota.domain.telling import Told
from rota.domain.times import short_words
from rota.domain.windows import StrikeWindow
from rota.services.ports import Work
from rota.services.strike_picture import AtRisk, StrikePicture
from rota.services.strike_seen import Seen


@dataclass(frozen=True, slots=True)
class Step:
    """What every step of a change is given.

    ``more`` are windows that the change cut off from this one. ``settled`` are the appointments
    whose decision the change itself has seen to; ``back`` those of them that go ahead again.
    """

    work: Work
    now: datetime
    was: StrikeWindow
    window: StrikeWindow
    more: tuple[StrikeWindow, ...]
    before: Seen
    after: Seen
    picture: StrikePicture
    settled: Collection[str] = ()
    back: Collection[str] = ()

    @property
    def relieved(self) -> list[str]:
        """Return the appointments that no strike puts at risk any more, in order of start."""
        return [each for each in self.before.at_risk if each not in self.after.at_risk]


def stand_down(
    work: Work, pictures: Sequence[StrikePicture], was: StrikeWindow
) -> list[Consequence]:
    """Stand down cover that windows no longer ask for, before what follows is looked at.

    Cover of time that a strike lost stays only where it fits in the overhang of lost duties.
    """
    gone: list[tuple[Assignment, str]] = []
    for picture in pictures:
        (start, end), terms = picture.span, picture.window.terms
        gone += [
            (each, picture.services[each.service_id].name)
            for each in work.cover.of_window(picture.window.window_id)
            if not picture.window.removes_duties
            or each.end <= start
            or each.start >= end
            or (each.end > end and was.terms.holds(each.start) and not terms.holds(each.start))
        ]
    work.cover.stand_down([each for each, _ in gone])
    people = work.people.staff.existing({each.staff_id for each, _ in gone})
    return [
        Consequence(
            "cover_stood_down",
            each.staff_id,
            f"{service}, {short_words(each.start)} to {short_words(each.end)}. "
            f"{_how_to_tell(each, people.get(each.staff_id))}",
        )
        for each, service in gone
    ]


def _how_to_tell(given: Assignment, person: StaffMember | None) -> str:
    """Say who is to be told that cover is not needed, and how they are reached."""
    name = given.staff_id if person is None else staff_name(person)
    if given.reply is Reply.DECLINED:
        return f"{name} said no to it: nothing to tell."
    if given.told_at is None and given.reply is Reply.NO_ANSWER:
        return f"{name} was not told of it from here: ring only if somebody asked in person."
    if person is not None and person.phone:
        return f"Ring {name}: {person.phone}."
    if person is not None and person.email:
        return f"No phone number is known. Write to {name}: {person.email}."
    return f"Neither phone nor e-mail of {name} is known: ask the department."


def _days(step: Step) -> list[Consequence]:
    """Name the strike days that new terms add and take away."""
    if step.was.revision == step.window.revision and not step.more:
        return []
    return days_changed([step.was.terms], [each.terms for each in (step.window, *step.more)])


def _duties(step: Step) -> list[Consequence]:
    restored = [each for each in step.before.lost if each not in step.after.lost]
    lost = [each for each in step.after.lost if each not in step.before.lost]
    return [
        *(_duty("duty_restored", each, *step.before.lost[each]) for each in restored),
        *(_duty("duty_lost", each, *step.after.lost[each]) for each in lost),
    ]


def _duty(kind: str, duty_id: str, lost: LostDuty, service: str) -> Consequence:
    when = f"{short_words(lost.duty.start)} to {short_words(lost.duty.end)}"
    return Consequence(kind, duty_id, f"{service}, {when}")


def _ask_again(step: Step) -> list[Consequence]:
    """When a strike is on again, name the cover that its calling off stood down."""
    if step.was.removes_duties or not step.window.removes_duties:
        return []
    kept = step.work.disputes.consequences(step.window.window_id)
    last = max((at for at, each in kept if each.kind == "cover_stood_down"), default=None)
    gone = step.work.cover.stood_down(step.window.window_id)
    named = {each.id for at, each in kept if each.kind == "cover_stood_down" and at == last}
    return [
        Consequence(
            "cover_to_ask_again",
            each.staff_id,
            f"{step.picture.services[each.service_id].name}, "
            f"{short_words(each.start)} to {short_words(each.end)}",
        )
        for each in gone
        if each.staff_id in named
    ]


def _visits(step: Step) -> list[Consequence]:
    """Name appointments whose risk changes; what has passed is nobody's to see to any more."""
    fresh = [
        each
        for each, (risk, _) in step.after.at_risk.items()
        if each not in step.before.at_risk and risk.visit.start > step.now
    ]
    kind = "appointment_no_longer_at_risk"
    return [
        *(_visit(kind, *step.before.at_risk[each]) for each in step.relieved),
        *(_visit("appointment_at_risk", *step.after.at_risk[each]) for each in fresh),
    ]


def _visit(kind: str, risk: AtRisk, service: str) -> Consequence:
    text = f"{service}, {short_words(risk.visit.start)}"
    return Consequence(kind, risk.visit.appointment_id, text)


def _decide_again(step: Step) -> list[Consequence]:
    """Name what was to go ahead because no strike stood over it, and now one does."""
    fresh = sorted(step.after.outdated - step.before.outdated - {*step.settled})
    decided = step.work.appointments.decisions.existing(fresh)
    keep = [each for each in fresh if decided[each].decision is Decision.KEEP]
    visits = step.work.appointments.visits.existing(keep)
    return [
        Consequence(
            "appointment_to_look_at",
            each,
            f"{step.picture.services[visits[each].service_id].name}, "
            f"{short_words(visits[each].start)}: it was to go ahead",
        )
        for each in keep
    ]


def _letters(step: Step) -> list[Consequence]:
    """Find letters that a change makes wrong: to withhold, to take out, or already in the post.

    Of an appointment that has passed only a letter that lies there still matters.
    """
    outdated = step.after.outdated - step.before.outdated - {*step.settled}
    touched = sorted(outdated | {*step.back})
    decided = step.work.appointments.decisions.existing(touched)
    visits = step.work.appointments.visits.existing(touched)
    waiting, told = step.work.letters.waiting(), step.work.letters.told()
    where = _places(step.work, {waiting[each].batch for each in touched if each in waiting})
    found: dict[tuple[str, str], Consequence] = {}
    for each in touched:
        service = step.picture.services[visits[each].service_id].name
        text = f"{service}, {short_words(visits[each].start)}"
        if each in waiting and _is_wrong(waiting[each], each in outdated):
            letter = waiting[each].reference
            made = Consequence("letter_to_withdraw", letter, f"{text}. {where.get(letter, '')}")
        elif each not in outdated or visits[each].start <= step.now:
            continue
        elif each in told and _goes_ahead(told[each]) == _goes_ahead(decided[each]):
            made = Consequence("letter_posted_now_wrong", each, text)
        elif decided[each].decision is not Decision.KEEP:
            made = Consequence("letter_to_withhold", each, text)
        else:
            continue
        found.setdefault((made.kind, made.id), made)
    return list(found.values())


def _goes_ahead(said: Told | DecisionMade) -> bool:
    return said.decision is Decision.KEEP


def _is_wrong(waiting: LineTold, is_outdated: bool) -> bool:
    """Say whether a letter made is wrong: it tells of a strike, or of none where one stands."""
    return waiting.decision is not Decision.KEEP or is_outdated


def _places(work: Work, batches: Collection[int]) -> dict[str, str]:
    """Say of each letter that is not posted in which batch and on which page it stands."""
    found = {}
    for batch in sorted(batches):
        for each in work.letters.unposted(batch):
            printed = (
                "not printed yet" if each.printed_at is None else "printed: take it out of the pile"
            )
            found[each.reference] = f"Batch {batch}, page {each.first_page}, {printed}"
    return found


def _new_dates(step: Step) -> list[Consequence]:
    """Find new dates already given that the change brings into a strike."""
    return [
        Consequence("new_date_in_strike", each, text)
        for each, text in step.after.caught.items()
        if each not in step.before.caught
    ]


STEPS: tuple[Callable[[Step], list[Consequence]], ...] = (
    _days,
    _duties,
    _ask_again,
    _visits,
    _decide_again,
    _new_dates,
    _letters,
)
"""What follows from a change of a window. A step says what it found and writes nothing."""
