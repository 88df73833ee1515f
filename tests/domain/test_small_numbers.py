"""Small numbers are hidden so that nobody finds them out, not even who knows how it is done."""

from __future__ import annotations

from collections import defaultdict
from itertools import product

import pytest

from rota.domain.small_numbers import NOT_SHOWN, disclosed, shown

SMALL = "fewer than 5"


def test_by_itself() -> None:
    assert [shown(number, 5) for number in (0, 1, 4, 5, 1200)] == [0, SMALL, SMALL, 5, 1200]


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        ([], []),
        ([12, 30], [12, 30]),
        ([12, 0], [12, 0]),
        ([3, 2, 30], [SMALL, SMALL, NOT_SHOWN]),
        ([3, 9, 30], [SMALL, NOT_SHOWN, 30]),
        ([30, 3, 9], [30, SMALL, NOT_SHOWN]),
        ([2, 3, 2], [SMALL, SMALL, SMALL]),
        ([3], None),
        ([2, 1], None),
        ([4, 4], None),
        ([1, 5, 30], None),
    ],
)
def test_what_is_told(numbers: list[int], told: list[object] | None) -> None:
    assert disclosed(numbers, 5) == told


@pytest.mark.parametrize("length", [1, 2, 3])
def test_nobody_who_knows_the_total_and_the_rule_finds_a_small_number_out(length: int) -> None:
    """Whatever is printed could have come from lists that differ in each small number of it."""
    could_be: dict[object, list[tuple[int, ...]]] = defaultdict(list)
    most = 22
    for numbers in product(range(1, most + 1), repeat=length):
        told = disclosed(numbers, 5)
        if told is not None and sum(numbers) <= most:
            assert all((each == SMALL) == (n < 5) for each, n in zip(told, numbers, strict=True))
            could_be[sum(numbers), *told].append(numbers)
    assert could_be or length == 1
    for (total, *told), lists in could_be.items():
        for at, each in enumerate(told):
            if each == SMALL:
                assert len({numbers[at] for numbers in lists}) > 1, (total, told, lists)
