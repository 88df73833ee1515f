"""The 2016 story from end to end: three people, three windows, one file, and the clock of January.

A rota manager, a clerk and a head of department plan the strike of 12 January 2016, run it,
reconcile it, call the one of 26 January off the night before, and report. Every figure of the
reports is worked out again from the files that were brought in and from what was done here.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from rota.domain.codes import Attendance, Decision
from rota.domain.day import Tick
from rota.domain.importing import ImportKind
from tests.engines import SqliteFiles
from tests.journeys import story_figures as figures
from tests.journeys.story import (
    BY_PHONE,
    DONE_BY_HAND,
    EIGHT,
    LEAVES_IT,
    LEFT_WHY,
    NINE,
    OWNER,
    TWENTY,
    Story,
)
from tests.journeys.story_accounts import (
    reports_on_cover,
    reports_on_patients,
    reports_on_people,
    the_pack,
)
from tests.journeys.story_call_off import call_off, rehearse, ring, take_out
from tests.journeys.story_day import (
    all_here,
    close_flag,
    find_and_tick,
    flag_of,
    heading_of,
    quiet,
    reconcile,
    roll_call,
    tick,
)
from tests.journeys.story_figures import Book, minute, naive
from tests.journeys.story_hospital import (
    ADA,
    CAROL,
    DEV,
    ED,
    ELSEWHERE,
    FINN,
    HAL,
    INES,
    JANUARY,
    JON,
    KEPT,
    LATER_SLOTS,
    LETTER,
    LYING,
    MOVED,
    NAME_OF,
    NOT_MADE,
    PLACES,
    RUNG,
    STANDS_BY,
    STRUCK,
    THEATRE,
    TWO_DAYS,
    UNDECIDED,
    WARD,
    write,
)
from tests.journeys.story_people import at
from tests.journeys.story_plan import (
    accept_proposals,
    at_risk,
    bring_in_the_lists,
    decide,
    enter_the_notice,
    fill_gap,
    give_new_dates,
    go_to_department,
    leave_gap,
    make_batch,
    mark_duty,
    open_gap,
    post_batch,
    sign_off,
)
from tests.journeys.story_reports import Workbook, csv_rows, pdf_pages, save, show, squeezed
from tests.ui.clerk import own_settings
from ui.pages.appointments import AppointmentsPage
from ui.pages.cover import CoverPage
from ui.pages.letters import LettersPage
from ui.pages.review import ReviewPage

__all__ = ["own_settings"]


@pytest.fixture
def story(
    qtbot: QtBot, sqlite_files: SqliteFiles, tmp_path: Path, own_settings: None
) -> Iterator[Story]:
    path = tmp_path / "hospital.db"
    sqlite_files.copy_to(path)
    made = Story(qtbot, path, tmp_path)
    yield made
    made.close()


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_the_story_of_2016(story: Story) -> None:
    plan(story)
    triage_and_letters(story)
    signatures(story)
    the_day(story)
    the_brief_of_the_day(story)
    the_morning_after(story)
    a_second_strike_is_planned(story)
    the_night_before(story)
    who_is_told(story)
    reports_on_cover(story)
    reports_on_people(story)
    reports_on_patients(story)
    the_pack(story)


def plan(story: Story) -> None:
    """The notice, the files, an emergency duty, a gap filled and a gap left."""
    manager = story.manager
    manager.come_in("2016-01-04 09:00")
    enter_the_notice(manager, story.folder)
    story.clerk.come_in("2016-01-04 11:00")
    bring_in_the_lists(story.clerk, story.folder)
    book = story.book
    manager.come_in("2016-01-05 09:00")
    page = manager.go(CoverPage, JANUARY)
    assert on_board(page) == worked_out(book, JANUARY)
    assert len(on_board(page)) == 3
    open_gap(manager, page, ED, last=True)
    mark_duty(manager, page, "D04")
    book.mark(JANUARY, "D04")
    assert on_board(page) == worked_out(book, JANUARY)
    open_gap(manager, page, ED)
    start, end = fill_gap(manager, page, HAL)
    book.add_cover(JANUARY, HAL, ED, minute(start), minute(end))
    open_gap(manager, page, WARD)
    leave_gap(manager, page, LEFT_WHY, OWNER)
    (left,) = on_board(page)
    assert {left} == worked_out(book, JANUARY)
    assert left[0] == WARD


def on_board(page: CoverPage) -> set[tuple[str, int, int, int]]:
    """The gaps that the board shows."""
    assert page.board is not None
    return {
        (each.service.name, minute(gap.start), minute(gap.end), gap.missing)
        for each in page.board.services
        for gap in each.gaps
    }


def worked_out(book: Book, strike: int) -> set[tuple[str, int, int, int]]:
    """The gaps as the story works them out."""
    return {(g.service, g.start, g.end, g.missing) for g in figures.gaps(book, strike)}


def triage_and_letters(story: Story) -> None:
    """Proposals accepted, decisions by hand, new dates, and the letters posted."""
    clerk, book = story.clerk, story.book
    clerk.come_in("2016-01-05 10:00")
    page = clerk.go(AppointmentsPage, JANUARY)
    shown = at_risk(clerk, page)
    assert shown == book.cover.at_risk(book.windows[JANUARY]).keys() == {*STRUCK}
    by_hand = (BY_PHONE, DONE_BY_HAND, LEAVES_IT)
    story.note(accept_proposals(clerk, page, [key for key in STRUCK if key not in by_hand]))
    story.note(decide(clerk, page, by_hand[1:], Decision.KEEP, "Mr Kerr operates himself"))
    story.note(decide(clerk, page, [BY_PHONE], Decision.CONVERT, "Dr Rao rings the patient"))
    story.note(give_new_dates(clerk, page))
    book_dates_lie_in_no_strike(book)
    clerk.come_in("2016-01-06 10:00")
    letters = clerk.go(LettersPage)
    told = [key for key in STRUCK if key not in by_hand[1:]]
    assert {row.appointment_id for row in letters.queue.letters} == {*told}
    make_batch(clerk, letters, told, story.letters)
    post_batch(clerk, letters)
    assert letters.queue.letters == ()


def book_dates_lie_in_no_strike(book: Book) -> None:
    """Five have a new date, and none of them in a strike."""
    dates = [start for _, start in book.decided.values() if start is not None]
    assert len(dates) == 5
    for each in book.windows.values():
        assert not any(each.start <= start < each.end for start in dates)


def signatures(story: Story) -> None:
    """The head signs; what is decided otherwise since shows as a difference, and is written of."""
    head, clerk = story.head, story.clerk
    head.come_in("2016-01-07 09:00")
    page = head.go(ReviewPage, JANUARY)
    assert page.header.facts.text() == "0 of 3 signed"
    seen = {name: sign_off(head, page, name) for name in sorted({*PLACES.values()})}
    assert f"{OWNER} answers for it: {LEFT_WHY}" in seen["Medicine"]
    assert seen["Surgery"].count("decided: keep") == 2
    assert page.header.facts.text() == "3 of 3 signed"
    clerk.come_in("2016-01-08 09:00")
    visits = clerk.go(AppointmentsPage, JANUARY)
    story.note(decide(clerk, visits, [LEAVES_IT], Decision.POSTPONE, "Mr Kerr is ill"))
    head.come_in("2016-01-08 10:00")
    page = head.go(ReviewPage, JANUARY)
    assert page.header.facts.text() == "2 of 3 signed · 1 changed since"
    go_to_department(head, page, "Surgery")
    said = head.said(page.panel)
    assert "Was: decided: keep\nNow: decided: postpone" in said
    letters = clerk.go(LettersPage)
    make_batch(clerk, letters, [LEAVES_IT], story.letters)
    post_batch(clerk, letters)


def the_day(story: Story) -> None:
    """08:00: the cover does not come, a flag is taken, Ada comes after all, the flag is closed."""
    manager, book = story.manager, story.book
    manager.come_in("2016-01-12 08:00")
    page = roll_call(manager, "Pat Mills")
    assert page.window_id == JANUARY
    tick(manager, page, CAROL, Tick.HERE)
    tick(manager, page, HAL, Tick.NOT_HERE)
    assert heading_of(page, ED).each.missing_now == 1
    flag = flag_of(page, ED)
    number = flag.flag_id
    assert (flag.owner, flag.missing) == ("", 1)
    manager.press(f"take_flag_{number}", page.work.side)
    quiet(manager, page)
    assert flag_of(page, ED).owner == "Pat Mills"
    assert flag_of(page, WARD).owner == OWNER, "who answers for a gap that was left has its flag"
    find_and_tick(manager, page, ADA, Tick.HERE)
    assert heading_of(page, ED).each.missing_now == 0
    close_flag(manager, page, number, "Ada Okafor came in")
    all_here(manager, page, THEATRE)
    for who in (FINN, INES):
        find_and_tick(manager, page, who, Tick.NOT_HERE)
    book.ticks += [
        (CAROL, ED, minute(EIGHT), True), (HAL, ED, minute(EIGHT), False),
        (ADA, ED, minute(EIGHT), True), (JON, THEATRE, minute(EIGHT), True),
        (FINN, WARD, minute(EIGHT), False), (INES, THEATRE, minute(EIGHT), False),
    ]  # fmt: skip


def the_brief_of_the_day(story: Story) -> None:
    """One page for the meeting at half past eight; the head ticks the night in at 20:00."""
    manager, head, book = story.manager, story.head, story.book
    manager.come_in("2016-01-12 08:30")
    read = Workbook(save(manager, JANUARY, "brief", story.folder / "brief.xlsx"))
    (page,) = pdf_pages(save(manager, JANUARY, "brief", story.folder / "brief.pdf"))
    now = minute(at("2016-01-12 08:30"))
    ahead = [(max(gap.start, now), gap) for gap in figures.gaps(book, JANUARY) if gap.end > now]
    hours = sum(gap.missing * (gap.end - start) / 60 for start, gap in ahead)
    worst, most = figures.worst_moment(book, JANUARY, now)
    facts = {
        "Strike": "notified",
        "Ends in": "23 h 30 min",
        "Cover from now on": f"{len(ahead)} gap, {hours:g} hours missing",
        "Worst moment": f"Tue 12 Jan 2016 {naive(worst):%H:%M}, {most} missing",
        "Appointments at risk or decided otherwise": str(len(STRUCK)),
        "Of these not decided": str(len({*STRUCK} - book.decided.keys())),
        "Letters": "0 to make in time, 0 to post, 0 held",
        "Patients to phone": "0",
        "Signed": "1 of 3 departments; 2 changed since signing",
        "Open flags": "1, 1 with an owner",
        "Derogations": "none asked for",
    }
    assert read.facts >= {*facts.items()}
    counts = read.table("At", "Required", "There by plan", "Missing")
    assert counts == [
        [naive(when), asked, asked - short, short]
        for when in (worst, minute(NINE), minute(TWENTY))
        for asked in (figures.required(book, JANUARY, when),)
        for short in (figures.missing_at(book, JANUARY, when),)
    ]
    (short,) = figures.gaps(book, JANUARY)
    worst_service = read.table("Service", "First gap from", "Most missing", "Hours missing")
    assert worst_service == [[short.service, naive(short.start), short.missing, hours]]
    for label, value in facts.items():
        assert squeezed(label) in squeezed(page)
        assert squeezed(value) in squeezed(page)
    report = show(manager, JANUARY, "sitrep").report.report
    assert report is not None
    duties = len(figures.called_out(book, JANUARY))
    told = {each.label: each.value for each in report.facts}
    assert told["These figures"] == f"provisional: {duties} of {duties} duties not settled"
    head.come_in("2016-01-12 20:00")
    night = roll_call(head, "Dr Gita Rao")
    for who in (DEV, CAROL):
        tick(head, night, who, Tick.HERE)
        book.ticks.append((who, ED, minute(TWENTY), True))


def the_morning_after(story: Story) -> None:
    """What is proposed is accepted, other duties are settled by hand, and payroll gets its file.

    Nobody looked for Ben and Kay on the day, so that somebody has to say that they struck; Finn,
    ticked as not here, was on another ward all along.
    """
    manager, book = story.manager, story.book
    manager.come_in("2016-01-13 09:00")
    by_hand = {
        "D02": (Attendance.STRIKE, None),
        "D06": (Attendance.WORKED, None),
        "D11": (Attendance.STRIKE, None),
        "D12": (Attendance.SICK, None),
        "D13": (Attendance.STRIKE, 240),
    }
    out = story.folder / "payroll.csv"
    said = reconcile(manager, by_hand, out)
    here = {who for who, _, _, is_here in book.ticks if is_here}
    away = {"S05": "leave", "S14": "rest_day"}
    for duty in figures.called_out(book, JANUARY):
        status = "worked" if duty.staff_id in here else away.get(duty.staff_id, "strike")
        minutes: int | None = 0 if status == "worked" else duty.end - duty.start
        if duty.id in by_hand:
            told, minutes = by_hand[duty.id]
            whole = 0 if told is Attendance.WORKED else duty.end - duty.start
            status, minutes = told.value, minutes or whole
        book.settled[duty.id] = status, minutes
    counts = figures.statuses(book, figures.called_out(book, JANUARY))
    assert said.split("     ") == ["Not settled 0"] + [
        f"{name} {counts[code]}"
        for name, code in (
            ("Worked", "worked"), ("Strike", "strike"), ("Sick", "sick"), ("Leave", "leave"),
            ("Rest day", "rest_day"), ("Not rostered", "not_rostered"), ("Derogated", "derogated"),
        )
    ]  # fmt: skip
    rows = csv_rows(out)
    assert {
        row["duty_id"]: (row["staff_id"], row["name"], row["reason"], row["minutes_not_worked"])
        for row in rows
    } == {
        duty.id: (duty.staff_id, NAME_OF[duty.staff_id], status.replace("_", " "), str(minutes))
        for duty in figures.called_out(book, JANUARY)
        for status, minutes in (book.settled[duty.id],)
        if status != "worked"
    }
    assert not any("£" in value or "pay" in key for row in rows for key, value in row.items())


def a_second_strike_is_planned(story: Story) -> None:
    """26 January: some told by letter, one by phone, a letter left lying, one never made."""
    manager, clerk, book = story.manager, story.clerk, story.book
    manager.come_in("2016-01-13 10:00")
    page = manager.go(CoverPage, TWO_DAYS)
    assert on_board(page) == worked_out(book, TWO_DAYS)
    open_gap(manager, page, ED)
    start, end = fill_gap(manager, page, HAL)
    book.add_cover(TWO_DAYS, HAL, ED, minute(start), minute(end))
    assert on_board(page) == worked_out(book, TWO_DAYS)
    clerk.come_in("2016-01-14 10:00")
    clerk.import_files(write(story.folder / "slots.csv", ImportKind.SLOTS, LATER_SLOTS))
    visits = clerk.go(AppointmentsPage, TWO_DAYS)
    told = {LETTER, RUNG, MOVED, STANDS_BY, LYING, NOT_MADE, UNDECIDED, KEPT}
    assert at_risk(clerk, visits) == told
    assert book.cover.at_risk(book.windows[TWO_DAYS]).keys() == told
    postpone = Decision.POSTPONE
    decide(clerk, visits, [MOVED], postpone, "No doctor")
    dates = give_new_dates(clerk, visits)
    assert dates == {MOVED: (Decision.REBOOK, at("2016-02-24 09:00"))}
    decide(clerk, visits, [LETTER], postpone, "No doctor")
    decide(clerk, visits, [STANDS_BY], Decision.STAND_BY, "Dr Hart may come")
    decide(clerk, visits, [KEPT], Decision.KEEP, "Dr Rao sees the patient")
    letters = clerk.go(LettersPage, TWO_DAYS)
    make_batch(clerk, letters, [LETTER, MOVED, STANDS_BY], story.letters)
    post_batch(clerk, letters)
    clerk.come_in("2016-01-22 10:00")
    decide(clerk, clerk.go(AppointmentsPage, TWO_DAYS), [LYING], postpone, "No doctor")
    make_batch(clerk, clerk.go(LettersPage, TWO_DAYS), [LYING], story.letters)
    clerk.come_in("2016-01-25 10:00")
    visits = clerk.go(AppointmentsPage, TWO_DAYS)
    decide(clerk, visits, [RUNG], Decision.CONVERT, "Dr Rao rings the patient")
    decide(clerk, visits, [NOT_MADE], postpone, "No doctor")
    assert ring(clerk, clerk.go(LettersPage, TWO_DAYS)) == [RUNG]


def the_night_before(story: Story) -> None:
    """22:00 on 25 January: rehearsed, then called off; what follows is what the story knows."""
    manager, book = story.manager, story.book
    manager.come_in("2016-01-25 22:00")
    rehearsed = rehearse(manager, TWO_DAYS)
    assert rehearsed == rehearse(manager, TWO_DAYS), "a rehearsal changes nothing"
    lost = book.cover.lost_duties(book.windows[TWO_DAYS]).keys()
    risky = book.cover.at_risk(book.windows[TWO_DAYS]).keys()
    assert call_off(manager, TWO_DAYS, "Talks have resumed") == rehearsed
    book.call_off(TWO_DAYS)
    tasks, follows = rehearsed
    first, second, third, last = tasks
    assert first == "Ring 3 patients: no letter arrives in time."
    assert second == "Take 1 letter out before it is posted."
    assert third.partition(" cover")[0].endswith("1")
    assert last == "3 patients go ahead and need not be told: nobody told them otherwise."
    letters = story.references()
    assert follows == {
        "tell_by_phone": {LETTER, RUNG, MOVED},
        "letter_to_withdraw": {letters[LYING]},
        "cover_stood_down": {HAL},
        "appointment_reinstated": {LETTER, RUNG, MOVED, STANDS_BY, LYING, NOT_MADE},
        "slot_given_back": {"M1"},
        "duty_restored": {*lost},
        "appointment_no_longer_at_risk": {*risky},
    }
    page = manager.go(CoverPage, TWO_DAYS)
    assert page.badge() == ""


def who_is_told(story: Story) -> None:
    """The morning of the 26th: three are rung, one letter is taken out, and nobody else hears."""
    clerk = story.clerk
    clerk.come_in("2016-01-26 07:30")
    page = clerk.go(LettersPage, TWO_DAYS)
    assert "1 letter in a batch is no longer true" in page.header.facts.text()
    assert ring(clerk, page) == [LETTER, RUNG, MOVED]
    assert take_out(clerk, page) == "Batch 4: no letters posted. 1 letter taken out."
    left = {row.appointment_id: row.told_at for row in page.queue.letters}
    assert left.keys() == {LETTER, RUNG, MOVED}
    assert None not in left.values(), "each of them is told"
    assert page.badge() == ""
    never = {UNDECIDED, ELSEWHERE, KEPT, NOT_MADE, RUNG, DONE_BY_HAND}
    written = {*STRUCK, LETTER, MOVED, STANDS_BY, LYING} - {DONE_BY_HAND}
    assert story.references().keys() == written
    assert not written & never
