from __future__ import annotations

import pytest

from rota.domain.letter_content import TypesetLetter
from rota.domain.post_bags import bag_of, bag_order
from rota.services.batch_cutting import by_sheets


@pytest.mark.parametrize(
    ("postcode", "bag"),
    [("SW1A 1AA", "SW"), ("e1 6an", "E"), (" B33 8TH ", "B"), ("", ""), ("75001", ""), ("GIR", "")],
)
def test_a_bag_is_the_postcode_area(postcode: str, bag: str) -> None:
    assert bag_of(postcode) == bag


def test_bags_come_in_the_order_of_their_districts() -> None:
    codes = ["SW11 1AA", "SW2 1AB", "SW2 1AA", "", "E1 1AA", "SW1A 2AA"]
    assert sorted(codes, key=bag_order) == [
        "", "E1 1AA", "SW1A 2AA", "SW2 1AA", "SW2 1AB", "SW11 1AA",
    ]  # fmt: skip


def test_a_batch_never_has_more_sheets_than_a_tray_but_for_a_letter_that_long() -> None:
    pages = [1, 2, 3, 9, 1, 1, 1]
    letters = [TypesetLetter(str(number), 1, each) for number, each in enumerate(pages)]
    parts = by_sheets(letters, 4, {"6"})
    assert [[int(each.reference) for each in part] for part in parts] == [
        [0, 1, 2], [3], [4, 5], [6],
    ]  # fmt: skip
