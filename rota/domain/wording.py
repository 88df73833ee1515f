"""The words of a letter: what happened first, then what to do. Never blame, never a diagnosis."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from rota.domain.addresses import address_lines
from rota.domain.appointments import Appointment, Patient
from rota.domain.codes import AppointmentKind, LetterFormat, LetterKind, Mode
from rota.domain.letter_content import AppointmentLine, Block, LetterContent, Run
from rota.domain.suppression import full_name, is_under_16
from rota.domain.times import clock_words, day_words, to_local

VERSION = 1
"""Version of the built-in wording; kept with each letter as ``postponed-1``."""

LARGE_PRINT_POINTS = 18.0
STANDARD_POINTS = 12.0

_KIND_WORDS = {
    AppointmentKind.OUTPATIENT_NEW: "Outpatient appointment",
    AppointmentKind.FOLLOW_UP: "Follow-up appointment",
    AppointmentKind.DIAGNOSTIC: "Test or scan",
    AppointmentKind.PRE_OP: "Pre-operative assessment",
    AppointmentKind.DAY_CASE: "Day case admission",
    AppointmentKind.INPATIENT_ELECTIVE: "Hospital admission",
}
_MODE_WORDS = {Mode.PHONE: " by phone", Mode.VIDEO: " by video"}
_PREPARED_FOR = frozenset(
    {
        AppointmentKind.DIAGNOSTIC,
        AppointmentKind.PRE_OP,
        AppointmentKind.DAY_CASE,
        AppointmentKind.INPATIENT_ELECTIVE,
    }
)
_NUMBERS = re.compile(r"(\+?\d[\d ]{2,}\d|\d+)")


@dataclass(frozen=True, slots=True)
class TrustDetails:
    """What letters say of the hospital. Blank parts are left out, never invented."""

    name: str = ""
    address: str = ""
    phone: str = ""
    phone_hours: str = ""
    email: str = ""
    return_address: str = ""
    sender: str = ""
    sender_role: str = ""

    @property
    def missing(self) -> tuple[str, ...]:
        """Return the parts a letter should have and that are blank."""
        wanted = {
            "the hospital's name": self.name,
            "a phone number": self.phone,
            "its hours": self.phone_hours,
            "a return address": self.return_address,
        }
        return tuple(words for words, value in wanted.items() if not value)


@dataclass(frozen=True, slots=True)
class VisitTold:
    """One appointment as a letter speaks of it: what it is, where, its new time if it has one."""

    visit: Appointment
    service: str
    site: str
    new_start: datetime | None = None
    strike: bool = True


def write(
    kind: LetterKind,
    reference: str,
    patient: Patient,
    visits: Sequence[VisitTold],
    trust: TrustDetails,
    written: datetime,
) -> LetterContent:
    """Return a letter of a kind that tells a patient of one or several appointments.

    Raises KeyError for a kind that this program has no wording for (see ``WRITABLE``).
    """
    today = to_local(written).date()
    child = is_under_16(patient, today)
    told = _Told(kind, tuple(visits), "your child's" if child else "your")
    name = full_name(patient)
    addressee = f"Parent or guardian of {name}" if child else name
    large = patient.format is LetterFormat.LARGE_PRINT
    hospital = trust.name or visits[0].site
    return LetterContent(
        reference=reference,
        trust_name=hospital,
        contact_lines=_contact_lines(trust),
        return_address=trust.return_address,
        address=address_lines(addressee, patient.address, patient.postcode),
        date=f"{today.day} {today:%B} {today.year}",
        salutation=_salutation(patient, child),
        heading=told.heading(),
        before_table=told.opening(),
        appointments=tuple(told.line(each) for each in visits),
        after_table=told.closing(trust),
        sign_off=_sign_off(trust, hospital),
        font_points=LARGE_PRINT_POINTS if large else STANDARD_POINTS,
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """The sentences of one letter."""

    kind: LetterKind
    visits: tuple[VisitTold, ...]
    whose: str

    @property
    def _several(self) -> bool:
        return len(self.visits) > 1

    @property
    def _modes(self) -> set[Mode]:
        return {each.visit.mode for each in self.visits}

    @property
    def _because(self) -> str:
        """Name the reason only where a strike is the reason."""
        struck = all(each.strike for each in self.visits)
        return ", because of industrial action planned at the hospital" if struck else ""

    def heading(self) -> str:
        """Say what happened in one line that may be seen by anyone in the house."""
        one, many = _HEADINGS[self.kind]
        return f"{self.whose.capitalize()} {many if self._several else one}"

    def opening(self) -> tuple[Block, ...]:
        """Say first what happened to which appointment, then what not to do."""
        first, then = _OPENINGS[self.kind]
        if self._several:
            which = f"{self.whose} appointments listed below"
        else:
            when = to_local(self.visits[0].visit.start)
            which = (
                f"{self.whose} appointment on {day_words(when.date())} "
                f"at {clock_words(when.time())}"
            )
        return (
            paragraph(
                first.format(
                    which=which,
                    because=self._because,
                    going="they are going" if self._several else "it is going",
                )
            ),
            Block("paragraph", (Run(then(self), bold=True),)),
        )

    def stay_away(self) -> str:
        """Tell the patient not to set out, in the words of how they would be seen."""
        them = "these appointments" if self._several else "it"
        if Mode.FACE_TO_FACE not in self._modes:
            times = "these times" if self._several else "this time"
            by = "phone" if self._modes == {Mode.PHONE} else "call"
            return f"We will not {by} you at {times}."
        if len(self._modes) > 1:
            return f"Please do not come to the hospital, and do not expect our call, for {them}."
        return f"Please do not come to the hospital for {them}."

    def new_time(self) -> str:
        """Give the new time, and say that the old one is no more."""
        if self._several:
            return f"The new dates and times are below. {self.stay_away_then()}"
        new = self.visits[0].new_start
        assert new is not None
        when = to_local(new)
        return (
            f"The new time is {day_words(when.date())} at {clock_words(when.time())}. "
            f"{self.stay_away_then()}"
        )

    def stay_away_then(self) -> str:
        """Say that the old time is no more."""
        old = "the old dates" if self._several else "the old date"
        if Mode.FACE_TO_FACE in self._modes:
            return f"Please do not come on {old}."
        return f"We will not call you on {old}."

    def if_called_off(self) -> str:
        """Say what to do in either case."""
        away, there = "please do not come", "please come"
        if Mode.FACE_TO_FACE not in self._modes:
            away, there = "we will not call you", "we will call you"
        return (
            f"If the industrial action goes ahead, {away}, and we will write to you with a new "
            f"date. If it is called off, {there} as planned."
        )

    def as_planned(self) -> str:
        """Say that what was first planned holds."""
        if Mode.FACE_TO_FACE not in self._modes:
            return "We will call you as first planned."
        return "Please come as first planned."

    def line(self, each: VisitTold) -> AppointmentLine:
        """Return an appointment's row: the new time where there is one, else the old."""
        old = to_local(each.visit.start)
        what = f"{_KIND_WORDS[each.visit.kind]}{_MODE_WORDS.get(each.visit.mode, '')}"
        what = f"{what}, {each.service}"
        when = old
        if each.new_start is not None:
            when = to_local(each.new_start)
            what += f" (was {old:%A} {old.day} {old:%B}, {clock_words(old.time())})"
        where = each.site if each.visit.mode is Mode.FACE_TO_FACE else "At home"
        return AppointmentLine(what, where, day_words(when.date()), clock_words(when.time()))

    def closing(self, trust: TrustDetails) -> tuple[Block, ...]:
        """Say what happens next, what to do if it gets worse, and how to reach us."""
        blocks = []
        following = _NEXT[self.kind]
        if following is not None:
            one, many = following
            blocks += [heading("What happens next"), paragraph(many if self._several else one)]
        blocks += [
            heading("If your condition gets worse"),
            paragraph(
                "Contact your GP practice, or call NHS 111 at any time. In an emergency call 999 "
                "or go to the nearest emergency department: it stays open."
            ),
            heading("Other things to know"),
            bullet(_ARRANGED[self.kind]),
            bullet("Any other appointment you have with us stands, unless we write about it too."),
        ]
        prepared = any(each.visit.kind in _PREPARED_FOR for each in self.visits)
        if prepared and self.kind in (LetterKind.POSTPONED, LetterKind.RESCHEDULED):
            blocks.append(
                bullet(
                    "If you were told to fast or to stop a medicine before the old date, that no "
                    "longer applies to it. Ask us if you are not sure."
                )
            )
        blocks.append(bullet(_reach_us(trust)))
        blocks.append(
            bullet(
                "You can have this letter in large print, easy read, braille, audio or another "
                "language. Please ask us."
            )
        )
        return tuple(blocks)


_HEADINGS = {
    LetterKind.POSTPONED: ("appointment is postponed", "appointments are postponed"),
    LetterKind.RESCHEDULED: ("appointment has a new date", "appointments have new dates"),
    LetterKind.CONDITIONAL: (
        "appointment may not go ahead",
        "appointments may not go ahead",
    ),
    LetterKind.GOING_AHEAD: ("appointment is going ahead", "appointments are going ahead"),
}

_OPENINGS: dict[LetterKind, tuple[str, Callable[[_Told], str]]] = {
    LetterKind.POSTPONED: (
        "We are sorry that we have to postpone {which}{because}.",
        _Told.stay_away,
    ),
    LetterKind.RESCHEDULED: (
        "We are sorry that we have to move {which}{because}.",
        _Told.new_time,
    ),
    LetterKind.CONDITIONAL: (
        "Industrial action is planned at the hospital at the time of {which}.",
        _Told.if_called_off,
    ),
    LetterKind.GOING_AHEAD: (
        "We wrote to you before about {which}. That letter no longer holds: {going} ahead.",
        _Told.as_planned,
    ),
}

_NEXT: dict[LetterKind, tuple[str, str] | None] = {
    LetterKind.POSTPONED: (
        "We will write to you with a new date as soon as we can. You do not need to phone us "
        "about it.",
        "We will write to you with new dates as soon as we can. You do not need to phone us "
        "about them.",
    ),
    LetterKind.RESCHEDULED: (
        "If you cannot make the new time, please tell us and we will find another.",
        "If you cannot make a new time, please tell us and we will find another.",
    ),
    LetterKind.CONDITIONAL: (
        "Local news will say whether the industrial action goes ahead. You can also ask us the "
        "day before.",
        "Local news will say whether the industrial action goes ahead. You can also ask us the "
        "day before.",
    ),
    LetterKind.GOING_AHEAD: None,
}

_ARRANGED = {
    LetterKind.POSTPONED: "If you booked transport, an interpreter or a carer, please tell them.",
    LetterKind.RESCHEDULED: (
        "If you booked transport, an interpreter or a carer, please book them for the new date."
    ),
    LetterKind.CONDITIONAL: (
        "If you booked transport, an interpreter or a carer, please tell them too."
    ),
    LetterKind.GOING_AHEAD: (
        "If you cancelled transport, an interpreter or a carer, please book them again."
    ),
}


def _sign_off(trust: TrustDetails, hospital: str) -> tuple[str, ...]:
    """Return the closing lines: the sender in one line, then the hospital."""
    sender = ", ".join(part for part in (trust.sender, trust.sender_role) if part)
    return tuple(part for part in ("Yours sincerely", sender, hospital) if part)


def _reach_us(trust: TrustDetails) -> str:
    said = "If you no longer need the appointment, or have a question, "
    if not trust.phone:
        return said + "use the phone number on your appointment letter."
    hours = f" ({trust.phone_hours})" if trust.phone_hours else ""
    email = f" or email {trust.email}" if trust.email else ""
    return f"{said}phone {trust.phone}{hours}{email}."


def _contact_lines(trust: TrustDetails) -> tuple[str, ...]:
    lines = [*trust.address.split("\n")]
    if trust.phone:
        lines.append(f"Phone {trust.phone}")
    if trust.phone_hours:
        lines.append(trust.phone_hours)
    lines.append(trust.email)
    return tuple(line for line in lines if line)


def _salutation(patient: Patient, child: bool) -> str:
    name = " ".join(part for part in (patient.forename, patient.surname) if part)
    if child:
        return f"Dear parent or guardian of {name}"
    if patient.title:
        return f"Dear {patient.title} {patient.surname}"
    return f"Dear {name}"


def _runs(text: str) -> tuple[Run, ...]:
    """Cut text so that numbers and phones hold together and run left to right."""
    parts = [part for part in _NUMBERS.split(text) if part]
    return tuple(Run(part, keep_ltr=bool(_NUMBERS.fullmatch(part))) for part in parts)


def paragraph(text: str) -> Block:
    """Return a paragraph."""
    return Block("paragraph", _runs(text))


def heading(text: str) -> Block:
    """Return a heading."""
    return Block("heading", _runs(text))


def bullet(text: str) -> Block:
    """Return a bullet."""
    return Block("bullet", _runs(text))
