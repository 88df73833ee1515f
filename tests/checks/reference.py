"""What DESIGN.md says the words compute, recomputed minute by minute in plain Python.

Nothing here imports the program. Where the page can be read in two ways, ``Reading`` holds the
choice and the function that uses it quotes the sentence.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta

from tests.checks.records import (
    FOREVER,
    Appointment,
    Assignment,
    Duty,
    Hospital,
    Person,
    Requirement,
    Stretch,
    Window,
    local_of,
    minute_at,
)

STANDING = frozenset({"notified", "confirmed", "completed"})
MEDICAL = frozenset({"resident_doctor", "consultant", "sas_doctor"})
KINDS_FOR_NEEDS = frozenset({"ward", "clinic", "theatre", "on_call_resident"})
RANKS = {
    "FY1": 1, "FY2": 2, "CT": 3, "ST": 4, "SPECIALTY_DOCTOR": 4, "SPECIALIST": 5,
    "ASSOCIATE_SPECIALIST": 5, "CONSULTANT": 6,
    "F1": 1, "CT2": 3, "ST5": 4, "SpR": 4, "Specialty Doctor": 4,
}  # fmt: skip
LEVEL_OF_TYPE = {
    "emergency_care_only": "emergency_only",
    "christmas_day_cover": "emergency_only",
    "full_walkout": "emergency_only",
    "action_short_of_strike": "normal",
}


@dataclass(frozen=True)
class Reading:
    """One choice for each sentence of DESIGN.md that can be read in two ways; first is ours."""

    lost_in: str = "any_window"  # or this_window
    services: str = "affected_sites"  # or every_site, or every_site_rest_normal
    whole_day: str = "calendar_day"  # or from_the_hour
    bands: str = "wall_clock"  # or instants
    suspended: str = "not_unspecified"  # or unspecified
    gaps_when_off: str = "computed"  # or none
    carried_over: str = "always_excuses"  # or not_under_clip
    clip: str = "any_overlap"  # or starts_inside
    clip_overhang: str = "duty_end"  # or window_end
    cover_from: str = "any_window"  # or this_window


OTHER_READINGS = {
    "lost_in": ("this_window",),
    "services": ("every_site", "every_site_rest_normal"),
    "whole_day": ("from_the_hour",),
    "bands": ("instants",),
    "suspended": ("unspecified",),
    "gaps_when_off": ("none",),
    "carried_over": ("not_under_clip",),
    "clip": ("starts_inside",),
    "clip_overhang": ("window_end",),
    "cover_from": ("this_window",),
}


def neighbours(reading: Reading) -> Iterator[tuple[str, Reading]]:
    """Each reading that differs from this one in a single choice, with its name."""
    for choice in fields(Reading):
        for other in OTHER_READINGS[choice.name]:
            if other != getattr(reading, choice.name):
                changed = replace(reading, **{choice.name: other})
                yield f"{choice.name}={other}", changed


def day_after(day: date, days: int) -> date:
    """The date some days later."""
    return day + timedelta(days=days)


def whole_day_holds(row: Requirement, local: datetime, reading: Reading) -> bool:
    """Spec: "``from`` equal to ``to`` is the whole day".

    Literally the calendar day named in ``days``; the other reading starts 24 hours at ``from``.
    """
    before = reading.whole_day == "from_the_hour" and local.hour * 60 + local.minute < row.band[0]
    return day_after(local.date(), -1 if before else 0).weekday() in row.days


def instant_band_holds(row: Requirement, minute: int, day: date) -> bool:
    """The other reading of a band: its ends turned into instants, for the band of one day."""
    start, end = (time(edge // 60, edge % 60) for edge in row.band)
    ends_on = day if row.band[0] < row.band[1] else day_after(day, 1)
    first = minute_at(datetime.combine(day, start))
    last = minute_at(datetime.combine(ends_on, end))
    return day.weekday() in row.days and first <= minute < last


def band_holds(row: Requirement, minute: int, reading: Reading) -> bool:
    """Spec: "requirements of the service's level whose day and time band hold t, local time; a band
    may cross midnight and then belongs to the day it starts on". Literally what a wall clock
    shows at t, so an hour that happens twice counts twice.
    """
    local = local_of(minute)
    today, yesterday = local.date(), day_after(local.date(), -1)
    start, end = row.band
    if start == end:
        return whole_day_holds(row, local, reading)
    if reading.bands == "instants":
        return any(instant_band_holds(row, minute, day) for day in (yesterday, today))
    shown = local.hour * 60 + local.minute
    if start < end:
        return start <= shown < end and today.weekday() in row.days
    if shown >= start:
        return today.weekday() in row.days
    return shown < end and yesterday.weekday() in row.days


def reaches(grade: str, least: str) -> bool:
    """Whether a grade is this grade or above; a grade outside the ladder never is."""
    return grade in RANKS and RANKS[grade] >= RANKS[least]


def can_fill(person: Person, row: Requirement) -> bool:
    """Spec: "each meeting group, grade and competencies"; "Non-medical staff count only where the
    requirement names their staff group".
    """
    groups = row.groups or MEDICAL
    grade_met = not row.grade_min or reaches(person.grade, row.grade_min)
    return person.group in groups and grade_met and row.competencies <= person.competencies


def most_filled(places: list[list[str]]) -> int:
    """The largest matching of places to people, by augmenting paths; each lists who could."""
    holds: dict[str, int] = {}

    def seat(place: int, tried: set[str]) -> bool:
        for person in places[place]:
            if person not in tried:
                tried.add(person)
                if person not in holds or seat(holds[person], tried):
                    holds[person] = place
                    return True
        return False

    return sum(seat(place, set()) for place in range(len(places)))


def lost_stretch(hospital: Hospital, window: Window, duty: Duty, reading: Reading) -> Stretch:
    """The minutes a window takes from a duty; an empty stretch when the duty is not lost."""
    nothing = (duty.start, duty.start)
    if window.state not in STANDING or window.type == "action_short_of_strike":
        return nothing
    kept = window.marks.get(duty.id, duty.emergency)
    if window.type in ("emergency_care_only", "christmas_day_cover") and kept:
        return nothing
    holder = hospital.staff.get(duty.staff_id)
    if holder is None or holder.group not in window.groups or not window.affects(duty.site):
        return nothing
    absent = any(start <= duty.start < end for start, end in hospital.absences.get(holder.id, ()))
    if window.declared.get(holder.id) == "working" or absent:
        return nothing
    return stretch_by_policy(window, duty, reading)


def stretch_by_policy(window: Window, duty: Duty, reading: Reading) -> Stretch:
    """Spec: "``window.start <= duty.start < window.end`` (policy ``start_inside``, the default;
    policy ``clip`` loses only the minutes inside)". Literally clip loses every minute inside,
    also of a duty that began before; the other reading still asks that it starts inside.
    """
    starts_inside = window.start <= duty.start < window.end
    if window.policy == "clip" and (starts_inside or reading.clip == "any_overlap"):
        first, last = max(duty.start, window.start), min(duty.end, window.end)
        return (first, max(first, last))
    if window.policy == "start_inside" and starts_inside:
        return (duty.start, duty.end)
    return (duty.start, duty.start)


class Recomputation:
    """The answers for one hospital under one reading."""

    def __init__(self, hospital: Hospital, reading: Reading | None = None) -> None:
        self.hospital = hospital
        self.reading = reading or Reading()
        self._duties_at: dict[str, list[Duty]] = {}
        for duty in hospital.duties:
            self._duties_at.setdefault(duty.service, []).append(duty)
        self._stretches = {
            window.id: {
                duty.id: lost_stretch(hospital, window, duty, self.reading)
                for duty in hospital.duties
            }
            for window in hospital.windows
        }

    def lost_duties(self, window: Window) -> dict[str, int]:
        """Each lost duty with the elapsed minutes lost."""
        stretches = self._stretches[window.id].items()
        return {duty: end - start for duty, (start, end) in stretches if end > start}

    def _is_lost(self, window: Window, duty: Duty, minute: int) -> bool:
        """Spec: "they hold a duty there that covers t, is not lost": lost in any window is lost."""
        ids = self._stretches if self.reading.lost_in == "any_window" else (window.id,)
        stretches = (self._stretches[number][duty.id] for number in ids)
        return any(start <= minute < end for start, end in stretches)

    def _is_absent(self, staff_id: str, minute: int) -> bool:
        absences = self.hospital.absences.get(staff_id, ())
        return any(start <= minute < end for start, end in absences)

    def _covers(self, window: Window) -> list[Assignment]:
        """Spec: "an accepted cover assignment there that covers t": literally of any window."""
        any_window = self.reading.cover_from == "any_window"
        return [one for one in self.hospital.assignments if any_window or one.window == window.id]

    def _has_left(self, window: Window, staff_id: str, minute: int) -> bool:
        """Whether somebody left their own duties to cover at a minute."""
        return any(
            one.leaves and one.staff_id == staff_id and one.start <= minute < one.end
            for one in self._covers(window)
        )

    def present(
        self, window: Window, service: str, minute: int, kinds: frozenset[str]
    ) -> frozenset[str]:
        """Who is present at a service at a minute, by duties of these kinds or accepted cover."""
        people = {
            duty.staff_id
            for duty in self._duties_at.get(service, ())
            if duty.staff_id
            and duty.kind in kinds
            and duty.start <= minute < duty.end
            and not self._is_lost(window, duty, minute)
            and not self._has_left(window, duty.staff_id, minute)
        }
        people |= {
            one.staff_id
            for one in self._covers(window)
            if one.service == service and one.start <= minute < one.end
        }
        return frozenset(person for person in people if not self._is_absent(person, minute))

    def services(self, window: Window) -> list[str]:
        """Spec: "When a window is added its services take the level of its type".

        Literally its services are those at its sites; the other readings take every service.
        """
        everywhere = self.reading.services != "affected_sites"
        sites = self.hospital.services.items()
        return sorted(name for name, (_, site) in sites if everywhere or window.affects(site))

    def level(self, window: Window, service: str) -> str:
        """The level set by a manager, or else that of the window's type."""
        elsewhere = not window.affects(self.hospital.services[service][1])
        if elsewhere and self.reading.services == "every_site_rest_normal":
            return window.levels.get(service, "normal")
        return window.levels.get(service, LEVEL_OF_TYPE[window.type])

    def _rows(self, window: Window, service: str) -> list[Requirement]:
        level = self.level(window, service)
        rows = self.hospital.requirements
        return [row for row in rows if row.service == service and row.level == level]

    def unspecified(self, window: Window) -> set[str]:
        """Spec: "A service with no requirement rows at its level is missing nobody and is listed".

        "A ``suspended`` service requires nobody" says what it needs, so it is not listed; the
        other reading lists it, since no row can be at that level.
        """
        if self._has_no_gaps(window):
            return set()
        asked = [
            service
            for service in self.services(window)
            if self.level(window, service) != "suspended" or self.reading.suspended == "unspecified"
        ]
        return {service for service in asked if not self._rows(window, service)}

    def _has_no_gaps(self, window: Window) -> bool:
        """Spec: "Called-off and suspended windows remove nothing and put nothing at risk:
        ``affected`` is then empty". Nothing is said of gaps, so literally they are still computed.
        """
        return window.state not in STANDING and self.reading.gaps_when_off == "none"

    def horizon(self, window: Window) -> Stretch:
        """Spec: "from ``window.start`` to the last end of any duty it removes (the overhang), or
        ``window.end`` if later". Literally the duty's own end, under clip too.
        """
        lost = self.lost_duties(window)
        ends = [duty.end for duty in self.hospital.duties if duty.id in lost]
        if window.policy == "clip" and self.reading.clip_overhang == "window_end":
            ends = [min(end, window.end) for end in ends]
        closing = [] if window.end == FOREVER else [window.end]
        return window.start, max([window.start, *ends, *closing])

    def missing(self, window: Window) -> dict[str, dict[int, int]]:
        """For each service the minutes at which somebody is missing, and how many."""
        if self._has_no_gaps(window):
            return {}
        answer = {}
        for service in self.services(window):
            rows = self._rows(window, service)
            if rows:
                answer[service] = self._missing_minutes(window, service, rows)
        return {service: minutes for service, minutes in answer.items() if minutes}

    def _missing_minutes(
        self, window: Window, service: str, rows: list[Requirement]
    ) -> dict[int, int]:
        """Missing people of one service by minute; an identical state is worked out once."""
        known: dict[object, int] = {}
        answer = {}
        for minute in range(*self.horizon(window)):
            active = tuple(row for row in rows if band_holds(row, minute, self.reading))
            there = {
                kinds: self.present(window, service, minute, kinds)
                for kinds in {row.kinds for row in active}
            }
            state = (active, frozenset(there.items()))
            if state not in known:
                known[state] = self._short_by(active, there)
            if known[state]:
                answer[minute] = known[state]
        return answer

    def _short_by(
        self, active: Iterable[Requirement], there: Mapping[frozenset[str], frozenset[str]]
    ) -> int:
        staff = self.hospital.staff
        places = []
        for row in active:
            able = [who for who in sorted(there[row.kinds]) if can_fill(staff[who], row)]
            places += [able] * row.number
        return len(places) - most_filled(places)

    def at_risk(self, window: Window) -> dict[str, frozenset[str]]:
        """Each appointment at risk with every reason that holds."""
        if window.state not in STANDING:
            return {}
        tests: dict[str, Callable[[Window, Appointment], bool]] = {
            "clinician_absent": self._clinician_absent,
            "service_suspended": lambda w, a: self.level(w, a.service) == "suspended",
            "nobody_of_grade": self._nobody_of_grade,
            "clinician_moved": self._clinician_moved,
        }
        answer = {}
        for one in self.hospital.appointments:
            overlaps = one.start < window.end and window.start < one.end
            if window.affects(one.site) and overlaps:
                reasons = frozenset(name for name, holds in tests.items() if holds(window, one))
                if reasons:
                    answer[one.id] = reasons
        return answer

    def _clinician_absent(self, window: Window, one: Appointment) -> bool:
        """Spec: "the window is not action short of strike, its clinician is in a striking group,
        has not declared ``working``, and the appointment starts inside the window, unless the
        clinician is then on a duty that began before the window"; "(a) does not look at absences".
        """
        clinician = self.hospital.staff.get(one.clinician)
        if clinician is None or window.type == "action_short_of_strike":
            return False
        striking = clinician.group in window.groups
        working = window.declared.get(clinician.id) == "working"
        inside = window.start <= one.start < window.end
        return striking and not working and inside and not self._carried_over(window, one)

    def _carried_over(self, window: Window, one: Appointment) -> bool:
        """Spec: "unless the clinician is then on a duty that began before the window".

        Literally under either policy, though clip would take that duty's minutes inside.
        """
        if window.policy == "clip" and self.reading.carried_over == "not_under_clip":
            return False
        return any(
            duty.staff_id == one.clinician
            and duty.start < window.start
            and duty.start <= one.start < duty.end
            for duty in self.hospital.duties
        )

    def _nobody_of_grade(self, window: Window, one: Appointment) -> bool:
        """Spec: "a grade in ``needs`` has nobody of that grade or above present at the service
        when it starts", by duties of every kind but on_call_non_resident.
        """
        there = self.present(window, one.service, one.start, KINDS_FOR_NEEDS)
        grades = [self.hospital.staff[person].grade for person in there]
        return any(not any(reaches(has, least) for has in grades) for least in one.needs)

    def _clinician_moved(self, window: Window, one: Appointment) -> bool:
        """Spec: "its clinician holds an accepted cover assignment elsewhere that overlaps it"."""
        return any(
            cover.staff_id == one.clinician
            and cover.service != one.service
            and cover.start < one.end
            and one.start < cover.end
            for cover in self._covers(window)
        )
