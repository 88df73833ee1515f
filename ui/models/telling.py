"""The rows of the dialog that tells people of their cover: one for each cover."""

from __future__ import annotations

from dataclasses import dataclass

from rota.domain.cover_notices import (
    STATE_WORDS,
    TO_TELL,
    CoverToTell,
    TellState,
    hours_words,
)
from rota.services.telling_staff import ORDER, PersonToTell, TellView
from ui import formats
from ui.colours import Tone
from ui.models.table import Column
from ui.wording import capital

EVERYONE, TELL = "everyone", "to_tell"
_TONES = {
    TellState.NO_ANSWER: Tone.WARNING,
    TellState.NOT_NEEDED: Tone.WARNING,
    TellState.CHANGED: Tone.WARNING,
    TellState.NOT_TOLD: Tone.EMERGENCY,
    TellState.ACCEPTED: Tone.COVERED,
    TellState.DECLINED: Tone.SHORT,
}


@dataclass(frozen=True, slots=True)
class TellRow:
    """One cover of one person."""

    person: PersonToTell
    cover: CoverToTell

    @property
    def key(self) -> int:
        """What the row is known by."""
        return self.cover.given.assignment_id

    @property
    def state(self) -> TellState:
        """Where the person stands with it."""
        return self.cover.state

    @property
    def when(self) -> str:
        """From when to when."""
        return formats.period(self.cover.given.start, self.cover.given.end)


def rows_of(view: TellView) -> tuple[TellRow, ...]:
    """Return a row for each cover, whom to see to first on top."""
    rows = [TellRow(person, cover) for person in view.people for cover in person.covers]
    rows.sort(key=_pressing)
    return tuple(rows)


def passes(row: TellRow, key: object, words: tuple[str, ...] = ()) -> bool:
    """Say whether a row belongs to a filter and holds every word."""
    if key == TELL and row.state not in TO_TELL:
        return False
    if key not in (EVERYONE, TELL) and row.state != key:
        return False
    said = f"{row.person.name} {row.cover.service} {row.person.staff_id}".casefold()
    return all(word in said for word in words)


def _pressing(row: TellRow) -> tuple[object, ...]:
    return ORDER.index(row.state), row.cover.given.start, row.person.surname.casefold(), row.key


def _told(row: TellRow) -> str:
    at = row.cover.given.told_at
    return "" if at is None else formats.moment(at)


def _tip(row: TellRow) -> str:
    given = row.cover.given
    agreed = f"\nAgreed: {given.consent}" if given.consent else ""
    return f"{row.cover.words} ({hours_words(given.start, given.end)}){agreed}"


COLUMNS: tuple[Column[TellRow], ...] = (
    Column("Name", lambda row: row.person.name, lambda row: row.person.surname, width=21),
    Column("Service", lambda row: row.cover.service, tip=_tip, width=20),
    Column("When", lambda row: row.when, lambda row: row.cover.given.start, tip=_tip, width=33),
    Column(
        "State",
        lambda row: capital(STATE_WORDS[row.state]),
        lambda row: ORDER.index(row.state),
        tone=lambda row: _TONES[row.state],
        width=22,
    ),
    Column("Phone", lambda row: row.person.phone, width=14),
    Column("Told", _told, lambda row: row.cover.given.told_at, width=16),
    Column("Email", lambda row: row.person.email, width=16),
)
