"""The review by heads of department, on real databases: what they see, sign, say and send back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import main
from rota.domain.codes import Decision, Priority, StaffGroup, WindowState, WindowType
from rota.domain.day import DayFlag
from rota.domain.errors import Refused
from rota.domain.importing import ImportKind
from rota.domain.sign_offs import seen_digest
from rota.domain.windows import WindowTerms
from rota.services.assigning import assign
from rota.services.batch_making import render
from rota.services.board import BoardView
from rota.services.cover_changes import leave_gap
from rota.services.cover_orders import CoverOrder
from rota.services.deciding import decide
from rota.services.history import undo
from rota.services.posting import mark_posted
from rota.services.review import DepartmentReview, ReviewView, Standing, read_review
from rota.services.sign_offs import comment, send_back, settle_note, sign, withdraw
from rota.services.strike_board import read_board
from rota.services.window_changes import NewTerms, revise, set_state
from rota.services.windows import NewWindow, add_window
from rota.storage.database import Database
from tests.triage_hospital import CHEST, DIALYSIS, NOW, TAKE, bring
from tests.trust_files import Files

RULES = main.tools().rules
CODES = ("clinician_absent", "clinician_moved", "striking", "declar", "called out", "Secret", "Con")


def medicine(storage: Database, now: datetime = NOW) -> DepartmentReview:
    """The department of this hospital with the clinics and the take."""
    found = read_review(storage, 1, RULES, now).department("Medicine")
    assert found is not None
    return found


def put_name(storage: Database, name: str = "Dr Reid", now: datetime = NOW) -> None:
    seen = medicine(storage, now)
    sign(storage, RULES, 1, seen.department, name, "Director", "", seen.seen_sha256, now)


def assert_heat_is_the_boards(view: ReviewView, board: BoardView) -> None:
    boards = {each.service.service_id: each for each in board.services}
    for row in (row for each in view.departments for row in each.heat):
        segments = boards[row.service.service_id].segments
        for at, number in zip(view.hours, row.missing, strict=True):
            until = at + timedelta(hours=1)
            there = [s.missing for s in segments if s.start < until and s.end > at]
            assert number == max(there, default=0), (row.service.name, at)


def refused(code: str) -> pytest.RaisesExc[Refused]:
    return pytest.RaisesExc(Refused, check=lambda error: error.code == code)


def test_a_review_shows_what_the_board_and_the_risks_show_and_names_nobody(
    hospital: Database,
) -> None:
    view = read_review(hospital, 1, RULES, NOW)
    seen, surgery = view.departments
    assert [each.service.name for each in surgery.heat] == [DIALYSIS]
    board = read_board(hospital, 1, RULES.ladder).view
    assert len(seen.heat) + len(surgery.heat) == len(board.services)
    assert seen.missing_minutes == board.missing_minutes > 0
    assert len(seen.gaps) == board.gap_count
    assert_heat_is_the_boards(view, board)
    at_risk = {each.appointment_id for each in seen.displaced}
    assert {"E1", "E8", "H1"} <= at_risk
    assert "K0" not in at_risk
    said = repr(seen)
    assert not [word for word in CODES if word in said]
    first = seen.displaced[0]
    assert (first.priority, first.reasons) == (
        Priority.SUSPECTED_CANCER,
        ("clinician not available",),
    )
    assert {p: sum(c.values()) for p, c in seen.by_priority.items()} == {
        Priority.SUSPECTED_CANCER: 1,
        Priority.URGENT: 1,
        Priority.ROUTINE: len(seen.displaced) - 2,
    }


@pytest.mark.one_engine
def test_a_gap_of_part_of_an_hour_counts_in_the_whole_hour(strike_hospital: Database) -> None:
    view = read_review(strike_hospital, 1, RULES, NOW)
    board = read_board(strike_hospital, 1, RULES.ladder).view
    assert any(s.missing and s.end.minute for b in board.services for s in b.segments)
    assert_heat_is_the_boards(view, board)


def test_who_only_covers_elsewhere_sounds_like_who_is_not_available(hospital: Database) -> None:
    take = next(s for s in medicine(hospital).services if s.name == TAKE)
    start = datetime(2016, 1, 12, 9, 30, tzinfo=UTC)
    order = CoverOrder(1, "C4", take.service_id, start, start + timedelta(hours=2), "agreed")
    assign(hospital, order, RULES, "agreed")
    moved = {each.appointment_id: each for each in medicine(hospital).displaced}
    assert moved["I1"].reasons[0] == "clinician not available"


def test_a_signature_seals_what_was_seen_and_everything_later_is_a_difference(
    hospital: Database,
) -> None:
    before = medicine(hospital)
    assert before.state is Standing.NOT_SIGNED
    put_name(hospital)
    signed = medicine(hospital)
    assert signed.state is Standing.SIGNED
    assert signed.standing is not None
    assert signed.standing.seen == before.seen
    assert signed.standing.revision == 1
    assert signed.standing.seen_sha256 == seen_digest(1, 1, before.department, before.seen)
    gap = next(each for each in signed.gaps if each.service.name == CHEST)
    spot = gap.service.service_id, gap.gap.post, gap.gap.start, gap.gap.end
    leave_gap(hospital, 1, *spot, "Home cover is enough", "Site manager")
    decide(hospital, ["E1"], Decision.POSTPONE, "list closed")
    with hospital.write("flag") as work:
        at = gap.gap.start
        flag = DayFlag(1, gap.service.service_id, gap.gap.post, at, at, 1, "Nobody came", NOW)
        work.day.add_flags([flag])
    changed = medicine(hospital)
    assert changed.state is Standing.CHANGED
    sections = {each.section: each for each in changed.changes}
    assert set(sections) == {"gap", "patient", "flag"}
    assert sections["gap"].before.endswith("nobody answers for it")
    assert sections["gap"].after.endswith("Site manager answers for it: Home cover is enough")
    assert sections["patient"].key == "E1"
    assert sections["flag"].before == ""
    assert sections["flag"].after.endswith("Nobody came; nobody looks after it")
    assert len(changed.gaps_open) == len(changed.gaps) - 1
    for _ in range(3):
        undo(hospital)
    assert medicine(hospital).state is Standing.SIGNED
    assert medicine(hospital).changes == ()


def test_calling_the_strike_off_shows_as_a_difference_since_the_signature(
    hospital: Database,
) -> None:
    put_name(hospital)
    set_state(hospital, 1, WindowState.CALLED_OFF, "agreement", NOW, RULES.ladder)
    seen = medicine(hospital)
    strike = [each for each in seen.changes if each.section == "strike"]
    assert strike[0].after.endswith("called off")
    assert seen.displaced == ()
    assert {each.after for each in seen.changes if each.section == "patient"} == {""}


def test_what_was_moved_stays_displaced_when_the_strike_no_longer_reaches_it(
    hospital: Database,
) -> None:
    decide(hospital, ["E1"], Decision.POSTPONE, "list closed")
    decide(hospital, ["E2"], Decision.KEEP, "another clinician")
    late = datetime(2016, 1, 12, 12, 0, tzinfo=UTC)
    revise(hospital, 1, NewTerms(start=late), "starts at noon", NOW, RULES.ladder)
    there = {each.appointment_id: each for each in medicine(hospital).displaced}
    assert there["E1"].reasons == ()
    assert "E2" not in there


def test_signing_is_refused_when_something_changed_while_reading(hospital: Database) -> None:
    read = medicine(hospital)
    decide(hospital, ["E1"], Decision.POSTPONE, "list closed")
    with refused("changed_meanwhile"):
        sign(hospital, RULES, 1, read.department, "Reid", "Director", "", read.seen_sha256, NOW)
    assert medicine(hospital).sign_offs == ()
    put_name(hospital)
    assert medicine(hospital).state is Standing.SIGNED


@pytest.mark.parametrize(
    ("department", "name", "role", "code"),
    [
        ("Medicine", " ", "Director", "name_missing"),
        ("Medicine", "Reid", "", "role_missing"),
        ("Astronomy", "Reid", "Director", "unknown_department"),
    ],
)
@pytest.mark.one_engine
def test_a_signature_wants_a_name_a_role_and_a_department_here(
    hospital: Database, department: str, name: str, role: str, code: str
) -> None:
    with refused(code):
        sign(hospital, RULES, 1, department, name, role, "", "", NOW)


def test_a_plan_sent_back_is_not_signed_until_that_is_settled(hospital: Database) -> None:
    department = medicine(hospital).department
    gap = medicine(hospital).gaps[0]
    comment(hospital, 1, department, "Ask the eye clinic", "Reid", NOW, gap.key)
    assert medicine(hospital).state is Standing.NOT_SIGNED
    send_back(hospital, 1, department.upper(), "Too thin at night", "Reid", NOW)
    assert medicine(hospital).state is Standing.SENT_BACK
    with refused("sent_back"):
        put_name(hospital)
    noted, back = medicine(hospital).notes
    assert (noted.about, back.department) == (gap.key, department)
    settle_note(hospital, 1, back.note_id, "Okafor", NOW)
    with refused("settled"):
        settle_note(hospital, 1, back.note_id, "Okafor", NOW)
    put_name(hospital)
    seen = medicine(hospital)
    assert (seen.state, seen.open_notes) == (Standing.SIGNED, (noted,))
    with refused("unknown_note"):
        settle_note(hospital, 1, 99, "Okafor", NOW)
    with refused("text_missing"):
        comment(hospital, 1, department, "", "Reid", NOW)


def test_the_newest_signature_stands_and_a_withdrawn_one_stays_on_record(
    hospital: Database,
) -> None:
    put_name(hospital, "Dr Okafor")
    put_name(hospital, "Dr Reid")
    put_name(hospital, "DR REID")
    first, _, third = medicine(hospital).sign_offs
    assert medicine(hospital).standing == third
    withdraw(hospital, 1, third.sign_off_id, "wrong site", NOW)
    seen = medicine(hospital)
    assert seen.standing == first, "the older one of the same head does not come back"
    assert seen.sign_offs[2].withdrawn_why == "wrong site"
    with refused("withdrawn"):
        withdraw(hospital, 1, third.sign_off_id, "again", NOW)
    undo(hospital)
    assert medicine(hospital).standing == third


def test_letters_are_counted_by_how_they_stand(hospital: Database) -> None:
    decide(hospital, ["E1", "E2", "H1"], Decision.POSTPONE, "list closed")
    ready = medicine(hospital).letters
    assert (ready.ready + ready.held, ready.late) == (3, 0)
    late = datetime(2016, 1, 11, 18, 0, tzinfo=UTC)
    gone_by = medicine(hospital, late).letters
    assert (gone_by.late, gone_by.to_phone) == (3, 3)


def test_a_letter_posted_too_late_is_still_late_and_to_be_told_by_phone(
    hospital: Database,
) -> None:
    decide(hospital, ["E1", "E2"], Decision.POSTPONE, "list closed")
    letters = main.tools().rules.letters
    made = render(hospital, main.tools().typesetter(), letters, NOW)
    assert made.batch is not None
    sent = medicine(hospital).letters
    assert (sent.not_posted, sent.ready) == (2, 0)
    too_late = datetime(2016, 1, 11, 18, 0, tzinfo=UTC)
    mark_posted(hospital, made.batch, too_late, letters, printed_elsewhere=True)
    found = medicine(hospital, too_late).letters
    assert (found.late, found.to_phone, found.not_posted) == (2, 2, 0)
    assert found.undelivered == 0
    with hospital.write("returned") as work:
        (sent_one,) = work.letters.about(["E1"])
        work.letters.mark_returned(sent_one.reference, "gone away", too_late)
    assert medicine(hospital, too_late).letters.undelivered == 1


def test_only_the_departments_asked_for_are_read(hospital: Database) -> None:
    assert read_review(hospital, 1, RULES, NOW, ("medicine",)).department(" MEDICINE ")
    assert read_review(hospital, 1, RULES, NOW, ("Astronomy",)).departments == ()
    with refused("unknown_window"):
        read_review(hospital, 9, RULES, NOW)


@pytest.mark.one_engine
def test_a_gap_that_grew_since_it_was_accepted_is_open_again(hospital: Database) -> None:
    gap = next(each for each in medicine(hospital).gaps if each.service.name == CHEST)
    until = gap.gap.start + timedelta(hours=2)
    spot = gap.service.service_id, gap.gap.post, gap.gap.start, until
    leave_gap(hospital, 1, *spot, "Home cover is enough", "Site manager")
    found = next(each for each in medicine(hospital).gaps if each.service.name == CHEST)
    assert not found.is_answered
    assert found in medicine(hospital).gaps_open
    assert found.is_answered_in(gap.gap.start, until)
    (line,) = [each.text for each in medicine(hospital).seen if each.key == found.key]
    assert "left open Tue 12 Jan 2016 09:00 to Tue 12 Jan 2016 11:00 only" in line


@pytest.mark.one_engine
def test_one_name_at_two_sites_is_one_department_and_a_site_not_reached_is_left_out(
    hospital: Database, tmp_path: Path
) -> None:
    elsewhere = {"service": "Night clinic", "department": "Medicine", "site": "Annex"}
    rows = ({**elsewhere, "from": "09:00", "to": "17:00", "grade_min": "ST"},)
    bring(hospital, Files(tmp_path), ImportKind.REQUIREMENTS, *rows)
    assert {each.site for each in medicine(hospital).services} == {"Main", "Annex"}
    terms = WindowTerms(
        datetime(2016, 1, 12, 8, tzinfo=UTC),
        datetime(2016, 1, 13, 8, tzinfo=UTC),
        WindowType.FULL_WALKOUT,
        frozenset({StaffGroup.CONSULTANT}),
        frozenset({"Annex"}),
    )
    window_id = add_window(hospital, NewWindow("Pensions", "BMA", terms), NOW)[0].window_id
    view = read_review(hospital, window_id, RULES, NOW)
    assert [(d.department, [s.site for s in d.services]) for d in view.departments] == [
        ("Medicine", ["Annex"])
    ]
