"""Attendance from the command line: proposed, settled, taken back, written for payroll."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.conftest import Run, Said, run_words

OF = ("--window", "1")


@pytest.fixture
def later(capsys: pytest.CaptureFixture[str], hospital: Run, address: str) -> Run:
    """Run a command on the small hospital at a later time, the day after the strike if none."""

    def run(*words: object, now: str = "2016-01-14 09:00", answer: str = "--json") -> Said:
        told = [str(word) for word in words]
        more = [answer] if answer else []
        return run_words(capsys, *told, *more, "--database", address, "--now", now)

    return run


def test_duties_are_listed_settled_and_taken_back(later: Run) -> None:
    first = later("attendance", "list", *OF).json
    by_id = {each["duty"]: each for each in first["duties"]}
    assert first["totals"]["not_settled"] == len(by_id)
    one = by_id["D1"]
    assert (one["proposed"], one["settled"], one["why"]) == (
        "strike",
        None,
        "called out, nobody looked",
    )
    assert one["start_utc"] == "2016-01-12T08:00:00+00:00"
    part = later(
        "attendance", "settle", *OF, "--duty", "D1", "--status", "strike", "--minutes", "90",
        "--note", "came late",
    ).json  # fmt: skip
    assert (part["settled"], part["minutes_not_worked"], part["note"]) == (
        "strike",
        90,
        "came late",
    )
    listed = later("attendance", "list", *OF, "--not-seen", "--department", "no such")
    assert listed.error == "unknown_department"
    left = later("attendance", "list", *OF, "--unsettled").json
    assert "D1" not in {each["duty"] for each in left["duties"]}
    assert "Settled" in later("attendance", "list", *OF, answer="").out
    assert later("attendance", "take-back", *OF, "--duty", "D1").json["settled"] is None
    later("undo")
    unseen = later("attendance", "list", *OF, "--not-seen").json
    assert "D1" not in {each["duty"] for each in unseen["duties"]}  # it is settled
    assert unseen["not_seen"] == {"not_settled": len(unseen["duties"]), "strike": 1}
    later("attendance", "take-back", *OF, "--duty", "D1")
    done = later("attendance", "accept", *OF, "--all").json
    assert done["settled"] + done["left"] == len(by_id)
    assert done["not_seen"] == len(unseen["duties"]) + 1
    also = later("attendance", "accept", *OF, "--all", "--also-not-seen").json
    assert (also["settled"], also["not_seen"]) == (done["not_seen"], 0)
    words = later("attendance", "list", *OF, answer="").out
    assert f"settled as strike nobody looked for {also['settled']}." in words
    early = ("attendance", "settle", *OF, "--duty", "D1", "--status", "sick")
    assert later(*early, now="2016-01-11 09:00").error == "not_begun"
    assert later("attendance", "accept", *OF).code == 2  # which ones?
    assert later("attendance", "take-back", *OF, "--duty", "D99").error == "unknown_duty"


def test_the_payroll_file_says_what_is_missing(later: Run, tmp_path: Path) -> None:
    out = str(tmp_path / "payroll.csv")
    refused = later("attendance", "payroll", *OF, "--out", out)
    assert refused.error == "nothing_settled"
    assert not Path(out).exists()
    total = len(later("attendance", "list", *OF).json["duties"])
    later("attendance", "accept", *OF, "--duty", "D1")
    said = later("attendance", "payroll", *OF, "--out", out).json
    assert said == {"files": [out], "not_settled": total - 1}
    text = Path(out).read_text("utf-8-sig")
    assert "\nR1," in text
    assert ("not settled yet" in text) is (total > 1)
    assert "Wrote" in later("attendance", "payroll", *OF, "--out", out, answer="").out


def test_when_their_time_is_over_ticks_and_attendance_go_too(later: Run) -> None:
    later("attendance", "accept", *OF, "--duty", "D1")
    gone = later("declarations", "purge", now="2016-04-13 09:00").json
    assert gone == {"declarations": 0, "windows": 1, "ticks": 0, "duties": 1}
    assert later("check").json["sound"]
