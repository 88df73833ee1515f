"""A small hospital for the tests of the window, over the strike of 12 January 2016."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from rota.domain.codes import Level
from ui.colours import Tone
from ui.models.table import Column
from ui.widgets.ribbon import (
    RibbonBar,
    RibbonLane,
    RibbonMark,
    RibbonRow,
    RibbonSegment,
    RibbonView,
)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2016, 1, day, hour, minute, tzinfo=UTC)


START, END, LAST = at(12, 8), at(13, 8), at(13, 8, 30)


def covered(required: int = 2) -> tuple[RibbonSegment, ...]:
    return (RibbonSegment(START, LAST, required, required, 0),)


def ribbon_rows() -> tuple[RibbonRow, ...]:
    only = Level.EMERGENCY_ONLY
    majors = (
        RibbonSegment(START, at(12, 20), 3, 3, 0),
        RibbonSegment(at(12, 20), at(13, 0), 3, 2, 1, "Needs ST4 or above with airway skills"),
        RibbonSegment(at(13, 0), at(13, 2), 3, 3, 0),
        RibbonSegment(at(13, 2), at(13, 5), 3, 1, 2),
        RibbonSegment(at(13, 5), LAST, 3, 3, 0),
    )
    stroke = (
        RibbonSegment(START, at(12, 16), 2, 2, 0),
        RibbonSegment(at(12, 16), LAST, 2, 0, 2),
    )
    people = (
        RibbonLane("Duty D1", (RibbonBar(START, at(12, 20), "ST5", Tone.EMERGENCY),)),
        RibbonLane("Duty D2", (RibbonBar(at(12, 20), LAST, "lost", Tone.LOST),)),
    )
    return (
        RibbonRow("majors", "St Anne", "Emergency", "ED majors", only, majors, people),
        RibbonRow("resus", "St Anne", "Emergency", "Resuscitation", only, covered()),
        RibbonRow("minors", "St Anne", "Emergency", "Minors", Level.SUSPENDED, covered(0)),
        RibbonRow(
            "scopes", "St Anne", "Medicine", "Endoscopy", Level.NORMAL, (), (), "Unspecified"
        ),
        RibbonRow("stroke", "St Anne", "Medicine", "Stroke", only, stroke),
    )


def ribbon_view(rows: tuple[RibbonRow, ...] | None = None) -> RibbonView:
    marks = (RibbonMark(at(12, 9), "41 of 44"), RibbonMark(at(12, 20), "36 of 38"))
    return RibbonView(START, END, LAST, rows if rows is not None else ribbon_rows(), marks)


@dataclass(frozen=True, slots=True)
class Bed:
    key: int
    ward: str
    number: int | None
    note: str = ""


BED_COLUMNS: tuple[Column[Bed], ...] = (
    Column("Ward", lambda bed: bed.ward),
    Column(
        "Number",
        lambda bed: "" if bed.number is None else str(bed.number),
        lambda bed: bed.number,
        is_number=True,
        tip=lambda bed: f"bed {bed.number}",
        tone=lambda bed: Tone.SHORT if bed.number is None else None,
    ),
    Column("Note", lambda bed: bed.note, spoken=lambda bed: bed.note or "no note"),
)


def beds(*numbers: int | None) -> tuple[Bed, ...]:
    return tuple(Bed(key, f"Ward {key}", number) for key, number in enumerate(numbers))
