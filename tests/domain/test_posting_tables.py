"""The posting clock against tables worked by hand, weekday by weekday, with the real dated rules.

Counting, for every table: the day of the collection does not count; then days with a delivery are
counted. First class: Mondays to Saturdays, 1 day; from 28 July 2025 2 days (1 for delay). Second
class: 3 days with Saturdays; from 28 July 2025 weekdays alone, 3 days and 2 for delay. Nothing is
collected at weekends, and nothing moves on the nation's bank holidays or a day of a postal strike.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rota.domain.crossing import PostedLetter, earlier_may_cross, reminder_may_cross
from rota.domain.times import to_local
from rota.services.post_times import MARGIN, at_post_times
from rota.tables.posting_rules import posting_clock
from tests.domain.making import at, utc, window

POST = posting_clock()
SCOTLAND = POST.in_nation("SCT")
STRUCK = POST.stopped_by(
    [window("2026-06-11 00:00", "2026-06-13 00:00", groups=frozenset(), affects_post=True)]
)


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("clock", "posted", "collected"),
    [
        pytest.param(POST, "2026-06-05 17:30", "2026-06-05", id="Fri 5 Jun 17:30, in time"),
        pytest.param(POST, "2026-06-05 17:31", "2026-06-08", id="Fri 5 Jun 17:31, so Mon 8"),
        pytest.param(POST, "2026-06-06 10:00", "2026-06-08", id="Sat 6 Jun, none at weekends"),
        pytest.param(POST, "2026-05-25 10:00", "2026-05-26", id="Mon 25 May, spring bank holiday"),
        # Fri 25 and Sat 26 are holidays, Mon 28 is in lieu of Sat 26.
        pytest.param(POST, "2026-12-24 17:31", "2026-12-29", id="Thu 24 Dec 17:31, so Tue 29"),
        pytest.param(POST, "2026-12-31 17:31", "2027-01-04", id="Thu 31 Dec 17:31, so Mon 4 Jan"),
        # 2 January is a holiday in Scotland; it is a Saturday, so Mon 4 is in lieu.
        pytest.param(SCOTLAND, "2026-12-31 17:31", "2027-01-05", id="in Scotland, so Tue 5 Jan"),
        pytest.param(STRUCK, "2026-06-11 09:00", "2026-06-15", id="Thu 11 Jun, struck until Sat"),
    ],
)  # fmt: skip
def test_the_collection_that_takes_a_letter(clock, posted, collected):
    assert clock.collected(at(posted)) == day(collected)


@pytest.mark.parametrize(
    ("clock", "post_class", "posted", "earliest", "latest"),
    [
        # Tue 9 + Wed 10, Thu 11, Fri 12 is what is aimed at; Mon 15, Tue 16 for delay. The strike
        # of Mon 15 is past by then.
        pytest.param(POST, "second", "2026-06-09 12:00", "2026-06-10", "2026-06-16",
                     id="Tue 9 Jun 2026, second: at the latest Tue 16"),
        # Fri 12 + Mon 15, Tue 16, Wed 17, Thu 18, Fri 19.
        pytest.param(POST, "second", "2026-06-12 12:00", "2026-06-15", "2026-06-19",
                     id="Fri 12 Jun 2026, second: no Saturday"),
        # Fri 12 + Sat 13, Mon 15.
        pytest.param(POST, "first", "2026-06-12 12:00", "2026-06-13", "2026-06-15",
                     id="Fri 12 Jun 2026, first: Saturday counts"),
        # Thu 11 at 17:31 is Fri 12.
        pytest.param(POST, "first", "2026-06-11 17:31", "2026-06-13", "2026-06-15",
                     id="Thu 11 Jun 2026 17:31, first: a day later"),
        # Sat 6 is Mon 8 + Tue 9, Wed 10.
        pytest.param(POST, "first", "2026-06-06 10:00", "2026-06-09", "2026-06-10",
                     id="Sat 6 Jun 2026, first: collected on Monday"),
        # Before the rules changed. Fri 8 + Sat 9. Thu 7 + Fri 8, Sat 9, Mon 11.
        pytest.param(POST, "first", "2016-01-08 12:00", "2016-01-09", "2016-01-09",
                     id="Fri 8 Jan 2016, first"),
        pytest.param(POST, "second", "2016-01-07 12:00", "2016-01-08", "2016-01-11",
                     id="Thu 7 Jan 2016, second"),
        # Thu 24 + Fri 25, Sat 26, Mon 28: the rule of the day of posting.
        pytest.param(POST, "second", "2025-07-24 12:00", "2025-07-25", "2025-07-28",
                     id="Thu 24 Jul 2025, second, the older rule"),
        pytest.param(POST, "second", "2025-07-25 12:00", "2025-07-26", "2025-07-29",
                     id="Fri 25 Jul 2025, second, the older rule's last day"),
        # Mon 28 + Tue 29, Wed 30, Thu 31, Fri 1, Mon 4.
        pytest.param(POST, "second", "2025-07-28 12:00", "2025-07-29", "2025-08-04",
                     id="Mon 28 Jul 2025, second, the newer rule's first day"),
        # Wed 23 + Thu 24, Tue 29: Fri 25, Sat 26 and Mon 28 rest.
        pytest.param(POST, "first", "2026-12-23 12:00", "2026-12-24", "2026-12-29",
                     id="Wed 23 Dec 2026, first, over Christmas"),
        # Thu 24 + Tue 29, Wed 30, Thu 31, Mon 4, Tue 5.
        pytest.param(POST, "second", "2026-12-24 12:00", "2026-12-29", "2027-01-05",
                     id="Thu 24 Dec 2026, second, over both holidays"),
        # In Scotland Mon 4 rests too: Tue 29, Wed 30, Thu 31, Tue 5, Wed 6.
        pytest.param(SCOTLAND, "second", "2026-12-24 12:00", "2026-12-29", "2027-01-06",
                     id="Thu 24 Dec 2026, second, in Scotland"),
        # Thu 2 + Sat 4, Tue 7: Good Friday 3 and Easter Monday 6 rest. Scotland works on the 6th.
        pytest.param(POST, "first", "2026-04-02 12:00", "2026-04-04", "2026-04-07",
                     id="Thu 2 Apr 2026, first, over Easter"),
        pytest.param(SCOTLAND, "first", "2026-04-02 12:00", "2026-04-04", "2026-04-06",
                     id="Thu 2 Apr 2026, first, over Easter in Scotland"),
        # The Platinum Jubilee: Thu 2 and Fri 3 June 2022 rest, and Mon 30 May did not.
        pytest.param(POST, "first", "2022-06-01 12:00", "2022-06-04", "2022-06-04",
                     id="Wed 1 Jun 2022, first, the Jubilee"),
        pytest.param(POST, "second", "2022-06-01 12:00", "2022-06-04", "2022-06-07",
                     id="Wed 1 Jun 2022, second: Sat 4, Mon 6, Tue 7"),
        pytest.param(POST, "first", "2022-05-27 12:00", "2022-05-28", "2022-05-28",
                     id="Fri 27 May 2022, first"),
        pytest.param(POST, "second", "2022-05-27 12:00", "2022-05-28", "2022-05-31",
                     id="Fri 27 May 2022, second: Sat 28, Mon 30, Tue 31"),
        # The funeral: Mon 19 September 2022 rests. Sat 17, Tue 20, Wed 21.
        pytest.param(POST, "second", "2022-09-16 12:00", "2022-09-17", "2022-09-21",
                     id="Fri 16 Sep 2022, second, the State Funeral"),
        # The Coronation: Mon 8 May 2023 rests, and so did Mon 1. Sat 6, Tue 9, Wed 10.
        pytest.param(POST, "second", "2023-05-05 12:00", "2023-05-06", "2023-05-10",
                     id="Fri 5 May 2023, second, the Coronation"),
        # 2020: early May moved from Mon 4 to Fri 8. Sat 2, Mon 4, Tue 5. Thu 7 + Sat 9.
        pytest.param(POST, "second", "2020-05-01 12:00", "2020-05-02", "2020-05-05",
                     id="Fri 1 May 2020, second: Monday was no holiday"),
        pytest.param(POST, "first", "2020-05-07 12:00", "2020-05-09", "2020-05-09",
                     id="Thu 7 May 2020, first: Friday was one"),
        # Struck on Thu 11 and Fri 12. Wed 10 + Sat 13, Mon 15; or Mon 15 to Fri 19.
        pytest.param(STRUCK, "first", "2026-06-10 12:00", "2026-06-13", "2026-06-15",
                     id="Wed 10 Jun 2026, first, before a postal strike"),
        pytest.param(STRUCK, "second", "2026-06-10 12:00", "2026-06-15", "2026-06-19",
                     id="Wed 10 Jun 2026, second, before a postal strike"),
        # Thu 11 is collected on Mon 15 + Tue 16, Wed 17.
        pytest.param(STRUCK, "first", "2026-06-11 12:00", "2026-06-16", "2026-06-17",
                     id="Thu 11 Jun 2026, first, in a postal strike"),
        # The clocks go forward on Sun 29 March 2026: Sat 28, Mon 30.
        pytest.param(POST, "first", "2026-03-27 17:30", "2026-03-28", "2026-03-30",
                     id="Fri 27 Mar 2026 17:30, first, the clocks go forward"),
        # The clocks go back on Sun 25 October 2026: Sat 24, Mon 26.
        pytest.param(POST, "first", "2026-10-23 17:30", "2026-10-24", "2026-10-26",
                     id="Fri 23 Oct 2026 17:30, first, the clocks go back"),
    ],
)  # fmt: skip
def test_between_which_days_a_letter_comes(clock, post_class, posted, earliest, latest):
    assert clock.earliest_arrival(post_class, at(posted)) == day(earliest)
    assert clock.latest_arrival(post_class, at(posted)) == day(latest)


def test_a_collection_is_told_by_the_clock_on_the_wall():
    """17:30 by Greenwich is 18:30 in summer time, too late; once the clocks went back it is not."""
    assert POST.collected(utc("2026-10-23 16:30")) == day("2026-10-23")
    assert POST.collected(utc("2026-10-23 17:30")) == day("2026-10-26")
    assert POST.collected(utc("2026-10-26 17:30")) == day("2026-10-26")
    assert POST.collected(utc("2026-03-27 17:30")) == day("2026-03-27")
    assert POST.collected(utc("2026-03-30 17:30")) == day("2026-03-31")


@pytest.mark.parametrize(
    ("clock", "appointment", "first", "second"),
    [
        # Half past midnight on Tue 16: the letter comes on Mon 15 at the latest. Fri 12 + Sat 13,
        # Mon 15. Second: Mon 8 + Tue 9, Wed 10, Thu 11, Fri 12, Mon 15.
        pytest.param(POST, "2026-06-16 00:30", "2026-06-12 17:30", "2026-06-08 17:30",
                     id="Tue 16 Jun 2026 00:30"),
        # Ten to midnight on Mon 15 is Mon 15: Sat 13 at the latest.
        pytest.param(POST, "2026-06-15 23:50", "2026-06-11 17:30", "2026-06-05 17:30",
                     id="Mon 15 Jun 2026 23:50"),
        # England: Wed 1 + Thu 2, Sat 4. Scotland: Thu 2 + Sat 4, Mon 6.
        pytest.param(SCOTLAND, "2026-04-07 09:00", "2026-04-02 17:30", "2026-03-27 17:30",
                     id="Tue 7 Apr 2026, Easter in Scotland"),
        # First: Wed 1 + Sat 4; Thu 2 and Fri 3 have no collection. Second: Tue 31 + Wed 1, Sat 4,
        # Mon 6.
        pytest.param(POST, "2022-06-07 09:00", "2022-06-01 17:30", "2022-05-31 17:30",
                     id="Tue 7 Jun 2022, the Jubilee"),
        # First: Fri 16 + Sat 17; Mon 19 has no collection. Second: Thu 15 + Fri 16, Sat 17, Tue 20.
        pytest.param(POST, "2022-09-21 09:00", "2022-09-16 17:30", "2022-09-15 17:30",
                     id="Wed 21 Sep 2022, the State Funeral"),
        # Mon 4 May 2026 rests. First: Fri 1 + Sat 2, Tue 5. Second: Mon 27 + Tue 28, Wed 29,
        # Thu 30, Fri 1, Tue 5.
        pytest.param(POST, "2026-05-06 09:00", "2026-05-01 17:30", "2026-04-27 17:30",
                     id="Wed 6 May 2026, early May"),
        # Tue 5 Jan 2027 in Scotland. Second: Wed 23 + Thu 24, Tue 29, Wed 30, Thu 31 is 4; so
        # Tue 22 + Wed 23, Thu 24, Tue 29, Wed 30, Thu 31. First: Tue 29 + Wed 30, Thu 31.
        pytest.param(SCOTLAND, "2027-01-05 09:00", "2026-12-29 17:30", "2026-12-22 17:30",
                     id="Tue 5 Jan 2027, New Year in Scotland"),
        # Struck Thu 11 and Fri 12. First: Wed 10 + Sat 13, Mon 15. Second: Fri 5 + Mon 8, Tue 9,
        # Wed 10, Mon 15 is 4; so Thu 4 + Fri 5, Mon 8, Tue 9, Wed 10, Mon 15.
        pytest.param(STRUCK, "2026-06-16 09:00", "2026-06-10 17:30", "2026-06-04 17:30",
                     id="Tue 16 Jun 2026, after a postal strike"),
    ],
)  # fmt: skip
def test_the_last_safe_collection(clock, appointment, first, second):
    assert clock.last_safe("first", at(appointment)) == at(first)
    assert clock.last_safe("second", at(appointment)) == at(second)


@pytest.mark.parametrize(
    ("margin", "post_class", "appointment", "last"),
    [
        # Mon 15 Jun 2026. First is 2 days: Thu 11 + Fri 12, Sat 13. One day in hand: Wed 10 + Thu
        # 11, Fri 12, Sat 13. Two: Tue 9. Five: Sat 6 and Sun 7 have no collection, so Fri 5 +
        # Sat 6, Mon 8, Tue 9, Wed 10, Thu 11, Fri 12, Sat 13.
        (0, "first", "2026-06-15 10:20", "2026-06-11 17:30"),
        (1, "first", "2026-06-15 10:20", "2026-06-10 17:30"),
        (2, "first", "2026-06-15 10:20", "2026-06-09 17:30"),
        (5, "first", "2026-06-15 10:20", "2026-06-05 17:30"),
        # Second is 5 weekdays: Fri 5 + Mon 8 to Fri 12. One more: Thu 4 + Fri 5, Mon 8 to Fri 12.
        (0, "second", "2026-06-15 10:20", "2026-06-05 17:30"),
        (1, "second", "2026-06-15 10:20", "2026-06-04 17:30"),
        # Before the rules changed: Tue 12 Jan 2016. First: Mon 11 would be Tue 12; Sat 9 has no
        # collection, so Fri 8 + Sat 9. One day in hand: Fri 8 + Sat 9, Mon 11. Two: Thu 7.
        (1, "first", "2016-01-12 10:20", "2016-01-08 17:30"),
        (2, "first", "2016-01-12 10:20", "2016-01-07 17:30"),
    ],
)  # fmt: skip
def test_the_trusts_own_days_in_hand_are_added_to_every_class(
    margin, post_class, appointment, last
):
    clock = at_post_times({MARGIN: str(margin)}, POST)
    assert clock.last_safe(post_class, at(appointment)) == at(last)
    posted = at("2026-06-12 12:00")
    assert clock.earliest_arrival("first", posted) == day("2026-06-13"), "never later for that"
    assert POST.earliest_arrival("first", posted) == day("2026-06-13")


def test_what_nobody_kept_the_class_of_is_timed_as_the_slower():
    posted = at("2026-06-12 12:00")
    timed = {each: PostedLetter("SR-1", each, posted).timed_as for each in ("", "by_hand", "first")}
    assert timed == {"": "second", "by_hand": "first", "first": "first"}


def test_the_cut_off_passes_while_the_queue_is_open():
    """Mon 15 June 2026: second class until Fri 5, first until Thu 11, collected at 16:00.

    Letters not printed yet have until 14:30 of those days; those printed until 16:00.
    """
    printed = replace(POST, collection=time(16), print_cutoff=time(14, 30))
    unprinted, monday = printed.of_unprinted(), at("2026-06-15 10:20")
    for now, before, after in (
        ("2026-06-05 14:30", "second", "second"), ("2026-06-05 14:31", "first", "second"),
        ("2026-06-05 16:01", "first", "first"), ("2026-06-11 14:30", "first", "first"),
        ("2026-06-11 14:31", "phone", "first"), ("2026-06-11 16:01", "phone", "phone"),
    ):  # fmt: skip
        assert unprinted.channel(at(now), monday) == before, now
        assert printed.channel(at(now), monday) == after, now


@given(
    st.datetimes(utc("2015-01-01").replace(tzinfo=None), utc("2028-12-31").replace(tzinfo=None)),
    st.sampled_from(["first", "second"]),
    st.sampled_from([POST, SCOTLAND, STRUCK]),
)
def test_the_last_safe_collection_is_safe_and_a_minute_later_is_not(naive, post_class, clock):
    appointment = utc(str(naive)[:16])
    last, due = clock.last_safe(post_class, appointment), to_local(appointment).date()
    assert clock.latest_arrival(post_class, last) < due
    assert clock.latest_arrival(post_class, last + timedelta(minutes=1)) >= due
    assert clock.earliest_arrival(post_class, last) <= clock.latest_arrival(post_class, last)


@pytest.mark.parametrize(
    ("post_class", "posted", "channel", "now", "crosses"),
    [
        # Second class of Thu 4 comes by Thu 11; first class of Wed 10 comes on Thu 11 or later.
        ("second", "2026-06-04 12:00", "first", "2026-06-10 12:00", True),
        ("second", "2026-06-03 12:00", "first", "2026-06-10 12:00", False),
        # A class nobody recorded counts as second.
        ("", "2026-06-04 12:00", "first", "2026-06-10 12:00", True),
        # First class of Tue 9 comes by Thu 11.
        ("first", "2026-06-09 12:00", "first", "2026-06-10 12:00", True),
        ("first", "2026-06-08 12:00", "first", "2026-06-10 12:00", False),
        # Who is phoned on Wed 10 may get the earlier letter on Thu 11.
        ("second", "2026-06-04 12:00", "phone", "2026-06-10 12:00", True),
        ("second", "2026-06-02 12:00", "phone", "2026-06-10 12:00", False),
        ("by_hand", "2026-06-09 12:00", "first", "2026-06-10 12:00", False),
    ],
)
def test_an_earlier_letter_may_cross(post_class, posted, channel, now, crosses):
    earlier = [PostedLetter("SR-000001", post_class, at(posted))]
    assert earlier_may_cross(POST, earlier, channel, at(now)) is crosses


@pytest.mark.parametrize(
    ("days", "channel", "now", "crosses"),
    [
        # Due on Mon 15: reminders on Mon 8 and Sat 13. First class of Wed 10 has come by Fri 12,
        # of Thu 11 by Sat 13; second class of Fri 5 by Fri 12.
        ((7, 2), "first", "2026-06-10 12:00", False),
        ((7, 2), "first", "2026-06-11 12:00", True),
        ((7, 2), "second", "2026-06-05 12:00", True),
        ((2,), "second", "2026-06-05 12:00", False),
        # A call tells at once, but a reminder of the same day may be under way.
        ((7, 2), "phone", "2026-06-12 12:00", False),
        ((3,), "phone", "2026-06-12 12:00", True),
        ((), "first", "2026-06-11 12:00", False),
    ],
)
def test_a_reminder_may_cross(days, channel, now, crosses):
    assert reminder_may_cross(POST, days, day("2026-06-15"), channel, at(now)) is crosses
