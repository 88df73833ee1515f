"""Working-time rules: what a person's turns measure against the dated rules that judge them."""

from rota.domain.working_time.book import WorkingTimeBook
from rota.domain.working_time.judging import judge
from rota.domain.working_time.looking import busiest_168, hours_between, rest_after, rest_before
from rota.domain.working_time.rule_sets import Nation, People, Place, Rule, RuleSet
from rota.domain.working_time.turns import Turn, Worker

__all__ = [
    "Nation",
    "People",
    "Place",
    "Rule",
    "RuleSet",
    "Turn",
    "Worker",
    "WorkingTimeBook",
    "busiest_168",
    "hours_between",
    "judge",
    "rest_after",
    "rest_before",
]
