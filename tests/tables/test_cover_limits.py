"""How far a suggested plan goes with anybody, as the rule file has it."""

from __future__ import annotations

from datetime import timedelta

from rota.tables.cover_limits import cover_limit
from rota.tables.rulebook import entries


def test_a_plan_stops_short_of_a_day_on_site_and_leaves_some_rest() -> None:
    limit = cover_limit()
    assert limit.on_site.length == timedelta(hours=24)
    assert limit.rest.length == timedelta(hours=11)
    assert limit.night_rest.length == timedelta(hours=8)


def test_our_own_figures_do_not_pass_for_a_rule_of_the_law() -> None:
    limit = cover_limit()
    assert limit.on_site.source.endswith("unverified")
    assert limit.night_rest.source.endswith("unverified")
    assert limit.rest.source == "WTR 1998 reg 10"
    assert not any(each["verified"] for each in entries("cover_limits", "limits"))
