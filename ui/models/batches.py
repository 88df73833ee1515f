"""The columns of the batches made, of the letters in one and of the bags they go in."""

from __future__ import annotations

from datetime import datetime

from rota.domain.letters import BatchRow
from rota.domain.post_bags import BagRow
from rota.domain.printing import PrintRun
from ui import formats
from ui.colours import Tone
from ui.models.table import Column, TableModel
from ui.wording import class_words


def counted(number: int, of: int) -> str:
    """``all``, ``3 of 12`` or nothing."""
    return "" if not number else "All" if number >= of else f"{number:,} of {of:,}"


BATCH_COLUMNS: tuple[Column[BatchRow], ...] = (
    Column("Batch", lambda row: f"{row.batch}", lambda row: row.batch, is_number=True, width=6),
    Column(
        "Made",
        lambda row: _short(row.made_at),
        lambda row: row.made_at,
        tip=lambda row: formats.moment(row.made_at, year=True),
        spoken=lambda row: formats.moment(row.made_at, year=True),
        width=9,
    ),
    Column("Class", lambda row: classes_words(row), tip=lambda row: _medium_tip(row), width=7),
    Column(
        "Letters",
        lambda row: letters_words(row),
        lambda row: row.letters,
        tip=lambda row: _letters_tip(row),
        is_number=True,
        width=8,
    ),
    Column(
        "Sheets",
        lambda row: formats.number(row.sheets),
        lambda row: row.sheets,
        is_number=True,
        width=6,
    ),
    Column(
        "References",
        lambda row: references_words(row),
        lambda row: row.first,
        tip=lambda row: f"{row.first} to {row.last}",
        spoken=lambda row: f"{row.first} to {row.last}",
        width=12,
    ),
    Column(
        "Printed",
        lambda row: printed_words(row),
        lambda row: row.printed,
        tone=lambda row: _printed_tone(row),
        width=10,
    ),
    Column("Posted", lambda row: posted_words(row), tone=lambda row: _posted_tone(row), width=10),
    Column(
        "Returned",
        lambda row: formats.number(row.returned) if row.returned else "",
        lambda row: row.returned,
        is_number=True,
        tone=lambda row: Tone.WARNING if row.returned else None,
        width=7,
    ),
)

BAG_COLUMNS: tuple[Column[BagRow], ...] = (
    Column("Class", lambda row: class_words(row.post_class), width=14),
    Column("Bag", lambda row: row.bag or "Other", width=8),
    Column(
        "Letters",
        lambda row: formats.number(row.letters),
        lambda row: row.letters,
        is_number=True,
        width=9,
    ),
    Column(
        "Sheets",
        lambda row: formats.number(row.sheets),
        lambda row: row.sheets,
        is_number=True,
        width=9,
    ),
    Column("First", lambda row: row.first, width=13),
    Column("Last", lambda row: row.last, width=13),
)


def batch_model() -> TableModel[BatchRow]:
    """A table of the batches."""
    return TableModel(BATCH_COLUMNS, lambda row: row.batch)


def bag_model() -> TableModel[BagRow]:
    """A table of the bags of one batch."""
    return TableModel(BAG_COLUMNS, lambda row: (row.post_class, row.bag))


def classes_words(row: BatchRow) -> str:
    """How the letters of a batch go: ``1st``, ``1st, 2nd``, ``By hand``."""
    return ", ".join(class_words(each) for each in row.post_classes)


def letters_words(row: BatchRow) -> str:
    """``44``, or ``38 of 44`` once some were taken out."""
    letters = formats.number(row.letters)
    there = formats.number(row.letters - row.withdrawn)
    return f"{there} of {letters}" if row.withdrawn else letters


def _letters_tip(row: BatchRow) -> str:
    return f"{formats.count(row.withdrawn, 'letter')} taken out" if row.withdrawn else ""


def references_words(row: BatchRow) -> str:
    """``SR-000001 to 88``; one letter has one."""
    if not row.last or row.first == row.last:
        return row.first
    return f"{row.first} to {row.last.rpartition('-')[2].lstrip('0')}"


def untold_run(row: BatchRow) -> PrintRun | None:
    """The newest run of a batch of which nobody has said whether it came out."""
    return next((run for run in reversed(row.runs) if run.is_untold), None)


def printed_words(row: BatchRow) -> str:
    """How many letters came out of the printer, or that nobody has said yet."""
    if untold_run(row) is not None:
        return "Did it print?"
    there = row.letters - row.withdrawn
    return counted(min(row.printed, there - row.unprinted), there) or "Not printed"


def posted_words(row: BatchRow) -> str:
    """Whether a batch went into the post, and when."""
    if not row.posted or row.posted_at is None:
        return "Not posted"
    if row.unposted > 0:
        return f"{row.posted:,} of {row.letters:,}"
    return _short(row.posted_at)


def batch_title(row: BatchRow) -> str:
    """``Batch 3: 12 letters on 14 sheets``."""
    letters, sheets = formats.count(row.letters, "letter"), formats.count(row.sheets, "sheet")
    out = f", {formats.number(row.withdrawn)} taken out" if row.withdrawn else ""
    return f"Batch {row.batch}: {letters} on {sheets}{out}"


def _short(at: datetime) -> str:
    """``7 Jan 09:00``: the day of the week is in the tip."""
    return formats.moment(at).partition(" ")[2]


def _medium_tip(row: BatchRow) -> str:
    return classes_words(row) if row.medium == "print" else row.medium


def _printed_tone(row: BatchRow) -> Tone:
    if untold_run(row) is not None:
        return Tone.SHORT
    is_all = row.printed >= row.letters - row.withdrawn
    return Tone.MUTED if is_all and not row.unprinted else Tone.WARNING


def _posted_tone(row: BatchRow) -> Tone:
    return Tone.WARNING if row.unposted > 0 else Tone.MUTED
