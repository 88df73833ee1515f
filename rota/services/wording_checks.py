"""A wording tried out: what is wrong in its text, and with the letters it would make."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from rota.domain.codes import words
from rota.domain.languages import ENGLISH
from rota.domain.letter_content import LetterException
from rota.domain.letter_rules import LetterRules
from rota.domain.letter_wording import Wording, WordingForm, WordingKind
from rota.domain.wording_book import WordingBook
from rota.domain.wording_parse import parse_wording
from rota.domain.wording_samples import Sample, SampleGround, sample_letter
from rota.domain.wording_text import WordingProblem
from rota.domain.wording_warnings import warnings
from rota.services.hospital_details import letter_setup
from rota.services.ports import Storage, Typesetter

OF_THE_ADDRESS = frozenset({"address_too_long", "address_too_wide"})
"""What a sample address may be for a small window: no fault of the wording."""


@dataclass(frozen=True, slots=True)
class SampleFault:
    """What is wrong with the letter of one sample."""

    sample: Sample
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class WordingCheck:
    """What was found in the text of this digest; nothing at all: it may be approved.

    ``warnings`` keep nothing back. ``before`` is the text that letters are written by now.
    """

    sha256: str
    problems: tuple[WordingProblem, ...]
    faults: tuple[SampleFault, ...] = ()
    warnings: tuple[str, ...] = ()
    before: str | None = None

    @property
    def blockers(self) -> tuple[str, ...]:
        """Return in sentences what keeps the wording from being approved."""
        return (
            *(f"line {each.line}: {each.text}" for each in self.problems),
            *(f"a sample letter ({words(each.sample)}): {each.text}" for each in self.faults),
        )


def sample_ground(storage: Storage, rules: LetterRules, now: datetime) -> SampleGround:
    """Read what sample letters are written with."""
    with storage.read() as work:
        setup, approved = letter_setup(work, rules), tuple(work.wordings.approved())
    return SampleGround(setup, approved, rules, now)


def check_wording(ground: SampleGround, typesetter: Typesetter, wording: Wording) -> WordingCheck:
    """Read a wording, and typeset every sample letter of it; touches no database."""
    before = _in_use(ground, wording.kind, wording.language, wording.form)
    english = _in_use(ground, wording.kind, ENGLISH, wording.form)
    passed = WordingCheck(
        wording.sha256,
        problems_of(ground.rules, wording),
        (),
        warnings(wording, before, english or _in_use(ground, wording.kind, ENGLISH)),
        before.body.strip("\n") if before is not None else None,
    )
    if passed.problems:
        return passed
    letters = {sample: sample_letter(ground, wording, sample) for sample in samples_of(wording)}
    of = {letter.reference: sample for sample, letter in letters.items()}
    found: list[LetterException] = list(typesetter.typeset(list(letters.values())).exceptions)
    found += typesetter.zone_findings(letters[Sample.LONGEST_NAME])
    faults = [
        SampleFault(of.get(each.reference, Sample.LONGEST_NAME), each.code, each.text)
        for each in found
        if each.code not in OF_THE_ADDRESS
    ]
    return replace(passed, faults=tuple(dict.fromkeys(faults)))


def _in_use(
    ground: SampleGround, kind: WordingKind, language: str, form: WordingForm = WordingForm.LETTER
) -> Wording | None:
    found = WordingBook(ground.approved, ground.rules).chosen(kind, language, form)
    return None if found is None else found.wording


@dataclass(frozen=True, slots=True)
class Trial:
    """One sample letter by a wording: its problems, or its pages and what is wrong with them."""

    problems: tuple[WordingProblem, ...]
    pdf: bytes = b""
    pages: int = 0
    faults: tuple[str, ...] = ()


def try_wording(
    ground: SampleGround, typesetter: Typesetter, wording: Wording, sample: Sample
) -> Trial:
    """Typeset one sample letter to look at; touches no database."""
    problems = problems_of(ground.rules, wording)
    if problems:
        return Trial(problems)
    made = typesetter.typeset([sample_letter(ground, wording, sample)])
    pages = sum(each.pages for each in made.letters)
    return Trial((), made.pdf, pages, tuple(each.text for each in made.exceptions))


def problems_of(rules: LetterRules, wording: Wording) -> tuple[WordingProblem, ...]:
    """Return what is wrong in a text."""
    pictures = frozenset(each.name for each in rules.pictures)
    return parse_wording(wording.body, wording.kind, wording.form, pictures).problems


def samples_of(wording: Wording) -> tuple[Sample, ...]:
    """Return the samples that make sense of a kind of letter."""
    if wording.kind is WordingKind.SEVERAL:
        return tuple(each for each in Sample if each is not Sample.SEVERAL)
    if wording.kind is WordingKind.MODE_CHANGE:
        return tuple(each for each in Sample if each is not Sample.BY_PHONE)
    return tuple(Sample)
