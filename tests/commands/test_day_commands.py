"""``day``: the roll call, flags and the handover sheet from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from rota.services.history import history
from tests.commands.conftest import Run, Said, run_words
from tests.conftest import OpenDatabase

pytestmark = pytest.mark.one_engine
BY = ("--by", "Sister Ray")


@pytest.fixture
def today(hospital: Run, capsys: pytest.CaptureFixture[str], address: str) -> Run:
    """Run ``day`` for the strike at 10:00 on its day, and ask for JSON unless told otherwise."""

    def run(*words: object, now: str = "2016-01-12 10:00", ask: str = "--json") -> Said:
        told = [str(word) for word in (*words, "--window", 1)]
        given = [word for word in ("--database", address, "--now", now, ask) if word]
        return run_words(capsys, "day", *told, *given)

    return run


def ed(today: Run, **more: str) -> dict:
    (found,) = today("roll", "--service", "ed", **more).json["services"]
    return found


def states(today: Run) -> dict[str, tuple[str, str | None]]:
    return {each["staff_id"]: (each["why"], each["state"]) for each in ed(today)["people"]}


def test_people_are_ticked_and_the_roll_says_so(today: Run, hospital: Run) -> None:
    assert states(today) == {"R1": ("called_out", None), "C1": ("duty", None)}
    assert (ed(today)["expected"], ed(today)["missing_now"]) == (1, 0)
    done = today("tick", "--staff", "C1", "--service", "ED", "--what", "not_here", *BY)
    assert [each["post"] for each in done.json["flags"]] == ["ST or above"]
    assert states(today)["C1"] == ("duty", "not_here")
    found = ed(today)
    assert (found["not_here"], found["missing_planned"], found["missing_now"]) == (1, 0, 1)
    assert found["posts_missing"] == {"ST or above": 1}
    said = today("roll", ask="").out
    assert "ED, Main: 0 here, 1 not here, 0 not ticked. 1 short of ST or above." in said
    both = ("tick", "--staff", "C1,R1", "--service", "ED", *BY, "--key", "all here")
    assert today(*both).code == 0
    assert today(*both).json["entry"] is None
    assert states(today) == {"R1": ("called_out", "here"), "C1": ("duty", "here")}
    grades = {each["grade"]: each["here"] for each in today("roll").json["by_grade"]}
    assert grades == {"ST": 1, "CONSULTANT": 1}
    hospital("undo")
    assert states(today)["C1"] == ("duty", "not_here")


def test_a_flag_is_listed_taken_and_closed(today: Run) -> None:
    raised = today("flags", now="2016-01-12 16:30").json
    # Carol goes home at 17:00, and nobody follows her.
    assert (raised["raised"], len(raised["flags"])) == ([1], 1)
    assert raised["flags"][0]["start"] == "2016-01-12T17:00:00+00:00"
    assert today("flag", "take", "--id", 1, "--owner", "Dr Osei").code == 0
    late = today("flag", "take", "--id", 1, "--owner", "Dr Bell")
    assert late.error == "taken_meanwhile"
    assert today("flag", "take", "--id", 1, "--owner", "Dr Bell", "--from", "Dr Osei").code == 0
    assert today("flag", "close", "--id", 1, "--outcome", "Bank doctor came", *BY).code == 0
    assert today("flags").json["flags"] == []
    (closed,) = today("flags", "--all").json["flags"]
    assert (closed["owner"], closed["outcome"]) == ("Dr Bell", "Bank doctor came")
    assert today("flag", "close", "--id", 1, "--outcome", "x", *BY).error == "flag_closed"
    # Before the strike the roll is that of its first minute, and says so.
    early = today("roll", ask="", now="2016-01-12 07:40").out
    assert early.startswith("Tue 12 Jan 2016 08:00: the strike has not begun")
    assert today("roll", now="2016-01-12 07:40").json["at"] == "2016-01-12T08:00:00+00:00"
    soon = ed(today, now="2016-01-12 16:30")
    assert [(gap["post"], gap["missing"]) for gap in soon["posts_soon"]] == [("ST or above", 1)]
    said = today("roll", ask="", now="2016-01-12 16:30").out
    assert "1 short of ST or above from 17:00" in said
    assert "goes home 17:00" in said
    by_hand = (
        "flag", "raise", "--service", "ED", "--post", "Porter", "--text", "Nobody to move beds",
        "--start", "2016-01-12 10:00", "--end", "2016-01-12 12:00", *BY,
    )  # fmt: skip
    assert today(*by_hand).json["flags"][0]["raised_by"] == "Sister Ray"
    assert today(*by_hand).error == "flag_open"
    assert "Nobody to move beds" in today("flags", ask="").out
    assert today("flag", "over", *BY).error == "none_over"
    later = "2016-01-12 13:00"
    assert "over" in today("flags", ask="", now=later).out
    assert today("roll", now=later).json["open_flags"] == 0
    assert today("flag", "over", *BY, now=later).code == 0
    assert today("flags", now=later).json["flags"] == []


def test_the_handover_sheet_is_written_and_history_keeps_that(
    today: Run, address: str, open_database: OpenDatabase, tmp_path: Path
) -> None:
    today("note", "--service", "ED", "--text", "Bed 4 waits for a scan", *BY)
    assert today("note", "--text", " ", *BY).error == "no_text"
    sheet = tmp_path / "handover.json"
    assert today("handover", "--out", sheet).json["files"] == [str(sheet)]
    said = sheet.read_text(encoding="utf-8")
    assert "Bed 4 waits for a scan" in said
    assert "Reid" in said
    newest = history(open_database(address), 1)[0]
    assert newest.text == "Wrote handover sheet of strike 1 as JSON."
    paper = tmp_path / "handover.pdf"
    facts = today("handover", "--out", paper, "--at", "2016-01-12 20:00").json["facts"]
    assert paper.read_bytes().startswith(b"%PDF")
    assert facts["Expected"] == "0"
    assert today("handover", "--out", tmp_path / "no.csv").code == 2
    early = today("handover", "--out", paper, "--at", "2016-01-12 07:00")
    assert early.error == "outside_window"


def test_what_cannot_be_ticked_is_refused_in_words(today: Run) -> None:
    nobody = today("tick", "--staff", "R9", "--service", "ED", *BY, ask="")
    assert (nobody.code, nobody.err.strip()) == (1, "No one on the staff list has the id R9.")
    assert today("tick", "--staff", "R1", "--service", "EDD", *BY).error == "unknown_service"
    early = today("tick", "--staff", "C1", "--service", "ED", *BY, now="2016-01-08 09:00")
    assert early.error == "outside_window"
    ahead = ("tick", "--staff", "C1", "--service", "ED", "--at", "2016-01-12 10:00", *BY)
    assert today(*ahead, now="2016-01-08 09:00").error == "not_yet"
    assert today("roll", "--service", "nowhere").error == "unknown_service"
    assert today("tick", "--staff", "C1", "--service", "ED").code == 2
