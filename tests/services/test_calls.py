"""Calls to patients whom no letter reaches: what came of them, and who is still to be told."""

import csv
from datetime import UTC, datetime

import pypdfium2
import pytest

from main import tools
from rota.domain.calls import CallOutcome
from rota.domain.codes import Decision
from rota.domain.errors import Refused
from rota.domain.importing import ImportKind
from rota.domain.times import read_local
from rota.services.batch_making import render
from rota.services.call_sheets import HEADINGS, write_call_sheet
from rota.services.calls import record_call
from rota.services.deciding import decide
from rota.services.history import undo
from rota.services.importing import ImportOrder, import_file
from rota.services.letter_queue import letter_queue
from rota.services.patients import correct_patient
from rota.services.phoning import calls_to_make, phone_list
from rota.services.posting import mark_posted
from tests.trust_files import STAFF, Files

TOOLS = tools()
RULES = TOOLS.rules.letters
NOW = datetime(2016, 1, 11, 9, 0, tzinfo=UTC)
"""Monday 11 January 2016, the day before the strike: no letter arrives any more."""

VISITS = (
    {"appointment_id": "A1", "phone": "020 7946 0001"},
    {"appointment_id": "A2", "patient_id": "P2", "surname": "=Price", "start": "2016-01-12 11:00"},
)


class Clinic:
    def __init__(self, storage, folder):
        self.storage, self._files = storage, Files(folder)
        self.load(ImportKind.STAFF, *STAFF)
        self.load(ImportKind.WINDOWS, {})
        self.load(ImportKind.APPOINTMENTS, *VISITS)
        decide(storage, ["A1", "A2"], Decision.POSTPONE, "no cover")

    def load(self, kind, *rows):
        order = ImportOrder(kind, self._files.write(kind, *rows))
        outcome = import_file(self.storage, TOOLS.reader, order, NOW)
        assert outcome.saved, outcome.errors

    def call(self, outcome, appointment="A1", who="Dee", note="", now=NOW):
        return record_call(self.storage, RULES, appointment, outcome, who, note, now).call

    def listed(self, now=NOW):
        return {e.appointment_id: e for e in phone_list(self.storage, RULES, now, 1)}

    def to_make(self):
        return [e.appointment_id for e in calls_to_make(phone_list(self.storage, RULES, NOW, 1))]

    def one(self, appointment="A1"):
        queue = {e.appointment_id: e for e in letter_queue(self.storage, RULES, NOW)}
        return queue[appointment]


@pytest.fixture
def clinic(database, tmp_path):
    return Clinic(database, tmp_path)


def test_who_was_told_is_not_rung_again_until_something_else_is_decided(clinic):
    assert clinic.to_make() == ["A1", "A2"]
    clinic.call("message_left", note="with a neighbour")
    clinic.call("try_again")
    assert clinic.to_make() == ["A1", "A2"], "a message tells nobody for sure"
    told = clinic.call("told", who="")
    assert told.by == "tester"
    assert clinic.to_make() == ["A2"]
    row = clinic.listed()["A1"]
    assert (row.is_told, row.tries) == (True, 3)
    assert [each.outcome for each in row.calls] == [
        CallOutcome.MESSAGE_LEFT, CallOutcome.TRY_AGAIN, CallOutcome.TOLD,
    ]  # fmt: skip
    assert row.tell == "Do not come then. A new date follows."
    new_start = read_local("2016-02-20 09:00").instant
    decide(clinic.storage, ["A1"], Decision.REBOOK, "a date was found", new_start)
    assert clinic.to_make() == ["A1", "A2"], "the patient knows of no new date"
    assert clinic.listed()["A1"].tell == "Do not come then. The new date is Sat 20 Feb 2016 09:00."
    clinic.call("told")
    assert clinic.to_make() == ["A2"]
    undo(clinic.storage)
    assert clinic.to_make() == ["A1", "A2"]


def test_a_call_about_another_time_or_another_patient_tells_nobody(clinic):
    clinic.call("told")
    clinic.load(ImportKind.APPOINTMENTS, VISITS[0] | {"start": "2016-01-12 16:00"})
    row = clinic.listed()["A1"]
    assert (row.is_told, row.tell) == (False, "")
    assert row.note == "What was decided does not hold any more. Decide again before you ring."
    with pytest.raises(Refused) as refused:
        clinic.call("told")
    assert refused.value.code == "not_settled"
    clinic.call("try_again")
    decide(clinic.storage, ["A1"], Decision.POSTPONE, "no cover")
    assert not clinic.listed()["A1"].is_told
    clinic.call("told")
    assert clinic.listed()["A1"].is_told
    clinic.load(ImportKind.APPOINTMENTS, VISITS[0] | {"patient_id": "P9", "surname": "Cole",
                                                      "start": "2016-01-12 16:00"})  # fmt: skip
    decide(clinic.storage, ["A1"], Decision.POSTPONE, "no cover")
    assert not clinic.listed()["A1"].is_told, "the number of the appointment was used again"


@pytest.mark.one_engine
def test_a_wrong_number_is_somebodys_to_find_until_it_changes(clinic):
    clinic.call("wrong_number")
    row = clinic.listed()["A1"]
    assert row.note == "The number was rung and is wrong. Find the patient's number. (Clinic clerk)"
    assert "wrong_number" in clinic.one().notes
    decide(clinic.storage, ["A1"], Decision.CONVERT, "by phone")
    assert clinic.one().holds == ("wrong_number",), "the letter would say that we ring it"
    correct_patient(clinic.storage, "A1", {"phone": "020 7946 0002"}, "asked the GP")
    assert clinic.one().holds == ()
    assert clinic.listed()["A1"].note == ""


@pytest.mark.one_engine
def test_a_letter_posted_too_late_by_its_own_class_is_followed_by_a_call(clinic):
    early = read_local("2016-01-06 09:00").instant
    render(clinic.storage, TOOLS.typesetter(), RULES, early)
    late = read_local("2016-01-08 10:00").instant
    mark_posted(clinic.storage, 1, late, RULES)
    rows = clinic.listed(late)
    assert {each.why for each in rows.values()} == {"The letter was posted too late to arrive."}
    clinic.call("told", "A2", now=late)
    assert clinic.listed(late)["A2"].is_told


@pytest.mark.one_engine
def test_what_no_call_comes_to_is_refused(clinic):
    for appointment, outcome, code in (
        ("A1", "answered", "unknown_outcome"), ("A9", "told", "unknown_appointment"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            clinic.call(outcome, appointment)
        assert refused.value.code == code


@pytest.mark.one_engine
def test_the_call_sheet_as_a_table_and_as_a_page(clinic, tmp_path):
    def write(name):
        return write_call_sheet(
            clinic.storage, RULES, TOOLS.exporter, TOOLS.papers, tmp_path / name, 1, NOW
        )

    clinic.call("told", note="=1+1")
    with write("calls.csv").open(encoding="utf-8-sig", newline="") as file:
        first, second = csv.DictReader(file)
    assert tuple(first) == HEADINGS
    assert (first["told"], first["last_outcome"], first["last_by"]) == ("Y", "told", "Dee")
    assert first["last_note"].startswith("'="), "no spreadsheet runs it"
    assert (second["told"], second["last_outcome"]) == ("N", "")
    document = pypdfium2.PdfDocument(write("calls.pdf").read_bytes())
    text = document[0].get_textpage().get_text_bounded()
    document.close()
    assert "Price" in text
    assert "Begum" not in text, "who was told is not rung again"
    with pytest.raises(Refused) as refused:
        write("calls.txt")
    assert refused.value.code == "unknown_kind"
