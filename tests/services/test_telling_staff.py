"""Telling people of their cover and keeping their answers, over a real file."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import icalendar
import pytest

from rota.domain.codes import Reply
from rota.domain.cover_notices import TellState
from rota.domain.errors import Refused
from rota.services.assigning import assign
from rota.services.cover_changes import stand_down, swap
from rota.services.cover_files import (
    notice_calendar,
    notice_text,
    write_calendar,
    write_notices,
    write_separate,
)
from rota.services.cover_orders import CoverOrder
from rota.services.history import history, undo
from rota.services.strike_picture import StrikePicture
from rota.services.telling_staff import (
    call_list,
    notices_of,
    record_reply,
    record_told,
    save_contact,
)
from rota.storage.database import Database
from tests.conftest import Addresses
from tests.engines import Clock, filling
from tests.letters.test_papers import text_of
from tests.strike_hospital import END, NOW, fill, tools

NIGHT = datetime(2016, 1, 12, 20, 30, tzinfo=UTC)
TOOLS = tools()


@pytest.fixture
def address(addresses: Addresses, clock: Clock) -> str:
    return addresses.filled("strike hospital", filling(fill, clock))


@pytest.fixture
def hospital(database: Database) -> Database:
    return database


def cover(hospital: Database, staff_id: str = "S3", **other: object) -> CoverOrder:
    with hospital.read() as work:
        ed = next(each for each in work.duties.services() if "Emergency" in each.name)
    order = CoverOrder(1, staff_id, ed.service_id, NIGHT, END, "on the phone")
    order = replace(order, **other)
    given = assign(hospital, order, TOOLS.rules, "agreed").assignment
    return replace(order, assignment_id=given.assignment_id)


def states(hospital: Database) -> dict[str, list[TellState]]:
    people = notices_of(hospital, 1).people
    return {each.staff_id: [cover.state for cover in each.covers] for each in people}


def gap_minutes(hospital: Database) -> int:
    with hospital.read() as work:
        picture = StrikePicture(work, 1, TOOLS.rules.ladder)
        return sum(each.missing_minutes for each in picture.cover)


def told(hospital: Database, *ids: str) -> None:
    record_told(hospital, 1, ids, "by phone", NOW)


def test_cover_is_told_then_accepted(hospital: Database) -> None:
    order = cover(hospital)
    assert states(hospital) == {"S3": [TellState.NOT_TOLD]}
    told(hospital, "S3")
    assert states(hospital) == {"S3": [TellState.NO_ANSWER]}
    record_reply(hospital, [order.assignment_id], Reply.ACCEPTED, "", NOW)
    assert states(hospital) == {"S3": [TellState.ACCEPTED]}
    record_reply(hospital, [order.assignment_id], Reply.NO_ANSWER, "", NOW)
    assert states(hospital) == {"S3": [TellState.NO_ANSWER]}


def test_who_answers_before_the_notice_was_recorded_knows_of_it(hospital: Database) -> None:
    order = cover(hospital)
    record_reply(hospital, [order.assignment_id], Reply.ACCEPTED, "rang us", NOW)
    (person,) = notices_of(hospital, 1).people
    assert person.state is TellState.ACCEPTED
    assert person.covers[0].given.told_at == NOW


def test_declined_cover_opens_the_gap_again_and_undo_closes_it(hospital: Database) -> None:
    before = gap_minutes(hospital)
    order = cover(hospital)
    filled = gap_minutes(hospital)
    assert filled < before
    record_reply(hospital, [order.assignment_id], Reply.DECLINED, "ill", NOW)
    assert gap_minutes(hospital) == before
    undo(hospital)
    assert gap_minutes(hospital) == filled
    assert states(hospital) == {"S3": [TellState.NOT_TOLD]}


def test_cover_that_moves_after_telling_is_to_be_told_again(hospital: Database) -> None:
    order = cover(hospital)
    told(hospital, "S3")
    record_reply(hospital, [order.assignment_id], Reply.ACCEPTED, "", NOW)
    assign(hospital, replace(order, end=END.replace(hour=6)), TOOLS.rules, "shorter")
    assert states(hospital) == {"S3": [TellState.CHANGED]}
    text = notice_text(notices_of(hospital, 1), ["S3"], NOW)
    assert "This replaces what we told you on Friday 8 January 2016 at 09:00." in text
    told(hospital, "S3")
    assert states(hospital) == {"S3": [TellState.NO_ANSWER]}


def test_cover_stood_down_stays_listed_only_until_its_person_knows(hospital: Database) -> None:
    order = cover(hospital)
    told(hospital, "S3")
    stand_down(hospital, [order.assignment_id], "not needed")
    assert states(hospital) == {"S3": [TellState.NOT_NEEDED]}
    assert "You are not needed for this after all." in notice_text(
        notices_of(hospital, 1), ["S3"], NOW
    )
    with pytest.raises(Refused, match="taken back"):
        record_reply(hospital, [order.assignment_id], Reply.ACCEPTED, "", NOW)
    told(hospital, "S3")
    assert states(hospital) == {}


def test_cover_stood_down_before_anybody_heard_of_it_is_no_news(hospital: Database) -> None:
    order = cover(hospital)
    stand_down(hospital, [order.assignment_id], "a slip")
    assert states(hospital) == {}


def test_cover_given_to_somebody_else_is_taken_back_from_who_was_told(hospital: Database) -> None:
    order = cover(hospital)
    told(hospital, "S3")
    assign(hospital, replace(order, staff_id="S4", consent=""), TOOLS.rules, "Carol is ill")
    assert states(hospital) == {"S3": [TellState.NOT_NEEDED], "S4": [TellState.NOT_TOLD]}


def test_two_who_change_places_after_telling_are_both_told(hospital: Database) -> None:
    one = cover(hospital)
    other = cover(hospital, "S4", start=END.replace(hour=9), end=END.replace(hour=12))
    told(hospital, "S3", "S4")
    swap(hospital, one.assignment_id, other.assignment_id, TOOLS.rules, "asked for")
    wanted = {TellState.NOT_NEEDED, TellState.NOT_TOLD}
    assert {each: set(found) for each, found in states(hospital).items()} == {
        "S3": wanted,
        "S4": wanted,
    }


def test_the_call_list_has_the_unanswered_first(hospital: Database) -> None:
    cover(hospital, "S4", start=END.replace(hour=9), end=END.replace(hour=12))
    cover(hospital)
    told(hospital, "S3")
    calls = call_list(notices_of(hospital, 1))
    assert [(name, why) for name, _, _, why in calls] == [
        ("Dr Carol Reid", "told, no answer"),
        ("Dr Dev Patel", "not told yet"),
    ]


@pytest.mark.parametrize(
    ("ids", "how", "code"),
    [(["S3"], " ", "how_missing"), ([], "by phone", "nobody_to_tell"), (["S9"], "x", "no_cover")],
)
def test_telling_nobody_or_nohow_is_refused(
    ids: list[str], how: str, code: str, hospital: Database
) -> None:
    cover(hospital)
    with pytest.raises(Refused) as refused:
        record_told(hospital, 1, ids, how, NOW)
    assert refused.value.code == code


def test_an_answer_about_cover_that_is_not_there_is_refused(hospital: Database) -> None:
    for ids in ([], [99]):
        with pytest.raises(Refused):
            record_reply(hospital, ids, Reply.ACCEPTED, "", NOW)


def test_notices_are_one_file_in_order_of_name_and_name_whom_to_ring(
    hospital: Database, tmp_path: Path
) -> None:
    cover(hospital)
    cover(hospital, "S4", start=END.replace(hour=9), end=END.replace(hour=12))
    save_contact(hospital, "Rota desk,  1234")
    out = write_notices(hospital, TOOLS.papers, 1, [], tmp_path / "all.pdf", NOW)
    assert history(hospital)[0].action == "list handed out"
    pages = text_of(out.read_bytes())
    assert ["Dr Dev Patel" in pages[0], "Dr Carol Reid" in pages[1]] == [True, True]
    assert all("ring: Rota desk, 1234." in page for page in pages)


def test_each_person_s_own_files_name_nobody_and_write_over_nothing(
    hospital: Database, tmp_path: Path
) -> None:
    cover(hospital)
    for first in (1, 2):
        (made,) = write_separate(
            hospital, TOOLS.papers, TOOLS.exporter, 1, ["S3"], tmp_path / "out", NOW
        )
        assert [path.name for path in made.files] == [
            f"cover-000{first}{ending}" for ending in (".pdf", ".ics", ".txt")
        ]
    said = made.files[2].read_text("utf-8")
    assert said.startswith("Subject: Cover from Tuesday 12 January 2016: please answer\n")


def test_a_person_s_calendar_moves_and_is_cancelled_under_one_id(
    hospital: Database, tmp_path: Path
) -> None:
    order = cover(hospital)
    told(hospital, "S3")
    first = the_event(hospital, NOW)
    assert (first.start, first.end) == (NIGHT, END)
    assert (str(first["STATUS"]), str(first["LOCATION"])) == ("CONFIRMED", "St Anne")
    stand_down(hospital, [order.assignment_id], "not needed")
    later = the_event(hospital, NOW.replace(hour=10))
    assert str(later["STATUS"]) == "CANCELLED"
    assert str(later["SUMMARY"]).startswith("Not needed: ")
    assert later["UID"] == first["UID"]
    assert int(later["SEQUENCE"]) > int(first["SEQUENCE"])
    out = write_calendar(hospital, TOOLS.exporter, 1, "S3", tmp_path / "c.ics", NOW)
    assert out.read_bytes().startswith(b"BEGIN:VCALENDAR")


def the_event(hospital: Database, now: datetime) -> icalendar.Event:
    view = notices_of(hospital, 1)
    (person,) = view.people
    data = notice_calendar(view, person, TOOLS.exporter, now)
    (event,) = icalendar.Calendar.from_ical(data).walk("VEVENT")
    assert isinstance(event, icalendar.Event)
    return event
