"""A plan that holds: the cautious turnout, the limits of a plan, who is missed, who comes next."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from rota.domain.codes import AbsenceKind
from rota.domain.importing import ImportKind
from rota.domain.people import Absence
from rota.domain.suggestions import Ask, OpenStretch, Turnout
from rota.services.assigning import CoverOrder, assess, assign
from rota.services.people import add_absence
from rota.services.ports import Storage
from rota.services.strike_board import read_board
from rota.services.suggest_hurt import hurts_most
from rota.services.suggesting import Suggestion, accept, offers, read_question, suggest
from tests.cover_hospital import NIGHT, RULES, WINDOW, at, bring, missing, order
from tests.strike_hospital import ED, WARD, tools

EVERYBODY = 13
DECLARED = {"S10", "S11"}


def plan(storage: Storage, turnout: Turnout = Turnout.DECLARED) -> Suggestion:
    return suggest(read_question(storage, Ask(WINDOW, turnout=turnout), RULES), tools().solver)


def cautious(storage: Storage) -> Suggestion:
    return plan(storage, Turnout.CAUTIOUS)


def away(storage: Storage, *staff_ids: str, day: int = 12) -> None:
    for each in staff_ids:
        add_absence(storage, Absence(each, at(day, 0), at(14, 0), AbsenceKind.SICK))


def people(each: OpenStretch) -> dict[str, int]:
    return {why.text: why.people for why in each.why}


def night(found: Suggestion) -> OpenStretch:
    (left,) = [each for each in found.unfilled if each.service == ED and each.end == NIGHT[1]]
    return left


def test_a_cautious_plan_counts_on_nobody_of_a_group_called_out(storage: Storage) -> None:
    said, careful = plan(storage), cautious(storage)
    assert DECLARED & {each.staff_id for each in said.assignments}
    assert not DECLARED & {each.staff_id for each in careful.assignments}
    assert careful.turnout is Turnout.CAUTIOUS
    assert careful.missing_after == 0


def test_at_the_cautious_turnout_duties_of_those_who_said_yes_count_as_lost(
    storage: Storage, tmp_path: Path
) -> None:
    rows = (
        "service,department,site,level,from,to,number,grade_min\n"
        f"{WARD},Medicine,St Anne,emergency_only,08:00,15:00,1,CT\n"
    )
    bring(storage, tmp_path, ImportKind.REQUIREMENTS, rows)
    said, careful = plan(storage), cautious(storage)
    more = careful.missing_before - said.missing_before
    assert more == 7 * 60  # Kit's duty, 08:00 to 15:00
    assert missing(storage)[WARD] == 0  # the board itself is as it was


def test_nobody_can_tell_from_a_cautious_plan_who_declared_what(storage: Storage) -> None:
    before = cautious(storage)
    with storage.write("nobody said anything") as work:
        assert work.windows.erase_declarations([WINDOW]) == 2
    after = cautious(storage)
    assert (before.assignments, before.unfilled, before.hurts_most) == (
        after.assignments,
        after.unfilled,
        after.hurts_most,
    )


def test_what_a_cautious_plan_leaves_open_counts_those_called_out_as_one(storage: Storage) -> None:
    away(storage, "S3", "S7", "S8", "S9")
    left = night(cautious(storage))
    assert sum(people(left).values()) == EVERYBODY
    assert people(left)["called out: a cautious plan counts on none of them"] == 5
    assert any("comes to work after all" in each for each in left.relax)


def test_a_cautious_plan_is_accepted_though_the_board_has_fewer_gaps(
    storage: Storage, tmp_path: Path
) -> None:
    rows = (
        "service,department,site,level,from,to,number,grade_min\n"
        f"{WARD},Medicine,St Anne,emergency_only,08:00,15:00,1,CT\n"
    )
    bring(storage, tmp_path, ImportKind.REQUIREMENTS, rows)
    found = cautious(storage)
    assert any(each.service == WARD for each in found.assignments)
    accept(storage, found, None, RULES)
    again = cautious(storage)
    assert again.assignments == ()
    assert again.missing_before == found.missing_after


def test_cover_recorded_by_hand_stays_in_a_cautious_plan(storage: Storage) -> None:
    assign(storage, order(storage, "S10"), RULES)
    found = cautious(storage)
    assert NIGHT not in {(each.start, each.end) for each in found.assignments if each.service == ED}


def _long_day(storage: Storage, folder: Path) -> None:
    """Carol, a consultant, is at work from the morning on; nobody else can come at night."""
    rows = f"""duty_id,service,department,site,staff_group,grade_min,start,end,kind,staff_id
D9,{WARD},Medicine,St Anne,consultant,CT,12/01/2016 08:30,12/01/2016 20:30,ward,S3
"""
    bring(storage, folder, ImportKind.DUTIES, rows)
    away(storage, "S7", "S8", "S9", "S10", "S11")


def test_nobody_is_suggested_for_a_day_and_a_night_at_a_stretch(
    storage: Storage, tmp_path: Path
) -> None:
    _long_day(storage, tmp_path)
    found = plan(storage)
    assert "S3" not in {each.staff_id for each in found.assignments if each.end == NIGHT[1]}
    left = night(found)
    assert people(left)["would be on site 24 h or more"] == 1
    assert sum(people(left).values()) == EVERYBODY
    assert left.nearest.startswith("Carol Reid: 24 h")
    assert any(
        each.startswith("Allow 24 h") and "on site at a stretch for 1 person" in each
        for each in left.relax
    )


def test_by_hand_a_manager_may_still_ask_them(storage: Storage, tmp_path: Path) -> None:
    _long_day(storage, tmp_path)
    assert assess(storage, order(storage, "S3"), RULES).stops == ()
    assign(storage, order(storage, "S3"), RULES)
    assert NIGHT[1] not in {each.end for each in plan(storage).unfilled}


def test_two_covers_around_a_duty_are_not_too_long_together(
    storage: Storage, tmp_path: Path
) -> None:
    """Each alone is less than a day on site with the duty between them; both would be more."""
    away(storage, "S7", "S8", "S9", "S10", "S11", day=11)
    rows = f"""duty_id,service,department,site,staff_group,grade_min,start,end,kind,staff_id
D2,{ED},Emergency,St Anne,consultant,CT,12/01/2016 20:00,13/01/2016 08:00,on_call_resident,S3
"""
    bring(storage, tmp_path, ImportKind.DUTIES, rows)
    found = plan(storage)
    held = [(each.start, each.end) for each in found.assignments if each.staff_id == "S3"]
    spans = sorted([*held, (at(12, 20), at(13, 8))])
    assert spans[-1][1] - spans[0][0] < timedelta(hours=24)


def test_whose_absence_hurts_most_is_what_the_board_says_of_each(storage: Storage) -> None:
    found = plan(storage)
    question = read_question(storage, Ask(WINDOW), RULES)
    picture = found.board.picture
    ground = question.checks.ground
    there = {stay.staff_id for held in picture.present.values() for stay in held}
    more = {}
    for staff_id in there:
        without = picture.with_absent({staff_id: [picture.span]})
        more[staff_id] = {
            each.service_id: each.missing_minutes
            - picture.by_service[each.service_id].missing_minutes
            for each in without.cover
        }
    weighted = {
        staff_id: sum(m * question.weight(each) for each, m in by_service.items())
        for staff_id, by_service in more.items()
    }
    expected = sorted(filter(weighted.get, weighted), key=lambda each: (-weighted[each], each))
    assert [each.weighted for each in found.hurts_most] == [weighted[e] for e in expected[:5]]
    for each in found.hurts_most:
        assert each.missing_minutes == sum(more[each.staff_id].values())
        names = {ground.service(number).name for number, m in more[each.staff_id].items() if m}
        assert set(each.services) == names
    assert len(found.hurts_most) > 2


def test_on_the_board_as_it_stands_only_who_is_there_can_be_missed(storage: Storage) -> None:
    ground = read_question(storage, Ask(WINDOW), RULES).checks.ground
    board = read_board(storage, WINDOW, RULES.ladder)
    assert {each.staff_id for each in hurts_most(ground, board.picture, board.names)} == {
        "S3",
        "S9",
    }


def test_reserves_are_ranked_and_nothing_stops_them(storage: Storage) -> None:
    found = plan(storage)
    busy = {each.staff_id: (each.start, each.end) for each in found.assignments}
    assert any(each.reserves for each in found.assignments)
    for each in found.assignments:
        for one in each.reserves:
            wanted = CoverOrder(WINDOW, one.staff_id, each.service_id, each.start, each.end)
            assert assess(storage, wanted, RULES).stops == ()
            taken = busy.get(one.staff_id)
            assert taken is None or taken[0] >= each.end or taken[1] <= each.start
            assert one.how


def test_a_reserve_can_really_step_in(storage: Storage) -> None:
    found = plan(storage)
    number, each = next((n, e) for n, e in enumerate(found.assignments) if e.reserves)
    accept(storage, found, [n for n in range(len(found.assignments)) if n != number], RULES)
    reserve = each.reserves[0]
    chosen = CoverOrder(WINDOW, reserve.staff_id, each.service_id, each.start, each.end)
    leaves = "leaves a duty" in reserve.how
    assign(storage, CoverOrder(*_parts(chosen), leaves_duties=leaves), RULES)
    assert sum(missing(storage).values()) == found.missing_after


def _parts(each: CoverOrder) -> tuple[int, str, int, datetime, datetime]:
    return each.window_id, each.staff_id, each.service_id, each.start, each.end


def test_offers_keep_the_turnout(storage: Storage) -> None:
    ask = Ask(WINDOW, turnout=Turnout.CAUTIOUS)
    made = offers(read_question(storage, ask, RULES), tools().solver)
    assert {each.turnout for each in made} == {Turnout.CAUTIOUS}
    assert not any(DECLARED & {one.staff_id for one in each.assignments} for each in made)


def test_a_few_people_are_looked_at_for_the_first_plan_and_all_for_the_last(
    storage: Storage,
) -> None:
    heard: list[Suggestion] = []
    question = read_question(storage, Ask(WINDOW), RULES)
    found = suggest(question, tools().solver, heard.append)
    alone = suggest(question, tools().solver)
    assert heard[0].assignments
    assert not any(each.leaves_duties for each in heard[0].assignments)
    assert (found.assignments, found.status) == (alone.assignments, alone.status)


def test_short_rest_is_left_to_others_but_better_than_nobody(
    storage: Storage, tmp_path: Path
) -> None:
    """Hana would go from the night to the wards an hour later."""
    rows = f"""duty_id,service,department,site,staff_group,grade_min,start,end,kind,staff_id
D9,{WARD},Medicine,St Anne,sas_doctor,CT,13/01/2016 09:30,13/01/2016 17:00,ward,S8
"""
    bring(storage, tmp_path, ImportKind.DUTIES, rows)
    away(storage, "S3", "S9", "S10", "S11")

    def at_night() -> dict[str, list[str]]:
        covers = [each for each in plan(storage).assignments if each.end == NIGHT[1]]
        return {each.staff_id: [found.text for found in each.findings] for each in covers}

    assert set(at_night()) == {"S7"}
    away(storage, "S7")
    (said,) = at_night().values()
    assert any(text.startswith("1 h of rest") for text in said)
