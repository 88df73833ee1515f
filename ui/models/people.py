"""The list of people: who they are, and what a strike means to each."""

from __future__ import annotations

from PySide6.QtCore import QObject

from rota.domain.codes import Answer, words
from rota.domain.people import StaffMember
from rota.domain.searching import plain_order
from rota.services.people_list import PersonRow
from ui.colours import Tone
from ui.models.table import Column, TableModel
from ui.wording import capital, code_words, grade_words


class PeopleModel(TableModel[PersonRow]):
    """Everybody on the staff list; a row holds all that is shown, so nothing is asked later."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(_columns(), lambda row: row.staff_id, (), parent)


def listed_name(row: PersonRow) -> str:
    """``Okafor, Dr Ada``, as lists are written."""
    person = row.person
    given = " ".join(part for part in (person.title, person.forename) if part)
    return f"{person.surname}, {given}" if given else person.surname


def _name_order(row: PersonRow) -> str:
    """Accents do not count when names are put in order."""
    return plain_order(listed_name(row))


def spoken_name(person: StaffMember) -> str:
    """``Dr Ada Okafor``."""
    return " ".join(part for part in (person.title, person.forename, person.surname) if part)


def who_words(person: StaffMember) -> str:
    """``Dr Ada Okafor, consultant, S0012``: enough to tell two of one name apart."""
    parts = spoken_name(person), grade_words(person.grade), person.staff_id
    return ", ".join(part for part in parts if part)


def answer_words(answer: Answer | None) -> str:
    """What somebody told the trust, in words."""
    return "" if answer is None else capital(words(answer))


def _columns() -> tuple[Column[PersonRow], ...]:
    return (
        Column("Name", listed_name, _name_order, width=23),
        Column("Grade", _grade, lambda row: row.person.grade, width=12),
        Column("Department", lambda row: row.person.department, width=16),
        Column("This strike", _strike, tip=_strike_tip, tone=_strike_tone, width=18),
        Column("Told the trust", _told, tone=_told_tone, width=13),
        Column("Skills", _skills, width=20),
        Column("Number", lambda row: row.staff_id, width=10),
        Column("Engaged", _engaged, width=11),
        Column("Site", lambda row: row.person.site, width=18),
        Column("Entered here", lambda row: "by hand" if row.person.by_hand else "", width=12),
    )


def _grade(row: PersonRow) -> str:
    return capital(grade_words(row.person.grade)) or code_words(row.person.staff_group)


def _skills(row: PersonRow) -> str:
    return ", ".join(sorted(row.person.competencies))


def _engaged(row: PersonRow) -> str:
    return capital(words(row.person.source)) if row.is_temporary else ""


def _strike(row: PersonRow) -> str:
    parts = []
    if row.called_out:
        parts.append("called out")
    if row.lost:
        parts.append(f"{row.lost} lost")
    if row.covers:
        parts.append(f"covers {row.covers}")
    if row.away:
        parts.append("away")
    return capital(", ".join(parts))


def _strike_tip(row: PersonRow) -> str:
    parts = []
    if row.called_out:
        parts.append("Their staff group is called out.")
    if row.lost:
        parts.append(f"Duties the strike removes: {row.lost}.")
    if row.covers:
        parts.append(f"Cover they are down for: {row.covers}.")
    if row.away:
        parts.append("Recorded as away for some of it; never counted as strike.")
    return " ".join(parts) or "This strike does not call them out."


def _strike_tone(row: PersonRow) -> Tone | None:
    if row.covers:
        return Tone.WARNING if row.away else Tone.COVERED
    if row.lost:
        return Tone.LOST
    return Tone.LEAVE if row.away else None


def _told(row: PersonRow) -> str:
    return answer_words(row.declared) if row.has_declared else ""


def _told_tone(row: PersonRow) -> Tone | None:
    return Tone.COVERED if row.declared is Answer.WORKING else None
