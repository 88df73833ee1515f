"""Reports say first what their figures rest on: a strike that stands, an end, a rota, the post."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from rota.domain.codes import Decision, WindowState, WindowType
from rota.domain.reports import Fact, HeatMap, Report
from rota.domain.windows import WindowTerms
from rota.services.day_flags import raise_by_hand, raise_due
from rota.services.deciding import decide
from rota.services.report_frame import cut
from rota.services.report_making import make_report
from rota.services.strike_pack import make_pack
from rota.services.window_changes import set_state
from rota.services.windows import NewWindow, add_window
from rota.storage.database import Database
from tests import strike_hospital
from tests.conftest import Addresses, OpenDatabase
from tests.engines import Clock, filling
from tests.letters.test_papers import text_of
from tests.services.test_reports import RULES, fact, fill, hospital_service, made, rows, table
from tests.strike_hospital import ED, END, NOW, START, tools


@pytest.fixture
def hospital(addresses: Addresses, open_database: OpenDatabase, clock: Clock) -> Database:
    return open_database(addresses.filled("report hospital", filling(fill, clock)))


def told(report: Report) -> dict[str, Fact]:
    return {each.label: each for each in report.facts}


def test_a_strike_called_off_does_not_read_like_one_that_runs(hospital: Database) -> None:
    set_state(hospital, 1, WindowState.CALLED_OFF, "Talks", NOW, RULES.ladder)
    for code in ("brief", "gaps", "grid"):
        report = made(hospital, code, START.replace(hour=10))
        first, second, *others = report.facts
        assert (first.label, first.value) == ("Strike", "called off")
        assert second.value.startswith("the strike is called off: any gaps are in the rota itself")
        assert not {each.label for each in others} & {"Starts in", "Ends in", "Running for"}
        assert "gap" not in {each.tone for each in report.facts}


def test_an_open_end_and_days_without_a_rota_are_said(hospital: Database) -> None:
    """The rota has Tue 12 and Wed 13 Jan; a strike of two weeks asks for more."""
    later = datetime(2016, 1, 26, 8, tzinfo=UTC)
    long = strike_hospital.add_strike(hospital, START, later)
    gaps = make_report(hospital, "gaps", long, RULES, NOW)
    assert fact(gaps, "No rota for") == "Thu 14 to Tue 26 Jan 2016"
    grid = make_report(hospital, "grid", long, RULES, NOW)
    assert len(rows(grid, "times")) == 28
    assert len(grid.facts) == 4, "no tile for every time"
    assert fact(grid, "Furthest below the baseline").endswith("at work, baseline 3")

    bare = strike_hospital.add_strike(hospital, later, None)
    brief = make_report(hospital, "brief", bare, RULES, NOW)
    assert fact(brief, "End of the strike").startswith("none given; counted to the end")
    assert fact(brief, "No rota for") == "Tue 26 Jan 2016"
    assert told(brief)["Cover from now on"].tone == "plain", "no gap, for want of a rota"
    assert "No rota for" not in told(made(hospital, "gaps"))


def test_a_postal_strike_tells_of_the_post_alone(hospital: Database) -> None:
    terms = WindowTerms(START, END, WindowType.FULL_WALKOUT, frozenset(), affects_post=True)
    window = add_window(hospital, NewWindow("Post", "CWU", terms), NOW)[0].window_id
    decide(hospital, ["A1"], Decision.POSTPONE, "Ben is called out")
    brief = make_report(hospital, "brief", window, RULES, NOW)
    assert set(told(brief)) == {
        "Strike",
        "What this shows",
        "Starts in",
        "No letter moves",
        "Letters",
    }
    assert fact(brief, "No letter moves") == "Tue 12 Jan 2016 08:00 to Wed 13 Jan 2016 08:00"
    assert [each.code for each in brief.tables] == ["post"]
    monday = rows(make_report(hospital, "brief", window, RULES, END.replace(day=11)), "post")
    second = next(each for each in monday if each["class"] == "Second class")
    clear = rows(made(hospital, "brief"), "counts")
    assert clear, "the strike that calls people out has its own figures"
    assert str(second["collected"]) == "2016-01-11"
    assert str(second["arrives"]) > "2016-01-13"
    grid = make_report(hospital, "grid", window, RULES, NOW)
    assert grid.parts == ()
    assert "calls nobody out" in fact(grid, "What this shows")


def test_whoever_must_be_phoned_is_not_among_the_letters(hospital: Database) -> None:
    """Both appointments are postponed; by Monday noon no letter comes in time."""
    decide(hospital, ["A1", "A2"], Decision.POSTPONE, "Ben is called out")
    late = made(hospital, "brief", datetime(2016, 1, 11, 20, tzinfo=UTC))
    assert fact(late, "Letters").startswith("0 to make in time, 0 to post, 0 held")
    assert fact(late, "Patients to phone") == "2"
    early = made(hospital, "brief", datetime(2016, 1, 4, 9, tzinfo=UTC))
    assert fact(early, "Patients to phone") == "0"
    assert not fact(early, "Letters").startswith("0 to make in time, 0 to post, 0 held")


def test_gaps_due_are_told_before_anybody_looked_at_the_day(hospital: Database) -> None:
    at = START.replace(hour=9)
    assert fact(made(hospital, "brief", at), "Open flags") == "none raised yet; 1 gap due now"
    with hospital.read() as work:
        assert not work.day.flags(1), "a report raises nothing"
    raise_due(hospital, 1, RULES.ladder, at)
    assert fact(made(hospital, "brief", at), "Open flags") == "1, 0 with an owner"


@pytest.mark.one_engine
def test_long_words_stop_neither_the_brief_nor_the_pack(hospital: Database) -> None:
    ed, long = hospital_service(hospital, ED), "Nobody answers the bleep. " * 32
    for at in range(7):
        raise_by_hand(hospital, 1, ed, f"Post {at}", long, START, END, "Dr Reid", START)
    brief = made(hospital, "brief", START)
    found = table(brief, "flags")
    assert len(found.rows) == 5
    assert found.note == "The oldest first; 2 more: see On the day."
    assert all(str(row["text"]).endswith("…, see On the day") for row in rows(brief, "flags"))
    assert len(text_of(tools().papers.report(brief))) == 1
    (heat,) = (each for each in brief.parts if isinstance(each, HeatMap))
    names = tuple(f"{at} {long}" for at in range(60))
    huge = replace(brief, parts=(replace(heat, rows=names, values=heat.values * 60),))
    assert len(text_of(tools().papers.report(huge))) > 1
    assert make_pack(hospital, 1, RULES, tools().papers, tools().exporter, START)


@pytest.mark.one_engine
def test_a_text_is_cut_between_words() -> None:
    assert cut("as  it is", 9) == "as it is"
    assert cut("one two three", 9) == "one two…"
    assert cut("a" * 30, 10) == "a" * 9 + "…"
