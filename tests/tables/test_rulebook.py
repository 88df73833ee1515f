"""Rule data is dated: the entry in force on a date is the one that counts."""

from __future__ import annotations

from datetime import date

import pytest

from rota.domain.grades import plain
from rota.tables import rulebook

LADDER = rulebook.grade_ladder(date(2016, 1, 12))


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("F1", "FY1"), ("fy 2", "FY2"), ("SHO", "FY2"), ("CT1", "CT"), ("ST2", "CT"),
        ("ST3", "ST"), ("ST5", "ST"), ("ST3-8", "ST"), ("SpR", "ST"), ("Registrar", "ST"),
        ("Specialty Doctor", "SPECIALTY_DOCTOR"), ("Associate Specialist", "ASSOCIATE_SPECIALIST"),
        ("consultant", "CONSULTANT"), ("SPECIALTY_DOCTOR", "SPECIALTY_DOCTOR"), ("Band 6", None),
        ("", None),
    ],
)  # fmt: skip
def test_the_usual_spellings_are_read(written, code):
    assert LADDER.read(written) == code


def test_ranks_are_those_of_the_design():
    assert LADDER.ranks == {
        "FY1": 1, "FY2": 2, "CT": 3, "ST": 4, "SPECIALTY_DOCTOR": 4, "SPECIALIST": 5,
        "ASSOCIATE_SPECIALIST": 5, "CONSULTANT": 6,
    }  # fmt: skip


def test_no_spelling_stands_for_two_grades():
    for entry in rulebook.entries("grades", "ladder"):
        spellings = [
            (plain(text), code) for code, texts in entry["spellings"].items() for text in texts
        ]
        assert len({text for text, _ in set(spellings)}) == len(set(spellings))


def test_the_entry_in_force_is_the_latest_that_has_begun(monkeypatch):
    dated = ({"from": date(2000, 1, 1), "n": 1}, {"from": date(2010, 1, 1), "n": 2})
    monkeypatch.setattr(rulebook, "entries", lambda *_: dated)
    found = [
        rulebook.in_force("any", "any", on)["n"]
        for on in (date(1990, 1, 1), date(2009, 12, 31), date(2010, 1, 1), date(2030, 1, 1))
    ]
    assert found == [1, 1, 2, 2]
