"""Recording and changing cover, with everything the rules say of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from rota.domain.codes import CoverKind, Reply, StaffGroup, WindowState, WindowType
from rota.domain.errors import Refused
from rota.domain.law import agency_finding
from rota.domain.windows import WindowTerms
from rota.services.assigning import CoverOrder, assess, assign, service_called
from rota.services.history import undo
from rota.services.window_changes import set_state
from rota.services.windows import NewWindow, add_window
from rota.storage.database import Database
from tests.cover_hospital import NIGHT, RULES, WINDOW, at, missing, order
from tests.engines import dump
from tests.strike_hospital import ED, NOW, WARD


def rules_of(storage: Database, wanted: CoverOrder) -> list[str]:
    return [each.rule for each in assess(storage, wanted, RULES).findings]


def test_assessing_saves_nothing(storage: Database) -> None:
    before = dump(storage.address)
    assert assess(storage, order(storage, "S10"), RULES).kind is CoverKind.DECLARED_WORKING
    assert dump(storage.address) == before


@pytest.mark.parametrize(
    ("staff_id", "kind"),
    [
        ("S3", CoverKind.ACTING_DOWN),
        ("S7", CoverKind.AGENCY),
        ("S8", CoverKind.BANK),
        ("S10", CoverKind.STEPPING_ACROSS),  # they declared working: that is not kept here
        ("S2", CoverKind.STEPPING_ACROSS),
    ],
)
def test_how_a_person_covers(storage: Database, staff_id: str, kind: CoverKind) -> None:
    assert assign(storage, order(storage, staff_id), RULES).assignment.kind is kind


def test_every_finding_names_its_version_and_source(storage: Database) -> None:
    for staff_id in ("S1", "S3", "S6", "S7", "S9", "S11", "S13"):
        found = assess(storage, order(storage, staff_id), RULES).findings
        assert found
        assert all(each.version and each.source and each.text for each in found)


def test_a_rest_breach_wants_a_reason_which_is_kept_with_the_figures(storage: Database) -> None:
    before = dump(storage.address)
    with pytest.raises(Refused, match="5 h 30 of rest") as caught:
        assign(storage, order(storage, "S11"), RULES)
    assert caught.value.code == "wtr_daily_rest"
    assert dump(storage.address) == before
    assign(storage, order(storage, "S11"), RULES, "nobody else, slept in the day")
    with storage.read() as work:
        (kept,) = work.cover.overrides(WINDOW)
    assert (kept.staff_id, kept.rule, kept.measured, kept.limit, kept.source) == (
        "S11", "wtr_daily_rest", "5 h 30", "11 h", "WTR 1998 reg 10",
    )  # fmt: skip
    assert (kept.why, kept.who, kept.at) == ("nobody else, slept in the day", "tester", NOW)
    with storage.read() as work:
        (given,) = [each for each in work.cover.of_window(WINDOW) if each.staff_id == "S11"]
    again = replace(order(storage, "S11"), assignment_id=given.assignment_id)
    assert assess(storage, again, RULES).gone_past == (kept,)


def test_undo_takes_the_cover_and_its_override_back(storage: Database) -> None:
    before = dump(storage.address, journal=False)
    assign(storage, order(storage, "S11"), RULES, "nobody else")
    undo(storage)
    assert dump(storage.address, journal=False) == before


def test_acting_down_asks_for_consent_until_it_is_recorded(storage: Database) -> None:
    wanted = order(storage, "S3")
    assert "acting_down_consent" in rules_of(storage, wanted)
    agreed = replace(wanted, consent="by phone, 10 January")
    assert "acting_down_consent" not in rules_of(storage, agreed)
    assert assign(storage, agreed, RULES).assignment.consent == "by phone, 10 January"
    assert "acting_down_consent" not in rules_of(storage, order(storage, "S10"))


def test_leaving_duties_makes_the_other_service_as_short_as_foretold(storage: Database) -> None:
    before = missing(storage)
    wanted = order(storage, "S9", leaves_duties=True)
    foretold = assess(storage, wanted, RULES)
    assert [(each.service, each.start, each.end) for each in foretold.leaves] == [
        (WARD, NIGHT[0], at(13, 8))
    ]
    assign(storage, wanted, RULES)
    after = missing(storage)
    assert after[WARD] - before[WARD] == sum(each.missing_minutes for each in foretold.leaves)
    assert before[ED] - after[ED] == 12 * 60


def test_staying_on_duty_leaves_nothing_short_but_warns(storage: Database) -> None:
    found = assess(storage, order(storage, "S9"), RULES)
    assert found.leaves == ()
    warned = [each for each in found.findings if each.rule == "on_duty_elsewhere"]
    assert [(each.severity, each.duties) for each in warned] == [("warn", ("D7",))]


def test_lost_duties_are_not_in_the_way(storage: Database) -> None:
    assert rules_of(storage, order(storage, "S4")) == ["called_out"]


def test_cover_after_the_strike_is_pointed_out(storage: Database) -> None:
    after = {"start": at(13, 9), "end": at(13, 17)}
    assert rules_of(storage, order(storage, "S8", consent="yes", **after)) == ["outside_window"]
    assert "outside_window" not in rules_of(storage, order(storage, "S8", start=at(13, 8)))


def test_cover_of_a_strike_that_is_off_is_pointed_out(storage: Database) -> None:
    assert "strike_off" not in rules_of(storage, order(storage, "S10"))
    set_state(storage, WINDOW, WindowState.CALLED_OFF, "talks", NOW, RULES.ladder)
    (found,) = [
        each
        for each in assess(storage, order(storage, "S8"), RULES).findings
        if each.rule == "strike_off"
    ]
    assert found.text == "This strike is called off: it asks nobody to cover."


def test_an_fy1_alone_is_pointed_out(storage: Database) -> None:
    assert "fy1_alone" in rules_of(storage, order(storage, "S13"))
    day = {"start": at(12, 9), "end": at(12, 17)}
    assert "fy1_alone" not in rules_of(storage, order(storage, "S13", **day))


def test_who_fits_no_requirement_is_told_why(storage: Database) -> None:
    (found,) = [
        each
        for each in assess(storage, order(storage, "S6"), RULES).findings
        if each.rule == "fits_nothing"
    ]
    assert "a physician assistant; the post wants a doctor" in found.text


@pytest.mark.parametrize(
    ("on", "severity", "version"),
    [
        pytest.param(date(2016, 1, 12), "warn", "agency-2004-04-06", id="January 2016"),
        pytest.param(date(2022, 7, 20), "warn", "agency-2004-04-06", id="the day before"),
        pytest.param(date(2022, 7, 21), "note", "agency-2022-07-21", id="revoked"),
        pytest.param(date(2022, 8, 15), "note", "agency-2022-07-21", id="August 2022"),
        pytest.param(date(2023, 8, 10), "warn", "agency-2023-08-10", id="back again"),
    ],
)
def test_agency_cover_is_judged_by_its_date(on: date, severity: str, version: str) -> None:
    found = agency_finding(on, RULES.law)
    assert found is not None
    assert (found.severity, found.version) == (severity, version)


@pytest.mark.parametrize(("year", "severity"), [(2016, "warn"), (2022, "note")])
def test_agency_cover_of_a_window_is_judged_by_the_windows_date(
    storage: Database, year: int, severity: str
) -> None:
    start = datetime(year, 8, 16, 7, tzinfo=UTC)
    groups = frozenset({StaffGroup.RESIDENT_DOCTOR})
    terms = WindowTerms(start, start.replace(day=17), WindowType.FULL_WALKOUT, groups)
    window, _ = add_window(storage, NewWindow("another", "BMA", terms), NOW)
    service_id = service_called(storage, ED).service_id
    wanted = CoverOrder(window.window_id, "S7", service_id, start, start.replace(hour=12))
    found = [each for each in assess(storage, wanted, RULES).findings if each.rule == "agency"]
    assert [each.severity for each in found] == [severity]


def test_changed_cover_is_judged_without_its_old_self_and_unanswered(storage: Database) -> None:
    given = assign(storage, order(storage, "S8", consent="agreed"), RULES).assignment
    with storage.write("told and answered") as work:
        told = replace(given, reply=Reply.ACCEPTED, replied_at=NOW, told_at=NOW, told_sha256="abc")
        work.cover.change([told])
    moved = order(storage, "S8", end=at(13, 6), assignment_id=given.assignment_id)
    done = assign(storage, moved, RULES)
    assert [each.rule for each in done.findings] == []
    with storage.read() as work:
        (kept,) = work.cover.of_window(WINDOW)
    assert kept == done.assignment
    assert (kept.end, kept.reply, kept.replied_at) == (at(13, 6), Reply.NO_ANSWER, None)
    assert (kept.told_at, kept.told_sha256) == (NOW, "abc")


def test_recording_consent_later_leaves_the_reply_as_it_was(storage: Database) -> None:
    given = assign(storage, order(storage, "S3"), RULES).assignment
    with storage.write("answered") as work:
        work.cover.change([replace(given, reply=Reply.ACCEPTED, replied_at=NOW)])
    again = order(storage, "S3", consent="agreed", assignment_id=given.assignment_id)
    done = assign(storage, again, RULES).assignment
    assert (done.reply, done.consent) == (Reply.ACCEPTED, "agreed")


def test_another_person_brings_their_own_consent(storage: Database) -> None:
    given = assign(storage, order(storage, "S3", consent="agreed"), RULES).assignment
    other = order(storage, "S9", assignment_id=given.assignment_id)
    done = assign(storage, other, RULES)
    assert (done.assignment.staff_id, done.assignment.consent) == ("S9", "")
    assert "acting_down_consent" in [each.rule for each in done.findings]


def test_declined_cover_opens_the_gap_again(storage: Database) -> None:
    before = missing(storage)
    given = assign(storage, order(storage, "S10"), RULES).assignment
    assert missing(storage)[ED] < before[ED]
    with storage.write("reply") as work:
        work.cover.change([replace(given, reply=Reply.DECLINED, replied_at=NOW)])
    assert missing(storage) == before


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"start": NIGHT[1], "end": NIGHT[0]}, "end_before_start"),
        ({"end": at(19, 20, 31)}, "too_long"),
        ({"window_id": 9}, "unknown_window"),
        ({"staff_id": "GHOST"}, "unknown_staff"),
        ({"service_id": 999}, "unknown_service"),
        ({"assignment_id": 999}, "unknown_cover"),
    ],
)
def test_orders_that_make_no_sense_are_refused(
    storage: Database, more: dict[str, object], code: str
) -> None:
    before = dump(storage.address)
    wrong = replace(order(storage, "S10"), **more)  # type: ignore[arg-type]
    with pytest.raises(Refused) as caught:
        assign(storage, wrong, RULES)
    assert caught.value.code == code
    assert caught.value.text.endswith(".")
    assert dump(storage.address) == before
