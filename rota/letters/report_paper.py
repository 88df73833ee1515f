"""What the template of a report is told: words only, laid out in columns that fit the page."""

from __future__ import annotations

from dataclasses import asdict
from itertools import groupby
from typing import Any

from rota.domain.report_words import (
    NUMERIC,
    as_of,
    in_group,
    meanings,
    most_of,
    number_words,
    row_words,
)
from rota.domain.reports import Bars, ColumnKind, HeatMap, Part, Report, Table, Words

SIZES = (9.5, 9.0, 8.5, 8.0, 7.5, 7.0)
"""Sizes of the text in points, tried in turn where a report has a limit of pages."""

_MOST_COLUMNS = {False: 26, True: 38}
"""How many columns of a heat map stand beside each other, upright and landscape."""
_MOST_LYING_BARS = 16
_LONGEST_WORD, _LONGEST_CELL = 20, 40
_LETTERS = {False: 88, True: 131}
"""How many usual letters of the first size go on a line, upright and landscape."""
_EDGES = 1.3
"""Letters that the space between two columns takes."""
_BOLD = 1.08
_NARROW, _BROAD = frozenset("iIljtfr.,:;'|!()[]"), frozenset("mwMW@%&")
_LAST_LATIN = "\u024f"
_UNBROKEN = frozenset({ColumnKind.DAY, ColumnKind.HOURS, ColumnKind.NUMBER, ColumnKind.PER_CENT})
_NO_LIMIT = 10_000
_TALL = 12
"""A row of more lines than this may go on overleaf, or what a page cannot hold would be lost."""


def report_data(report: Report, size: float) -> dict[str, Any]:
    """Return a report as plain JSON values, with the size of its text in points."""
    letters = int(_LETTERS[report.is_landscape] * SIZES[0] / size)
    return {
        "title": report.title,
        "subtitle": report.subtitle,
        "foot": as_of(report),
        "landscape": report.is_landscape,
        "size": size,
        "facts": [asdict(fact) for fact in report.facts],
        "parts": [_part(part, letters, report.is_landscape) for part in report.parts],
        "meanings": _meanings(report),
        "notes": list(report.notes),
    }


def _meanings(report: Report) -> list[dict[str, Any]]:
    """Return what facts and columns count, by what they stand in: said once, however many tables.

    They stand in a section of their own, so that a page break never parts them from their table.
    """
    found = [("", [(fact.label, fact.meaning) for fact in report.facts if fact.meaning])]
    found += [
        ("" if table.own_page else table.title, list(meanings(table)))
        for table in report.tables
        if table.rows
    ]
    seen: set[tuple[str, str]] = set()
    sections = []
    for title, pairs in found:
        new = [pair for pair in pairs if pair not in seen]
        seen.update(new)
        if new:
            sections.append({"title": title, "pairs": new})
    return sections


def _part(part: Part, letters: int, is_landscape: bool) -> dict[str, Any]:
    if isinstance(part, Table):
        return _table(part, letters)
    if isinstance(part, Bars):
        return _bars(part)
    if isinstance(part, HeatMap):
        return _heat(part, _MOST_COLUMNS[is_landscape])
    return _words(part)


def _words(part: Words) -> dict[str, Any]:
    lines = [line for line in part.text.splitlines() if line.strip()]
    return {"what": "words", "title": part.title, "lines": lines}


def _table(table: Table, letters: int) -> dict[str, Any]:
    rows = [row_words(table.columns, row) for row in table.rows]
    totals = row_words(table.columns, table.totals) if table.totals else ()
    headings = [in_group(column) for column in table.columns]
    room = _room(table, [headings, *rows, totals] if totals else [headings, *rows], letters)
    return {
        "what": "table",
        "title": table.title,
        "own_page": table.own_page,
        "groups": _groups(table, room),
        "headings": headings,
        "right": [column.kind in NUMERIC for column in table.columns],
        "shares": room,
        "longest": [
            _longest([headings[at]], [row[at] for row in (*rows, totals) if row], space)
            for at, space in enumerate(room)
        ],
        "rows": rows,
        "breakable": any(
            len(text) > _TALL * space for row in rows for text, space in zip(row, room, strict=True)
        ),
        "totals": totals,
        "note": table.note if rows else "",
        "empty": "" if rows else table.empty or "Nothing to list.",
    }


def _groups(table: Table, room: list[float]) -> list[dict[str, Any]]:
    """Return the line of headings above the columns, each over so many; none without a group."""
    if not any(column.group for column in table.columns):
        return []
    found = []
    pairs = zip(table.columns, room, strict=True)
    for group, some in groupby(pairs, key=lambda pair: pair[0].group):
        spaces = [space for _, space in some]
        longest = _longest([group], [], sum(spaces))
        found.append({"text": group, "over": len(spaces), "longest": longest})
    return found


def _room(table: Table, rows: list[Any], letters: int) -> list[float]:
    """Return how many letters each column gets: its longest word first, the rest as asked.

    A column that no width is asked for is given room by most of its usual cell.
    """
    least: list[float] = []
    wanted: list[float] = []
    for at, column in enumerate(table.columns):
        heading, *texts = [row[at] for row in rows]
        parts = [part for text in texts for part in _parts(text, column.kind)]
        widest = max([_BOLD * _wide(word) for word in heading.split()] + [_wide(w) for w in parts])
        lengths = sorted(min(len(text), _LONGEST_CELL) for text in texts) or [0]
        least.append(min(widest, _LONGEST_WORD) + _EDGES)
        wanted.append(lengths[len(lengths) * 9 // 10] + _EDGES)
    asked = [column.width for column in table.columns]
    if any(asked):
        even = sum(asked) / sum(width > 0 for width in asked)
        shares = [width or even for width in asked]
        wanted = [letters * share / sum(shares) for share in shares]
    for at in range(len(table.columns)):
        if not any(row[at] for row in rows[1:]):
            wanted[at] = least[at]
    left = letters - sum(least)
    if left <= 0:
        return [letters * need / sum(least) for need in least]
    lacking = [max(0.1, want - need) for want, need in zip(wanted, least, strict=True)]
    return [need + left * lack / sum(lacking) for need, lack in zip(least, lacking, strict=True)]


def _parts(text: str, kind: ColumnKind) -> list[str]:
    """Return what of a cell should stay on one line: a number, a day, else each word."""
    if kind in _UNBROKEN:
        return [text]
    return text.rsplit(" ", 1) if kind is ColumnKind.INSTANT else text.split()


def _longest(bold: list[str], plain: list[str], room: float) -> int:
    """Return how many letters a word of a column may have: less than any that is too wide."""
    words = [(word, _BOLD) for text in bold for word in text.split()]
    words += [(word, 1.0) for text in plain for word in text.split()]
    too_wide = [len(word) for word, weight in words if weight * _wide(word) + _EDGES > room + 0.01]
    return max(1, min(too_wide, default=_NO_LIMIT) - 1)


def _wide(word: str) -> float:
    """Return how wide a word is, in usual letters of Noto Sans; rather too much than too little."""
    return sum(map(_letter_width, word))


def _letter_width(letter: str) -> float:
    if letter in _NARROW:
        return 0.6
    if letter in _BROAD or letter > _LAST_LATIN:
        return 1.6
    return 1.15 if letter.isupper() else 1.0


def _bars(bars: Bars) -> dict[str, Any]:
    groups = [
        [max(0.0, float(series.values[at])) for series in bars.series]
        for at in range(len(bars.labels))
    ]
    heights = [sum(group) if bars.is_stacked else max(group, default=0.0) for group in groups]
    return {
        "what": "bars",
        "title": bars.title,
        "unit": bars.unit,
        "words": bars.words or bars.title,
        "labels": list(bars.labels),
        "names": [series.name for series in bars.series],
        "shades": [series.shade for series in bars.series],
        "groups": groups,
        "said": [[number_words(value) for value in group] for group in groups],
        "sums": [number_words(sum(group)) for group in groups],
        "tops": [number_words(height) for height in heights],
        "most": max(heights, default=0.0) or 1.0,
        "stacked": bars.is_stacked,
        "lying": len(bars.labels) <= _MOST_LYING_BARS,
    }


def _heat(heat: HeatMap, most: int) -> dict[str, Any]:
    """Return a heat map cut into bands of columns that are wide enough for their numbers."""
    count = len(heat.columns)
    bands = -(-count // most) if count else 0
    width = -(-count // bands) if bands else 0
    cuts = [(at, min(at + width, count)) for at in range(0, count, width)] if width else []
    return {
        "what": "heat",
        "title": heat.title,
        "unit": heat.unit,
        "words": heat.words or heat.title,
        "rows": list(heat.rows),
        "bands": [
            {
                "columns": list(heat.columns[start:end]),
                "values": [list(row[start:end]) for row in heat.values],
            }
            for start, end in cuts
        ],
        "most": max(1, most_of(heat)),
    }
