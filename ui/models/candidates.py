"""Who can cover a gap and who cannot, as a list: headings, people, and reasons that open."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from types import MappingProxyType
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from rota.domain.candidates import CONSENT
from rota.domain.codes import words
from rota.domain.findings import Finding
from rota.services.candidates import Candidate, Candidates, Cannot
from rota.services.gap_prices import Volunteer
from ui import formats
from ui.colours import Tone
from ui.wording import capital, grade_words

Index = QModelIndex | QPersistentModelIndex
EntryRole = Qt.ItemDataRole.UserRole + 1
MOST_FOUND = 200
"""So many people who cannot are listed for a search; a longer list is better searched again."""
MOST_CAN = 6
"""So many who can are listed at first, so that the reasons of the others are near."""
MOST_FINDINGS = 2
ALL = "everybody who can"
SAID_OTHERWISE = frozenset({CONSENT, "on_duty_elsewhere"})
"""Findings that the lines above them, or the dialog, say already."""


class EntryKind(Enum):
    """What one entry of the list is."""

    HEADING = "heading"
    CAN = "can"
    REASON = "reason"
    CANNOT = "cannot"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Line:
    """A line under a name: plain and quiet, or with a drawing that goes with its meaning."""

    text: str
    drawing: str = ""
    tone: Tone | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: a bold title, quiet words beside it, and lines under it."""

    key: str
    kind: EntryKind
    title: str
    beside: str = ""
    lines: tuple[Line, ...] = ()
    person: Candidate | Cannot | None = None
    is_open: bool = False

    @property
    def sentence(self) -> str:
        """The whole entry for a screen reader."""
        said = ", ".join(part for part in (self.title, self.beside) if part)
        return ". ".join([said, *(line.text.rstrip(".") for line in self.lines)])


class PeopleModel(QAbstractListModel):
    """The entries as they are shown now."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.entries: tuple[Entry, ...] = ()

    def replace(self, entries: tuple[Entry, ...]) -> None:
        """Show these instead."""
        self.beginResetModel()
        self.entries = entries
        self.endResetModel()

    def place_of(self, key: str) -> int:
        """Where an entry is; -1 if it is not here."""
        return next((at for at, each in enumerate(self.entries) if each.key == key), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        """How many entries; none has children."""
        return 0 if parent.isValid() else len(self.entries)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let headings and plain words be passed by."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if self.entries[index.row()].kind in (EntryKind.HEADING, EntryKind.WORDS):
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """One look-up."""
        if not index.isValid():
            return None
        entry = self.entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.title
        if role == EntryRole:
            return entry
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return entry.sentence
        return None


Keeping = Mapping[str, Volunteer]
"""What becomes of the appointments if somebody covers, by staff id."""


def entries(
    found: Candidates,
    said: Sequence[str] = (),
    opened: Collection[str] = (),
    keeping: Keeping = MappingProxyType({}),
) -> tuple[Entry, ...]:
    """The list of one gap: ``said`` are words searched for, ``opened`` the reasons opened."""
    wanted = [word.casefold() for word in said]
    can = [each for each in found.can if _has(each, wanted)]
    cannot = [each for each in found.cannot if _has(each, wanted)]
    made = [Entry("can", EntryKind.HEADING, f"Can cover ({formats.number(len(can))})")]
    is_short = len(can) > MOST_CAN + 1 and not wanted
    is_all = ALL in opened or not is_short
    shown = can if is_all else can[:MOST_CAN]
    made.extend(_can(each, keeping.get(each.staff_id)) for each in shown)
    if is_short:
        said = f"{formats.number(len(can) - MOST_CAN)}"
        made.append(Entry(f"reason {ALL}", EntryKind.REASON, said, "more who can", is_open=is_all))
    if not can:
        made.append(Entry("nobody", EntryKind.WORDS, "", _nobody(found, wanted)))
    made.append(Entry("cannot", EntryKind.HEADING, f"Cannot ({formats.number(len(cannot))})"))
    if wanted:
        made.extend(_cannot(each) for each in cannot[:MOST_FOUND])
        if len(cannot) > MOST_FOUND:
            more = f"and {formats.number(len(cannot) - MOST_FOUND)} more: type more of the name"
            made.append(Entry("more", EntryKind.WORDS, "", more))
    else:
        made.extend(_reasons(found, opened))
    return tuple(made)


def _reasons(found: Candidates, opened: Collection[str]) -> Iterator[Entry]:
    for code, reason, people in found.by_reason:
        is_open = code in opened
        yield Entry(
            f"reason {code}", EntryKind.REASON, formats.number(people), reason, is_open=is_open
        )
        if is_open:
            yield from (_cannot(each, code) for each in found.cannot if each.codes[0] == code)


def _can(each: Candidate, patients: Volunteer | None) -> Entry:
    before = each.rest_before
    rest = "no duty before" if before is None else f"{_long(before)} rest"
    if before == timedelta():
        rest = "straight from a duty"
    week = f"week {formats.duration(each.week_hours)}"
    lines = [Line(" · ".join((capital(words(each.kind)), rest, week)))]
    if not each.full:
        parts = ", ".join(formats.clock_period(*part) for part in each.free)
        lines.append(Line(f"Part of it: {parts}", "info", Tone.OVERHANG))
    if each.on_duty:
        lines.append(Line(f"On duty: {each.on_duty}"))
    if patients is not None:
        lines.extend(_patient_lines(patients))
    lines.extend(Line(capital(taken.text), "gap", Tone.WARNING) for taken in each.leaves)
    lines.extend(finding_lines(each.findings))
    return Entry(
        each.staff_id, EntryKind.CAN, each.name, grade_words(each.grade), tuple(lines), each
    )


def _patient_lines(each: Volunteer) -> Iterator[Line]:
    if each.keeps:
        yield Line(f"Keeps {formats.count(each.keeps, 'patient')}", "check", Tone.COVERED)
    if each.loses:
        lose = "would lose their appointment"
        yield Line(f"{formats.count(each.loses, 'patient')} {lose}", "gap", Tone.WARNING)


def _cannot(each: Cannot, code: str = "") -> Entry:
    lines = [Line(reason) for reason in each.reasons]
    if each.can_override:
        lines.append(Line("Can be assigned with a reason", "info", Tone.OVERHANG))
    key = f"{code}/{each.staff_id}"
    return Entry(key, EntryKind.CANNOT, each.name, grade_words(each.grade), tuple(lines), each)


def finding_lines(findings: Sequence[Finding]) -> Iterator[Line]:
    """What the rules say of somebody, the gravest first, each with its drawing."""
    order = {"stop": 0, "warn": 1, "note": 2}
    new = [each for each in findings if each.rule not in SAID_OTHERWISE]
    told = sorted(new, key=lambda each: order[each.severity])
    for each in told[:MOST_FINDINGS]:
        is_note = each.severity == "note"
        yield Line(each.text, "info" if is_note else "warning", None if is_note else Tone.WARNING)
    if len(told) > MOST_FINDINGS:
        yield Line(f"and {len(told) - MOST_FINDINGS} more that the rules say")


def _nobody(found: Candidates, wanted: Sequence[str]) -> str:
    if wanted:
        return "Nobody of that name."
    return "Nobody, for now. Open the reasons below to see why." if found.cannot else "Nobody."


def _has(each: Candidate | Cannot, wanted: Sequence[str]) -> bool:
    name = each.name.casefold()
    return all(word in name for word in wanted)


def _long(length: timedelta) -> str:
    """Hours; from two days on days, because nobody counts those in hours."""
    return f"{length.days} days" if length >= timedelta(days=2) else formats.duration(length)
