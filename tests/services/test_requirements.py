"""Requirements set, copied from a day, taken from a template, signed, and taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from rota.domain.codes import Level
from rota.domain.cover import Presence, service_cover
from rota.domain.errors import Refused
from rota.domain.requirement_text import RequirementText, read, row_words, written
from rota.domain.requirements import CoverRequirement
from rota.domain.times import end_of_day, start_of_day
from rota.services.baselines import (
    baseline_days,
    copy_baseline,
    preview_baseline,
    read_roster,
)
from rota.services.cover_templates import (
    apply_template,
    list_templates,
    preview_template,
    remove_template,
    save_template,
)
from rota.services.history import history, undo
from rota.services.requirements import (
    LevelView,
    SignatureState,
    requirements_of,
    save_requirements,
    sign,
)
from rota.storage.database import Database
from tests.conftest import Addresses
from tests.domain.making import need
from tests.engines import Clock, filling
from tests.strike_hospital import ED, NOW, WARD, fill, tools

RULES = tools().rules
TUESDAY = date(2016, 1, 12)
EMERGENCY, NORMAL = Level.EMERGENCY_ONLY, Level.NORMAL


@pytest.fixture
def address(addresses: Addresses, clock: Clock) -> str:
    return addresses.filled("strike hospital", filling(fill, clock))


@pytest.fixture
def hospital(database: Database) -> Database:
    return database


def ids(storage: Database) -> dict[str, int]:
    return {each.service.name: each.service.service_id for each in requirements_of(storage)}


def view(storage: Database, name: str = ED, level: Level = EMERGENCY) -> LevelView:
    (found,) = requirements_of(storage, ids(storage)[name])
    return found.at(level)


def said(rows: tuple[CoverRequirement, ...]) -> list[str]:
    return [row_words(row) for row in rows]


def test_each_service_is_shown_with_its_rows_by_level(hospital: Database) -> None:
    assert said(view(hospital).rows) == [
        "all day: 1 × CT or above",
        "08:30 to 20:00: 1 × CT or above",
    ]
    assert view(hospital).state is SignatureState.NOT_SIGNED
    assert view(hospital, level=NORMAL).said == "No requirement is set."
    assert view(hospital, WARD).state is SignatureState.NONE_SET


def test_rows_are_replaced_and_undo_brings_them_back(hospital: Database) -> None:
    before, service = view(hospital).rows, ids(hospital)[ED]
    changes = save_requirements(hospital, service, EMERGENCY, [need("08:00-20:00", 3)], "agreed")
    assert changes.text == f"Set what {ED} requires at the level emergency only."
    assert said(view(hospital).rows) == ["08:00 to 20:00: 3 × ST or above"]
    assert history(hospital)[0].why == "agreed"
    undo(hospital)
    assert said(view(hospital).rows) == said(before)


def test_saving_what_is_there_already_changes_nothing(hospital: Database) -> None:
    rows = view(hospital).rows
    assert save_requirements(hospital, ids(hospital)[ED], EMERGENCY, reversed(rows)).entry is None


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("level", "row", "code"),
    [
        (Level.SUSPENDED, need("08:00-20:00"), "level_requires_nobody"),
        (EMERGENCY, need("08:00-20:00", -1), "number_below_nought"),
        (EMERGENCY, need("08:00-20:00", days=""), "no_days"),
    ],
)
def test_nonsense_is_refused(
    hospital: Database, level: Level, row: CoverRequirement, code: str
) -> None:
    with pytest.raises(Refused) as refusal:
        save_requirements(hospital, ids(hospital)[ED], level, [row])
    assert refusal.value.code == code


@pytest.mark.one_engine
def test_a_service_that_is_not_there_is_refused(hospital: Database) -> None:
    with pytest.raises(Refused, match="no service with the id 99"):
        save_requirements(hospital, 99, EMERGENCY, [])


def test_a_day_is_shown_before_it_is_copied(hospital: Database) -> None:
    service = ids(hospital)[ED]
    found = preview_baseline(hospital, [service], TUESDAY, EMERGENCY, RULES.ladder)
    (change,) = found.changes
    assert said(change.added) == ["08:00 to 20:30: 1 × consultant or above"]
    assert said(change.gone) == ["08:30 to 20:00: 1 × CT or above"]
    assert said(change.kept) == ["all day: 1 × CT or above"]
    assert said(view(hospital).rows) == [
        "all day: 1 × CT or above", "08:30 to 20:00: 1 × CT or above",
    ]  # fmt: skip
    assert found.notes[0].startswith("A strike touched that day (BMA")


def test_a_day_is_copied_for_several_services_at_once(hospital: Database) -> None:
    copied, changes = copy_baseline(
        hospital, ids(hospital).values(), TUESDAY, NORMAL, RULES.ladder
    )  # fmt: skip
    assert copied.without == ()
    assert changes.text == f"Set the cover of {ED} and {WARD} as on Tuesday 12 January 2016."
    assert history(hospital)[0].why == "As on Tuesday 12 January 2016"
    assert said(view(hospital, WARD, NORMAL).rows) == ["09:00 to 17:00: 1 × CT or above"]
    undo(hospital)
    assert view(hospital, WARD, NORMAL).rows == ()


def test_where_nobody_was_rostered_nothing_is_touched(hospital: Database) -> None:
    rows = [need("08:00-20:00")]
    save_requirements(hospital, ids(hospital)[WARD], EMERGENCY, rows)
    with hospital.write("retire") as work:
        work.duties.duties.retire(["D3"])
    copied, _ = copy_baseline(hospital, ids(hospital).values(), TUESDAY, EMERGENCY, RULES.ladder)
    assert [each.name for each in copied.without] == [WARD]
    assert f"Nobody counted at {WARD} that day: left as it is." in copied.notes
    assert said(view(hospital, WARD).rows) == said(tuple(rows))


def test_a_day_without_a_roster_says_which_days_have_one(hospital: Database) -> None:
    with pytest.raises(Refused) as refusal:
        preview_baseline(
            hospital, [ids(hospital)[ED]], date(2015, 12, 25), EMERGENCY, RULES.ladder
        )  # fmt: skip
    assert refusal.value.text == (
        "The roster of Friday 25 December 2015 is not in the database. The database has rosters "
        "of Tuesday 12 January 2016."
    )


def test_the_day_meets_the_requirement_it_became(hospital: Database) -> None:
    """Every day rostered as Tuesday: at no minute of it is anybody missing."""
    service = ids(hospital)[ED]
    copy_baseline(hospital, [service], TUESDAY, EMERGENCY, RULES.ladder)
    with hospital.read() as work:
        roster = read_roster(work, TUESDAY)
    away = roster.absences
    present = [
        Presence(each.staff_id, each.start + days, each.end + days, each.kind)
        for each in roster.duties
        for days in (timedelta(days=-1), timedelta(), timedelta(days=1))
        if each.service_id == service and each.staff_id and each.staff_id not in away
    ]
    span = start_of_day(TUESDAY), end_of_day(TUESDAY)
    rows = view(hospital).rows
    cover = service_cover(service, EMERGENCY, rows, present, roster.people, RULES.ladder, span)
    assert rows
    assert cover.missing_minutes == 0


def test_the_days_people_name_are_offered_with_whether_a_roster_is_here(
    hospital: Database,
) -> None:
    days = baseline_days(hospital, RULES.posting, NOW + timedelta(days=7))
    named = {each.name: (each.day, each.has_roster) for each in days.named}
    assert named["Last Sunday"] == (date(2016, 1, 10), False)
    assert named["Christmas Day"] == (date(2015, 12, 25), False)
    assert named["New Year's Day"] == (date(2016, 1, 1), False)
    assert days.rosters == ((TUESDAY, TUESDAY),)


def test_a_signature_shows_a_later_change_and_its_undoing(hospital: Database) -> None:
    service = ids(hospital)[ED]
    sign(hospital, service, EMERGENCY, " Dr Carol Reid ", "clinical lead", "", NOW)
    assert view(hospital).said == "Signed on Fri 8 Jan 2016 09:00 by Dr Carol Reid, clinical lead."
    save_requirements(hospital, service, EMERGENCY, [need("08:00-20:00")])
    assert view(hospital).said == (
        "Changed since it was signed on Fri 8 Jan 2016 09:00 by Dr Carol Reid, clinical lead."
    )
    undo(hospital)
    assert view(hospital).state is SignatureState.SIGNED
    undo(hospital)
    assert view(hospital).state is SignatureState.NOT_SIGNED


def test_a_signature_needs_a_name_and_something_to_sign(hospital: Database) -> None:
    for name, lead, code in ((ED, " ", "lead_missing"), (WARD, "Dr Reid", "nothing_to_sign")):
        with pytest.raises(Refused) as refusal:
            sign(hospital, ids(hospital)[name], EMERGENCY, lead, "", "", NOW)
        assert refusal.value.code == code


def test_a_template_is_shown_used_kept_and_forgotten(hospital: Database) -> None:
    wanted, shipped = list(ids(hospital).values()), RULES.cover_templates
    name = "emergency department"
    before = preview_template(hospital, wanted, EMERGENCY, name, shipped)
    assert [len(each.added) for each in before] == [5, 5]
    apply_template(hospital, wanted, EMERGENCY, name, shipped)
    assert "08:00 to 22:00: 2 × ST or above" in said(view(hospital, WARD).rows)
    rows = view(hospital, WARD).rows
    save_template(hospital, " Our  wards ", EMERGENCY, rows[:2])
    lines = list_templates(hospital, shipped)
    assert (lines[0].template.name, lines[0].is_own) == ("Our wards", True)
    apply_template(hospital, wanted[:1], NORMAL, "Our wards", shipped)
    remove_template(hospital, "Our wards")
    assert not any(each.is_own for each in list_templates(hospital, shipped))
    with pytest.raises(Refused, match="no template called “Our wards”"):
        remove_template(hospital, "Our wards")
    with pytest.raises(Refused, match="Give the template a name"):
        save_template(hospital, " ", EMERGENCY, rows)


def test_every_shipped_template_says_what_it_is() -> None:
    names = [each.name for each in RULES.cover_templates]
    assert len(names) == len(set(names)) >= 12
    for each in RULES.cover_templates:
        assert "unverified" in each.source
        assert "not guidance" in each.source
        assert each.rows


@pytest.mark.parametrize(
    ("cell", "text", "words"),
    [
        ("start", "8 o'clock", "“8 o'clock” is no time of day. Write the start as 08:00."),
        ("end", "25:00", "“25:00” is no time of day. Write the end as 08:00."),
        ("number", "-1", "“-1” is not a number of people from 0 to 500."),
        ("number", "two", "“two” is not a number of people from 0 to 500."),
        ("days", "Mun", "“Mun” is not a list of days. Write for example Mon-Fri or Sat;Sun."),
        ("grade_min", "Captain", "“Captain” is no doctor's grade that the program knows: FY1,"),
        ("staff_groups", "pirates", "“pirates” is no staff group that the program knows: resident"),
        ("kinds", "party", "“party” is no kind of duty that the program knows: ward"),
    ],
)
def test_a_cell_that_means_nothing_says_why(cell: str, text: str, words: str) -> None:
    reading = read(RequirementText().with_cell(cell, text), RULES.ladder, EMERGENCY)
    assert reading.need is None
    assert list(reading.problems) == [cell]
    assert reading.problems[cell].startswith(words)


def test_cells_are_read_as_people_write_them() -> None:
    text = RequirementText(
        "20:00", "24:00", "weekends", "2", "SpR", "Airway, trauma", "nurses; acp", "clinic"
    )
    found = read(text, RULES.ladder, NORMAL, 7).need
    assert found is not None
    assert (found.service_id, found.end, found.days) == (7, time(0, 0), frozenset({5, 6}))
    assert found.post.competencies == {"airway", "trauma"}
    doctors = replace(text, staff_groups="", days="Fri-Mon")
    again = read(doctors, RULES.ladder, NORMAL).need
    assert again is not None
    assert again.post.grade_min == "ST"
    assert written(again).days == "Mon;Fri-Sun"
    assert read(written(again), RULES.ladder, NORMAL).need == again
