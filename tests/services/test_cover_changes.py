"""Swap, split, stand down, and gaps left knowingly: each one step that undo takes back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from rota.domain.codes import Reply
from rota.domain.errors import Refused
from rota.services.assigning import assign, service_called
from rota.services.cover_changes import leave_gap, split, stand_down, swap, take_back_gap
from rota.services.history import history, undo
from rota.services.people import retire_person
from rota.storage.database import Database
from tests.cover_hospital import NIGHT, RULES, WINDOW, at, missing, order
from tests.engines import dump
from tests.strike_hospital import ED, NOW, WARD

MIDNIGHT = at(13, 0)


def cover(storage: Database) -> list[tuple[int, str]]:
    with storage.read() as work:
        return [(each.assignment_id, each.staff_id) for each in work.cover.of_window(WINDOW)]


@pytest.fixture
def two(storage: Database) -> tuple[int, int]:
    """Jo covers the Emergency department at night, Hana the wards by day; both accepted."""
    one = assign(storage, order(storage, "S10"), RULES).assignment
    day = order(storage, "S8", WARD, start=at(13, 9), end=at(13, 17))
    other = assign(storage, day, RULES).assignment
    with storage.write("answers") as work:
        work.cover.change([replace(each, reply=Reply.ACCEPTED) for each in (one, other)])
    return one.assignment_id, other.assignment_id


def test_two_people_change_places_in_one_step(storage: Database, two: tuple[int, int]) -> None:
    before = dump(storage.address, journal=False)
    one, other = swap(storage, *two, RULES)
    assert (one.assignment.staff_id, other.assignment.staff_id) == ("S8", "S10")
    assert one.assignment.reply is other.assignment.reply is Reply.NO_ANSWER
    assert sorted(cover(storage)) == [(two[0], "S8"), (two[1], "S10")]
    assert one.changes == other.changes
    undo(storage)
    assert dump(storage.address, journal=False) == before


def test_a_swap_that_a_rule_stops_wants_a_reason_and_changes_nothing(storage: Database) -> None:
    kit = assign(storage, order(storage, "S11", start=at(13, 9), end=at(13, 13)), RULES).assignment
    jo = assign(storage, order(storage, "S10"), RULES).assignment
    before = dump(storage.address)
    with pytest.raises(Refused, match="5 h 30 of rest"):
        swap(storage, kit.assignment_id, jo.assignment_id, RULES)
    assert dump(storage.address) == before
    swap(storage, kit.assignment_id, jo.assignment_id, RULES, "both asked for it")
    with storage.read() as work:
        assert {each.why for each in work.cover.overrides(WINDOW)} == {"both asked for it"}


def test_who_is_swapped_onto_their_own_duty_leaves_it(storage: Database) -> None:
    night = assign(storage, order(storage, "S10"), RULES).assignment
    day = order(storage, "S9", start=at(13, 10), end=at(13, 12))
    ian = assign(storage, day, RULES).assignment
    one, _ = swap(storage, night.assignment_id, ian.assignment_id, RULES)
    assert one.assignment.leaves_duties
    assert missing(storage)[WARD] == 11 * 60 + 30


def test_a_split_gives_the_second_part_to_another_in_one_step(
    storage: Database, two: tuple[int, int]
) -> None:
    before = dump(storage.address, journal=False)
    short = missing(storage)
    first, second = split(storage, two[0], MIDNIGHT, "S8", RULES)
    assert (first.assignment.start, first.assignment.end) == (NIGHT[0], MIDNIGHT)
    assert (second.assignment.start, second.assignment.end) == (MIDNIGHT, NIGHT[1])
    assert (first.assignment.assignment_id, first.assignment.staff_id) == (two[0], "S10")
    assert first.assignment.reply is Reply.NO_ANSWER
    assert missing(storage) == short
    undo(storage)
    assert dump(storage.address, journal=False) == before


def test_cover_stood_down_stays_on_record_and_opens_the_gap(
    storage: Database, two: tuple[int, int]
) -> None:
    short = missing(storage)[ED]
    changes = stand_down(storage, two, "strike ends early")
    assert changes.text.startswith("Stood down cover: Emergency department")
    assert changes.text.endswith("and 1 more.")
    assert missing(storage)[ED] == short + 12 * 60
    assert cover(storage) == []
    with storage.read() as work:
        assert {each.assignment_id for each in work.cover.stood_down(WINDOW)} == set(two)
    undo(storage)
    assert missing(storage)[ED] == short


def test_a_gap_left_knowingly_stays_a_gap_until_it_is_taken_back(storage: Database) -> None:
    short = missing(storage)
    service_id = service_called(storage, ED).service_id
    changes = leave_gap(
        storage, WINDOW, service_id, "CT or above", *NIGHT, "consultant at home", "Dr Reid"
    )
    assert changes.text.startswith("Emergency department: gap left knowingly")
    assert missing(storage) == short
    with storage.read() as work:
        (left,) = work.cover.gaps_left(WINDOW)
    assert (left.reason, left.owner, left.who, left.at) == (
        "consultant at home", "Dr Reid", "tester", NOW,
    )  # fmt: skip
    take_back_gap(storage, left.gap_left_id)
    with storage.read() as work:
        assert work.cover.gaps_left(WINDOW) == []


def test_history_names_services_and_never_people(storage: Database, two: tuple[int, int]) -> None:
    swap(storage, *two, RULES)
    split(storage, two[0], MIDNIGHT, "S3", RULES)
    stand_down(storage, [two[1]], "not needed")
    said = " ".join(entry.text for entry in history(storage))
    assert "changed places" in said
    assert all(name not in said for name in ("Lark", "Bankole", "Reid", "S10", "S8"))


Call = Callable[[Database, tuple[int, int]], object]


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda s, two: swap(s, two[0], two[0], RULES), "same_person"),
        (lambda s, two: swap(s, two[0], 99, RULES), "unknown_cover"),
        (lambda s, two: split(s, two[0], NIGHT[0], "S8", RULES), "split_outside"),
        (lambda s, two: split(s, two[0], MIDNIGHT, "S10", RULES), "same_person"),
        (lambda s, two: split(s, two[0], MIDNIGHT, "GHOST", RULES), "unknown_staff"),
        (lambda s, two: stand_down(s, two, " "), "why_missing"),
        (lambda s, two: stand_down(s, [], "x"), "nothing_chosen"),
        (lambda s, two: stand_down(s, [99], "x"), "unknown_cover"),
        (lambda s, two: leave_gap(s, 1, 1, "CT or above", *NIGHT, "", "me"), "why_missing"),
        (lambda s, two: leave_gap(s, 1, 1, "CT or above", *NIGHT, "x", " "), "owner_missing"),
        (lambda s, two: leave_gap(s, 1, 99, "CT or above", *NIGHT, "x", "me"), "unknown_service"),
        (lambda s, two: leave_gap(s, 1, 1, "Porter", *NIGHT, "x", "me"), "unknown_post"),
        (lambda s, two: leave_gap(s, 9, 1, "CT or above", *NIGHT, "x", "me"), "unknown_window"),
        (lambda s, two: take_back_gap(s, 99), "unknown_gap"),
    ],
)
def test_changes_that_make_no_sense_are_refused(
    storage: Database, two: tuple[int, int], call: Call, code: str
) -> None:
    before = dump(storage.address)
    with pytest.raises(Refused) as caught:
        call(storage, two)
    assert caught.value.code == code
    assert dump(storage.address) == before


def test_cover_of_who_left_the_staff_list_meanwhile_is_not_split_or_swapped(
    storage: Database, two: tuple[int, int]
) -> None:
    retire_person(storage, "S10", "left", MIDNIGHT)  # in the night: this cover has begun
    with pytest.raises(Refused) as split_refused:
        split(storage, two[0], at(13, 4), "S3", RULES)
    with pytest.raises(Refused) as swap_refused:
        swap(storage, *two, RULES)
    assert split_refused.value.code == swap_refused.value.code == "unknown_staff"


def test_cover_stood_down_cannot_be_changed(storage: Database, two: tuple[int, int]) -> None:
    stand_down(storage, [two[0]], "not needed")
    with pytest.raises(Refused, match="stood down"):
        split(storage, two[0], MIDNIGHT, "S8", RULES)
