"""The commands ``triage``, ``triage stop`` and ``service care``: documents, words, bad input."""

from __future__ import annotations

import pytest

from tests.commands.conftest import Run, run_words
from tests.conftest import Addresses
from tests.engines import Clock, filling
from tests.triage_hospital import fill

KEYS = {
    "appointment_id", "service", "start", "start_utc", "proposed", "new_start", "reasons", "harm",
    "protected", "over_stop", "decision",
}  # fmt: skip
WINDOW = ("triage", "--window", 1)


@pytest.fixture
def address(addresses: Addresses, clock: Clock) -> str:
    """The hospital whose clinics meet a strike."""
    return addresses.filled("triage hospital", filling(fill, clock))


def test_the_document_is_as_documented_and_decides_nothing(done: Run) -> None:
    found = done(*WINDOW).json
    assert {"window", "revision", "stops", "moved", "appointments"} == found.keys()
    assert (found["window"], found["revision"], found["stops"], found["moved"]) == (1, 1, {}, {})
    assert all(each.keys() >= KEYS for each in found["appointments"])
    harms = [each["harm"] for each in found["appointments"]]
    assert harms == sorted(harms)
    first = found["appointments"][0]
    assert (first["appointment_id"], first["service"], first["proposed"]) == (
        "E1",
        "ENT clinic",
        "postpone",
    )
    assert first["start_utc"] == "2016-01-12T09:00:00+00:00"
    listed = done("affected", "--window", 1, "--appointments").json["appointments"]
    assert {each["appointment_id"] for each in listed} == {
        each["appointment_id"] for each in found["appointments"]
    }
    assert all(each["decision"] is None for each in listed)


def test_accepting_decides_as_proposed_in_one_step(done: Run) -> None:
    before = {
        each["appointment_id"]: each["proposed"] for each in done(*WINDOW).json["appointments"]
    }
    found = done(*WINDOW, "--accept", "--why", "agreed at 9").json
    assert {each["appointment_id"]: each["decision"] for each in found["appointments"]} == before
    assert found["moved"] == {"2016-01-12": 6}
    done("undo")
    assert all(each["decision"] is None for each in done(*WINDOW).json["appointments"])


def test_some_are_accepted(done: Run) -> None:
    found = done(*WINDOW, "--accept", "--appointment", "E1,H1").json["appointments"]
    assert {each["appointment_id"] for each in found if each["decision"]} == {"E1", "H1"}


def test_a_stop_line_is_drawn_shown_and_taken_away(done: Run) -> None:
    line = ("triage", "stop", "--window", 1, "--day", "12/01/2016")
    assert done(*line, "--most", 2).json == {"window": 1, "day": "2016-01-12", "most": 2}
    found = done(*WINDOW, "--accept").json
    assert (found["stops"], found["moved"]) == ({"2016-01-12": 2}, {"2016-01-12": 2})
    over = [each for each in found["appointments"] if each["over_stop"]]
    assert len(over) == 4
    assert all(each["decision"] is None for each in over)
    assert done(*line, "--most", "none").json["most"] is None
    assert done(*WINDOW).json["stops"] == {}


def test_triage_in_words(in_words: Run) -> None:
    said = in_words(*WINDOW)
    assert said.out.splitlines()[0] == "13 appointments at risk, least harm first."
    assert "routine, follow-up" in said.out
    assert "Secret" not in said.out + said.err
    in_words("triage", "stop", "--window", 1, "--day", "2016-01-12", "--most", 2)
    said = in_words(*WINDOW, "--accept")
    assert said.out.startswith("Decided 9 appointments as proposed: 3 keep, 1 convert, 2 postpone")
    assert "Tuesday 12 January 2016: 2 decided to be moved, at most 2." in said.out
    assert in_words(*WINDOW, "--accept").out.startswith("Nothing to decide")


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("triage", "--window", 9), "unknown_window"),
        ((*WINDOW, "--accept", "--appointment", "I1"), "not_at_risk"),
        ((*WINDOW, "--accept", "--appointment", "X9"), "unknown_appointment"),
        (("triage", "stop", "--window", 1, "--day", "2016-02-01", "--most", 3), "day_outside"),
        (("triage", "stop", "--window", 9, "--day", "2016-01-12", "--most", 3), "unknown_window"),
        (("service", "care", "--service", "Nowhere", "--care", "trauma"), "unknown_service"),
        (("service", "care", "--service", "ENT clinic", "--care", "spa"), "unknown_care"),
        (("service", "care", "--care", "trauma"), "no_service"),
    ],
)
def test_what_cannot_be_done_is_refused(program: Run, words: tuple[object, ...], code: str) -> None:
    assert program(*words).error == code


@pytest.mark.one_engine
@pytest.mark.parametrize(
    "words",
    [
        ("triage",),
        ("triage", "--accept"),
        (*WINDOW, "--appointment", "E1"),
        ("triage", "--window", "one"),
        ("triage", "stop", "--window", 1, "--most", 3),
        ("triage", "stop", "--window", 1, "--day", "2016-01-12"),
        ("triage", "stop", "--window", 1, "--day", "2016-01-12", "--most", "-1"),
        ("triage", "stop", "--window", 1, "--day", "2016-01-12", "--most", "some"),
        ("service",),
    ],
)
def test_bad_usage(program: Run, words: tuple[object, ...]) -> None:
    assert program(*words).code == 2


def test_the_kind_of_care_is_set_listed_and_given_back_to_the_name(done: Run) -> None:
    def care(service: str) -> tuple[object, ...]:
        (found,) = done("service", "care", "--service", service).json["services"]
        return found["care"], found["protected"], found["set_here"]

    assert care("Renal dialysis") == ("dialysis", True, False)
    done("service", "care", "--service", "Renal dialysis", "--care", "none", "--why", "an office")
    assert care("Renal dialysis") == (None, False, True)
    done("service", "care", "--service", "Renal dialysis", "--care", "by_name")
    assert care("Renal dialysis") == ("dialysis", True, False)
    assert len(done("service", "care").json["services"]) == 5


def test_the_price_of_each_gap(done: Run, in_words: Run) -> None:
    dearest, other = done("triage", "prices", "--window", 1).json["prices"]
    assert (dearest["service"], dearest["patients"], dearest["appointments"]) == (
        "Chest clinic",
        3,
        ["H1", "H2", "H3"],
    )
    assert dearest["end_utc"] == "2016-01-12T17:00:00+00:00"
    assert (other["service"], other["patients"], other["weight"]) == ("Acute take", 0, 0)
    assert "Chest clinic  Tue 12 Jan 2016 09:00" in in_words("triage", "prices", "--window", 1).out


@pytest.mark.one_engine
def test_without_a_window_the_usage_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    said = run_words(capsys, "triage")
    assert "--window" in said.err


@pytest.mark.parametrize(("most", "said"), [("-1", "0 or more"), ("9" * 10, "at most 9 digits")])
def test_a_limit_that_is_none_says_what_is_wrong(
    program: Run, capsys: pytest.CaptureFixture[str], most: str, said: str
) -> None:
    done = program("triage", "stop", "--window", 1, "--day", "2016-01-12", f"--most={most}")
    assert done.code == 2
    assert said in f"{done.out}{done.err}"
