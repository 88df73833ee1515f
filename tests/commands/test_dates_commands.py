"""The commands ``suggest dates`` and ``pas out``: the documented JSON, accepting, and words."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.commands.conftest import Run, run_words
from tests.conftest import Addresses
from tests.dates_hospital import fill
from tests.engines import Clock, filling

WINDOW = ("--window", 1)


@pytest.fixture
def address(addresses: Addresses, clock: Clock) -> str:
    """Six postponed patients and a few free slots."""
    return addresses.filled("dates hospital", filling(fill, clock))


def test_the_document_is_as_documented_and_saves_nothing(done: Run) -> None:
    found = done("suggest", "dates", *WINDOW).json
    assert found["window"] == 1
    assert [each["appointment_id"] for each in found["dates"]] == ["A1", "A2", "A3", "A4", "A5"]
    assert found["total_harm"] == sum(each["harm"] for each in found["dates"])
    (cancer,) = [each for each in found["dates"] if each["appointment_id"] == "A4"]
    assert (cancer["slot_id"], cancer["new_start_utc"]) == ("E1", "2016-01-20T09:00:00+00:00")
    assert cancer["new_start"] == "2016-01-20T09:00:00+00:00"
    assert cancer["why"][0] == cancer["warnings"][0]
    assert len(cancer["alternatives"]) == 2
    assert {"slot_id", "new_start", "harm", "why", "warnings"} <= cancer["alternatives"][0].keys()
    (left,) = found["unplaced"]
    assert left["appointment_id"] == "A6"
    assert "whom delay harms more" in left["why"][0]
    assert done("suggest", "dates", *WINDOW).json == found


def test_accepting_takes_all_in_one_step(done: Run) -> None:
    words = ("suggest", "dates", *WINDOW, "--accept", "--why", "by phone", "--agreed", "phoned")
    found = done(*words).json
    assert found["accepted"] == 5
    decided = done("affected", *WINDOW, "--appointments").json["appointments"]
    assert [each["decision"] for each in decided].count("rebook") == 5
    again = done("suggest", "dates", *WINDOW, "--accept").json
    assert (again["accepted"], again["dates"]) == (0, [])
    done("undo")
    assert len(done("suggest", "dates", *WINDOW).json["dates"]) == 5


def test_some_can_be_named(done: Run, program: Run) -> None:
    found = done("suggest", "dates", *WINDOW, "--appointment", "A1,A5").json
    assert [each["appointment_id"] for each in found["dates"]] == ["A1", "A5"]
    assert (
        program("suggest", "dates", *WINDOW, "--appointment", "B1").error == "unknown_appointment"
    )
    assert program("suggest", "dates", "--window", 9).error == "unknown_window"


def test_what_a_patient_agreed_to_is_kept_with_a_decision(done: Run) -> None:
    told = ("--decision", "postpone", "--why", "clinic stops", "--agreed", "any day")
    done("decide", "--appointment", "A2", *told)
    (date,) = done("suggest", "dates", *WINDOW, "--appointment", "A2").json["dates"]
    assert "12 days' notice, agreed" in date["why"]
    assert date["warnings"] == []


def test_words_say_the_dates_and_who_has_none(in_words: Run) -> None:
    said = in_words("suggest", "dates", *WINDOW).out
    assert said.startswith("5 new dates, harm ")
    assert "Wed 20 Jan 2016 09:00" in said
    assert (
        "No date for A6: The only slot that fits is given to somebody whom delay harms more."
        in said
    )


def test_the_hospitals_own_system_is_told_what_changed(
    done: Run, program: Run, in_words: Run, tmp_path: Path
) -> None:
    out = tmp_path / "pas.csv"
    said = done("pas", "out", out).json
    assert said == {"file": str(out), "rows": 6, "left_out": 0, "left_out_by": {}}
    first = out.read_bytes()
    with out.open(encoding="utf-8-sig", newline="") as file:
        assert {row["decision"] for row in csv.DictReader(file)} == {"postpone"}
    assert done("pas", "out", out).json["rows"] == 0
    assert done("pas", "out", tmp_path / "all.csv", "--all").json["rows"] == 6
    assert in_words("pas", "out", out).out == "Nothing to hand over: no file was written.\n"
    assert out.read_bytes() == first
    assert program("pas", "out", out, "--all").error == "file_exists"


@pytest.mark.parametrize("nobody", ["", ","])
def test_an_empty_list_is_not_everybody(program: Run, nobody: str) -> None:
    named = ("--accept", "--appointment", nobody)
    assert program("suggest", "dates", *WINDOW, *named).error == "nothing_chosen"
    assert program("triage", *WINDOW, *named).error == "nothing_chosen"


def test_pas_alone_is_no_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_words(capsys, "pas").code == 2
