"""The commands about turnout: keep, import with every error named, forecast, and gaps at it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.commands.conftest import Run
from tests.conftest import Addresses
from tests.engines import Clock, filling
from tests.turnout_hospital import PEOPLE, fill_two_sites

WINDOW = ("--window", 1)
BAD = """Date,Hospital,Grade,Due to work,On strike,Sick,Note
12/11/2015,St Anne,Registrar,40,25,2,trust return
12/11/2015,St Anne,Consultant,3,0,0,
12/02/2030,St Anne,FY1,20,15,0,
12/11/2015,,F2,abc,12,0,
13/11/2015,St Anne,F2,20,18,5,
,St Anne,F2,20,18,1,
12/11/2015,St Anne,ST,41,25,2,
13/11/2015,St Anne,Band 6,50,0,4,
"""


@pytest.fixture
def address(addresses: Addresses, clock: Clock) -> str:
    return addresses.filled("two sites", filling(fill_two_sites, clock))


@pytest.mark.one_engine
def test_a_file_with_errors_names_each_and_saves_nothing_unless_partial(
    program: Run, done: Run, tmp_path: Path
) -> None:
    path = tmp_path / "turnout.csv"
    path.write_text(BAD, encoding="utf-8")
    refused = program("turnout", "import", path)
    assert refused.code == 1
    assert [(each["row"], each["column"], each["code"]) for each in refused.json["errors"]] == [
        (3, "due", "too_few"),
        (4, "day", "not_yet"),
        (5, "site", "missing"),
        (5, "due", "not_a_number"),
        (6, "on_strike", "more_than_due"),
        (7, "day", "missing"),
        (8, "grade", "duplicate_row"),
    ]
    assert [each["code"] for each in refused.json["warnings"]] == ["grade_as_written"]
    assert done("turnout", "list").json == {"totals": []}
    assert done("turnout", "import", path, "--partial").json["added"] == 2
    first = {"day": "2015-11-12", "site": "St Anne", "grade": "ST", "due": 40, "on_strike": 25}
    first |= {"absent_otherwise": 2, "source": "trust return", "window_id": None}
    assert done("turnout", "list").json["totals"][0] == first
    assert done("import", "turnout", path, "--partial").json["unchanged"] == 2
    done("undo")
    assert done("turnout", "list").json == {"totals": []}


@pytest.mark.one_engine
def test_past_days_give_a_forecast_and_gaps_at_it_without_a_name(program: Run, done: Run) -> None:
    empty = done("turnout", "forecast", *WINDOW).json
    assert (empty["forecasts"], len(empty["notes"])) == ([], 2)
    assert program("gaps", *WINDOW, "--turnout", "expected").error == "no_forecast"
    total = ("--day", "01/12/2015", "--site", "St Anne", "--grade", "Registrar")
    done("turnout", "add", *total, "--due", 22, "--on-strike", 10, "--source", "trust return")
    small = program("turnout", "add", *total, "--due", 4, "--on-strike", 1)
    assert small.error == "too_few"
    found = done("turnout", "forecast", *WINDOW).json
    assert {"site", "grade", "due", "days", "expected", "low", "high", "level", "day"} <= (
        found["forecasts"][0].keys()
    )
    assert [(each["due"], each["days"]) for each in found["forecasts"]] == [(11, 1), (12, 1)]
    missing = {}
    for turnout in ("declared", "expected", "low", "cautious"):
        said = done("gaps", *WINDOW, "--turnout", turnout)
        missing[turnout] = sum(said.json["missing_person_minutes"].values())
        assert not any(f'"{who}"' in said.out for who, _, _ in PEOPLE)
    assert missing["expected"] < missing["low"] <= missing["declared"] < missing["cautious"]
    plan = done("suggest", "cover", *WINDOW, "--turnout", "cautious", "--seconds", 1).json
    assert plan["missing_before"] == missing["cautious"]
    done("turnout", "remove", *total)
    assert program("turnout", "remove", *total).error == "unknown_total"
    assert done("turnout", "forecast", *WINDOW).json["forecasts"] == []


@pytest.mark.one_engine
def test_the_words_say_how_little_is_known_and_that_nobody_is_predicted(in_words: Run) -> None:
    total = ("--day", "01/12/2015", "--site", "St Anne", "--grade", "ST")
    in_words("turnout", "add", *total, "--due", "22", "--on-strike", "10")
    said = in_words("turnout", "forecast", *WINDOW).out
    assert "from 1 strike day" in said
    assert "no named person is predicted" in said
    assert "No forecast for want of a past strike day: CT at several sites" in said
    gaps = in_words("gaps", *WINDOW, "--turnout", "expected").out
    assert "drawn by lot: no named person is predicted. Nothing is saved." in gaps
    said = in_words("gaps", *WINDOW, "--turnout", "cautious").out
    assert "whatever they said" in said
    assert re.search(r": [\d.,]+ missing hours become [\d.,]+, in \d+ gaps instead of \d+\.", said)


@pytest.mark.one_engine
def test_a_grade_or_site_that_nobody_knows_is_kept_and_said(program: Run, in_words: Run) -> None:
    numbers = ("--due", "22", "--on-strike", "10")
    odd = ("turnout", "add", "--day", "01/12/2015", "--site", "St  Ane", "--grade", "WIZARD")
    assert program(*odd, *numbers).json["notes"] == [
        "Nobody here has the grade WIZARD: kept as written.",
        "No service is at a site called St Ane: kept as written. Is St Anne meant?",
    ]
    known = ("turnout", "add", "--day", "01/12/2015", "--site", "St Anne", "--grade", "Registrar")
    assert program(*known, *numbers).json["notes"] == []
    assert "Is St Anne meant?" in in_words("turnout", "forecast", *WINDOW).out
    bad = program(*known, "--due", "x", "--on-strike", "10")
    assert (bad.code, "--due: 'x' is not a whole number" in bad.err) == (2, True)
