"""What is recorded around a window, what the law says of one not saved yet, whose rules hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from rota.domain.codes import Level, LossPolicy, StaffGroup
from rota.domain.errors import Refused
from rota.domain.law import Ballot
from rota.domain.notices import NoticeKind
from rota.services.disputes import (
    add_law,
    compare,
    foreseen_findings,
    law_lines,
    record_ballot,
    window_record,
)
from rota.services.notices import notice
from rota.services.window_changes import NewTerms, revise
from rota.services.windows import known_sites, list_windows, show_window
from rota.storage.database import Database
from tests.conftest import Addresses
from tests.engines import Clock, filling
from tests.strike_hospital import END, NOW, START, fill, tools

RULES = tools().rules
DISPUTE = "2016 contract"


@pytest.fixture
def address(addresses: Addresses, clock: Clock) -> str:
    return addresses.filled("strike hospital", filling(fill, clock))


@pytest.fixture
def hospital(database: Database) -> Database:
    return database


def test_a_window_is_told_with_its_dispute_mandate_and_findings(hospital: Database) -> None:
    record = window_record(hospital, 1, RULES.law)
    assert record.mandate is None
    assert [each.rule for each in record.findings] == ["agency"]
    record_ballot(hospital, DISPUTE, Ballot(closed=date(2015, 11, 18)), "98 % yes", "announced")
    record = window_record(hospital, 1, RULES.law)
    assert record.mandate is not None
    assert record.mandate[0] == date(2015, 12, 16)
    assert [each.rule for each in record.findings] == ["mandate", "agency"]
    assert [each.window_id for each in record.detail.windows] == [1]


def test_rules_are_asked_about_windows_that_are_not_saved(hospital: Database) -> None:
    terms = list_windows(hospital)[0].terms
    late = replace(terms, notice_received=START - timedelta(days=3))
    weekly = [
        replace(late, start=START + timedelta(weeks=n), end=END + timedelta(weeks=n))
        for n in range(3)
    ]
    found = foreseen_findings(hospital, f" {DISPUTE} ", weekly, RULES.law)
    assert [(each.rule, each.measured) for each in found] == [("notice", "3 days"), ("agency", "")]
    assert foreseen_findings(hospital, "A new one", [terms], RULES.law)[0].rule == "agency"


def test_a_rule_of_ones_own_stands_in_the_place_of_the_one_shipped(hospital: Database) -> None:
    shipped = law_lines(hospital, RULES.law)
    assert not any(each.is_own or each.is_replaced for each in shipped)
    since = next(each.rule.since for each in shipped if each.rule.kind == "mandate")
    add_law(hospital, "mandate", since, 8, "Agreed in writing", "by agreement", "weeks")
    lines = [each for each in law_lines(hospital, RULES.law) if each.rule.since == since]
    mandate = [each for each in lines if each.rule.kind == "mandate"]
    assert [(each.rule.words, each.is_own, each.is_replaced) for each in mandate] == [
        ("4 weeks", False, True),
        ("8 weeks", True, False),
    ]


def test_a_rule_counts_only_what_its_kind_counts(hospital: Database) -> None:
    with pytest.raises(Refused, match="This rule counts days"):
        add_law(hospital, "notice", date(2016, 1, 1), 2, "x", "y", "weeks")


def test_revisions_say_the_names_and_lengths_of_their_time(hospital: Database) -> None:
    after = datetime(2016, 1, 12, 10, 20, tzinfo=START.tzinfo)
    terms = replace(
        list_windows(hospital)[0].terms,
        start=after,
        groups=frozenset({StaffGroup.RESIDENT_DOCTOR, StaffGroup.CONSULTANT}),
        policy=LossPolicy.CLIP,
    )
    revise(hospital, 1, NewTerms(terms=terms), "corrected", NOW, RULES.ladder)
    one, other = show_window(hospital, 1).revisions
    said = {each.part: (each.before, each.after) for each in compare(one, other)}
    assert said["Called out"] == ("junior doctors", "consultants, junior doctors")
    assert said["Length"] == ("24 hours", "21 hours and 40 minutes")


def test_the_date_of_notice_alone_can_be_corrected(hospital: Database) -> None:
    terms = replace(list_windows(hospital)[0].terms, notice_received=NOW)
    done = revise(hospital, 1, NewTerms(terms=terms), "found the letter", NOW, RULES.ladder)
    assert (done.after.revision, done.consequences) == (2, ())
    with pytest.raises(Refused, match="Nothing would change"):
        revise(hospital, 1, NewTerms(terms=terms), "again", NOW, RULES.ladder)


def test_a_postal_strike_is_called_so_and_leaves_services_as_they_are(hospital: Database) -> None:
    terms = replace(list_windows(hospital)[0].terms, groups=frozenset(), affects_post=True)
    done = revise(hospital, 1, NewTerms(terms=terms), "it is the post", NOW, RULES.ladder)
    assert done.after.title.startswith("BMA, postal strike, ")
    assert done.after.default_level is Level.NORMAL


def test_sites_and_a_template_being_written_are_read(hospital: Database) -> None:
    assert known_sites(hospital) == ("St Anne",)
    made = notice(hospital, NoticeKind.PUBLIC, 1, NOW, "# Strike\n\nBy {{who}}.")
    assert made.text == "Strike\n\nBy junior doctors.\n"
    with pytest.raises(Refused, match="not known"):
        notice(hospital, NoticeKind.PUBLIC, 1, NOW, "{{whoo}}")
