"""Suggesting a cover plan: what it fills, whom it takes, why it leaves what it leaves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rota.domain.codes import AbsenceKind, Reply, WindowState
from rota.domain.cover import CoverGap
from rota.domain.cover_limits import ON_SITE
from rota.domain.cover_problem import CoverPlan, CoverProblem, PlanStatus
from rota.domain.errors import Refused
from rota.domain.importing import ImportKind
from rota.domain.people import Absence
from rota.domain.suggestions import Aim, Ask, OpenStretch
from rota.services.assigning import CoverOrder, assess, assign, service_called
from rota.services.history import undo
from rota.services.people import add_absence
from rota.services.ports import Storage
from rota.services.suggest_people import FROM_HOME
from rota.services.suggest_places import LONGEST, Place, open_places, pieces
from rota.services.suggest_planner import eligibility
from rota.services.suggesting import Suggestion, accept, levelled, offers, read_question, suggest
from rota.services.window_changes import set_state
from rota.storage.database import Database
from tests.cover_hospital import NIGHT, RULES, WINDOW, at, bring, fill_more, missing, order
from tests.engines import SqliteFiles
from tests.strike_hospital import ED, NOW, WARD, tools

Gone = dict[str, tuple[int, int]]
EVERYBODY = 13
WARD_ALWAYS = f"""service,department,site,level,from,to,number,grade_min
{WARD},Medicine,St Anne,emergency_only,00:00,00:00,1,CT
"""
FREE = ("S3", "S7", "S8", "S9", "S10", "S11")
"""Who could take some of the night of the 12th in the Emergency department."""


def plan(storage: Storage, **more: object) -> Suggestion:
    ask = Ask(WINDOW, **more)  # type: ignore[arg-type]
    return suggest(read_question(storage, ask, RULES), tools().solver)


def away(storage: Storage, folder: Path, *rows: str) -> None:
    bring(storage, folder, ImportKind.ABSENCES, "\n".join(["staff_id,from,to,kind", *rows, ""]))


def away_all_day(storage: Storage, folder: Path, *staff_ids: str) -> None:
    away(storage, folder, *(f"{each},12/01/2016,13/01/2016,sick" for each in staff_ids))


def taken(found: Suggestion) -> list[tuple[str, datetime, datetime]]:
    return [(each.staff_id, each.start, each.end) for each in found.assignments]


def alike(storage: Storage, care: str = "emergency") -> None:
    """Make the wards as critical as the Emergency department, or as they are by name."""
    ward = service_called(storage, WARD).service_id
    with storage.write("care") as work:
        work.duties.set_care([ward], care)


def nights(found: Suggestion) -> list[OpenStretch]:
    return [each for each in found.unfilled if each.service == ED and each.end == NIGHT[1]]


def night(found: Suggestion) -> OpenStretch:
    (each,) = nights(found)
    return each


def people(each: OpenStretch) -> dict[str, int]:
    return {why.rule: why.people for why in each.why}


def recorded(storage: Storage) -> list[str]:
    with storage.read() as work:
        return sorted(each.staff_id for each in work.cover.of_window(WINDOW) if each.counts)


def test_every_gap_is_filled_with_nobody_moved_and_that_is_proved(storage: Storage) -> None:
    found = plan(storage)
    assert (found.status, found.missing_after, found.bound) == ("optimal", 0, 0)
    assert found.missing_before == sum(missing(storage).values()) > 0
    assert (found.moved, found.unfilled) == (0, ())
    assert ("S10", *NIGHT) in taken(found)  # declared working: nobody is simpler to ask


def test_no_rule_stops_anybody_suggested(storage: Storage) -> None:
    for each in plan(storage).assignments:
        wanted = CoverOrder(WINDOW, each.staff_id, each.service_id, each.start, each.end)
        judged = assess(storage, replace(wanted, leaves_duties=each.leaves_duties), RULES)
        assert judged.stops == ()
        assert judged.findings == each.findings


def test_the_plan_stands_on_the_board_that_it_carries(storage: Storage) -> None:
    found = plan(storage)
    assert found.board.view.missing_minutes == found.missing_after
    assert sum(missing(storage).values()) == found.missing_before  # nothing was saved


def test_cover_given_by_hand_stays_and_is_planned_around(storage: Storage) -> None:
    by_hand = assign(storage, order(storage, "S10", WARD), RULES).assignment
    found = plan(storage)
    assert "S10" not in {each.staff_id for each in found.assignments}
    accept(storage, found, None, RULES)
    with storage.read() as work:
        assert work.cover.one(by_hand.assignment_id) == by_hand


def test_accepting_all_is_one_step_that_one_undo_takes_back(storage: Storage) -> None:
    found = plan(storage)
    assert len(found.assignments) > 1
    accept(storage, found, None, RULES, "agreed at the 7 o'clock meeting")
    assert recorded(storage) == sorted(each.staff_id for each in found.assignments)
    assert sum(missing(storage).values()) == found.missing_after
    undo(storage)
    assert recorded(storage) == []
    assert sum(missing(storage).values()) == found.missing_before


def test_some_of_a_plan_may_be_accepted(storage: Storage) -> None:
    found = plan(storage)
    accept(storage, found, [1], RULES)
    assert recorded(storage) == [found.assignments[1].staff_id]


def test_accepting_none_is_refused(storage: Storage) -> None:
    with pytest.raises(Refused, match="no suggested cover"):
        accept(storage, plan(storage), [], RULES)


def test_a_plan_is_refused_whole_when_somebody_was_given_other_cover_since(
    storage: Storage,
) -> None:
    found = plan(storage)
    assign(storage, order(storage, "S10", WARD), RULES)
    with pytest.raises(Refused, match=r"already covers then.*Suggest again") as refused:
        accept(storage, found, None, RULES)
    assert refused.value.code == "covers_elsewhere"
    assert recorded(storage) == ["S10"]


def test_a_plan_is_refused_for_a_gap_that_was_closed_since(storage: Storage) -> None:
    found = plan(storage)
    assign(storage, order(storage, "S8"), RULES)
    with pytest.raises(Refused, match="nothing is left for this cover to close"):
        accept(storage, found, None, RULES)


def test_who_declined_is_not_asked_for_that_time_again(storage: Storage) -> None:
    given = assign(storage, order(storage, "S10"), RULES).assignment
    with storage.write("reply") as work:
        work.cover.change([replace(given, reply=Reply.DECLINED)])
    found = plan(storage)
    assert found.missing_after == 0
    assert ("S10", *NIGHT) not in taken(found)


def test_a_gap_that_nobody_can_take_counts_everybody_by_reason(
    storage: Storage, tmp_path: Path
) -> None:
    away_all_day(storage, tmp_path, *FREE)
    found = plan(storage)
    left = night(found)
    assert left.missing == 1
    assert sum(people(left).values()) == EVERYBODY
    assert people(left) == {
        "absent": 6,
        "called_out": 3,
        "grade_too_low": 2,
        "not_a_doctor": 2,
    }
    assert found.missing_after == found.bound > 0


def test_the_nearest_miss_and_the_least_changes_are_named_with_figures(
    storage: Storage, tmp_path: Path
) -> None:
    early = f"""duty_id,service,department,site,staff_group,grade_min,start,end,kind,staff_id
D8,{WARD},Medicine,St Anne,resident_doctor,CT,12/01/2016 08:00,12/01/2016 10:00,ward,S11
D9,{WARD},Medicine,St Anne,resident_doctor,CT,13/01/2016 20:00,14/01/2016 08:00,ward,S11
"""
    bring(storage, tmp_path, ImportKind.DUTIES, early)
    away(
        storage,
        tmp_path,
        *(f"{each},12/01/2016,13/01/2016,sick" for each in FREE[1:-1]),
        "S3,12/01/2016 20:30,13/01/2016 12:00,other",
        "S11,12/01/2016 10:00,12/01/2016 20:00,other",
    )
    found = plan(storage)
    assert ("S11", at(12, 21), NIGHT[1]) in taken(found)
    (left,) = [each for each in found.unfilled if each.end == at(12, 21)]
    assert left.nearest.startswith("Kit Late: 10 h 30 of rest before 20:30 Tuesday 12 January")
    assert left.relax == (
        "Allow 10 h 30 of rest for 1 person (the limit is 11 h: WTR 1998 reg 10).",
        "1 of those called out says that they will work (3 could come).",
        "1 more: CT or above, Tue 12 Jan, 20:30 to 21:00.",
    )


def _promoted(storage: Storage, folder: Path) -> None:
    row = "staff_id,title,forename,surname,staff_group,grade,department,site"
    bring(storage, folder, ImportKind.STAFF, f"{row}\nS13,Dr,Max,Young,sas_doctor,CT,ED,St Anne\n")


def _declared(storage: Storage, folder: Path) -> None:
    rows = "staff_id,declaration\nS4,working\nS10,working\nS11,working\n"
    bring(storage, folder, ImportKind.DECLARATIONS, rows)


def _back(storage: Storage, folder: Path) -> None:
    with storage.write("back") as work:
        held = work.people.absences_of(["S8"])
        work.people.absences.retire([(e.staff_id, e.start, e.end, e.kind) for e in held])


@pytest.mark.parametrize(
    ("reason", "take_away"),
    [("grade_too_low", _promoted), ("called_out", _declared), ("absent", _back)],
)
def test_without_the_one_reason_against_somebody_the_gap_is_filled(
    storage: Storage, tmp_path: Path, reason: str, take_away: Callable[..., None]
) -> None:
    away_all_day(storage, tmp_path, *FREE)
    assert reason in people(night(plan(storage)))
    take_away(storage, tmp_path)
    assert nights(plan(storage)) == []


def test_part_of_a_gap_is_covered_when_nobody_is_free_for_the_whole(
    storage: Storage, tmp_path: Path
) -> None:
    away(
        storage,
        tmp_path,
        *(f"{each},12/01/2016,13/01/2016,sick" for each in FREE if each != "S8"),
        "S8,13/01/2016 02:00,13/01/2016 12:00,other",
        "S8,12/01/2016 07:00,12/01/2016 20:00,other",
    )
    found = plan(storage)
    assert taken(found) == [("S8", at(12, 20), at(13, 2))]
    left = night(found)
    assert (left.start, left.end) == (at(13, 2), NIGHT[1])
    assert sum(people(left).values()) == EVERYBODY
    assert found.status == "feasible"  # nobody proved that other pieces would not be better


def test_nobody_covers_twice_without_rest_even_where_the_rules_only_warn(
    storage: Storage, tmp_path: Path
) -> None:
    away_all_day(storage, tmp_path, *(each for each in FREE if each != "S8"))
    found = plan(storage)
    assert [staff_id for staff_id, _, _ in taken(found)] == ["S8"]
    assert found.unfilled
    assert any("rest_from_cover" in people(each) for each in found.unfilled)


def test_nobody_is_taken_from_where_they_would_leave_as_much_short(
    storage: Storage, tmp_path: Path
) -> None:
    away(
        storage,
        tmp_path,
        *(f"{each},12/01/2016,13/01/2016,sick" for each in FREE if each != "S9"),
        "S9,12/01/2016 07:00,12/01/2016 20:00,other",
    )
    bring(storage, tmp_path, ImportKind.REQUIREMENTS, WARD_ALWAYS)
    alike(storage)
    left = [each for each in plan(storage).unfilled if each.service == ED]
    assert "leaves_short" in people(left[-1])
    assert sum(people(left[-1]).values()) == EVERYBODY


def test_a_minute_at_a_critical_service_is_worth_leaving_another_short(
    storage: Storage, tmp_path: Path
) -> None:
    away(
        storage,
        tmp_path,
        *(f"{each},12/01/2016,13/01/2016,sick" for each in FREE if each != "S9"),
        "S9,12/01/2016 07:00,12/01/2016 20:00,other",
    )
    bring(storage, tmp_path, ImportKind.REQUIREMENTS, WARD_ALWAYS)
    found = plan(storage)
    ((staff_id, start, end),) = taken(found)
    assert (staff_id, start, end) == ("S9", at(12, 20), NIGHT[1])
    assert found.assignments[0].cost_words.endswith(
        "leaves a duty, Medical wards would be 1 short of CT or above, 20:00 to 08:30"
    )
    assert found.missing_after == found.missing_before
    weight = RULES.care.weight(service_called(storage, ED))
    assert weight > 1
    assert found.weighted_before - found.weighted_after == 750 * (weight - 1)
    assert found.weighted_after == found.weighted_bound
    assert found.bound <= found.missing_after
    accept(storage, found, None, RULES)
    assert missing(storage)[WARD] > 0


def test_what_is_critical_says_so_where_it_stays_open(storage: Storage, tmp_path: Path) -> None:
    away_all_day(storage, tmp_path, *FREE)
    assert {each.service: each.care for each in plan(storage).unfilled}[ED] == "Emergency"
    alike(storage, "")
    with storage.write("care") as work:
        work.duties.set_care([service_called(storage, ED).service_id], "none of these")
    assert night(plan(storage)).care == ""


def test_two_who_could_each_be_spared_are_not_both_taken(storage: Storage, tmp_path: Path) -> None:
    away(
        storage,
        tmp_path,
        *(f"{each},12/01/2016,13/01/2016,sick" for each in FREE if each not in ("S8", "S9")),
        *(f"{each},12/01/2016 07:00,12/01/2016 20:00,other" for each in ("S8", "S9")),
    )
    both = f"""duty_id,service,department,site,staff_group,grade_min,start,end,kind,staff_id
D9,{WARD},Medicine,St Anne,sas_doctor,CT,12/01/2016 20:00,13/01/2016 08:30,ward,S8
"""
    bring(storage, tmp_path, ImportKind.DUTIES, both)
    rows = (
        "service,department,site,level,from,to,number,grade_min\n"
        f"{WARD},Medicine,St Anne,emergency_only,00:00,00:00,1,CT\n"
        f"{ED},Emergency,St Anne,emergency_only,00:00,00:00,2,CT\n"
    )
    bring(storage, tmp_path, ImportKind.REQUIREMENTS, rows)
    alike(storage)
    found = plan(storage)
    assert (len(found.assignments), found.moved) == (1, 1)
    assert all(each.service == ED for each in found.unfilled if each.start >= at(12, 20))
    accept(storage, found, None, RULES)
    assert sum(missing(storage).values()) == found.missing_after


@pytest.mark.parametrize("state", ["suspended", "called_off"])
def test_a_strike_that_is_off_is_suggested_nothing_and_says_so(
    storage: Storage, state: str
) -> None:
    change(storage, state)
    found = plan(storage)
    assert (found.assignments, found.unfilled) == ((), ())
    assert found.missing_after == found.missing_before
    words = state.replace("_", " ")
    assert found.findings[0].text == f"This strike is {words}: it asks nobody to cover."


def test_a_plan_of_before_a_change_of_the_strike_is_refused(storage: Storage) -> None:
    found = plan(storage)
    change(storage, "suspended")
    with pytest.raises(Refused, match="has changed since this plan"):
        accept(storage, found, None, RULES)


def test_the_same_question_and_seed_give_the_same_plan(storage: Storage) -> None:
    assert values(plan(storage)) == values(plan(storage))


def change(storage: Storage, state: str) -> None:
    set_state(storage, WINDOW, WindowState(state), "talks", NOW, RULES.ladder)


def values(found: Suggestion) -> tuple[object, ...]:
    return found.status, found.assignments, found.unfilled, found.findings, found.bound


def test_three_offers_put_different_things_first(storage: Storage) -> None:
    made = offers(read_question(storage, Ask(WINDOW), RULES), tools().solver)
    assert [each.aim for each in made] == [Aim.FEWEST_MOVED, Aim.FAIREST, Aim.FEWEST_PATIENTS]
    assert [each.missing_after for each in made] == [0, 0, 0]


def test_plans_are_heard_of_on_the_way(storage: Storage) -> None:
    heard: list[Suggestion] = []
    question = read_question(storage, Ask(WINDOW), RULES)
    found = suggest(question, tools().solver, heard.append)
    assert heard
    assert heard[-1].missing_after == found.missing_after
    assert all(each.bound <= each.missing_after for each in heard)


def test_a_cancelled_search_answers_with_what_it_has(storage: Storage) -> None:
    question = read_question(storage, Ask(WINDOW), RULES)
    found = suggest(question, tools().solver, cancelled=lambda: True)
    assert found.missing_after == found.missing_before
    assert found.status == "feasible"
    assert all(each.why == () for each in found.unfilled)


def test_who_cancels_keeps_the_plan_that_was_shown_first(storage: Storage) -> None:
    heard: list[Suggestion] = []
    question = read_question(storage, Ask(WINDOW), RULES)
    found = suggest(question, tools().solver, heard.append, lambda: bool(heard))
    assert len(heard) == 1
    assert heard[0].missing_after < heard[0].missing_before
    assert found.assignments
    assert taken(found) == taken(heard[0])
    assert found.missing_after == heard[0].missing_after
    assert found.status == "feasible"
    assert all(each.why == () for each in found.unfilled)
    accept(storage, found, None, RULES)
    assert sum(missing(storage).values()) == found.missing_after


class OutOfTime:
    """The real solver, which has time for the first question only, or for none."""

    def __init__(self, questions: int = 1) -> None:
        self._left = questions

    def plan(
        self,
        problem: CoverProblem,
        seconds: float,
        seed: int,
        progress: Callable[[CoverPlan], None],
        cancelled: Callable[[], bool],
    ) -> CoverPlan:
        """Plan so often, and then nothing."""
        self._left -= 1
        if self._left >= 0:
            return tools().solver.plan(problem, seconds, seed, progress, cancelled)
        return CoverPlan(PlanStatus.FEASIBLE, 0, 0, (), ())


def test_out_of_time_the_first_plan_is_the_answer_with_its_reasons(storage: Storage) -> None:
    heard: list[Suggestion] = []
    found = suggest(read_question(storage, Ask(WINDOW), RULES), OutOfTime(), heard.append)
    assert taken(found) == taken(heard[0])
    assert found.missing_after == heard[0].missing_after < found.missing_before
    assert found.status == "feasible"
    assert sum(each.missing for each in found.unfilled if not each.why) == 0


def test_a_plan_that_leaves_more_missing_gives_way_to_a_sibling(storage: Storage) -> None:
    fairest = plan(storage, aim=Aim.FAIREST)
    question = read_question(storage, Ask(WINDOW), RULES)
    worse = suggest(question, OutOfTime(0))
    assert worse.weighted_after > fairest.weighted_after
    one, other = levelled((worse, fairest))
    assert other == fairest
    assert (one.aim, one.status) == (Aim.BALANCED, "feasible")
    assert taken(one) == taken(fairest)
    assert one.weighted_after == fairest.weighted_after
    assert levelled((fairest, one)) == (fairest, one)


def test_without_requirements_nothing_is_known_to_be_missing(storage: Storage) -> None:
    assert plan(storage).unknown == ""
    with storage.write("none") as work:
        held = work.requirements.all()
        work.requirements.replace({(each.service_id, each.level) for each in held}, [])
    found = plan(storage)
    assert found.missing_after == found.missing_before == 0
    assert {ED, WARD} <= set(found.unspecified)
    assert found.unknown == (
        "No service has a requirement at its level, so nothing is known to be missing. "
        "Set requirements first."
    )


def test_cover_on_call_from_home_is_no_time_on_site(storage: Storage) -> None:
    question = read_question(storage, Ask(WINDOW), RULES)
    picture = question.checks.ground.picture
    service_id = service_called(storage, ED).service_id
    post = picture.reading.needs[service_id][0].post
    there = Place(service_id, post, at(12, 8), at(13, 8, 30))
    from_home = replace(there, post=replace(post, kinds=FROM_HOME))
    able = eligibility(question, question.checks)
    kept = [each.reason.code for each in able.everybody(there) if each.reason]
    assert ON_SITE in kept
    kept = [each.reason.code for each in able.everybody(from_home) if each.reason]
    assert ON_SITE not in kept


def test_an_unknown_window_is_refused(storage: Storage) -> None:
    with pytest.raises(Refused, match="no strike window 9"):
        read_question(storage, Ask(9), RULES)


@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    gone=st.dictionaries(
        st.sampled_from(FREE), st.tuples(st.integers(0, 20), st.integers(1, 24)), max_size=6
    )
)
def test_whoever_is_away_what_is_said_of_a_plan_holds(
    sqlite_files: SqliteFiles, tmp_path_factory: pytest.TempPathFactory, gone: Gone
) -> None:
    folder = tmp_path_factory.mktemp("away")
    storage = Database(sqlite_files.copy_to(folder / "hospital.db"), lambda: NOW, "tester")
    fill_more(storage, folder)
    for staff_id, (start, length) in gone.items():
        first = at(12, 6) + timedelta(hours=start)
        absence = Absence(staff_id, first, first + timedelta(hours=length), AbsenceKind.SICK)
        add_absence(storage, absence)
    found = plan(storage)
    assert found.bound <= found.missing_after <= found.missing_before
    still = [each.missing * (each.end - each.start) for each in found.unfilled]
    assert sum(still, timedelta()) == timedelta(minutes=found.missing_after)
    assert all(sum(people(each).values()) == EVERYBODY for each in found.unfilled)
    if found.assignments:
        accept(storage, found, None, RULES)
    assert sum(missing(storage).values()) == found.missing_after
    again = plan(storage)
    assert again.assignments == ()
    assert again.unfilled == found.unfilled
    storage.close()


def test_a_long_gap_is_cut_where_people_hand_over(storage: Storage) -> None:
    picture = read_question(storage, Ask(WINDOW), RULES).checks.ground.picture
    post = picture.reading.needs[service_called(storage, ED).service_id][0].post
    place = Place(service_called(storage, ED).service_id, post, at(11, 9), at(13, 8, 30))
    cut = pieces(place, picture)
    assert [(each.start, each.end) for each in cut] == [
        (at(11, 9), at(11, 20)),
        (at(11, 20), at(12, 8)),
        (at(12, 8), at(12, 20)),
        (at(12, 20), at(13, 8, 30)),
    ]
    assert max(each.length for each in cut) <= LONGEST


def test_each_missing_person_is_one_place_as_long_as_it_goes(storage: Storage) -> None:
    picture = read_question(storage, Ask(WINDOW), RULES).checks.ground.picture
    service_id = service_called(storage, ED).service_id
    label = next(iter(picture.by_service[service_id].gaps)).post
    gaps = (
        CoverGap(label, at(12, 8), at(12, 9), 1),
        CoverGap(label, at(12, 9), at(12, 12), 2),
        CoverGap(label, at(12, 12), at(12, 20), 1),
    )
    cover = replace(picture.by_service[service_id], gaps=gaps)
    picture.by_service = {service_id: cover}
    stretches = [(each.start, each.end) for each in open_places(picture)]
    assert stretches == [(at(12, 8), at(12, 20)), (at(12, 9), at(12, 12))]
    assert sum((end - start for start, end in stretches), timedelta()) == timedelta(hours=15)
