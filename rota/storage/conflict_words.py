"""How rows and their fields are called where two people changed the same."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Table

from rota.domain.codes import words
from rota.domain.times import day_words, short_words

GONE = "taken away"
NEW = "kept"
NOTHING = "nothing"
LONGEST = 120
"""Characters shown of a long text."""

THINGS = {
    "appointment": "appointment",
    "decision": "the decision on appointment",
    "staff": "the details of person",
    "strike_window": "strike",
    "window_revision": "a revision of strike",
    "service_level": "the level of a service",
    "emergency_mark": "the mark of duty",
    "requirement": "a requirement",
    "requirement_signature": "the signature of requirements",
    "requirement_template": "the template",
    "assignment": "cover",
    "gap_left": "a gap left open",
    "setting": "the setting",
    "law_entry": "a rule of the law",
    "letter_wording": "a wording of letters",
    "hospital_site": "the details of site",
    "hold_release": "a release of a letter",
    "triage_stop": "the limit of a day",
    "turnout_total": "the turnout of a day",
    "user_account": "the account",
    "user_role": "a role of",
}
FIELDS = {
    "clinician_staff_id": "clinician",
    "staff_id": "person",
    "start": "from",
    "end": "until",
    "why": "reason",
    "new_start": "new date",
    "decided_start": "time decided on",
    "care": "kind of care",
    "grade_min": "lowest grade",
    "opt_out_48h": "opted out of 48 hours",
    "rtt_start": "waiting since",
    "cancer_day_62": "day 62",
    "stood_down": "taken back",
    "retired": "out of use",
    "told_at": "told on",
    "replied_at": "answered on",
    "lines": "text",
    "body": "text",
    "data": "picture",
    "value": "value",
}
HIDDEN = {"window_revision", "window_id"}
KEYS_HIDDEN = {"window_id", "service_id", "id"}


def thing_words(table: Table, row: Mapping[str, Any], services: Mapping[int, str]) -> str:
    """Return what a row is: ``appointment A17``, ``duty D4 at Emergency Department``.

    No name of a patient or a colleague is in it.
    """
    said = [THINGS.get(table.name, table.name.replace("_", " "))]
    keys = [each.name for each in table.primary_key.columns]
    shows_id = keys == ["id"] and table.name == "strike_window"
    said += [value_words(row[key]) for key in keys if shows_id or key not in KEYS_HIDDEN]
    place = services.get(row["service_id"]) if row.get("service_id") else None
    return " ".join([*said, *(("at", place) if place else ())])


def field_words(table: Table, name: str) -> str:
    """Return a field as a person says it; empty for one that only the program knows."""
    if name in HIDDEN or name.endswith("sha256"):
        return ""
    if table.name == "strike_window" and name == "id":
        return ""
    return FIELDS.get(name, name.replace("_", " ").removesuffix(" id"))


def value_words(value: Any) -> str:
    """Return a value in words, cut where it is long."""
    said = _said(value)
    return f"{said[:LONGEST]}…" if len(said) > LONGEST else said or NOTHING


def _said(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            return short_words(value)
        case date():
            return day_words(value)
        case StrEnum():
            return words(value.value)
        case float():
            return f"{value:g}"
        case bytes():
            return "a picture"
        case frozenset():
            return ", ".join(sorted(_said(each) for each in value))
        case tuple():
            return ", ".join(_said(each) for each in value)
    return " ".join(str(value).split())
