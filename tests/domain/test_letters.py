"""Addresses, what holds a letter back, and what it says."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from rota.domain.addresses import address_faults, address_lines, tidy_line, tidy_postcode
from rota.domain.codes import (
    AppointmentKind,
    LetterFormat,
    LetterKind,
    Mode,
    Priority,
)
from rota.domain.letter_content import LetterContent
from rota.domain.suppression import HOLDS, WRITABLE, full_name, is_under_16, patient_holds
from rota.domain.wording import TrustDetails, VisitTold, write
from tests.domain.making import appointment, at, patient

TRUST = TrustDetails(
    "St Anne's Hospital", "1 Road\nTown", "020 7946 0000", "8am to 6pm", "post@example.org",
    "PO Box 1", "A Person", "Manager",
)  # fmt: skip
WRITTEN = at("2016-01-08 09:00")


@pytest.mark.parametrize(
    ("written", "tidy"),
    [
        ("SW17 0QT", "SW17 0QT"), ("sw170qt", "SW17 0QT"), ("  m1 1ae ", "M1 1AE"),
        ("CR2 6XH", "CR2 6XH"), ("DN55 1PT", "DN55 1PT"), ("W1A 0AX", "W1A 0AX"),
        ("EC1A 1BB", "EC1A 1BB"), ("B33 8TH", "B33 8TH"), ("S W 1 7 0 Q T", "SW17 0QT"),
        ("", None), ("SW17", None), ("QX1 1AA", None), ("SW17 0QC", None), ("SW17 OQT", None),
        ("12345", None), ("SW17 0QT1", None),
    ],
)  # fmt: skip
def test_postcodes_are_tidied_or_not_known(written: str, tidy: str | None) -> None:
    assert tidy_postcode(written) == tidy


@pytest.mark.parametrize(
    ("written", "tidy"),
    [
        ("  1  High   Street, ", "1 High Street"), ("Flat 1 , High St .", "Flat 1, High St."),
        ("a\u200bb\u202ec", "abc"), ("Cafe\u0301", "Café"), (" , ", ""),
    ],
)  # fmt: skip
def test_lines_are_tidied(written: str, tidy: str) -> None:
    assert tidy_line(written) == tidy


def test_an_address_is_a_name_its_lines_and_the_postcode_last() -> None:
    assert address_lines("Ms Begum", ("1 High Street", " ", "London"), "sw170qt") == (
        "Ms Begum", "1 High Street", "London", "SW17 0QT")  # fmt: skip
    assert address_lines("Ms Begum", ("1 High Street", "sw17 0qt"), "") == (
        "Ms Begum", "1 High Street", "SW17 0QT")  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "postcode", "faults"),
    [
        pytest.param(("1 High Street", "London"), "SW17 0QT", (), id="a good one"),
        pytest.param(("1 High Street",), "SW17 0QT", (), id="the least"),
        pytest.param((), "SW17 0QT", ("address_incomplete",), id="no street"),
        pytest.param(("1 High Street", "London"), "", ("postcode_unknown",), id="no postcode"),
        pytest.param((), "", ("address_incomplete", "postcode_unknown"), id="nothing at all"),
        pytest.param(("1", "2", "3", "4", "5"), "SW17 0QT", (), id="seven lines"),
        pytest.param(("1", "2", "3", "4", "5", "6"), "SW17 0QT", ("address_too_long",), id="eight"),
        pytest.param(("No fixed abode",), "", ("no_fixed_abode",), id="no fixed abode"),
        pytest.param(("NFA",), "SW17 0QT", ("no_fixed_abode",), id="NFA"),
        pytest.param(("(flat 1)", "London"), "SW17 0QT", ("address_character",), id="a bracket"),
        pytest.param(("Nfarley Road", "London"), "SW17 0QT", (), id="a road that begins with nfa"),
    ],
)
def test_what_keeps_a_letter_from_an_address(
    lines: tuple[str, ...], postcode: str, faults: tuple[str, ...]
) -> None:
    assert address_faults("Ms Nasrin Begum", lines, postcode) == faults


@pytest.mark.parametrize(
    ("change", "holds"),
    [
        ({}, ()), ({"deceased": True}, ("deceased",)), ({"do_not_post": True}, ("do_not_post",)),
        ({"postcode": ""}, ("postcode_unknown",)), ({"format": LetterFormat.LARGE_PRINT}, ()),
        ({"format": LetterFormat.BRAILLE}, ("format_braille",)),
        ({"format": LetterFormat.EASY_READ}, ("format_easy_read",)),
        ({"format": LetterFormat.AUDIO, "deceased": True}, ("deceased", "format_audio")),
        ({"date_of_birth": date(2010, 1, 1)}, ()),
    ],
)  # fmt: skip
def test_what_holds_a_letter_to_a_patient(change: dict[str, Any], holds: tuple[str, ...]) -> None:
    assert patient_holds(patient(**change)) == holds
    assert set(holds) <= HOLDS.keys()


def test_every_hold_is_a_sentence_with_an_owner() -> None:
    for code, hold in HOLDS.items():
        assert hold.code == code
        assert hold.text.endswith(".")
        assert hold.owner


@pytest.mark.parametrize(
    ("born", "child"),
    [
        (date(2000, 1, 8), False), (date(2000, 1, 9), True), (date(1999, 12, 31), False),
        (date(2015, 6, 1), True), (date(2000, 2, 29), True), (None, False),
    ],
)  # fmt: skip
def test_under_16_on_the_day_of_writing(born: date | None, child: bool) -> None:
    assert is_under_16(patient(date_of_birth=born), date(2016, 1, 8)) is child


def test_a_name_is_what_is_known_of_it() -> None:
    assert full_name(patient()) == "Ms Nasrin Begum"
    assert full_name(patient(title="", forename="")) == "Begum"


def words_of(letter: LetterContent) -> str:
    blocks = [*letter.before_table, *letter.after_table]
    said = ["".join(run.text for run in block.runs) for block in blocks]
    lines = [f"{line.what} {line.where} {line.day} {line.time}" for line in letter.appointments]
    return "\n".join([letter.heading, letter.salutation, *said, *lines, *letter.sign_off])


def letter_for(
    *visits: Any,
    trust: TrustDetails = TRUST,
    kind: LetterKind = LetterKind.POSTPONED,
    new_start: str = "",
    **who: Any,
) -> LetterContent:
    moved = at(new_start) if new_start else None
    told = [VisitTold(each, "Surgery", "Main", moved) for each in visits or (appointment(),)]
    return write(kind, "SR-000001", patient(**who), told, trust, WRITTEN)


def test_a_letter_says_what_happened_first_and_then_what_to_do() -> None:
    letter = letter_for()
    said = words_of(letter)
    assert letter.heading == "Your appointment is postponed"
    assert letter.salutation == "Dear Ms Begum"
    assert letter.date == "8 January 2016"
    assert letter.address == ("Ms Nasrin Begum", "1 High Street", "London", "SW17 0QT")
    assert "on Tuesday 12 January 2016 at 10:20am" in said
    assert said.index("sorry") < said.index("What happens next")
    assert "NHS 111" in said
    assert "999" in said
    assert "St Anne's Hospital" in letter.sign_off
    assert "Phone 020 7946 0000" in letter.contact_lines


def test_a_rebooked_letter_gives_the_new_time_and_the_old() -> None:
    letter = letter_for(kind=LetterKind.RESCHEDULED, new_start="2016-02-20 09:00")
    said = words_of(letter)
    assert "Saturday 20 February 2016 at 9am" in said
    (line,) = letter.appointments
    assert (line.day, line.time) == ("Saturday 20 February 2016", "9am")
    assert "Tuesday 12 January" in line.what


BLAME = (
    "BMA", "RCN", "HCSA", "union", "doctor", "nurse", "consultant", "resident", "junior",
    "walkout", "strike", "striking", "emergency care only", "dispute", "pay ", "government",
    "demand", "R1",
)  # fmt: skip


@pytest.mark.parametrize("trust", [TRUST, TrustDetails()], ids=["full details", "no details"])
@pytest.mark.parametrize("kind", sorted(WRITABLE))
def test_no_letter_blames_anybody(kind: LetterKind, trust: TrustDetails) -> None:
    new_start = "2016-02-20 09:00" if kind is LetterKind.RESCHEDULED else ""
    for what in AppointmentKind:
        visit = appointment(kind=what)
        said = words_of(letter_for(visit, trust=trust, kind=kind, new_start=new_start))
        assert [word for word in BLAME if word.lower() in said.lower()] == []


def test_a_letter_never_tells_what_is_wrong_with_the_patient() -> None:
    said = words_of(letter_for(appointment(clinic_code="HIV1", priority=Priority.SUSPECTED_CANCER)))
    assert "HIV" not in said
    assert "cancer" not in said


@pytest.mark.parametrize("kind", sorted(WRITABLE))
def test_a_letter_about_a_child_goes_to_a_parent_or_guardian(kind: LetterKind) -> None:
    letter = letter_for(kind=kind, new_start="2016-02-20 09:00", date_of_birth=date(2010, 1, 1))
    assert letter.address[0] == "Parent or guardian of Ms Nasrin Begum"
    assert letter.salutation == "Dear parent or guardian of Nasrin Begum"
    assert "your child's appointment" in words_of(letter).lower()


def test_several_appointments_are_told_in_one_letter_in_the_plural() -> None:
    letter = letter_for(appointment(), appointment("2016-01-12 15:00", mode=Mode.PHONE))
    said = words_of(letter)
    assert letter.heading == "Your appointments are postponed"
    assert "new dates" in said
    assert "these appointments" in said
    assert [(line.where, line.time) for line in letter.appointments] == [
        ("Main", "10:20am"), ("At home", "3pm")]  # fmt: skip


def test_a_patient_who_would_be_called_is_not_told_to_stay_away_from_the_hospital() -> None:
    said = words_of(letter_for(appointment(mode=Mode.PHONE)))
    assert "come to the hospital" not in said


@pytest.mark.parametrize(
    ("kind", "fasting"),
    [
        (AppointmentKind.FOLLOW_UP, False), (AppointmentKind.OUTPATIENT_NEW, False),
        (AppointmentKind.DIAGNOSTIC, True), (AppointmentKind.DAY_CASE, True),
        (AppointmentKind.PRE_OP, True), (AppointmentKind.INPATIENT_ELECTIVE, True),
    ],
)  # fmt: skip
def test_fasting_is_named_only_to_those_who_may_have_been_told_to(
    kind: AppointmentKind, fasting: bool
) -> None:
    assert ("fast" in words_of(letter_for(appointment(kind=kind)))) is fasting


def test_large_print_is_large_and_a_person_without_a_title_is_named_whole() -> None:
    assert letter_for(format=LetterFormat.LARGE_PRINT).font_points == 18
    assert letter_for().font_points == 12
    assert letter_for(title="").salutation == "Dear Nasrin Begum"


def test_blank_details_are_left_out_and_told() -> None:
    letter = letter_for(trust=TrustDetails())
    assert letter.contact_lines == ()
    assert letter.sign_off == ("Yours sincerely", "Main")
    assert "None" not in words_of(letter)
    assert TrustDetails().missing == (
        "the hospital's name", "a phone number", "its hours", "a return address")  # fmt: skip
    assert TRUST.missing == ()


def test_numbers_hold_together_and_run_left_to_right() -> None:
    runs = [run for block in letter_for().after_table for run in block.runs if run.keep_ltr]
    assert "020 7946 0000" in [run.text for run in runs]
