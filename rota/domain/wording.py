"""The words of a letter: what happened first, then what to do. Never blame, never a diagnosis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from rota.domain.addresses import address_lines
from rota.domain.appointments import Patient
from rota.domain.codes import LetterFormat, LetterKind
from rota.domain.letter_changes import Changes
from rota.domain.letter_content import LetterContent
from rota.domain.letter_sentences import Sentences, VisitTold
from rota.domain.suppression import full_name, is_under_16
from rota.domain.times import to_local
from rota.domain.trust import TrustDetails

VERSION = 2
"""Version of the built-in wording; kept with each letter as ``postponed-1``."""

LARGE_PRINT_POINTS = 18.0
STANDARD_POINTS = 12.0


def write(
    kind: LetterKind,
    reference: str,
    patient: Patient,
    visits: Sequence[VisitTold],
    trust: TrustDetails,
    written: datetime,
) -> LetterContent:
    """Return a letter of a kind that tells a patient of one or several appointments.

    Where several things are told, or an earlier letter is put right, each appointment is said
    for itself.
    """
    today = to_local(written).date()
    child = is_under_16(patient, today)
    told = _sentences(kind, visits, "your child's" if child else "your")
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
        appointments=told.lines(),
        after_table=told.closing(_reach_us(trust)),
        sign_off=_sign_off(trust, hospital),
        font_points=LARGE_PRINT_POINTS if large else STANDARD_POINTS,
    )


def _sentences(kind: LetterKind, visits: Sequence[VisitTold], whose: str) -> Sentences | Changes:
    plain = LetterKind.GOING_AHEAD if kind is LetterKind.CORRECTION else kind
    told = tuple(replace(each, news=each.news or plain) for each in visits)
    replaced = len(told) > 1 and any(each.replaces for each in told)
    numbers = {each.visit.patient.phone for each in told}
    one_by_one = (
        kind is LetterKind.CORRECTION
        or len({each.news for each in told}) > 1
        or (replaced and kind is not LetterKind.GOING_AHEAD)
        or (kind is LetterKind.MODE_CHANGE and len(numbers) > 1)
    )
    return (Changes if one_by_one else Sentences)(kind, told, whose)


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
