"""Writes letters for tests, by the program's own wordings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from rota.domain import wording
from rota.domain.appointments import Patient
from rota.domain.codes import LetterKind
from rota.domain.letter_content import LetterContent
from rota.domain.trust import LetterSetup, TrustDetails
from rota.domain.visit_told import VisitTold
from rota.domain.wording_book import WordingBook
from rota.tables.letter_rules import letter_rules

RULES = letter_rules()
BOOK = WordingBook((), RULES)


def write(
    kind: LetterKind,
    reference: str,
    patient: Patient,
    visits: Sequence[VisitTold],
    trust: TrustDetails,
    written: datetime,
) -> LetterContent:
    """Write a letter for a hospital that has set up nothing but its own details."""
    setup = LetterSetup(trust)
    return wording.write(kind, reference, patient, visits, setup, BOOK, RULES, written)
