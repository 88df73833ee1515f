"""Two programs on one database: conflicts, acts done once, and hearing of each other."""

from __future__ import annotations

import select
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest

from rota.domain.changes import Kind
from rota.domain.duties import ServiceKey
from rota.domain.errors import Conflict, Refused
from rota.domain.users import Role, RoleGiven, User
from rota.services.history import check
from rota.storage.conflict_words import FIELDS, HIDDEN, PLAIN, field_words
from rota.storage.database import Database
from rota.storage.meanwhile import WORKED_OUT
from rota.storage.schema import JOURNALS, metadata
from tests.domain.making import appointment
from tests.engines import Clock


@pytest.fixture
def two(address: str, clock: Clock) -> Iterator[tuple[Database, Database]]:
    """Anna's program and Ben's, over one database."""
    anna, ben = Database(address, clock, "anna"), Database(address, clock, "ben")
    with closing(anna), closing(ben):
        yield anna, ben


def put(storage: Database, value: str, seen: int | None = None, key: str | None = None) -> int:
    with storage.write("settings", seen=seen, key=key) as work:
        work.settings.put({"hospital.phone": value})
        work.say(f"Set it to {value}.")
    return work.changes.entry or 0


def change_visit(storage: Database, seen: int | None = None, **fields: str) -> None:
    with storage.write("patient", seen=seen) as work:
        visit = work.appointments.visits.existing(["A1"])["A1"]
        changed = replace(visit.patient, **fields)  # type: ignore[arg-type]
        work.appointments.visits.put([replace(visit, patient=changed)])


def head(storage: Database) -> int:
    return storage.news(None).entry


def phone(storage: Database) -> str:
    with storage.read() as work:
        return work.settings.all()["hospital.phone"]


def test_a_stale_save_is_refused_with_both_versions(two: tuple[Database, Database]) -> None:
    anna, ben = two
    put(anna, "1")
    seen = head(ben)
    put(anna, "2")
    with pytest.raises(Conflict) as caught:
        put(ben, "3", seen)
    assert phone(ben) == "2"
    (clash,) = caught.value.clashes
    (differs,) = clash.differences
    assert (clash.who, differs.theirs, differs.yours) == ("anna", "2", "3")
    assert "anna changed the setting hospital.phone on Fri 8 Jan" in caught.value.text
    put(ben, "3", caught.value.entry)
    assert phone(anna) == "3"
    put(anna, "4", head(anna))
    put(anna, "5", seen + 3)
    assert phone(ben) == "5", "nobody is in their own way"
    assert check(anna).sound


def test_different_fields_and_equal_values_are_no_conflict(
    two: tuple[Database, Database],
) -> None:
    anna, ben = two
    with anna.write("start") as work:
        work.duties.add_services([(ServiceKey("North", "ED"), "Medicine")])
    put(anna, "1")
    seen = head(ben)
    put(anna, "2")
    put(ben, "2", seen)
    with ben.write("settings", seen=seen) as work:
        work.settings.put({"hospital.name": "North"})
    with ben.write("care", seen=seen) as work:
        work.duties.set_care([1], "surgery")
    with pytest.raises(Conflict) as caught, anna.write("care", seen=seen) as work:
        work.duties.set_care([1], "medicine")
    assert caught.value.clashes[0].what == "service"
    assert caught.value.clashes[0].differences[0].field == "kind of care"


def test_one_key_is_one_act(two: tuple[Database, Database]) -> None:
    anna, ben = two
    put(anna, "1", key="k")
    with pytest.raises(Refused, match=r"already, on Fri 8 Jan.*by anna\. Set it to 1\.") as caught:
        put(ben, "2", key="k")
    assert caught.value.code == "already_done"
    assert phone(ben) == "1"
    everybody, clerk = ben.user, User("ben", "Ben Ito", frozenset({RoleGiven(Role.CLERK)}))
    ben.user = clerk
    with pytest.raises(Refused, match=r"by anna\. It was not done again") as caught:
        ben.write("sign in", key="k").__enter__()
    assert caught.value.code == "already_done"
    ben.user = everybody
    came: list[str] = []

    def go(storage: Database, value: str) -> None:
        try:
            came.append(f"saved {put(storage, value, key='race')}")
        except Refused as error:
            came.append(error.code)

    threads = [threading.Thread(target=go, args=(each, f"race {n}")) for n, each in enumerate(two)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(came) == ["already_done", "saved 2"]


def test_others_are_heard_and_oneself_is_not(two: tuple[Database, Database]) -> None:
    anna, ben = two
    before = head(anna)
    entry = put(anna, "1")
    assert anna.news(before).kinds == frozenset()
    assert ben.news(before) == anna.news(before).__class__(entry, frozenset({Kind.SETTINGS}))
    assert ben.news(entry).kinds == frozenset()
    bell = ben.bell()
    assert (bell is None) == ("://" not in ben.address)
    if bell is not None:
        with closing(bell):
            put(anna, "2")
            assert select.select([bell.fileno()], [], [], 5)[0]
            bell.quiet()
            assert not select.select([bell.fileno()], [], [], 0)[0]


def test_a_conflict_says_who_by_name(two: tuple[Database, Database]) -> None:
    anna, ben = two
    put(anna, "1")
    seen = head(ben)
    with anna.write("user add") as work:
        work.users.add(User("anna", "Anna Ash", frozenset({RoleGiven(Role.CLERK)})), work.now)
    put(anna, "2")
    with pytest.raises(Conflict, match="Anna Ash \\(anna\\) changed the setting") as caught:
        put(ben, "3", seen)
    assert caught.value.clashes[0].who == "Anna Ash (anna)"


def test_what_a_search_looks_through_is_no_conflict(two: tuple[Database, Database]) -> None:
    """Two people change different facts of one patient: what both are found by is worked out."""
    anna, ben = two
    with anna.write("start") as work:
        work.duties.add_services([(ServiceKey("North", "ED"), "Medicine")])
        work.appointments.visits.put([appointment(appointment_id="A1", clinician_staff_id=None)])
    seen = head(ben)
    change_visit(anna, surname="Ashe")
    change_visit(ben, seen, forename="Ann")
    change_visit(anna, surname="Ashley")
    with pytest.raises(Conflict) as caught:
        change_visit(ben, seen, surname="Ash", nhs_number="9434765919")
    (clash,) = caught.value.clashes
    assert [each.field for each in clash.differences] == ["surname"]
    assert "found" not in caught.value.text


@pytest.mark.one_engine
def test_every_field_has_words_or_is_hidden() -> None:
    """A column that is new must be given words, or be said to be the program's own."""
    typed = [
        (table, column.name)
        for table in metadata.sorted_tables
        if table not in JOURNALS and table.name not in WORKED_OUT
        for column in table.columns
    ]
    unknown = [
        f"{table.name}.{name}"
        for table, name in typed
        if name not in {*FIELDS, *PLAIN, *HIDDEN} and not name.endswith("sha256")
    ]
    assert not unknown
    said = [field_words(table, name) for table, name in typed]
    assert not [each for each in said if "_" in each or "sha256" in each]
    appointment = metadata.tables["appointment"]
    assert field_words(appointment, "nhs_number") == "NHS number"
    for name in ("found_by", "corrected", "by_hand", "appointment_id"):
        assert not field_words(appointment, name), name
    assert not {*FIELDS} & HIDDEN
    assert not PLAIN & HIDDEN
