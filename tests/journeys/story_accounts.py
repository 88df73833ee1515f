"""The reports of the 2016 story, each figure worked out again from its files and its book."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tests.journeys import story_figures as figures
from tests.journeys.story import LEFT_WHY, NINE, OWNER, TWENTY, Story
from tests.journeys.story_figures import Book, minute, naive
from tests.journeys.story_hospital import (
    CLINIC,
    ED,
    GRADE_OF,
    HAL,
    JANUARY,
    NAME_OF,
    PLACES,
    SITE,
    STRUCK,
    TWO_DAYS,
    VISIT,
    WALKOUT,
    WARD,
)
from tests.journeys.story_reports import (
    Pack,
    Workbook,
    csv_rows,
    make_pack,
    pdf_pages,
    save,
    squeezed,
    without_blanks,
)

DAY = "Tue 12 Jan 2016"
STAFF_BY_DAY = (
    "Day", "Due to work", "Absent on strike", "of these not looked for", "Absent otherwise",
    "Not settled", "On strike, per cent of due",
)  # fmt: skip
SHORT = ("Service", "Department", "Site", "Level", "Gaps", "Most missing", "Hours missing")
EACH_GAP = (
    "Service", "Site", "Who is missing", "Missing", "From", "To", "Hours missing",
    "Left open; who answers", "Why",
)  # fmt: skip
RESCHEDULED = (
    "Day", "Inpatient", "Day case", "Inpatient and day case", "Outpatient",
    "By phone or video instead", "Told to stand by",
)  # fmt: skip
ATTENDED = (
    "Duties", "Worked", "Worked, derogated", "Strike", "Sick", "Leave", "Rest day",
    "Not rostered", "Not settled", "Hours lost to strike",
)  # fmt: skip


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
    paper = squeezed(" ".join(pdf_pages(save(manager, JANUARY, "grid", folder / "grid.pdf"))))
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
        for name, *numbers in expected:
            pairs = zip(numbers[::2], numbers[1::2], strict=True)
            row = "".join(f"{here}{of}" if here or of else "··" for here, of in pairs)
            assert f"{name}{row}" in paper
        sums_ = sum(there.values()), sum(usual.values())
        moment = f"{DAY} {('09:00', '20:00')[at_]}"
        assert (moment, "{} at work, baseline {}".format(*sums_)) in read.facts
        assert read.picture("doctors")[at_] == [moment, *sums_]
        times = read.table("At", "At work", "Baseline", "Below baseline", "How sure")[at_]
        assert times == [naive(minute(when)), *sums_, sums_[1] - sums_[0], "settled"]


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
    table = read.table(*SHORT)
    assert table == [*rows, sums]
    each = without_blanks(read.table(*EACH_GAP))
    post = {ED: "CT or above", WARD: "FY2 or above"}
    assert sorted(each) == sorted(
        [gap.service, SITE, post[gap.service], gap.missing, naive(gap.start), naive(gap.end),
         gap.hours, *((OWNER, LEFT_WHY) if strike == JANUARY else ())]
        for gap in found
    )  # fmt: skip
    bare = read.table("Service", "Department", "Site", "Level", at=1)
    assert {row[0] for row in bare} == book.cover.unspecified(book.windows[strike])
    assert read.picture("people missing, at most, in each step") == [
        [name, *each_hour(book, strike, name)] for name in (row[0] for row in rows)
    ]
    assert read.facts >= {
        ("Strike", "notified"), ("Gaps", str(len(found))),
        ("Hours missing", f"{sum(gap.hours for gap in found):g}"),
        ("Services short", f"{len(rows)} of 2 with a requirement"),
        ("Left open knowingly", f"{int(strike == JANUARY)} of {len(found)} gaps"),
    }  # fmt: skip


def each_hour(book: Book, strike: int, service: str) -> list[int]:
    """The most people missing at a service in each hour of a strike and its overhang."""
    start, end = book.cover.horizon(book.windows[strike])
    minutes = book.cover.missing(book.windows[strike])[service]
    return [
        max(minutes.get(at, 0) for at in range(hour, min(hour + 60, end)))
        for hour in range(start, end, 60)
    ]


def reports_on_people(story: Story) -> None:
    """The situation return and the attendance of 12 January, settled."""
    manager, book, folder = story.manager, story.book, story.folder
    read = Workbook(save(manager, JANUARY, "sitrep", folder / "sitrep.xlsx"))
    day, totals = date(2016, 1, 12), figures.workforce(book, JANUARY)
    share = totals["on_strike"] / totals["due"]
    struck = [d for d in figures.called_out(book, JANUARY) if book.settled[d.id][0] == "strike"]
    unseen = len([d for d in struck if d.staff_id not in {who for who, *_ in book.ticks}])
    assert read.table(*STAFF_BY_DAY) == [
        [day, totals["due"], totals["on_strike"], unseen, totals["absent_otherwise"], 0, share]
    ]
    by_grade = read.table("Day", "Site", "Grade", *STAFF_BY_DAY[1:6])
    sums = [sum(column) for column in zip(*(row[3:] for row in by_grade), strict=True)]
    assert sums == [totals["due"], totals["on_strike"], unseen, totals["absent_otherwise"], 0]
    assert {row[2] for row in by_grade} <= {*GRADE_OF.values()}
    most = f"{totals['on_strike']} of {totals['due']} due, {DAY}"
    assert read.facts >= {
        ("These figures", "settled"), ("Most on strike", most),
        ("Nobody looked", f"{unseen} of {len(struck)} duties counted as strike"),
    }  # fmt: skip
    others = totals["due"] - totals["on_strike"] - totals["absent_otherwise"]
    assert read.picture("people") == [
        [DAY, others, totals["absent_otherwise"], totals["on_strike"]]
    ]
    assert_on_paper(read, save(manager, JANUARY, "sitrep", folder / "sitrep.pdf"))
    read = Workbook(save(manager, JANUARY, "attendance", folder / "attendance.xlsx"))
    assert_on_paper(read, save(manager, JANUARY, "attendance", folder / "attendance.pdf"))
    duties = figures.called_out(book, JANUARY)
    order = "worked derogated strike sick leave rest_day not_rostered".split()

    def line(name: object, some: list[figures.Duty]) -> list[object]:
        counts = figures.statuses(book, some)
        hours = figures.strike_hours(book, some)
        return [name, len(some), *(counts[each] for each in order), 0, hours]

    assert read.table("Day", *ATTENDED) == [line(day, duties), line("All", duties)]
    grades = [
        line(grade, [duty for duty in duties if GRADE_OF[duty.staff_id] == grade])
        for grade in ("FY1", "FY2", "CT", "ST")
    ]
    assert read.table("Grade", *ATTENDED) == [*grades, line("All", duties)]
    assert read.picture("duties") == [
        [name, worked + derogated, strike, sum(others), left]
        for name, _, worked, derogated, strike, *others, left, _ in grades
    ]
    counts = figures.statuses(book, duties)
    assert read.facts >= {
        ("Duties settled", f"{len(duties)} of {len(duties)} duties"),
        ("Duties worked", str(counts["worked"])),
        ("Duties on strike", str(counts["strike"])),
        ("Hours lost to strike", f"{figures.strike_hours(book, duties):g}"),
    }  # fmt: skip
    departments = read.table("Department", *(ATTENDED[at] for at in (0, 3, 8, 9)))
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
    assert read.table(*RESCHEDULED) == [[date(2016, 1, 12), *numbers]]
    assert read.picture("appointments") == [[DAY, inpatients, days, outpatients]]
    assert read.facts >= {
        ("Rescheduled", f"{len(off)} appointments"), ("Outpatient", str(outpatients)),
        ("Inpatient and day case", str(inpatients + days)),
    }  # fmt: skip
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
        "Day": {DAY: len(off)},
        "Wait": figures.counted(moved, lambda key: wait_words(figures.wait(book, key))),
    }
    for heading, counts in lists.items():
        *rows, total = read.table(heading, "Appointments")
        assert {row[0]: row[1] for row in rows} == figures.public(counts), heading
        assert total == ["All", sum(counts.values())]
    assert {"fewer than 5", "not shown"} <= {*figures.public(lists["Department"]).values()}
    assert read.facts >= {
        ("Appointments put off", str(len(off))), ("By phone or video instead", "fewer than 5"),
        ("Services suspended", "0"),
    }  # fmt: skip
    assert squeezed(f"Appointments put off {len(off)}") in squeezed(" ".join(pages))
    services = read.table("Service", "Department", "Site", "Ran as")
    assert services == [[n, PLACES[n], SITE, "emergency only"] for n in sorted(PLACES)]
    everything = " ".join(pages) + str(read.sheets)
    assert not any(row["surname"] in everything for row in VISIT.values())
    read = Workbook(save(manager, TWO_DAYS, "cancelled", folder / "cancelled2.xlsx"))
    assert read.facts >= {("Strike", "called off"), ("Appointments put off", "0")}


def wait_words(days: int) -> str:
    """How long a wait is, as the public account puts it."""
    steps = ((7, "a week"), (14, "two weeks"), (28, "four weeks"), (42, "six weeks"))
    return next((f"Up to {text}" for most, text in steps if days <= most), "More than six weeks")


def the_pack(story: Story) -> None:
    """The sealed file of 12 January: every digest holds, and no patient is in it."""
    book = story.book
    pack = Pack(make_pack(story.manager, JANUARY, story.folder / "pack.zip"))
    pack.check()
    folder = story.folder
    for name, saved in (("gaps", "gaps1"), ("cancelled", "cancelled")):
        workbook = (folder / f"{saved}.xlsx").read_bytes()
        assert pack.files[f"{name}.xlsx"] == workbook, "saved a moment before, byte for byte"
        assert_on_paper(Workbook(folder / f"{saved}.xlsx"), pack.files[f"{name}.pdf"])
    made = pack.manifest
    assert (made["window"], made["revision"], made["made_by"]) == (JANUARY, 1, "manager")
    decided = pack.rows("decisions.csv")
    assert {row["appointment_id"]: (row["decision"], row["new_start"]) for row in decided} == {
        key: (what, "" if start is None else f"{naive(start):%Y-%m-%d %H:%M}")
        for key, (what, start) in figures.of_strike(book, JANUARY).items()
    }  # fmt: skip
    posted = {row["appointment_id"]: row["reference"] for row in pack.rows("letters.csv")}
    assert posted == {k: v for k, v in story.references().items() if k in STRUCK}
    (left,) = pack.rows("gaps-left.csv")
    assert (left["service"], left["owner"], left["reason"]) == (WARD, OWNER, LEFT_WHY)
    (cover,) = pack.rows("cover.csv")
    assert (cover["staff_id"], cover["service"]) == (HAL, ED)
    flags = {row["service"]: row["outcome"] for row in pack.rows("flags.csv")}
    assert flags == {ED: "Ada Okafor came in", WARD: ""}
    assert [each["department"] for each in pack.signatures] == sorted({*PLACES.values()})
    gone = {"attendance.pdf", "grid.pdf"}
    assert not gone & pack.files.keys(), "a pack outlives what is known of who took part"
    words = pack.words()
    struck = {each for each in NAME_OF if "strike" in _statuses_of(book, each)}
    assert len(struck) == 4
    assert not any(NAME_OF[each] in words for each in struck)
    assert not any(row["surname"] in words for row in VISIT.values())
    assert CLINIC in words


def _statuses_of(book: Book, staff_id: str) -> set[str]:
    duties = (duty for duty in book.hospital.duties if duty.staff_id == staff_id)
    return {book.settled[duty.id][0] for duty in duties if duty.id in book.settled}


def assert_on_paper(read: Workbook, pdf: Path | bytes) -> None:
    """Every row of a workbook's tables stands in the PDF of the same report."""
    paper = squeezed(" ".join(pdf_pages(pdf))).replace("·", "0")
    rows = read.all_rows()
    assert rows
    for row in rows:
        assert squeezed(row) in paper, row
