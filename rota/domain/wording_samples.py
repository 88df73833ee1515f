"""Made-up letters to try a wording with: the plain one, and those most likely to go wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from rota.domain.appointments import Appointment, Patient
from rota.domain.codes import AppointmentKind, LetterFormat, LetterKind, Mode, Priority
from rota.domain.languages import ENGLISH, Language
from rota.domain.letter_content import LetterContent
from rota.domain.letter_rules import LetterRules
from rota.domain.letter_wording import Wording, WordingForm, WordingKind, WordingState
from rota.domain.times import at_local, to_local
from rota.domain.trust import LetterSetup, TrustDetails
from rota.domain.visit_told import VisitTold
from rota.domain.wording import write
from rota.domain.wording_book import WordingBook

NEWEST = 1_000_000
"""A version above every other, so that the text tried out is the one that is printed."""


class Sample(StrEnum):
    """Whom a sample letter is for."""

    PLAIN = "plain"
    LONGEST_NAME = "longest_name"
    LONGEST_ADDRESS = "longest_address"
    CHILD = "child"
    SEVERAL = "several"
    BY_PHONE = "by_phone"
    LARGE_PRINT = "large_print"
    NOT_THE_STRIKE = "not_the_strike"
    REPLACES = "replaces"
    FOLLOWS = "follows"
    TAKEN_BACK = "taken_back"
    PREPARED = "prepared"
    NO_CONTACT = "no_contact"


@dataclass(frozen=True, slots=True)
class SampleGround:
    """What sample letters are written with, read once: the set-up and the approved wordings."""

    setup: LetterSetup
    approved: tuple[Wording, ...]
    rules: LetterRules
    now: datetime


_PLAIN = Patient(
    "SAMPLE", "", "Mrs", "Anna", "Example", date(1970, 5, 4), ("12 Sample Road", "Sampleton"),
    "SW17 0QT", "01632 960001", "", "", LetterFormat.STANDARD, False, False,
)  # fmt: skip
_PATIENTS: Mapping[Sample, Patient] = {
    Sample.LONGEST_NAME: replace(
        _PLAIN, title="Dr", forename="Wilhelmina", surname="Featherstonehaugh-Ramsbottom"
    ),
    Sample.LONGEST_ADDRESS: replace(
        _PLAIN,
        address=(
            "Flat 128, The Old Grain Warehouse",
            "145 to 163 Great Sampleborough Road",
            "Upper Sampleton-under-Hill",
            "Sampleborough-on-the-Water",
            "Northamptonshire and Rutland",
        ),
    ),
    Sample.CHILD: replace(_PLAIN, title="", forename="Sam", date_of_birth=None),
    Sample.LARGE_PRINT: replace(_PLAIN, format=LetterFormat.LARGE_PRINT),
}
_SERVICES = ("Urology", "Ear, nose and throat", "Eye clinic", "Heart clinic", "Skin clinic")
_TOLD = {
    WordingKind.RESCHEDULED: LetterKind.RESCHEDULED,
    WordingKind.POSTPONED: LetterKind.POSTPONED,
    WordingKind.CONDITIONAL: LetterKind.CONDITIONAL,
    WordingKind.GOING_AHEAD: LetterKind.GOING_AHEAD,
    WordingKind.MODE_CHANGE: LetterKind.MODE_CHANGE,
}
_EVERY = tuple(_TOLD.values())


def sample_letter(ground: SampleGround, wording: Wording, sample: Sample) -> LetterContent:
    """Return a made-up letter by a wording, as if it were approved.

    Raises what ``write`` raises where the wording cannot be printed: ask for its problems first.
    """
    tried = replace(wording, state=WordingState.APPROVED, version=NEWEST)
    book = WordingBook([*ground.approved, tried], ground.rules)
    setup = ground.setup
    if sample is Sample.NO_CONTACT:
        sites = {
            site: replace(each, phone="", phone_hours="") for site, each in setup.sites.items()
        }
        details = TrustDetails(setup.details.name or "Sample Hospital")
        setup = replace(setup, details=details, sites=sites)
    elif not setup.details.name:
        setup = replace(setup, details=replace(setup.details, name="Sample Hospital"))
    setup = replace(setup, languages=setup.languages | {wording.language})
    patient = _patient(ground, wording, sample)
    told = _TOLD.get(wording.kind)
    kind = told or LetterKind.CORRECTION
    if wording.kind is WordingKind.SEVERAL:
        kind = LetterKind.RESCHEDULED
    visits = _visits(ground, wording.kind, patient, sample)
    reference = f"SAMPLE-{sample.replace('_', '-').upper()}"
    return write(kind, reference, patient, visits, setup, book, ground.rules, ground.now)


def _patient(ground: SampleGround, wording: Wording, sample: Sample) -> Patient:
    patient = _PATIENTS.get(sample, _PLAIN)
    if sample is Sample.CHILD:
        patient = replace(patient, date_of_birth=to_local(ground.now).date() - timedelta(8 * 365))
    if wording.language != ENGLISH:
        patient = replace(patient, language=_spelling(ground.rules.languages, wording.language))
    if wording.form is WordingForm.EASY_READ:
        patient = replace(patient, format=LetterFormat.EASY_READ)
    return patient


def _spelling(languages: tuple[Language, ...], tag: str) -> str:
    return next((each.name for each in languages if each.tag == tag), tag)


def _visits(
    ground: SampleGround, kind: WordingKind, patient: Patient, sample: Sample
) -> list[VisitTold]:
    """Return the appointments of a sample: one, or one with each piece of news."""
    if kind is WordingKind.SEVERAL:
        news = _EVERY
    elif sample is Sample.SEVERAL:
        news = (_TOLD[kind],) * 2 if kind in _TOLD else _EVERY
    else:
        news = (_TOLD.get(kind, LetterKind.RESCHEDULED),)
    return [_visit(ground, patient, sample, each, at) for at, each in enumerate(news)]


def _visit(
    ground: SampleGround, patient: Patient, sample: Sample, news: LetterKind, number: int
) -> VisitTold:
    first = to_local(ground.now).date() + timedelta(12 + number)
    start = at_local(first, time(10, 20))
    prepared = AppointmentKind.DIAGNOSTIC, AppointmentKind.FOLLOW_UP
    visit = Appointment(
        f"SAMPLE-{number}", patient, 0, "", None, (), start, 30,
        prepared[sample is not Sample.PREPARED],
        Mode.PHONE if sample is Sample.BY_PHONE else Mode.FACE_TO_FACE,
        Priority.ROUTINE, None, None, 0, False,
    )  # fmt: skip
    moved = start + timedelta(weeks=4, hours=2) if news is LetterKind.RESCHEDULED else None
    is_taken_back = sample is Sample.TAKEN_BACK
    site = next(iter(ground.setup.sites), ground.setup.details.name or "Sample Hospital")
    return VisitTold(
        visit,
        _SERVICES[number],
        site,
        moved,
        strike=sample is not Sample.NOT_THE_STRIKE,
        news=news,
        replaces=sample in (Sample.REPLACES, Sample.TAKEN_BACK),
        follows=sample is Sample.FOLLOWS and moved is not None,
        given=start + timedelta(weeks=3) if is_taken_back else None,
        was_by_phone=is_taken_back and news is not LetterKind.MODE_CHANGE,
    )
