"""Letters in two languages, with a logo, in easy read, and for a posting service."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from io import BytesIO

import pikepdf
import pypdfium2.raw as raw
import pytest

from rota.domain.letter_content import AppointmentLine, LetterContent, Picture
from rota.letters.pdfium import LOCK, opened
from rota.letters.print_area import print_area_faults
from rota.letters.typesetter import TypstTypesetter
from rota.tables.envelopes import C5, DL, NOTIFY
from rota.tables.letter_rules import letter_rules
from tests.letters.samples import (
    ARABIC,
    EASY_READ,
    LOGO,
    POSTPONED,
    TRANSLATED,
    as_part,
    numbered,
    page_texts,
)

MM = 72 / 25.4


def texts(letter: LetterContent) -> list[str]:
    batch = TypstTypesetter(C5).typeset([letter])
    assert batch.exceptions == ()
    return page_texts(batch.pdf)


def pictures_on(pdf: bytes, page: int) -> list[tuple[float, float, float, float]]:
    """The pictures of a page, counted from 1: left, top, right and bottom in millimetres."""
    with opened(pdf) as document, LOCK:
        sheet = document[page - 1]
        height = sheet.get_height()
        bounds = [
            each.get_bounds() for each in sheet.get_objects() if each.type == raw.FPDF_PAGEOBJ_IMAGE
        ]
    return [(left / MM, (height - top) / MM, right / MM, (height - bottom) / MM)
            for left, bottom, right, top in bounds]  # fmt: skip


def test_the_other_language_comes_first_and_address_and_reference_stand_once():
    first, second = texts(TRANSLATED)
    assert "فاطمة" in first
    assert "Dear Mrs O'Neill" not in first
    assert "NB2 4XY" in first
    assert "NB2 4XY" not in second
    assert second.startswith("Dear Mrs O'Neill")
    assert first.count("Date: 9 June 2026") == 1
    assert first.count("RR-2026-000300") == 2, "beside the address and at the foot"
    for number, page in enumerate((first, second), start=1):
        assert f"Page {number} of 2" in page
        assert "صفحة" in page


@pytest.mark.parametrize("profile", [C5, DL, NOTIFY], ids=lambda each: each.name)
def test_large_print_easy_read_and_a_logo_keep_clear_of_the_window(profile):
    letters = [
        replace(letter, reference=f"{letter.reference}-{points:g}", font_points=points, logo=LOGO)
        for letter in (TRANSLATED, EASY_READ)
        for points in (12.0, 18.0)
    ]
    setter = TypstTypesetter(profile)
    batch = setter.typeset(letters)
    assert batch.exceptions == ()
    for placed in batch.letters:
        left, top, right, bottom = pictures_on(batch.pdf, placed.first_page)[0]
        assert left > profile.private.right
        assert 5 < top < bottom < profile.body_top
        assert right <= 190.1
        alone = setter.cut(batch.pdf, [(placed.first_page, placed.pages)])
        faults = {each.code for each in print_area_faults(alone)}
        assert faults == (set() if profile is NOTIFY else {"content-outside-printable-area"})


def test_easy_read_is_large_with_its_pictures_on_the_left():
    batch = TypstTypesetter(C5).typeset([EASY_READ])
    with opened(batch.pdf) as document, LOCK:
        sheet = document[0]
        sizes = {
            round(raw.FPDFText_GetFontSize(text.raw, at), 1)
            for text in [sheet.get_textpage()]
            for at in range(text.count_chars())
        }
    assert 14.0 in sizes
    text = " ".join(page_texts(batch.pdf))
    assert "How to contact us" in text
    tagged = TypstTypesetter(C5).copy(EASY_READ)
    assert b"A clock" in b"".join(alternatives(tagged))


def alternatives(pdf: bytes) -> list[bytes]:
    with pikepdf.open(BytesIO(pdf)) as document:
        return [
            bytes(each.Alt)
            for each in document.objects
            if isinstance(each, pikepdf.Dictionary) and "/Alt" in each
        ]


@pytest.mark.parametrize(
    ("logo", "blame"),
    [
        (replace(LOGO, data=b""), "the logo"),
        (replace(LOGO, data=b"<svg"), "the logo"),
        (replace(LOGO, alt=" "), "the logo"),
        (replace(LOGO, media="png"), "the logo"),
        (Picture("logo", "png", b"\x89PNG\r\n\x1a\nrubbish", "Logo"), "the logo"),
        (replace(LOGO, data=LOGO.data.replace(b"<rect", b"<text>NHS</text><rect")), "the logo"),
        (
            replace(LOGO, data=LOGO.data.replace(b"<rect", b'<image href="/etc/x.png"/><rect')),
            "the logo",
        ),
    ],
)
def test_a_picture_that_cannot_be_printed_is_refused_with_its_reason(logo, blame):
    (finding,) = TypstTypesetter(C5).zone_findings(replace(POSTPONED, logo=logo))
    assert finding.code == "bad_picture"
    assert blame in finding.text


def test_a_block_that_names_no_picture_of_the_letter_is_refused():
    (finding,) = TypstTypesetter(C5).zone_findings(replace(EASY_READ, pictures=()))
    assert finding.code == "bad_picture"
    assert TypstTypesetter(C5).zone_findings(EASY_READ) == ()


def test_one_logo_stands_once_in_a_batch_of_several_chunks():
    def images(count: int) -> int:
        letters = [replace(each, logo=LOGO) for each in numbered(count)]
        with pikepdf.open(BytesIO(TypstTypesetter(C5).typeset(letters).pdf)) as pdf:
            return sum(
                isinstance(each, pikepdf.Stream) and each.get("/Subtype") == pikepdf.Name.Image
                for each in pdf.objects
            )

    assert 0 < images(110) == images(60)


def test_letters_are_cut_out_of_a_batch_as_they_were():
    letters = numbered(12)
    setter = TypstTypesetter(C5)
    batch = setter.typeset(letters)
    spans = [(each.first_page, each.pages) for each in batch.letters]
    assert setter.cut(batch.pdf, spans) == batch.pdf
    assert setter.cut(batch.pdf, []) == b""
    whole, part = page_texts(batch.pdf), page_texts(setter.cut(batch.pdf, [spans[10], spans[3]]))
    assert part[0] == whole[spans[10][0] - 1]
    assert spans[3][1] == 2
    assert part[2:] == whole[spans[3][0] - 1 : spans[3][0] + 1]
    with pytest.raises(IndexError):
        setter.cut(batch.pdf, [(spans[-1][0], 9)])


def test_the_posting_service_takes_ten_a4_pages_without_its_own_mark():
    setter = TypstTypesetter(NOTIFY)
    long = replace(POSTPONED, after_table=POSTPONED.after_table * 90)
    assert [each.code for each in setter.print_area_faults(setter.copy(long))] == [
        "letter-too-long"
    ]
    marked = replace(POSTPONED, salutation="NOTIFY")
    assert [(each.page, each.code) for each in setter.print_area_faults(setter.copy(marked))] == [
        (1, "notify-tag-found-in-content")
    ]
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(842, 595))
        into = BytesIO()
        pdf.save(into)
    (fault,) = setter.print_area_faults(into.getvalue())
    assert fault.code == "letter-not-a4-portrait-oriented"


def test_a_wrong_date_in_the_other_language_is_found():
    from rota.letters.readback import read_back

    batch = TypstTypesetter(C5).typeset([TRANSLATED])
    row = replace(ARABIC.appointments[0], day="الاثنين 16 يونيو 2026")
    wrong = as_part(replace(ARABIC, appointments=(row,)), TRANSLATED.translation.labels)
    (found,) = read_back(
        batch.pdf, [(replace(TRANSLATED, translation=wrong), batch.letters[0])], C5
    )
    assert found is not None
    assert "date or time" in found.text


def test_dates_and_times_read_back_in_every_language_that_the_fonts_can_show():
    """Each month and weekday and both halves of the day: none may hold a letter back."""
    rules = letter_rules()
    shown = [each for each in rules.languages if each.has_font]
    assert len(shown) > 20
    letters = []
    for language in shown:
        rows = tuple(
            AppointmentLine(
                "-",
                "-",
                rules.dates.day(language.tag, date(2026, month, 3 + month)),
                rules.dates.clock(language.tag, time(month * 2 % 24, 5 * month % 60)),
            )
            for month in range(1, 13)
        )
        written = rules.dates.written(language.tag, date(2026, 9, 11))
        whole = replace(POSTPONED, language=language.tag, date=written, appointments=rows)
        other = as_part(whole, language.labels)
        letters.append(replace(POSTPONED, reference=f"L-{language.tag}", translation=other))
    batch = TypstTypesetter(C5).typeset(letters)
    assert batch.exceptions == ()
    assert len(batch.letters) == len(shown)
