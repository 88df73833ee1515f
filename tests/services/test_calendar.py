from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rota.domain.codes import StaffGroup, WindowState, WindowType
from rota.domain.overlaps import joined, together
from rota.domain.posting import PostingClock
from rota.domain.times import elapsed_hours, to_local
from rota.domain.windows import StrikeWindow, WindowTerms
from rota.services.calendar import (
    BankHoliday,
    bank_holidays,
    calendar_view,
    changes_between,
    last_posts,
    reach,
    site_nations,
)
from rota.services.windows import NewWindow, add_window
from rota.storage.database import Database
from rota.tables.posting_rules import posting_clock
from tests.moving import move_window
from tests.strike_hospital import NOW, START, add_strike

RESIDENTS = frozenset({StaffGroup.RESIDENT_DOCTOR})


def at(year: int, month: int, day: int, hour: int = 8, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def window(
    number: int,
    start: datetime,
    end: datetime | None,
    union: str = "BMA",
    groups: frozenset[StaffGroup] = RESIDENTS,
    state: WindowState = WindowState.CONFIRMED,
    post: bool = False,
) -> StrikeWindow:
    terms = WindowTerms(start, end, WindowType.FULL_WALKOUT, groups, affects_post=post)
    return StrikeWindow(number, "pay", union, state, 1, terms)


@pytest.fixture(scope="module")
def posting() -> PostingClock:
    return posting_clock()


def test_one_reading_holds_everything(database: Database, posting: PostingClock) -> None:
    first = add_strike(database)
    other = NewWindow("pay", "HCSA", WindowTerms(START, None, WindowType.FULL_WALKOUT, RESIDENTS))
    second = add_window(database, other, NOW)[0].window_id
    view = calendar_view(database, posting, NOW)
    assert [each.window_id for each in view.windows] == [first, second]
    assert (to_local(view.start).year, to_local(view.end).year) == (2015, 2019)
    assert [each.who for each in view.together] == ["BMA and HCSA", "HCSA"]
    assert [each.window_id for each in view.beside(view.windows[0])] == [second]
    assert [(p.post_class, p.at) for p in view.posts_of(first)] == [
        ("second", posting.last_safe("second", START)),
        ("first", posting.last_safe("first", START)),
    ]
    christmas = view.holidays_between(at(2015, 12, 25, 12), at(2015, 12, 26, 12))
    assert [each.words for each in christmas] == ["Christmas Day", "Boxing Day"]
    assert [each.hours for each in view.changes][:2] == [23, 25]
    move_window(database, second, WindowState.CALLED_OFF, "An agreement was reached")
    view = calendar_view(database, posting, NOW)
    assert [each.who for each in view.together] == ["BMA"]
    assert view.posts_of(second) == ()


def test_the_nation_is_a_setting_of_the_hospital_or_of_a_site(
    database: Database, posting: PostingClock
) -> None:
    with database.write("settings") as work:
        work.settings.put({"nation": "SCT"})
    view = calendar_view(database, posting, NOW)
    found = {each.day: each.words for each in view.holidays}
    assert found[date(2016, 11, 30)] == "Saint Andrew's Day"
    assert date(2016, 3, 28) not in found, "no Easter Monday in Scotland"


def test_a_scottish_hospital_posts_by_scottish_holidays(
    database: Database, posting: PostingClock
) -> None:
    start = at(2016, 1, 7)
    window_id = add_strike(database, start, None)
    english = calendar_view(database, posting, NOW).posts_of(window_id)
    with database.write("settings") as work:
        work.settings.put({"nation": "SCT"})
    scottish = calendar_view(database, posting, NOW).posts_of(window_id)
    assert [each.at for each in scottish] < [each.at for each in english]


def test_sites_of_several_nations_say_where_a_holiday_is(posting: PostingClock) -> None:
    settings = {"nation": "ENG", "nation:Berwick North": "SCT", "nation:Odd": "FRA"}
    nations = site_nations(settings, ["Berwick", "Berwick North", "Odd"])
    assert nations == ("ENG", "SCT")
    found = bank_holidays(posting, nations, date(2026, 4, 1), date(2026, 12, 1))
    said = [each.words for each in found]
    assert "Easter Monday (England)" in said
    assert "Saint Andrew's Day (Scotland)" in said
    assert "May Day" in said


@pytest.mark.parametrize(
    ("settings", "sites", "expected"),
    [
        pytest.param({}, [], ("ENG",), id="nothing said"),
        pytest.param({"nation": "WLS"}, [], ("WLS",), id="no site yet"),
        pytest.param({"nation": "nowhere"}, ["A"], ("ENG",), id="nonsense"),
        pytest.param({"nation:A": "NIR"}, ["A"], ("NIR",), id="the only site"),
    ],
)
def test_where_the_sites_lie(
    settings: dict[str, str], sites: list[str], expected: tuple[str, ...]
) -> None:
    assert site_nations(settings, sites) == expected


@pytest.mark.parametrize(
    ("nation", "day", "name"),
    [
        ("ENG", date(2026, 4, 6), "Easter Monday"),
        ("SCT", date(2026, 4, 6), ""),
        ("NIR", date(2026, 3, 17), "Saint Patrick's Day"),
        ("WLS", date(2026, 3, 17), ""),
        ("ENG", date(2026, 12, 28), "Boxing Day, in lieu"),
    ],
)
def test_bank_holidays_have_their_nations_and_names(
    posting: PostingClock, nation: str, day: date, name: str
) -> None:
    assert posting.holiday_name(nation, day) == name
    assert posting.in_nation(nation).bank_holiday(day) is bool(name)


def test_a_holiday_kept_everywhere_does_not_say_where() -> None:
    assert BankHoliday(date(2026, 1, 1), "New Year's Day", ("ENG", "SCT")).words == "New Year's Day"


def test_clock_changes_have_their_true_hours() -> None:
    spring, autumn = changes_between(at(2026, 1, 1), at(2027, 1, 1))
    assert (spring.day, spring.hours, spring.goes) == (date(2026, 3, 29), 23, "forward")
    assert (autumn.day, autumn.hours, autumn.goes) == (date(2026, 10, 25), 25, "back")
    assert autumn.day_start == at(2026, 10, 24, 7)
    assert autumn.day_end == at(2026, 10, 25, 8)
    assert elapsed_hours(autumn.day_start, autumn.day_end) == 25
    assert changes_between(autumn.at, autumn.at) == ()


def test_the_reach_is_whole_years_around_everything() -> None:
    start, end = reach([window(1, at(2016, 6, 1), None), window(2, at(2020, 6, 1), None)], NOW)
    assert (start, end) == (at(2015, 1, 1, 0), at(2023, 1, 1, 0))


def test_a_postal_strike_moves_the_last_post_and_has_none_itself(posting: PostingClock) -> None:
    strike = window(1, at(2026, 10, 24, 7), None)
    post = window(2, at(2026, 10, 14), at(2026, 10, 22), "CWU", frozenset(), post=True)
    before = last_posts(posting, [strike])[1]
    after = last_posts(posting, [strike, post])
    assert list(after) == [1]
    assert all(late.at < early.at for late, early in zip(after[1], before, strict=True))


def test_bma_and_hcsa_overlap_between_their_edges() -> None:
    bma = window(1, at(2023, 12, 20, 7), at(2023, 12, 23, 7))
    hcsa = window(2, at(2023, 12, 20, 6, 59), at(2023, 12, 23, 6, 59), "HCSA")
    found = together([bma, hcsa])
    assert [(each.start, each.end, each.who) for each in found] == [
        (at(2023, 12, 20, 6, 59), at(2023, 12, 20, 7), "HCSA"),
        (at(2023, 12, 20, 7), at(2023, 12, 23, 6, 59), "BMA and HCSA"),
        (at(2023, 12, 23, 6, 59), at(2023, 12, 23, 7), "BMA"),
    ]
    assert [each.count for each in found] == [1, 2, 1]
    assert [each.is_overlap for each in found] == [False, True, False]
    assert found[1].groups == "junior doctors"


def test_a_union_out_twice_says_whom_and_the_post_is_named() -> None:
    start, end = at(2026, 10, 2), at(2026, 10, 3)
    consultants = window(2, start, end, groups=frozenset({StaffGroup.CONSULTANT}))
    post = window(3, start, end, "CWU", frozenset(), post=True)
    (found,) = together([window(1, start, end), consultants, post])
    assert found.who == "BMA consultants, BMA resident doctors and CWU (post)"
    assert found.groups == "resident doctors, consultants and the post"
    assert found.count == 3


@pytest.mark.parametrize(
    ("said", "expected"),
    [([], ""), (["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "C"], "A, B and C")],
)
def test_lists_in_words(said: list[str], expected: str) -> None:
    assert joined(said) == expected


HOURS = st.integers(0, 60)


@given(
    st.lists(
        st.tuples(HOURS, st.one_of(st.none(), st.integers(1, 30)), st.sampled_from(WindowState)),
        max_size=8,
    )
)
def test_overlaps_equal_what_counting_hour_by_hour_finds(
    drawn: list[tuple[int, int | None, WindowState]],
) -> None:
    base = at(2026, 10, 24, 0)
    windows = [
        window(
            number,
            base + timedelta(hours=start),
            None if length is None else base + timedelta(hours=start + length),
            state=state,
        )
        for number, (start, length, state) in enumerate(drawn)
    ]
    found = together(windows)
    for hour in range(100):
        moment = base + timedelta(hours=hour, minutes=30)
        standing = {w.window_id for w in windows if w.removes_duties and w.terms.holds(moment)}
        there = [
            {w.window_id for w in each.windows}
            for each in found
            if each.start <= moment and (each.end is None or moment < each.end)
        ]
        assert there == ([standing] if standing else [])
    for one, after in itertools.pairwise(found):
        assert one.end is not None
        assert one.end <= after.start
        assert (one.end, one.windows) != (after.start, after.windows), "cut for nothing"


def test_an_ended_strike_does_not_stand_in_the_next_stretch() -> None:
    one = window(1, at(2026, 10, 1), at(2026, 10, 2))
    two = replace(one, window_id=2, terms=replace(one.terms, start=at(2026, 10, 2), end=None))
    assert [len(each.windows) for each in together([one, two])] == [1, 1]
