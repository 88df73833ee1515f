"""How far a suggested plan goes with anybody, as the rule file has it."""

from __future__ import annotations

from datetime import timedelta

from rota.tables.cover_limits import cover_limit
from rota.tables.rulebook import entries


def test_a_plan_stops_short_of_a_day_on_site_and_leaves_some_rest() -> None:
    limit = cover_limit()
    assert limit.on_site == timedelta(hours=24)
    assert timedelta(0) < limit.rest < timedelta(hours=11)


def test_the_limit_does_not_pass_for_a_rule_of_the_law() -> None:
    assert cover_limit().source.endswith("unverified")
    assert not any(each["verified"] for each in entries("cover_limits", "limits"))
