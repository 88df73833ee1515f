"""The rows of the turnout dialog: a forecast for each group and day, and past totals."""

from __future__ import annotations

from rota.domain.turnout import Forecast, TurnoutTotal
from ui import formats
from ui.models.table import Column
from ui.wording import capital, grade_words


def group_of(each: Forecast | TurnoutTotal) -> str:
    """A grade as the table names it."""
    return capital(grade_words(each.grade))


def come_words(each: Forecast) -> str:
    """``48 of 144``: how many come of how many due."""
    return f"{formats.number(each.expected)} of {formats.number(each.due)}"


def range_words(each: Forecast) -> str:
    """``25 to 74``."""
    return f"{formats.number(each.low)} to {formats.number(each.high)}"


def whole_words(each: Forecast) -> str:
    """All of it in one sentence, for who cannot see the bar."""
    level = round(each.level * 100)
    return (
        f"{come_words(each)} expected to come, {range_words(each)} on {level} of 100 such days, "
        f"{each.basis}"
    )


def share_words(each: TurnoutTotal) -> str:
    """The share on strike of those who could be; nothing where nobody could."""
    able = each.due - each.absent_otherwise
    return f"{round(100 * each.on_strike / able)} %" if able else ""


RANGE = 4
"""Where the drawn range stands among the forecast's columns."""

FORECAST: tuple[Column[Forecast], ...] = (
    Column("Day", lambda row: formats.day(row.day), lambda row: row.day, width=11),
    Column("Site", lambda row: row.site, width=19),
    Column("Grade", group_of, width=11),
    Column("Come to work", come_words, lambda row: row.expected, is_number=True, width=12),
    Column(
        "None … all of those due",
        lambda _row: "",
        lambda row: row.expected / row.due,
        tip=whole_words,
        spoken=whole_words,
        width=20,
    ),
    Column("Range", range_words, lambda row: row.low, is_number=True, width=11),
    Column("How it is known", lambda row: capital(row.basis), lambda row: row.days, width=34),
)
TOTALS: tuple[Column[TurnoutTotal], ...] = (
    Column("Day", lambda row: formats.day(row.day, year=True), lambda row: row.day, width=16),
    Column("Site", lambda row: row.site, width=20),
    Column("Grade", group_of, width=14),
    Column(
        "Due", lambda row: formats.number(row.due), lambda row: row.due, is_number=True, width=6
    ),
    Column(
        "On strike",
        lambda row: formats.number(row.on_strike),
        lambda row: row.on_strike,
        is_number=True,
        width=9,
    ),
    Column(
        "Absent otherwise",
        lambda row: formats.number(row.absent_otherwise),
        lambda row: row.absent_otherwise,
        is_number=True,
        tip=lambda _row: "Never counted as strike, nor among those who could strike",
        width=15,
    ),
    Column(
        "Share",
        share_words,
        lambda row: row.on_strike / max(1, row.due - row.absent_otherwise),
        is_number=True,
        tip=lambda _row: "On strike, of those not absent for another reason",
        width=7,
    ),
    Column("Where from", lambda row: row.source, width=30),
)
