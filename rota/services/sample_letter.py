"""A made-up letter that shows how a hospital's own details look on paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from rota.domain.errors import Refused
from rota.domain.languages import ENGLISH
from rota.domain.letter_content import LetterContent
from rota.domain.letter_rules import LetterRules
from rota.domain.letter_wording import Wording, WordingForm, WordingKind
from rota.domain.trust import LetterSetup, SiteDetails
from rota.domain.wording_book import WordingBook
from rota.domain.wording_samples import Sample, SampleGround, sample_letter


def letter_to_nobody(
    setup: LetterSetup,
    approved: Sequence[Wording],
    rules: LetterRules,
    now: datetime,
    site: str = "",
    language: str = ENGLISH,
) -> LetterContent:
    """Return a letter that postpones a made-up appointment at a site.

    In another language it is written by the wording that the hospital approved, else by the
    program's draft. Refuses a language without either.
    """
    wording = _wording(approved, rules, language)
    if site:
        setup = replace(setup, sites={site: setup.sites.get(site, SiteDetails(site))})
    ground = SampleGround(setup, tuple(approved), rules, now)
    return sample_letter(ground, wording, Sample.PLAIN)


def _wording(approved: Sequence[Wording], rules: LetterRules, language: str) -> Wording:
    place = WordingKind.POSTPONED, language, WordingForm.LETTER
    chosen = WordingBook(approved, rules).chosen(*place)
    if chosen is not None:
        return chosen.wording
    for each in rules.wordings:
        if (each.kind, each.language, each.form) == place:
            return each
    raise Refused("no_wording", "No wording in this language has been written yet.")
