from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rota.domain.codes import Decision
from rota.domain.errors import Refused
from rota.services.batches import (
    batch_pdf,
    batches,
    made_pages,
    plan_batch,
    preview_content,
    render,
    save_batch,
    typeset_batch,
    typeset_preview,
)
from rota.services.deciding import decide
from rota.services.letter_queue import letter_queue
from rota.services.ports import Storage
from rota.services.tools import Tools
from tests.small_hospital import NOW, open_copy

Hospital = tuple[Tools, Storage]


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
    saved = save_batch(storage, made, NOW)
    assert (saved.batch, saved.letters) == (1, 2)
    assert batch_pdf(storage, 1) == made.pdf
    pdf, first, pages = made_pages(storage, 1, "SR-000002")
    assert pdf == made.pdf
    assert (first, pages) == (made.records[1].first_page, made.records[1].pages)
    rest = render(storage, tools.typesetter(), tools.rules.letters, NOW)
    assert rest.letters == 1


def test_a_batch_that_somebody_else_made_meanwhile_is_refused(hospital: Hospital) -> None:
    tools, storage = hospital
    plan = plan_batch(storage, tools.rules.letters, NOW, {"A1"})
    made = typeset_batch(plan, tools.typesetter())
    render(storage, tools.typesetter(), tools.rules.letters, NOW, {"A1"})
    with pytest.raises(Refused, match="Somebody else"):
        save_batch(storage, made, NOW)


def test_two_batches_never_share_a_reference(hospital: Hospital) -> None:
    tools, storage = hospital
    plan = plan_batch(storage, tools.rules.letters, NOW, {"A1"})
    made = typeset_batch(plan, tools.typesetter())
    render(storage, tools.typesetter(), tools.rules.letters, NOW, {"A4"})
    with pytest.raises(Refused, match="Somebody else"):
        save_batch(storage, made, NOW)


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
