"""What a tired person types: spaces, line ends, and duties of people who have left."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from rota.domain.codes import DutyKind, StaffGroup
from rota.domain.duties import Duty
from rota.domain.errors import Refused
from rota.domain.people import StaffMember
from rota.services.duties import DutyOrder, add_duty, correct_duty
from rota.services.people import add_person, retire_person
from rota.services.rota_paper import RotaOrder, rota_sheets
from rota.storage.database import Database
from tests.conftest import Addresses, OpenDatabase
from tests.engines import Clock, filling
from tests.strike_hospital import ED, END, NOW, START, add_strike, fill, tools

LADDER = tools().rules.ladder
DUTY = Duty(
    "", 0, StaffGroup.RESIDENT_DOCTOR, "CT", START, START + timedelta(hours=5), DutyKind.WARD
)


@pytest.fixture
def hospital(addresses: Addresses, open_database: OpenDatabase, clock: Clock) -> Database:
    return open_database(addresses.filled("strike hospital", filling(fill, clock)))


def services(hospital: Database) -> dict[int, tuple[str, str, str]]:
    with hospital.read() as work:
        found = work.duties.services()
    return {each.service_id: (each.name, each.site, each.department) for each in found}


def test_a_new_service_typed_with_two_spaces_is_kept_with_one(hospital: Database) -> None:
    order = DutyOrder(DUTY, "Acute  take ", " St  Anne", "Acute  medicine")
    made = add_duty(hospital, order, LADDER).duty
    assert services(hospital)[made.service_id] == ("Acute take", "St Anne", "Acute medicine")


def test_a_known_service_typed_with_two_spaces_is_that_service(hospital: Database) -> None:
    before = services(hospital)
    made = add_duty(hospital, DutyOrder(DUTY, ED.replace(" ", "  "), "st  anne"), LADDER).duty
    assert services(hospital) == before
    assert before[made.service_id][0] == ED


def test_a_name_with_a_line_end_cannot_put_lines_into_a_mail(hospital: Database) -> None:
    typed = StaffMember(
        "N1", "Dr\t", "Zo\u00eb\n", "O'Neill-\u017b\u00f3\u0142\u0107\r\nBcc: all",
        StaffGroup.CONSULTANT, "CONSULTANT", "Emergency", "St Anne",
        email="a@b.example\nBcc: c@d.example",
    )  # fmt: skip
    add_person(hospital, typed, LADDER)
    with hospital.read() as work:
        kept = work.people.staff.existing(["N1"])["N1"]
    assert (kept.title, kept.forename) == ("Dr", "Zo\u00eb")
    assert kept.surname == "O'Neill-\u017b\u00f3\u0142\u0107 Bcc: all"
    assert kept.email == "a@b.example Bcc: c@d.example"


def test_a_past_duty_of_somebody_who_left_is_corrected_and_stays_theirs(
    hospital: Database,
) -> None:
    retire_person(hospital, "S1", "They left", START + timedelta(hours=1))
    with hospital.read() as work:
        duty = work.duties.duties.existing(["D1"])["D1"]
    longer = replace(duty, end=duty.end + timedelta(minutes=30))
    made = correct_duty(hospital, DutyOrder(longer, ED, "St Anne"), LADDER, "stayed on")
    assert made.duty.staff_id == "S1"
    assert [each.rule for each in made.findings] == ["holder_retired"]
    other = DutyOrder(replace(DUTY, staff_id="S1"), ED, "St Anne")
    with pytest.raises(Refused, match="S1"):
        add_duty(hospital, other, LADDER)


def test_a_rota_without_any_service_says_that_there_is_none(database: Database) -> None:
    window = add_strike(database)
    with pytest.raises(Refused, match="No service"):
        rota_sheets(database, RotaOrder(window), LADDER, NOW)


def test_a_rota_of_a_strike_without_an_end_says_so(hospital: Database) -> None:
    window = add_strike(hospital, end=None, start=END + timedelta(days=1))
    title = rota_sheets(hospital, RotaOrder(window), LADDER, NOW).title
    assert title == "Rota, from Thu 14 Jan 2016 08:00, no end yet"
