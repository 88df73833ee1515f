"""What a patient was told before and no longer holds: taken back in every call and letter."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from rota.domain.call_scripts import what_to_tell
from rota.domain.codes import Decision, Mode
from rota.domain.letter_wording import Wording
from rota.domain.taken_back import NOTHING, TakenBack
from rota.domain.telling import Told
from rota.domain.times import to_local
from rota.domain.wording_samples import Sample, sample_letter
from rota.services.call_counts import CallCounts, count_calls
from rota.services.call_sheets import call_sheet, last_outcome, write_call_sheet
from rota.services.letter_contents import preview_content
from rota.services.letter_queue import letter_group
from rota.services.phoning import PhoneCall, phone_list
from rota.storage.database import Database
from tests.call_off_hospital import RULES, TOOLS, Clinic, at, visit
from tests.tables.test_shipped_wordings import GROUND

NIGHT_BEFORE = at("2016-01-11 22:00")
FIRST, SECOND = "2016-02-20 09:00", "2016-02-24 14:40"


@pytest.fixture
def clinic(database: Database, tmp_path: Path) -> Clinic:
    made = Clinic(database, tmp_path)
    made.book(
        visit("A1", "2016-01-12 09:00"),
        visit("A2", "2016-01-12 09:20"),
        visit("A3", "2016-01-12 09:40"),
    )
    made.strike()
    return made


def calls(clinic: Clinic, now: datetime = NIGHT_BEFORE) -> dict[str, PhoneCall]:
    found = phone_list(clinic.storage, RULES.letters, now, 1)
    return {each.appointment_id: each for each in found}


def letter(clinic: Clinic, key: str) -> str:
    """Return the words of a letter as it would be made now, table and all."""
    queue = list(clinic.queue().values())
    chosen = next(each for each in queue if each.appointment_id == key)
    group = letter_group(queue, chosen)
    content = preview_content(clinic.storage, RULES.letters, group, clinic.now)
    blocks = (*content.before_table, *content.after_table)
    said = ["".join(run.text for run in block.runs) for block in blocks]
    return "\n".join((*said, *(row.what for row in content.appointments)))


def test_a_date_given_is_taken_back_in_every_call(clinic: Clinic, tmp_path: Path) -> None:
    clinic.decide("A1", Decision.REBOOK, FIRST)
    clinic.decide("A2", Decision.CONVERT)
    clinic.decide("A3", Decision.POSTPONE)
    clinic.post_all()
    clinic.now = NIGHT_BEFORE
    clinic.call_off()
    listed = calls(clinic)
    assert {key: each.tell for key, each in listed.items()} == {
        "A1": "Please come on Tue 12 Jan 2016 09:00 as first booked. Do not come on "
        "Sat 20 Feb 2016 09:00: that appointment is given back.",
        "A2": "It goes ahead as booked. Come to the hospital: it is no longer by phone.",
        "A3": "It goes ahead as booked.",
    }
    out = tmp_path / "calls.csv"
    tools = TOOLS.exporter, TOOLS.papers
    write_call_sheet(clinic.storage, RULES.letters, *tools, out, 1, NIGHT_BEFORE)
    with out.open(encoding="utf-8-sig", newline="") as file:
        assert [row["tell"] for row in csv.DictReader(file)] == [e.tell for e in listed.values()]
    sheet = call_sheet(list(listed.values()), NIGHT_BEFORE)
    assert all(row.tell.endswith(listed[row.reference].tell) for row in sheet.rows)


def test_a_date_given_is_taken_back_in_the_letter(clinic: Clinic) -> None:
    clinic.decide("A1", Decision.REBOOK, FIRST)
    clinic.decide("A2", Decision.CONVERT)
    clinic.decide("A3", Decision.POSTPONE)
    clinic.post_all()
    clinic.call_off()
    date = "Please do not come on Saturday 20 February 2016 at 9am: that date no longer stands."
    assert date in letter(clinic, "A1")
    assert "(not Saturday 20 February, 9am)" in letter(clinic, "A1")
    came = letter(clinic, "A2")
    assert "come to the hospital on Tuesday 12 January 2016 at 9:20am: it is no longer by" in came
    assert "not come on" not in letter(clinic, "A2") + letter(clinic, "A3")
    assert "by phone." not in letter(clinic, "A3")
    clinic.on_again()
    clinic.decide("A1", Decision.POSTPONE)
    assert date in letter(clinic, "A1"), "postponed after a date was given"
    clinic.decide("A1", Decision.REBOOK, SECOND)
    assert date in letter(clinic, "A1"), "moved to a third date"
    clinic.decide("A1", Decision.STAND_BY)
    assert date in letter(clinic, "A1")
    clinic.decide("A1", Decision.CONVERT)
    assert date in letter(clinic, "A1")
    clinic.decide("A2", Decision.POSTPONE)
    assert "We will not phone you on Tuesday 12 January 2016 at 9:20am." in letter(clinic, "A2")


def test_a_date_given_by_phone_counts_and_the_date_that_holds_is_never_taken_back(
    clinic: Clinic,
) -> None:
    clinic.decide("A1", Decision.REBOOK, FIRST)
    clinic.ring("A1")
    assert clinic.queue()["A1"].taken_back == NOTHING
    clinic.decide("A1", Decision.REBOOK, SECOND)
    assert clinic.queue()["A1"].taken_back.date == at(FIRST)
    clinic.post_all()
    clinic.decide("A1", Decision.POSTPONE)
    assert clinic.queue()["A1"].taken_back.dates == (at(FIRST), at(SECOND))
    assert "Wednesday 24 February 2016 at 2:40pm" in letter(clinic, "A1")
    clinic.decide("A1", Decision.REBOOK, FIRST)
    assert clinic.queue()["A1"].taken_back.dates == (at(SECOND),)


def test_who_must_hear_before_an_earlier_date_is_rung_before_it(clinic: Clinic) -> None:
    clinic.decide("A1", Decision.REBOOK, "2016-01-07 09:00")
    clinic.post_all()
    clinic.now = at("2016-01-06 15:00")
    clinic.call_off()
    (listed,) = calls(clinic, clinic.now).values()
    assert listed.appointment_id == "A1"
    assert calls(clinic, at("2016-01-07 09:30")) == {}, "that date is over; a letter still comes"


TAKEN = TakenBack((at(FIRST), at(SECOND)), by_phone=True)
BOTH = "Sat 20 Feb 2016 09:00 or Wed 24 Feb 2016 14:40: those appointments are given back."


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("wanted", "mode", "said"),
    [
        (Told(Decision.POSTPONE), Mode.FACE_TO_FACE,
         "Do not come then. A new date follows. We will not ring you then. Do not come on " + BOTH),
        (Told(Decision.REBOOK, at("2016-03-01 09:00")), Mode.FACE_TO_FACE,
         "Do not come then. The new date is Tue 1 Mar 2016 09:00. We will not ring you then. "
         "Do not come on " + BOTH),
        (Told(Decision.STAND_BY), Mode.VIDEO,
         "We will not see you if the industrial action goes ahead; we will if it is called off. "
         "It is no longer by phone. We will not see you on " + BOTH),
        (Told(), Mode.VIDEO,
         "We will see you on Tue 12 Jan 2016 09:00 as first booked. It is no longer by phone. "
         "We will not see you on " + BOTH),
    ],
)  # fmt: skip
def test_every_kind_of_news_takes_back_what_was_said(wanted: Told, mode: Mode, said: str) -> None:
    assert what_to_tell(wanted, mode, at("2016-01-12 09:00"), TAKEN) == said


def test_an_old_call_never_looks_as_if_nobody_need_ring(clinic: Clinic, tmp_path: Path) -> None:
    clinic.decide("A1", Decision.POSTPONE)
    clinic.decide("A2", Decision.REBOOK, FIRST)
    for key in ("A1", "A2"):
        clinic.ring(key)
    assert last_outcome(calls(clinic)["A1"]) == "told"
    clinic.now = NIGHT_BEFORE
    clinic.call_off()
    listed = calls(clinic)
    assert last_outcome(listed["A1"]) == "told postponed, no longer true: ring again"
    new = "told the new date Sat 20 Feb 2016 09:00, no longer true"
    assert last_outcome(listed["A2"]) == f"{new}: ring again"
    tries = [row.tries for row in call_sheet(list(listed.values()), NIGHT_BEFORE).rows]
    assert tries == [
        "Mon 4 Jan 2016 09:00: told postponed, no longer true (tester)",
        f"Mon 4 Jan 2016 09:00: {new} (tester)",
    ]
    out = tmp_path / "calls.csv"
    tools = TOOLS.exporter, TOOLS.papers
    write_call_sheet(clinic.storage, RULES.letters, *tools, out, 1, NIGHT_BEFORE)
    assert "told postponed, no longer true: ring again" in out.read_text(encoding="utf-8-sig")
    clinic.ring("A1")
    assert last_outcome(calls(clinic)["A1"]) == "told"


def test_whom_nobody_can_ring_stands_apart_and_patients_are_counted(clinic: Clinic) -> None:
    row = visit("A1", "2016-01-12 09:00").replace("01632 960002", "")
    twice = visit("A3", "2016-01-12 09:40", patient="PA2").replace("BegumA3", "BegumA2")
    clinic.book(row, twice)
    for key in ("A1", "A2", "A3"):
        clinic.decide(key, Decision.POSTPONE)
    listed = phone_list(clinic.storage, RULES.letters, NIGHT_BEFORE, 1)
    assert count_calls(listed) == CallCounts(told=0, to_ring=1, no_number=1)
    sheet = call_sheet(listed, NIGHT_BEFORE)
    assert [each.reference for each in sheet.rows] == ["A2", "A3"]
    (apart,) = sheet.apart
    assert (apart.reference, apart.phone) == ("A1", "no number")
    assert apart.note.endswith(
        "No number: ask the GP practice for one, or have the letter taken by hand."
    )
    clinic.now = NIGHT_BEFORE
    for key in ("A1", "A2"):
        clinic.ring(key)
    listed = phone_list(clinic.storage, RULES.letters, NIGHT_BEFORE, 1)
    assert count_calls(listed) == CallCounts(told=1, to_ring=1, no_number=0)


@pytest.mark.one_engine
@pytest.mark.parametrize("shipped", RULES.letters.wordings, ids=lambda each: each.name)
def test_every_wording_names_the_date_that_no_longer_holds(shipped: Wording) -> None:
    letter = sample_letter(GROUND, shipped, Sample.TAKEN_BACK)
    part = letter.translation if letter.translation is not None else letter
    said = ["".join(run.text for run in block.runs) for block in part.before_table]
    given = to_local(GROUND.now).date() + timedelta(days=12 + 21)
    day = RULES.letters.dates.day(shipped.language, given)
    assert any(day in line and "10:20" in line for line in said), said
    assert any("(" in row.what for row in part.appointments), "the table names it as well"
