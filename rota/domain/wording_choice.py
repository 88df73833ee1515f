"""Which wordings one letter is written by: of which kind, in which form and languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rota.domain.appointments import Patient
from rota.domain.codes import LetterFormat, LetterKind
from rota.domain.languages import ENGLISH, Language, language_of
from rota.domain.letter_rules import LetterRules
from rota.domain.letter_wording import WordingForm, WordingKind
from rota.domain.trust import LetterSetup
from rota.domain.visit_told import VisitTold
from rota.domain.wording_book import ChosenWording, WordingBook


@dataclass(frozen=True, slots=True)
class LetterWordings:
    """The English wording of a letter, and its translation where there is one."""

    english: ChosenWording
    translation: ChosenWording | None = None
    language: Language | None = None

    @property
    def template(self) -> str:
        """Return the names of the wordings, as the letter's record keeps them."""
        used = (self.english, *((self.translation,) if self.translation else ()))
        return "; ".join(each.wording.name for each in used)


def choose_wordings(
    kind: LetterKind,
    patient: Patient,
    visits: Sequence[VisitTold],
    setup: LetterSetup,
    book: WordingBook,
    rules: LetterRules,
) -> LetterWordings:
    """Return the wordings of one letter as it would be printed.

    Where the patient's format or language has no approved wording, it is the English letter: the
    gate holds such a letter, so that it is only ever looked at.
    """
    wanted = wording_kind(kind, with_news(kind, visits))
    easy = patient.format is LetterFormat.EASY_READ
    english = book.chosen(wanted, ENGLISH, WordingForm.EASY_READ) if easy else None
    english = english or book.chosen(wanted, ENGLISH)
    if english is None:
        raise LookupError(f"no English wording of kind {wanted}")
    language = language_to_write(patient, setup, rules)
    if language is None:
        return LetterWordings(english)
    translation = book.chosen(wanted, language.tag, english.wording.form)
    return LetterWordings(english, translation, language if translation else None)


def language_to_write(patient: Patient, setup: LetterSetup, rules: LetterRules) -> Language | None:
    """Return the language a patient's letter is in beside English; None: English alone."""
    language = language_of(patient.language, rules.languages)
    return language if language is not None and language.tag in setup.languages else None


def with_news(kind: LetterKind, visits: Sequence[VisitTold]) -> tuple[VisitTold, ...]:
    """Return appointments, each with what becomes of it."""
    plain = LetterKind.GOING_AHEAD if kind == LetterKind.CORRECTION else LetterKind(kind)
    return tuple(each if each.news else replace(each, news=plain) for each in visits)


def wording_kind(kind: LetterKind, told: Sequence[VisitTold]) -> WordingKind:
    """Return the kind of wording that tells this of these appointments.

    Where several things are told, or one of several takes an earlier letter back, or calls go to
    different numbers, each appointment is said for itself.
    """
    if kind == LetterKind.CORRECTION:
        return WordingKind.CORRECTION
    replaced = len(told) > 1 and any(each.replaces for each in told)
    is_mixed = len({each.replaces for each in told}) > 1
    numbers = {each.visit.patient.phone for each in told}
    one_by_one = (
        len({each.news for each in told}) > 1
        or (replaced and (is_mixed or kind != LetterKind.GOING_AHEAD))
        or (kind == LetterKind.MODE_CHANGE and len(numbers) > 1)
    )
    return WordingKind.SEVERAL if one_by_one else WordingKind(kind)
