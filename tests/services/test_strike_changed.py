"""Letters when the strike behind them changes, and when the post itself is on strike."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rota.domain.call_offs import Reinstate
from rota.domain.codes import Decision, WindowState, WindowType
from rota.domain.letter_content import LetterContent, TypesetBatch, TypesetLetter
from rota.domain.suppression import HOLDS
from rota.domain.windows import WindowTerms
from rota.services.batch_making import plan_batch, render, typeset_batch
from rota.services.deciding import decide
from rota.services.letter_queue import QueuedLetter, letter_queue
from rota.services.ports import Storage
from rota.services.window_changes import NewTerms, revise, set_state
from rota.services.windows import NewWindow, add_window
from rota.storage.database import Database
from tests.strike_hospital import END, NOW, START, add_visits, fill, tools

RULES = tools().rules
EARLY = datetime(2015, 12, 14, 9, 0, tzinfo=UTC)


class PlainTypesetter:
    """Typesets a page for each letter without drawing any."""

    def typeset(
        self, letters: Sequence[LetterContent], _progress: object = None, _cancelled: object = None
    ) -> TypesetBatch:
        made = tuple(
            TypesetLetter(each.reference, at, 1) for at, each in enumerate(letters, start=1)
        )
        return TypesetBatch(b"%PDF", made, ())


@pytest.fixture
def hospital(database: Database, tmp_path: Path) -> Database:
    fill(database, tmp_path)
    add_visits(database, tmp_path)
    return database


def queue(storage: Storage, now: datetime = EARLY) -> dict[str, QueuedLetter]:
    return {each.appointment_id: each for each in letter_queue(storage, RULES.letters, now)}


def postpone(storage: Storage, *ids: str) -> None:
    decide(storage, ids, Decision.POSTPONE, "no doctor")


def call_off(storage: Storage) -> None:
    ladder, none = RULES.ladder, Reinstate.NONE
    set_state(storage, 1, WindowState.CALLED_OFF, "agreed", NOW, ladder, reinstate=none)


def test_a_letter_for_a_strike_called_off_is_held_until_somebody_decides_again(
    hospital: Database,
) -> None:
    postpone(hospital, "A1")
    assert queue(hospital)["A1"].state == "ready"
    call_off(hospital)
    held = queue(hospital)["A1"]
    assert (held.state, held.holds) == ("held", ("strike_changed",))
    assert held.channel != "local", "a decision settles it; the post or the phone still reaches"
    assert HOLDS["strike_changed"].text.endswith("Decide again.")
    postpone(hospital, "A1")
    assert queue(hospital)["A1"].state == "ready"


def test_a_strike_that_is_on_again_frees_its_letters(hospital: Database) -> None:
    postpone(hospital, "A1")
    call_off(hospital)
    set_state(hospital, 1, None, "no deal", NOW, RULES.ladder)
    assert queue(hospital)["A1"].holds == ()


def test_a_strike_moved_away_holds_what_it_no_longer_touches(hospital: Database) -> None:
    postpone(hospital, "A1", "A2")
    later = START.replace(hour=10, minute=20)
    revise(hospital, 1, NewTerms(start=later), "court", NOW, RULES.ladder)
    found = queue(hospital)
    assert (found["A1"].holds, found["A2"].holds) == (("strike_changed",), ())


def test_a_letter_made_for_a_strike_called_off_must_be_taken_out(hospital: Database) -> None:
    postpone(hospital, "A1")
    assert render(hospital, PlainTypesetter(), RULES.letters, EARLY).batch == 1
    assert queue(hospital)["A1"].state == "in_batch"
    call_off(hospital)
    assert queue(hospital)["A1"].state == "withdraw"


def test_a_decision_to_keep_relies_on_no_strike(hospital: Database) -> None:
    postpone(hospital, "A1")
    assert render(hospital, PlainTypesetter(), RULES.letters, EARLY).batch == 1
    decide(hospital, ["A1"], Decision.KEEP, "covered")
    call_off(hospital)
    taken_out = queue(hospital)["A1"]
    assert (taken_out.state, taken_out.holds) == ("withdraw", ())


def test_a_letter_names_the_revision_its_decision_relied_on(hospital: Database) -> None:
    postpone(hospital, "A1")
    revise(hospital, 1, NewTerms(end=END.replace(hour=9)), "longer", NOW, RULES.ladder)
    postpone(hospital, "A2")
    plan = plan_batch(hospital, RULES.letters, EARLY)
    lines = [line for each in typeset_batch(plan, PlainTypesetter()).records for line in each.lines]
    relied = {each.appointment_id: (each.window_id, each.window_revision) for each in lines}
    assert relied == {"A1": (1, 1), "A2": (1, 2)}


def test_a_postal_strike_brings_the_last_safe_posting_forward(hospital: Database) -> None:
    postpone(hospital, "A1")
    before = queue(hospital)["A1"]
    assert before.last_first == datetime(2016, 1, 8, 17, 30, tzinfo=UTC)
    post = WindowTerms(
        datetime(2016, 1, 7, 0, 0, tzinfo=UTC),
        datetime(2016, 1, 12, 0, 0, tzinfo=UTC),
        WindowType.FULL_WALKOUT,
        frozenset(),
        affects_post=True,
    )
    stopped, _ = add_window(hospital, NewWindow("Post", "CWU", post), NOW)
    assert queue(hospital)["A1"].last_first == datetime(2016, 1, 5, 17, 30, tzinfo=UTC)
    assert queue(hospital, NOW)["A1"].channel == "phone"
    assert plan_batch(hospital, RULES.letters, NOW).contents
    set_state(hospital, stopped.window_id, WindowState.CALLED_OFF, "over", EARLY, RULES.ladder)
    assert queue(hospital)["A1"].last_first == before.last_first
