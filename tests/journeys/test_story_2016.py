"""The 2016 story from end to end: three people, three windows, one file, and the clock of January.

A rota manager, a clerk and a head of department plan the strike of 12 January 2016, run it,
reconcile it, call the one of 26 January off the night before, and report. Every figure of the
reports is worked out again from the files that were brought in and from what was done here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from rota.domain.codes import Attendance, Decision
from rota.domain.day import Tick
from rota.domain.importing import ImportKind
from tests.engines import Clock, SqliteFiles
from tests.journeys import story_figures as figures
from tests.journeys.story_call_off import call_off, rehearse, ring, take_out
from tests.journeys.story_day import (
    all_here,
    close_flag,
    comes_after_all,
    flag_of,
    heading_of,
    quiet,
    reconcile,
    roll_call,
    tick,
)
from tests.journeys.story_figures import Book, minute
from tests.journeys.story_hospital import (
    ADA,
    CAROL,
    CLINIC,
    DEV,
    ED,
    ELSEWHERE,
    GRADE_OF,
    HAL,
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
    SITE,
    STANDS_BY,
    STRUCK,
    THEATRE,
    TWO_DAYS,
    UNDECIDED,
    VISIT,
    WALKOUT,
    WARD,
    recorded,
    windows,
    write,
)
from tests.journeys.story_people import User, at
from tests.journeys.story_plan import (
    Decided,
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
from tests.journeys.story_reports import (
    Book as Workbook,
)
from tests.journeys.story_reports import (
    Pack,
    csv_rows,
    make_pack,
    pdf_pages,
    save,
    show,
    squeezed,
    without_blanks,
)
from tests.ui.clerk import own_settings
from ui.pages.appointments import AppointmentsPage
from ui.pages.cover import CoverPage
from ui.pages.letters import LettersPage
from ui.pages.reports import ReportsPage
from ui.pages.review import ReviewPage

__all__ = ["own_settings"]

DONE_BY_HAND, LEAVES_IT = "A13", "A14"
"""Mr Kerr operates on both; then he falls ill, and the second is postponed after all."""
BY_PHONE = "A09"
OWNER, LEFT_WHY = "the site manager", "The medical registrar of the day looks in"
EIGHT, NINE, TWENTY = at("2016-01-12 08:00"), at("2016-01-12 09:00"), at("2016-01-12 20:00")


class Story:
    """The three people, where their files are, and the book of what they did."""

    def __init__(self, qtbot: QtBot, path: Path, folder: Path) -> None:
        clock = Clock(at("2016-01-04 09:00"))
        self.folder, self.letters = folder, folder / "letters"
        self.letters.mkdir()
        self.manager, self.clerk, self.head = self.people = tuple(
            User(qtbot, path, who, clock) for who in ("manager", "clerk", "head")
        )
        self._book: Book | None = None

    @property
    def book(self) -> Book:
        """What the files say and what was done since; read once they are written."""
        if self._book is None:
            self._book = Book(recorded(self.folder), windows(self.folder))
        return self._book

    def note(self, decided: Decided) -> None:
        """Write down what was decided."""
        for key, (decision, new_start) in decided.items():
            start = None if new_start is None else minute(new_start)
            self.book.decided[key] = decision.value, start

    def close(self) -> None:
        """Send everybody home."""
        for each in self.people:
            each.go_home()
            each.storage.close()


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
    """08:00: the cover does not come, a flag is taken, Ada comes after all. 20:00: the head."""
    manager, head, book = story.manager, story.head, story.book
    manager.come_in("2016-01-12 08:00")
    page = roll_call(manager, "Pat Mills")
    assert page.window_id == JANUARY
    tick(manager, page, CAROL, Tick.HERE)
    tick(manager, page, HAL, Tick.NOT_HERE)
    assert heading_of(page, ED).each.missing_now == 1
    number = flag_of(page, ED)
    assert "Nobody has it" in manager.said(page.work.side.flags)
    manager.press(f"take_flag_{number}", page.work.side)
    quiet(manager, page)
    assert "Pat Mills has it" in manager.said(page.work.side.flags)
    comes_after_all(manager, page, ADA)
    assert heading_of(page, ED).each.missing_now == 0
    close_flag(manager, page, number, "Ada Okafor came in")
    all_here(manager, page, THEATRE)
    book.ticks += [
        (CAROL, ED, minute(EIGHT), True), (HAL, ED, minute(EIGHT), False),
        (ADA, ED, minute(EIGHT), True), (JON, THEATRE, minute(EIGHT), True),
    ]  # fmt: skip


def the_brief_of_the_day(story: Story) -> None:
    """One page for the meeting at half past eight; the head ticks the night in at 20:00."""
    manager, head, book = story.manager, story.head, story.book
    manager.come_in("2016-01-12 08:30")
    book_read = Workbook(save(manager, JANUARY, "brief", story.folder / "brief.xlsx"))
    (page,) = pdf_pages(save(manager, JANUARY, "brief", story.folder / "brief.pdf"))
    now = minute(at("2016-01-12 08:30"))
    ahead = [(max(gap.start, now), gap) for gap in figures.gaps(book, JANUARY) if gap.end > now]
    hours = sum(gap.missing * (gap.end - start) / 60 for start, gap in ahead)
    facts = {
        "Strike": "notified",
        "Ends in": "23 h 30 min",
        "Cover from now on": f"{len(ahead)} gap, {hours:g} hours missing",
        "Appointments at risk or decided otherwise": str(len(STRUCK)),
        "Of these not decided": str(len({*STRUCK} - book.decided.keys())),
        "Letters": "0 to make, 0 to post, 0 held",
        "Patients to phone": "0",
        "Signed": "1 of 3 departments; 2 changed since signing",
        "Open flags": "1, 1 with an owner",
        "Derogations": "none asked for",
    }
    assert {label: book_read.about[label] for label in facts} == facts
    counts = book_read.table("At", "Required", "There by plan", "Missing")
    assert counts == [
        [naive, asked, asked - short, short]
        for when, naive in ((NINE, datetime(2016, 1, 12, 9)), (TWENTY, datetime(2016, 1, 12, 20)))
        for asked in (figures.required(book, JANUARY, minute(when)),)
        for short in (figures.missing_at(book, JANUARY, minute(when)),)
    ]
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
    """What is proposed is accepted, two duties are settled by hand, and payroll gets its file."""
    manager, book = story.manager, story.book
    manager.come_in("2016-01-13 09:00")
    by_hand = {"D12": (Attendance.SICK, None), "D13": (Attendance.STRIKE, 240)}
    out = story.folder / "payroll.csv"
    said = reconcile(manager, by_hand, out)
    here = {who for who, _, _, is_here in book.ticks if is_here}
    away = {"S05": "leave", "S14": "rest_day"}
    for duty in figures.called_out(book, JANUARY):
        status = "worked" if duty.staff_id in here else away.get(duty.staff_id, "strike")
        minutes: int | None = 0 if status == "worked" else duty.end - duty.start
        if duty.id in by_hand:
            told, minutes = by_hand[duty.id]
            status, minutes = told.value, minutes or duty.end - duty.start
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
    assert tasks == [
        "Ring 3 patients: no letter arrives in time.",
        "Take 1 letter out before it is posted.",
        "See to 1 cover stood down.",
        "3 patients go ahead and need not be told: nobody told them otherwise.",
    ]
    letters = references(story)
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


def references(story: Story) -> dict[str, str]:
    """The reference on the letter of each patient, read off the paper; one page each."""
    found = {}
    for path in sorted(story.letters.glob("batch-*.pdf")):
        for page in filter(None, pdf_pages(path)):  # the back of a sheet is blank
            (reference,) = {word.strip(".,") for word in page.split() if word.startswith("SR-")}
            (key,) = (key for key, row in VISIT.items() if f" {row['surname']}" in page)
            assert key not in found, "nobody is written to twice"
            found[key] = reference
    return found


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
    assert references(story).keys() == written
    assert not written & never


def reports_on_cover(story: Story) -> None:
    """Gaps of the strike that ran and of the one to come, and the grid of 2016."""
    manager, book, folder = story.manager, story.book, story.folder
    manager.come_in("2016-01-26 09:00")
    for strike in (JANUARY, WALKOUT):
        read = Workbook(save(manager, strike, "gaps", folder / f"gaps{strike}.xlsx"))
        assert_gaps(read, book, strike)
    rows = csv_rows(save(manager, JANUARY, "gaps", folder / "gaps.csv", "gaps"))
    (gap,) = figures.gaps(book, JANUARY)
    (row,) = rows
    assert (row["Service"], row["Hours missing"]) == (gap.service, f"{gap.hours:g}")
    assert (row["From"], row["To"]) == ("2016-01-12 08:00", "2016-01-13 08:00")
    read = Workbook(save(manager, JANUARY, "grid", folder / "grid.xlsx"))
    headings = [f"{line}: {what}" for line in figures.LINES for what in ("at work", "baseline")]
    for at_, when in enumerate((NINE, TWENTY)):
        there = figures.at_work(book, JANUARY, minute(when))
        usual = figures.baseline(book, minute(when))
        names = sorted({name for name, _ in there + usual})
        expected = [
            [name, *(n for line in figures.LINES for n in (there[name, line], usual[name, line]))]
            for name in names
        ]
        sums = [sum(column) for column in zip(*(row[1:] for row in expected), strict=True)]
        assert read.table("Specialty", *headings, at=at_) == [*expected, ["All", *sums]]
        said = f"{sum(there.values())} at work, baseline {sum(usual.values())}"
        assert said in read.about.values()


def assert_gaps(read: Workbook, book: Book, strike: int) -> None:
    """A workbook on gaps says what the story works out."""
    found = figures.gaps(book, strike)
    by_service = {each.service: [g for g in found if g.service == each.service] for each in found}
    rows = [
        [name, PLACES[name], SITE, "emergency only", len(own), max(g.missing for g in own),
         sum(g.hours for g in own)]
        for name, own in sorted(by_service.items(), key=lambda p: -sum(g.hours for g in p[1]))
    ]  # fmt: skip
    sums = ["All", "", "", "", len(found), "", sum(gap.hours for gap in found)]
    table = read.table("Service", "Department", "Site", "Level", "Gaps")
    assert table == [*rows, sums]
    each = without_blanks(read.table("Service", "Site", "Who is missing"))
    post = {ED: "CT or above", WARD: "FY2 or above"}
    assert sorted(each) == sorted(
        [gap.service, SITE, post[gap.service], gap.missing, naive(gap.start), naive(gap.end),
         gap.hours, *((OWNER, LEFT_WHY) if strike == JANUARY else ())]
        for gap in found
    )  # fmt: skip
    bare = read.table("Service", "Department", "Site", "Level")[-2:]
    assert {row[0] for row in bare} == book.cover.unspecified(book.windows[strike])
    assert read.about["Strike"] == "notified"


def naive(minutes: int) -> datetime:
    """A UTC minute of the winter as a workbook holds it: by the clocks, without an offset."""
    return datetime.fromtimestamp(minutes * 60, UTC).replace(tzinfo=None)


def reports_on_people(story: Story) -> None:
    """The situation return and the attendance of 12 January, settled."""
    manager, book, folder = story.manager, story.book, story.folder
    read = Workbook(save(manager, JANUARY, "sitrep", folder / "sitrep.xlsx"))
    day, totals = date(2016, 1, 12), figures.workforce(book, JANUARY)
    share = totals["on_strike"] / totals["due"]
    assert read.table("Day", "Due to work") == [[day, *totals.values(), 0, share]]
    by_grade = read.table("Day", "Site", "Grade")
    assert [sum(column) for column in zip(*(row[3:] for row in by_grade), strict=True)] == [
        *totals.values(),
        0,
    ]
    assert {row[2] for row in by_grade} <= {*GRADE_OF.values()}
    assert read.about["These figures"] == "settled"
    read = Workbook(save(manager, JANUARY, "attendance", folder / "attendance.xlsx"))
    duties = figures.called_out(book, JANUARY)
    order = "worked derogated strike sick leave rest_day not_rostered".split()

    def line(name: object, some: list[figures.Duty]) -> list[object]:
        counts = figures.statuses(book, some)
        hours = figures.strike_hours(book, some)
        return [name, len(some), *(counts[each] for each in order), 0, hours]

    assert read.table("Day", "Duties") == [line(day, duties), line("All", duties)]
    grades = [
        line(grade, [duty for duty in duties if GRADE_OF[duty.staff_id] == grade])
        for grade in ("FY1", "FY2", "CT", "ST")
    ]
    assert read.table("Grade", "Duties") == [*grades, line("All", duties)]
    departments = read.table("Department", "Duties")
    for name, *numbers in departments:
        own = [duty for duty in duties if name in ("All", duty.department)]
        counts, hours = figures.statuses(book, own), figures.strike_hours(book, own)
        assert numbers == [len(own), counts["strike"], 0, hours]
    assert len(departments) == 4


def reports_on_patients(story: Story) -> None:
    """What was put off on 12 January, for NHS England and for the public; nothing on the 26th."""
    manager, book, folder = story.manager, story.book, story.folder
    off = figures.put_off(book, JANUARY)
    kinds = figures.counted(off, lambda key: VISIT[key]["kind"])
    inpatients, days = kinds["inpatient_elective"], kinds["day_case"]
    outpatients = kinds["follow_up"] + kinds["outpatient_new"]
    numbers = [inpatients, days, inpatients + days, outpatients, 1, 0]
    read = Workbook(folder / "sitrep.xlsx")
    assert read.table("Day", "Inpatient") == [[date(2016, 1, 12), *numbers]]
    assert read.about["Rescheduled"] == f"{len(off)} appointments"
    (pages,) = [pdf_pages(save(manager, JANUARY, "cancelled", folder / "cancelled.pdf"))]
    read = Workbook(save(manager, JANUARY, "cancelled", folder / "cancelled.xlsx"))
    said = {"postpone": "Postponed, date to follow", "rebook": "Moved to a new date"}
    words = {"follow_up": "follow-up", "outpatient_new": "new outpatient",
             "day_case": "day case", "inpatient_elective": "elective inpatient"}  # fmt: skip
    moved = [key for key in off if book.decided[key][1] is not None]
    lists = {
        "Decision": figures.counted(off, lambda key: said[book.decided[key][0]]),
        "Kind": {words[kind]: number for kind, number in kinds.items()},
        "Department": figures.counted(off, lambda key: VISIT[key]["department"]),
        "Priority": {"routine": len(off)},
        "Wait": figures.counted(moved, lambda key: wait_words(figures.wait(book, key))),
    }
    for heading, counts in lists.items():
        *rows, total = read.table(heading, "Appointments")
        assert {row[0]: row[1] for row in rows} == figures.public(counts), heading
        assert total == ["All", sum(counts.values())]
    assert {"fewer than 5", "not shown"} <= {*figures.public(lists["Department"]).values()}
    assert read.about["Appointments put off"] == str(len(off))
    assert squeezed(f"Appointments put off {len(off)}") in squeezed(" ".join(pages))
    services = read.table("Service", "Department", "Site", "Ran as")
    assert services == [[n, PLACES[n], SITE, "emergency only"] for n in sorted(PLACES)]
    everything = " ".join(pages) + str(read.sheets)
    assert not any(row["surname"] in everything for row in VISIT.values())
    read = Workbook(save(manager, TWO_DAYS, "cancelled", folder / "cancelled2.xlsx"))
    assert read.about["Strike"] == "called off"
    assert read.about["Appointments put off"] == "0"


def wait_words(days: int) -> str:
    """How long a wait is, as the public account puts it."""
    steps = ((7, "a week"), (14, "two weeks"), (28, "four weeks"), (42, "six weeks"))
    return next((f"Up to {text}" for most, text in steps if days <= most), "More than six weeks")


def the_pack(story: Story) -> None:
    """The sealed file of 12 January: every digest holds, and no patient is in it."""
    book = story.book
    pack = Pack(make_pack(story.manager, JANUARY, story.folder / "pack.zip"))
    pack.check()
    made = pack.manifest
    assert (made["window"], made["revision"], made["made_by"]) == (JANUARY, 1, "manager")
    assert {
        row["appointment_id"]: (row["decision"], row["new_start"]) for row in pack.rows("decisions.csv")
    } == {
        key: (what, "" if start is None else f"{naive(start):%Y-%m-%d %H:%M}")
        for key, (what, start) in figures.of_strike(book, JANUARY).items()
    }  # fmt: skip
    posted = {row["appointment_id"]: row["reference"] for row in pack.rows("letters.csv")}
    assert posted == {k: v for k, v in references(story).items() if k in STRUCK}
    (left,) = pack.rows("gaps-left.csv")
    assert (left["service"], left["owner"], left["reason"]) == (WARD, OWNER, LEFT_WHY)
    (cover,) = pack.rows("cover.csv")
    assert (cover["staff_id"], cover["service"]) == (HAL, ED)
    flags = {row["service"]: row["outcome"] for row in pack.rows("flags.csv")}
    assert flags == {ED: "Ada Okafor came in", WARD: ""}
    assert [each["department"] for each in pack.signatures] == sorted({*PLACES.values()})
    words = pack.words()
    assert not any(row["surname"] in words for row in VISIT.values())
    assert CLINIC in words
