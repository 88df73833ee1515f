"""Dated law: the rule of the day, at the limit, a day inside and a day outside."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rota.domain.codes import StaffGroup, WindowType
from rota.domain.errors import Refused
from rota.domain.law import Ballot, LawBook, LawRule, latest_notice, mandate_limit, window_findings
from rota.domain.recurrence import repeated
from rota.domain.times import elapsed_hours, read_local, to_local
from rota.domain.windows import WindowTerms
from rota.tables.law_rules import law_book

LAW = law_book()


def at(text):
    return read_local(text).instant


def terms(start, received=None, end=None):
    return WindowTerms(
        at(start),
        at(end) if end else None,
        WindowType.FULL_WALKOUT,
        frozenset({StaffGroup.RESIDENT_DOCTOR}),
        notice_received=at(received) if received else None,
    )


def kinds(found, severity="warn"):
    return [each.rule for each in found if each.severity == severity]


@pytest.mark.parametrize(
    ("start", "received", "days"),
    [
        ("2016-01-12 08:00", "2016-01-05 23:59", None),
        ("2016-01-12 08:00", "2016-01-06 00:00", 7),
        ("2023-12-20 07:00", "2023-12-06 12:00", None),
        ("2023-12-20 07:00", "2023-12-07 12:00", 14),
        ("2026-06-15 07:00", "2026-06-05 23:00", None),
        ("2026-06-15 07:00", "2026-06-06 00:00", 10),
        ("2026-03-01 07:00", "2026-02-17 12:00", 14),
        ("2026-03-01 07:00", "2026-02-18 12:00", None),
    ],
    ids=[
        "2016, seven days",
        "2016, a minute late",
        "2023, fourteen days",
        "2023, thirteen days",
        "2026, Fri 5 Jun for Mon 15 Jun",
        "2026, the next day",
        "given the day before the rule changed",
        "given on the day the rule changed",
    ],
)
def test_notice_is_counted_in_whole_days_by_the_rule_of_the_day_it_was_given(start, received, days):
    found = [
        each for each in window_findings(terms(start, received), Ballot(), LAW)
        if each.rule == "notice"
    ]  # fmt: skip
    if days is None:
        assert found == []
    else:
        (finding,) = found
        assert finding.limit == f"{days} days"
        assert finding.source
        assert "lawful" not in finding.text


def test_the_last_day_of_notice_of_the_worked_example():
    assert latest_notice(date(2026, 6, 15), 10) == date(2026, 6, 5)


@pytest.mark.parametrize(
    ("ballot", "limit"),
    [
        (Ballot(date(2015, 11, 5), date(2015, 11, 18)), date(2015, 12, 16)),
        (Ballot(date(2023, 1, 9), date(2023, 2, 20)), date(2023, 8, 20)),
        (Ballot(date(2025, 12, 8), date(2026, 2, 20)), date(2026, 8, 20)),
        (Ballot(date(2026, 3, 2), date(2026, 4, 1)), date(2027, 4, 1)),
        (Ballot(mandate_end=date(2026, 8, 3)), date(2026, 8, 3)),
    ],
    ids=["4 weeks", "6 months", "opened before the change", "12 months", "stated by the union"],
)
def test_a_mandate_runs_by_the_rule_of_the_day_its_ballot_opened(ballot, limit):
    found = mandate_limit(ballot, LAW)
    assert found is not None
    assert found[0] == limit
    inside = terms(f"{limit.isoformat()} 23:59")
    assert kinds(window_findings(inside, ballot, LAW)) == []
    late = WindowTerms(at(f"{limit.isoformat()} 24:00"), None, inside.type, inside.groups)
    assert kinds(window_findings(late, ballot, LAW)) == ["mandate"]


@pytest.mark.parametrize(
    ("start", "noted"),
    [("2016-01-12 08:00", True), ("2023-01-18 07:00", False), ("2023-08-11 07:00", True)],
)
def test_agency_cover_is_noted_while_its_rule_holds(start, noted):
    found = window_findings(terms(start), Ballot(), LAW)
    assert ("agency" in kinds(found, "note")) is noted


def test_an_unverified_rule_says_so():
    rule = LawRule("notice", date(2000, 1, 1), 9, "days", "our own", False)
    (finding, *_) = window_findings(
        terms("2016-01-12 08:00", "2016-01-10 08:00"), Ballot(), LawBook((rule,))
    )
    assert finding.source == "our own (unverified)"


def test_no_rule_at_all_finds_nothing():
    assert (
        window_findings(terms("2016-01-12 08:00", "2016-01-11 08:00"), Ballot(), LawBook(())) == ()
    )


def test_every_wednesday_keeps_its_clock_times_over_a_clock_change():
    made = repeated(terms("2026-10-21 08:00", end="2026-10-22 08:00"), 7, at("2026-11-05 00:00"))
    assert [f"{to_local(each.start):%a %d %b %H:%M}" for each in made] == [
        "Wed 21 Oct 08:00",
        "Wed 28 Oct 08:00",
        "Wed 04 Nov 08:00",
    ]


def test_a_repeat_over_the_clock_change_night_lasts_25_hours():
    made = repeated(terms("2026-10-17 08:00", end="2026-10-18 08:00"), 7, at("2026-10-25 00:00"))
    assert [elapsed_hours(each.start, each.end) for each in made] == [24, 25]


@pytest.mark.parametrize(
    ("window", "step", "until", "code"),
    [
        (terms("2026-01-05 08:00"), 7, "2026-02-01 00:00", "open_repeats"),
        (terms("2026-01-05 08:00", end="2026-01-06 08:00"), 0, "2026-02-01 00:00", "no_step"),
        (
            terms("2026-01-05 08:00", end="2026-01-08 08:00"),
            1,
            "2026-02-01 00:00",
            "repeats_overlap",
        ),
        (terms("2026-01-05 08:00", end="2026-01-06 08:00"), 1, "2028-02-01 00:00", "too_many"),
    ],
    ids=["no end", "no step", "overlap", "too many"],
)
def test_repeats_that_make_no_sense_are_refused(window, step, until, code):
    with pytest.raises(Refused) as refused:
        repeated(window, step, at(until))
    assert refused.value.code == code


@given(step=st.integers(1, 60), count=st.integers(1, 40), hours=st.integers(1, 23))
def test_repeats_are_evenly_spaced_on_the_wall_clock(step, count, hours):
    start = at("2026-01-05 08:00")
    window = WindowTerms(
        start,
        at("2026-01-05 08:00") if hours == 0 else at(f"2026-01-05 {8 + hours // 2:02d}:30"),
        WindowType.FULL_WALKOUT,
        frozenset({StaffGroup.NURSE}),
    )
    until = at("2026-01-05 09:00").replace(year=2026 + (step * count) // 366 + 1)
    made = repeated(window, step, until)[:count] if step > 1 else [window]
    days = [to_local(each.start).date() for each in made]
    assert all((b - a).days == step for a, b in pairwise(days))
    assert {to_local(each.start).time() for each in made} == {to_local(start).time()}
