"""Made-up letters for the letter tests."""

from __future__ import annotations

import json
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2 as pdfium

from rota.domain.letter_content import (
    AppointmentLine,
    Block,
    Labels,
    LetterContent,
    LetterPart,
    Picture,
    Run,
)

ROOT = Path(__file__).parents[2]
BLNS = ROOT.parent / "shared" / "data" / "naughty" / "blns.json"


def paragraph(*runs: str | Run, style: Any = "paragraph") -> Block:
    return Block(style, tuple(run if isinstance(run, Run) else Run(run) for run in runs))


def kept(text: str, bold: bool = False) -> Run:
    return Run(text, bold=bold, keep_ltr=True)


POSTPONED = LetterContent(
    reference="RR-2026-000123",
    trust_name="Northbridge University Hospitals NHS Foundation Trust",
    contact_lines=(
        "Appointments Office",
        "Northbridge General Hospital",
        "1 Hospital Road",
        "Northbridge NB1 1AA",
        "Phone: 01632 960001",
        "Monday to Friday, 8am to 6pm",
    ),
    return_address="PO Box 100, Northbridge NB1 1AA",
    address=("Mrs Siobhán O'Neill", "Flat 2", "14 Long Acre Gardens", "NORTHBRIDGE", "NB2 4XY"),
    date="9 June 2026",
    salutation="Dear Mrs O'Neill",
    heading="Your appointment on Monday 15 June 2026 will not go ahead",
    before_table=(
        paragraph(
            "We have had to postpone your appointment on ",
            kept("Monday 15 June 2026", bold=True),
            " at ",
            kept("10:30am", bold=True),
            ". Please do not come to the hospital on that day.",
        ),
        paragraph("Your new appointment", style="heading"),
    ),
    appointments=(
        AppointmentLine(
            "Outpatient clinic, follow-up visit",
            "Outpatients, Level 2, Northbridge General Hospital",
            "Wednesday 16 September 2026",
            "10:30am to 11:15am",
        ),
        AppointmentLine("Blood test", "Phlebotomy, Level 1", "Tuesday 15 September 2026", "9:45am"),
    ),
    after_table=(
        paragraph("What you need to do", style="heading"),
        paragraph("Phone us on ", kept("01632 960001"), " if:"),
        paragraph("you no longer need the appointment", style="bullet"),
        paragraph("you have patient transport booked", style="bullet"),
        paragraph("If your condition gets worse, call ", kept("111"), "."),
    ),
    sign_off=("Yours sincerely", "Dr Amina Zaman", "Medical Director"),
)

ARABIC = replace(
    POSTPONED,
    reference="RR-2026-000200",
    language="ar",
    contact_lines=("01632 960001", "هاتف: 01632 960001", "Level 2"),
    address=("فاطمة العبدالله", "12 High Street", "NORTHBRIDGE", "NB2 4XY"),
    date="9 يونيو 2026",
    salutation="السيدة فاطمة العبدالله",
    heading="لن يتم موعدك في يوم الاثنين",
    before_table=(paragraph("اتصل بنا على ", kept("01632 960001"), " من فضلك."),),
    appointments=(
        AppointmentLine("عيادة خارجية", "Level 2, الطابق", "الاثنين 15 يونيو 2026", "10:30am"),
    ),
    after_table=(paragraph("رقم آخر 01632 960002 للهاتف"),),
)

BENGALI = replace(
    POSTPONED,
    reference="RR-2026-000201",
    language="bn",
    address=("রহিমা খাতুন", "12 High Street", "NORTHBRIDGE", "NB2 4XY"),
    salutation="প্রিয় রহিমা খাতুন",
    heading="আপনার অ্যাপয়েন্টমেন্ট স্থগিত করা হয়েছে",
)

LOGO = Picture(
    "logo",
    "svg",
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 150">'
    b'<rect width="400" height="150"/><circle cx="100" cy="70" r="60" fill="#fff"/></svg>',
    "Northbridge University Hospitals",
)


def as_part(letter: LetterContent, labels: Labels) -> LetterPart:
    """A whole letter as the other language of one."""
    return LetterPart(
        letter.language, letter.date, letter.salutation, letter.heading, letter.before_table,
        letter.appointments, letter.after_table, letter.sign_off, labels,
    )  # fmt: skip


TRANSLATED = replace(
    POSTPONED,
    reference="RR-2026-000300",
    translation=as_part(
        ARABIC,
        Labels("التاريخ", "رقمنا", "الموعد", "المكان", "اليوم", "الوقت", "اتصل بنا", "صفحة", "من"),
    ),
    logo=LOGO,
)
EASY_READ = replace(
    POSTPONED,
    reference="RR-2026-000301",
    layout="easy_read",
    pictures=(replace(LOGO, name="clock", alt="A clock"),),
    before_table=tuple(replace(each, picture="clock") for each in POSTPONED.before_table),
)

HOSTILE = (
    '#read("/etc/passwd")',
    "#eval(1+1)",
    "$x^2$ *bold* _it_ `raw` <label> @ref",
    "\\u{41} \\",
    "= Heading",
    "// comment",
    "'); DROP TABLE staff;--",
    "=cmd|' /C calc'!A0",
    "Multi\nLine",
    "Zero\u200bWidth",
    "Right\u202eTfeL",
    "\u2067txeT\u2069",
    "bell\x07",
    "half \ud800",
    "lost \ufffd",
    "李小龙",
    "Łukasz Żółkiewski",
    "Nguyễn Thị Minh Khai",
    "e\u0301lodie Cafe\u0301",
    "محمد العبدالله",
    "علي (محمد) -5",
    "יעל כהן 12 b",
    "ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ",
    "தமிழ்ச்செல்வி",
    "પ્રિયા પટેલ",
    "कृष्णा शर्मा",
    "😀 Smith",
    "9" * 96,
    "W" * 60,
    "   ",
    "",
    "\t",
    "-",
    "Anne-Marie -",
    "ﬁnn oﬃce",
    "null",
    "{{salutation}} ${x} %s",
    '"quoted" \\"twice\\"',
)


def hostile_names() -> list[str]:
    """Two hundred names nobody should have: our own list, then the well-known one if present."""
    names = [*HOSTILE]
    if BLNS.exists():
        names += json.loads(BLNS.read_text(encoding="utf-8"))
    return [names[number % len(names)] for number in range(200)]


def numbered(count: int) -> list[LetterContent]:
    """Different letters, some a page longer, all printable."""
    extra = (paragraph("More to say. " * 60),) * 3
    return [
        replace(
            POSTPONED,
            reference=f"RR-{number:06d}",
            address=(f"Patient {number}", f"{number} High Street", "NORTHBRIDGE", "NB2 4XY"),
            after_table=extra if number % 7 == 3 else POSTPONED.after_table,
        )
        for number in range(count)
    ]


def page_texts(pdf: bytes) -> list[str]:
    """The text of each page with the line ends as spaces."""
    document = pdfium.PdfDocument(pdf)
    try:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]
    finally:
        document.close()


def text_in(pdf: bytes, page: int, left: float, top: float, right: float, bottom: float) -> str:
    """The text in a rectangle of a page, given in millimetres from the top left."""
    document = pdfium.PdfDocument(pdf)
    try:
        sheet = document[page - 1]
        height, mm = sheet.get_height(), 72 / 25.4
        return sheet.get_textpage().get_text_bounded(
            left=left * mm, right=right * mm, top=height - top * mm, bottom=height - bottom * mm
        )
    finally:
        document.close()


def with_page_text_replaced(pdf: bytes, page: int, other: int) -> bytes:
    """The file with the contents of one page in place of another's, as a faulty join might do."""
    with pikepdf.open(BytesIO(pdf)) as document:
        document.pages[page - 1].obj.Contents = document.pages[other - 1].obj.Contents
        document.pages[page - 1].obj.Resources = document.pages[other - 1].obj.Resources
        into = BytesIO()
        document.save(into)
        return into.getvalue()
