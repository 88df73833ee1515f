"""The gate: holds that a second person lets go, languages and formats, and what may cross."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from main import tools
from rota.domain.codes import Decision
from rota.domain.errors import Refused
from rota.domain.importing import ImportKind
from rota.domain.letter_wording import Wording, WordingForm, WordingKind, WordingState
from rota.domain.releases import RELEASABLE, same_person
from rota.domain.suppression import HOLDS, NOTES
from rota.domain.times import read_local
from rota.services.batch_gate import untrue_letters
from rota.services.batch_making import plan_batch, render
from rota.services.deciding import decide
from rota.services.history import redo, undo
from rota.services.hospital_details import save_languages
from rota.services.importing import ImportOrder, import_file
from rota.services.letter_queue import letter_queue
from rota.services.patients import correct_patient
from rota.services.post_times import save_post
from rota.services.posting import mark_posted, mark_returned
from rota.services.releases import (
    answer_release,
    ask_release,
    open_releases,
    releases_in_use,
    withdraw_release,
)
from tests.trust_files import STAFF, Files

TOOLS = tools()
RULES = TOOLS.rules.letters
NOW = datetime(2016, 1, 4, 9, 0, tzinfo=UTC)
"""Monday 4 January 2016; the appointments are on Tuesday 12."""

SHELTER = ("Ms Nasrin Begum", "c/o The Junction Day Centre", "12 Market Row")


def at(text):
    return read_local(text).instant


class Clinic:
    """A hospital on the day of a strike, with letters to write."""

    def __init__(self, storage, folder):
        self.storage, self._files = storage, Files(folder)
        for kind, rows in ((ImportKind.STAFF, STAFF), (ImportKind.WINDOWS, ({},))):
            self.load(kind, *rows)

    def load(self, kind, *rows, now=NOW):
        order = ImportOrder(kind, self._files.write(kind, *rows))
        outcome = import_file(self.storage, TOOLS.reader, order, now)
        assert outcome.saved, outcome.errors

    def visits(self, *rows):
        self.load(ImportKind.APPOINTMENTS, *rows)
        ids = [each.get("appointment_id", "A1") for each in rows]
        decide(self.storage, ids, Decision.POSTPONE, "no cover")

    def one(self, appointment_id="A1", now=NOW):
        queue = {each.appointment_id: each for each in letter_queue(self.storage, RULES, now)}
        return queue[appointment_id]

    def ask(self, code, now=NOW, ids=("A1",), who="Ann Clerk", **more):
        return ask_release(
            self.storage, RULES, ids, code, "agreed by phone", who, now, **more
        ).releases

    def answer(self, release, yes=True, who="Bea Lead", now=NOW):
        return answer_release(self.storage, release.release_id, yes, who, now).release

    def release(self, code, now=NOW, **more):
        (asked,) = self.ask(code, now, **more)
        return self.answer(asked, now=now)

    def approve(self, kind, language, form=WordingForm.LETTER):
        shipped = {(e.kind, e.language, e.form): e.body for e in RULES.wordings}
        body = shipped.get((kind, language, form)) or shipped[kind, "en-GB", form]
        new = Wording(None, kind, language, form, 1, body, WordingState.APPROVED)
        with self.storage.write("test") as work:
            work.wordings.add(new)

    def batch(self, now=NOW):
        return render(self.storage, TOOLS.typesetter(), RULES, now).batch


@pytest.fixture
def clinic(database, tmp_path):
    return Clinic(database, tmp_path)


def refusal(act):
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def test_a_letter_that_may_not_go_home_goes_by_hand_once_a_second_person_agrees(clinic):
    clinic.visits({"do_not_post": "Y"}, {"appointment_id": "A2", "patient_id": "P2"})
    assert clinic.one().holds == ("do_not_post",)
    way = {"address": SHELTER, "hand_to": "Cara at the day centre"}
    assert refusal(lambda: clinic.ask("do_not_post")) == "address_missing"
    assert refusal(lambda: clinic.ask("do_not_post", address=SHELTER)) == "hand_to_missing"
    assert refusal(lambda: clinic.ask("do_not_post", ids=("A2",), **way)) == "not_held"
    (asked,) = clinic.ask("do_not_post", **way)
    assert refusal(lambda: clinic.ask("do_not_post", **way)) == "asked_before"
    assert clinic.one().state == "held", "asked for is not agreed"
    assert [each.release_id for each in open_releases(clinic.storage)] == [asked.release_id]
    assert refusal(lambda: clinic.answer(asked, who="  ann  CLERK ")) == "same_person"
    given = clinic.answer(asked)
    assert (given.answered_by, given.answer) == ("Bea Lead", "yes")
    assert open_releases(clinic.storage) == []
    assert refusal(lambda: clinic.answer(asked)) == "answered_before"
    ready = clinic.one()
    assert (ready.state, ready.channel, ready.holds) == ("ready", "local", ())
    assert (ready.released, ready.notes, ready.hand_to) == (
        ("do_not_post",), ("by_hand",), "Cara at the day centre",
    )  # fmt: skip
    plan = plan_batch(clinic.storage, RULES, NOW)
    assert {each.content.address for each in plan.letters if each.group[0].address} == {SHELTER}
    undo(clinic.storage)
    assert clinic.one().state == "held", "the answer was taken back"
    redo(clinic.storage)
    clinic.batch()
    made = clinic.one()
    assert (made.state, made.batch) == ("in_batch", 2), "what goes by hand lies apart"
    assert untrue_letters(clinic.storage, 2, NOW) == []
    correct_patient(clinic.storage, "A1", {"address_1": "9 New Road"}, "moved")
    assert clinic.one().holds == ("do_not_post",), "another address was not judged"
    assert len(untrue_letters(clinic.storage, 2, NOW)) == 1


def test_a_release_refused_or_out_of_date_lets_nothing_go(clinic):
    clinic.visits({"postcode": "SW17"})
    assert clinic.one().holds == ("postcode_unknown",)
    (asked,) = clinic.ask("postcode_unknown")
    assert clinic.answer(asked, yes=False).answer == "no"
    assert clinic.one().state == "held"
    (asked,) = clinic.ask("postcode_unknown")
    decide(clinic.storage, ["A1"], Decision.STAND_BY, "perhaps")
    assert refusal(lambda: clinic.answer(asked)) == "changed_since", "another letter by now"
    clinic.release("postcode_unknown")
    ready = clinic.one()
    assert (ready.state, ready.channel, ready.notes, ready.address) == ("ready", "second", (), ())
    decide(clinic.storage, ["A1"], Decision.POSTPONE, "no cover")
    assert clinic.one().state == "held", "only the letter that was judged was let go"


@pytest.mark.one_engine
def test_what_can_only_be_settled_is_never_let_go(clinic):
    there = {"appointment_id": "A2", "patient_id": "P2", "postcode": "SW17"}
    clinic.visits({"deceased": "Y"}, there | {"address_1": "Temporary address"})
    for code in ("deceased", "strike_changed", "format_braille", "details_differ", "nonsense"):
        assert refusal(lambda code=code: clinic.ask(code)) == "not_releasable"
    assert clinic.one("A2").holds == ("temporary_address",)
    assert refusal(lambda: clinic.ask("temporary_address", ids=("A2",), who=" ")) == "who_missing"
    lines = {"address": SHELTER, "hand_to": "Cara", "ids": ("A2",)}
    assert refusal(lambda: clinic.ask("temporary_address", **lines)) == "address_unwanted"
    clinic.release("temporary_address", ids=("A2",))
    assert clinic.one("A2").holds == ("postcode_unknown",), "the post's own rules still hold"
    clinic.release("postcode_unknown", ids=("A2",))
    assert clinic.one("A2").state == "ready"


@pytest.mark.one_engine
def test_lines_of_their_own_keep_the_home_address_out_of_the_window(clinic):
    clinic.visits({"do_not_post": "Y", "address_1": "BFPO 57", "postcode": "BF1 2AA"},
                  {"appointment_id": "A2", "patient_id": "P2", "do_not_post": "Y",
                   "postcode": ""})  # fmt: skip
    assert clinic.one().holds == ("do_not_post", "forces_post")
    clinic.release("do_not_post", address=SHELTER, hand_to="Cara")
    clinic.release("forces_post", hand_to="Dev")
    assert (clinic.one().address, clinic.one().hand_to) == (SHELTER, "Cara")
    assert clinic.one("A2").holds == ("do_not_post", "postcode_unknown")
    clinic.release("do_not_post", ids=("A2",), address=SHELTER, hand_to="Cara")
    assert clinic.one("A2").state == "ready", "the home address is not printed, so is no fault"


@pytest.mark.one_engine
@pytest.mark.parametrize(
    "lines",
    [
        ("Ms N Begum",),
        ("a",) * 8,
        ("Ms N Begum", "@ home"),
        ("--", "12 Market Row"),
        (" ", "\u200b"),
    ],
    ids=["one line", "eight lines", "a bad start", "no words", "nothing"],
)
def test_lines_that_cannot_be_printed_in_the_window_are_refused(clinic, lines):
    clinic.visits({"address_1": "No fixed abode"})
    code = refusal(lambda: clinic.ask("no_fixed_abode", address=lines, hand_to="Cara"))
    assert code in ("address_refused", "address_missing")


@pytest.mark.one_engine
def test_a_list_that_is_too_old_is_let_go_for_one_day(clinic):
    clinic.visits({})
    with clinic.storage.write("test") as work:
        work.settings.put({
            "extract.appointments": "2016-01-02T06:00:00+00:00",
            "extract.appointments.said": "yes",
        })  # fmt: skip
    assert clinic.one().holds == ("stale_extract",)
    (asked,) = clinic.ask("stale_extract")
    tomorrow = NOW + timedelta(days=1)
    assert refusal(lambda: clinic.answer(asked, now=tomorrow)) == "changed_since"
    clinic.answer(asked)
    assert clinic.one().state == "ready"
    assert clinic.one(now=tomorrow).holds == ("stale_extract",)


@pytest.mark.one_engine
def test_mail_that_came_back_holds_the_next_letter_to_that_address(clinic):
    clinic.visits({})
    batch = clinic.batch()
    mark_posted(clinic.storage, batch, NOW, RULES)
    mark_returned(clinic.storage, "SR-000001", "gone away", NOW + timedelta(days=2))
    later = NOW + timedelta(days=2)
    held = clinic.one(now=later)
    assert (held.holds, held.notes) == (("returned_mail",), ()), "what came back cannot cross"
    clinic.release("returned_mail", later)
    assert clinic.one(now=later).state == "ready"
    undo(clinic.storage)
    correct_patient(clinic.storage, "A1", {"address_1": "9 New Road"}, "moved")
    assert clinic.one(now=later).state == "ready", "this is another address"


@pytest.mark.one_engine
def test_a_patient_gets_their_own_language_once_its_wording_is_approved(clinic):
    clinic.visits(
        {"language": "Polish"},
        {"appointment_id": "A2", "language": "Polish", "start": "2016-01-12 15:00"},
        {"appointment_id": "A3", "patient_id": "P3", "language": "Klingon"},
        {"appointment_id": "A4", "patient_id": "P4", "language": "English"},
    )
    noted = {each: clinic.one(each).notes for each in ("A1", "A3", "A4")}
    assert noted == {"A1": ("english_only",), "A3": ("english_only",), "A4": ()}
    save_languages(clinic.storage, RULES, ["pl"])
    held = clinic.one()
    assert (held.holds, held.notes, held.language) == (("language_not_approved",), (), "pl")
    assert held.channel == "second", "the patient can still be reached, or phoned"
    assert clinic.one("A3").language == "en-GB"
    clinic.approve(WordingKind.POSTPONED, "pl")
    assert {clinic.one(each).state for each in ("A1", "A2")} == {"ready"}
    decide(clinic.storage, ["A2"], Decision.STAND_BY, "perhaps")
    assert clinic.one("A2").holds == ("language_not_approved",)
    assert clinic.one("A1").state == "ready"
    clinic.approve(WordingKind.CONDITIONAL, "pl")
    assert clinic.one("A1").holds == ("language_not_approved",), "no wording tells both in one"
    clinic.approve(WordingKind.SEVERAL, "pl")
    assert {clinic.one(each).state for each in ("A1", "A2")} == {"ready"}


@pytest.mark.one_engine
def test_a_letter_made_is_untrue_once_the_patient_needs_another_one(clinic):
    clinic.visits({}, {"appointment_id": "A2", "patient_id": "P2"},
                  {"appointment_id": "A3", "patient_id": "P3", "format": "easy_read"})  # fmt: skip
    assert clinic.one("A3").holds == ("format_easy_read",)
    clinic.approve(WordingKind.POSTPONED, "en-GB", WordingForm.EASY_READ)
    assert clinic.one("A3").state == "ready"
    batch = clinic.batch()
    assert untrue_letters(clinic.storage, batch, NOW) == []
    correct_patient(clinic.storage, "A1", {"language": "Polish"}, "asked")
    correct_patient(clinic.storage, "A2", {"format": "easy_read"}, "asked")
    correct_patient(clinic.storage, "A3", {"language": "English"}, "asked")
    untrue = untrue_letters(clinic.storage, batch, NOW)
    assert sorted(each.appointment_ids for each in untrue) == [("A1",), ("A2",)]


@pytest.mark.one_engine
def test_a_letter_says_what_it_may_cross(clinic):
    save_post(clinic.storage, RULES, {"reminder_days": "7,2"})
    clinic.visits({})
    assert clinic.one().notes == ("reminder_may_cross",), "second class takes until Thu 7"
    friday = at("2016-01-08 12:00")
    assert clinic.one(now=friday).notes == (), "first class comes on Sat 9; the next is of Sun 10"
    mark_posted(clinic.storage, clinic.batch(), NOW, RULES)
    decide(clinic.storage, ["A1"], Decision.STAND_BY, "perhaps")
    tuesday = clinic.one(now=at("2016-01-05 12:00"))
    assert "earlier_letter_may_cross" in tuesday.notes, "posted on Mon 4, it comes until Thu 7"
    assert clinic.one(now=friday).notes == ()
    decide(clinic.storage, ["A1"], Decision.KEEP, "it can go ahead")
    kept = clinic.one(now=at("2016-01-05 12:00"))
    assert kept.notes == ("earlier_letter_may_cross",), "the reminder is right again"


def test_every_release_has_its_words():
    assert set(RELEASABLE) <= set(HOLDS)
    assert all(each.text.endswith(".") for each in RELEASABLE.values())
    assert all(text.endswith(".") for text in NOTES.values())
    assert all(each.by_hand for each in RELEASABLE.values() if each.needs_address)


def test_a_release_ends_when_its_hold_goes_away_even_if_it_comes_back(clinic):
    row = {"do_not_post": "Y"}
    clinic.visits(row)
    clinic.release("do_not_post", address=SHELTER, hand_to="Cara")
    assert clinic.one().state == "ready"
    clinic.load(ImportKind.APPOINTMENTS, row | {"phone": "020 7946 0001"})
    assert clinic.one().state == "ready", "the phone number was not judged"
    clinic.load(ImportKind.APPOINTMENTS, row | {"do_not_post": "N"})
    clinic.load(ImportKind.APPOINTMENTS, row)
    assert clinic.one().holds == ("do_not_post",), "an old agreement does not come alive again"
    clinic.release("do_not_post", address=SHELTER, hand_to="Cara")
    decide(clinic.storage, ["A1"], Decision.STAND_BY, "perhaps")
    decide(clinic.storage, ["A1"], Decision.POSTPONE, "no cover")
    assert clinic.one().holds == ("do_not_post",)


def test_a_release_is_taken_back_or_asked_for_anew(clinic):
    clinic.visits({"do_not_post": "Y"})
    given = clinic.release("do_not_post", address=SHELTER, hand_to="Cara")
    clinic.batch()
    assert clinic.one().state == "in_batch"
    queue = letter_queue(clinic.storage, RULES, NOW)
    assert releases_in_use(clinic.storage, queue) == [given]
    taken = withdraw_release(clinic.storage, given.release_id, "Dev", NOW).release
    assert (taken.answer, taken.answered_by) == ("withdrawn", "Dev")
    assert (clinic.one().state, clinic.one().holds) == ("withdraw", ("do_not_post",))
    again = partial(withdraw_release, clinic.storage, given.release_id, "Dev", NOW)
    assert refusal(again) == "not_in_force"
    undo(clinic.storage)
    assert clinic.one().state == "in_batch"


@pytest.mark.one_engine
def test_lines_that_did_not_print_are_asked_for_anew(clinic):
    clinic.visits({"do_not_post": "Y"})
    wide = ("Ms Begum", "The Residential Nursing and Rehabilitation Home, North Wing " * 3)
    clinic.release("do_not_post", address=wide, hand_to="Cara")
    clinic.batch()
    assert clinic.one().holds == ("not_printable",)
    clinic.release("do_not_post", address=SHELTER, hand_to="Cara")
    assert (clinic.one().state, clinic.one().address) == ("ready", SHELTER)


@pytest.mark.one_engine
def test_returned_mail_holds_the_address_however_it_is_written(clinic):
    later = NOW + timedelta(days=2)
    second = {"appointment_id": "A2", "start": "2016-01-12 12:00"}
    clinic.visits({"nhs_number": "9434765919"})
    mark_posted(clinic.storage, clinic.batch(), NOW, RULES)
    clinic.load(ImportKind.APPOINTMENTS, {"nhs_number": "9434765919"}, second)
    decide(clinic.storage, ["A2"], Decision.POSTPONE, "no cover")
    correct_patient(clinic.storage, "A2", {"nhs_number": "9434765919"}, "asked")
    mark_posted(clinic.storage, clinic.batch(), NOW + timedelta(hours=1), RULES)
    mark_returned(clinic.storage, "SR-000001", "gone away", later)
    assert clinic.one(now=later).holds == ("returned_mail",), "the other went before it came back"
    decide(clinic.storage, ["A2"], Decision.STAND_BY, "perhaps")
    clinic.load(ImportKind.APPOINTMENTS,
                {"nhs_number": "9434765919", "address_1": "1 HIGH  STREET,"},
                {"appointment_id": "A9", "patient_id": "P9", "nhs_number": "9434765919",
                 "address_1": "1 HIGH  STREET,", "start": "2016-01-12 13:00"},
                second | {"nhs_number": "9434765919", "address_1": "1 HIGH  STREET,"})  # fmt: skip
    decide(clinic.storage, ["A9"], Decision.POSTPONE, "no cover")
    assert {"returned_mail"} <= set(clinic.one(now=later).holds), "in capitals"
    assert {"returned_mail"} <= set(clinic.one("A9", now=later).holds), "under another id"
    with clinic.storage.read() as work:
        assert [each.reference for each in work.letters.returned()] == ["SR-000001"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Ann Clerk", "Clerk, ann", True), ("Ann\u200b Clerk", "\uff21nn Clerk.", True),
        ("Sean O'Brien", "OBRIEN sean", True), ("AnnClerk", "Ann Clerk", True),
        ("Ann Clerk", "Anne Clerk", False), ("Ann Lee", "Nan Lee", False),
    ],
)  # fmt: skip
def test_somebody_else_is_somebody_else(one, other, same):
    assert same_person(one, other) is same
