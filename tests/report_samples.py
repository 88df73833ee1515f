"""Reports made by hand, with every kind of part and cell, for what prints, saves and shows them."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

from rota.domain.reports import (
    Bars,
    Column,
    ColumnKind,
    Fact,
    HeatMap,
    Report,
    Series,
    Table,
    Words,
)
from tests.letters.samples import BLNS

NOW = datetime(2016, 7, 8, 9, 0, tzinfo=UTC)
"""In summer, when local time is an hour ahead."""
AWKWARD = ("=1+1", "+44 20 7946 0000", "-1", "@x", "\t=2", "'=3", "_x0041_", "#panic() $x$ *b*")

COLUMNS = (
    Column("service", "Service"),
    Column("day", "Day", ColumnKind.DAY),
    Column("from", "From", ColumnKind.INSTANT),
    Column("missing", "Missing", ColumnKind.NUMBER, "Posts that nobody fills"),
    Column("hours", "Hours", ColumnKind.HOURS, "People times hours"),
    Column("share", "Share", ColumnKind.PER_CENT),
    Column("why", "Why"),
)


def gaps(rows: int) -> Table:
    """A table with a cell of every kind in each row."""
    return Table(
        "gaps",
        "Gaps",
        COLUMNS,
        tuple(
            (
                f"Ward {at}",
                date(2016, 1, 12) + timedelta(days=at % 9),
                NOW + timedelta(hours=at),
                "fewer than 5" if at % 7 == 3 else at * 1234,
                at * 7.25,
                at / 2,
                AWKWARD[at % len(AWKWARD)],
            )
            for at in range(rows)
        ),
        ("All", None, None, 7000, 430.5, 12.5, ""),
        "Counts people, not duties.",
    )


LYING = Bars(
    "services",
    "People by service",
    "people",
    ("ED", "Acute medicine", "Labour ward"),
    (
        Series("Missing", (2, 3, 0), "gap"),
        Series("There", (5, 4.5, 6), "cover"),
        Series("Not asked", (1, 0, 2), "quiet"),
    ),
    "ED lacks 2 of 8, acute medicine 3.",
)
STANDING = Bars(
    "hours",
    "Missing by hour",
    "people",
    tuple(f"{hour % 24:02d}" for hour in range(8, 44)),
    (Series("Missing", tuple(float(at % 5) for at in range(36)), "gap"),),
    "Most are missing at night.",
    is_stacked=False,
)
HEAT = HeatMap(
    "heat",
    "Gaps by hour",
    "people missing",
    ("ED", "Labour ward"),
    tuple(f"{hour % 24:02d}" for hour in range(8, 56)),
    (
        tuple(at % 9 for at in range(48)),
        tuple(None if at % 11 == 0 else 0 for at in range(48)),
    ),
    "ED is short by most, 8 at 16:00.",
)
FACTS = (
    Fact("Due to work", "1,204"),
    Fact("On strike", "812", "gap"),
    Fact("Not settled", "14 duties: these figures are provisional", "warn"),
    Fact("Letters posted", "all", "good"),
)


def report(rows: int = 12) -> Report:
    """A report with a part of every kind."""
    return Report(
        "sitrep",
        "Situation return",
        "Strike of Tue 12 Jan 2016",
        NOW,
        1,
        2,
        FACTS,
        (
            Words("know", "What to know", "First line.\nSecond line."),
            LYING,
            STANDING,
            HEAT,
            gaps(rows),
            Table("none", "Nobody", (Column("a", "A"),), (), empty="No gap is left open."),
        ),
        ("A note at the end.",),
    )


def naughty_strings() -> list[str]:
    """The well-known list of strings that break programs, and our own awkward ones."""
    known = json.loads(BLNS.read_text("utf-8")) if BLNS.is_file() else []
    return [*AWKWARD, *known]


def naughty(count: int | None = None) -> Report:
    """A report with these strings in every place of it."""
    strings = naughty_strings()[:count]
    columns = (Column("text", "Text"), Column("number", strings[0], ColumnKind.NUMBER, strings[1]))
    return Report(
        "gaps",
        strings[2],
        strings[3],
        NOW,
        1,
        1,
        tuple(Fact(each, each) for each in strings[:20]),
        (
            Table("all", "?*[x]" + strings[4], columns, tuple((each, each) for each in strings)),
            Bars("b", strings[5], "x", (*strings[:4],), (Series(strings[6], (1, 2, 3, 4)),), "y"),
            HeatMap("h", "All", "x", (*strings[:2],), ("08", strings[7]), ((1, 2), (3, 4)), "y"),
        ),
        (*strings[:4],),
    )
