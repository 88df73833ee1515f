"""Column types give back the very values that they were given, on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, text
from sqlalchemy.exc import StatementError

from rota.domain.codes import AbsenceKind, Priority, StaffGroup
from rota.domain.times import LONDON
from rota.storage.engine import open_engine
from rota.storage.schema import absence, service_level, setting, staff, window_revision
from rota.storage.types import Code, Flag, IsoDate, PlainType, TextList, TextSet, UtcDateTime

STAFF = {"staff_id": "S1", "surname": "Ng", "staff_group": StaffGroup.OTHER,
         "competencies": frozenset(), "source": "substantive"}  # fmt: skip
WORDS = st.text(st.characters(codec="utf-8", exclude_characters=";\n\x00"), min_size=1)
SECONDS = st.datetimes(
    datetime.fromisoformat("1900-01-01"), datetime.fromisoformat("2200-01-01")
).map(lambda naive: naive.replace(microsecond=0, tzinfo=UTC))


@pytest.fixture
def connection(address: str) -> Iterator[Connection]:
    engine = open_engine(address)
    with engine.begin() as connection:
        connection.execute(staff.insert(), [STAFF])
        yield connection
    engine.dispose()


def keep_absence(connection: Connection, start: datetime) -> datetime:
    row = {"staff_id": "S1", "start": start, "end": start + timedelta(hours=1),
           "kind": AbsenceKind.SICK}  # fmt: skip
    connection.execute(absence.insert(), [row])
    return connection.execute(absence.select().order_by(absence.c.id.desc())).first().start


def test_an_hour_that_happens_twice_is_kept_as_two_instants(connection: Connection) -> None:
    local = datetime(2026, 10, 25, 1, 30, tzinfo=LONDON)
    summer, winter = (keep_absence(connection, local.replace(fold=fold)) for fold in (0, 1))
    assert winter.astimezone(UTC) - summer.astimezone(UTC) == timedelta(hours=1)
    assert summer == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert summer.utcoffset() == winter.utcoffset() == timedelta(0)


def test_an_instant_of_another_zone_is_the_same_instant(connection: Connection) -> None:
    there = datetime(2016, 1, 12, 13, 30, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    assert keep_absence(connection, there) == datetime(2016, 1, 12, 8, 0, tzinfo=UTC)


def test_a_naive_time_is_refused_before_anything_is_written(connection: Connection) -> None:
    with pytest.raises(StatementError, match="time zone"):
        keep_absence(connection, datetime(2016, 1, 12, 8, 0))  # noqa: DTZ001
    assert connection.execute(absence.select()).first() is None


def test_stored_instants_sort_as_time_does(connection: Connection) -> None:
    instants = [datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (2, 0, 1)]
    for each in instants:
        keep_absence(connection, each)
    found = connection.execute(absence.select().order_by(absence.c.start)).all()
    assert [row.start for row in found] == sorted(instants)


def test_a_wrong_type_of_value_cannot_be_stored(connection: Connection) -> None:
    with pytest.raises(Exception, match=r"INT|integer|datatype|type"), connection.begin_nested():
        connection.execute(
            text("INSERT INTO service_level VALUES ('ninety', 1, 'normal')").execution_options()
        )
    assert connection.execute(service_level.select()).first() is None


@pytest.mark.parametrize(
    "value",
    ["", "Zoë", "李", "😀", "a;b\nc\td", "'; DROP TABLE staff; --", "%s :x ?", "\u202e", "\r\n"],
    ids=ascii,
)
def test_text_comes_back_as_it_went_in(connection: Connection, value: str) -> None:
    connection.execute(setting.insert(), [{"name": "x", "value": value}])
    assert connection.execute(setting.select()).first().value == value


def test_an_unknown_code_never_reaches_the_database() -> None:
    with pytest.raises(ValueError, match="nonsense"):
        Code(Priority).to_plain("nonsense")


@given(SECONDS)
def test_instants_survive_their_plain_form(value: datetime) -> None:
    assert_same(UtcDateTime(), value)


@given(st.dates(date(1900, 1, 1)))
def test_days_survive_their_plain_form(value: date) -> None:
    assert_same(IsoDate(), value)


@given(st.frozensets(WORDS))
def test_sets_of_texts_survive_their_plain_form(value: frozenset[str]) -> None:
    assert_same(TextSet(), value)


@given(st.frozensets(st.sampled_from(StaffGroup)))
def test_sets_of_codes_survive_their_plain_form(value: frozenset[StaffGroup]) -> None:
    assert_same(TextSet(StaffGroup), value)


@given(st.frozensets(st.integers(0, 6)))
def test_sets_of_days_survive_their_plain_form(value: frozenset[int]) -> None:
    assert_same(TextSet(int), value)


@given(st.lists(WORDS).map(tuple))
def test_lists_of_texts_survive_their_plain_form(value: tuple[str, ...]) -> None:
    assert_same(TextList(), value)


@given(st.booleans())
def test_flags_survive_their_plain_form(value: bool) -> None:
    assert_same(Flag(), value)


def assert_same(kind: PlainType, value: object) -> None:
    again = kind.from_plain(kind.to_plain(value))
    assert again == value
    assert type(again) is type(value)


def test_every_instant_column_keeps_its_zone() -> None:
    columns = [window_revision.c.start, window_revision.c.end, absence.c.start]
    assert all(isinstance(each.type, UtcDateTime) for each in columns)
