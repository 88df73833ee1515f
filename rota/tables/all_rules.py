"""Reads every rule file into the one rulebook."""

from __future__ import annotations

from rota.domain.grades import GradeLadder
from rota.domain.rules import Rulebook
from rota.tables.care_kinds import care_book
from rota.tables.cover_limits import cover_limit
from rota.tables.cover_templates import cover_templates
from rota.tables.cover_weights import cover_weights
from rota.tables.date_rules import date_rules
from rota.tables.derogation_rules import derogation_book
from rota.tables.law_rules import law_book
from rota.tables.letter_rules import letter_rules
from rota.tables.report_rules import report_book
from rota.tables.retention_rules import retention_book
from rota.tables.triage_rules import triage_rules
from rota.tables.turnout_rules import turnout_rules
from rota.tables.working_time_rules import working_time_book


def whole_rulebook(ladder: GradeLadder) -> Rulebook:
    """Return every rule the services judge by."""
    return Rulebook(
        ladder,
        letter_rules(),
        law_book(),
        working_time_book(),
        derogation_book(),
        cover_templates(ladder),
        cover_weights(),
        cover_limit(),
        care_book(),
        triage_rules(),
        date_rules(),
        turnout_rules(),
        report_book(),
        retention_book(),
    )
