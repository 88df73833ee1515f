"""How long records about people are kept, and holds that keep them longer."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from rota.domain.errors import Refused
from rota.domain.record_words import RecordWords

LONGEST = 36_525
"""The longest period in days that may be set: a hundred years."""


class Kept(StrEnum):
    """A kind of record with a period of its own."""

    STRIKE_RECORDS = "strike_records"
    EXTRACT_NOTES = "extract_notes"
    PATIENTS = "patients"
    STAFF = "staff"
    JOURNAL_VALUES = "journal_values"
    TURNOUT_TOTALS = "turnout_totals"


class About(StrEnum):
    """What a hold keeps."""

    EVERYTHING = "everything"
    WINDOW = "window"
    PATIENT = "patient"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Period:
    """How many days after an event a kind of record is deleted. ``stays``: it never is."""

    kind: Kept
    name: str
    what: str
    after: str
    days: int
    source: str
    is_verified: bool
    stays: bool = False


@dataclass(frozen=True, slots=True)
class RetentionBook:
    """The periods of every kind, as shipped, and what people are told of what is kept."""

    periods: tuple[Period, ...]
    words: RecordWords

    def of(self, kind: Kept) -> Period:
        """Return the period of a kind."""
        return next(each for each in self.periods if each.kind is kind)


@dataclass(frozen=True, slots=True)
class Hold:
    """Records that are kept whatever their period says, such as for a court or a complaint.

    ``ref`` is the strike's number, or the id of the person; empty for everything.
    """

    about: About
    ref: str
    why: str
    who: str
    since: datetime
    hold_id: int = 0
    lifted_at: datetime | None = None
    lifted_why: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """All that holds in force keep."""

    everything: bool = False
    windows: frozenset[int] = frozenset()
    patients: frozenset[str] = frozenset()
    staff: frozenset[str] = frozenset()


NOTHING_HELD = Held()


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure took: rows by table, and in how many other places the person stood.

    ``alone``: texts with the surname by itself, which may be somebody else, by table and id. They
    are left for a person to read.
    """

    rows: Mapping[str, int] = field(default_factory=dict)
    texts: int = 0
    history: int = 0
    sentences: int = 0
    pages: int = 0
    alone: tuple[tuple[str, str], ...] = ()

    @property
    def total(self) -> int:
        """Return how many records are gone."""
        return sum(self.rows.values())


def held_by(holds: Collection[Hold]) -> Held:
    """Return what the holds in force keep."""
    live = [each for each in holds if each.lifted_at is None]

    def refs(about: About) -> frozenset[str]:
        return frozenset(each.ref for each in live if each.about is about)

    return Held(
        any(each.about is About.EVERYTHING for each in live),
        frozenset(int(each) for each in refs(About.WINDOW)),
        refs(About.PATIENT),
        refs(About.STAFF),
    )


def check_days(period: Period, days: int) -> None:
    """Refuse a period that cannot be."""
    if period.stays:
        raise Refused("stays", f"{period.name}: they name nobody and stay.")
    least = 0 if period.kind is Kept.STRIKE_RECORDS else 30
    most = 3650 if period.kind is Kept.STRIKE_RECORDS else LONGEST
    if not least <= days <= most:
        raise Refused("days_out_of_range", f"Give a number of days from {least} to {most:,}.")


def days_words(days: int) -> str:
    """Return a period as people say it: whole years, months or weeks, or else days."""
    for unit, long in (("year", 365.25), ("month", 365.25 / 12), ("week", 7)):
        number = round(days / long)
        if number and days == round(number * long) and (unit, number) != ("month", 1):
            return f"1 {unit}" if number == 1 else f"{number} {unit}s"
    return "1 day" if days == 1 else f"{days:,} days"
