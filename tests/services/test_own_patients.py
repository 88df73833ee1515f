"""Patients of one's own departments: seen, counted, searched, proposed for and decided, no others.

Emergency has E1, Medicine M1 and the patient P3 a second appointment there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from rota.domain.codes import Decision
from rota.domain.errors import Refused
from rota.domain.importing import ImportKind
from rota.domain.users import Role, RoleGiven, User
from rota.domain.visit_filters import Shown, VisitFilter
from rota.services.appointment_list import (
    Asked,
    every_page,
    found_elsewhere,
    keys_in,
    names_of,
    read_picture,
    visit_detail,
)
from rota.services.date_question import patients_of, read_dates
from rota.services.deciding import decide, undecide
from rota.services.gap_prices import gap_prices
from rota.services.importing import ImportOrder, import_file
from rota.services.letter_queue import letter_queue
from rota.services.new_times import weigh_new_time
from rota.services.patients import known_patient, open_notes, patient_record, settle_notes
from rota.services.triage import accept_triage, propose_triage
from rota.services.visit_triage import plan_triage
from rota.storage.database import Database
from tests.engines import SqliteFiles
from tests.strike_hospital import END, NOW, fill, tools

HEADINGS = (
    "appointment_id,patient_id,title,forename,surname,date_of_birth,address_1,address_2,postcode,"
    "department,service,site,clinician_staff_id,start,duration_minutes,kind,priority"
)
FEMI = "P3,Mr,Femi,Cole,1971-02-03,3 Garratt Lane,London,SW17 0QT"
ANN = "P4,Ms,Ann,Dunne,1972-02-03,4 Garratt Lane,London,SW17 0QT"
ED, WARD = "Emergency,Emergency department,St Anne,S1", "Medicine,Medical wards,St Anne,S2"
REST = "20,follow_up,routine"
VISITS = f"""{HEADINGS}
E1,{FEMI},{ED},2016-01-12 11:00,{REST}
M1,{ANN},{WARD},2016-01-12 11:20,{REST}
M2,{FEMI},{WARD},2016-01-12 12:00,{REST}
"""
BOTH = {"E1", "M1", "M2"}
RULES = tools().rules


@pytest.fixture
def address(sqlite_files: SqliteFiles, tmp_path: Path) -> str:
    address = str(sqlite_files.copy_to(tmp_path / "hospital.db"))
    with closing(Database(address, lambda: NOW, "tester")) as storage:
        fill(storage, tmp_path)
        _bring_in(storage, tmp_path, VISITS)
    return address


def _bring_in(storage: Database, folder: Path, text: str) -> None:
    path = folder / "visits.csv"
    path.write_text(text, encoding="utf-8")
    order = ImportOrder(ImportKind.APPOINTMENTS, path)
    assert import_file(storage, tools().reader, order, NOW).saved


@pytest.fixture(params=[Role.CLERK, Role.ROTA_MANAGER])
def medical(request: pytest.FixtureRequest, address: str) -> Iterator[Database]:
    """The hospital as opened by somebody whose role is for Medicine."""
    user = User("u", "U", frozenset({RoleGiven(request.param, "Medicine")}))
    with closing(Database(address, lambda: NOW, user)) as storage:
        yield storage


def found(storage: Database, wanted: VisitFilter) -> set[str]:
    pages = every_page(storage, read_picture(storage, RULES.ladder, 1), Asked(wanted))
    return set(keys_in(pages.pages, [(0, pages.count - 1)])) if pages.count else set()


def test_the_list_its_counts_and_its_search_hold_the_own_departments_alone(
    medical: Database, address: str
) -> None:
    picture = read_picture(medical, RULES.ladder, 1)
    assert (picture.counts[Shown.AT_RISK], picture.counts[Shown.UNDECIDED]) == (2, 2)
    assert (picture.imported, set(picture.facts)) == (2, {"M1", "M2"})
    assert found(medical, VisitFilter(shown=Shown.ALL, everywhere=True)) == {"M1", "M2"}
    assert found(medical, VisitFilter(shown=Shown.ALL, text="Cole")) == {"M2"}
    assert found_elsewhere(medical, picture, VisitFilter(text="E1"))[0] == 0
    with closing(Database(address, lambda: NOW, "tester")) as everybody:
        assert found(everybody, VisitFilter(shown=Shown.ALL)) == BOTH


def test_what_is_proposed_can_all_be_accepted(medical: Database) -> None:
    proposed = {row.appointment_id for row in propose_triage(medical, RULES, 1, NOW).rows}
    plan = plan_triage(medical, RULES, 1, NOW)
    assert proposed == {key for each in plan.cohorts for key in each.ids} == {"M1", "M2"}
    assert "2 appointments" in accept_triage(medical, RULES, 1, NOW).text
    with medical.read() as work:
        assert set(work.appointments.decided()) == {"M1", "M2"}


OTHERS: list[Callable[[Database], object]] = [
    lambda storage: visit_detail(storage, "E1"),
    lambda storage: patient_record(storage, "E1"),
    lambda storage: decide(storage, ["M1", "E1"], Decision.KEEP, "why"),
    lambda storage: undecide(storage, ["E1"], "why"),
    lambda storage: accept_triage(storage, RULES, 1, NOW, ["E1"]),
    lambda storage: read_dates(storage, RULES, 1, NOW, ["E1"]),
    lambda storage: patients_of(storage, ["E1"]),
    lambda storage: weigh_new_time(storage, RULES.posting, "E1", END + timedelta(days=3), NOW),
    lambda storage: settle_notes(storage, ["E1"]),
]


def test_those_of_others_are_refused_in_one_sentence(medical: Database) -> None:
    for ask in OTHERS:
        with pytest.raises(Refused) as refused:
            ask(medical)
        assert refused.value.code in ("not_shown", "not_your_department")
        assert refused.value.text == (
            "Your role is not for Emergency: ask a rota manager or a clerk whose role is."
        )
    assert names_of(medical, ["E1"]) == {}


def test_of_a_shared_patient_only_the_own_appointments_are_shown(medical: Database) -> None:
    record = patient_record(medical, "M2")
    assert [each.appointment_id for each in record.visits] == ["M2"]
    with closing(Database(medical.address, lambda: NOW, "tester")) as everybody:
        assert len(patient_record(everybody, "M2").visits) == 2
        decide(everybody, ["E1", "M2"], Decision.POSTPONE, "why")
        assert set(read_dates(everybody, RULES, 1, NOW).patients) == {"E1", "M2"}
    assert set(read_dates(medical, RULES, 1, NOW).patients) == {"M2"}
    seen = known_patient(medical, "P3")
    assert seen is not None
    assert known_patient(medical, "P9") is None
    named = {key for each in gap_prices(medical, RULES, 1) for key in each.appointment_ids}
    assert "E1" not in named


def test_what_an_extract_changed_is_told_to_the_department(
    medical: Database, tmp_path: Path
) -> None:
    with closing(Database(medical.address, lambda: NOW, "tester")) as everybody:
        decide(everybody, ["E1", "M1"], Decision.POSTPONE, "why")
        _bring_in(everybody, tmp_path, VISITS.replace("11:00", "11:10").replace("11:20", "11:30"))
        assert {each.appointment_id for each in open_notes(everybody)} == {"E1", "M1"}
    assert {each.appointment_id for each in open_notes(medical)} == {"M1"}
    settle_notes(medical, ["M1"])
    assert open_notes(medical) == []


def test_letters_are_one_pile_for_everybody_who_writes(medical: Database) -> None:
    with closing(Database(medical.address, lambda: NOW, "tester")) as everybody:
        decide(everybody, ["E1", "M1"], Decision.POSTPONE, "why")
    queue = letter_queue(medical, RULES.letters, NOW)
    assert {each.appointment_id for each in queue} == {"E1", "M1"}
