"""What letters say, written from the records; the typesetter gets this and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from rota.domain.letter_content import LetterContent, TypesetBatch
from rota.domain.letter_rules import LetterRules
from rota.domain.permissions import See, refuse_sight
from rota.domain.trust import LetterSetup
from rota.domain.wording import details_for, write
from rota.domain.wording_book import WordingBook
from rota.domain.wording_choice import choose_wordings
from rota.services.hospital_details import letter_setup
from rota.services.letter_basis import hospital_digest
from rota.services.letter_queue import QueuedLetter, letter_kind, told_of
from rota.services.ports import Storage, Typesetter, Work
from rota.services.wordings import wordings_in


@dataclass(frozen=True, slots=True)
class WrittenLetter:
    """What one letter says, and by what it was written, as its record keeps it."""

    content: LetterContent
    template: str
    hospital_sha256: str


def preview_content(
    storage: Storage, rules: LetterRules, group: Sequence[QueuedLetter], now: datetime
) -> LetterContent:
    """Return what the letter of a group of appointments would say if it were made now."""
    refuse_sight(storage.user, See.PATIENTS)
    with storage.read() as work:
        return written_letters(work, rules, {"PREVIEW": group}, now)["PREVIEW"].content


def typeset_preview(typesetter: Typesetter, content: LetterContent) -> TypesetBatch:
    """Typeset one letter to look at; touches no database."""
    return typesetter.typeset([content])


def written_letters(
    work: Work, rules: LetterRules, groups: Mapping[str, Sequence[QueuedLetter]], now: datetime
) -> dict[str, WrittenLetter]:
    """Return the letters of groups of appointments, both by reference."""
    setup, book = letter_setup(work, rules), wordings_in(work, rules)
    return {
        reference: _written(reference, group, setup, book, rules, now)
        for reference, group in groups.items()
    }


def _written(
    reference: str,
    group: Sequence[QueuedLetter],
    setup: LetterSetup,
    book: WordingBook,
    rules: LetterRules,
    now: datetime,
) -> WrittenLetter:
    visits = told_of(group)
    kind, patient = letter_kind(group), group[0].visit.patient
    letter = write(kind, reference, patient, visits, setup, book, rules, now)
    if group[0].address:
        letter = replace(letter, address=group[0].address)
    used = choose_wordings(kind, patient, visits, setup, book, rules)
    hospital = details_for({each.site for each in visits}, setup.details, setup.sites)
    return WrittenLetter(letter, used.template, hospital_digest(hospital))
