"""Proposals of triage for a window's appointments, with reasons, those of least harm first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from rota.domain.appointments import Appointment, AppointmentSlice, DecisionMade
from rota.domain.codes import Decision
from rota.domain.harm import TriageFacts, harm
from rota.domain.permissions import See, refuse_sight
from rota.domain.rebooking import DateOffers
from rota.domain.rules import Rulebook
from rota.domain.times import to_local
from rota.domain.triage import (
    MOVES,
    NewDate,
    TriageRow,
    keep_as_booked,
    propose,
    strike_day,
    with_decision,
    within_stops,
)
from rota.services.free_hands import FreeHands
from rota.services.own_departments import seen_services
from rota.services.ports import Storage, Work
from rota.services.strike_picture import StrikePicture
from rota.services.triage_facts import Recorded, facts_at_risk, facts_of, recorded


@dataclass(frozen=True, slots=True)
class Triage:
    """What is proposed for a window's appointments, those of least harm first.

    ``stops``: the most to be moved on a strike day, where a line was drawn; ``moved``: how many
    are decided to be moved already. Strike days go by the calendar date on which they begin.
    """

    window_id: int
    revision: int
    rows: tuple[TriageRow, ...]
    stops: Mapping[date, int]
    moved: Mapping[date, int]


def propose_triage(
    storage: Storage,
    rules: Rulebook,
    window_id: int,
    now: datetime,
    dates: DateOffers | None = None,
) -> Triage:
    """Return a proposal for every appointment at risk, and for those decided but no longer so.

    Whose role is for some departments gets those of these; the days' limits are the hospital's.
    An appointment is rebooked only where ``dates`` offers it a date.
    """
    refuse_sight(storage.user, See.VISITS)
    with storage.read() as work:
        return triage_in(work, rules, window_id, now, dates)


def triage_in(
    work: Work,
    rules: Rulebook,
    window_id: int,
    now: datetime,
    dates: DateOffers | None = None,
) -> Triage:
    """Return the same within an open transaction."""
    picture, known = StrikePicture(work, window_id, rules.ladder), recorded(work)
    window, offers, on = picture.window, _offers(dates), to_local(now).date()
    moved = Counter(
        strike_day(window.terms.start, visit.start)
        for visit in picture.visits
        if window.terms.affects_site(visit.site)
        and _is_moved(known.decided.get(visit.appointment_id), visit)
    )
    rows = [
        with_decision(propose(facts, rules.triage, on, offers.get(facts.appointment_id)), made)
        for facts, made in _with_free_hands(picture, rules, facts_at_risk(picture, rules, known))
    ]
    stops = work.slots.stops(window_id)
    rows += _no_longer_at_risk(picture, rules, known, on)
    if (own := seen_services(work)) is not None:
        rows = [row for row in rows if row.service_id in own]
    return Triage(
        window_id,
        window.revision,
        tuple(within_stops(rows, window.terms.start, stops, moved)),
        dict(sorted(stops.items())),
        dict(sorted(moved.items())),
    )


def _with_free_hands(
    picture: StrikePicture,
    rules: Rulebook,
    found: Sequence[tuple[TriageFacts, DecisionMade | None]],
) -> list[tuple[TriageFacts, DecisionMade | None]]:
    """Give those whom moving harms most to whoever is there and free; who is kept comes first."""
    order = {}
    for facts, made in found:
        if not facts.deceased:
            kept = made is not None and made.decision is Decision.KEEP
            turn = 0 if kept else 1 if made is None else 2
            order[facts.appointment_id] = turn, -harm(facts, rules.triage), facts.appointment_id
    at_risk = [each for each in picture.at_risk if each.visit.appointment_id in order]
    at_risk.sort(key=lambda each: order[each.visit.appointment_id])
    seen = FreeHands(picture).given_to(at_risk) if at_risk else set()
    return [
        (
            replace(facts, cover=replace(facts.cover, other_free=True))
            if facts.appointment_id in seen
            else facts,
            made,
        )
        for facts, made in found
    ]


def _is_moved(made: DecisionMade | None, visit: AppointmentSlice) -> bool:
    """Say whether it is decided that the patient does not come on the day."""
    return made is not None and made.decision in MOVES and made.decided_start == visit.start


def _offers(dates: DateOffers | None) -> dict[str, NewDate]:
    """Return the date that is offered to each appointment, where one fits."""
    return {
        each.appointment_id: NewDate(each.choice.start, each.choice.slot_id, each.why)
        for each in (() if dates is None else dates.offers)
        if each.choice is not None
    }


def _no_longer_at_risk(
    picture: StrikePicture, rules: Rulebook, known: Recorded, on: date
) -> list[TriageRow]:
    """Return what was decided because of this window for appointments that it leaves alone now.

    A filled gap keeps them as booked, unless a letter has told the patient otherwise.
    """
    window, here = picture.window, {each.visit.appointment_id for each in picture.at_risk}
    made = {
        key: each
        for key, each in known.decided.items()
        if each.window_id == window.window_id
        and each.decision is not Decision.KEEP
        and key not in here
    }
    visits = picture.work.appointments.visits.existing(made)
    gone = {key: visit for key, visit in visits.items() if visit.start == made[key].decided_start}
    elsewhere = _at_risk_elsewhere(picture, gone.values())
    rows = []
    for key, visit in gone.items():
        if key not in elsewhere:
            facts = facts_of(visit, picture, rules)
            rows.append(keep_as_booked(facts, rules.triage, on, made[key], known.told.get(key)))
    return rows


def _at_risk_elsewhere(picture: StrikePicture, visits: Collection[Appointment]) -> set[str]:
    """Return which appointments another strike puts at risk all the same."""
    found: set[str] = set()
    for other in picture.work.windows.all():
        same = other.window_id == picture.window.window_id
        if same or not any(other.terms.overlaps(each.start, each.end) for each in visits):
            continue
        at_risk = StrikePicture(picture.work, other.window_id, picture.ladder).at_risk
        found |= {each.visit.appointment_id for each in at_risk}
    return found
