"""Whatever happens around a call-off: the unaffected never get a letter, those told otherwise do.

The model knows patients, not letters: what each was told, in writing and by phone, and what is
decided. From that alone it says who has to be written to. It asks nothing of the program.
"""

from __future__ import annotations

import shutil
import tempfile
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from rota.domain.codes import Decision
from rota.domain.errors import Refused
from rota.domain.times import utc_now
from rota.services.history import undo
from rota.services.window_changes import NewTerms, revise
from rota.storage.database import Database
from tests.call_off_hospital import NOW, RULES, TUESDAY, WEDNESDAY, Clinic, at, visit
from tests.engines import Clock

STARTS = {
    "A1": "2016-01-12 09:00",
    "A2": "2016-01-12 10:00",
    "B1": "2016-01-13 09:00",
    "U1": "2016-01-20 09:00",
}
DAY_OF = {"A1": 0, "A2": 0, "B1": 1}
DAYS = (TUESDAY, WEDNESDAY)
STRUCK = sorted(DAY_OF)
EXAMPLES = 300
UNDER_WAY = at("2016-01-12 09:30")
"""A1 has been; A2 is still to come on the strike's first day."""
GOES_AHEAD, COME_UNLESS = "keep", "stand_by"


@dataclass
class Known:
    """What one patient was told: in the last letter, and by phone since."""

    written: str = GOES_AHEAD
    heard: list[str] = field(default_factory=list)

    def misled(self, wanted: str, no_strike: bool) -> bool:
        """Say whether they go by something else; without a strike, "come unless" is "come"."""
        right = {wanted, COME_UNLESS} if no_strike and wanted == GOES_AHEAD else {wanted}
        return self.written not in right or not right.issuperset(self.heard)


@dataclass
class Model:
    """What is decided, which decisions know of no strike, and when times were given away."""

    struck: set[str] = field(default_factory=lambda: set(DAY_OF))
    past: frozenset[str] = frozenset()
    called_off: set[str] = field(default_factory=set)
    in_parts: bool = False
    decided: dict[str, str] = field(default_factory=dict)
    by_itself: set[str] = field(default_factory=set)
    given_up: dict[str, int] = field(default_factory=dict)
    booked: dict[str, int] = field(default_factory=dict)

    def days(self) -> list[int]:
        """Return the days with somebody to come whom the strike takes."""
        return sorted({DAY_OF[key] for key in self.struck - self.past})

    def is_held(self, key: str) -> bool:
        """Say whether somebody must decide before anything is said."""
        open_ = key not in self.decided
        unforeseen = self.decided.get(key) == GOES_AHEAD and key in self.by_itself
        return key in self.struck and (open_ or unforeseen)

    def decide(self, key: str, decision: str, step: int) -> None:
        self.decided[key] = decision
        self.by_itself.discard(key)
        if decision == GOES_AHEAD:
            self.given_up.pop(key, None)
        else:
            self.given_up.setdefault(key, step)

    def call_off(self, days: list[int]) -> None:
        """What has passed stays as it was: the strike took it, and what was decided held."""
        off = {key for key in self.struck if DAY_OF[key] in days} - self.past
        self.struck -= off
        for key, decision in self.decided.items():
            if key not in off or key in self.by_itself:
                continue
            self.by_itself.add(key)
            is_taken = self.booked.get(key, 0) > self.given_up.get(key, 0)
            if decision == GOES_AHEAD or (is_taken and decision != COME_UNLESS):
                continue
            self.decided[key] = GOES_AHEAD
            self.given_up.pop(key)


class CallOffs(RuleBasedStateMachine):
    """Decide, print, post, ring, give times away, call off, put on again, extend, take back.

    At some point the strike may begin.
    """

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        shutil.copy(self.template, self.folder / "hospital.db")
        self.clock = Clock(NOW)
        self.clinic = Clinic(
            Database(str(self.folder / "hospital.db"), self.clock, "tester"), self.folder
        )
        self.clinic.book(*(visit(key, start) for key, start in STARTS.items()))
        self.clinic.strike()
        self.model, self.known = Model(), {key: Known() for key in STARTS}
        self.past: Model | None = None
        self.step = 0

    def teardown(self) -> None:
        self.clinic.storage.close()
        shutil.rmtree(self.folder)

    def go_on(self, undoable: bool = False) -> None:
        self.step += 1
        self.clinic.now = self.clock.pass_(minutes=1)
        self.past = deepcopy(self.model) if undoable else None

    @initialize(
        decisions=st.tuples(*(st.sampled_from([*Decision]) for _ in STRUCK)),
        posted=st.booleans(),
        taken=st.sampled_from(["", *STRUCK]),
    )
    def begin(self, decisions: tuple[Decision, ...], posted: bool, taken: str) -> None:
        """Start where a call-off finds a hospital: decided, perhaps told, a time given away."""
        for key, decision in zip(STRUCK, decisions, strict=True):
            self.decide(key, decision)
        if posted:
            self.make()
            self.post()
        if taken:
            self.give_the_time_away(taken)

    @rule(key=st.sampled_from(STRUCK), decision=st.sampled_from([*Decision]))
    def decide(self, key: str, decision: Decision) -> None:
        if key not in self.model.struck - self.model.past:
            return
        is_new = self.model.decided.get(key) != decision.value or key in self.model.by_itself
        self.go_on(undoable=is_new)
        later = f"2016-03-0{STRUCK.index(key) + 1} 09:00"
        self.clinic.decide(key, decision, later if decision is Decision.REBOOK else "")
        self.model.decide(key, decision.value, self.step)

    @rule()
    def make(self) -> None:
        self.go_on()
        self.clinic.make()

    @rule()
    def post(self) -> None:
        """Post what was made; whoever gets a letter must have needed just that one."""
        self.go_on()
        with self.clinic.storage.read() as work:
            before = work.letters.waiting()
        self.clinic.post()
        with self.clinic.storage.read() as work:
            told = {key: work.letters.about([key]) for key in before}
        for key, line in before.items():
            sent = {each.reference: each for each in told[key]}[line.reference]
            if sent.posted_at is None:
                continue
            assert key in self.owed(), f"{key} got a letter without need"
            assert line.decision.value == self.model.decided.get(key, GOES_AHEAD)
            self.known[key] = Known(line.decision.value)

    @rule(key=st.sampled_from(sorted(STARTS)))
    def ring(self, key: str) -> None:
        if key in self.model.past:
            return
        self.go_on()
        if self.model.is_held(key):
            with pytest.raises(Refused):
                self.clinic.ring(key)
            return
        self.clinic.ring(key)
        self.known[key].heard.append(self.model.decided.get(key, GOES_AHEAD))

    @rule(key=st.sampled_from(STRUCK))
    def give_the_time_away(self, key: str) -> None:
        if key in self.model.past:
            return
        self.go_on()
        self.clinic.book(visit(f"X{self.step}", STARTS[key]))
        self.model.booked[key] = self.step

    @precondition(lambda self: not self.model.past and not self.model.called_off)
    @rule()
    def begin_the_strike(self) -> None:
        self.clock.pass_(minutes=(UNDER_WAY - self.clinic.now).total_seconds() / 60)
        self.go_on()
        self.model.past = frozenset({"A1"})

    @precondition(lambda self: not self.model.in_parts and not self.model.called_off)
    @precondition(lambda self: self.model.days())
    @rule()
    def call_off(self) -> None:
        """Once it has begun it ends: there is nothing left to put on again."""
        self.go_on(undoable=True)
        before = set(self.model.struck)
        self.clinic.call_off()
        self.model.call_off([0, 1])
        if not self.model.past or DAY_OF["A1"] not in {DAY_OF[key] for key in before}:
            self.model.called_off = before

    @precondition(lambda self: not self.model.in_parts and not self.model.called_off)
    @precondition(lambda self: self.model.days() == [0, 1])
    @rule(day=st.sampled_from([0, 1]))
    def call_off_a_day(self, day: int) -> None:
        self.go_on(undoable=True)
        self.clinic.call_off(days=[DAYS[day]])
        self.model.call_off([day])
        self.model.in_parts = bool(self.model.past) and day == 0

    @precondition(lambda self: bool(self.model.called_off))
    @rule()
    def on_again(self) -> None:
        self.go_on(undoable=True)
        self.clinic.on_again()
        self.model.struck |= self.model.called_off
        self.model.called_off = set()

    @precondition(lambda self: not self.model.in_parts and not self.model.called_off)
    @precondition(lambda self: self.model.struck != set(DAY_OF))
    @rule()
    def extend(self) -> None:
        self.go_on(undoable=True)
        both = NewTerms(at("2016-01-12 08:00"), at("2016-01-14 08:00"))
        revise(self.clinic.storage, 1, both, "longer", self.clinic.now, RULES.ladder)
        self.model.struck = set(DAY_OF)

    @precondition(lambda self: self.past is not None)
    @rule()
    def take_back(self) -> None:
        assert self.past is not None
        past = self.past
        self.go_on()
        undo(self.clinic.storage)
        self.model = past

    def owed(self) -> set[str]:
        """Return whom the model would write to now."""
        model = self.model
        return {
            key
            for key, known in self.known.items()
            if not model.is_held(key)
            and known.misled(model.decided.get(key, GOES_AHEAD), key in model.by_itself)
        }

    @invariant()
    def those_owed_a_letter_get_one_and_nobody_else(self) -> None:
        queue, owed = self.clinic.queue(), self.owed()
        going = {key for key, each in queue.items() if each.state in ("ready", "in_batch")}
        pulled = {key for key, each in queue.items() if each.state == "withdraw"}
        assert going <= owed, (going, owed)
        assert owed <= going | pulled, (owed, going, pulled)
        assert self.clinic.decided() == self.model.decided


@pytest.mark.one_engine
def test_nobody_unaffected_gets_a_letter_and_everybody_told_otherwise_does(
    tmp_path: Path,
) -> None:
    CallOffs.template = tmp_path / "template.db"
    Database(str(CallOffs.template), utc_now, "template").close()
    run_state_machine_as_test(
        CallOffs,
        settings=settings(
            phases=(Phase.generate,),
            max_examples=EXAMPLES,
            stateful_step_count=12,
            deadline=None,
            derandomize=False,
        ),
    )


@pytest.mark.one_engine
def test_the_model_agrees_on_the_night_that_everybody_fears(tmp_path: Path) -> None:
    """A walk that chance seldom takes: all told, called off, on again, a day off, taken back."""
    CallOffs.template = tmp_path / "template.db"
    Database(str(CallOffs.template), utc_now, "template").close()
    walk = CallOffs()
    look = walk.those_owed_a_letter_get_one_and_nobody_else
    try:
        walk.begin((Decision.STAND_BY, Decision.POSTPONE, Decision.CONVERT), True, "A2")
        look()
        for do in (walk.call_off, walk.on_again, walk.take_back, walk.make, walk.post):
            do()
            look()
        assert walk.owed() == set()
        for do in (walk.on_again, lambda: walk.call_off_a_day(1), walk.take_back, walk.post):
            do()
            look()
    finally:
        walk.teardown()


@pytest.mark.one_engine
@pytest.mark.parametrize("day", [None, 0, 1])
def test_the_model_agrees_when_it_is_called_off_while_it_runs(
    tmp_path: Path, day: int | None
) -> None:
    CallOffs.template = tmp_path / "template.db"
    Database(str(CallOffs.template), utc_now, "template").close()
    walk = CallOffs()
    look = walk.those_owed_a_letter_get_one_and_nobody_else
    off = walk.call_off if day is None else lambda: walk.call_off_a_day(day)
    try:
        walk.begin((Decision.POSTPONE, Decision.POSTPONE, Decision.CONVERT), True, "")
        back = {None: {"A2", "B1"}, 0: {"A2"}, 1: {"B1"}}[day]
        for do in (walk.begin_the_strike, off):
            do()
            look()
        assert walk.owed() == back
        for do in (walk.take_back, off, walk.make, walk.post):
            do()
            look()
        assert walk.owed() == set()
    finally:
        walk.teardown()
