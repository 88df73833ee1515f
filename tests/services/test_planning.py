"""Windows, marks, levels, cover and the picture that they make together, on both engines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import main
from rota.domain.codes import Level, LossPolicy, StaffGroup, WindowState, WindowType
from rota.domain.errors import Refused
from rota.domain.importing import ImportKind
from rota.domain.times import read_local
from rota.domain.windows import WindowTerms
from rota.services.assigning import CoverOrder, assign, service_called
from rota.services.importing import ImportOrder, import_file
from rota.services.strike_picture import StrikePicture, missing_by_name
from rota.services.windows import (
    NewWindow,
    add_window,
    add_windows,
    list_windows,
    mark_duties,
    set_level,
)
from rota.storage.database import Database
from rota.tables.reader import TableReader
from rota.tables.rulebook import grade_ladder
from tests.conftest import Addresses
from tests.engines import Clock, dump
from tests.moving import move_window
from tests.trust_files import APPOINTMENTS, DUTIES, STAFF, Files

LADDER = grade_ladder(date(2016, 1, 8))
RULES = main.tools().rules
READER = TableReader(LADDER)
RESIDENTS = frozenset({StaffGroup.RESIDENT_DOCTOR})
TUESDAY = ("2016-01-12 08:00", "2016-01-13 08:00")
K = ImportKind


def terms(start: str, end: str | None, **more: object) -> WindowTerms:
    wanted: dict[str, object] = {
        "type": WindowType.EMERGENCY_CARE_ONLY,
        "groups": RESIDENTS,
        **more,
    }
    last = None if end is None else read_local(end).instant
    return WindowTerms(read_local(start).instant, last, **wanted)


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


@pytest.fixture
def address(addresses: Addresses, files: Files, clock: Clock) -> str:
    def fill(address: str) -> None:
        storage = Database(address, clock, "tester")
        for kind, rows in (
            (K.STAFF, STAFF), (K.DUTIES, DUTIES), (K.REQUIREMENTS, ({},)),
            (K.APPOINTMENTS, APPOINTMENTS),
        ):  # fmt: skip
            import_file(storage, READER, ImportOrder(kind, files.write(kind, *rows)), clock())
        storage.close()

    return addresses.filled("planning", fill)


@pytest.fixture
def window(database: Database, clock: Clock) -> int:
    added, _ = add_window(database, NewWindow("D", "BMA", terms(*TUESDAY)), clock())
    return added.window_id


def picture(database: Database, window: int) -> dict[str, object]:
    with database.read() as work:
        seen = StrikePicture(work, window, LADDER)
        return {
            "lost": [each.duty.duty_id for each in seen.lost],
            "missing": missing_by_name(seen.cover, seen.services),
            "at_risk": {each.visit.appointment_id: [r.value for r in each.reasons]
                        for each in seen.at_risk},
        }  # fmt: skip


def test_the_picture_of_an_ordinary_strike(database: Database, window: int) -> None:
    assert picture(database, window) == {
        "lost": ["D1", "D2"],
        "missing": {"ED": 990},
        "at_risk": {
            "A1": ["clinician_absent", "nobody_of_grade"],
            "A2": ["clinician_absent", "nobody_of_grade"],
        },
    }


def test_a_window_is_notified_and_stripped_of_spaces(database: Database, clock: Clock) -> None:
    window, changes = add_window(
        database, NewWindow(" D ", " BMA", terms(*TUESDAY)), clock(), "letter"
    )
    assert (window.dispute, window.union, window.state) == ("D", "BMA", WindowState.NOTIFIED)
    assert changes.text.startswith("Added BMA, emergency care only")
    with pytest.raises(Refused, match="already here"):
        add_window(database, NewWindow("D ", "BMA", terms(*TUESDAY)), clock())


def test_repeats_are_all_added_or_none(database: Database, clock: Clock, address: str) -> None:
    days = [terms(f"2016-02-{day} 08:00", f"2016-02-{day} 17:00") for day in (10, 17, 24)]
    new = NewWindow("D", "BMA", days[0])
    added, _ = add_windows(database, new, days, clock())
    assert [each.window_id for each in added] == [1, 2, 3]
    before = dump(address)
    with pytest.raises(Refused, match="already here"):
        add_windows(database, new, [terms("2016-03-10 08:00", None), days[1]], clock())
    assert dump(address) == before


@pytest.mark.parametrize(
    "call",
    [
        lambda storage: mark_duties(storage, 1, ["D1"], True, ""),
        lambda storage: mark_duties(storage, 1, ["D1", "GHOST"], True, "x"),
        lambda storage: mark_duties(storage, 9, ["D1"], True, "x"),
        lambda storage: set_level(storage, 1, "ED", Level.NORMAL, " "),
        lambda storage: set_level(storage, 1, "Nowhere", Level.NORMAL, "x"),
        lambda storage: set_level(storage, 1, "ED", Level.NORMAL, "x", "Elsewhere"),
        lambda storage: set_level(storage, 9, "ED", Level.NORMAL, "x"),
        lambda storage: move_window(storage, 1, WindowState.CONFIRMED, ""),
        lambda storage: move_window(storage, 1, WindowState.NOTIFIED, "x"),
        lambda storage: move_window(storage, 9, WindowState.CONFIRMED, "x"),
    ],
)
def test_refusals_leave_everything_as_it_was(
    database: Database, window: int, address: str, call: Callable[[Database], object]
) -> None:
    before = dump(address)
    with pytest.raises(Refused) as caught:
        call(database)
    assert caught.value.text.endswith(".")
    assert dump(address) == before


def test_marks_and_levels_set_twice_change_nothing_the_second_time(
    database: Database, window: int, address: str
) -> None:
    mark_duties(database, window, ["D1", "D1"], True, "agreed")
    set_level(database, window, " ent ", Level.SUSPENDED, "shut")
    before = dump(address)
    assert mark_duties(database, window, ["D1"], True, "agreed").entry is None
    assert set_level(database, window, "ENT", Level.SUSPENDED, "shut").entry is None
    assert dump(address) == before
    assert picture(database, window)["lost"] == ["D2"]
    assert picture(database, window)["at_risk"]["A1"] == [
        "clinician_absent", "service_suspended", "nobody_of_grade"]  # fmt: skip


def test_declared_working_and_absent_people_lose_no_duty(
    database: Database, window: int, files: Files, clock: Clock
) -> None:
    path = files.write(K.DECLARATIONS, {})
    import_file(database, READER, ImportOrder(K.DECLARATIONS, path, window), clock())
    assert picture(database, window)["lost"] == ["D2"]
    path = files.write(K.ABSENCES, {})
    import_file(database, READER, ImportOrder(K.ABSENCES, path), clock())
    assert picture(database, window)["lost"] == []


@pytest.mark.parametrize(
    ("more", "lost", "missing"),
    [
        ({"type": WindowType.FULL_WALKOUT}, ["D1", "D2"], {"ED": 990}),
        ({"type": WindowType.ACTION_SHORT_OF_STRIKE}, [], {}),
        ({"groups": frozenset({StaffGroup.CONSULTANT})}, ["D3"], {"ED": 690}),
        ({"groups": frozenset({StaffGroup.NURSE})}, [], {"ED": 690}),
        ({"policy": LossPolicy.CLIP}, ["D1", "D2"], {"ED": 990}),
        ({"sites": frozenset({"Main"})}, ["D1", "D2"], {"ED": 990}),
    ],
    ids=["full", "short of strike", "consultants", "nurses", "clip", "this site"],
)
def test_terms_decide_what_is_lost(
    database: Database, clock: Clock, more: dict[str, object], lost: list[str],
    missing: dict[str, int],
) -> None:  # fmt: skip
    """D1 ends at 20:30; nobody of ST is there from then to the window's end or the overhang's."""
    added, _ = add_window(database, NewWindow("D", "BMA", terms(*TUESDAY, **more)), clock())
    found = picture(database, added.window_id)
    assert found["lost"] == lost
    assert found["missing"] == missing


def test_an_open_window_reaches_to_the_last_duty(database: Database, clock: Clock) -> None:
    added, _ = add_window(database, NewWindow("D", "BMA", terms(TUESDAY[0], None)), clock())
    assert picture(database, added.window_id)["lost"] == ["D1", "D2"]


def test_a_doctor_out_on_another_unions_strike_is_not_there_either(
    database: Database, window: int, clock: Clock
) -> None:
    groups = frozenset({StaffGroup.CONSULTANT})
    add_window(database, NewWindow("D", "HCSA", terms(*TUESDAY, groups=groups)), clock())
    assert picture(database, window)["missing"] == {"ED": 1470}  # all day, and 30 min overhang


def order(
    database: Database, window: int, who: str, service: str, start: str, end: str, site: str = ""
) -> CoverOrder:
    service_id = service_called(database, service, site).service_id
    times = read_local(start).instant, read_local(end).instant
    return CoverOrder(window, who, service_id, *times, consent="by phone")


def test_cover_fills_a_gap_and_puts_the_persons_own_clinic_at_risk(
    database: Database, window: int
) -> None:
    wanted = order(database, window, "C1", "ed", "2016-01-12 17:00", "2016-01-13 08:30")
    done = assign(database, wanted, RULES)
    assert [each.rule for each in done.findings] == ["wtr_shift"]
    assert picture(database, window)["missing"] == {"ED": 60}
    assert done.changes.text.startswith("ED: cover from")


def test_findings_of_cover_say_what_stands_in_its_way(
    database: Database, window: int, files: Files, clock: Clock
) -> None:
    def cover(who: str, start: str, end: str, why: str = "", service: str = "ED") -> list[str]:
        done = assign(database, order(database, window, who, service, start, end), RULES, why)
        return [each.rule for each in done.findings]

    day = ("2016-01-12 10:00", "2016-01-12 12:00")
    assert cover("C1", *day, service="ENT") == ["on_duty_elsewhere"]
    with pytest.raises(Refused, match="already covers"):
        cover("C1", *day)
    assert cover("C1", *day, why="she offered") == ["covers_elsewhere", "on_duty_here"]
    later = ("2016-01-12 12:00", "2016-01-12 14:00")
    assert cover("C1", *later) == ["on_duty_here"]  # next to the cover, not over it
    import_file(database, READER, ImportOrder(K.ABSENCES, files.write(K.ABSENCES, {})), clock())
    with pytest.raises(Refused, match="absent"):
        cover("R2", *day)
    with pytest.raises(Refused, match="staff list"):
        cover("GHOST", *day)
    with pytest.raises(Refused, match="end after it starts"):
        cover("C1", *reversed(day))


def test_a_name_at_two_sites_wants_the_site(
    database: Database, window: int, files: Files, clock: Clock
) -> None:
    path = files.write(K.DUTIES, {"duty_id": "D9", "site": "Other", "staff_id": ""})
    import_file(database, READER, ImportOrder(K.DUTIES, path), clock())
    with pytest.raises(Refused, match="Say which site"):
        service_called(database, "ED")
    times = (TUESDAY[0], "2016-01-12 09:00")
    done = assign(database, order(database, window, "C1", "ED", *times, site="Other"), RULES)
    assert done.assignment.service_id == service_called(database, "ED", "Other").service_id


def test_a_window_at_one_site_leaves_the_others_alone(
    database: Database, files: Files, clock: Clock
) -> None:
    path = files.write(K.DUTIES, {"duty_id": "D9", "site": "Other", "staff_id": "R1"})
    import_file(database, READER, ImportOrder(K.DUTIES, path), clock())
    other = terms(*TUESDAY, sites=frozenset({"Other"}))
    added, _ = add_window(database, NewWindow("D", "BMA", other), clock())
    assert picture(database, added.window_id) == {"lost": ["D9"], "missing": {}, "at_risk": {}}


def test_windows_are_listed_in_order_of_start(database: Database, clock: Clock) -> None:
    for start in ("2016-02-10 08:00", "2016-01-12 08:00", "2016-01-26 08:00"):
        add_window(database, NewWindow("D", "BMA", terms(start, None)), clock())
    assert [each.window_id for each in list_windows(database)] == [2, 3, 1]
