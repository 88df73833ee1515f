"""Who could fill a gap, in what order, and why nobody else can."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rota.domain.codes import CoverKind
from rota.domain.errors import Refused
from rota.domain.importing import ImportKind
from rota.services.assigning import assess, assign, service_called
from rota.services.candidates import Candidate, Candidates, Cannot, find_candidates
from rota.services.ports import Storage
from tests.cover_hospital import NIGHT, RULES, WINDOW, at, bring, order
from tests.strike_hospital import ED, WARD

POST = "CT or above"


def look(
    storage: Storage,
    post: str = POST,
    start: datetime = NIGHT[0],
    end: datetime = NIGHT[1],
    service: str = ED,
) -> Candidates:
    service_id = service_called(storage, service).service_id
    return find_candidates(storage, WINDOW, service_id, post, start, end, RULES)


def one(found: Candidates, staff_id: str) -> Candidate | Cannot:
    return next(each for each in (*found.can, *found.cannot) if each.staff_id == staff_id)


def able(found: Candidates, staff_id: str) -> Candidate:
    each = one(found, staff_id)
    assert isinstance(each, Candidate), each
    return each


def unable(found: Candidates, staff_id: str) -> Cannot:
    each = one(found, staff_id)
    assert isinstance(each, Cannot), each
    return each


def test_candidates_are_ranked_with_the_simplest_to_ask_first(storage: Storage) -> None:
    found = look(storage)
    assert [(each.staff_id, each.kind) for each in found.can] == [
        ("S10", CoverKind.DECLARED_WORKING),  # of the grade itself, nothing found
        ("S8", CoverKind.BANK),
        ("S9", CoverKind.ACTING_DOWN),  # leaves a duty
        ("S7", CoverKind.AGENCY),  # the agency rule is a warning
        ("S3", CoverKind.ACTING_DOWN),  # worked until 20:30
    ]


@pytest.mark.parametrize("post", ["", POST])
def test_a_physician_assistant_is_never_offered_for_a_doctors_post(
    storage: Storage, post: str
) -> None:
    each = unable(look(storage, post), "S6")
    assert each.codes == ("not_a_doctor",)
    assert each.reasons == ("a physician assistant; the post wants a doctor",)
    assert not each.can_override


def test_a_rest_breach_is_told_with_figures_and_may_be_overridden(storage: Storage) -> None:
    each = unable(look(storage), "S11")
    assert each.codes == ("wtr_daily_rest",)
    assert each.reasons == (
        "5 h 30 of rest before 20:30 Tuesday 12 January (cover, Emergency department); "
        "11 h needed: WTR 1998 reg 10",
    )
    assert each.can_override
    assert each.findings[0].measured == "5 h 30"
    assert ("wtr_daily_rest", "under 11 h of rest: WTR 1998 reg 10", 1) in look(storage).by_reason


def test_who_is_called_out_and_has_not_said_so_is_not_available(storage: Storage) -> None:
    each = unable(look(storage), "S1")
    assert each.codes == ("called_out",)
    assert each.reasons == ("not available: called out and has not said that they will work",)
    assert not each.can_override


def test_a_striker_who_declared_working_is_offered(storage: Storage) -> None:
    each = able(look(storage), "S10")
    assert (each.kind, each.findings, each.on_duty) == (CoverKind.DECLARED_WORKING, (), "")


def test_what_a_candidate_leaves_uncovered_is_said(storage: Storage) -> None:
    each = able(look(storage), "S9")
    assert each.on_duty_elsewhere
    assert each.on_duty == "ward, Medical wards, 20:00 to 08:30"
    assert [left.text for left in each.leaves] == [
        "Medical wards would be 1 short of CT or above, 20:30 to 08:00"
    ]
    assert each.phone == "020 7946 0009"


def test_who_is_there_already_cannot_be_counted_twice(storage: Storage) -> None:
    found = look(storage, start=at(12, 10), end=at(12, 12))
    assert unable(found, "S3").codes == ("already_there",)


def test_part_of_the_time_is_offered_after_the_whole(storage: Storage) -> None:
    found = look(storage, start=at(12, 18), end=at(13, 2))
    each = able(found, "S3")
    assert (each.full, each.free) == (False, ((at(12, 20, 30), at(13, 2)),))
    assert [other.full for other in found.can] == sorted(
        (other.full for other in found.can), reverse=True
    )


def test_who_covers_elsewhere_or_is_away_says_so(storage: Storage, tmp_path: Path) -> None:
    assign(storage, order(storage, "S8", WARD), RULES)
    away = "staff_id,from,to,kind\nS9,12/01/2016,13/01/2016,sick\n"
    bring(storage, tmp_path, ImportKind.ABSENCES, away)
    found = look(storage)
    assert unable(found, "S8").codes == ("covers_elsewhere",)
    assert unable(found, "S9").codes == ("absent",)


def test_cover_that_was_stood_down_or_declined_keeps_nobody_away(storage: Storage) -> None:
    given_id = assign(storage, order(storage, "S8", WARD), RULES).assignment.assignment_id
    with storage.write("stand down") as work:
        found = work.cover.one(given_id)
        assert found is not None
        work.cover.stand_down([found])
    assert able(look(storage), "S8").full


def test_skills_and_grades_that_lack_are_named(storage: Storage, tmp_path: Path) -> None:
    rows = (
        "service,department,site,level,from,to,number,grade_min,competencies\n"
        f"{ED},Emergency,St Anne,emergency_only,00:00,00:00,1,ST,airway\n"
    )
    bring(storage, tmp_path, ImportKind.REQUIREMENTS, rows)
    found = look(storage, "ST or above, airway")
    assert able(found, "S8").competencies == ("airway",)
    assert unable(found, "S9").reasons == ("no airway on record",)
    assert unable(found, "S10").codes == ("grade_too_low", "skill_missing")
    assert unable(found, "S10").reasons[0] == "grade CT; ST or above is wanted"


def test_who_lacks_a_skill_and_is_called_out_too_is_told_both(
    storage: Storage, tmp_path: Path
) -> None:
    rows = (
        "service,department,site,level,from,to,number,grade_min,competencies\n"
        f"{ED},Emergency,St Anne,emergency_only,00:00,00:00,1,ST,airway\n"
    )
    bring(storage, tmp_path, ImportKind.REQUIREMENTS, rows)
    found = look(storage, "ST or above, airway")
    assert unable(found, "S1").codes == ("skill_missing", "called_out")
    assert sum(people for _, _, people in found.by_reason) == len(found.cannot)


def test_hours_and_rest_are_shown(storage: Storage) -> None:
    each = able(look(storage), "S3")
    assert each.rest_before == timedelta(0)
    assert each.rest_after is None
    assert each.week_hours == timedelta(hours=24, minutes=30)


def test_the_reasons_add_up_to_the_people(storage: Storage) -> None:
    found = look(storage)
    assert sum(people for _, _, people in found.by_reason) == len(found.cannot)


def test_who_is_offered_can_be_assigned_and_who_is_stopped_wants_a_reason(
    storage: Storage,
) -> None:
    found = look(storage)
    for each in found.can:
        wanted = order(storage, each.staff_id, leaves_duties=each.on_duty_elsewhere)
        judged = assess(storage, wanted, RULES)
        assert judged.stops == ()
        assert (judged.kind, judged.leaves, judged.findings) == (
            each.kind,
            each.leaves,
            each.findings,
        )
    for other in found.cannot:
        if other.can_override:
            stops = assess(storage, order(storage, other.staff_id), RULES).stops
            assert tuple(stop.rule for stop in stops) == other.codes


def test_an_unknown_post_is_refused_with_the_posts_there_are(storage: Storage) -> None:
    with pytest.raises(Refused, match="It asks for: CT or above"):
        look(storage, "ST or above")


def test_asking_twice_gives_the_same_answer(storage: Storage) -> None:
    assert look(storage) == look(storage)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    start=st.integers(0, 72),
    length=st.integers(1, 60),
    service=st.sampled_from([ED, WARD]),
    post=st.sampled_from(["", POST]),
)
def test_everybody_on_the_staff_list_appears_exactly_once(
    storage: Storage, start: int, length: int, service: str, post: str
) -> None:
    begin = at(11, 20) + timedelta(minutes=30 * start)
    found = look(storage, post, begin, begin + timedelta(minutes=30 * length), service)
    ids = [each.staff_id for each in (*found.can, *found.cannot)]
    assert sorted(ids) == sorted(f"S{number}" for number in range(1, 14))
    assert all(each.reasons for each in found.cannot)
