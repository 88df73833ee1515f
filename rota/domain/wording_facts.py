"""What a wording is filled in from: the conditions and values of one letter in one language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from rota.domain.addresses import phone_to_ring
from rota.domain.appointments import Patient
from rota.domain.codes import AppointmentKind, LetterKind, Mode
from rota.domain.directions import put
from rota.domain.letter_content import AppointmentLine
from rota.domain.letter_phrases import Phrases
from rota.domain.letter_rules import DateWords
from rota.domain.times import to_local
from rota.domain.trust import TrustDetails
from rota.domain.visit_told import VisitTold

_PREPARED_FOR = frozenset(
    {
        AppointmentKind.DIAGNOSTIC,
        AppointmentKind.PRE_OP,
        AppointmentKind.DAY_CASE,
        AppointmentKind.INPATIENT_ELECTIVE,
    }
)
_OLD_DATE_GONE = frozenset({LetterKind.POSTPONED, LetterKind.RESCHEDULED})
_OF_EVERY = frozenset({"strike", "follows"})
"""Conditions that hold of a letter only where they hold of each of its appointments."""
_SEEN = {Mode.FACE_TO_FACE: "at_hospital", Mode.PHONE: "by_phone", Mode.VIDEO: "by_video"}


@dataclass(frozen=True, slots=True)
class Speech:
    """A language as letters are written in it."""

    tag: str
    phrases: Phrases
    dates: DateWords


@dataclass(frozen=True, slots=True)
class Facts:
    """The conditions that hold and the values to fill in; a blank value prints nothing."""

    conditions: frozenset[str]
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """The facts of a letter, and those of each of its appointments."""

    whole: Facts
    each: tuple[Facts, ...]


def letter_facts(
    patient: Patient,
    is_child: bool,
    told: Sequence[VisitTold],
    details: TrustDetails,
    reference: str,
    today: date,
    speech: Speech,
) -> LetterFacts:
    """Return what one letter says in one language; each of ``told`` has its news."""
    about = _letter_conditions(is_child, told, details)
    values = {
        "name": _addressed(patient, is_child, speech.phrases),
        "patient_name": _forename_surname(patient),
        "hospital": details.name,
        "phone": details.phone,
        "phone_hours": details.phone_hours,
        "email": details.email,
        "reference": reference,
        "today": speech.dates.written(speech.tag, today),
    }
    visits = tuple(
        Facts(about | _visit_conditions(one), values | _visit_values(one, speech)) for one in told
    )
    of_any = frozenset().union(*(_visit_conditions(one) for one in told))
    of_all = {name for name in _OF_EVERY if all(name in _visit_conditions(one) for one in told)}
    if "at_hospital" in of_any and of_any & {"by_phone", "by_video"}:
        of_all.add("mixed")
    if len({one.news for one in told}) == 1:
        of_all.add("same")
    # A field of one appointment stands only where there is one; the number rung is the same in all.
    whole = Facts(about | (of_any - _OF_EVERY) | of_all, visits[0].values)
    return LetterFacts(whole, visits)


def table_row(told: VisitTold, speech: Speech, with_news: bool) -> AppointmentLine:
    """Return an appointment's row in the table: the new time where there is one, else the old."""
    phrases, dates, tag = speech.phrases, speech.dates, speech.tag
    what: str = getattr(phrases, told.visit.kind.value)
    if told.mode is Mode.PHONE:
        what = put(phrases.by_phone, what=what)
    elif told.mode is Mode.VIDEO:
        what = put(phrases.by_video, what=what)
    what = put(phrases.at_service, what=what, service=told.service)
    when = to_local(told.visit.start)
    if told.new_start is not None:
        day, time = dates.short_day(tag, when.date()), dates.clock(tag, when.time())
        what = put(phrases.was, what=what, day=day, time=time)
        when = to_local(told.new_start)
    if told.given is not None:
        given = to_local(told.given)
        day, time = dates.short_day(tag, given.date()), dates.clock(tag, given.time())
        what = put(phrases.not_on, what=what, day=day, time=time)
    if with_news:
        assert told.news is not None
        what = put(phrases.with_news, what=what, news=getattr(phrases, told.news.value))
    where = told.site if told.mode is Mode.FACE_TO_FACE else phrases.at_home
    return AppointmentLine(what, where, *_moment(when, speech))


def _letter_conditions(
    is_child: bool, told: Sequence[VisitTold], details: TrustDetails
) -> frozenset[str]:
    """Return what holds of the letter, and so of each of its appointments."""
    holds = {
        "one": len(told) == 1,
        "several": len(told) > 1,
        "child": is_child,
        "has_phone": bool(details.phone),
        "has_hours": bool(details.phone and details.phone_hours),
        "has_email": bool(details.email),
    }
    return frozenset(name for name, holding in holds.items() if holding)


def _visit_conditions(told: VisitTold) -> frozenset[str]:
    assert told.news is not None
    holds = {
        "strike": told.strike,
        "replaces": told.replaces,
        "follows": told.follows,
        "given": told.given is not None,
        "was_by_phone": told.was_by_phone,
        "prepared": told.visit.kind in _PREPARED_FOR and told.news in _OLD_DATE_GONE,
        _SEEN[told.visit.mode]: True,
        told.news.value: True,
    }
    return frozenset(name for name, holding in holds.items() if holding)


def _visit_values(told: VisitTold, speech: Speech) -> dict[str, str]:
    old_day, old_time = _moment(to_local(told.visit.start), speech)
    values = {
        "service": told.service,
        "site": told.site,
        "old_day": old_day,
        "old_time": old_time,
        "call_number": phone_to_ring(told.visit.patient.phone),
    }
    if told.new_start is not None:
        new_day, new_time = _moment(to_local(told.new_start), speech)
        values |= {"new_day": new_day, "new_time": new_time}
    if told.given is not None:
        given_day, given_time = _moment(to_local(told.given), speech)
        values |= {"given_day": given_day, "given_time": given_time}
    return values


def _moment(when: datetime, speech: Speech) -> tuple[str, str]:
    dates, tag = speech.dates, speech.tag
    return dates.day(tag, when.date()), dates.clock(tag, when.time())


def _addressed(patient: Patient, is_child: bool, phrases: Phrases) -> str:
    if is_child:
        return put(phrases.parent, name=_forename_surname(patient))
    if patient.title:
        return f"{patient.title} {patient.surname}"
    return _forename_surname(patient)


def _forename_surname(patient: Patient) -> str:
    return " ".join(part for part in (patient.forename, patient.surname) if part)
