"""What a suggested plan makes of the patients whom a gap displaces."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

import main
from rota.domain.codes import AbsenceKind
from rota.domain.importing import ImportKind
from rota.domain.people import Absence
from rota.domain.rules import Rulebook
from rota.domain.suggestions import Aim, Ask
from rota.services.assigning import assign, service_called
from rota.services.cover_orders import CoverOrder
from rota.services.gap_prices import gap_prices, price_of
from rota.services.people import add_absence
from rota.services.ports import Storage
from rota.services.suggesting import Suggestion, read_question, suggest
from rota.storage.database import Database
from tests.engines import SqliteFiles
from tests.triage_hospital import CHEST, EYES, NOW, TAKE, VISITS, booked, bring, fill
from tests.trust_files import Files

TOOLS = main.tools()
RULES = TOOLS.rules
DAY = datetime(2016, 1, 12, tzinfo=UTC)


@pytest.fixture
def storage(sqlite_files: SqliteFiles, tmp_path: Path) -> Iterator[Database]:
    made = Database(sqlite_files.copy_to(tmp_path / "hospital.db"), lambda: NOW, "tester")
    folder = tmp_path / "files"
    folder.mkdir()
    fill(made, folder)
    wanted = {"service": EYES, "from": "09:00", "to": "17:00", "grade_min": "CONSULTANT"}
    bring(made, Files(folder), ImportKind.REQUIREMENTS, wanted)
    yield made
    made.close()


def away(storage: Storage, *staff_ids: str) -> None:
    for each in staff_ids:
        end = DAY.replace(day=13, hour=12)
        add_absence(storage, Absence(each, DAY, end, AbsenceKind.SICK))


def one_free(storage: Storage) -> None:
    """Leave C2 alone to be asked by day: C3 covers the night by hand."""
    away(storage, "C1", "C4")
    take = service_called(storage, TAKE).service_id
    night = DAY.replace(hour=20), DAY.replace(day=13, hour=8, minute=30)
    assign(storage, CoverOrder(1, "C3", take, *night), RULES)


def plan(storage: Storage, rules: Rulebook = RULES) -> Suggestion:
    return suggest(read_question(storage, Ask(1), rules), TOOLS.solver)


def caring_for(patients: int) -> Rulebook:
    """The rules with another price of a patient."""
    weights = replace(RULES.cover_weights[Aim.BALANCED], patient=patients)
    return replace(RULES, cover_weights={**RULES.cover_weights, Aim.BALANCED: weights})


def test_a_stretch_left_open_counts_the_patients_of_its_price(storage: Storage) -> None:
    away(storage, "C1", "C2", "C3", "C4")
    found = plan(storage)
    by_service = {each.service: each for each in found.unfilled}
    for service in (CHEST, EYES):
        left = by_service[service]
        price = price_of(storage, RULES, 1, left.service_id, left.start, left.end)
        assert left.patients == price.patients > 0
    assert found.turned_away == sum(each.patients for each in gap_prices(storage, RULES, 1))
    assert found.missing_after == found.missing_before


@pytest.mark.parametrize(("busier", "other"), [(CHEST, EYES), (EYES, CHEST)])
def test_of_two_gaps_alike_the_one_that_displaces_more_patients_is_filled(
    storage: Storage, tmp_path: Path, busier: str, other: str
) -> None:
    one_free(storage)
    clocks = ("13:00", "13:20", "13:40", "14:00")
    more = [booked(f"M{each}", each, busier, "C4", needs="CONSULTANT") for each in clocks]
    bring(storage, Files(tmp_path / "files"), ImportKind.APPOINTMENTS, *VISITS, *more)
    found = plan(storage)
    day = [each.service for each in found.assignments if each.start == DAY.replace(hour=9)]
    assert day == [busier]
    (left,) = [each for each in found.unfilled if each.service == other]
    assert found.turned_away == left.patients > 0


def test_a_patient_never_outweighs_a_minute_of_anybody_missing(storage: Storage) -> None:
    one_free(storage)
    eyes = service_called(storage, EYES).service_id
    with storage.write("care") as work:
        work.duties.set_care([eyes], "emergency")
    for rules in (RULES, caring_for(20_000)):
        day = [e.service for e in plan(storage, rules).assignments if e.start.hour == 9]
        assert day == [EYES]
