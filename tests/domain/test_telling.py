"""When a patient needs a letter: when what is decided differs from what they were last told."""

from __future__ import annotations

from datetime import datetime

import pytest

from rota.domain.appointments import DecisionMade
from rota.domain.codes import Decision, LetterKind
from rota.domain.telling import Told, kind_needed
from tests.domain.making import at

BOOKED, MOVED = at("2016-01-12 10:20"), at("2016-01-19 10:20")
START, LATER = at("2016-02-20 09:00"), at("2016-02-27 09:00")
KEEP, POSTPONE, REBOOK = Decision.KEEP, Decision.POSTPONE, Decision.REBOOK


def decided(
    decision: Decision, new_start: datetime | None = None, about: datetime = BOOKED
) -> DecisionMade:
    return DecisionMade("A1", decision, new_start, about, "why")


def told(decision: Decision, new_start: datetime | None = None, about: datetime = BOOKED) -> Told:
    return Told(decision, new_start, about)


@pytest.mark.parametrize(
    ("made", "last", "kind"),
    [
        pytest.param(None, None, None, id="nothing decided, nothing told"),
        pytest.param(decided(KEEP), None, None, id="kept as booked"),
        pytest.param(decided(POSTPONE), None, LetterKind.POSTPONED, id="postponed"),
        pytest.param(decided(POSTPONE), told(POSTPONE), None, id="told already"),
        pytest.param(decided(REBOOK, START), None, LetterKind.RESCHEDULED, id="rebooked"),
        pytest.param(decided(REBOOK, LATER), told(REBOOK, START), LetterKind.RESCHEDULED,
                     id="rebooked again"),
        pytest.param(decided(REBOOK, START), told(REBOOK, START), None, id="the same date"),
        pytest.param(decided(REBOOK, START), told(POSTPONE), LetterKind.RESCHEDULED,
                     id="the date that was to follow"),
        pytest.param(decided(KEEP), told(POSTPONE), LetterKind.GOING_AHEAD, id="on again"),
        pytest.param(None, told(POSTPONE), LetterKind.GOING_AHEAD, id="the decision taken back"),
        pytest.param(decided(Decision.STAND_BY), None, LetterKind.CONDITIONAL, id="conditional"),
        pytest.param(decided(Decision.CONVERT), None, LetterKind.MODE_CHANGE, id="by phone"),
    ],
)  # fmt: skip
def test_a_letter_is_needed_when_the_patient_was_told_something_else(
    made: DecisionMade | None, last: Told | None, kind: LetterKind | None
) -> None:
    assert kind_needed(BOOKED, made, last) is kind


@pytest.mark.parametrize(
    ("made", "last", "kind"),
    [
        pytest.param(None, told(POSTPONE), None, id="imported with a new time after a letter"),
        pytest.param(decided(POSTPONE, about=MOVED), told(POSTPONE), LetterKind.POSTPONED,
                     id="postponed once more"),
        pytest.param(decided(POSTPONE), told(POSTPONE), None, id="the letter about the old time"),
    ],
)  # fmt: skip
def test_a_letter_about_another_time_says_nothing_of_this_one(
    made: DecisionMade | None, last: Told | None, kind: LetterKind | None
) -> None:
    assert kind_needed(MOVED, made, last) is kind
