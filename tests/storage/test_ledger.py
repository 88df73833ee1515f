"""The journal: what it records, how undo puts things back, and how tampering shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, text, update

from rota.domain.changes import Kind
from rota.domain.codes import Level, StaffGroup, WindowState, WindowType
from rota.domain.duties import ServiceKey
from rota.domain.errors import Refused
from rota.domain.times import read_local
from rota.domain.windows import WindowTerms
from rota.services.history import check, history, redo, undo
from rota.storage.database import Database, Work
from rota.storage.engine import open_engine
from rota.storage.journal_guards import guards
from rota.storage.schema import journal_change, journal_entry, setting
from tests.conftest import Addresses, OpenDatabase
from tests.engines import Clock, dump


def terms(start: str, end: str) -> WindowTerms:
    return WindowTerms(
        read_local(start).instant,
        read_local(end).instant,
        WindowType.FULL_WALKOUT,
        frozenset({StaffGroup.RESIDENT_DOCTOR}),
    )


FIRST = terms("2016-01-12 08:00", "2016-01-13 08:00")
LATER = terms("2016-01-12 08:00", "2016-01-12 17:00")
LATEST = terms("2016-01-12 09:00", "2016-01-12 17:00")


def state(address: str) -> Mapping[str, Any]:
    return dump(address, journal=False)


def put(database: Database, **values: str) -> int:
    with database.write("put", "because") as work:
        work.settings.put(values)
        work.say("Put settings.")
    assert work.changes.entry is not None
    return work.changes.entry


def test_an_entry_says_who_when_what_and_why(database: Database, clock: Clock) -> None:
    put(database, a="1", b="2")
    entry = history(database)[0]
    assert (entry.entry, entry.at, entry.who) == (1, clock.now, "tester")
    assert (entry.action, entry.text, entry.why, entry.step) == (
        "put", "Put settings.", "because", "do")  # fmt: skip
    assert (entry.changes, entry.undoable, entry.reverses) == (2, True, None)


def test_changes_tell_which_kinds_of_things_moved(database: Database) -> None:
    with database.write("x") as work:
        work.settings.put({"a": "1"})
        work.windows.add("D", "BMA", WindowState.NOTIFIED, FIRST, FIRST.start, "")
    assert work.changes.kinds == {Kind.SETTINGS, Kind.WINDOWS}


def test_only_what_differs_is_recorded(database: Database, address: str) -> None:
    put(database, a="1")
    with database.write("x") as work:
        window = work.windows.add("D", "BMA", WindowState.NOTIFIED, FIRST, FIRST.start, "")
    with database.write("x") as work:
        work.windows.set_state(window, WindowState.CONFIRMED)
    last = dump(address)["journal_change"][-1]
    assert last[2:6] == ("strike_window", '{"id":1}', '{"id":1,"state":"notified"}',
                         '{"id":1,"state":"confirmed"}')  # fmt: skip


def test_undo_and_redo_restore_the_very_rows(database: Database, address: str) -> None:
    put(database, a="1", b="2")
    one = state(address)
    put(database, b="3", c="4")
    two = state(address)
    undo(database)
    assert state(address) == one
    redo(database)
    assert state(address) == two
    undo(database)
    undo(database)
    assert state(address)["setting"] == []
    redo(database)
    assert state(address) == one
    redo(database)
    assert state(address) == two
    with pytest.raises(Refused, match="nothing to redo"):
        redo(database)


def test_undo_of_an_action_that_changed_one_row_several_times(
    database: Database, address: str
) -> None:
    """An import of a strike that was revised twice moves the window from 1 to 2 to 3."""
    with database.write("x") as work:
        window = work.windows.add("D", "BMA", WindowState.NOTIFIED, FIRST, FIRST.start, "")
        work.windows.revise(window, LATER, FIRST.start, "")
        work.windows.revise(window, LATEST, FIRST.start, "")
        work.windows.set_state(window, WindowState.CONFIRMED)
    full = state(address)
    undo(database)
    assert all(rows == [] for rows in state(address).values())
    redo(database)
    assert state(address) == full


def test_undo_refuses_what_was_changed_since(database: Database, address: str) -> None:
    put(database, a="1")
    with database.write("x", undoable=False) as work:
        work.settings.put({"a": "2"})
    before = dump(address)
    with pytest.raises(Refused, match="changed since"):
        undo(database)
    assert dump(address) == before


def test_undo_refuses_what_something_later_depends_on(database: Database, address: str) -> None:
    with database.write("x", undoable=False) as work:
        work.duties.add_services([(ServiceKey("Main", "ED"), "Medicine")])
    with database.write("x") as work:
        window = work.windows.add("D", "BMA", WindowState.NOTIFIED, FIRST, FIRST.start, "")
    with database.write("x", undoable=False) as work:
        work.windows.set_level(window, {1}, Level.SUSPENDED)
    before = dump(address)
    with pytest.raises(Refused, match="depends on it"):
        undo(database)
    assert dump(address) == before


def test_nothing_to_undo_is_said(database: Database) -> None:
    with pytest.raises(Refused, match="nothing to undo"):
        undo(database)


def test_a_new_action_ends_redoing(database: Database) -> None:
    put(database, a="1")
    undo(database)
    put(database, b="2")
    with pytest.raises(Refused, match="nothing to redo"):
        redo(database)


def test_an_undo_says_in_words_what_it_did(database: Database) -> None:
    put(database, a="1")
    undo(database)
    redo(database)
    undo(database)
    assert [entry.text for entry in history(database)] == [
        "Undid: Redid: Put settings.", "Redid: Put settings.", "Undid: Put settings.",
        "Put settings.",
    ]  # fmt: skip


def test_a_large_action_is_undone_whole(database: Database, address: str) -> None:
    """More changes than one batch holds."""
    put(database, **{f"{n:05d}": str(n) for n in range(2500)})
    full = state(address)
    undo(database)
    assert state(address)["setting"] == []
    redo(database)
    assert state(address) == full
    assert check(database).sound


ACTIONS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.sampled_from("abc"), st.sampled_from("123")),
        st.tuples(st.just("put two"), st.sampled_from("ab"), st.sampled_from("12")),
        st.tuples(st.just("window"), st.sampled_from("DE"), st.just("")),
        st.tuples(st.just("revise"), st.sampled_from("12"), st.sampled_from("ab")),
        st.tuples(st.just("state"), st.sampled_from("12"), st.sampled_from(WindowState)),
        st.tuples(st.just("level"), st.sampled_from("12"), st.sampled_from(Level)),
        st.tuples(st.just("undo"), st.just(""), st.just("")),
        st.tuples(st.just("redo"), st.just(""), st.just("")),
    ),
    max_size=12,
)


class Model:
    """Full copies of every table, kept as a person imagines undo and redo."""

    def __init__(self, start: Any) -> None:
        self.now = start
        self.undone: list[Any] = []
        self.done: list[Any] = []

    def act(self, after: Any) -> None:
        if after != self.now:
            self.done.append(self.now)
            self.undone.clear()
            self.now = after

    def undo(self) -> None:
        self.undone.append(self.now)
        self.now = self.done.pop()

    def redo(self) -> None:
        self.done.append(self.now)
        self.now = self.undone.pop()


def act(work: Work, name: str, one: str, other: Any) -> None:
    known = {window.window_id for window in work.windows.all()}
    match name:
        case "put":
            work.settings.put({one: other})
        case "put two":
            work.settings.put({one: other, "x": other})
        case "window":
            work.windows.add(one, "BMA", WindowState.NOTIFIED, FIRST, FIRST.start, "")
        case "revise" if int(one) in known:
            work.windows.revise(int(one), LATER if other == "a" else LATEST, FIRST.start, "why")
        case "state" if int(one) in known:
            work.windows.set_state(int(one), other)
        case "level" if int(one) in known:
            work.windows.set_level(int(one), {1, 2}, other)


@given(ACTIONS)
@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_walk_of_actions_undos_and_redos_keeps_every_table_as_imagined(
    addresses: Addresses, clock: Clock, walk: list[tuple[str, str, Any]]
) -> None:
    address = addresses.migrated()
    database = Database(address, clock, "tester")
    try:
        with database.write("services", undoable=False) as work:
            places = [ServiceKey("Main", "ED"), ServiceKey("Main", "Take")]
            work.duties.add_services([(place, "Medicine") for place in places])
        model = Model(state(address))
        for name, one, other in walk:
            if name == "undo":
                _step(undo, database, model.done, model.undo)
            elif name == "redo":
                _step(redo, database, model.undone, model.redo)
            else:
                with database.write(name) as work:
                    act(work, name, one, other)
                model.act(state(address))
            assert state(address) == model.now
        assert check(database).sound
    finally:
        database.close()


def _step(
    step: Callable[[Database], object], database: Database, stack: list[Any], move: Any
) -> None:
    if stack:
        step(database)
        move()
    else:
        with pytest.raises(Refused):
            step(database)


@pytest.fixture
def three(address: str, open_database: OpenDatabase) -> Database:
    """A database whose journal holds three entries."""
    database = open_database(address)
    put(database, a="1", b="1")
    put(database, a="2")
    put(database, a="3")
    assert check(database).sound
    return database


def tamper(database: Database, *statements: Any) -> None:
    """Change rows behind the program's back: its guards are taken away and put back."""
    engine = open_engine(database.address)
    with engine.begin() as connection:
        kept = {}
        if engine.dialect.name == "postgresql":
            connection.execute(text("SET session_replication_role = replica"))
        else:
            kept = guards(connection)
        for name in kept:
            connection.execute(text(f"DROP TRIGGER {name}"))
        for statement in statements:
            connection.execute(statement)
        for written in kept.values():
            connection.execute(text(written))
    engine.dispose()


@pytest.mark.parametrize("column", ["who", "action", "text", "why", "program"])
@pytest.mark.parametrize("entry", [1, 2, 3])
def test_a_changed_entry_is_found_by_its_number(three: Database, column: str, entry: int) -> None:
    tamper(
        three,
        update(journal_entry).where(journal_entry.c.id == entry).values({column: "somebody else"}),
    )
    health = check(three)
    assert not health.sound
    assert (health.bad_entry, health.bad_reason) == (entry, "the entry was changed")


@pytest.mark.parametrize("column", ["before", "after", "row_key", "table_name"])
def test_a_changed_value_is_found_by_its_entry(three: Database, column: str) -> None:
    tamper(three, update(journal_change).where(journal_change.c.id == 3).values({column: "x"}))
    health = check(three)
    assert (health.bad_entry, health.bad_reason) == (2, "a recorded value was changed")


def test_a_removed_change_is_found_by_its_entry(three: Database) -> None:
    tamper(three, delete(journal_change).where(journal_change.c.id == 3))
    assert (check(three).bad_entry, check(three).bad_reason) == (
        2,
        "a recorded change is missing, or stands where it did not",
    )


def test_a_removed_entry_is_found(three: Database) -> None:
    tamper(
        three,
        delete(journal_change).where(journal_change.c.id == 3),
        delete(journal_entry).where(journal_entry.c.id == 2),
    )
    health = check(three)
    assert (health.bad_entry, health.bad_reason) == (2, "an entry is missing or out of order")


def test_entries_that_changed_places_are_found(three: Database) -> None:
    rename = [(2, 9), (3, 2), (9, 3)]
    tamper(
        three,
        *(update(journal_entry).where(journal_entry.c.id == old).values(id=new)
          for old, new in rename),
    )  # fmt: skip
    assert check(three).bad_entry == 2


def test_values_that_were_erased_keep_the_chain_whole(three: Database, address: str) -> None:
    tamper(
        three,
        update(journal_change).where(journal_change.c.id == 4).values(before=None, after=None),
    )
    assert check(three).sound


def test_undo_passes_over_what_was_erased_where_nothing_later_depends_on_it(
    database: Database,
) -> None:
    put(database, a="1")
    put(database, b="1")
    tamper(
        database,
        update(journal_change).where(journal_change.c.id == 2).values(before=None, after=None),
    )
    assert undo(database)[0].entry == 1
    with database.read() as work:
        assert work.settings.all() == {"b": "1"}
    assert redo(database)[0].entry == 3
    assert check(database).sound


def test_undo_beyond_what_was_erased_refuses_what_that_had_changed(three: Database) -> None:
    tamper(
        three,
        update(journal_change).where(journal_change.c.id == 4).values(before=None, after=None),
    )
    with pytest.raises(Refused, match="changed since"):
        undo(three)


def test_a_write_past_the_journal_does_not_break_the_chain_but_is_found_and_undo_refuses(
    three: Database,
) -> None:
    tamper(three, update(setting).values(value="9"))
    health = check(three)
    assert health.bad_entry is None
    assert "A row of setting (a) is not as the journal has it." in health.faults
    with pytest.raises(Refused, match="changed since"):
        undo(three)
