"""The derogation log as a table for other programs."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from rota.domain.derogation_rules import STATE_WORDS, DerogationRules, answer_words
from rota.domain.times import written
from rota.services.derogations import LoggedDerogation, read_log
from rota.services.exporting import write_file
from rota.services.ports import Exporter, Storage


def export_log(
    storage: Storage,
    exporter: Exporter,
    window_id: int,
    rules: DerogationRules,
    out: Path,
    now: datetime,
) -> Path:
    """Write the log as CSV; text that a spreadsheet would run as a formula is made harmless."""
    log = read_log(storage, window_id, rules, now)
    by_id = sorted(log.entries, key=lambda each: each.asked.derogation_id)
    return write_file(out, exporter.safe_csv(_HEADINGS, map(_csv_row, by_id)))


_HEADINGS = (
    "derogation_id", "service", "site", "from", "to", "grade", "number", "risk", "tried",
    "requested_by", "asked_at", "decide_by", "state", "nhs_england", "nhs_england_at", "union",
    "union_at", "withdrawn_by", "withdrawn_at", "outcome", "findings",
)  # fmt: skip


def _csv_row(each: LoggedDerogation) -> tuple[str, ...]:
    asked = each.asked
    return (
        str(asked.derogation_id),
        each.service,
        each.site,
        written(asked.start),
        written(asked.end),
        asked.grade,
        str(asked.number),
        asked.risk,
        "; ".join(each.tried),
        asked.requested_by,
        _time(asked.asked_at),
        _time(asked.decide_by),
        STATE_WORDS[each.state],
        answer_words(asked.nhse_answer),
        _time(asked.nhse_at),
        answer_words(asked.union_answer),
        _time(asked.union_at),
        asked.withdrawn_by,
        _time(asked.withdrawn_at),
        asked.outcome,
        " ".join(finding.text for finding in each.findings),
    )


def _time(at: datetime | None) -> str:
    return "" if at is None else written(at)
