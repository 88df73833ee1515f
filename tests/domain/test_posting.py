"""The last safe posting time, by the real dated rules and bank holidays."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rota.domain.codes import WindowState
from rota.domain.times import to_local
from rota.tables.posting_rules import posting_clock
from tests.domain.making import at, utc, window

POST = posting_clock()


@pytest.mark.parametrize(
    ("appointment", "first", "second"),
    [
        pytest.param("2016-01-12 10:20", "2016-01-08 17:30", "2016-01-07 17:30",
                     id="Tue 12 Jan 2016"),
        pytest.param("2016-01-14 10:20", "2016-01-12 17:30", "2016-01-08 17:30", id="a Thursday"),
        pytest.param("2016-01-11 10:20", "2016-01-08 17:30", "2016-01-06 17:30", id="a Monday"),
        pytest.param("2015-12-29 09:00", "2015-12-23 17:30", "2015-12-21 17:30",
                     id="after Christmas"),
        pytest.param("2016-03-29 09:00", "2016-03-24 17:30", "2016-03-22 17:30", id="after Easter"),
        pytest.param("2016-01-04 09:00", "2015-12-31 17:30", "2015-12-29 17:30",
                     id="after New Year"),
        pytest.param("2025-07-30 09:00", "2025-07-25 17:30", "2025-07-25 17:30",
                     id="posted under the older rule"),
        pytest.param("2026-06-09 09:00", "2026-06-05 17:30", "2026-06-01 17:30",
                     id="the 2025 rules"),
        pytest.param("2026-10-26 00:15", "2026-10-22 17:30", "2026-10-16 17:30",
                     id="just past midnight after the clocks went back"),
    ],
)  # fmt: skip
def test_the_last_safe_collection(appointment: str, first: str, second: str) -> None:
    assert POST.last_safe("first", at(appointment)) == at(first)
    assert POST.last_safe("second", at(appointment)) == at(second)


@pytest.mark.parametrize(
    ("appointment", "post_class", "posted", "worked"),
    [
        pytest.param("2026-06-15 10:20", "first", "2026-06-11 17:30",
                     "Thu 11 + Fri 12, Sat 13; from Fri 12 it is Sat 13, Mon 15: the day itself",
                     id="Mon 15 Jun 2026, first class"),
        pytest.param("2026-06-15 10:20", "second", "2026-06-05 17:30",
                     "Fri 5 + Mon 8, Tue 9, Wed 10, Thu 11, Fri 12; no Saturday",
                     id="Mon 15 Jun 2026, second class"),
        pytest.param("2026-06-17 10:20", "second", "2026-06-09 17:30",
                     "posted Tue 9: aimed at Fri 12, at the worst Tue 16",
                     id="Wed 17 Jun 2026, second class: the worked case of Tue 9"),
        pytest.param("2026-12-29 09:00", "first", "2026-12-22 17:30",
                     "Tue 22 + Wed 23, Thu 24; Fri 25, Sat 26 and Mon 28 (in lieu) rest",
                     id="Tue 29 Dec 2026, Christmas, first class"),
        pytest.param("2026-12-29 09:00", "second", "2026-12-17 17:30",
                     "Thu 17 + Fri 18, Mon 21, Tue 22, Wed 23, Thu 24",
                     id="Tue 29 Dec 2026, Christmas, second class"),
        pytest.param("2027-01-04 09:00", "first", "2026-12-30 17:30",
                     "Wed 30 + Thu 31, Sat 2 Jan; Fri 1 rests",
                     id="Mon 4 Jan 2027, New Year, first class"),
        pytest.param("2027-01-04 09:00", "second", "2026-12-22 17:30",
                     "Tue 22 + Wed 23, Thu 24, Tue 29, Wed 30, Thu 31",
                     id="Mon 4 Jan 2027, New Year, second class"),
        pytest.param("2026-04-07 09:00", "first", "2026-04-01 17:30",
                     "Wed 1 + Thu 2, Sat 4; Good Friday 3 and Easter Monday 6 rest",
                     id="Tue 7 Apr 2026, Easter, first class"),
        pytest.param("2026-04-07 09:00", "second", "2026-03-26 17:30",
                     "Thu 26 + Fri 27, Mon 30, Tue 31, Wed 1, Thu 2",
                     id="Tue 7 Apr 2026, Easter, second class, over the change to summer time"),
        pytest.param("2026-03-30 00:15", "first", "2026-03-26 17:30",
                     "Thu 26 + Fri 27, Sat 28; 00:15 is still Sunday by Greenwich, but is Monday",
                     id="Mon 30 Mar 2026 00:15, the clocks went forward on Sunday"),
        pytest.param("2026-03-30 00:15", "second", "2026-03-20 17:30",
                     "Fri 20 + Mon 23 to Fri 27",
                     id="Mon 30 Mar 2026 00:15, second class"),
        pytest.param("2026-10-27 08:00", "first", "2026-10-23 17:30",
                     "Fri 23 + Sat 24, Mon 26",
                     id="Tue 27 Oct 2026, the clocks went back on Sunday"),
        pytest.param("2026-10-27 08:00", "second", "2026-10-19 17:30",
                     "Mon 19 + Tue 20, Wed 21, Thu 22, Fri 23, Mon 26",
                     id="Tue 27 Oct 2026, second class, over the change to winter time"),
    ],
)  # fmt: skip
def test_the_last_safe_collection_worked_by_hand(
    appointment: str, post_class: str, posted: str, worked: str
) -> None:
    assert POST.last_safe(post_class, at(appointment)) == at(posted), worked


def test_a_collection_is_at_a_time_of_the_clock_on_the_wall() -> None:
    """17:30 is 17:30 by Greenwich on Thu 26 March 2026 and 16:30 on Wed 1 April."""
    easter = at("2026-04-07 09:00")
    assert POST.last_safe("second", easter) == utc("2026-03-26 17:30")
    assert POST.last_safe("first", easter) == utc("2026-04-01 16:30")


@pytest.mark.parametrize(
    ("nation", "appointment", "posted", "worked"),
    [
        ("ENG", "2027-01-05 09:00", "2026-12-31 17:30", "Thu 31 + Sat 2, Mon 4"),
        ("SCT", "2027-01-05 09:00", "2026-12-29 17:30",
         "Tue 29 + Wed 30, Thu 31; Fri 1, Sat 2 and Mon 4 (in lieu) rest"),
        ("ENG", "2026-03-19 09:00", "2026-03-16 17:30", "Mon 16 + Tue 17, Wed 18"),
        ("NIR", "2026-03-19 09:00", "2026-03-13 17:30",
         "Fri 13 + Sat 14, Mon 16; St Patrick's Day, Tue 17, rests"),
        ("WLS", "2026-03-19 09:00", "2026-03-16 17:30", "as in England"),
    ],
)  # fmt: skip
def test_each_nation_rests_on_its_own_days(
    nation: str, appointment: str, posted: str, worked: str
) -> None:
    assert POST.in_nation(nation).last_safe("first", at(appointment)) == at(posted), worked


@pytest.mark.parametrize(
    ("strike", "first", "second"),
    [
        # Two whole days. First: Tue 9 + Wed 10, Sat 13. Second: Wed 3 + 4, 5, 8, 9, Wed 10.
        (("2026-06-11 00:00", "2026-06-13 00:00"), "2026-06-09 17:30", "2026-06-03 17:30"),
        # From Wed 10 noon to Thu 11 noon: both days are lost. First: Tue 9 + Fri 12, Sat 13.
        # Second: Wed 3 + 4, 5, 8, 9, Fri 12.
        (("2026-06-10 12:00", "2026-06-11 12:00"), "2026-06-09 17:30", "2026-06-03 17:30"),
    ],
)
def test_a_postal_strike_under_the_present_rules(
    strike: tuple[str, str], first: str, second: str
) -> None:
    """For Monday 15 June 2026; the days are Thursday 11, Friday 12 and Saturday 13."""
    clock = POST.stopped_by([window(*strike, groups=frozenset(), affects_post=True)])
    monday = at("2026-06-15 10:20")
    assert clock.last_safe("first", monday) == at(first)
    assert clock.last_safe("second", monday) == at(second)


def test_the_hospitals_own_cut_off_and_collection() -> None:
    """Mon 15 June 2026: first class Thu 11, collected at 16:00, printed until 14:30."""
    clock = replace(POST, collection=time(16), print_cutoff=time(14, 30))
    monday = at("2026-06-15 10:20")
    assert clock.last_safe("first", monday) == at("2026-06-11 16:00")
    assert clock.of_unprinted().last_safe("first", monday) == at("2026-06-11 14:30")
    assert clock.of_unprinted().channel(at("2026-06-11 14:31"), monday) == "phone"
    assert clock.channel(at("2026-06-11 14:31"), monday) == "first"
    late = replace(clock, print_cutoff=time(18))
    assert late.of_unprinted().last_safe("first", monday) == at("2026-06-11 16:00")
    assert POST.of_unprinted() is POST


def test_another_nation_has_its_own_holidays() -> None:
    """Saturday 2 January 2016 is a bank holiday in Scotland alone."""
    monday = at("2016-01-04 09:00")
    assert posting_clock("SCT").last_safe("first", monday) == at("2015-12-30 17:30")
    assert POST.in_nation("SCT").last_safe("first", monday) == at("2015-12-30 17:30")
    assert POST.last_safe("first", monday) == at("2015-12-31 17:30")


@pytest.mark.parametrize(
    ("now", "channel"),
    [
        ("2016-01-07 17:30", "second"), ("2016-01-07 17:31", "first"),
        ("2016-01-08 17:30", "first"),
        ("2016-01-08 17:31", "phone"), ("2016-01-12 10:20", "phone"), ("2016-02-01 09:00", "phone"),
    ],
)  # fmt: skip
def test_the_cheapest_class_that_still_arrives(now: str, channel: str) -> None:
    assert POST.channel(at(now), at("2016-01-12 10:20")) == channel


def test_a_postal_strike_brings_the_last_collection_forward() -> None:
    strike = window("2016-01-08 00:00", "2016-01-10 00:00", groups=frozenset(), affects_post=True)
    tuesday = at("2016-01-12 10:20")
    assert POST.stopped_by([strike]).last_safe("first", tuesday) == at("2016-01-07 17:30")
    assert POST.stopped_by([strike]).last_safe("second", tuesday) == at("2016-01-05 17:30")
    off = window("2016-01-08 00:00", "2016-01-10 00:00", groups=frozenset(), affects_post=True,
                 state=WindowState.CALLED_OFF)  # fmt: skip
    assert POST.stopped_by([off]).last_safe("first", tuesday) == at("2016-01-08 17:30")
    assert POST.stopped_by([window()]).last_safe("first", tuesday) == at("2016-01-08 17:30")


@given(st.datetimes(utc("2015-01-01").replace(tzinfo=None), utc("2028-12-31").replace(tzinfo=None)))
def test_a_letter_is_posted_on_a_working_day_well_before_and_first_class_is_never_earlier(
    naive: object,
) -> None:
    appointment = utc(str(naive)[:16])
    first, second = (POST.last_safe(each, appointment) for each in ("first", "second"))
    assert second <= first < appointment
    for moment in (first, second):
        local = to_local(moment)
        assert local.weekday() < 5
        assert f"{local:%H:%M}" == "17:30"
        assert not POST.bank_holiday(local.date())
        assert local.date() < to_local(appointment).date()
