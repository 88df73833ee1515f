"""Calendars built to harm, or mere noise, are refused or named quickly and never crash."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from rota.domain.errors import Refused
from rota.domain.importing import ImportKind
from tests.tables.builders import opened
from tests.tables.calendar_files import GOOD, LONDON, calendar, event, write

relaxed = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
FIVE_SECONDS = 5


def read_to_the_end(path):
    """Read a calendar to its end; return the refusal, or the rows."""
    try:
        with opened(ImportKind.WINDOWS, path) as table:
            rows = list(table)
            for row in rows:
                assert (row.value is None) == bool(row.errors)
                for each in (*row.errors, *row.warnings):
                    assert each.row == row.number > 1
                    assert each.column
                    assert each.code
                    assert each.text.endswith(".")
            assert 0 <= table.fraction_read <= 1
            return rows
    except Refused as refused:
        return refused


def many(count, **changes):
    return calendar(*(event(uid=f":{n}", **changes) for n in range(count)))


FOREVER = {
    "dtstart": LONDON + "20160112T080000", "dtend": LONDON + "20160112T090000",
    "rrule": ":FREQ=DAILY;UNTIL=99991231",
}  # fmt: skip
HOSTILE = {
    "100,000 events": (
        "BEGIN:VCALENDAR\n" + "BEGIN:VEVENT\nUID:1\nEND:VEVENT\n" * 100_000, "file_too_large",
    ),
    "too many events": (
        "BEGIN:VCALENDAR\n" + "BEGIN:VEVENT\nEND:VEVENT\n" * 2_001, "too_many_rows",
    ),
    "one byte too large": ("BEGIN:VCALENDAR\n".ljust(1_000_001, " "), "file_too_large"),
    "nests without end": ("BEGIN:VCALENDAR\n" + "BEGIN:VTODO\n" * 80_000, "calendar_broken"),
    "not UTF-8": (b"BEGIN:VCALENDAR\nX:\xe9\xff\n", "not_utf8"),
    "repeats into too many": (
        many(11, **(FOREVER | {"rrule": ":FREQ=DAILY;COUNT=200"})), "too_many_rows",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_calendar_is_refused_at_once(case, tmp_path):
    text, code = HOSTILE[case]
    path = write(tmp_path, text)
    began = time.perf_counter()
    refused = read_to_the_end(path)
    assert (refused.code, refused.text[-1]) == (code, ".")
    assert time.perf_counter() - began < FIVE_SECONDS


def padded(line):
    """Return a calendar just below 1 MB whose one event holds a line again and again."""
    return calendar(event(uid=":1\r\n" + (line + "\r\n") * (990_000 // (len(line) + 2)) + "UID:2"))


SLOW = {
    "exactly 2,000 events": many(2_000, **{name.lower(): None for name in ("STATUS",)}),
    "rules that never stop": many(1_900, **FOREVER),
    "a line of parameters": calendar(event(dtstart=";A=B" * 240_000 + ":20160112T080000Z")),
    "parameters just short enough": many(35, dtstart=";A=B" * 6_000 + ":20160112T080000Z"),
    "quotation marks": many(35, dtstart=';A="' * 6_000 + ":20160112T080000Z"),
    "backslashes": many(35, description=":" + "\\" * 24_000),
    "spaces": many(35, dtstart=";A" + " " * 24_000 + "=1:20160112T080000Z"),
    "zones": many(35, dtstart=";TZID=" + "/a" * 12_000 + ":20160112T080000"),
    "digits": many(35, dtstart=":" + "1" * 24_000, rrule=":FREQ=DAILY;COUNT=" + "9" * 20_000),
    "one property again": padded("UID:1"),
    "junk lines": padded("junk"),
    "folds": padded(" x"),
    "blank lines": "BEGIN:VCALENDAR" + "\r\n" * 480_000 + "END:VCALENDAR",
    "dates left out": many(
        30, **(FOREVER | {"exdate": LONDON + ",".join(["20160112T080000"] * 1_500)})
    ),
    "ends of nothing": "BEGIN:VCALENDAR\n" + "END:VEVENT\n" * 90_000 + "END:VCALENDAR\n",
    "nested and closed": "BEGIN:VCALENDAR\n" + "BEGIN:A\nEND:A\n" * 66_000 + "END:VCALENDAR\n",
}  # fmt: skip


@pytest.mark.parametrize("case", SLOW)
def test_a_calendar_built_to_be_slow_is_read_within_five_seconds(case, tmp_path):
    path = write(tmp_path, SLOW[case])
    began = time.perf_counter()
    read_to_the_end(path)
    assert time.perf_counter() - began < FIVE_SECONDS


@relaxed
@given(data=st.binary(max_size=400))
@example(data=b"\nEND:VEVENT")
@example(data=b"\r\nBEGIN:VEVENT\r\nDTSTART;TZID=:\x00")
def test_noise_after_the_first_words_is_refused_or_named(data, tmp_path):
    read_to_the_end(write(tmp_path, b"BEGIN:VCALENDAR" + data))


LINES = [
    *(name + value for name, value in GOOD.items()),
    "BEGIN:VEVENT", "END:VEVENT", "BEGIN:VALARM", "END:VALARM", "END:VCALENDAR", "DTSTART:", "a",
    "BEGIN:VCALENDAR", "RRULE:FREQ=DAILY;COUNT=3", "DURATION:P1D", "RDATE:1", "EXDATE:1", ":", " ",
    "DTSTART:20160112T080000Z", "DTEND;TZID=GMT:20160113T080000", "METHOD:CANCEL", "X;;=:",
    "EXDATE;TZID=Europe/London:20160112T080000",
]  # fmt: skip


@relaxed
@given(lines=st.lists(st.sampled_from(LINES), max_size=30))
def test_lines_in_any_order_are_refused_or_named(lines, tmp_path):
    read_to_the_end(write(tmp_path, calendar(*lines)))


@relaxed
@given(
    name=st.sampled_from([*GOOD, "DURATION", "RRULE", "EXDATE", "SEQUENCE", "X-STRIKE-ROTA-SITES"]),
    value=st.text(
        st.one_of(st.characters(), st.sampled_from(";:=,\"\\TZ0123456789'\r\n ")), max_size=40
    ),
)  # fmt: skip
def test_a_good_event_with_one_line_of_noise_is_taken_or_named(name, value, tmp_path):
    lines = [each + given for each, given in GOOD.items() if each != name]
    text = calendar("BEGIN:VEVENT", *lines, f"{name}{value}", "END:VEVENT")
    read_to_the_end(write(tmp_path, text))


def test_thousands_of_damaged_calendars_never_crash(tmp_path):
    dice = random.Random(7)
    good = calendar(
        event(x_sites=":A\\;B", rrule=":FREQ=WEEKLY;COUNT=3", exdate=LONDON + "20160119T080000"),
        event(uid=":2", dtend=None, duration=":P1DT2H", description=":" + "note " * 20),
    ).encode()
    for _ in range(1_500):
        data = bytearray(good)
        for _ in range(dice.randint(1, 8)):
            at = dice.randrange(15, len(data))
            match dice.randrange(3):
                case 0:
                    data[at] = dice.randrange(256)
                case 1:
                    del data[at : at + dice.randrange(40)]
                case _:
                    data[at:at] = data[dice.randrange(len(data)) :][: dice.randrange(40)]
        read_to_the_end(write(tmp_path, bytes(data)))
