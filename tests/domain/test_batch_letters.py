from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rota.domain.batch_letters import BatchLetter, in_run, in_whole_pile
from rota.domain.printing import PrintRun

AT = datetime(2016, 1, 7, 9, 0, tzinfo=UTC)
LETTERS = [
    BatchLetter(1, "SR-000001", "Ms O'Neill", "SW17 0QT", 1, 1),
    BatchLetter(1, "SR-000002", "Ms Begum", "SW17 0QT", 3, 3),
    BatchLetter(1, "SR-000003", "Mr Cole", "CR4 3FJ", 7, 2),
]


def run_of(references: tuple[str, ...], sides: str) -> PrintRun:
    return PrintRun(1, 1, "queue", "p", 1, sides, "A4", references, 0, AT, "", "", None)


def test_in_the_whole_pile_each_letter_begins_on_a_new_sheet() -> None:
    assert [(each.sheet, each.sheets) for each in in_whole_pile(LETTERS)] == [
        (1, 1),
        (2, 2),
        (4, 1),
    ]


@pytest.mark.parametrize(
    ("sides", "sheets"), [("two-sided-long-edge", [1, 3]), ("one-sided", [1, 5])]
)
def test_sheets_of_a_part_are_counted_in_its_own_pile(sides: str, sheets: list[int]) -> None:
    run = run_of(("SR-000002", "SR-000003", "SR-000009"), sides)
    assert [each.sheet for each in in_run(LETTERS, run)] == sheets
