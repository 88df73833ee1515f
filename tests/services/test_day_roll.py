"""The roll call of a strike day: ticks, who counts where, and what they leave missing.

On 12 January 2016 the Emergency department needs two doctors from 08:30 to 20:00. Carol is there;
Ada's duty is lost to the strike. Kit said that he works and is on the wards until 15:00.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from rota.domain.day import Tick
from rota.domain.errors import Refused
from rota.services.day_roll import DayService, NewTick, Ticked, read_day, tick
from rota.services.history import check, history, redo, undo
from rota.services.windows import services_named
from rota.storage.database import Database
from tests import cover_hospital
from tests.conftest import Addresses, OpenDatabase
from tests.cover_hospital import WINDOW, at
from tests.engines import Clock, filling
from tests.strike_hospital import ED, WARD, tools

LADDER = tools().rules.ladder
CAROL, ADA, KIT, JO, EVE = "S3", "S1", "S11", "S10", "S5"
MORNING = at(12, 10)


@pytest.fixture
def storage(addresses: Addresses, open_database: OpenDatabase, clock: Clock) -> Database:
    fill = filling(cover_hospital.fill_more, clock)
    return open_database(addresses.filled("cover hospital", fill))


class Roll:
    """Ticks as a person would, each click with a key of its own."""

    def __init__(self, storage: Database) -> None:
        self.storage = storage
        with storage.read() as work:
            self.ed, self.ward = (services_named(work, name)[0].service_id for name in (ED, WARD))
        self._clicks = 0

    def tick(
        self, staff_id: str, what: Tick = Tick.HERE, when=MORNING, place: int = 0, **more
    ) -> Ticked:
        self._clicks += 1
        new = NewTick(staff_id, place or self.ed, when, what)
        return tick(
            more.get("storage", self.storage), WINDOW, LADDER, [new],
            more.get("key", f"click {self._clicks}"), more.get("who", "Sister Ray"),
            more.get("now", when),
        )  # fmt: skip

    def at(self, when=MORNING, name: str = ED) -> DayService:
        view = read_day(self.storage, WINDOW, LADDER, when)
        return next(each for each in view.services if each.service.name == name)

    def states(self, when=MORNING, name: str = ED) -> dict[str, tuple[str, Tick | None]]:
        return {each.staff_id: (each.why, each.state) for each in self.at(when, name).people}

    def refused(self, *words, **more) -> str:
        with pytest.raises(Refused) as no:
            self.tick(*words, **more)
        return no.value.code


@pytest.fixture
def roll(storage: Database) -> Roll:
    return Roll(storage)


def test_before_any_tick_the_day_is_the_plan(roll: Roll) -> None:
    found = roll.at()
    assert roll.states() == {CAROL: ("duty", None), ADA: ("called_out", None)}
    assert (found.required, found.expected, found.here, found.not_here) == (2, 1, 0, 0)
    assert (found.unticked, found.missing_planned, found.missing_now) == (1, 1, 1)
    assert found.posts_soon == ()
    view = read_day(roll.storage, WINDOW, LADDER, MORNING)
    # The overhang runs to 08:30 on the 13th, the end of Dev's lost night.
    assert view.checks == (at(12, 8), at(12, 20), at(13, 8))
    by_grade = {each.grade: (each.due, each.expected) for each in view.by_grade}
    assert by_grade == {"CONSULTANT": (1, 1), "CT": (2, 1), "ST": (1, 0)}


@pytest.mark.one_engine
def test_a_roll_call_shows_what_becomes_short_within_the_hour(roll: Roll) -> None:
    found = roll.at(at(12, 8))
    assert found.missing_now == 0
    ((gap),) = found.posts_soon
    assert (gap.post, gap.start, gap.missing) == ("CT or above", at(12, 8, 30), 1)
    assert (found.missing_soon, found.is_short) == (1, True)
    assert roll.at(at(12, 7)).posts_soon == roll.at(at(12, 8)).posts_soon  # as it begins
    # Carol goes home at 20:30: nobody need tick her at 20:00, though she is still there.
    evening = roll.at(at(12, 20))
    assert [(p.staff_id, p.is_leaving) for p in evening.people] == [
        (CAROL, True), ("S4", False)
    ]  # fmt: skip
    assert (evening.expected, evening.unticked) == (1, 0)
    assert [(gap.start, gap.missing) for gap in evening.posts_soon] == [(at(12, 20, 30), 1)]
    assert roll.at(at(12, 19)).unticked == 1


@pytest.mark.one_engine
def test_a_moment_outside_the_strike_is_its_first_or_last_minute(roll: Roll) -> None:
    early = read_day(roll.storage, WINDOW, LADDER, at(11, 12))
    assert (early.at, early.span) == (at(12, 8), (at(12, 8), at(13, 8, 30)))
    assert read_day(roll.storage, WINDOW, LADDER, at(14, 9)).at == at(13, 8, 29)


@pytest.mark.one_engine
def test_leaving_later_is_told_at_the_earlier_check(roll: Roll) -> None:
    def carol(when):
        (found,) = (each for each in roll.at(when).people if each.staff_id == CAROL)
        return found.state, found.gone_at

    roll.tick(CAROL, when=at(12, 9))
    roll.tick(CAROL, Tick.LEFT, at(12, 14))
    assert carol(at(12, 10)) == (Tick.HERE, at(12, 14))
    assert carol(at(12, 14)) == (Tick.LEFT, None)
    roll.tick(CAROL, Tick.HERE, at(12, 14))
    assert carol(at(12, 10)) == (Tick.HERE, None)
    assert roll.tick(CAROL, Tick.LEFT, at(12, 15)).changes.text.startswith("Left: 1 person at ")


def test_ticks_move_what_is_missing_and_each_can_be_undone(roll: Roll) -> None:
    before = roll.at()
    assert roll.tick(ADA).changes.text == (
        "Ticked here: 1 person at Emergency department, Tue 12 Jan 2016 10:00."
    )
    assert (roll.at().here, roll.at().missing_now) == (1, 0)
    roll.tick(CAROL, Tick.NOT_HERE)
    assert roll.states() == {CAROL: ("duty", Tick.NOT_HERE), ADA: ("called_out", Tick.HERE)}
    found = roll.at()
    assert (found.not_here, found.unticked, found.missing_now) == (1, 0, 1)
    assert found.missing_planned == 1
    roll.tick(CAROL, Tick.CLEAR)
    assert roll.states()[CAROL] == ("duty", None)
    for _ in range(3):
        undo(roll.storage)
    assert roll.at() == before
    redo(roll.storage)
    assert roll.states()[ADA] == ("called_out", Tick.HERE)
    assert check(roll.storage).sound


@pytest.mark.one_engine
def test_somebody_else_comes_and_stays_until_the_next_roll_call(roll: Roll) -> None:
    roll.tick(JO, when=at(12, 9, 30))
    (jo,) = (each for each in roll.at().people if each.staff_id == JO)
    assert (jo.why, jo.name, jo.start, jo.end) == ("came", "Jo Lark", at(12, 9, 30), at(12, 20))
    assert roll.at().missing_now == 0
    assert roll.at(at(12, 19, 59)).missing_now == 0
    assert JO not in roll.states(at(12, 20))
    roll.tick(JO, Tick.LEFT, at(12, 14))
    assert roll.states(at(12, 14)) == {
        CAROL: ("duty", None), ADA: ("called_out", None), JO: ("came", Tick.LEFT)
    }  # fmt: skip
    assert roll.at(at(12, 13, 59)).missing_now == 0
    assert roll.at(at(12, 14)).missing_now == 1


@pytest.mark.one_engine
def test_whoever_moves_to_another_service_is_missing_where_they_were(roll: Roll) -> None:
    assert roll.at(name=WARD).expected == 1
    roll.tick(KIT, place=roll.ed)
    assert roll.at().missing_now == 0
    (kit,) = (each for each in roll.at(name=WARD).people if each.staff_id == KIT)
    assert (kit.state, kit.elsewhere, kit.ticked_by) == (Tick.NOT_HERE, roll.ed, "Sister Ray")
    assert roll.at(name=WARD).not_here == 1
    view = read_day(roll.storage, WINDOW, LADDER, MORNING)
    (ct,) = (each for each in view.by_grade if each.grade == "CT")
    assert (ct.due, ct.expected, ct.here, ct.not_here) == (2, 1, 1, 0)
    roll.tick(KIT, when=at(12, 11), place=roll.ward)
    assert roll.states(at(12, 11))[KIT] == ("came", Tick.LEFT)
    assert roll.at(at(12, 11)).missing_now == 1
    assert roll.states(at(12, 11), WARD)[KIT] == ("duty", Tick.HERE)


@pytest.mark.one_engine
def test_a_tick_holds_to_the_end_of_the_duty_and_one_for_the_night_can_come_early(
    roll: Roll,
) -> None:
    roll.tick(CAROL, Tick.NOT_HERE, at(12, 7, 30))
    for when in (at(12, 8), at(12, 20, 29)):
        assert roll.states(when)[CAROL] == ("duty", Tick.NOT_HERE)
    # At 09:00 somebody rings about the night: Ian is not expected any more.
    roll.tick("S9", Tick.NOT_HERE, at(12, 20), roll.ward, now=at(12, 9))
    assert roll.at(at(12, 21), WARD).missing_now == 1
    assert roll.at(at(12, 21), WARD).missing_planned == 0


def test_the_same_click_is_kept_once(roll: Roll) -> None:
    roll.tick(ADA, key="one click")
    again = roll.tick(ADA, key="one click")
    assert (again.changes.entry, again.raised) == (None, ())
    with roll.storage.read() as work:
        assert len(work.day.ticks(WINDOW)) == 1


@pytest.mark.one_engine
def test_what_cannot_be_ticked_is_refused_and_nothing_is_kept(roll: Roll) -> None:
    assert roll.refused(ADA, who="  ") == "no_name"
    assert roll.refused("S99") == "unknown_staff"
    assert roll.refused(ADA, place=99) == "unknown_service"
    assert roll.refused(ADA, when=at(12, 6, 59)) == "outside_window"
    assert roll.refused(ADA, when=at(13, 8, 30)) == "outside_window"
    assert roll.refused(ADA, now=at(12, 8, 59)) == "not_yet"
    for what in (Tick.NOT_HERE, Tick.LEFT, Tick.CLEAR):
        assert roll.refused(JO, what) == "not_down"
    assert roll.refused(EVE, Tick.NOT_HERE) == "not_down"  # on leave: nobody expects her
    with pytest.raises(Refused, match="There is no strike window 7"):
        tick(
            roll.storage, 7, LADDER, [NewTick(ADA, roll.ed, MORNING, Tick.HERE)], "k", "R", MORNING
        )
    both = [NewTick(each, roll.ed, MORNING, Tick.NOT_HERE) for each in (CAROL, JO)]
    with pytest.raises(Refused):
        tick(roll.storage, WINDOW, LADDER, both, "both", "Ray", MORNING)
    with roll.storage.read() as work:
        assert work.day.ticks(WINDOW) == []


def test_nobody_undoes_the_tick_of_a_colleague(
    roll: Roll, open_as: Callable[[str], Database]
) -> None:
    colleague = open_as("colleague")
    roll.tick(ADA)
    roll.tick(JO, storage=colleague)
    undo(roll.storage)
    assert roll.states().keys() == {CAROL, ADA, JO}
    assert roll.states()[ADA] == ("called_out", None)
    assert roll.states()[JO] == ("came", Tick.HERE)
    undo(colleague)
    assert roll.states().keys() == {CAROL, ADA}
    with pytest.raises(Refused) as nothing:
        undo(colleague)
    assert nothing.value.code == "nothing_to_undo"
    redo(colleague)
    assert roll.states()[JO] == ("came", Tick.HERE)


@pytest.fixture
def open_as(storage: Database, request: pytest.FixtureRequest) -> Callable[[str], Database]:
    def open_one(who: str) -> Database:
        made = Database(storage.address, lambda: cover_hospital.NOW, who)
        request.addfinalizer(made.close)
        return made

    return open_one


@pytest.mark.one_engine
def test_history_holds_no_name_of_who_was_ticked(roll: Roll) -> None:
    roll.tick(ADA)
    undo(roll.storage)
    said = " ".join(each.text for each in history(roll.storage))
    assert "Okafor" not in said
    assert ADA not in said.split()
    assert roll.at(MORNING + timedelta(hours=1)).unticked == 1
