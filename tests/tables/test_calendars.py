"""Windows are read from iCalendar: instants hold, and what is missing is said event by event."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rota.domain.codes import LossPolicy, StaffGroup, WindowState, WindowType
from rota.domain.importing import ImportKind
from rota.domain.windows import WindowTerms
from rota.services.importing import guess_kind
from tests.tables.builders import opened, reader
from tests.tables.calendar_files import (
    LONDON,
    calendar,
    event,
    faults_in,
    rows_in,
    terms_in,
    utc,
    write,
)
from tests.tables.test_shared_data import SHARED, need

WINDOWS = ImportKind.WINDOWS


def test_a_good_event_is_row_2_and_a_whole_window(tmp_path):
    text = calendar(
        event(
            x_sites=":St George's\\;Queen Mary", x_policy=":clip", x_id=":77",
            x_notice_received=":20160104T160000Z", description=":first\\, of three",
        )
    )  # fmt: skip
    (row,) = rows_in(tmp_path, text)
    assert (row.number, row.errors, row.warnings) == (2, (), ())
    assert (row.value.dispute, row.value.union) == ("2016 contract", "BMA")
    assert row.value.outcome is WindowState.CONFIRMED
    assert row.value.terms == WindowTerms(
        utc(2016, 1, 12, 8),
        utc(2016, 1, 13, 8),
        WindowType.EMERGENCY_CARE_ONLY,
        frozenset({StaffGroup.RESIDENT_DOCTOR}),
        frozenset({"St George's", "Queen Mary"}),
        LossPolicy.CLIP,
        utc(2016, 1, 4, 16),
        "first, of three",
    )


@pytest.mark.parametrize("start", ["", "\ufeff", "\r\n ", "\ufeff\r\n"])
def test_a_calendar_is_known_by_its_first_words_whatever_its_name(start, tmp_path):
    path = write(tmp_path, start + calendar(event()).replace("BEGIN:VC", "Begin:vc"), "x.csv")
    with opened(WINDOWS, path) as table:
        assert [row.number for row in table] == [2]
        assert table.fraction_read == 1.0


@pytest.mark.parametrize(
    "zone",
    [
        "Europe/London", "europe/london", "GMT Standard Time", '"GMT Standard Time"', "GB",
        "/freeassociation.sourceforge.net/Europe/London", "/tzurl.org/2025a/Europe/London",
        '"(UTC+00:00) Dublin, Edinburgh, Lisbon, London"',
    ],
)  # fmt: skip
def test_london_goes_by_many_names(zone, tmp_path):
    made = event(
        dtstart=f";TZID={zone}:20160712T080000",
        dtend=f";VALUE=DATE-TIME;TZID={zone}:20160713T080000",
    )
    (terms,) = terms_in(tmp_path, calendar(made))
    assert (terms.start, terms.end) == (utc(2016, 7, 12, 7), utc(2016, 7, 13, 7))


@pytest.mark.parametrize(
    ("zone", "hour"),
    [("Europe/Paris", 6), ("Romance Standard Time", 6), ("America/Argentina/Buenos_Aires", 11)],
)
def test_a_time_of_another_zone_is_its_instant(zone, hour, tmp_path):
    (terms,) = terms_in(tmp_path, calendar(event(dtstart=f";TZID={zone}:20160712T080000",
                                                 dtend=":20160713T070000Z")))  # fmt: skip
    assert terms.start == utc(2016, 7, 12, hour)


def test_a_time_zone_that_the_file_itself_describes_is_not_believed(tmp_path):
    false = (
        "BEGIN:VTIMEZONE\r\nTZID:Europe/London\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
        "TZOFFSETFROM:+0500\r\nTZOFFSETTO:+0500\r\nEND:STANDARD\r\nEND:VTIMEZONE"
    )
    (terms,) = terms_in(tmp_path, calendar(false, event()))
    assert terms.start == utc(2016, 1, 12, 8)


def test_a_real_description_of_london_is_passed_over(tmp_path):
    real = need(SHARED / "ics" / "zoneinfo" / "Europe_London.ics").read_text()
    made = event(dtstart=";TZID=/tzurl.org/2025a/Europe/London:20260613T080000",
                 dtend=";TZID=/tzurl.org/2025a/Europe/London:20260614T080000")  # fmt: skip
    text = real.replace("END:VCALENDAR", made + "\r\nEND:VCALENDAR")
    (terms,) = terms_in(tmp_path, text)
    assert terms.start == utc(2026, 6, 13, 7)


def test_the_night_the_clocks_go_back_keeps_its_25_hours(tmp_path):
    made = event(dtstart=LONDON + "20261024T080000", dtend=LONDON + "20261025T080000")
    (terms,) = terms_in(tmp_path, calendar(made))
    assert terms.hours == 25


@pytest.mark.parametrize(
    ("wall", "instant", "code"),
    [
        ("20261025T013000", utc(2026, 10, 25, 0, 30), "time_happens_twice"),
        ("20260329T013000", utc(2026, 3, 29, 1, 30), "time_does_not_exist"),
    ],
)
def test_a_local_time_that_is_odd_is_read_as_in_other_files_and_warned_of(
    wall, instant, code, tmp_path
):
    (row,) = rows_in(tmp_path, calendar(event(dtstart=LONDON + wall, dtend=":20261026T080000Z")))
    assert row.value.terms.start == instant
    assert [(each.column, each.code) for each in row.warnings] == [("DTSTART", code)]


@pytest.mark.parametrize(
    ("length", "hours"), [("P1D", 25), ("PT24H", 24), ("P1DT2H", 27), ("P1W", 169), ("PT30M", 0.5)]
)
def test_a_duration_counts_days_by_the_wall_and_hours_by_the_clock(length, hours, tmp_path):
    made = event(dtstart=LONDON + "20261024T080000", dtend=None, duration=f":{length}")
    (terms,) = terms_in(tmp_path, calendar(made))
    assert terms.hours == hours


def test_only_a_window_that_says_so_has_no_end(tmp_path):
    (terms,) = terms_in(tmp_path, calendar(event(dtend=None, x_open_end=":TRUE")))
    assert terms.end is None
    assert faults_in(tmp_path, calendar(event(dtend=None))) == [(2, "DTEND", "missing")]


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (":CONFIRMED", WindowState.CONFIRMED), (":TENTATIVE", WindowState.NOTIFIED),
        (":CANCELLED", WindowState.CALLED_OFF), (None, WindowState.NOTIFIED),
    ],
)  # fmt: skip
def test_the_status_stands_for_a_state_that_is_not_given(status, state, tmp_path):
    (row,) = rows_in(tmp_path, calendar(event(status=status)))
    assert row.value.outcome is state


def test_a_calendar_that_cancels_calls_its_events_off(tmp_path):
    (row,) = rows_in(tmp_path, calendar(event(), head="METHOD:CANCEL"))
    assert row.value.outcome is WindowState.CALLED_OFF


def test_a_postal_strike_needs_no_staff_group(tmp_path):
    (terms,) = terms_in(tmp_path, calendar(event(x_groups=None, x_affects_post=":TRUE")))
    assert (terms.groups, terms.affects_post) == (frozenset(), True)


BAD = {
    "all day": ({"dtstart": ";VALUE=DATE:20160112"}, "DTSTART", "all_day"),
    "all day end": ({"dtend": ";VALUE=DATE:20160113"}, "DTEND", "all_day"),
    "floating": ({"dtstart": ":20160112T080000"}, "DTSTART", "floating_time"),
    "zone": ({"dtstart": ";TZID=Mars/Olympus:20160112T080000"}, "DTSTART", "unknown_time_zone"),
    "path": ({"dtend": ";TZID=../../etc/passwd:20160112T080000"}, "DTEND", "unknown_time_zone"),
    "no day": ({"dtstart": LONDON + "20160230T080000"}, "DTSTART", "time_unreadable"),
    "words": ({"dtstart": LONDON + "tomorrow"}, "DTSTART", "time_unreadable"),
    "year": ({"dtstart": LONDON + "00010101T000000"}, "DTSTART", "time_unreadable"),
    "end first": ({"dtend": LONDON + "20160112T080000"}, "DTEND", "end_before_start"),
    "two ends": ({"duration": ":PT5H"}, "DTEND", "ends_differ"),
    "duration": ({"dtend": None, "duration": ":P"}, "DURATION", "duration_unreadable"),
    "no start": ({"dtstart": None}, "DTSTART", "missing"),
    "dispute": ({"x_dispute": None}, "X-STRIKE-ROTA-DISPUTE", "missing"),
    "union": ({"x_union": ":"}, "X-STRIKE-ROTA-UNION", "missing"),
    "groups": ({"x_groups": None}, "X-STRIKE-ROTA-GROUPS", "missing"),
    "type": ({"x_type": None}, "X-STRIKE-ROTA-TYPE", "missing"),
    "unknown type": ({"x_type": ":picnic"}, "X-STRIKE-ROTA-TYPE", "unknown_code"),
    "unknown state": ({"x_state": ":perhaps"}, "X-STRIKE-ROTA-STATE", "unknown_code"),
    "policy": ({"x_policy": ":odd"}, "X-STRIKE-ROTA-POLICY", "unknown_code"),
    "notice": ({"x_notice_received": ":20160104"}, "X-STRIKE-ROTA-NOTICE-RECEIVED", "all_day"),
    "states": ({"status": ":CANCELLED", "x_state": ":confirmed"}, "STATUS", "states_differ"),
    "states 2": ({"x_state": ":called off"}, "STATUS", "states_differ"),
    "changed": ({"recurrence_id": ":20160112T080000Z"}, "RECURRENCE-ID", "changed_repeat"),
    "listed": ({"rdate": ":20160119T080000Z"}, "RDATE", "rule_not_read"),
    "twice": ({"uid": ":1\r\nUID:2"}, "UID", "repeated_property"),
    "long": ({"description": ":" + "x" * 25_001}, "DESCRIPTION", "line_too_long"),
    "note": ({"description": ":" + "x" * 10_001}, "DESCRIPTION", "too_long"),
    "no value": ({"dtstart": ""}, "VEVENT", "line_unreadable"),
    "half": ({"dtstart": ";TZID"}, "DTSTART", "line_unreadable"),
    "junk": ({"uid": ":1\r\nthe second line of a note"}, "VEVENT", "line_unreadable"),
    "alarm": ({"uid": ":1\r\nBEGIN:VALARM"}, "VALARM", "not_closed"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_a_bad_event_is_one_refused_row_beside_good_ones(case, tmp_path):
    changes, column, code = BAD[case]
    bad = event(**({"uid": ":bad"} | changes))
    text = calendar(event(uid=":a"), bad, event(uid=":b"))
    rows = rows_in(tmp_path, text)
    assert [row.number for row in rows if row.errors] == [3]
    problems = [each for row in rows for each in row.errors]
    assert (3, column, code) in [(each.row, each.column, each.code) for each in problems]
    assert all(not e.text[0].islower() and e.text.endswith(".") for e in problems)
    assert [row.number for row in rows if row.value] == [2, 4]


def test_the_unknown_zone_is_quoted(tmp_path):
    (row,) = rows_in(tmp_path, calendar(event(dtstart=";TZID=Mars/Olympus:20160112T080000")))
    assert (row.errors[0].value_shown, "“Mars/Olympus”" in row.errors[0].text) == (True, True)


def test_of_two_versions_of_an_event_the_newer_stands(tmp_path):
    old, new = event(sequence=":2"), event(sequence=":10", dtend=LONDON + "20160114T080000")
    assert faults_in(tmp_path, calendar(new, old)) == [(3, "UID", "superseded")]
    assert faults_in(tmp_path, calendar(old, old)) == [(2, "UID", "superseded")]


def test_alarms_and_other_parts_are_passed_over(tmp_path):
    alarm = ":1\r\nBEGIN:VALARM\r\nTRIGGER:-PT5M\r\nDESCRIPTION:Wake up\r\nEND:VALARM"
    task = "BEGIN:VTODO\r\nBEGIN:VEVENT\r\nUID:7\r\nEND:VEVENT\r\nEND:VTODO"
    (terms,) = terms_in(tmp_path, calendar(task, event(uid=alarm)))
    assert terms.note == ""


def test_an_event_that_is_never_closed_does_not_swallow_the_next(tmp_path):
    open_one = event(uid=":open").removesuffix("\r\nEND:VEVENT")
    text = calendar(open_one, event(uid=":2"))
    assert faults_in(tmp_path, text) == [(2, "VEVENT", "not_closed")]


def test_a_file_cut_short_is_refused_as_a_whole(tmp_path):
    text = calendar(event(), event(uid=":2"))
    with opened(WINDOWS, write(tmp_path, text[: text.index("END:VCALENDAR")])) as table:
        assert [(each.row, each.column) for each in table.problems] == [(1, "VCALENDAR")]
        assert list(table) == []


def test_a_calendar_without_events_says_so(tmp_path):
    with opened(WINDOWS, write(tmp_path, calendar())) as table:
        assert (list(table), [each.code for each in table.warnings]) == ([], ["no_events"])


def test_folds_may_cut_a_letter_in_two(tmp_path):
    whole = calendar(event(x_union=":Société")).encode()
    cut = whole.replace("é".encode(), b"\xc3\r\n \xa9")
    assert cut != whole
    (row,) = rows_in(tmp_path, cut)
    assert row.value.union == "Société"


@pytest.mark.parametrize("kind", [kind for kind in ImportKind if kind is not WINDOWS])
def test_a_calendar_holds_windows_only(kind, tmp_path):
    path = write(tmp_path, calendar(event()))
    with reader().open(kind, path) as table:
        assert [(each.row, each.code) for each in table.problems] == [(1, "not_windows")]
        assert list(table) == []
    assert guess_kind(reader(), path) is WINDOWS


def test_a_person_sees_the_columns_before_importing(tmp_path):
    peek = reader().peek(WINDOWS, write(tmp_path, calendar(event())))
    (sample,) = peek.samples
    assert dict(zip(peek.headings, sample, strict=True))["union"] == "BMA"
    assert peek.mapping.columns["start"] == "start"


WEEKLY = "20260318T200000", "20260319T080000"


def starts(folder, rule, start=WEEKLY[0], end=WEEKLY[1], **more):
    made = event(dtstart=LONDON + start, dtend=LONDON + end, rrule=f":{rule}", **more)
    return [(each.start, each.end) for each in terms_in(folder, calendar(made))]


def test_repeats_keep_the_wall_clock_over_a_change_of_the_clocks(tmp_path):
    found = starts(tmp_path, "FREQ=WEEKLY;COUNT=3")
    assert [start.hour for start, _ in found] == [20, 20, 19]
    assert [end.hour for _, end in found] == [8, 8, 7]
    assert found[1][0] - found[0][0] == timedelta(days=7)


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=DAILY;INTERVAL=2;COUNT=3", [18, 20, 22]),
        ("FREQ=WEEKLY;BYDAY=WE,FR;COUNT=3", [18, 20, 25]),
        ("FREQ=DAILY;UNTIL=20260320", [18, 19, 20]),
        ("FREQ=DAILY;UNTIL=20260320T200000Z", [18, 19, 20]),
        ("FREQ=DAILY;UNTIL=20260320T195959Z", [18, 19]),
        ("FREQ=DAILY;UNTIL=20260320T190000", [18, 19]),
        ("freq=daily;count=2;wkst=SU", [18, 19]),
    ],
)
def test_the_rules_that_are_read(rule, days, tmp_path):
    assert [start.day for start, _ in starts(tmp_path, rule)] == days


def test_dates_left_out_are_left_out(tmp_path):
    out = LONDON + "20260319T200000,20260320T200000"
    found = starts(tmp_path, "FREQ=DAILY;COUNT=4", exdate=out)
    assert [start.day for start, _ in found] == [18, 21]


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("FREQ=DAILY", "repeats_without_end"), ("FREQ=DAILY;COUNT=201", "rule_unreadable"),
        ("FREQ=DAILY;UNTIL=20300101", "too_many_repeats"),
        ("FREQ=SECONDLY;COUNT=2", "rule_not_read"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=1", "rule_not_read"),
        ("FREQ=WEEKLY;BYDAY=1MO;COUNT=2", "rule_not_read"), ("COUNT=2", "rule_not_read"),
        ("FREQ=WEEKLY;COUNT=2;BYSETPOS=1", "rule_not_read"), ("nonsense", "rule_unreadable"),
        ("FREQ=DAILY;COUNT=2;COUNT=3", "rule_unreadable"),
        ("FREQ=DAILY;COUNT=0", "rule_unreadable"),
        ("FREQ=DAILY;COUNT=2;INTERVAL=999999", "rule_unreadable"),
        ("FREQ=DAILY;UNTIL=20260317", "repeats_never"),
        ("FREQ=DAILY;UNTIL=soon", "time_unreadable"),
        ("FREQ=WEEKLY;BYDAY=MO;COUNT=2", "rule_unreadable"),
    ],
)  # fmt: skip
def test_other_rules_are_refused_with_a_sentence(rule, code, tmp_path):
    made = event(dtstart=LONDON + WEEKLY[0], dtend=LONDON + WEEKLY[1], rrule=f":{rule}")
    assert faults_in(tmp_path, calendar(made)) == [(2, "RRULE", code)]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"dtstart": ":20260318T200000Z"}, "repeats_in_utc"),
        ({"dtstart": ";TZID=Europe/Paris:20260318T200000"}, "repeats_in_utc"),
        ({"dtend": LONDON + "20260319T210000"}, "repeats_overlap"),
        ({"dtend": None, "x_open_end": ":TRUE"}, "open_repeats"),
    ],
)
def test_what_cannot_repeat_is_refused(changes, code, tmp_path):
    good = {"dtstart": LONDON + WEEKLY[0], "dtend": LONDON + WEEKLY[1]}
    made = event(**(good | {"rrule": ":FREQ=DAILY;COUNT=3"} | changes))
    assert faults_in(tmp_path, calendar(made)) == [(2, "RRULE", code)]
