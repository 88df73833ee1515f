"""The rules of triage as data: dated, with sources, and refused when they make no sense."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import rota.tables.rulebook as rulebook
from rota.domain.codes import AppointmentKind, Priority
from rota.tables.triage_rules import triage_rules

FILE = Path(rulebook.__file__).parents[2] / "resources" / "rules" / "triage.toml"


def test_clinical_priorities_exist_from_2020() -> None:
    rules = triage_rules()
    before, after = rules.on(date(2020, 4, 10)), rules.on(date(2020, 4, 11))
    assert before.priority(Priority.P2).code is Priority.URGENT
    assert before.priority(Priority.P4).code is Priority.ROUTINE
    assert all(after.priority(each).code is each for each in Priority)
    assert rules.on(date(2009, 1, 1)).wait is rules.wait[0]


def test_every_rule_has_a_source_and_says_if_it_is_unverified() -> None:
    rules = triage_rules()
    every = (
        *(*rules.priorities, *rules.kinds, *rules.wait),
        *(*rules.cancer, *rules.moved, *rules.guarantee, *rules.last),
    )
    assert all(each.source for each in every)
    assert not any(each.verified for each in rules.priorities)


def test_a_more_pressing_priority_never_weighs_less() -> None:
    day = triage_rules().on(date(2026, 1, 1))
    for scale in (("P4", "P3", "P2", "P1b", "P1a"), ("routine", "urgent", "suspected_cancer")):
        found = [day.priority(Priority(each)) for each in scale]
        assert [each.weight for each in found] == sorted(each.weight for each in found)
        assert [each.last for each in found] == sorted(each.last for each in found)
        assert [each.keep for each in found] == sorted(each.keep for each in found)


def test_an_operation_is_no_phone_call() -> None:
    day = triage_rules().on(date(2016, 1, 12))
    assert {each.code for each in day.kinds.values() if each.converts} == {
        AppointmentKind.FOLLOW_UP,
        AppointmentKind.OUTPATIENT_NEW,
        AppointmentKind.PRE_OP,
    }


@pytest.mark.parametrize(
    ("good", "bad", "error"),
    [
        ("each_week = 2", "each_week = -2", TypeError),
        ("each_week = 2", "each_week = 2.5", TypeError),
        ("each_week = 2\n", "", KeyError),
        ("converts = true", 'converts = "yes"', TypeError),
        ('code = "day_case"', 'code = "follow_up"', ValueError),
        ('code = "day_case"', 'code = "spa_day"', ValueError),
        ('reads_as = "urgent"', 'reads_as = "soon"', ValueError),
        ("[[last]]\nfrom = 2016-01-01", '[[last]]\nfrom = "2016"', TypeError),
    ],
)
def test_a_file_that_makes_no_sense_is_refused(
    good: str, bad: str, error: type[Exception], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = FILE.read_text("utf-8")
    assert good in text
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "triage.toml").write_text(text.replace(good, bad, 1), encoding="utf-8")
    monkeypatch.setattr(rulebook.resources, "files", lambda _: tmp_path)
    rulebook.entries.cache_clear()
    try:
        with pytest.raises(error):
            triage_rules()
    finally:
        rulebook.entries.cache_clear()
