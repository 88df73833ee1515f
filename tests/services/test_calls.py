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
from rota.services.deciding import decide, undecide
from rota.services.history import undo
from rota.services.importing import ImportOrder, import_file
from rota.services.letter_queue import letter_queue, letters_needed
from rota.services.patients import correct_patient
from rota.services.phoning import calls_to_make, is_to_ring, phone_list
from rota.services.posting import mark_posted
from rota.services.releases import answer_release, ask_release
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


LATE = datetime(2016, 1, 11, 15, 0, tzinfo=UTC)


def test_who_was_told_by_phone_is_told_again_when_it_goes_ahead(clinic):
    early = read_local("2016-01-05 09:00").instant
    clinic.call("told", now=early)
    assert "A1" in {e.appointment_id for e in letter_queue(clinic.storage, RULES, early)}, (
        "needed in writing all the same"
    )
    decide(clinic.storage, ["A1"], Decision.KEEP, "cover found")
    (entry,) = (e for e in letter_queue(clinic.storage, RULES, early) if e.appointment_id == "A1")
    assert (entry.kind, entry.state, entry.channel, entry.replaces) == (
        "going_ahead", "ready", "second", False,
    )  # fmt: skip
    with clinic.storage.read() as work:
        assert "A1" in letters_needed(work)
    row = clinic.listed()["A1"]
    assert (row.is_told, row.tell) == (False, "It goes ahead as booked.")
    clinic.call("told")
    assert clinic.listed()["A1"].is_told
    assert clinic.one().kind == "going_ahead", "a call never takes a letter away"
    (batch,) = render(clinic.storage, TOOLS.typesetter(), RULES, NOW, chosen={"A1"}).batches
    with pypdfium2.PdfDocument(batch.pdf) as document:
        said = document[0].get_textpage().get_text_bounded()
    assert "what we told you before, by phone or in a message" in " ".join(said.split())
    assert "we sent you before" not in " ".join(said.split())
    mark_posted(clinic.storage, batch.batch, LATE, RULES)
    assert "A1" not in {e.appointment_id for e in letter_queue(clinic.storage, RULES, LATE)}


@pytest.mark.one_engine
def test_a_decision_cleared_after_a_call_is_made_before_anybody_rings(clinic):
    clinic.call("told")
    undecide(clinic.storage, ["A1"], "by mistake")
    row = clinic.listed()["A1"]
    assert (row.is_told, row.tell, row.note.startswith("A strike stands")) == (False, "", True)
    with pytest.raises(Refused) as refused:
        clinic.call("told")
    assert refused.value.code == "not_decided"
    decide(clinic.storage, ["A1"], Decision.KEEP, "cover found")
    assert clinic.listed()["A1"].tell == "It goes ahead as booked."


@pytest.mark.one_engine
def test_of_calls_and_letters_the_newest_counts(clinic):
    early = read_local("2016-01-05 09:00").instant
    decide(clinic.storage, ["A1"], Decision.KEEP, "cover found")
    clinic.call("told", now=early)
    decide(clinic.storage, ["A1"], Decision.POSTPONE, "no cover")
    render(clinic.storage, TOOLS.typesetter(), RULES, NOW, chosen={"A1"})
    mark_posted(clinic.storage, 1, NOW, RULES)
    decide(clinic.storage, ["A1"], Decision.KEEP, "cover found")
    assert not clinic.listed(LATE)["A1"].is_told, "the letter came after that call"
    clinic.call("told", now=LATE)
    assert clinic.listed(LATE)["A1"].is_told


@pytest.mark.one_engine
def test_whom_a_held_letter_cannot_reach_is_rung_with_the_reason(clinic):
    rows = {
        "B1": {"postcode": ""},
        "B2": {"format": "braille"},
        "B3": {"do_not_post": "Y"},
        "B4": {"address_1": "HMP Wandsworth"},
        "B5": {"deceased": "Y"},
    }
    patients = {
        key: {"appointment_id": key, "patient_id": key, "phone": "020 7946 0009"} | more
        for key, more in rows.items()
    }
    clinic.load(ImportKind.APPOINTMENTS, *patients.values())
    decide(clinic.storage, [*rows], Decision.POSTPONE, "no cover")
    assert not clinic.listed(read_local("2016-01-05 09:00").instant)
    listed = clinic.listed()
    assert sorted(listed) == ["A1", "A2", "B1", "B2", "B3", "B4"]
    assert {listed[key].why for key in ("B1", "B2", "B3", "B4")} == {
        "The letter is held and can no longer arrive."
    }
    assert listed["B1"].note.startswith("The postcode is missing")
    assert listed["B3"].note.startswith("No letter may go to the home address.")
    assert listed["B4"].note.startswith("The patient is in custody and must not be told when")
    assert [listed[key].phone for key in ("B3", "B4")] == ["020 7946 0009", ""]
    way = {"address": ("B Begum", "9 Road"), "hand_to": "Cara"}
    for who, code in (("B3", "do_not_post"), ("B4", "prison")):
        asked = ask_release(clinic.storage, RULES, [who], code, "w", "Ann", NOW, **way)
        answer_release(clinic.storage, asked.releases[0].release_id, True, "Bea", NOW)
    made = render(clinic.storage, TOOLS.typesetter(), RULES, NOW, chosen={"B3", "B4"})
    assert clinic.listed()["B3"].why == "The letter can no longer arrive."
    for each in made.batches:
        mark_posted(clinic.storage, each.batch, NOW, RULES)
    late = clinic.listed()
    assert late["B3"].why == "The letter was posted too late to arrive."
    assert late["B4"].phone == "", "whoever takes the letter, nobody rings the patient"


@pytest.mark.one_engine
def test_a_wrong_number_is_wrong_for_every_appointment_of_that_patient(clinic):
    second = VISITS[0] | {"appointment_id": "A3", "start": "2016-01-12 12:00"}
    clinic.load(ImportKind.APPOINTMENTS, *VISITS, second)
    decide(clinic.storage, ["A3"], Decision.POSTPONE, "no cover")
    clinic.call("wrong_number")
    assert "is wrong" in clinic.listed()["A3"].note
    assert "wrong_number" in clinic.one("A3").notes
    assert "is wrong" not in clinic.listed()["A2"].note
    clinic.call("told", "A3", now=LATE)
    assert "is wrong" not in clinic.listed()["A1"].note, "somebody was reached on it since"


def test_the_queue_and_the_call_sheet_count_the_same_patients(clinic):
    queue = letter_queue(clinic.storage, RULES, NOW)
    assert [e.appointment_id for e in queue if is_to_ring(e)] == clinic.to_make() == ["A1", "A2"]
    clinic.call("message_left")
    assert clinic.one().told_at is None
    clinic.call("told")
    queue = letter_queue(clinic.storage, RULES, NOW)
    assert [e.appointment_id for e in queue if is_to_ring(e)] == clinic.to_make() == ["A2"]
    assert clinic.one().told_at == NOW
    clinic.load(ImportKind.APPOINTMENTS, VISITS[0] | {"start": "2016-01-12 16:00"})
    queue = letter_queue(clinic.storage, RULES, NOW)
    assert [e.appointment_id for e in queue if is_to_ring(e)] == ["A2", "A1"]
    assert clinic.to_make() == ["A2", "A1"]


def test_what_to_say_fits_whom_and_how(clinic):
    child = {"date_of_birth": "2010-02-03", "forename": "Tom", "language": "Romanian"}
    clinic.load(ImportKind.APPOINTMENTS, VISITS[0] | child, VISITS[1] | {"mode": "phone"})
    rows = clinic.listed()
    tom, price = rows["A1"], rows["A2"]
    assert tom.script.startswith("Tom's appointment on Tue 12 Jan 2016 ")
    assert tom.script.endswith(
        "Do not come then. A new date follows. We are sorry: this is because of industrial action."
    )
    assert tom.check == (
        "A child: speak to the parent or guardian. Check first: date of birth 3 Feb 2010. Do not "
        "leave details with anybody else."
    )
    assert "May need an interpreter: Romanian." in tom.note
    assert price.script.startswith("Your appointment on Tue 12 Jan 2016 11:00, ")
    assert "We will not ring you then. A new date follows." in price.script
    assert "child" not in price.check
    assert "interpreter" not in price.note
