"""Changing a window: what follows is shown first, then all of it happens in one transaction.

The preview runs the very change inside a transaction that is taken back, so it cannot differ from
what then happens. Later parts of the program add a step to ``STEPS``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from rota.domain.changes import Changes
from rota.domain.codes import Decision, EventKind, WindowState, WindowType, words
from rota.domain.disputes import CONSEQUENCE_WORDS, Consequence
from rota.domain.errors import Refused
from rota.domain.grades import GradeLadder
from rota.domain.losses import LostDuty
from rota.domain.times import short_words
from rota.domain.windows import StrikeWindow, WindowTerms
from rota.services.decision_judge import strike_changed
from rota.services.disputes import EVENT_OF_STATE, add_event
from rota.services.new_dates import rebooked_into_strikes
from rota.services.ports import Storage, Work
from rota.services.strike_picture import AtRisk, StrikePicture, find_window
from rota.services.windows import ALLOWED_FROM


@dataclass(frozen=True, slots=True)
class NewTerms:
    """What a revision changes; None leaves a part as it is. ``open_end`` takes the end away.

    A note that is not given anew is dropped: it was about the old terms, which are kept.
    """

    start: datetime | None = None
    end: datetime | None = None
    type: WindowType | None = None
    open_end: bool = False
    terms: WindowTerms | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """A window before and after a change, and everything that follows from it."""

    before: StrikeWindow
    after: StrikeWindow
    consequences: tuple[Consequence, ...]
    changes: Changes


@dataclass(frozen=True, slots=True)
class Seen:
    """What standing windows remove and put at risk around a change, all of them together."""

    lost: dict[str, tuple[LostDuty, str]]
    at_risk: dict[str, tuple[AtRisk, str]]
    outdated: set[str]
    caught: dict[str, str]


@dataclass(frozen=True, slots=True)
class Step:
    """What every step of a change is given."""

    work: Work
    was: StrikeWindow
    window: StrikeWindow
    before: Seen
    after: Seen
    picture: StrikePicture

    @property
    def relieved(self) -> list[str]:
        """Return the appointments that no strike puts at risk any more, in order of start."""
        return [each for each in self.before.at_risk if each not in self.after.at_risk]


def set_state(
    storage: Storage,
    window_id: int,
    state: WindowState | None,
    why: str,
    now: datetime,
    ladder: GradeLadder,
    preview: bool = False,
) -> Changed:
    """Confirm, suspend, call off or complete a window; None reinstates it. Wants a reason."""
    action = f"window {state or 'reinstated'}"
    with _transaction(storage, action, why, preview) as work:
        window = find_window(work, window_id)
        wanted = state or _state_before(work, window)
        _check_move(window, wanted, reinstating=state is None)
        kind = EventKind.REINSTATED if state is None else EVENT_OF_STATE[wanted]
        changed = move_within(work, window, wanted, kind, why, now, ladder)
        work.say(f"{window.title}: now {words(wanted)}.")
    return replace(changed, changes=work.changes)


def move_within(
    work: Work,
    window: StrikeWindow,
    state: WindowState,
    kind: EventKind,
    why: str,
    now: datetime,
    ladder: GradeLadder,
) -> Changed:
    """Move a window to a state within a transaction, with everything that follows."""
    changed = _carry_out(
        work,
        window,
        window.terms,
        ladder,
        now,
        lambda: work.windows.set_state(window.window_id, state),
    )
    _record(work, changed, kind, why, now)
    return changed


def revise(
    storage: Storage,
    window_id: int,
    new: NewTerms,
    why: str,
    now: datetime,
    ladder: GradeLadder,
    preview: bool = False,
) -> Changed:
    """Give a window new times or a new type as a numbered revision. Wants a reason."""
    with _transaction(storage, "window revise", why, preview) as work:
        window = find_window(work, window_id)
        terms = _new_terms(window, new)
        if window.state is WindowState.CALLED_OFF:
            raise Refused("called_off", "This strike is called off. Reinstate it first.")
        if terms == window.terms:
            raise Refused("nothing_new", "Nothing would change: these are its terms already.")
        changed = revise_within(work, window, terms, why, now, ladder)
        work.say(f"Revised to {changed.after.title}.")
    return replace(changed, changes=work.changes)


def revise_within(
    work: Work,
    window: StrikeWindow,
    terms: WindowTerms,
    why: str,
    now: datetime,
    ladder: GradeLadder,
) -> Changed:
    """Add a revision within a transaction, with everything that follows."""
    changed = _carry_out(
        work,
        window,
        terms,
        ladder,
        now,
        lambda: work.windows.revise(window.window_id, terms, now, why),
    )
    _record(work, changed, EventKind.REVISED, why, now)
    return changed


def _transaction(
    storage: Storage, action: str, why: str, preview: bool
) -> AbstractContextManager[Work]:
    if not why.strip():
        raise Refused("why_missing", "Give a reason: it is kept with the change.")
    return storage.rehearse(action) if preview else storage.write(action, why)


def _new_terms(window: StrikeWindow, new: NewTerms) -> WindowTerms:
    if new.terms is not None:
        return new.terms
    end = None if new.open_end else (new.end or window.terms.end)
    revised = replace(
        window.terms,
        start=new.start or window.terms.start,
        end=end,
        type=new.type or window.terms.type,
    )
    if new.note is None and revised == window.terms:
        return revised
    return replace(revised, note=new.note or "")


def _state_before(work: Work, window: StrikeWindow) -> WindowState:
    """Return what a reinstated window becomes: confirmed where it once was, else notified."""
    dispute = next(each for each in work.disputes.all() if each.name == window.dispute)
    events = work.disputes.events(dispute.dispute_id)
    confirmed = any(
        each.window_id == window.window_id and each.kind is EventKind.CONFIRMED for each in events
    )
    return WindowState.CONFIRMED if confirmed else WindowState.NOTIFIED


def _check_move(window: StrikeWindow, wanted: WindowState, *, reinstating: bool) -> None:
    if reinstating and window.state not in (WindowState.SUSPENDED, WindowState.CALLED_OFF):
        raise Refused("not_from_here", "Only a suspended or called-off strike can be reinstated.")
    if window.state is wanted:
        raise Refused("already_so", f"Window {window.window_id} is {words(window.state)} already.")
    if not reinstating and window.state not in ALLOWED_FROM[wanted]:
        raise Refused(
            "not_from_here",
            f"A window that is {words(window.state)} cannot become {words(wanted)}.",
        )


def _carry_out(
    work: Work,
    window: StrikeWindow,
    terms: WindowTerms,
    ladder: GradeLadder,
    now: datetime,
    change: Callable[[], object],
) -> Changed:
    """Look, change, look again, and let each step say and do what follows."""
    ids = _around(work, window, terms)
    before = _see(work, ids, ladder)
    change()
    after_window = find_window(work, window.window_id)
    picture = StrikePicture(work, window.window_id, ladder)
    found = _stand_down(work, after_window, picture)
    after = _see(work, ids, ladder)
    step = Step(work, window, after_window, before, after, picture)
    found += [each for follow in STEPS for each in follow(step)]
    order = {kind: place for place, kind in enumerate(CONSEQUENCE_WORDS)}
    found.sort(key=lambda each: order[each.kind])
    work.disputes.add_consequences(window.window_id, after_window.revision, now, found)
    return Changed(window, after_window, tuple(found), Changes())


def _around(work: Work, window: StrikeWindow, terms: WindowTerms) -> list[int]:
    """Return the window and every other that shares time with its old or new terms."""
    found = [window.window_id]
    for other in work.windows.all():
        if other.window_id == window.window_id:
            continue
        if _share_time(other.terms, window.terms) or _share_time(other.terms, terms):
            found.append(other.window_id)
    return found


REACH = timedelta(days=3)
"""How far a strike reaches past its edges: a long duty, or a visit across the edge."""


def _share_time(one: WindowTerms, other: WindowTerms) -> bool:
    if other.end is not None:
        return one.overlaps(other.start - REACH, other.end + REACH)
    return one.end is None or one.end > other.start - REACH


def _see(work: Work, window_ids: Sequence[int], ladder: GradeLadder) -> Seen:
    lost: dict[str, tuple[LostDuty, str]] = {}
    at_risk: dict[str, tuple[AtRisk, str]] = {}
    for window_id in window_ids:
        picture = StrikePicture(work, window_id, ladder)
        for each in picture.lost:
            name = picture.services[each.duty.service_id].name
            lost.setdefault(each.duty.duty_id, (each, name))
        for risk in picture.at_risk:
            name = picture.services[risk.visit.service_id].name
            at_risk.setdefault(risk.visit.appointment_id, (risk, name))
    return Seen(lost, at_risk, _outdated(work), _caught(work))


def _caught(work: Work) -> dict[str, str]:
    """Return the appointments whose new date lies in a standing strike, both dates in words."""
    return {
        made.appointment_id: f"{short_words(made.decided_start)}, new date {short_words(new_start)}"
        for made, new_start, _ in rebooked_into_strikes(work)
    }


def _outdated(work: Work) -> set[str]:
    """Return the decided appointments whose strike no longer holds, as the letter queue judges."""
    decided = work.appointments.decided()
    visits = work.appointments.visits.existing(decided)
    sites = {each.service_id: each.site for each in work.duties.services()}
    windows = work.windows.all()
    return {
        each
        for each, visit in visits.items()
        if strike_changed(decided[each], visit, sites[visit.service_id], windows)
    }


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


def _stand_down(work: Work, window: StrikeWindow, picture: StrikePicture) -> list[Consequence]:
    """Stand down cover that the window no longer asks for, before what follows is looked at."""
    start, end = picture.span
    gone = [
        each
        for each in work.cover.of_window(window.window_id)
        if not window.removes_duties or each.end <= start or each.start >= end
    ]
    work.cover.stand_down(gone)
    return [
        Consequence(
            "cover_stood_down",
            each.staff_id,
            f"{picture.services[each.service_id].name}, "
            f"{short_words(each.start)} to {short_words(each.end)}",
        )
        for each in gone
    ]


def _ask_again(step: Step) -> list[Consequence]:
    """When a strike is on again, name the cover that its calling off stood down."""
    if step.was.removes_duties or not step.window.removes_duties:
        return []
    kept = step.work.disputes.consequences(step.window.window_id)
    gone = [(at, each) for at, each in kept if each.kind == "cover_stood_down"]
    last = max((at for at, _ in gone), default=None)
    return [
        Consequence("cover_to_ask_again", each.id, each.text) for at, each in gone if at == last
    ]


def _visits(step: Step) -> list[Consequence]:
    fresh = [each for each in step.after.at_risk if each not in step.before.at_risk]
    kind = "appointment_no_longer_at_risk"
    return [
        *(_visit(kind, *step.before.at_risk[each]) for each in step.relieved),
        *(_visit("appointment_at_risk", *step.after.at_risk[each]) for each in fresh),
    ]


def _visit(kind: str, risk: AtRisk, service: str) -> Consequence:
    text = f"{service}, {short_words(risk.visit.start)}"
    return Consequence(kind, risk.visit.appointment_id, text)


def _letters(step: Step) -> list[Consequence]:
    """Find letters that a change makes wrong: to withhold, to take out, or already in the post."""
    outdated = sorted(step.after.outdated - step.before.outdated)
    decided = step.work.appointments.decisions.existing(outdated)
    visits = step.work.appointments.visits.existing(outdated)
    waiting, told = step.work.letters.waiting(), step.work.letters.told()
    found: dict[tuple[str, str], Consequence] = {}
    for each in outdated:
        service = step.picture.services[visits[each].service_id].name
        text = f"{service}, {short_words(visits[each].start)}"
        if each in waiting and waiting[each].decision is not Decision.KEEP:
            made = Consequence("letter_to_withdraw", waiting[each].reference, text)
        elif each in told and told[each].decision is not Decision.KEEP:
            made = Consequence("letter_posted_now_wrong", each, text)
        elif each in decided and decided[each].decision is not Decision.KEEP:
            made = Consequence("letter_to_withhold", each, text)
        else:
            continue
        found.setdefault((made.kind, made.id), made)
    return list(found.values())


def _new_dates(step: Step) -> list[Consequence]:
    """Find new dates already given that the change brings into a strike."""
    return [
        Consequence("new_date_in_strike", each, text)
        for each, text in step.after.caught.items()
        if each not in step.before.caught
    ]


STEPS: tuple[Callable[[Step], list[Consequence]], ...] = (
    _duties,
    _ask_again,
    _visits,
    _new_dates,
    _letters,
)
"""What follows from a change of a window. A step may write; it says what it did."""


def _record(work: Work, changed: Changed, kind: EventKind, why: str, now: datetime) -> None:
    add_event(work, changed.after, kind, now, f"{changed.after.title}. {why}".strip(), now)


def count_by_kind(found: Sequence[Consequence]) -> dict[str, int]:
    """Return how many consequences there are of each kind, in the order people read them."""
    return {
        kind: number
        for kind in CONSEQUENCE_WORDS
        if (number := sum(each.kind == kind for each in found))
    }
