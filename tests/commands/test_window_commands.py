"""``window``, ``dispute``, ``mark``, ``level`` and ``assign``: what they answer and refuse."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from rota.commands.windows import _told
from rota.domain.changes import Changes
from rota.domain.codes import StaffGroup, WindowState, WindowType
from rota.domain.disputes import Consequence
from rota.domain.windows import StrikeWindow, WindowTerms
from rota.services.carrying_out import Changed
from tests.commands.conftest import Run
from tests.engines import dump

WINDOW = ("--dispute", "2016 contract", "--union", "BMA", "--groups", "resident_doctor",
          "--type", "full_walkout")  # fmt: skip
LISTED = {
    "window", "revision", "dispute", "union", "groups", "sites", "start", "end", "start_utc",
    "end_utc", "type", "state",
}  # fmt: skip


def add(program: Run, start: str, end: str, *more: str) -> Any:
    return program("window", "add", *WINDOW, "--start", start, "--end", end, *more)


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        pytest.param("2016-01-12 08:00", "2016-01-13 08:00", 24, id="an ordinary Tuesday"),
        pytest.param("2016-02-10 08:00", "2016-02-10 17:00", 9, id="8 to 5"),
        pytest.param("2026-03-28 08:00", "2026-03-29 08:00", 23, id="Sat to Sun, spring 2026"),
        pytest.param("2026-10-24 08:00", "2026-10-25 08:00", 25, id="Sat to Sun, autumn 2026"),
        pytest.param("24/10/2026 08:00", "25/10/2026 08:00", 25, id="autumn, day first"),
        pytest.param("2026-10-23 08:00", "2026-10-26 08:00", 73, id="three days over autumn"),
    ],
)
def test_elapsed_hours_are_true_hours(program: Run, start: str, end: str, hours: float) -> None:
    answer = add(program, start, end).json
    assert answer["elapsed_hours"] == hours
    assert (answer["window"], answer["revision"]) == (1, 1)
    assert isinstance(answer["findings"], list)


@pytest.mark.one_engine
def test_a_window_without_an_end_has_no_hours(program: Run) -> None:
    said = program("window", "add", *WINDOW, "--start", "2016-01-12 08:00")
    assert said.json["elapsed_hours"] is None
    (listed,) = program("window", "list").json["windows"]
    assert listed["end"] is None
    assert listed["end_utc"] is None


def test_window_list_gives_both_times_and_every_fact(program: Run) -> None:
    add(program, "2026-06-09 08:00", "2026-06-10 08:00")
    (listed,) = program("window", "list").json["windows"]
    assert listed.keys() >= LISTED
    assert listed["start"] == "2026-06-09T08:00:00+01:00"
    assert listed["start_utc"] == "2026-06-09T07:00:00+00:00"
    assert (listed["groups"], listed["sites"]) == (["resident_doctor"], [])
    assert (listed["type"], listed["state"]) == ("full_walkout", "notified")


def test_window_show_lists_revisions(program: Run) -> None:
    add(program, "2016-01-12 08:00", "2016-01-13 08:00")
    revise = ("window", "revise", "1", "--end", "2016-01-12 17:00", "--why", "union letter")
    assert program(*revise).json["revision"] == 2
    shown = program("window", "show", "1").json
    assert [each["revision"] for each in shown["revisions"]] == [1, 2]
    assert shown["revisions"][1]["why"] == "union letter"
    assert shown["end_utc"] == "2016-01-12T17:00:00+00:00"


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("moves", "state"),
    [
        (["confirm"], "confirmed"), (["suspend"], "suspended"),
        (["suspend", "confirm"], "confirmed"),
        (["confirm", "complete"], "completed"), (["call-off"], "called_off"),
        (["call-off", "reinstate"], "notified"), (["confirm", "suspend", "reinstate"], "confirmed"),
    ],
    ids=" then ".join,
)  # fmt: skip
def test_a_window_moves_from_state_to_state(program: Run, moves: list[str], state: str) -> None:
    add(program, "2016-01-12 08:00", "2016-01-13 08:00")
    for move in moves:
        said = program("window", move, "1", "--why", "told so")
        assert said.code == 0, said
    assert program("window", "list").json["windows"][0]["state"] == state


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("moves", "code"),
    [
        (["confirm", "confirm"], "already_so"), (["call-off", "confirm"], "not_from_here"),
        (["call-off", "complete"], "not_from_here"), (["complete", "suspend"], "not_from_here"),
        (["reinstate"], "not_from_here"),
    ],
    ids=" then ".join,
)  # fmt: skip
def test_a_move_that_makes_no_sense_is_refused(program: Run, moves: list[str], code: str) -> None:
    add(program, "2016-01-12 08:00", "2016-01-13 08:00")
    for move in moves[:-1]:
        assert program("window", move, "1", "--why", "told so").code == 0
    assert program("window", moves[-1], "1", "--why", "told so").error == code


def test_a_preview_changes_nothing_and_names_what_would_follow(hospital: Run, address: str) -> None:
    before = dump(address)
    answer = hospital("window", "call-off", "1", "--why", "talks", "--preview").json
    assert dump(address) == before
    assert answer.keys() == {"window", "consequences"}
    assert answer["consequences"]
    assert all(each.keys() == {"kind", "id", "text"} for each in answer["consequences"])
    done = hospital("window", "call-off", "1", "--why", "talks").json
    assert done["consequences"] == answer["consequences"]


@pytest.mark.one_engine
def test_what_follows_is_said_with_patients_first_and_long_lists_counted() -> None:
    found = [Consequence("duty_restored", f"D{n}", "a duty") for n in range(352)]
    found.append(Consequence("letter_posted_now_wrong", "A1", "a letter"))
    start, end = datetime(2016, 1, 12, 8, tzinfo=UTC), datetime(2016, 1, 13, 8, tzinfo=UTC)
    groups = frozenset({StaffGroup.RESIDENT_DOCTOR})
    terms = WindowTerms(start, end, WindowType.EMERGENCY_CARE_ONLY, groups)
    before = StrikeWindow(1, "2016 contract", "BMA", WindowState.CONFIRMED, 1, terms)
    after = replace(before, state=WindowState.CALLED_OFF)
    changed = Changed(before, after, tuple(found), Changes(text="Called off."))
    document, text = _told(False, changed, {})
    assert len(document["consequences"]) == 353
    assert text.splitlines() == [
        "Called off.",
        "Letters in the post that now say the wrong thing: 1",
        "  A1  a letter",
        "Duties that go ahead again: 352",
        *(f"  D{n}  a duty" for n in range(5)),
        "  and 347 more (--json lists them all)",
    ]


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--start", "2016-01-13 08:00", "--end", "2016-01-12 08:00"), "end_before_start"),
        (("--start", "2016-01-12 08:00", "--end", "2016-01-12 08:00"), "end_before_start"),
        (("--start", "2016-01-12 08:00", "--every-days", "7"), "half_repeat"),
        (("--start", "2016-01-12 08:00", "--union", "  "), "name_missing"),
        (("--start", "2016-01-12 08:00", "--dispute", ""), "name_missing"),
        (("--start", "2016-01-12 08:00", "--groups", ","), "no_groups"),
    ],
)
def test_a_window_that_makes_no_sense_is_refused(
    program: Run, address: str, words: tuple[str, ...], code: str
) -> None:
    before = dump(address)
    assert program("window", "add", *WINDOW, *words).error == code
    assert dump(address) == before


def test_the_same_window_twice_is_refused_whatever_the_spaces(program: Run) -> None:
    add(program, "2016-01-12 08:00", "2016-01-13 08:00")
    again = add(program, "2016-01-12 08:00", "2016-01-13 08:00")
    assert again.error == "window_exists"
    spaced = add(program, "2016-01-12 08:00", "2016-01-13 08:00", "--union", " BMA ")
    assert spaced.error == "window_exists"


@pytest.mark.one_engine
def test_a_site_that_is_not_known_is_refused_once_sites_are(hospital: Run, program: Run) -> None:
    times = ("2016-02-10 08:00", "2016-02-11 08:00")
    assert add(program, *times, "--sites", "Elsewhere").error == "unknown_site"
    assert add(program, *times, "--sites", "Main").code == 0


@pytest.mark.one_engine
@pytest.mark.parametrize("word", ["show", "confirm", "revise"])
def test_an_unknown_window_is_refused(program: Run, word: str) -> None:
    more = () if word == "show" else ("--why", "x")
    assert program("window", word, "77", *more).error == "unknown_window"


def test_marks_and_levels_answer_and_change_what_is_lost(hospital: Run) -> None:
    this = ("--window", "1")
    lost = hospital("affected", *this, "--duties").json["duties"]
    assert [each["duty_id"] for each in lost] == ["D1", "D2"]
    marked = hospital("mark", *this, "--duty", "D1,D2", "--emergency", "yes", "--why", "agreed")
    assert marked.json == {"window": 1, "duties": ["D1", "D2"], "emergency": True}
    assert hospital("affected", *this, "--duties").json["duties"] == []
    hospital("mark", *this, "--duty", "D2", "--emergency", "no", "--why", "not agreed after all")
    lost = hospital("affected", *this, "--duties").json["duties"]
    assert [each["duty_id"] for each in lost] == ["D2"]
    level = hospital("level", *this, "--service", "ent", "--level", "suspended", "--why", "shut")
    assert level.json["level"] == "suspended"
    risks = hospital("affected", *this, "--appointments").json["appointments"]
    assert all("service_suspended" in each["reasons"] for each in risks)


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("mark", "--duty", "D1,D9", "--emergency", "yes", "--why", "x"), "unknown_duty"),
        (("mark", "--duty", "D1", "--emergency", "yes", "--why", " "), "why_missing"),
        (("level", "--service", "Nowhere", "--level", "normal", "--why", "x"), "unknown_service"),
        (("level", "--service", "ED", "--level", "normal", "--why", ""), "why_missing"),
        (("level", "--service", "ED", "--site", "Else", "--level", "normal", "--why", "x"),
         "unknown_service"),
        (("gaps", "--service", "Nowhere"), "unknown_service"),
        (("assign", "--staff", "X9", "--service", "ED", "--start", "2016-01-12 08:00",
          "--end", "2016-01-12 20:00"), "unknown_staff"),
        (("assign", "--staff", "C1", "--service", "Nowhere", "--start", "2016-01-12 08:00",
          "--end", "2016-01-12 20:00"), "unknown_service"),
        (("assign", "--staff", "C1", "--service", "ED", "--start", "2016-01-12 20:00",
          "--end", "2016-01-12 08:00"), "end_before_start"),
    ],
)  # fmt: skip
def test_plans_that_make_no_sense_are_refused(
    hospital: Run, program: Run, address: str, words: tuple[str, ...], code: str
) -> None:
    before = dump(address)
    assert program(words[0], "--window", "1", *words[1:]).error == code
    assert dump(address) == before
    assert program(words[0], "--window", "77", *words[1:]).code == 1


def test_cover_closes_a_gap_and_a_second_place_at_once_wants_a_reason(
    hospital: Run, program: Run
) -> None:
    before = hospital("gaps", "--window", "1").json
    assert before["missing_person_minutes"] == {"ED": 16 * 60 + 30}  # all but C1's eight hours
    words = ("assign", "--window", "1", "--staff", "C1", "--service", "ED", "--start",
             "2016-01-12 17:00", "--end", "2016-01-13 08:30")  # fmt: skip
    given = hospital(*words).json
    assert (given["staff_id"], given["service"], given["kind"]) == ("C1", "ED", "acting_down")
    assert [each["rule"] for each in given["findings"]] == ["wtr_shift", "acting_down_consent"]
    assert given["start_utc"] == "2016-01-12T17:00:00+00:00"
    assert hospital("gaps", "--window", "1").json["missing_person_minutes"] == {"ED": 60}
    assert program(*words).error == "covers_elsewhere"
    again = program(*words, "--override-why", "she agreed")
    assert again.code == 0
    assert again.json["findings"][0]["severity"] == "stop"


def test_gaps_have_both_times_and_a_requirement_in_words(hospital: Run) -> None:
    answer = hospital("gaps", "--window", "1", "--service", "ed").json
    assert answer.keys() == {"window", "revision", "unspecified", "missing_person_minutes", "gaps"}
    assert [(gap["start_utc"], gap["end_utc"], gap["missing"]) for gap in answer["gaps"]] == [
        ("2016-01-12T08:00:00+00:00", "2016-01-12T09:00:00+00:00", 1),
        ("2016-01-12T17:00:00+00:00", "2016-01-13T08:30:00+00:00", 1),
    ]
    assert {gap["requirement"] for gap in answer["gaps"]} == {"ST or above"}
    assert {(gap["service"], gap["department"], gap["site"]) for gap in answer["gaps"]} == {
        ("ED", "Medicine", "Main")
    }


def test_disputes_hold_ballots_and_a_timeline(hospital: Run, program: Run) -> None:
    this = ("--dispute", "2016 contract")
    hospital("dispute", "ballot", *this, "--opened", "2015-11-05", "--closed", "2015-11-18",
             "--result", "98% yes")  # fmt: skip
    hospital("dispute", "event", *this, "--kind", "talks", "--at", "2016-01-09 10:00",
             "--text", "ACAS")  # fmt: skip
    (listed,) = hospital("dispute", "list").json["disputes"]
    assert "2016 contract" in str(listed)
    assert "ACAS" in str(listed)
    gone = ("dispute", "event", "--dispute", "None such", "--kind", "talks", "--at",
            "2016-01-09", "--text", "x")  # fmt: skip
    assert program(*gone).error == "unknown_dispute"


@pytest.mark.one_engine
def test_a_day_is_called_off_and_the_rest_becomes_strikes_of_their_own(program: Run) -> None:
    add(program, "2016-01-12 08:00", "2016-01-15 08:00")
    words = ("window", "call-off", "1", "--why", "talks", "--days")
    assert program(*words, ",").error == "no_such_day"
    previewed = program(*words, "2016-01-13", "--preview").json
    assert len(program("window", "list").json["windows"]) == 1
    done = program(*words, "2016-01-13").json
    assert done["consequences"] == previewed["consequences"]
    assert done["consequences"][0]["kind"] == "day_lost"
    left = [(each["start"], each["end"]) for each in program("window", "list").json["windows"]]
    assert left == [
        ("2016-01-12T08:00:00+00:00", "2016-01-13T08:00:00+00:00"),
        ("2016-01-14T08:00:00+00:00", "2016-01-15T08:00:00+00:00"),
    ]
    assert [each["window"] for each in done["cut_off"]] == [2]
