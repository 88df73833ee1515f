"""Lists of appointments on both engines, against the same worked out in Python."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from rota.domain.appointments import Appointment, DecisionMade, Patient, Risk
from rota.domain.codes import AppointmentKind, Decision, LetterFormat, Mode, Priority
from rota.domain.duties import ServiceKey
from rota.domain.searching import found_by, search_words, whole_numbers
from rota.domain.users import Role, RoleGiven, User
from rota.domain.visit_filters import PRESSING, RISKS, Mark, VisitOrder, VisitQuery
from rota.storage.database import Database
from rota.storage.stores.visit_listing import PAGE
from tests.conftest import Addresses, OpenDatabase

START = datetime(2016, 1, 12, 8, 0, tzinfo=UTC)
NAMES = ("O'Neill", "Núñez", "Begum", "Łęcka", "Price", "d'Arcy", "Ng", "Núñez")
NUMBER = 240


def visit(at: int) -> Appointment:
    patient = Patient(
        f"P{at}", f"{at:09}9", "Ms", f"Forename{at % 5}", f"{NAMES[at % len(NAMES)]}", None,
        ("1 Long Road",), "SW17 0QT" if at % 2 else "CR4 3FJ", "", "", "",
        LetterFormat.STANDARD, do_not_post=False, deceased=False,
    )  # fmt: skip
    return Appointment(
        f"A{at:03}", patient, 1 + at % 3, f"C{at % 4}", None, (),
        START + timedelta(hours=at * 7 % 90), 20, tuple(AppointmentKind)[at % 6],
        Mode.FACE_TO_FACE, PRESSING[at * 5 % len(PRESSING)], None, None, at % 3,
        transport_booked=False,
    )  # fmt: skip


VISITS = [visit(at) for at in range(NUMBER)]
RETIRED = {"A007", "A100"}
DECIDED = {f"A{at:03}": tuple(Decision)[at % 5] for at in range(0, NUMBER, 6)}
FACTS: dict[str, tuple[int, int, str | None, int]] = {
    f"A{at:03}": (1 + at % 3, at % 8, None if at % 4 else "postpone", at // 5 + 1)
    for at in range(0, NUMBER, 5)
}
PACKED = json.dumps([[key, *fact] for key, fact in FACTS.items()])


def fill(address: str) -> None:
    database = Database(address, lambda: START, "tester")
    with database.write("fill") as work:
        keys = (("Main", "Beta"), ("Main", "Alpha"), ("Far", "C"))
        departments = ("Surgery", "Surgery", "Medicine")
        places = [
            (ServiceKey(name=name, site=site), department)
            for (site, name), department in zip(keys, departments, strict=True)
        ]
        work.duties.add_services(places)
        work.appointments.visits.put(VISITS)
        work.appointments.visits.retire(RETIRED)
        work.appointments.decisions.put(
            [DecisionMade(key, each, None, START, "why") for key, each in DECIDED.items()]
        )
    database.close()


@pytest.fixture
def database(addresses: Addresses, open_database: OpenDatabase) -> Database:
    return open_database(addresses.filled("listing", fill))


def listed(database: Database, query: VisitQuery) -> list[str]:
    with database.read() as work:
        pages = list(work.listing.pages(query))
        found = [key for page in pages for key in page]
        assert [len(page) for page in pages[:-1]] == [PAGE] * (len(pages) - 1)
        assert work.listing.first(query, 7) == found[:7]
        assert work.listing.count(query) == len(found)
    return found


def expected(test: Callable[[Appointment], Any], key: Callable[[Appointment], Any]) -> list[str]:
    here = [each for each in VISITS if each.appointment_id not in RETIRED and test(each)]
    here.sort(key=lambda each: (key(each), each.start, each.appointment_id))
    return [each.appointment_id for each in here]


def fact(each: Appointment) -> tuple[int, int, str | None, int]:
    return FACTS.get(each.appointment_id, (0, 0, None, 0))


def made(each: Appointment) -> str:
    return DECIDED.get(each.appointment_id, "")


ORDERS: dict[VisitOrder, Callable[[Appointment], Any]] = {
    VisitOrder.WHEN: lambda each: each.start,
    VisitOrder.SERVICE: lambda each: ("Beta", "Alpha", "C")[each.service_id - 1],
    VisitOrder.SITE: lambda each: ("Main", "Main", "Far")[each.service_id - 1],
    VisitOrder.PRIORITY: lambda each: PRESSING.index(each.priority),
    VisitOrder.DECISION: made,
    VisitOrder.PROPOSED: lambda each: fact(each)[2] or "",
    VisitOrder.LETTER: lambda each: fact(each)[1] & 1,
    VisitOrder.WHY: lambda each: fact(each)[0],
    VisitOrder.KIND: lambda each: each.kind.value,
    VisitOrder.CLINIC: lambda each: each.clinic_code,
    VisitOrder.POSTPONED: lambda each: each.times_postponed,
}


@pytest.mark.parametrize("order", ORDERS)
def test_every_order_is_the_one_that_python_makes(database: Database, order: VisitOrder) -> None:
    up = expected(lambda _each: True, ORDERS[order])
    query = VisitQuery(PACKED, order=order)
    assert listed(database, query) == up
    assert listed(database, replace(query, is_descending=True)) == up[::-1]


def test_names_are_in_order_without_accents_capitals_and_apostrophes(database: Database) -> None:
    found = listed(database, VisitQuery(order=VisitOrder.PATIENT))
    by_id = {each.appointment_id: each for each in VISITS}
    names = [by_id[key].patient.surname for key in found]
    assert list(dict.fromkeys(names)) == [
        "Begum", "d'Arcy", "Łęcka", "Ng", "Núñez", "O'Neill", "Price",
    ]  # fmt: skip
    assert set(found) == set(expected(lambda _each: True, found_by))


def test_least_harm_first_and_most_pressing_first_end_with_what_nothing_is_proposed_for(
    database: Database,
) -> None:
    some = {key for key in FACTS if key not in RETIRED}
    least = listed(database, VisitQuery(PACKED, order=VisitOrder.HARM))
    most = listed(database, VisitQuery(PACKED, order=VisitOrder.HARM, is_descending=True))
    places = [FACTS[key][3] for key in least[: len(some)]]
    assert places == sorted(places)
    assert most[: len(some)] == least[: len(some)][::-1]
    assert not some & set(most[len(some) :])
    assert not some & set(least[len(some) :])


FILTERS: dict[str, tuple[dict[str, Any], Callable[[Appointment], Any]]] = {
    "kind": (
        {"kinds": frozenset({AppointmentKind.DAY_CASE})},
        lambda each: each.kind is AppointmentKind.DAY_CASE,
    ),
    "priority": (
        {"priorities": frozenset({Priority.P2, Priority.SUSPECTED_CANCER})},
        lambda each: each.priority in {Priority.P2, Priority.SUSPECTED_CANCER},
    ),
    "service": ({"service_ids": frozenset({2, 3})}, lambda each: each.service_id in {2, 3}),
    "postponed": ({"postponed_before": True}, lambda each: each.times_postponed),
    "day": (
        {"day": (START, START + timedelta(hours=24))},
        lambda each: START <= each.start < START + timedelta(hours=24),
    ),
    "span": (
        {"span": (START + timedelta(hours=5), START + timedelta(hours=20))},
        lambda each: (
            each.end > START + timedelta(hours=5) and each.start < START + timedelta(hours=20)
        ),
    ),
    "open end": (
        {"span": (START + timedelta(hours=50), None)},
        lambda each: each.end > START + timedelta(hours=50),
    ),
    "decided": ({"decided": True}, made),
    "undecided": ({"decided": False}, lambda each: not made(each)),
    "decision": (
        {"decisions": frozenset({Decision.CONVERT})},
        lambda each: made(each) == Decision.CONVERT,
    ),
    "at risk": ({"at_risk": True}, lambda each: fact(each)[0]),
    "not at risk": ({"at_risk": False}, lambda each: not fact(each)[0]),
    "at risk, undecided": (
        {"at_risk": True, "decided": False}, lambda each: fact(each)[0] and not made(each)
    ),
    "decided, no longer at risk": (
        {"at_risk": False, "decided": True}, lambda each: made(each) and not fact(each)[0]
    ),
    "reason": (
        {"reasons": frozenset({RISKS[1]})}, lambda each: fact(each)[0] & 2
    ),
    "letter": ({"marks": frozenset({Mark.LETTER})}, lambda each: fact(each)[1] & 1),
    "past the limit": ({"marks": frozenset({Mark.OVER_STOP})}, lambda each: fact(each)[1] & 4),
    "proposed": (
        {"proposals": frozenset({Decision.POSTPONE})}, lambda each: fact(each)[2] == "postpone"
    ),
    "words": (
        {"words": search_words("NUNEZ forename1")},
        lambda each: "Núñez" in each.patient.surname and "1" in each.patient.forename,
    ),
    "apostrophe": (
        {"words": search_words("oneill")}, lambda each: each.patient.surname == "O'Neill"
    ),
    "postcode": (
        {"words": search_words("sw17 0qt")}, lambda each: each.patient.postcode == "SW17 0QT"
    ),
    "all together": (
        {
            "at_risk": True, "kinds": frozenset(AppointmentKind), "words": search_words("sw17"),
            "service_ids": frozenset({1, 2}), "decided": False,
        },
        lambda each: (
            fact(each)[0] and not made(each) and each.service_id in {1, 2}
            and each.patient.postcode == "SW17 0QT"
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FILTERS)
@pytest.mark.parametrize("order", [VisitOrder.WHEN, VisitOrder.KIND])
def test_every_filter_finds_what_python_finds(
    database: Database, name: str, order: VisitOrder
) -> None:
    parts, test = FILTERS[name]
    found = listed(database, VisitQuery(PACKED, order=order, **parts))
    assert found == expected(test, ORDERS[order])
    assert 0 < len(found) < NUMBER - len(RETIRED)


@pytest.mark.parametrize("text", ["A012", "a012", "P12", "0000000129", "000 000 0129"])
def test_a_whole_number_finds_just_that_one(database: Database, text: str) -> None:
    query = VisitQuery(words=search_words(text), numbers=whole_numbers(text))
    assert listed(database, query) == ["A012"]


def test_part_of_a_number_finds_every_one_that_holds_it(database: Database) -> None:
    query = VisitQuery(words=search_words("A01"), numbers=whole_numbers("A01"))
    assert listed(database, query) == expected(
        lambda each: "a01" in found_by(each), ORDERS[VisitOrder.WHEN]
    )


def test_what_an_extract_no_longer_has_is_found_by_its_note(database: Database) -> None:
    facts = json.dumps([["A007", 0, 2, None, 0], ["A008", 0, 2, None, 0]])
    assert set(listed(database, VisitQuery(facts, marks=frozenset({Mark.NOTED})))) == {
        "A007", "A008",
    }  # fmt: skip


def test_a_role_for_a_department_finds_counts_and_reads_its_appointments_alone(
    database: Database,
) -> None:
    user = User("c", "Cy", frozenset({RoleGiven(Role.CLERK, "MEDICINE")}))
    theirs = {each.appointment_id for each in VISITS if each.service_id == 3} - RETIRED
    with closing(Database(database.address, lambda: START, user)) as own:
        assert set(listed(own, VisitQuery())) == theirs
        at_risk = listed(own, VisitQuery(PACKED, at_risk=True, order=VisitOrder.HARM))
        assert set(at_risk) == theirs & {key for key, fact in FACTS.items() if fact[0]}
        assert listed(own, VisitQuery(numbers=whole_numbers("A000"))) == []
        assert set(listed(own, VisitQuery(words=search_words("Begum")))) <= theirs
        with own.read() as work:
            names = [row.appointment_id for row in work.listing.rows(["A000", "A002"])]
            assert names == ["A002"]
            assert len(work.listing.rows(["A000", "A002"], is_whole=True)) == 2
    nobody = User("h", "Hedda", frozenset({RoleGiven(Role.HEAD, "")}))
    with closing(Database(database.address, lambda: START, nobody)) as own:
        assert listed(own, VisitQuery()) == []


def test_nobody_waits_for_an_answer_that_is_stale(database: Database) -> None:
    asked = iter([False, True])
    with database.read() as work:
        assert len(list(work.listing.pages(VisitQuery(), lambda: next(asked)))) == 1


def test_rows_come_in_the_order_of_their_ids_with_their_decisions(database: Database) -> None:
    with database.read() as work:
        rows = work.listing.rows(["A012", "A003", "none", "A000"])
        assert [row.appointment_id for row in rows] == ["A012", "A003", "A000"]
        assert [row.decision for row in rows] == [DECIDED["A012"], None, DECIDED["A000"]]
        assert work.listing.decided_among(["A000", "A001"]) == {"A000": DECIDED["A000"]}


def test_a_corrected_name_is_found_by_its_new_spelling_and_undone_with_it(
    database: Database,
) -> None:
    with database.write("correct") as work:
        old = VISITS[3]
        patient = replace(old.patient, surname="Zażółć")
        work.appointments.visits.put([replace(old, patient=patient)])
    query = VisitQuery(words=search_words("zazolc"))
    assert listed(database, query) == ["A003"]
    with database.write("undo", step="undo") as work:
        work.journal.reverse(work.journal.next_undo().entry)
    assert listed(database, query) == []


def test_every_reason_has_a_bit_of_its_own() -> None:
    assert set(RISKS) == set(Risk)
