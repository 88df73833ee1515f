"""What a gap costs in patients, and whom each volunteer keeps: held to what then really happens."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

import main
from rota.domain.errors import Refused
from rota.services.assigning import assign, service_called
from rota.services.candidates import Candidates, find_candidates
from rota.services.cover_orders import CoverOrder
from rota.services.gap_prices import GapPrice, Volunteer, gap_prices, price_of, volunteers
from rota.services.history import undo
from rota.services.strike_picture import StrikePicture
from rota.services.triage import propose_triage
from rota.storage.database import Database
from tests.triage_hospital import CHEST, ENT, EYES, NOW, TAKE

RULES = main.tools().rules


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2016, 1, day, hour, minute, tzinfo=UTC)


def id_of(storage: Database, service: str) -> int:
    return service_called(storage, service).service_id


def at_risk(storage: Database) -> set[str]:
    with storage.read() as work:
        picture = StrikePicture(work, 1, RULES.ladder)
        return {each.visit.appointment_id for each in picture.at_risk}


def candidates(storage: Database, start: datetime, end: datetime) -> Candidates:
    return find_candidates(storage, 1, id_of(storage, CHEST), "", start, end, RULES)


def test_every_open_stretch_has_its_price_the_dearest_first(hospital: Database) -> None:
    harm = {row.appointment_id: row.harm for row in propose_triage(hospital, RULES, 1, NOW).rows}
    displaced = ("H1", "H2", "H3")
    assert gap_prices(hospital, RULES, 1) == (
        GapPrice(
            id_of(hospital, CHEST),
            at(12, 9),
            at(12, 17),
            3,
            sum(harm[each] for each in displaced),
            displaced,
        ),
        GapPrice(id_of(hospital, TAKE), at(12, 20), at(13, 8), 0, 0, ()),
    )


def test_a_filled_part_leaves_the_rest_at_its_price(hospital: Database) -> None:
    chest = id_of(hospital, CHEST)
    assign(hospital, CoverOrder(1, "C2", chest, at(12, 10, 30), at(12, 11, 30)), RULES)
    found = [each for each in gap_prices(hospital, RULES, 1) if each.service_id == chest]
    assert [(each.start, each.end, each.appointment_ids) for each in found] == [
        (at(12, 9), at(12, 10, 30), ("H1",)),
        (at(12, 11, 30), at(12, 17), ("H3",)),
    ]


def test_the_price_of_one_stretch_goes_by_when_the_patients_come(hospital: Database) -> None:
    chest = id_of(hospital, CHEST)
    assert price_of(hospital, RULES, 1, chest, at(12, 10), at(12, 12)).appointment_ids == (
        "H1",
        "H2",
    )
    assert price_of(hospital, RULES, 1, chest, at(12, 12, 1), at(12, 17)).patients == 0


def test_who_lost_their_clinician_to_cover_counts_at_the_place_they_were_taken_from(
    hospital: Database,
) -> None:
    eyes = id_of(hospital, EYES)
    assert price_of(hospital, RULES, 1, eyes, at(12, 9), at(12, 17)).patients == 0
    order = CoverOrder(1, "C4", id_of(hospital, CHEST), at(12, 9), at(12, 17), leaves_duties=True)
    assign(hospital, order, RULES, "agreed")
    found = price_of(hospital, RULES, 1, eyes, at(12, 9), at(12, 17))
    assert found.appointment_ids == ("I1", "I2", "I3")


def test_whom_the_strike_alone_takes_from_a_service_is_not_the_gaps_price(
    hospital: Database,
) -> None:
    ent = id_of(hospital, ENT)
    assert price_of(hospital, RULES, 1, ent, at(12, 8), at(13, 6)).patients == 0


@pytest.mark.parametrize(("hours", "part"), [((9, 17), (9, 17)), ((10, 12), (10, 12))])
def test_what_each_volunteer_keeps_and_loses_is_what_then_happens(
    hospital: Database, hours: tuple[int, int], part: tuple[int, int]
) -> None:
    found = candidates(hospital, at(12, hours[0]), at(12, hours[1]))
    told = volunteers(hospital, RULES, 1, found)
    assert [each.staff_id for each in told] == [each.staff_id for each in found.can]
    assert {each.staff_id for each in told} == {"C1", "C2", "C3", "C4"}
    before = at_risk(hospital)
    for each, other in zip(told, found.can, strict=True):
        order = CoverOrder(
            1,
            each.staff_id,
            each.service_id,
            at(12, part[0]),
            at(12, part[1]),
            leaves_duties=other.on_duty_elsewhere,
        )
        assign(hospital, order, RULES, "agreed")
        after = at_risk(hospital)
        assert (each.keeps, each.loses) == (len(before - after), len(after - before))
        undo(hospital)


def test_the_figures_of_the_day(hospital: Database) -> None:
    chest = id_of(hospital, CHEST)
    told = volunteers(hospital, RULES, 1, candidates(hospital, at(12, 9), at(12, 17)))
    assert sorted(told, key=lambda each: each.staff_id) == [
        Volunteer("C1", "Siobhán ConC1", chest, 3, 8),
        Volunteer("C2", "Siobhán ConC2", chest, 3, 0),
        Volunteer("C3", "Siobhán ConC3", chest, 3, 0),
        Volunteer("C4", "Siobhán ConC4", chest, 3, 3),
    ]


def test_a_volunteer_keeps_no_more_than_the_time_in_which_they_are_free(
    hospital: Database,
) -> None:
    order = CoverOrder(1, "C2", id_of(hospital, TAKE), at(12, 9), at(12, 11, 30))
    assign(hospital, order, RULES, "agreed")
    told = volunteers(hospital, RULES, 1, candidates(hospital, at(12, 9), at(12, 17)))
    assert next(each.keeps for each in told if each.staff_id == "C2") == 1


def test_a_strike_that_is_not_there_is_refused(hospital: Database) -> None:
    with pytest.raises(Refused):
        gap_prices(hospital, RULES, 7)
