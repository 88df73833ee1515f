"""The rulebook: dated rule data, read once, given to services."""

from __future__ import annotations

from dataclasses import dataclass

from rota.domain.care import CareBook
from rota.domain.cover_limits import CoverLimit
from rota.domain.derogation_rules import DerogationRules
from rota.domain.grades import GradeLadder
from rota.domain.law import LawBook
from rota.domain.letter_rules import LetterRules
from rota.domain.posting import PostingClock
from rota.domain.rebooking import DateRules
from rota.domain.report_rules import ReportBook
from rota.domain.requirements import RequirementTemplate
from rota.domain.retention import RetentionBook
from rota.domain.suggestions import WeightBook
from rota.domain.triage_rules import TriageRules
from rota.domain.turnout import TurnoutRules
from rota.domain.working_time import WorkingTimeBook


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Every rule the services judge by."""

    ladder: GradeLadder
    letters: LetterRules
    law: LawBook
    working_time: WorkingTimeBook
    derogations: DerogationRules
    cover_templates: tuple[RequirementTemplate, ...]
    cover_weights: WeightBook
    cover_limit: CoverLimit
    care: CareBook
    triage: TriageRules
    dates: DateRules
    turnout: TurnoutRules
    reports: ReportBook
    retention: RetentionBook

    @property
    def posting(self) -> PostingClock:
        """Return the posting clock."""
        return self.letters.posting
