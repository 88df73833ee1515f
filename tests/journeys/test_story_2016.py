"""The 2016 story from end to end, by a rota manager, a clerk and a head of department."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.engines import Clock, SqliteFiles
from tests.journeys.story_hospital import *
from tests.journeys.story_people import User
from tests.journeys.story_plan import *
from tests.journeys.story_day import *
from rota.domain.codes import Attendance, Decision
from rota.domain.day import Tick
from tests.ui.clerk import own_settings

__all__ = ["own_settings"]

People = tuple[User, User, User]


@pytest.fixture
def people(
    qtbot: QtBot, sqlite_files: SqliteFiles, tmp_path: Path, own_settings: None
) -> Iterator[People]:
    path, clock = tmp_path / "hospital.db", Clock(datetime(2016, 1, 4, 9, tzinfo=UTC))
    sqlite_files.copy_to(path)
    made = tuple(User(qtbot, path, who, clock) for who in ("manager", "clerk", "head"))
    yield made
    for each in made:
        each.go_home()
        each.storage.close()


def test_it(people: People, tmp_path: Path) -> None:
    manager, clerk, head = people
    manager.come_in()
    enter_the_notice(manager, tmp_path)
    clerk.come_in("2016-01-04 11:00")
    bring_in_the_lists(clerk, tmp_path)
    manager.come_in("2016-01-05 09:00")
    page = manager.go(CoverPage, JANUARY)
    print(page.gaps.text, [(r.service, len(r.gaps)) for r in page.ribbon.view.rows])
    open_gap(manager, page, ED, last=True)
    mark_duty(manager, page, "D04")
    print(page.gaps.text)
    open_gap(manager, page, ED)
    print([(e.key, e.title) for e in page.panel.gap.people.model.entries])
    print(fill_gap(manager, page, HAL))
    print(page.gaps.text)
    open_gap(manager, page, WARD)
    leave_gap(manager, page, "why", "the site manager")
    print(page.gaps.text)
    clerk.come_in("2016-01-05 10:00")
    visits = clerk.go(AppointmentsPage, JANUARY)
    assert at_risk(clerk, visits) == set(STRUCK)
    done = accept_proposals(clerk, visits, STRUCK[:12])
    print(done)
    done |= decide(clerk, visits, ["A13"], Decision.POSTPONE, "x")
    done |= decide(clerk, visits, ["A14"], Decision.KEEP, "x")
    done |= decide(clerk, visits, ["A09"], Decision.CONVERT, "x")
    done |= give_new_dates(clerk, visits)
    print(done)
    clerk.come_in("2016-01-06 10:00")
    letters = clerk.go(LettersPage)
    print([(r.appointment_id, r.state, r.holds, r.channel) for r in letters.queue.letters])
    print(make_batch(clerk, letters, [e for e in STRUCK if e != "A14"], tmp_path / "print"))
    post_batch(clerk, letters)
    head.come_in("2016-01-07 09:00")
    review = head.go(ReviewPage, JANUARY)
    print(review.header.facts.text())
    print(sign_off(head, review, "Medicine"))
    print(sign_off(head, review, "Emergency"))
    print(sign_off(head, review, "Surgery"))
    print(review.header.facts.text())
    clerk.come_in("2016-01-08 09:00")
    visits = clerk.go(AppointmentsPage, JANUARY)
    done |= decide(clerk, visits, ["A14"], Decision.POSTPONE, "Mr Kerr is ill")
    head.come_in("2016-01-08 10:00")
    review = head.go(ReviewPage, JANUARY)
    print(review.header.facts.text())
    go_to_department(head, review, "Surgery")
    print(head.said(review.panel))
    clerk.come_in()
    letters = clerk.go(LettersPage)
    print(make_batch(clerk, letters, ["A14"], tmp_path / "print"))
    post_batch(clerk, letters)
    manager.come_in("2016-01-12 08:00")

    page = roll_call(manager, "Pat Mills")
    tick(manager, page, CAROL, Tick.HERE)
    tick(manager, page, HAL, Tick.NOT_HERE)
    print(page.work.notice.text, manager.said(page.work.side.flags))
    number = flag_of(page, ED)
    manager.press(f"take_flag_{number}", page.work.side)
    quiet(manager, page)
    comes_after_all(manager, page, ADA)
    print(heading_of(page, ED).each)
    close_flag(manager, page, number, "Ada Okafor came in")
    all_here(manager, page, CLINIC)
    all_here(manager, page, THEATRE)
    print(manager.said(page.work.side.flags))
    head.come_in("2016-01-12 20:00")
    day = roll_call(head, "Dr Gita Rao")
    tick(head, day, DEV, Tick.HERE)
    tick(head, day, CAROL, Tick.HERE)
    manager.come_in("2016-01-13 09:00")
    print(reconcile(manager, {"D12": (Attendance.SICK, None), "D13": (Attendance.STRIKE, 240)}, tmp_path / "payroll.csv"))
    print((tmp_path / "payroll.csv").read_text("utf-8-sig"))
