from __future__ import annotations

import pytest

from rota.domain.retention import days_words
from rota.domain.role_words import roles_in_words
from rota.domain.users import Role, RoleGiven

HEAD, CLERK = Role.HEAD, Role.CLERK


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (((HEAD, "General Surgery"),), "head of General Surgery"),
        (((CLERK, ""), (HEAD, "Urology"), (HEAD, "Surgery")), "clerk, head of Surgery and Urology"),
        (((CLERK, "A"), (CLERK, "B"), (CLERK, "C")), "clerk for A, B and C"),
        (((HEAD, ""), (HEAD, "Surgery")), "head of every department"),
    ],
)
def test_roles_are_said_as_people_say_them(given: tuple[tuple[Role, str], ...], said: str) -> None:
    assert roles_in_words(RoleGiven(*each) for each in given) == said


def test_whole_years_months_and_weeks_are_said_so_and_no_other_days() -> None:
    said = {
        2922: "8 years", 2192: "6 years", 365: "1 year", 366: "366 days", 36_525: "100 years",
        91: "3 months", 90: "90 days", 30: "30 days", 183: "6 months", 14: "2 weeks",
        7: "1 week", 1: "1 day", 0: "0 days", 1000: "1,000 days",
    }  # fmt: skip
    assert {each: days_words(each) for each in said} == said
