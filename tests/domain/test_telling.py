"""When a patient needs a letter: when what is decided differs from what they were last told."""

from __future__ import annotations

from datetime import datetime

import pytest

from rota.domain.appointments import DecisionMade
from rota.domain.codes import Decision, LetterKind, Mode
from rota.domain.telling import Told, kind_needed, replaces
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


@pytest.mark.parametrize(
    ("made", "last", "heard", "kind"),
    [
        pytest.param(None, None, POSTPONE, LetterKind.GOING_AHEAD, id="rung, then taken back"),
        pytest.param(decided(KEEP), None, POSTPONE, LetterKind.GOING_AHEAD, id="rung, then kept"),
        pytest.param(decided(POSTPONE), None, POSTPONE, LetterKind.POSTPONED,
                     id="told the same by phone: still needed in writing"),
        pytest.param(decided(POSTPONE), told(POSTPONE), KEEP, LetterKind.POSTPONED,
                     id="the phone said otherwise after the letter"),
        pytest.param(decided(KEEP), None, KEEP, None, id="as booked"),
    ],
)  # fmt: skip
def test_a_call_can_make_a_letter_needed_and_never_takes_one_away(
    made: DecisionMade | None, last: Told | None, heard: Decision, kind: LetterKind | None
) -> None:
    assert kind_needed(BOOKED, made, last, heard=[told(heard)]) is kind
    assert kind_needed(BOOKED, made, last, heard=[Told(POSTPONE, None, MOVED)]) is kind_needed(
        BOOKED, made, last
    ), "about another time"


MAIN, SOUTH = ("Main", Mode.FACE_TO_FACE), ("South", Mode.FACE_TO_FACE)


def placed(told: Told, place: tuple[str, Mode] = MAIN, went_wrong: bool = False) -> Told:
    return Told(told.decision, told.new_start, told.about, place, went_wrong)


@pytest.mark.parametrize(
    ("start", "made", "last", "needed"),
    [
        pytest.param(BOOKED, decided(REBOOK, START), placed(told(REBOOK, START)), True,
                     id="a new date at the old place"),
        pytest.param(START, None, placed(told(REBOOK, START)), True,
                     id="the extract follows with the date, but at another place"),
        pytest.param(MOVED, None, placed(told(REBOOK, START)), False,
                     id="the extract has another date: that is what was told"),
        pytest.param(BOOKED, decided(REBOOK, START), placed(told(REBOOK, START), SOUTH), False,
                     id="the same place"),
        pytest.param(BOOKED, decided(POSTPONE), placed(told(POSTPONE)), False, id="nobody comes"),
        pytest.param(BOOKED, decided(Decision.CONVERT), placed(told(Decision.CONVERT)), False,
                     id="nobody comes to a call"),
        pytest.param(BOOKED, None, placed(told(KEEP)), True, id="on again, at another place"),
        pytest.param(BOOKED, decided(REBOOK, START), told(REBOOK, START), False,
                     id="an old letter that kept no place"),
        pytest.param(BOOKED, decided(POSTPONE), placed(told(POSTPONE), SOUTH, True), True,
                     id="posted although no longer true"),
        pytest.param(BOOKED, None, None, False, id="nothing told"),
    ],
)  # fmt: skip
def test_a_correction_is_needed_when_a_posted_letter_is_wrong_about_the_same_thing(
    start: datetime, made: DecisionMade | None, last: Told | None, needed: bool
) -> None:
    wanted = LetterKind.CORRECTION if needed else None
    assert kind_needed(start, made, last, SOUTH) is wanted


@pytest.mark.parametrize(
    ("made", "last", "says"),
    [
        (decided(REBOOK, START), None, False), (decided(REBOOK, START), told(POSTPONE), False),
        (decided(REBOOK, LATER), told(REBOOK, START), True),
        (decided(POSTPONE), told(REBOOK, START), True), (None, told(POSTPONE), True),
        (decided(POSTPONE), told(Decision.STAND_BY), True),
        (decided(POSTPONE), told(REBOOK, START, about=MOVED), False),
    ],
)  # fmt: skip
def test_a_letter_replaces_one_that_told_something_else_of_the_same_time(
    made: DecisionMade | None, last: Told | None, says: bool
) -> None:
    assert replaces(BOOKED, made, last) is says
