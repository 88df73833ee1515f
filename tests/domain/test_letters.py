"""Addresses, what holds a letter back, and what it says."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from rota.domain.addresses import AREAS, address_faults, address_lines, tidy_line, tidy_postcode
from rota.domain.codes import (
    AppointmentKind,
    LetterFormat,
    LetterKind,
    Mode,
    Priority,
)
from rota.domain.letter_content import LetterContent
from rota.domain.suppression import HOLDS, call_holds, full_name, is_under_16, patient_holds
from rota.domain.trust import TrustDetails
from rota.domain.visit_told import VisitTold
from tests.domain.making import appointment, at, patient
from tests.domain.writing import write

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


@pytest.mark.parametrize("name", ["", "\u200d", "\u3164", "\u2800\u00ad", "--"])
def test_a_name_with_nothing_to_read_holds_the_letter(name: str) -> None:
    there = ("1 High Street", "London")
    assert address_faults(name, there, "SW17 0QT") == ("address_no_words",)


def test_an_address_is_a_name_its_lines_and_the_postcode_last() -> None:
    assert address_lines("Ms Begum", ("1 High Street", " ", "London"), "sw170qt") == (
        "Ms Begum", "1 High Street", "London", "SW17 0QT")  # fmt: skip
    assert address_lines("Ms Begum", ("1 High Street", "sw17 0qt"), "") == (
        "Ms Begum", "1 High Street", "SW17 0QT")  # fmt: skip


def test_the_country_is_left_out_and_a_forces_post_office_comes_last() -> None:
    assert address_lines("Ms Begum", ("1 High Street", "Cardiff", "Wales", "UK"), "CF10 1AA") == (
        "Ms Begum", "1 High Street", "Cardiff", "CF10 1AA")  # fmt: skip
    assert address_lines("Cpl Begum", ("bfpo c/o 53", "Episkopi"), "bf12at") == (
        "Cpl Begum", "Episkopi", "BF1 2AT", "BFPO 53")  # fmt: skip


def test_the_postcode_areas_are_the_zones_that_letter_services_take() -> None:
    assert {"BF", "BX", "GY", "IM", "JE", "ZE"} <= AREAS
    assert tidy_postcode("GIR 0AA") is None
    assert tidy_postcode("GX11 1AA") is None


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
        pytest.param(("London",), "ZZ99 3VZ", ("no_fixed_abode",), id="the NHS's own postcode"),
        pytest.param(("Of no fixed  address",), "SW17 0QT", ("no_fixed_abode",), id="no address"),
        pytest.param(
            ("HMP Wandsworth", "Heathfield Road", "London"), "SW18 3HU", ("prison",), id="a prison"
        ),
        pytest.param(("A1234BC", "HM Prison Leeds", "Leeds"), "", ("prison",), id="its long name"),
        pytest.param(("1 Prison Lane", "London"), "SW17 0QT", (), id="a road named for a prison"),
        pytest.param(("Episkopi Station", "BFPO 53"), "BF1 2AT", ("forces_post",), id="forces"),
        pytest.param(("bfpo c/o 53",), "", ("forces_post",), id="forces without a postcode"),
        pytest.param(
            ("Temporary address", "1 High Street"),
            "SW17 0QT",
            ("temporary_address",),
            id="said to be temporary",
        ),
        pytest.param(("1 Templeton Road", "London"), "SW17 0QT", (), id="a road that begins so"),
        pytest.param(("- -", "London"), "SW17 0QT", ("address_no_words",), id="no words"),
        pytest.param(
            ("1", "2", "3", "4", "5", "England", "UK."),
            "SW17 0QT",
            (),
            id="seven lines once the country is left out",
        ),
        pytest.param(("Dan yr Onnen", "Penclawdd", "Cymru"), "SA4 3FZ", (), id="Wales"),
        pytest.param(
            ("1 Rue de Rivoli", "Paris", "France"), "75001", ("postcode_unknown",), id="abroad"
        ),
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
@pytest.mark.parametrize("kind", sorted(LetterKind))
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


@pytest.mark.parametrize("kind", sorted(LetterKind))
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
    assert TrustDetails().missing == ("the hospital's name", "a phone number")
    assert TrustDetails().lacking == (
        "the hours of the phone", "a return address", "a sender")  # fmt: skip
    assert TRUST.missing == TRUST.lacking == ()


def test_numbers_hold_together_and_run_left_to_right() -> None:
    runs = [run for block in letter_for().after_table for run in block.runs if run.keep_ltr]
    assert "020 7946 0000" in [run.text for run in runs]


RINGS = {"phone": "07700 900123"}


def test_a_change_to_the_phone_says_what_stays_who_rings_and_what_if_it_is_wrong() -> None:
    """In the order of the letters people know: what happens, do not come, next, worse, else."""
    letter = letter_for(
        appointment(patient=patient(**RINGS)), kind=LetterKind.MODE_CHANGE, **RINGS
    )  # fmt: skip
    said = words_of(letter)
    assert letter.heading == "Your appointment will be by phone"
    in_order = (
        "change your appointment on Tuesday 12 January 2016 at 10:20am",
        "The date and time stay the same",
        "We will ring you at this time on 07700 900123.",
        "Please do not come to the hospital for it.",
        "If the number above is wrong, or you cannot talk by phone, please tell us",
        "NHS 111",
        "You no longer need transport",
        "interpreter",
        "large print",
    )
    places = [said.index(part) for part in in_order]
    assert places == sorted(places)
    (line,) = letter.appointments
    assert line.what == "Follow-up appointment by phone, Surgery"
    assert (line.where, line.day, line.time) == ("At home", "Tuesday 12 January 2016", "10:20am")


def test_a_video_call_that_becomes_a_phone_call() -> None:
    letter = letter_for(
        appointment(patient=patient(**RINGS), mode=Mode.VIDEO), kind=LetterKind.MODE_CHANGE
    )
    said = words_of(letter)
    assert "Please do not join a video call for it." in said
    assert "come to the hospital" not in said


@pytest.mark.parametrize(
    ("phone", "mode", "holds"),
    [
        ("07700 900123", Mode.FACE_TO_FACE, ()), ("", Mode.FACE_TO_FACE, ("no_phone",)),
        ("none", Mode.FACE_TO_FACE, ("no_phone",)), ("ext 4501", Mode.VIDEO, ("no_phone",)),
        ("+44 7700 900123 (mother)", Mode.VIDEO, ()),
        ("07700 900123", Mode.PHONE, ("by_phone_already",)),
        ("", Mode.PHONE, ("by_phone_already",)),
    ],
)  # fmt: skip
def test_what_holds_a_letter_that_says_we_will_ring(
    phone: str, mode: Mode, holds: tuple[str, ...]
) -> None:
    assert call_holds(appointment(patient=patient(phone=phone), mode=mode)) == holds
    assert set(holds) <= HOLDS.keys()


def told_of(start: str, news: LetterKind, **more: Any) -> VisitTold:
    visit = appointment(start, patient=patient(**RINGS))
    return VisitTold(visit, "Surgery", "Main", news=news, **more)


def test_one_letter_tells_several_things_each_for_itself() -> None:
    told = [
        told_of("2016-01-12 09:00", LetterKind.POSTPONED),
        told_of("2016-01-12 10:00", LetterKind.RESCHEDULED, new_start=at("2016-02-20 09:00")),
        told_of("2016-01-12 11:00", LetterKind.MODE_CHANGE),
        told_of("2016-01-12 12:00", LetterKind.CONDITIONAL),
        told_of("2016-01-12 13:00", LetterKind.GOING_AHEAD, replaces=True),
    ]
    letter = write(LetterKind.POSTPONED, "SR-000001", patient(), told, TRUST, WRITTEN)
    said = words_of(letter)
    assert letter.heading == "Changes to your appointments"
    for part in (
        "at 9am: postponed. Please do not come to the hospital for it.",
        "at 10am: moved to Saturday 20 February 2016 at 9am. Please do not come on the old date.",
        "at 11am: the date and time stay the same, but it will be by phone. We will ring you on "
        "07700 900123. Please do not come to the hospital for it.",
        "at 12 noon: it may not go ahead.",
        "at 1pm: going ahead. Please come to Main. This replaces our earlier letter about it.",
        "Please keep your phone near you",
    ):
        assert part in said
    assert [line.what.partition(". ")[2] for line in letter.appointments] == [
        "Postponed: this is the old date", "New date", "We will ring you", "May not go ahead",
        "Going ahead"]  # fmt: skip
    assert [line.day for line in letter.appointments].count("Saturday 20 February 2016") == 1
    assert [word for word in BLAME if word.lower() in said.lower()] == []


def test_two_calls_on_two_numbers_name_each() -> None:
    other = appointment("2016-01-12 15:00", patient=patient(phone="020 7946 0999"))
    letter = letter_for(
        appointment(patient=patient(**RINGS)), other, kind=LetterKind.MODE_CHANGE
    )  # fmt: skip
    said = words_of(letter)
    assert said.index("07700 900123") < said.index("at 3pm") < said.index("020 7946 0999")


def test_a_new_decision_says_that_it_replaces_the_letter_before() -> None:
    told = told_of("2016-01-12 09:00", LetterKind.POSTPONED, replaces=True)
    letter = write(LetterKind.POSTPONED, "SR-000001", patient(), [told], TRUST, WRITTEN)
    assert "This letter replaces the one we sent you before about it." in words_of(letter)


@pytest.mark.parametrize(
    ("replaces", "before"),
    [
        (True, "This letter replaces the one we sent you before."),
        (False, "This letter replaces what we told you before, by phone or in a message."),
    ],
)
def test_what_goes_ahead_after_all_is_said_first_with_an_apology_and_nothing_made_up(
    replaces: bool, before: str
) -> None:
    """True after a postponed and after a conditional letter, whatever became of the strike."""
    told = told_of("2016-01-12 09:00", LetterKind.GOING_AHEAD, replaces=replaces)
    letter = write(LetterKind.GOING_AHEAD, "SR-000001", patient(), [told], TRUST, WRITTEN)
    said = words_of(letter)
    assert "Your appointment on Tuesday 12 January 2016 at 9am is going ahead. " + before in said
    assert "We are sorry for any worry this has caused." in said
    assert "Please come as first planned." in said
    assert "no longer holds" not in said
    assert "called off" not in said


@pytest.mark.parametrize("number", [1, 2])
def test_a_new_date_that_was_promised_is_given_not_sorry_to_move(number: int) -> None:
    told = [
        told_of(f"2016-01-12 {9 + each:02}:00", LetterKind.RESCHEDULED,
                new_start=at("2016-02-20 09:00"), follows=True)
        for each in range(number)
    ]  # fmt: skip
    letter = write(LetterKind.RESCHEDULED, "SR-000001", patient(), told, TRUST, WRITTEN)
    said = words_of(letter)
    if number == 1:
        assert "We wrote to you before that a new date would follow for your appointment" in said
        assert "Here it is." in said
    else:
        assert "that new dates would follow for your appointments listed below. Here" in said
    assert "sorry that we have to move" not in said
    mixed = [*told, told_of("2016-01-12 15:00", LetterKind.RESCHEDULED,
                            new_start=at("2016-02-21 09:00"))]  # fmt: skip
    letter = write(LetterKind.RESCHEDULED, "SR-000001", patient(), mixed, TRUST, WRITTEN)
    assert "sorry that we have to move" in words_of(letter), "not all of them were promised one"


def test_a_mixed_letter_says_what_to_do_when_the_new_time_does_not_suit() -> None:
    told = [
        told_of("2016-01-12 09:00", LetterKind.POSTPONED),
        told_of("2016-01-12 10:00", LetterKind.RESCHEDULED, new_start=at("2016-02-20 09:00")),
    ]
    letter = write(LetterKind.POSTPONED, "SR-000001", patient(), told, TRUST, WRITTEN)
    assert "If you cannot make a new time, please tell us and we will find another." in (
        words_of(letter)
    )


def test_a_conditional_letter_promises_only_what_is_ours() -> None:
    said = words_of(letter_for(kind=LetterKind.CONDITIONAL))
    assert "We will do our best to tell you whether the industrial action goes ahead" in said
    assert "local news may also say" in said
    assert "You can also ask us during the hours below." in said
    said = words_of(letter_for(kind=LetterKind.CONDITIONAL, trust=TrustDetails()))
    assert "You can also ask us." in said
    assert "the day before" not in said


@pytest.mark.parametrize("kind", sorted(LetterKind))
@pytest.mark.parametrize("mode", [Mode.PHONE, Mode.VIDEO])
def test_transport_is_not_named_to_those_who_would_not_travel(kind: LetterKind, mode: Mode) -> None:
    visit = appointment(mode=mode, patient=patient(**RINGS))
    said = words_of(letter_for(visit, kind=kind, new_start="2016-02-20 09:00", **RINGS))
    assert "transport" not in said
    assert "interpreter or a carer" in said


def test_a_correction_says_that_the_letter_before_was_not_right_and_what_holds() -> None:
    told = told_of("2016-02-20 09:00", LetterKind.GOING_AHEAD, replaces=True)
    letter = write(LetterKind.CORRECTION, "SR-000001", patient(), [told], TRUST, WRITTEN)
    said = words_of(letter)
    assert letter.heading == "A correction about your appointment"
    assert "some of what that letter said is not right. This letter replaces it." in said
    assert "Saturday 20 February 2016 at 9am: going ahead. Please come to Main." in said
