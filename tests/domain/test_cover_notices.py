"""What people are told of their cover, and where they stand with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from rota.domain.codes import CoverKind, Reply
from rota.domain.cover_notices import (
    CoverToTell,
    TellState,
    cover_uid,
    hours_words,
    notice_page,
    stretch_words,
    tell_state,
    told_digest,
    told_now,
)
from rota.domain.duties import Assignment

START, END = datetime(2016, 1, 12, 20, 0, tzinfo=UTC), datetime(2016, 1, 13, 8, 30, tzinfo=UTC)
NOW = datetime(2016, 1, 8, 9, 0, tzinfo=UTC)
GIVEN = Assignment(1, "S3", 2, START, END, assignment_id=7)
TOLD = told_now(GIVEN, NOW)
LATER = END.replace(hour=9)


@pytest.mark.parametrize(
    ("given", "state"),
    [
        (GIVEN, TellState.NOT_TOLD),
        (TOLD, TellState.NO_ANSWER),
        (replace(TOLD, reply=Reply.ACCEPTED), TellState.ACCEPTED),
        (replace(TOLD, reply=Reply.DECLINED), TellState.DECLINED),
        (replace(TOLD, end=LATER), TellState.CHANGED),
        (replace(TOLD, end=LATER, reply=Reply.ACCEPTED), TellState.CHANGED),
        (replace(TOLD, service_id=3), TellState.CHANGED),
        (replace(TOLD, stood_down=True), TellState.NOT_NEEDED),
        (told_now(replace(TOLD, stood_down=True), NOW), None),
        (replace(GIVEN, stood_down=True), None),
        (replace(TOLD, stood_down=True, reply=Reply.DECLINED), None),
    ],
)
def test_where_a_person_stands(given: Assignment, state: TellState | None) -> None:
    assert tell_state(given) is state


def test_an_answer_to_other_times_no_longer_holds_once_they_are_told_of_the_new_ones() -> None:
    accepted = replace(TOLD, reply=Reply.ACCEPTED, replied_at=NOW)
    assert told_now(accepted, NOW).reply is Reply.ACCEPTED
    moved = told_now(replace(accepted, end=LATER), NOW)
    assert (moved.reply, moved.replied_at) == (Reply.NO_ANSWER, None)
    assert moved.told_sha256 == told_digest(moved)


def test_hours_are_those_that_pass_on_the_night_the_clocks_go_back() -> None:
    start = datetime(2026, 10, 24, 19, 30, tzinfo=UTC)
    end = datetime(2026, 10, 25, 9, 0, tzinfo=UTC)
    assert hours_words(start, end) == "13 h 30 min"
    assert stretch_words(start, end) == (
        "Saturday 24 October 2026, 20:30 to Sunday 25 October 2026, 09:00"
    )
    twice = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert stretch_words(twice, end) == "Sunday 25 October 2026, 01:30 GMT to 09:00"
    row = page(replace(GIVEN, start=start, end=end)).rows[0]
    assert "The clocks change in this time; the hours are those that truly pass." in row.remarks


def page(*given: Assignment):
    covers = [
        CoverToTell(each, "Maternity", "St Anne", state)
        for each in given
        if (state := tell_state(each)) is not None
    ]
    return notice_page("Dr Siobhán O'Neill", covers, "Rota desk, 1234", "Trust", date(2016, 1, 8))


def test_a_notice_says_where_when_how_long_and_whom_to_ring() -> None:
    text = page(GIVEN).text
    assert "Dear Dr Siobhán O'Neill," in text
    assert "Maternity, St Anne" in text
    assert "Tuesday 12 January 2016, 20:00 to Wednesday 13 January 2016, 08:30" in text
    assert "(12 h 30 min)" in text
    assert "Cover is by agreement." in text
    assert "ring: Rota desk, 1234." in text


def test_the_subject_names_no_service() -> None:
    assert page(GIVEN).subject == "Cover from Tuesday 12 January 2016: please answer"


def test_acting_down_and_leaving_ones_own_duty_are_said() -> None:
    text = page(replace(GIVEN, kind=CoverKind.ACTING_DOWN, leaves_duties=True)).text
    assert "You would be acting down; this is by agreement." in text
    assert "you may say no" in text
    assert "For this time you leave your own duty" in text


def test_a_change_says_what_it_replaces() -> None:
    text = page(replace(TOLD, end=LATER)).text
    assert "This replaces what we told you on Friday 8 January 2016 at 09:00." in text


def test_cover_stood_down_after_telling_is_taken_back_and_declined_cover_left_out() -> None:
    off = page(replace(TOLD, stood_down=True))
    assert off.title == "You are not needed after all"
    assert "please answer" not in off.subject
    both = page(GIVEN, replace(TOLD, assignment_id=8, stood_down=True))
    assert both.rows[1].remarks == ("You are not needed for this after all.",)
    assert len(page(GIVEN, replace(TOLD, reply=Reply.DECLINED)).rows) == 1


def test_whether_somebody_declared_that_they_work_is_said_to_nobody() -> None:
    text = page(replace(GIVEN, kind=CoverKind.DECLARED_WORKING)).text
    assert "declared" not in text.lower()


def test_a_cover_keeps_its_id_in_calendars_when_it_moves() -> None:
    moved = replace(TOLD, end=LATER, stood_down=True)
    assert cover_uid(GIVEN, "contract", "BMA") == cover_uid(moved, "contract", "BMA")
    assert cover_uid(GIVEN, "contract", "BMA") != cover_uid(
        replace(GIVEN, assignment_id=8), "contract", "BMA"
    )
