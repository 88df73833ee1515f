"""Letters typeset to real PDFs and read back."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO

import pikepdf
import pytest

from rota.domain.errors import Refused
from rota.domain.letter_content import AppointmentLine, LetterContent, TypesetBatch
from rota.letters import typesetter
from rota.letters.faults import SENTENCES
from rota.letters.pdf_writer import Copier, PdfWriter, reference
from rota.letters.pdfium import opened
from rota.letters.press import Jam, Press
from rota.letters.print_file import PrintFile
from rota.letters.readback import read_page
from rota.letters.typesetter import TypstTypesetter
from rota.tables.envelopes import C5, DL
from tests.letters.samples import (
    ARABIC,
    BENGALI,
    POSTPONED,
    ROOT,
    hostile_names,
    kept,
    numbered,
    page_texts,
    paragraph,
    text_in,
)


def typeset(*letters: LetterContent) -> TypesetBatch:
    return TypstTypesetter(C5).typeset(letters)


def only_code(letter: LetterContent) -> str:
    batch = typeset(replace(POSTPONED, reference="GOOD"), letter)
    assert [placed.reference for placed in batch.letters] == ["GOOD"]
    (exception,) = batch.exceptions
    assert exception.reference == letter.reference
    return exception.code


def test_a_standard_letter_holds_all_it_was_given():
    batch = typeset(POSTPONED)
    assert batch.exceptions == ()
    text = " ".join(page_texts(batch.pdf))
    for said in (
        POSTPONED.trust_name,
        "Phone: 01632 960001",
        "Dear Mrs O'Neill",
        POSTPONED.heading,
        "Our reference: RR-2026-000123",
        "Date: 9 June 2026",
        "on Monday 15 June 2026 at 10:30am. Please do not come",
        "Wednesday 16 September 2026",
        "you have patient transport booked",
        "Yours sincerely Dr Amina Zaman Medical Director",
        "please return to: PO Box 100",
        "Page 1 of",
    ):
        assert said in text


def test_large_print_moves_the_contacts_into_the_body_and_prints_nothing_small():
    letter = replace(POSTPONED, font_points=18.0)
    batch = typeset(letter)
    assert batch.exceptions == ()
    first, *rest = page_texts(batch.pdf)
    assert "Phone: 01632 960001" not in first
    assert "How to contact us" in " ".join(rest)
    assert "Phone: 01632 960001" in " ".join(rest)
    assert batch.letters[0].pages > 1
    assert f"Page 1 of {batch.letters[0].pages}" in first


def test_the_window_shows_the_address_and_nothing_else():
    for profile in (C5, DL):
        letter = replace(POSTPONED, address=POSTPONED.address[1:])
        batch = TypstTypesetter(profile).typeset([letter])
        assert batch.exceptions == ()
        for zone in (profile.safe, profile.private):
            seen = text_in(batch.pdf, 1, zone.left, zone.top, zone.right, zone.bottom)
            assert tuple(seen.splitlines()) == letter.address


def test_seven_address_lines_fit_the_window():
    address = (
        "Mr Élan Ågård",
        "Flat 1",
        "Tower",
        "1 High Street",
        "Yeoford",
        "NORTHBRIDGE",
        "A1 1AA",
    )
    assert typeset(replace(POSTPONED, address=address)).exceptions == ()


def test_every_hostile_name_is_printed_as_it_is_or_listed_and_never_lost_or_doubled():
    letters = [
        replace(
            POSTPONED,
            reference=f"H-{number:03d}",
            salutation=f"Dear {name}",
            address=(name, "12 High Street", "NORTHBRIDGE", "NB2 4XY"),
        )
        for number, name in enumerate(hostile_names())
    ]
    batch = TypstTypesetter(C5).typeset(letters)
    answered = [each.reference for each in (*batch.letters, *batch.exceptions)]
    assert sorted(answered) == [letter.reference for letter in letters]
    assert {each.code for each in batch.exceptions} <= {
        "bad_character",
        "missing_glyph",
        "address_too_wide",
    }
    assert len(batch.letters) > 120
    texts = page_texts(batch.pdf)
    by_reference = {
        letter.reference: name for letter, name in zip(letters, hostile_names(), strict=True)
    }
    for placed in batch.letters:
        name = by_reference[placed.reference]
        if name.isascii() and name.isprintable() and "-" not in name:
            salutation = " ".join(f"Dear {name}".split())
            assert salutation.replace(" ", "") in texts[placed.first_page - 1].replace(" ", "")


def test_markup_in_data_prints_as_text():
    letter = replace(
        POSTPONED,
        salutation='Dear #eval("1+1") $x$ *b* #read("/etc/passwd")',
        before_table=(paragraph('#import "@preview/x:1.0.0"', kept("#panic()")),),
    )
    (text,) = {page_texts(typeset(letter).pdf)[0]}
    assert 'Dear #eval("1+1") $x$ *b* #read("/etc/passwd")' in text
    assert '#import "@preview/x:1.0.0"#panic()' in text


def test_each_letter_begins_on_the_front_of_a_sheet_over_several_chunks():
    letters = numbered(60)
    batch = TypstTypesetter(C5).typeset(letters)
    assert [placed.reference for placed in batch.letters] == [each.reference for each in letters]
    texts = page_texts(batch.pdf)
    assert len(texts) % 2 == 0
    expected = 1
    for placed in batch.letters:
        assert placed.first_page == expected
        pages = texts[placed.first_page - 1 : placed.first_page - 1 + placed.pages]
        for number, text in enumerate(pages, start=1):
            assert f"Our reference: {placed.reference} Page {number} of {placed.pages}" in text
        if placed.pages % 2:
            assert texts[placed.first_page - 1 + placed.pages] == ""
        expected += placed.pages + placed.pages % 2
    assert expected == len(texts) + 1
    assert {placed.pages for placed in batch.letters} >= {1, 2}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"address": ("W" * 60, "1 High Street", "NB1 1AA")}, "address_too_wide"),
        ({"address": tuple(f"Line {n}" for n in range(8))}, "address_too_long"),
        ({"address": ("NB1 1AA", " ")}, "no_address"),
        ({"salutation": "Dear 李"}, "missing_glyph"),
        ({"salutation": "Dear \ufffd"}, "bad_character"),
        ({"sign_off": ("a\x07",)}, "bad_character"),
        ({"contact_lines": ("Line",) * 40}, "contact_too_long"),
        ({"font_points": float("nan")}, "font_size"),
        ({"reference": " "}, "no_reference"),
    ],
)
def test_a_letter_that_cannot_be_printed_is_listed_with_its_reason(change, code):
    assert only_code(replace(POSTPONED, **change)) == code


def test_an_exception_never_names_the_patient_or_quotes_the_letter():
    secret = replace(
        POSTPONED,
        address=("Zebedee 李 Quagmire", "1 Secret Lane", "NB1 1AA"),
        salutation="Dear Zebedee 李 Quagmire",
    )
    (exception,) = typeset(secret).exceptions
    assert "U+674E" in exception.text
    for part in ("Zebedee", "Quagmire", "Secret", "李"):
        assert part not in exception.text


def test_two_letters_with_one_reference_are_both_held_back():
    batch = typeset(POSTPONED, replace(POSTPONED, heading="Another"))
    assert batch.letters == ()
    assert batch.pdf == b""
    assert [each.code for each in batch.exceptions] == ["double_reference"] * 2


def test_a_letter_with_bad_neighbours_is_still_printed_in_order():
    letters = numbered(30)
    for bad in (0, 7, 24, 29):
        letters[bad] = replace(letters[bad], salutation="Dear 😀")
    batch = TypstTypesetter(C5).typeset(letters)
    assert [each.reference for each in batch.exceptions] == [
        "RR-000000", "RR-000007", "RR-000024", "RR-000029",
    ]  # fmt: skip
    assert len(batch.letters) == 26
    assert [each.reference for each in batch.letters] == sorted(
        each.reference for each in batch.letters
    )


def test_letters_that_fail_only_together_are_kept_apart(monkeypatch):
    honest = Press.typeset
    monkeypatch.setattr(
        Press,
        "typeset",
        lambda self, some: honest(self, some) if len(some) == 1 else Jam("not_typeset"),
    )
    batch = TypstTypesetter(C5).typeset(numbered(5))
    assert len(batch.letters) == 5
    assert batch.exceptions == ()


def test_a_long_word_is_broken_and_nothing_of_it_is_lost():
    word = "Wolfeschlegelsteinhausenbergerdorff" * 3
    letter = replace(
        POSTPONED,
        salutation=f"Dear {word}",
        appointments=(AppointmentLine(word, word, "Monday 15 June 2026", "10:30am"),),
    )
    batch = typeset(letter)
    assert batch.exceptions == ()
    text = re.sub("[\\s\u200b]", "", "".join(page_texts(batch.pdf)))
    assert text.count(word) == 3


def test_a_date_in_the_wording_is_never_split_over_two_lines():
    date = "Wednesday 16 September 2026"
    letters = [
        replace(
            POSTPONED,
            reference=f"RR-{words}",
            heading="",
            before_table=(paragraph("on " * words, kept(date), " we are closed."),),
            appointments=(),
        )
        for words in range(12, 26)
    ]
    batch = typeset(*letters)
    with opened(batch.pdf) as document:
        wholes = [read_page(document, each.first_page - 1, C5).whole for each in batch.letters]
    assert len(wholes) == len(letters)
    assert all(date in whole for whole in wholes)


def test_text_that_would_run_off_the_page_is_an_exception():
    letter = replace(POSTPONED, return_address="PO Box 100 " * 300)
    assert only_code(letter) in {"off_page", "read_back"}


def test_the_same_letters_give_the_same_bytes():
    letters = numbered(30)
    one = TypstTypesetter(C5).typeset(letters)
    second = int(time.time())
    # A PDF's usual identifier is made from the clock's seconds.
    while int(time.time()) == second:
        other = TypstTypesetter(C5).typeset(letters)
    other = TypstTypesetter(C5).typeset(letters)
    assert one.pdf == other.pdf
    dated = TypstTypesetter(C5).typeset(letters, made_at=datetime(2026, 6, 9, tzinfo=UTC))
    assert dated.pdf != one.pdf


def test_the_file_says_it_is_pdf_a_2b_and_embeds_every_font():
    with pikepdf.open(BytesIO(TypstTypesetter(C5).typeset(numbered(30)).pdf)) as pdf:
        assert b"<pdfaid:part>2</pdfaid:part>" in pdf.Root.Metadata.read_bytes()
        assert "/OutputIntents" in pdf.Root
        assert pdf.check_pdf_syntax() == []
        for page in pdf.pages:
            for font in page.get("/Resources", {}).get("/Font", {}).values():
                (inner,) = font.DescendantFonts
                assert {"/FontFile2", "/FontFile3"} & set(inner.FontDescriptor.keys())


@pytest.mark.parametrize("letters", [1, 50, 100])
def test_the_page_tree_is_whole_where_a_branch_is_full(letters):
    """Branches hold fifty letters; there is no empty one, and every page is reached."""
    batch = TypstTypesetter(C5).typeset(numbered(letters))
    sides = sum(each.pages + each.pages % 2 for each in batch.letters)
    with pikepdf.open(BytesIO(batch.pdf)) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert len(pdf.pages) == pdf.Root.Pages.Count == sides
        branches = [int(branch.Count) for branch in pdf.Root.Pages.Kids]
        assert len(branches) == max(1, letters // 50)
        assert min(branches) > 0


def test_the_file_keeps_nothing_of_a_letter_that_was_taken_out():
    press = Press(C5, datetime(2016, 1, 4, tzinfo=UTC))
    file = PrintFile()
    pages = press.typeset(numbered(3))
    assert not isinstance(pages, Jam)
    file.add(pages, range(3))
    whole = file.save()
    file.remove([1])
    with pikepdf.open(BytesIO(file.save())) as less, pikepdf.open(BytesIO(whole)) as more:
        assert len(less.objects) < len(more.objects)
    assert [place.first_page for place in file.placed] == [1, 3]
    file.remove([0, 2])
    assert file.save() == b""


def test_values_of_every_kind_are_written_as_they_were():
    with pikepdf.new() as pdf:
        inner = pdf.make_indirect(pikepdf.Dictionary(Back=pikepdf.Array([1, Decimal("0.5"), True])))
        pdf.Root["/Odd Name#"] = pikepdf.Dictionary(
            Text="a (b) \\ c", Name=pikepdf.Name("/A B"), Nothing=inner, Same=inner,
            Stream=pdf.make_stream(b"endstream\n1 0 R"),
        )  # fmt: skip
        out = PdfWriter()
        pages = reference(out.add(b"<< /Type /Pages /Kids [] /Count 0 >>"))
        body = Copier(out).dictionary(pdf.Root, {"/Pages": pages})
        again = out.finish(out.add(body), None)
    with pikepdf.open(BytesIO(again)) as read:
        odd = read.Root["/Odd Name#"]
        assert str(odd.Text) == "a (b) \\ c"
        assert odd.Name == pikepdf.Name("/A B")
        assert odd.Nothing.objgen == odd.Same.objgen
        assert [*odd.Same.Back] == [1, Decimal("0.5"), True]
        assert odd.Stream.read_bytes() == b"endstream\n1 0 R"


def test_progress_rises_to_the_number_of_letters():
    told: list[tuple[int, int]] = []
    TypstTypesetter(C5).typeset(numbered(60), progress=lambda done, of: told.append((done, of)))
    done = [each for each, _ in told]
    assert {of for _, of in told} == {60}
    assert done == sorted(set(done))
    assert done[-1] == 60
    assert len(done) > 5


@pytest.mark.parametrize("after", [1, 2, 10])
def test_a_cancelled_run_stops_at_once_and_keeps_nothing(after):
    asked = 0

    def cancelled() -> bool:
        nonlocal asked
        asked += 1
        return asked > after

    with pytest.raises(Refused) as refusal:
        TypstTypesetter(C5).typeset(numbered(60), cancelled=cancelled)
    assert refusal.value.code == "cancelled"
    assert asked == after + 1


def test_no_letters_give_no_file():
    assert TypstTypesetter(C5).typeset([]) == TypesetBatch(b"", (), ())


def test_two_threads_may_typeset_at_once():
    answers: dict[int, TypesetBatch] = {}

    def run(which: int) -> None:
        answers[which] = TypstTypesetter(C5).typeset(numbered(30))

    threads = [threading.Thread(target=run, args=(which,)) for which in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers[0].pdf == answers[1].pdf
    assert len(answers[0].letters) == 30


def test_arabic_reads_right_to_left_with_its_numbers_as_written():
    batch = typeset(ARABIC, replace(ARABIC, reference="LARGE", font_points=16.0))
    assert batch.exceptions == ()
    assert "العبدالله" in " ".join(page_texts(batch.pdf))
    with opened(batch.pdf) as document:
        lines = [
            line for page in range(len(document)) for line in read_page(document, page, C5).seen
        ]
    # As the eye meets them from left to right: three and two times in each letter.
    assert sum("01632960001" in line for line in lines) == 6
    assert sum("01632960002" in line for line in lines) == 2
    assert not any("96000" in line and "01632" not in line for line in lines)
    for page in (1, batch.letters[1].first_page):
        zone = C5.safe
        seen = text_in(batch.pdf, page, zone.left, zone.top, zone.right, zone.bottom)
        assert "فاطمة" in seen


def test_bengali_text_can_be_read_out_of_the_file():
    batch = typeset(BENGALI)
    assert batch.exceptions == ()
    (text,) = page_texts(batch.pdf)[:1]
    assert "".join(BENGALI.salutation.split()) in "".join(text.split())
    assert "".join(BENGALI.heading.split()) in "".join(text.split())


def test_the_template_runs_no_data_as_code_and_loads_no_package():
    template = (ROOT / "resources" / "letters" / "letter.typ").read_text(encoding="utf-8")
    for forbidden in ("eval", "@preview", "#import", "#include", "read(", "plugin("):
        assert forbidden not in template


def test_typesetting_imports_neither_qt_nor_the_checker_of_the_tests():
    code = (
        "import sys, rota.letters.typesetter, rota.letters.preview;"
        "barred = ('PySide6', 'shiboken6', 'pymupdf', 'outloud');"
        "sys.exit(any(name.startswith(barred) for name in sys.modules))"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def test_every_fault_has_one_plain_sentence_or_two():
    for code, sentence in SENTENCES.items():
        assert sentence.endswith("."), code
        assert sentence[0].isupper(), code


def test_a_missing_font_is_told_as_such(monkeypatch):
    from rota.domain.errors import Unavailable
    from rota.letters import shipped

    monkeypatch.setattr(shipped, "FONTS", (*shipped.FONTS, "Noto Sans Klingon"))
    shipped.shipped_fonts.cache_clear()
    try:
        with pytest.raises(Unavailable, match="Noto Sans Klingon"):
            TypstTypesetter(C5).typeset([POSTPONED])
    finally:
        shipped.shipped_fonts.cache_clear()


def test_a_letter_that_reads_back_wrong_is_taken_out_and_the_rest_moves_up(monkeypatch):
    honest = typesetter.read_back

    def suspicious(pdf, planned, profile):
        for (letter, _), verdict in zip(planned, honest(pdf, planned, profile), strict=True):
            doubted = letter.reference in {"RR-000003", "RR-000026"}
            yield typesetter.left_out(letter.reference, "read_back", "x") if doubted else verdict

    monkeypatch.setattr(typesetter, "read_back", suspicious)
    batch = TypstTypesetter(C5).typeset(numbered(30))
    assert [each.reference for each in batch.exceptions] == ["RR-000003", "RR-000026"]
    texts = page_texts(batch.pdf)
    assert not any("RR-000003" in text or "RR-000026" in text for text in texts)
    for placed in batch.letters:
        assert placed.reference in texts[placed.first_page - 1]
    assert len(batch.letters) == 28
