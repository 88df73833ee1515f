"""When a derogation is asked for, what the dated rules say of one, and how long is left."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from rota.domain.codes import DerogationAnswer, StaffGroup, WindowState, WindowType
from rota.domain.derogation_rules import (
    DerogationState,
    can_be_asked,
    check_asking,
    derogation_findings,
    state_of,
    time_left,
)
from rota.domain.derogations import Derogation
from rota.domain.errors import Refused
from rota.domain.windows import StrikeWindow, WindowTerms
from rota.tables.derogation_rules import derogation_book

RULES = derogation_book()
START, END = datetime(2016, 1, 12, 8, 0, tzinfo=UTC), datetime(2016, 1, 13, 8, 0, tzinfo=UTC)
ASKED = START + timedelta(hours=12)
MINUTE = timedelta(minutes=1)


def strike(start: datetime = START, end: datetime | None = END) -> StrikeWindow:
    terms = WindowTerms(
        start, end, WindowType.EMERGENCY_CARE_ONLY, frozenset({StaffGroup.RESIDENT_DOCTOR})
    )
    return StrikeWindow(1, "contract", "BMA", WindowState.CONFIRMED, 1, terms)


EVERYTHING = frozenset(each.code for each in RULES.evidence)
REQUEST = Derogation(
    1, 1, ASKED, ASKED + timedelta(hours=4), "ST", 1, "No airway cover", EVERYTHING,
    "Medical director", ASKED, ASKED + timedelta(hours=1),
)  # fmt: skip


def test_a_request_in_the_strike_is_let_through_from_its_first_minute_on() -> None:
    check_asking(REQUEST, strike(), RULES)
    check_asking(replace(REQUEST, asked_at=START), strike(), RULES)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"asked_at": START - MINUTE}, "strike_not_begun"),
        ({"asked_at": END}, "strike_over"),
        ({"asked_at": None}, "no_asked_at"),
        ({"start": START - MINUTE}, "outside_window"),
        ({"start": END, "end": END + MINUTE}, "outside_window"),
        ({"end": ASKED}, "end_before_start"),
        ({"number": 0}, "no_number"),
        ({"grade": " "}, "no_grade"),
        ({"risk": " "}, "no_risk"),
        ({"requested_by": ""}, "no_requester"),
        ({"decide_by": ASKED}, "deadline_before"),
        ({"tried": frozenset({"prayer"})}, "unknown_evidence"),
    ],
)
def test_a_request_that_makes_no_sense_is_refused(changed: dict[str, object], code: str) -> None:
    with pytest.raises(Refused) as refused:
        check_asking(replace(REQUEST, **changed), strike(), RULES)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("year", "source"),
    [(2016, "How this program keeps the log"), (2025, "NHS England, Patient safety mitigation")],
)
def test_the_refusal_names_the_rule_of_its_day(year: int, source: str) -> None:
    start = datetime(year, 12, 1, 8, 0, tzinfo=UTC)
    early = replace(
        REQUEST, asked_at=start - MINUTE, start=start, end=start + MINUTE, decide_by=None
    )
    with pytest.raises(Refused) as refused:
        check_asking(early, strike(start, None), RULES)
    assert source in refused.value.text
    assert "once the strike has begun" in refused.value.text


def test_a_rule_that_lets_one_ask_early_leaves_a_finding_instead() -> None:
    lax = replace(RULES, asking=[replace(RULES.asking[0], once_begun=False)])
    early = replace(REQUEST, asked_at=START - MINUTE)
    check_asking(early, strike(), lax)
    rules = [each.rule for each in derogation_findings(early, strike(), lax)]
    assert rules == ["derogation_early"]


def test_what_is_not_ticked_and_a_missing_deadline_are_found_by_the_rules_of_the_day() -> None:
    assert derogation_findings(REQUEST, strike(), RULES) == ()
    bare = replace(REQUEST, tried=EVERYTHING - {"electives_cancelled"}, decide_by=None)
    (found,) = derogation_findings(bare, strike(), RULES)
    assert (found.rule, found.measured) == ("derogation_evidence", "5 of 6")
    assert "planned work" in found.text
    later = replace(bare, asked_at=datetime(2024, 1, 3, 12, 0, tzinfo=UTC))
    rules = {each.rule for each in derogation_findings(later, strike(), RULES)}
    assert rules == {"derogation_evidence", "derogation_deadline"}


@pytest.mark.parametrize(
    ("nhse", "is_found"),
    [
        (DerogationAnswer.NONE, True),
        (DerogationAnswer.NOT_SUPPORTED, True),
        (DerogationAnswer.SUPPORTED, False),
    ],
)
def test_a_grant_without_nhs_england_s_support_is_found(
    nhse: DerogationAnswer, is_found: bool
) -> None:
    granted = replace(REQUEST, nhse_answer=nhse, union_answer=DerogationAnswer.GRANTED)
    found = [each.rule for each in derogation_findings(granted, strike(), RULES)]
    assert ("derogation_chain" in found) is is_found
    assert state_of(granted) is DerogationState.GRANTED


def test_a_withdrawal_ends_even_a_grant() -> None:
    granted = replace(REQUEST, union_answer=DerogationAnswer.GRANTED, withdrawn_at=END)
    assert state_of(granted) is DerogationState.WITHDRAWN
    assert time_left(granted, ASKED) == ""


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (130, "2 h 10 min left"),
        (1, "1 min left"),
        (0, "deadline is now"),
        (-15, "deadline passed 15 min ago"),
        (25 * 60, "1 d 1 h left"),
    ],
)
def test_the_countdown_to_the_deadline(minutes: int, words: str) -> None:
    asked = replace(REQUEST, decide_by=END)
    assert time_left(asked, END - timedelta(minutes=minutes)) == words
    assert time_left(replace(asked, decide_by=None), END) == "no deadline given"


def test_when_one_can_be_asked_is_said_in_words() -> None:
    assert "once the strike has begun, on Tue 12 Jan 2016 08:00" in can_be_asked(
        strike(), START - MINUTE
    )
    assert can_be_asked(strike(), START).startswith("The strike has begun")
    assert can_be_asked(strike(), END).startswith("The strike is over")
    off = replace(strike(), state=WindowState.CALLED_OFF)
    assert "not going ahead" in can_be_asked(off, START)
    with pytest.raises(Refused, match="not going ahead"):
        check_asking(REQUEST, off, RULES)


def test_every_rule_has_a_source_and_an_unverified_one_says_so() -> None:
    rules = (*RULES.asking, *RULES.deadline, *RULES.evidence)
    assert all(each.source for each in rules)
    assert RULES.asking_on(date(2025, 7, 22)).verified is False
    assert RULES.asking_on(date(2025, 7, 23)).verified is True
