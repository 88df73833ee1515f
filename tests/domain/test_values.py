"""Windows, grades, codes and the journal's two stacks."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rota.domain.codes import MEDICAL, Level, StaffGroup, WindowState, WindowType, words
from rota.domain.errors import Refused
from rota.domain.grades import GradeLadder
from rota.domain.journal import JournalEntry, next_redo, next_undo
from rota.domain.windows import REMOVING_STATES
from tests.domain.making import at, utc, window


def entry(number: int, step: str = "do", reverses: int | None = None, undoable: bool = True) -> Any:
    return JournalEntry(
        number, utc("2016-01-08 09:00"), "x", "a", step, reverses, undoable, "", "", 1
    )


def numbers(
    entries: list[Any], erased: frozenset[int] = frozenset()
) -> tuple[int | None, int | None]:
    def is_whole(each: JournalEntry) -> bool:
        return each.entry not in erased

    undo, redo = next_undo(entries, is_whole), next_redo(entries, is_whole)
    return (undo and undo.entry), (redo and redo.entry)


@pytest.mark.parametrize(
    ("steps", "undo", "redo"),
    [
        pytest.param([], None, None, id="nothing yet"),
        pytest.param([entry(1), entry(2)], 2, None, id="two actions"),
        pytest.param([entry(1), entry(2), entry(3, "undo", 2)], 1, 3, id="one undone"),
        pytest.param([entry(1), entry(2), entry(3, "undo", 2), entry(4, "undo", 1)], None, 4,
                     id="both undone"),
        pytest.param([entry(1), entry(2, "undo", 1), entry(3, "redo", 2)], 3, None, id="redone"),
        pytest.param([entry(1), entry(2, "undo", 1), entry(3)], 3, None, id="a new action ends it"),
        pytest.param([entry(1), entry(2, undoable=False)], 1, None, id="passed over"),
        pytest.param([entry(1), entry(2, "undo", 1), entry(3, undoable=False)], None, 2,
                     id="an action that cannot be undone ends nothing"),
        pytest.param([entry(7, "undo", 3), entry(8)], 8, None, id="the start is out of sight"),
    ],
)  # fmt: skip
def test_undo_and_redo_take_the_newest(
    steps: list[Any], undo: int | None, redo: int | None
) -> None:
    assert numbers(steps) == (undo, redo)


def test_undo_and_redo_pass_over_what_was_erased() -> None:
    steps = [entry(1), entry(2), entry(3)]
    assert numbers(steps, frozenset({3})) == (2, None)
    assert numbers(steps, frozenset({1, 2, 3})) == (None, None)
    undone = [*steps, entry(4, "undo", 3), entry(5, "undo", 2)]
    assert numbers(undone, frozenset({2, 5})) == (1, 4)


@given(st.lists(st.sampled_from(["do", "undo", "redo"]), max_size=30))
def test_the_stacks_are_those_of_an_ordinary_editor(walk: list[str]) -> None:
    entries: list[Any] = []
    done: list[str] = []
    undone: list[str] = []
    names: dict[int, str] = {}
    for step in walk:
        number = len(entries) + 1
        undo, redo = numbers(entries)
        assert (names.get(undo or 0), names.get(redo or 0)) == (
            done[-1] if done else None, undone[-1] if undone else None)  # fmt: skip
        if step == "do":
            entries.append(entry(number))
            names[number] = f"action {number}"
            done.append(names[number])
            undone.clear()
        elif step == "undo" and undo:
            entries.append(entry(number, "undo", undo))
            names[number] = names[undo]
            undone.append(done.pop())
        elif step == "redo" and redo:
            entries.append(entry(number, "redo", redo))
            names[number] = names[redo]
            done.append(undone.pop())


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        ("2016-01-12 08:00", "2016-01-12 08:00", "end_before_start"),
        ("2016-01-12 08:00", "2016-01-11 08:00", "end_before_start"),
    ],
)
def test_a_strike_ends_after_it_starts(start: str, end: str, code: str) -> None:
    with pytest.raises(Refused) as caught:
        window(start, end)
    assert caught.value.code == code


def test_a_strike_calls_out_somebody() -> None:
    with pytest.raises(Refused, match="staff group"):
        window(groups=frozenset())


def test_a_window_holds_its_start_and_not_its_end() -> None:
    terms = window().terms
    assert [terms.holds(at(f"2016-01-{moment}")) for moment in (
        "12 07:59", "12 08:00", "13 07:59", "13 08:00")] == [False, True, True, False]  # fmt: skip
    assert terms.overlaps(at("2016-01-12 07:00"), at("2016-01-12 08:01"))
    assert not terms.overlaps(at("2016-01-12 07:00"), at("2016-01-12 08:00"))
    assert not terms.overlaps(at("2016-01-13 08:00"), at("2016-01-13 09:00"))
    endless = window(end=None).terms
    assert endless.holds(at("2116-01-01"))
    assert endless.hours is None


def test_a_window_is_named_in_a_line() -> None:
    assert window().title == (
        "BMA, emergency care only, Tue 12 Jan 2016 08:00 to Wed 13 Jan 2016 08:00"
    )
    assert window(end=None).title.endswith("no end given")


def test_every_type_has_a_level_and_every_state_stands_or_not() -> None:
    levels = {kind: window(type=kind).default_level for kind in WindowType}
    assert levels == {
        WindowType.EMERGENCY_CARE_ONLY: Level.EMERGENCY_ONLY,
        WindowType.FULL_WALKOUT: Level.EMERGENCY_ONLY,
        WindowType.CHRISTMAS_DAY_COVER: Level.EMERGENCY_ONLY,
        WindowType.ACTION_SHORT_OF_STRIKE: Level.NORMAL,
    }
    assert {state for state in WindowState if window(state=state).removes_duties} == REMOVING_STATES


LADDER = GradeLadder({"FY1": 1, "ST": 4, "SPECIALTY_DOCTOR": 4}, {"f1": "FY1", "spr": "ST"})


@pytest.mark.parametrize(
    ("written", "code"),
    [("F1", "FY1"), (" f-1 ", "FY1"), ("SpR", "ST"), ("st", "ST"), ("Specialty Doctor",
     "SPECIALTY_DOCTOR"), ("ST9", None), ("", None), ("Band 6", None)],
)  # fmt: skip
def test_grades_are_read_as_people_spell_them(written: str, code: str | None) -> None:
    assert LADDER.read(written) == code


def test_only_doctors_have_a_rank_among_doctors() -> None:
    assert {group for group in StaffGroup if group in MEDICAL} == {
        StaffGroup.RESIDENT_DOCTOR, StaffGroup.CONSULTANT, StaffGroup.SAS_DOCTOR}  # fmt: skip
    assert LADDER.rank("Band 6") is None


def test_codes_are_said_in_words() -> None:
    assert words("emergency_care_only") == "emergency care only"
    assert words("made_up_code") == "made up code"
    assert words(StaffGroup.ACP) == "advanced clinical practitioners"
