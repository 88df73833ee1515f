"""The words of a letter: what happened first, then what to do. Never blame, never a diagnosis."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rota.domain.addresses import address_lines
from rota.domain.appointments import Appointment, Patient
from rota.domain.codes import AppointmentKind, LetterFormat, Mode
from rota.domain.letter_content import AppointmentLine, Block, LetterContent, Run
from rota.domain.suppression import full_name, is_under_16
from rota.domain.times import clock_words, day_words, to_local

TEMPLATE = "postponed-1"
"""Name and version of the built-in wording; kept with each letter."""

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


def postponed(
    reference: str,
    patient: Patient,
    visits: Sequence[tuple[Appointment, str, str]],
    trust: TrustDetails,
    written: datetime,
) -> LetterContent:
    """Return the letter that an appointment is postponed, its new date to follow.

    ``visits`` are appointments, each with its department and site. One letter tells all of them.
    """
    today = to_local(written).date()
    several = len(visits) > 1
    child = is_under_16(patient, today)
    name = full_name(patient)
    addressee = f"Parent or guardian of {name}" if child else name
    large = patient.format is LetterFormat.LARGE_PRINT
    return LetterContent(
        reference=reference,
        trust_name=trust.name or visits[0][2],
        contact_lines=_contact_lines(trust),
        return_address=trust.return_address,
        address=address_lines(addressee, patient.address, patient.postcode),
        date=f"{today.day} {today:%B} {today.year}",
        salutation=_salutation(patient, child),
        heading="Your appointments are postponed" if several else "Your appointment is postponed",
        before_table=_opening(visits, several, child),
        appointments=tuple(_line(*each) for each in visits),
        after_table=_closing([each for each, _, _ in visits], trust, several),
        sign_off=tuple(
            part
            for part in ("Yours sincerely", trust.sender, trust.sender_role, trust.name)
            if part
        ),
        font_points=LARGE_PRINT_POINTS if large else STANDARD_POINTS,
    )


def _opening(
    visits: Sequence[tuple[Appointment, str, str]], several: bool, child: bool
) -> tuple[Block, ...]:
    whose = "your child's" if child else "your"
    if several:
        first = f"We are sorry that we have to postpone {whose} appointments listed below"
    else:
        when = to_local(visits[0][0].start)
        first = (
            f"We are sorry that we have to postpone {whose} appointment on "
            f"{day_words(when.date())} at {clock_words(when.time())}"
        )
    them = "these dates" if several else "this date"
    return (
        paragraph(f"{first}, because of industrial action planned at the hospital."),
        Block("paragraph", (Run(f"Please do not come to the hospital on {them}.", bold=True),)),
    )


def _line(visit: Appointment, department: str, site: str) -> AppointmentLine:
    when = to_local(visit.start)
    what = _KIND_WORDS[visit.kind] + _MODE_WORDS.get(visit.mode, "")
    where = site if visit.mode is Mode.FACE_TO_FACE else "At home"
    return AppointmentLine(
        f"{what}, {department}", where, day_words(when.date()), clock_words(when.time())
    )


def _closing(
    visits: Sequence[Appointment], trust: TrustDetails, several: bool
) -> tuple[Block, ...]:
    date_words = "new dates" if several else "a new date"
    blocks = [
        heading("What happens next"),
        paragraph(
            f"We will write to you with {date_words} as soon as we can. "
            "You do not need to do anything, and you do not need to phone us."
        ),
        heading("If your condition gets worse"),
        paragraph(
            "Contact your GP practice, or call NHS 111 at any time. In an emergency call 999 "
            "or go to the nearest emergency department: it stays open."
        ),
        heading("Before you go"),
        bullet(
            "If you booked transport, an interpreter or a carer for this date, please tell them."
        ),
    ]
    if any(visit.kind in _PREPARED_FOR for visit in visits):
        blocks.append(
            bullet(
                "If you were told to fast or to stop a medicine before this date, those "
                "instructions no longer apply to it. Ask us if you are not sure."
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
