"""``candidates`` and ``cover``: what scripts read, and what a person reads."""

from __future__ import annotations

import pytest

from tests.commands.conftest import Run
from tests.conftest import Addresses
from tests.cover_hospital import fill_more
from tests.engines import Clock, dump, filling
from tests.strike_hospital import ED, WARD

NIGHT = ("--start", "2016-01-12 20:30", "--end", "2016-01-13 08:30")
HERE = ("--window", "1", "--service", ED)


@pytest.fixture
def address(addresses: Addresses, clock: Clock) -> str:
    return addresses.filled("cover hospital", filling(fill_more, clock))


@pytest.fixture
def given(done: Run) -> Run:
    """Jo covers the night in the Emergency department, Hana a later day on the wards."""
    done("assign", *HERE, "--staff", "S10", *NIGHT)
    done("assign", "--window", "1", "--service", WARD, "--staff", "S8",
         "--start", "2016-01-13 09:00", "--end", "2016-01-13 17:00")  # fmt: skip
    return done


def test_candidates_have_the_shape_that_scripts_read(done: Run) -> None:
    found = done("candidates", *HERE, *NIGHT, "--post", "CT or above").json
    assert found.keys() == {
        "window", "service", "site", "post", "start", "start_utc", "end", "end_utc",
        "can", "cannot", "by_reason",
    }  # fmt: skip
    assert [each["staff_id"] for each in found["can"]] == ["S10", "S8", "S9", "S7", "S3"]
    ian = found["can"][2]
    assert (ian["on_duty_elsewhere"], ian["leaves"][0]["missing_minutes"]) == (True, 690)
    stopped = [each for each in found["cannot"] if each["can_override"]]
    assert [(each["staff_id"], each["codes"]) for each in stopped] == [("S11", ["wtr_daily_rest"])]
    assert sum(each["people"] for each in found["by_reason"]) == len(found["cannot"])


@pytest.mark.one_engine
def test_candidates_in_words_say_who_can_and_why_others_cannot(in_words: Run) -> None:
    said = in_words("candidates", *HERE, *NIGHT).out
    assert "5 can take it." in said
    assert "Jo Lark" in said
    assert "Medical wards would be 1 short of CT or above, 20:30 to 08:00" in said
    assert "1: under 11 h of rest: WTR 1998 reg 10" in said


def test_assign_keeps_its_form_and_takes_consent_and_leaving(done: Run) -> None:
    before = done("gaps", "--window", "1").json["missing_person_minutes"]
    said = done("assign", *HERE, "--site", "St Anne", "--staff", "S9", *NIGHT,
                "--consent", "agreed by phone", "--leaves-duties").json  # fmt: skip
    assert [each["rule"] for each in said["findings"]] == ["on_duty_elsewhere"]
    after = done("gaps", "--window", "1").json["missing_person_minutes"]
    assert (before[ED] - after[ED], after[WARD] - before[WARD]) == (720, 690)
    (cover,) = done("cover", "list", "--window", "1").json["cover"]
    assert (cover["consent"], cover["leaves_duties"]) == ("agreed by phone", True)


def test_a_rest_breach_is_refused_without_a_reason(program: Run, done: Run) -> None:
    words = ("assign", *HERE, "--staff", "S11", *NIGHT)
    refused = program(*words)
    assert refused.error == "wtr_daily_rest"
    assert "5 h 30 of rest" in refused.err
    assert "Give a reason to go on (--override-why)." in refused.err
    again = done(*words, "--override-why", "slept in the day").json
    assert again["findings"][0]["severity"] == "stop"
    (kept,) = done("cover", "list", "--window", "1").json["overrides"]
    assert (kept["staff_id"], kept["measured"], kept["limit"]) == ("S11", "5 h 30", "11 h")
    assert kept["why"] == "slept in the day"


def test_cover_is_listed_moved_swapped_split_and_stood_down(given: Run) -> None:
    listed = given("cover", "list", "--window", "1").json["cover"]
    assert [(each["name"], each["service"], each["reply"]) for each in listed] == [
        ("Jo Lark", ED, "no_answer"),
        ("Hana Bankole", WARD, "no_answer"),
    ]
    (moved,) = given("cover", "move", "--window", "1", "--cover", "1",
                     "--end", "2016-01-13 06:00").json["cover"]  # fmt: skip
    assert (moved["staff_id"], moved["end_utc"]) == ("S10", "2016-01-13T06:00:00+00:00")
    swapped = given("cover", "swap", "--window", "1", "--cover", "1", "--with", "2").json["cover"]
    assert [each["staff_id"] for each in swapped] == ["S8", "S10"]
    parts = given("cover", "split", "--window", "1", "--cover", "1", "--at", "2016-01-13 00:00",
                  "--staff", "S3", "--consent", "agreed").json["cover"]  # fmt: skip
    assert [(each["staff_id"], each["consent"]) for each in parts] == [("S8", ""), ("S3", "agreed")]
    given("cover", "stand-down", "--window", "1", "--cover", "1,2,3", "--why", "called off")
    assert given("cover", "list", "--window", "1").json["cover"] == []


def test_a_gap_is_left_and_taken_back(given: Run) -> None:
    given("cover", "leave-gap", *HERE, "--post", "CT or above", *NIGHT,
          "--owner", "Dr Reid", "--why", "consultant at home")  # fmt: skip
    (left,) = given("cover", "list", "--window", "1").json["gaps_left"]
    assert (left["requirement"], left["owner"], left["why"]) == (
        "CT or above", "Dr Reid", "consultant at home")  # fmt: skip
    given("cover", "take-back-gap", "--window", "1", "--gap", str(left["gap_left_id"]))
    assert given("cover", "list", "--window", "1").json["gaps_left"] == []


@pytest.mark.one_engine
def test_cover_in_words(given: Run, in_words: Run) -> None:
    said = in_words("cover", "list", "--window", "1").out
    assert "Jo Lark" in said
    assert "stepping across" in said
    assert "declared" not in said
    said = in_words("cover", "swap", "--window", "1", "--cover", "1", "--with", "2").out
    assert said.startswith("Emergency department and Medical wards: the people covering changed")


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("candidates", "--window", "1", "--service", "Nowhere", *NIGHT), "unknown_service"),
        (("candidates", "--window", "9", "--service", ED, *NIGHT), "unknown_window"),
        (("candidates", *HERE, *NIGHT, "--post", "Porter"), "unknown_post"),
        (("cover", "list", "--window", "9"), "unknown_window"),
        (("cover", "move", "--window", "1", "--cover", "9"), "unknown_cover"),
        (("cover", "swap", "--window", "1", "--cover", "1", "--with", "9"), "unknown_cover"),
        (("cover", "split", "--window", "1", "--cover", "1", "--at", "2016-01-14 00:00",
          "--staff", "S8"), "split_outside"),
        (("cover", "stand-down", "--window", "1", "--cover", "9", "--why", "x"), "unknown_cover"),
        (("cover", "take-back-gap", "--window", "1", "--gap", "9"), "unknown_gap"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_in_a_sentence(
    given: Run, program: Run, address: str, words: tuple[str, ...], code: str
) -> None:
    before = dump(address)
    refused = program(*words)
    assert refused.error == code
    assert refused.err.strip().endswith(".")
    assert dump(address) == before
