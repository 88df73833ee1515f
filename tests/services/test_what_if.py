from __future__ import annotations

from pathlib import Path

import pytest

from rota.domain.errors import Refused
from rota.domain.what_if import Supposition
from rota.services.strike_board import StrikeBoard, read_board
from rota.services.what_if import grades_there, people_there, suppose
from rota.storage.database import Database
from tests.engines import dump
from tests.strike_hospital import ED, tools


@pytest.fixture
def storage(strike_hospital: Database) -> Database:
    return strike_hospital


@pytest.fixture
def board(storage: Database) -> StrikeBoard:
    return read_board(storage, 1, tools().rules.ladder)


def test_only_those_who_are_there_can_be_supposed_away(board: StrikeBoard) -> None:
    assert [(each.name, each.services) for each in people_there(board)] == [("Carol Reid", (ED,))]
    assert grades_there(board) == {"CONSULTANT": 1}


def test_without_the_consultant_the_day_is_one_more_short(board: StrikeBoard) -> None:
    found = suppose(board, Supposition(frozenset({"S3"})))
    assert found.away == {"S3"}
    hours = 12 + 0.5  # she is there from 08:00 to 20:30
    assert found.missing_after - found.missing_before == hours * 60
    assert found.board.view.missing_minutes == found.missing_after


def test_supposing_nothing_changes_nothing(board: StrikeBoard) -> None:
    found = suppose(board, Supposition(shares={"CONSULTANT": 0}))
    assert found.board.view == board.view


def test_supposing_saves_nothing(storage: Database, board: StrikeBoard, tmp_path: Path) -> None:
    before = dump(storage.address)
    suppose(board, Supposition(shares={"CONSULTANT": 100}))
    assert dump(storage.address) == before
    assert read_board(storage, 1, tools().rules.ladder).view == board.view


@pytest.mark.parametrize(
    "supposition", [Supposition(frozenset({"S9"})), Supposition(shares={"ST": 20})]
)
def test_people_and_grades_that_are_not_there_are_refused(
    board: StrikeBoard, supposition: Supposition
) -> None:
    with pytest.raises(Refused, match="is there"):
        suppose(board, supposition)
