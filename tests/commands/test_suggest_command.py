"""The command ``suggest cover``: the documented JSON, accepting, and words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.commands.conftest import NOW, Run, run_words
from tests.conftest import Addresses
from tests.cover_hospital import fill_more
from tests.engines import Clock, filling

WINDOW = ("--window", 1)
KEYS = {"window", "status", "missing_before", "missing_after", "bound", "assignments"}


@pytest.fixture
def address(addresses: Addresses, clock: Clock) -> str:
    """The hospital with a strike and people to ask."""
    return addresses.filled("cover hospital", filling(fill_more, clock))


def gaps(done: Run) -> int:
    return sum(done("gaps", *WINDOW).json["missing_person_minutes"].values())


def test_the_document_is_as_documented_and_saves_nothing(done: Run) -> None:
    before = gaps(done)
    found = done("suggest", "cover", *WINDOW).json
    assert {*KEYS, "unfilled", "findings"} <= found.keys()
    assert (found["window"], found["status"]) == (1, "optimal")
    assert (found["missing_before"], found["missing_after"], found["bound"]) == (before, 0, 0)
    at_night = found["assignments"][-1]
    assert at_night["staff_id"] == "S10"
    assert at_night["start_utc"] == "2016-01-12T20:30:00+00:00"
    assert at_night["kind"] == "declared_working"
    assert gaps(done) == before


def test_accepting_records_all_of_it_in_one_step(done: Run) -> None:
    before = gaps(done)
    found = done("suggest", "cover", *WINDOW, "--accept", "--why", "agreed").json
    assert found["accepted"] == len(found["assignments"]) > 0
    assert gaps(done) == found["missing_after"] == 0
    assert done("suggest", "cover", *WINDOW, "--accept").json["accepted"] == 0
    done("undo")
    assert gaps(done) == before


def test_the_same_words_give_the_same_bytes(done: Run) -> None:
    words = ("suggest", "cover", *WINDOW, "--seed", 7, "--aim", "fairest")
    assert done(*words).out == done(*words).out


def test_what_stays_open_counts_everybody(done: Run, tmp_path: Path) -> None:
    away = tmp_path / "away.csv"
    rows = (f"S{number},12/01/2016,13/01/2016,sick" for number in (3, 7, 8, 9, 10, 11))
    away.write_text("\n".join(["staff_id,from,to,kind", *rows, ""]), encoding="utf-8")
    done("import", "absences", away)
    found: dict[str, Any] = done("suggest", "cover", *WINDOW).json
    assert found["assignments"] == []
    assert found["unfilled"]
    for each in found["unfilled"]:
        assert sum(why["people"] for why in each["why"]) == 13
        assert all(why.keys() == {"rule", "people", "text"} for why in each["why"])
    assert found["missing_after"] == found["missing_before"] == gaps(done)


def test_the_plan_in_words(in_words: Run) -> None:
    said = in_words("suggest", "cover", *WINDOW)
    assert said.code == 0
    assert said.out.startswith("Missing now 23 h 30, with this plan 0 h (proved:")
    assert "Jo Lark" in said.out


def test_a_strike_that_is_off_says_so(done: Run, in_words: Run) -> None:
    done("window", "confirm", 1, "--why", "on")
    done("window", "suspend", 1, "--why", "talks")
    assert done("suggest", "cover", *WINDOW).json["assignments"] == []
    said = in_words("suggest", "cover", *WINDOW).out
    assert said.strip() == "This strike is suspended: it asks nobody to cover."
    found = done("suggest", "cover", *WINDOW).json
    assert {*KEYS, "unfilled", "findings"} <= found.keys()
    assert found["missing_before"] == found["missing_after"]


def test_the_cautious_turnout_counts_on_nobody_called_out(done: Run, in_words: Run) -> None:
    said = done("suggest", "cover", *WINDOW).json
    careful = done("suggest", "cover", *WINDOW, "--turnout", "cautious").json
    assert (said["turnout"], careful["turnout"]) == ("declared", "cautious")
    assert "S10" in {each["staff_id"] for each in said["assignments"]}
    assert not {"S10", "S11"} & {each["staff_id"] for each in careful["assignments"]}
    words = in_words("suggest", "cover", *WINDOW, "--turnout", "cautious").out
    assert words.startswith(
        "Counted on: nobody of the groups called out during the strike, whatever they said."
    )
    assert "S10" not in words
    assert "Jo Lark" not in words


def test_accepting_a_cautious_plan_records_it(done: Run) -> None:
    found = done("suggest", "cover", *WINDOW, "--turnout", "cautious", "--accept").json
    assert found["accepted"] == len(found["assignments"]) > 0
    again = done("suggest", "cover", *WINDOW, "--turnout", "cautious").json
    assert again["assignments"] == []
    assert again["missing_before"] == found["missing_after"]


def test_reserves_and_who_would_be_missed_most(done: Run, in_words: Run) -> None:
    found = done("suggest", "cover", *WINDOW).json
    assert 0 < len(found["hurts_most"]) <= 5
    minutes = [each["weighted_minutes"] for each in found["hurts_most"]]
    assert minutes == sorted(minutes, reverse=True)
    assert all(each["missing_minutes"] > 0 and each["services"] for each in found["hurts_most"])
    reserves = [one for each in found["assignments"] for one in each["reserves"]]
    assert reserves
    assert all(one.keys() == {"staff_id", "name", "grade", "how"} for one in reserves)
    words = in_words("suggest", "cover", *WINDOW).out
    assert "Hurts most if one person alone is away, before anybody else is asked:" in words
    assert f"{reserves[0]['name']} ({reserves[0]['how']})" in words


def test_what_is_critical_weighs_more(done: Run) -> None:
    found = done("suggest", "cover", *WINDOW).json
    assert found["weighted_before"] == 4 * found["missing_before"]  # an emergency department
    assert found["weighted_after"] == found["weighted_bound"] == 0


def test_an_unknown_window_is_refused(program: Run) -> None:
    assert program("suggest", "cover", "--window", 9).error == "unknown_window"


@pytest.mark.parametrize("seconds", ["0", "-1", "soon", "nan"])
def test_seconds_are_a_length_of_time(
    capsys: pytest.CaptureFixture[str], address: str, seconds: str
) -> None:
    said = run_words(
        capsys, "suggest", "cover", "--window", "1", "--seconds", seconds,
        "--database", address, "--now", NOW,
    )  # fmt: skip
    assert said.code == 2
    assert "is not a number of seconds" in said.err
