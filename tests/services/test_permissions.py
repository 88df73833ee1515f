"""The table of permissions, tried: every role at every area of work, on a real database.

On a file: who signs in to a server has a login of their own there, with rights of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from rota.domain.codes import Answer, Decision, EventKind, Level, StaffGroup, WindowType
from rota.domain.derogations import Derogation
from rota.domain.errors import Refused
from rota.domain.importing import ImportKind
from rota.domain.letter_wording import WordingForm, WordingKind
from rota.domain.permissions import TABLE, Area, Reach, may
from rota.domain.requirements import CoverRequirement
from rota.domain.trust import TrustDetails
from rota.domain.users import Role, RoleGiven, User, anybody
from rota.domain.windows import WindowTerms
from rota.services import (
    calls,
    cover_changes,
    deciding,
    declarations,
    derogations,
    disputes,
    handover,
    history,
    hospital_details,
    pas_file,
    patients,
    people,
    posting,
    releases,
    report_files,
    report_making,
    requirements,
    review,
    sign_offs,
    strike_pack,
    telling_staff,
    triage,
    turnout_totals,
    windows,
    wording_versions,
)
from rota.services.assigning import assign
from rota.services.cover_orders import CoverOrder
from rota.services.importing import ImportOrder, import_file
from rota.services.payroll import payroll_file
from rota.storage.database import Database, Work
from tests.engines import SqliteFiles
from tests.strike_hospital import END, NOW, STAFF, START, fill, tools

DURING = START + timedelta(hours=1)
DEPARTMENTS = ("Emergency", "Medicine")
PLACES = {"Emergency": "Emergency department", "Medicine": "Medical wards"}
STAFF_OF = {"Emergency": "S3", "Medicine": "S2"}
VISIT_OF = {"Emergency": "E1", "Medicine": "M1"}
ED_VISITS = """appointment_id,patient_id,title,forename,surname,date_of_birth,address_1,address_2,\
postcode,department,service,site,clinician_staff_id,start,duration_minutes,kind,priority
E1,P3,Mr,Femi,Cole,1971-02-03,3 Garratt Lane,London,SW17 0QT,Emergency,Emergency department,\
St Anne,S1,2016-01-12 11:00,20,follow_up,routine
M1,P4,Ms,Ann,Dunne,1972-02-03,4 Garratt Lane,London,SW17 0QT,Medicine,Medical wards,\
St Anne,S2,2016-01-12 11:20,20,follow_up,routine
"""
PERMISSION = {"not_allowed", "not_your_department", "not_shown"}
Act = Callable[["Trying", str], object]


class Trying(Database):
    """A database in which everything is done for real, and taken back."""

    folder: Path

    def write(
        self, action: str, why: str = "", *_: object, **__: object
    ) -> AbstractContextManager[Work]:
        return self.rehearse(action)


def person(role: Role, department: str = "") -> User:
    return User(
        f"{role}-{department}", f"{role} {department}", frozenset({RoleGiven(role, department)})
    )


EVERYONE = [person(role, department) for role in Role for department in ("", "Medicine")]


@pytest.fixture
def address(sqlite_files: SqliteFiles, tmp_path: Path) -> str:
    """Two departments, each with a service, a person, a visit and something to be signed."""
    address = str(sqlite_files.copy_to(tmp_path / "hospital.db"))
    with closing(Database(address, lambda: NOW, "tester")) as storage:
        fill(storage, tmp_path)
        _import(storage, tmp_path / "visits.csv", ImportKind.APPOINTMENTS, ED_VISITS)
        ward = _service(storage, "Medicine")
        requirements.save_requirements(storage, ward, Level.EMERGENCY_ONLY, _needs(storage)[:1])
        wording_versions.start_draft(
            storage, tools().rules.letters, WordingKind.POSTPONED, "cy", WordingForm.LETTER, "Dear"
        )
        declarations.declare(storage, 1, "S4", Answer.WORKING)
        declarations.declare(storage, 1, "S1", Answer.STRIKING)
    return address


def _import(storage: Database, path: Path, kind: ImportKind, text: str) -> object:
    path.write_text(text, encoding="utf-8")
    return import_file(storage, tools().reader, ImportOrder(kind, path), NOW)


def _service(storage: Database, department: str) -> int:
    with storage.read() as work:
        found = {each.name: each.service_id for each in work.duties.services()}
    return found[PLACES[department]]


def _needs(storage: Database) -> list[CoverRequirement]:
    (found,) = requirements.requirements_of(storage, _service(storage, "Emergency"))
    return list(found.at(Level.EMERGENCY_ONLY).rows)


def _bare(action: str) -> Act:
    """An action whose own service belongs to others' tests: only the gate is tried."""

    def act(storage: Trying, _department: str) -> None:
        with storage.write(action):
            pass

    return act


def _strike(storage: Trying, _department: str) -> object:
    terms = WindowTerms(
        END, END + timedelta(days=1), WindowType.FULL_WALKOUT, frozenset({StaffGroup.CONSULTANT})
    )
    return windows.add_window(storage, windows.NewWindow("Pay", "HCSA", terms), NOW)


def _staff(storage: Trying, department: str) -> object:
    with storage.read() as work:
        found = people.person_of(work, STAFF_OF[department])
    return people.correct_person(storage, replace(found, phone="1"), tools().rules.ladder)


def _file(kind: ImportKind) -> Act:
    def act(storage: Trying, _department: str) -> object:
        path = storage.folder / f"{kind}.csv"
        if kind is ImportKind.STAFF:
            return _import(storage, path, kind, STAFF.replace("Okafor", "Okafur"))
        return _import(storage, path, kind, ED_VISITS.replace("Femi", "Fela"))

    return act


def _cover(storage: Trying, department: str) -> object:
    order = CoverOrder(1, "S3", _service(storage, department), END, END + timedelta(hours=1))
    return assign(storage, order, tools().rules, "asked")


def _gap(storage: Trying, department: str) -> object:
    post = _needs(storage)[0].post.label
    return cover_changes.leave_gap(
        storage, 1, _service(storage, department), post, START, END, "quiet", "me"
    )


def _sign_requirements(storage: Trying, department: str) -> object:
    level = Level.EMERGENCY_ONLY
    return requirements.sign(storage, _service(storage, department), level, "Dr X", "", "", NOW)


def _derogation(storage: Trying, department: str) -> object:
    asked = Derogation(
        1, _service(storage, department), DURING, END, "ST", 1, "no one to see the sick",
        frozenset(), "Dr X", DURING, END,
    )  # fmt: skip
    return derogations.ask(storage, asked, tools().rules.derogations, DURING)


def _sign_off(storage: Trying, department: str) -> object:
    with closing(Database(storage.address, lambda: NOW, "tester")) as seen:
        view = review.read_review(seen, 1, tools().rules, NOW)
    found = view.department(department)
    assert found is not None
    about = department, "Dr X", "director", "", found.seen_sha256
    return sign_offs.sign(storage, tools().rules, 1, *about, NOW)


def _draft(storage: Trying, _department: str) -> object:
    rules, form = tools().rules.letters, WordingForm.LETTER
    return wording_versions.start_draft(storage, rules, WordingKind.SEVERAL, "cy", form, "Annwyl")


def _report(storage: Trying, _department: str) -> object:
    report = report_making.make_report(storage, "gaps", 1, tools().rules, NOW)
    return report_files.note_handed_out(storage, replace(report, has_names=True), "pdf")


ACTS: dict[Area, tuple[str, Act]] = {
    Area.STRIKES: ("window add", _strike),
    Area.DISPUTES: (
        "dispute event",
        lambda storage, _: disputes.record_event(
            storage, "2016 contract", EventKind.TALKS, NOW, "met", NOW
        ),
    ),
    Area.STAFF: ("person correct", _staff),
    Area.ROTA_FILES: ("import staff", _file(ImportKind.STAFF)),
    Area.COVER: ("assign", _cover),
    Area.GAPS: ("leave gap", _gap),
    Area.TELLING_STAFF: (
        "cover contact",
        lambda storage, _: telling_staff.save_contact(storage, "ext 1"),
    ),
    Area.REQUIREMENTS: (
        "requirements",
        lambda storage, of: requirements.save_requirements(
            storage, _service(storage, of), Level.NORMAL, _needs(storage)
        ),
    ),
    Area.SIGN_REQUIREMENTS: ("requirements sign", _sign_requirements),
    Area.DECLARATIONS: (
        "declaration",
        lambda storage, of: declarations.declare(storage, 1, STAFF_OF[of], Answer.WORKING),
    ),
    Area.DEROGATIONS: ("ask for a derogation", _derogation),
    Area.REVIEW: ("sign off", _sign_off),
    Area.NOTES: (
        "comment",
        lambda storage, of: sign_offs.comment(storage, 1, of, "thin", "Dr X", NOW),
    ),
    Area.PATIENTS: (
        "patient correct",
        lambda storage, of: patients.correct_patient(
            storage, VISIT_OF[of], {"phone": "020 7946 0009"}, "asked"
        ),
    ),
    Area.CLINIC_FILES: ("import appointments", _file(ImportKind.APPOINTMENTS)),
    Area.DECISIONS: (
        "decide",
        lambda storage, of: deciding.decide(storage, [VISIT_OF[of]], Decision.POSTPONE, "strike"),
    ),
    Area.LIMITS: (
        "limit of a day",
        lambda storage, _: triage.set_stop(storage, 1, START.date(), 3),
    ),
    Area.LETTERS: (
        "letters returned",
        lambda storage, _: posting.mark_returned(storage, "SR-1", "moved", NOW),
    ),
    Area.RELEASES: (
        "answer a release",
        lambda storage, _: releases.answer_release(storage, 1, True, "Ann", NOW),
    ),
    Area.CALLS: (
        "phone call",
        lambda storage, _: calls.record_call(
            storage, tools().rules.letters, "M1", "try_again", "", "", NOW
        ),
    ),
    Area.PAS: (
        "pas out",
        lambda storage, _: pas_file.write_pas_file(
            storage, tools().exporter, storage.folder / "pas.csv", NOW, True, True
        ),
    ),
    Area.DRAFT_WORDINGS: ("wording draft", _draft),
    Area.APPROVE_WORDINGS: (
        "wording retire",
        lambda storage, _: wording_versions.retire(storage, tools().rules.letters, 1, "old"),
    ),
    Area.DAY: (
        "day note",
        lambda storage, _: handover.add_handover_note(storage, 1, None, "busy", "Ann", DURING),
    ),
    Area.ATTENDANCE: (
        "payroll file",
        lambda storage, _: payroll_file(storage, 1, tools().rules.ladder, tools().exporter, DURING),
    ),
    Area.TURNOUT: (
        "turnout",
        lambda storage, _: turnout_totals.totals_from_attendance(
            storage, 1, tools().rules.ladder, END
        ),
    ),
    Area.REPORTS: ("report handed out", _report),
    Area.HISTORY: ("history handed out", _bare("history handed out")),
    Area.STRIKE_PACK: (
        "strike pack",
        lambda storage, _: strike_pack.record_pack(
            storage, 1, strike_pack.Pack(b"", "0" * 64, 1, has_patients=False)
        ),
    ),
    Area.SETTINGS: (
        "settings",
        lambda storage, _: hospital_details.save_trust_details(
            storage, TrustDetails("St Anne's", "1 Long Road", "1", "9 to 5")
        ),
    ),
    Area.USERS: ("user add", _bare("user add")),
    Area.BACKUPS: ("restore", _bare("restore")),
    Area.RIGHTS: ("retention", _bare("retention")),
    Area.OWN: ("own passphrase", _bare("own passphrase")),
}
STOPS_AT = {
    Area.LETTERS: "unknown_letter",
    Area.RELEASES: "unknown_release",
    Area.ATTENDANCE: "nothing_settled",
}
"""What an allowed action stops at, where there is nothing yet to do it to."""


def _of(area: Area) -> tuple[str, ...]:
    """Return the departments to try: where an area is about no single one, any will do."""
    is_about_one = any(each is Reach.OWN for each in TABLE[area].roles.values())
    return DEPARTMENTS if is_about_one else DEPARTMENTS[:1]


def _tried(storage: Trying, area: Area, department: str) -> str:
    try:
        ACTS[area][1](storage, department)
    except Refused as refused:
        return refused.code
    return ""


def test_every_role_may_do_in_every_area_what_the_table_says(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """31 areas and more, two departments, eight people: no difference."""
    assert set(ACTS) == set(Area)
    monkeypatch.setattr(Trying, "folder", tmp_path, raising=False)
    with closing(Trying(address, lambda: NOW, anybody("tester"))) as storage:
        came = {(area, of): _tried(storage, area, of) for area in Area for of in _of(area)}
    assert {key: code for key, code in came.items() if code != STOPS_AT.get(key[0], "")} == {}
    differences = []
    for user in EVERYONE:
        with closing(Trying(address, lambda: NOW, user)) as storage:
            for area, (action, _act) in ACTS.items():
                for department in _of(area):
                    came = _tried(storage, area, department)
                    wanted = may(user, action, department if len(_of(area)) > 1 else None)
                    assert came in {*PERMISSION, STOPS_AT.get(area, "")}, (user, area, came)
                    if (came in PERMISSION) is wanted:
                        differences.append((user.login, area.name, department, came))
    assert differences == []


def test_every_action_is_let_in_or_turned_away_by_the_database_itself(address: str) -> None:
    differences = []
    for user in EVERYONE:
        with closing(Database(address, lambda: NOW, user)) as storage:
            for action in [*(each for rule in TABLE.values() for each in rule.actions), "no such"]:
                try:
                    with storage.write(action):
                        is_let_in = True
                except Refused:
                    is_let_in = False
                if is_let_in is not may(user, action):
                    differences.append((user.login, action))
    assert differences == []


def test_undo_asks_for_the_right_to_what_is_undone(address: str) -> None:
    manager = person(Role.ROTA_MANAGER)
    was_clerk = replace(person(Role.CLERK), login=manager.login)
    with closing(Database(address, lambda: NOW, manager)) as storage:
        windows.set_level(storage, 1, PLACES["Medicine"], Level.NORMAL, "enough")
    with closing(Database(address, lambda: NOW, was_clerk)) as storage:
        with pytest.raises(Refused) as refused:
            history.undo(storage)
        assert refused.value.code == "not_allowed"
    with closing(Database(address, lambda: NOW, manager)) as storage:
        history.undo(storage)
    with closing(Database(address, lambda: NOW, was_clerk)) as storage:
        with pytest.raises(Refused) as refused:
            history.redo(storage)
        assert refused.value.code == "not_allowed"


def test_the_second_person_is_whoever_signed_in(address: str, tmp_path: Path) -> None:
    """A name that is typed counts for nothing once people sign in."""
    clerk = replace(person(Role.CLERK), name="Ann Clerk")
    other = replace(person(Role.CLERK), login="other", name="Ben Other")
    with closing(Database(address, lambda: NOW, "tester")) as storage:
        held = ED_VISITS.replace("postcode,", "postcode,do_not_post,").replace(
            "SW17 0QT,", "SW17 0QT,Y,"
        )
        _import(storage, tmp_path / "held.csv", ImportKind.APPOINTMENTS, held)
        deciding.decide(storage, ["M1"], Decision.POSTPONE, "strike")
    rules, lines = tools().rules.letters, ("Ann Dunne", "c/o Ward 1")
    with closing(Database(address, lambda: NOW, clerk)) as storage:
        asked = releases.ask_release(
            storage, rules, ["M1"], "do_not_post", "agreed", "Somebody Else", NOW, lines, "Porter"
        )
        (release,) = asked.releases
        assert release.asked_by == "Ann Clerk"
        with pytest.raises(Refused) as refused:
            releases.answer_release(storage, release.release_id, True, "Another Name", NOW)
        assert refused.value.code == "same_person"
    with closing(Database(address, lambda: NOW, other)) as storage:
        given = releases.answer_release(storage, release.release_id, True, "Ann Clerk", NOW)
        assert given.release.answered_by == "Ben Other"
