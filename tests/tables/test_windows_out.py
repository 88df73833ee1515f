"""Windows written as CSV or iCalendar come back as they were, and harm no other program."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from rota.domain.codes import StaffGroup, WindowState, WindowType
from rota.domain.errors import Refused
from rota.domain.importing import COLUMNS, ImportKind, WindowDraft
from rota.domain.times import read_local, written
from rota.domain.windows import StrikeWindow, WindowRevision, WindowTerms
from rota.tables.exports import windows_calendar, windows_csv
from rota.tables.protecting import protected, unprotected
from tests.tables.builders import opened
from tests.tables.calendar_files import INSTANTS, some_terms, some_windows, utc, write

relaxed = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
NOW = utc(2016, 1, 8, 9)
TERMS = WindowTerms(
    utc(2016, 1, 12, 8), utc(2016, 1, 13, 8), WindowType.EMERGENCY_CARE_ONLY,
    frozenset({StaffGroup.RESIDENT_DOCTOR}),
)  # fmt: skip
WINDOW = StrikeWindow(7, "2016 contract", "BMA", WindowState.CONFIRMED, 3, TERMS)


def back(folder, data, name):
    with opened(ImportKind.WINDOWS, write(folder, data, name)) as table:
        assert (table.problems, table.warnings) == ((), ())
        rows = list(table)
    assert [(row.errors, row.warnings) for row in rows] == [((), ())] * len(rows)
    return [row.value for row in rows]


def drafts(windows):
    return [WindowDraft(each.dispute, each.union, each.terms, each.state) for each in windows]


@relaxed
@given(windows=some_windows())
def test_csv_gives_every_window_back(windows, tmp_path):
    assert back(tmp_path, windows_csv(windows, {}), "windows.csv") == drafts(windows)


@relaxed
@given(windows=some_windows().filter(bool))
def test_a_calendar_gives_every_window_back(windows, tmp_path):
    data = windows_calendar(windows, NOW)
    assert back(tmp_path, data, "windows.ics") == drafts(windows)
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))


@pytest.mark.parametrize("text", ["\\N", "a\\nb", "\\\\N", "\\,;\\", '"a:b"'])
def test_backslashes_in_a_calendar_stay_what_they_are(text, tmp_path):
    window = replace(WINDOW, union=text)
    (found,) = back(tmp_path, windows_calendar([window], NOW), "windows.ics")
    assert found.union == text


@relaxed
@given(earlier=st.lists(some_terms(), max_size=3))
def test_csv_has_what_a_window_once_was_before_what_it_is(earlier, tmp_path):
    history = [WindowRevision(n, terms, NOW) for n, terms in enumerate([*earlier, TERMS], 1)]
    found = back(tmp_path, windows_csv([WINDOW], {7: history}), "windows.csv")
    assert [each.terms for each in found] == [*earlier, TERMS]
    assert [each.outcome for each in found] == [*[None] * len(earlier), WindowState.CONFIRMED]


@given(instant=INSTANTS)
@example(instant=utc(2026, 10, 25, 0, 30))
@example(instant=utc(2026, 10, 25, 1, 30))
def test_a_written_time_is_read_as_the_same_instant(instant):
    assert read_local(written(instant)).instant == instant


def test_a_plain_time_has_no_offset():
    assert written(utc(2016, 7, 12, 7)) == "2016-07-12 08:00"


def test_the_headings_are_the_canonical_ones_first():
    heading = windows_csv([], {}).decode("utf-8-sig").strip().split(",")
    assert tuple(heading[: len(COLUMNS[ImportKind.WINDOWS])]) == COLUMNS[ImportKind.WINDOWS]


@given(text=st.text(st.one_of(st.characters(), st.sampled_from("'=+-@\t\r＝")), max_size=8))
@example(text="''=1")
def test_protection_can_always_be_taken_off(text):
    assert unprotected(protected(text)) == text
    assert protected(text)[:1] not in {"=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"}


@pytest.mark.parametrize("text", ["O'Neill", "'twas", "'", "''", "2016 contract"])
def test_ordinary_text_is_left_alone(text):
    assert (protected(text), unprotected(text)) == (text, text)


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(1)", "\t=1", "＝1+1"])
def test_no_cell_of_the_csv_begins_like_a_formula(text):
    window = replace(
        WINDOW, dispute=text, union=text, terms=replace(TERMS, note=text, sites=frozenset({text}))
    )
    rows = list(csv.reader(io.StringIO(windows_csv([window], {}).decode("utf-8-sig"))))
    assert len(rows) == 2
    assert not [cell for cell in rows[1] if cell[:1] in ("=", "+", "-", "@", "\t", "\r", "＝")]


def test_a_note_of_two_lines_becomes_one_in_both(tmp_path):
    window = replace(WINDOW, terms=replace(TERMS, note="first\r\nEND:VEVENT\nlast"))
    for data, name in (
        (windows_csv([window], {}), "a.csv"),
        (windows_calendar([window], NOW), "a.ics"),
    ):
        (found,) = back(tmp_path, data, name)
        assert found.terms.note == "first END:VEVENT last"


def test_a_line_break_in_a_name_begins_no_new_line_of_the_calendar():
    window = replace(WINDOW, dispute="x\r\nEND:VEVENT", union="y\nATTACH:file:///etc/passwd")
    lines = windows_calendar([window], NOW).decode().split("\r\n")
    assert lines.count("END:VEVENT") == 1
    assert not [line for line in lines if line.startswith("ATTACH")]


def test_a_site_with_a_semicolon_cannot_be_written():
    window = replace(WINDOW, terms=replace(TERMS, sites=frozenset({"A;B"})))
    for write_out in (lambda: windows_csv([window], {}), lambda: windows_calendar([window], NOW)):
        with pytest.raises(Refused, match="semicolon"):
            write_out()


def parsed(*windows):
    return Calendar.from_ical(windows_calendar(windows, NOW)).events


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (WindowState.NOTIFIED, "TENTATIVE"), (WindowState.SUSPENDED, "TENTATIVE"),
        (WindowState.CONFIRMED, "CONFIRMED"), (WindowState.COMPLETED, "CONFIRMED"),
        (WindowState.CALLED_OFF, "CANCELLED"),
    ],
)  # fmt: skip
def test_other_calendars_see_how_it_stands(state, status):
    (event,) = parsed(replace(WINDOW, state=state))
    assert (event["STATUS"], event["SEQUENCE"]) == (status, 3)
    assert event["SUMMARY"].startswith("Called off: ") == (state is WindowState.CALLED_OFF)


def test_times_are_written_in_utc_and_an_open_window_has_no_end():
    summer = replace(TERMS, start=utc(2016, 7, 12, 7), end=None)
    (event,) = parsed(replace(WINDOW, terms=summer))
    assert event["DTSTART"].to_ical() == b"20160712T070000Z"
    assert "DTEND" not in event
    assert event["X-STRIKE-ROTA-OPEN-END"] == "TRUE"


def test_the_id_of_an_event_stays_when_the_window_changes_and_differs_between_windows():
    later = replace(WINDOW, revision=4, state=WindowState.CALLED_OFF,
                    terms=replace(TERMS, start=utc(2016, 1, 12, 9)))  # fmt: skip
    (before,), (after,) = parsed(WINDOW), parsed(later)
    (other,) = parsed(replace(WINDOW, window_id=8))
    assert before["UID"] == after["UID"] != other["UID"]


@pytest.mark.parametrize(
    ("start", "label"), [(utc(2024, 9, 17, 8), "junior"), (utc(2024, 9, 18, 8), "resident")]
)
def test_the_title_says_what_doctors_were_called(start, label):
    (event,) = parsed(replace(WINDOW, terms=replace(TERMS, start=start, end=None)))
    assert f"{label} doctors" in event["SUMMARY"]
