"""The last safe posting time, by the real dated rules and bank holidays."""

from __future__ import annotations

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
