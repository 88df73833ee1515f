"""The wordings of letters that a trust keeps: which there are, and which are in use."""

from __future__ import annotations

from dataclasses import dataclass

from rota.domain.errors import Refused
from rota.domain.languages import ENGLISH
from rota.domain.letter_rules import LetterRules
from rota.domain.letter_wording import Wording, WordingForm, WordingKind, WordingState
from rota.domain.wording_book import WordingBook
from rota.services.hospital_details import languages_in
from rota.services.ports import Storage, Work


def wordings_in(work: Work, rules: LetterRules) -> WordingBook:
    """Return the wordings that letters are written by now."""
    return WordingBook(work.wordings.approved(), rules)


@dataclass(frozen=True, slots=True)
class WordingPlace:
    """One kind of letter in one language and form, with every version: the newest first.

    ``shipped`` is the program's own text, None where it has none.
    """

    kind: WordingKind
    language: str
    form: WordingForm
    versions: tuple[Wording, ...]
    shipped: Wording | None

    @property
    def in_use(self) -> Wording | None:
        """Return what letters are written by; None: nothing yet, so none is printed.

        The program's own counts only where it is an English letter: a translation and an easy
        read text want the trust's own approval.
        """
        for each in self.versions:
            if each.state is WordingState.APPROVED:
                return each
        return self.shipped if (self.language, self.form) == _READY else None

    @property
    def draft(self) -> Wording | None:
        """Return the newest draft that is newer than what is in use; an older one is overtaken."""
        used = self.in_use.version if self.in_use else 0
        drafts = (each for each in self.versions if each.state is WordingState.DRAFT)
        return next((each for each in drafts if each.version > used), None)

    @property
    def newest(self) -> Wording | None:
        """Return what a new draft begins from: the draft, what is in use, or what was shipped."""
        return self.draft or self.in_use or self.shipped


_READY = (ENGLISH, WordingForm.LETTER)


def wording_places(storage: Storage, rules: LetterRules) -> tuple[WordingPlace, ...]:
    """Return every place for a wording: English first, then the languages by name.

    The languages are those that the trust writes in and those in which there is a text.
    """
    with storage.read() as work:
        own, wanted = work.wordings.all(), languages_in(work.settings.all())
    places = {(each.kind, each.language, each.form) for each in (*own, *rules.wordings)}
    places |= {
        (kind, tag, WordingForm.LETTER) for kind in WordingKind for tag in (ENGLISH, *wanted)
    }
    names = {each.tag: each.name for each in rules.languages}
    kinds, forms = list(WordingKind), list(WordingForm)

    def order(place: tuple[WordingKind, str, WordingForm]) -> tuple[object, ...]:
        kind, tag, form = place
        return tag != ENGLISH, names.get(tag, tag), forms.index(form), kinds.index(kind)

    return tuple(_place(*place, own, rules) for place in sorted(places, key=order))


def wording_place(
    storage: Storage, rules: LetterRules, kind: WordingKind, language: str, form: WordingForm
) -> WordingPlace:
    """Return one place, though there may be no text for it yet."""
    with storage.read() as work:
        return _place(kind, language, form, work.wordings.all(), rules)


def find_wording(work: Work, wording_id: int) -> Wording:
    """Return one version of the trust's own. Refuses an unknown number."""
    found = work.wordings.one(wording_id)
    if found is None:
        raise Refused("unknown_wording", f"There is no wording {wording_id}.")
    return found


def one_wording(storage: Storage, wording_id: int) -> Wording:
    """Return one version of the trust's own. Refuses an unknown number."""
    with storage.read() as work:
        return find_wording(work, wording_id)


def check_language(rules: LetterRules, tag: str) -> None:
    """Refuse a language that the program does not know."""
    if tag != ENGLISH and all(each.tag != tag for each in rules.languages):
        raise Refused("unknown_language", f"No language is called {tag}.")


def to_translate(storage: Storage, rules: LetterRules, place: WordingPlace) -> Wording | None:
    """Return what is sent to a translator: the text there is, else the English for that language.

    Refuses a language that the program does not know.
    """
    check_language(rules, place.language)
    if place.newest is not None:
        return place.in_use or place.newest
    english = wording_place(storage, rules, place.kind, ENGLISH, place.form)
    found = english.in_use or english.newest
    if found is None:
        return None
    return Wording(None, place.kind, place.language, place.form, 0, found.body, WordingState.DRAFT)


def language_name(rules: LetterRules, tag: str) -> str:
    """Return a language's English name, or its tag where it is not known."""
    if tag == ENGLISH:
        return "English"
    return next((each.name for each in rules.languages if each.tag == tag), tag)


def _place(
    kind: WordingKind,
    language: str,
    form: WordingForm,
    own: list[Wording],
    rules: LetterRules,
) -> WordingPlace:
    def is_here(each: Wording) -> bool:
        return (each.kind, each.language, each.form) == (kind, language, form)

    versions = sorted(filter(is_here, own), key=lambda each: -each.version)
    shipped = next(filter(is_here, rules.wordings), None)
    return WordingPlace(kind, language, form, tuple(versions), shipped)
