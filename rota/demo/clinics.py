"""Clinics and theatre lists: which sessions run, and who is booked into them when."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random

from rota.demo.catalogue import Catalogue, Service
from rota.demo.roster import Roster, RosteredDuty
from rota.demo.times import at

ELECTIVE = frozenset({"day_case", "inpatient_elective"})
# 144 operations and 1,084 outpatients, as St George's group counted for July 2025.
_ELECTIVE_SHARE = 144 / 1228
_LED_BY = {"consultant": 57, "resident_doctor": 33, "others": 10}


@dataclass(frozen=True, slots=True)
class Session:
    """One person's clinic or theatre list on one day."""

    service: Service
    duty: RosteredDuty

    @property
    def is_theatre(self) -> bool:
        """A list of operations, not a clinic."""
        return self.duty.kind == "theatre"

    @property
    def led_by(self) -> str:
        """Who leads it: a consultant, a resident or somebody else."""
        group = self.duty.staff_group
        return group if group in _LED_BY else "others"

    @property
    def visits(self) -> Mapping[str, int]:
        """The kinds of appointment it holds, with weights."""
        return {k: v for k, v in self.service.visits.items() if (k in ELECTIVE) == self.is_theatre}

    @property
    def minutes(self) -> int:
        """How long one patient has."""
        return max(self.service.length, 45) if self.is_theatre else self.service.length

    @property
    def places(self) -> int:
        """How many patients it holds."""
        return max(1, (self.duty.end - self.duty.start) // timedelta(minutes=self.minutes))


@dataclass(frozen=True, slots=True)
class Booking:
    """A place in a session that a patient has."""

    session: Session
    kind: str
    start: datetime
    minutes: int
    is_overnight: bool = False


def apportion(total: int, weights: Mapping[tuple[date, str], float]) -> dict[tuple[date, str], int]:
    """Share a total out by weight, in whole numbers that add up to it."""
    whole = sum(weights.values())
    exact = {key: total * weight / whole for key, weight in weights.items()}
    shares = {key: int(share) for key, share in exact.items()}
    by_remainder = sorted(exact, key=lambda key: shares[key] - exact[key])
    for key in by_remainder[: total - sum(shares.values())]:
        shares[key] += 1
    return shares


def sessions_of(catalogue: Catalogue, roster: Roster) -> list[Session]:
    """List the sessions that take booked patients on the days of the strikes."""
    sessions = []
    for duty in roster.duties:
        is_session = duty.kind in ("clinic", "theatre") and not duty.team.no_patients
        if is_session and duty.staff_id and duty.start.date() in catalogue.clinic_days:
            session = Session(catalogue.services[duty.service], duty)
            if session.visits:
                sessions.append(session)
    return sessions


def _fill(
    sessions: list[Session], count: int, random: Random, kinds: Mapping[str, int] | None
) -> Iterator[Booking]:
    """Fill sessions one after another, none quite full; then start again, two to a place."""
    order = random.sample(sessions, len(sessions))
    while count > 0:
        for session in order:
            weights = kinds or session.visits
            taken = min(count, max(1, round(session.places * random.uniform(0.6, 1.0))))
            for place in sorted(random.sample(range(session.places), min(taken, session.places))):
                kind = random.choices(list(weights), list(weights.values()))[0]
                start = session.duty.start + timedelta(minutes=session.minutes) * place
                yield Booking(session, kind, start, session.minutes)
            count -= taken
            if count <= 0:
                return


def _nearest(
    sessions: list[Session], day: date, led_by: str, *, is_theatre: bool
) -> tuple[list[Session], bool]:
    """Find sessions like the one wanted: led by others, or on another day, or any, if need be."""
    alike = [session for session in sessions if session.is_theatre == is_theatre]
    same_day = [session for session in alike if session.duty.start.date() == day]
    exact = [session for session in same_day if session.led_by == led_by]
    for found in (exact, same_day, alike):
        if found:
            return found, True
    return sessions, False


def _overnight(bookings: list[Booking], day: date) -> list[Booking]:
    """Admit two patients the evening before a strike, and keep two in for a sleep study."""
    moved = list(bookings)
    eve = at(day, "18:00") - timedelta(days=1)
    changes = {"inpatient_elective": (eve, 1200, 2), "diagnostic": (at(day, "20:30"), 630, 2)}
    for kind, (start, minutes, most) in changes.items():
        found = [
            place
            for place, booking in enumerate(moved)
            if booking.kind == kind
            and booking.start.date() == day
            and (kind in ELECTIVE or booking.session.service.code == "RES")
        ]
        for place in found[:most]:
            moved[place] = replace(moved[place], start=start, minutes=minutes, is_overnight=True)
    return moved


def book(catalogue: Catalogue, roster: Roster, count: int, random: Random) -> list[Booking]:
    """Book exactly this many appointments, in order of their start."""
    sessions = sessions_of(catalogue, roster)
    if count and not sessions:
        raise ValueError("so small a hospital has no clinic to book patients into")
    electives = round(count * _ELECTIVE_SHARE)
    weights = {
        (day, led_by): float(share * part)
        for day, share in catalogue.clinic_days.items()
        for led_by, part in _LED_BY.items()
    }
    bookings: list[Booking] = []
    for is_theatre, total in ((True, electives), (False, count - electives)):
        for (day, led_by), number in apportion(total, weights).items():
            found, is_alike = _nearest(sessions, day, led_by, is_theatre=is_theatre)
            other = {"day_case": 1} if is_theatre else {"follow_up": 1}
            bookings.extend(_fill(found, number, random, None if is_alike else other))
    for window in catalogue.windows:
        bookings = _overnight(bookings, window.start.date())
    return sorted(
        bookings,
        key=lambda b: (b.start, b.session.service.code, b.session.duty.staff_id, b.kind),
    )
