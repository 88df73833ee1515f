"""A report as one JSON document: the same figures as on paper."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from rota.domain.reports import Bars, Cell, HeatMap, Report, Table
from rota.domain.times import iso_local, iso_utc


def report_document(report: Report) -> dict[str, Any]:
    """Return a report as plain values. An instant stands local with offset, and in UTC beside."""
    return {
        "report": report.code,
        "title": report.title,
        "subtitle": report.subtitle,
        "window": report.window_id,
        "revision": report.revision,
        "made_at": iso_local(report.made_at),
        "made_at_utc": iso_utc(report.made_at),
        "journal": report.journal,
        "facts": [
            {"label": each.label, "value": each.value, "meaning": each.meaning}
            for each in report.facts
        ],
        "tables": [_table(each) for each in report.tables],
        "pictures": [_picture(each) for each in report.parts if isinstance(each, (Bars, HeatMap))],
        "words": [
            {"title": each.title, "text": each.text}
            for each in report.parts
            if not isinstance(each, (Table, Bars, HeatMap))
        ],
        "notes": list(report.notes),
    }


def report_json(report: Report) -> bytes:
    """Return the document as a file."""
    return (json.dumps(report_document(report), ensure_ascii=False, indent=1) + "\n").encode()


def _table(table: Table) -> dict[str, Any]:
    codes = [column.code for column in table.columns]

    def line(cells: tuple[Cell, ...]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for code, cell in zip(codes, cells, strict=True):
            found.update(_cell(code, cell))
        return found

    return {
        "code": table.code,
        "title": table.title,
        "columns": [
            {
                "code": each.code,
                "heading": each.heading,
                "kind": each.kind.value,
                "meaning": each.meaning,
            }
            for each in table.columns
        ],
        "rows": [line(each) for each in table.rows],
        "totals": line(table.totals) if table.totals else None,
        "note": table.note,
    }


def _cell(code: str, cell: Cell) -> dict[str, Any]:
    if isinstance(cell, datetime):
        return {code: iso_local(cell), f"{code}_utc": iso_utc(cell)}
    return {code: cell.isoformat() if isinstance(cell, date) else cell}


def _picture(picture: Bars | HeatMap) -> dict[str, Any]:
    said = {"code": picture.code, "title": picture.title, "unit": picture.unit}
    if isinstance(picture, Bars):
        series = {each.name: list(each.values) for each in picture.series}
        return {**said, "labels": list(picture.labels), "series": series, "words": picture.words}
    return {
        **said,
        "rows": list(picture.rows),
        "columns": list(picture.columns),
        "values": [list(each) for each in picture.values],
        "words": picture.words,
    }
