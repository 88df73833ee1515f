from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument

from rota.domain.codes import Decision
from rota.domain.errors import Refused
from rota.domain.importing import ImportKind
from rota.services.batch_list import batch_pdf, batches, made_pages
from rota.services.batch_making import plan_batch, render, save_batches, typeset_batch
from rota.services.batch_sizes import SHEETS_A_BATCH
from rota.services.deciding import decide
from rota.services.letter_contents import preview_content, typeset_preview
from rota.services.letter_queue import letter_queue
from rota.services.manifests import manifest
from rota.services.ports import Storage
from rota.services.post_times import save_post
from rota.services.tools import Tools
from tests.small_hospital import NOW, appointment, bring_in, open_copy

Hospital = tuple[Tools, Storage]
FRIDAY = NOW + timedelta(days=1)


@pytest.fixture
def hospital(tmp_path: Path) -> Iterator[Hospital]:
    tools, storage = open_copy(tmp_path, 1)
    decide(storage, ["A1", "A2", "A4"], Decision.POSTPONE, "no doctor")
    yield tools, storage
    storage.close()


def test_planning_typesetting_and_saving_make_what_render_makes(hospital: Hospital) -> None:
    tools, storage = hospital
    plan = plan_batch(storage, tools.rules.letters, NOW, {"A1", "A4"})
    made = typeset_batch(plan, tools.typesetter())
    assert batches(storage) == []
    saved = save_batches(storage, made, NOW)
    assert (saved.batch, saved.letters) == (1, 2)
    assert batch_pdf(storage, 1) == made.batches[0].pdf
    pdf, first, pages = made_pages(storage, 1, "SR-000002")
    assert pdf == made.batches[0].pdf
    assert (first, pages) == (made.records[1].first_page, made.records[1].pages)
    rest = render(storage, tools.typesetter(), tools.rules.letters, NOW)
    assert rest.letters == 1


def test_a_batch_that_somebody_else_made_meanwhile_is_refused(hospital: Hospital) -> None:
    tools, storage = hospital
    plan = plan_batch(storage, tools.rules.letters, NOW, {"A1"})
    made = typeset_batch(plan, tools.typesetter())
    render(storage, tools.typesetter(), tools.rules.letters, NOW, {"A1"})
    with pytest.raises(Refused, match="Somebody else"):
        save_batches(storage, made, NOW)


def test_two_batches_never_share_a_reference(hospital: Hospital) -> None:
    tools, storage = hospital
    plan = plan_batch(storage, tools.rules.letters, NOW, {"A1"})
    made = typeset_batch(plan, tools.typesetter())
    render(storage, tools.typesetter(), tools.rules.letters, NOW, {"A4"})
    with pytest.raises(Refused, match="Somebody else"):
        save_batches(storage, made, NOW)


def test_nothing_ready_makes_nothing(hospital: Hospital) -> None:
    tools, storage = hospital
    made = render(storage, tools.typesetter(), tools.rules.letters, NOW, set())
    assert made.batch is None
    assert batches(storage) == []


def test_a_preview_keeps_nothing(hospital: Hospital) -> None:
    tools, storage = hospital
    queued = letter_queue(storage, tools.rules.letters, NOW)[0]
    made = typeset_preview(
        tools.typesetter(), preview_content(storage, tools.rules.letters, [queued], NOW)
    )
    pdf, exceptions = made.pdf, made.exceptions
    assert pdf.startswith(b"%PDF")
    assert exceptions == ()
    assert batches(storage) == []


def test_a_letter_that_is_not_there_is_refused(hospital: Hospital) -> None:
    with pytest.raises(Refused, match="no letter SR-000009"):
        made_pages(hospital[1], 1, "SR-000009")


def test_a_run_is_cut_into_batches_by_sheets_in_the_order_of_the_post(tmp_path: Path) -> None:
    tools, storage = open_copy(tmp_path, 0)
    postcodes = ["SW11 1AA", "SW2 1AA", "CR0 2AA", "SW2 1AB", "CR0 1ZZ"]
    rows = [
        appointment(number, "O'Neill", postcode=code, format="large_print" if number == 3 else "")
        for number, code in enumerate(postcodes, start=1)
    ]
    rows.append(appointment(6, "Dunne", postcode="E1 1AA", start="2016-01-29 10:00"))
    bring_in(tools, storage, tmp_path, ImportKind.APPOINTMENTS, rows)
    decide(storage, [f"A{number}" for number in range(1, 7)], Decision.POSTPONE, "no doctor")
    save_post(storage, tools.rules.letters, {SHEETS_A_BATCH: "2"})
    plan = plan_batch(storage, tools.rules.letters, FRIDAY)
    made = typeset_batch(plan, tools.typesetter())
    saved = save_batches(storage, made, FRIDAY)
    assert [each.batch for each in saved.batches] == [1, 2, 3]
    rows = sorted(batches(storage), key=lambda row: row.batch)
    assert all(row.sheets == 2 for row in rows)
    assert [(row.first, row.last) for row in rows] == [
        ("SR-000001", "SR-000002"),
        ("SR-000003", "SR-000004"),
        ("SR-000005", "SR-000006"),
    ]
    bags = [manifest(storage, batch).rows for batch in (1, 2, 3)]
    assert [(bag.post_class, bag.bag, bag.letters) for rows in bags for bag in rows] == [
        ("first", "CR", 2),
        ("first", "SW", 2),
        ("first", "SW", 1),
        ("second", "E", 1),
    ]
    for batch, done in zip(made.batches, saved.batches, strict=True):
        kept = batch_pdf(storage, done.batch)
        assert kept == batch.pdf
        assert tools.pages().page_count(kept) == batch.pages
        for record in batch.records:
            found = pages_text(kept, record.first_page, record.pages)
            assert record.reference in found
    with storage.read() as work:
        assert [work.letters.content(each.reference) for each in plan.contents] == list(
            plan.contents
        )
    storage.close()


def pages_text(pdf: bytes, first: int, pages: int) -> str:
    document = PdfDocument(pdf)
    return " ".join(
        document[number - 1].get_textpage().get_text_bounded()
        for number in range(first, first + pages)
    )
