"""In which language and form each patient's letter is printed, and what is not approved for it."""

from __future__ import annotations

from rota.domain.appointments import Patient
from rota.domain.codes import LetterFormat, LetterKind
from rota.domain.languages import ENGLISH, is_english, is_signed, language_of
from rota.domain.letter_rules import LetterRules
from rota.domain.letter_wording import WordingForm, WordingKind
from rota.services.hospital_details import languages_in
from rota.services.ports import Work
from rota.services.wordings import wordings_in

EASY_READ = "format_easy_read"


class LetterLanguages:
    """Knows what the trust writes in and which wordings it approved, within one reading."""

    def __init__(self, work: Work, rules: LetterRules) -> None:
        self._languages = rules.languages
        self._offered = languages_in(work.settings.all())
        self._book = wordings_in(work, rules)
        self._printed: dict[str, str] = {}

    def printed(self, patient: Patient) -> str:
        """Return the tag of the language printed beside English, or that of English alone."""
        said = patient.language
        if said not in self._printed:
            found = language_of(said, self._languages)
            is_offered = found is not None and found.tag in self._offered
            self._printed[said] = found.tag if found is not None and is_offered else ENGLISH
        return self._printed[said]

    def is_english_only(self, patient: Patient) -> bool:
        """Say whether the patient reads another language than the letter is printed in."""
        known = is_english(patient.language) or is_signed(patient.language)
        return self.printed(patient) == ENGLISH and not known

    def holds(self, patient: Patient, kind: LetterKind | WordingKind | None) -> list[str]:
        """Return the codes that hold a letter of a kind for want of an approved wording.

        An English letter needs none: the program's own is approved.
        """
        if kind is None:
            return []
        form = _form(patient)
        found = []
        is_easy = form is WordingForm.EASY_READ
        if is_easy and not self._has(kind, ENGLISH, form):
            found.append(EASY_READ)
        language = self.printed(patient)
        if language != ENGLISH and not self._has(kind, language, form):
            found.append("language_not_approved")
        return found

    def _has(self, kind: LetterKind | WordingKind, language: str, form: WordingForm) -> bool:
        return self._book.chosen(WordingKind(kind.value), language, form) is not None


def _form(patient: Patient) -> WordingForm:
    is_easy = patient.format is LetterFormat.EASY_READ
    return WordingForm.EASY_READ if is_easy else WordingForm.LETTER
