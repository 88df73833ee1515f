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
    "absence": "an absence",
    "attendance": "the attendance at duty",
    "column_mapping": "the matched columns",
    "cover_override": "a reason given for cover",
    "day_flag": "a flag of the day",
    "day_tick": "a tick of the roll call",
    "declaration": "what somebody told the trust",
    "derogation": "a derogation",
    "dispute_event": "an event of the dispute",
    "handover_note": "a note of the day",
    "letter_content": "a letter",
    "letter_line": "a letter about appointment",
    "phone_call": "a phone call",
    "print_batch": "a batch of letters",
    "record_hold": "a hold on a record",
    "review_note": "a comment of the review",
    "sign_off": "the signature of a review",
    "window_consequence": "what follows from a strike's change",
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
    "service_id": "service",
    "nhs_number": "NHS number",
    "patient_id": "hospital number",
    "clinic_code": "clinic",
    "duration_minutes": "minutes it takes",
    "do_not_post": "no letters to the address",
    "deceased": "has died",
    "needs": "special needs",
    "format": "format of letters",
    "kind": "kind",
    "mode": "how it is held",
    "transport_booked": "transport booked",
    "competencies": "skills",
    "staff_group": "staff group",
    "groups": "who is called out",
    "union_name": "union",
    "affects_post": "affects the post",
    "leaves_duties": "leaves own duty",
    "emergency": "emergency cover",
    "minutes_lost": "minutes lost",
    "most": "most moved in a day",
    "due": "number due",
    "at": "time",
    "by": "who",
    "ref": "about",
    "lead": "signed by",
    "entered_by": "entered by",
    "asked_by": "asked by",
    "media": "kind of picture",
    "alt": "text in place of the picture",
    "nhse_answer": "answer of NHS England",
    "nhse_at": "answered by NHS England on",
    "union_answer": "answer of the union",
    "union_at": "answered by the union on",
    "stood_down": "taken back",
    "retired": "out of use",
    "told_at": "told on",
    "replied_at": "answered on",
    "lines": "text",
    "body": "text",
    "data": "picture",
    "value": "value",
}
PLAIN = frozenset(
    "address agreed amount answer answered_at answered_by approved_at approved_by asked_at "
    "ballot_closed ballot_opened ballot_result capacity checked_by closed_at closed_by consent "
    "contract created_at date_of_birth day days decide_by decision department email end "
    "entered_at envelope_height envelope_width fold forename form grade hand_to language level "
    "lifted_at lifted_why login made_at made_by mandate_end name note notice_received number "
    "on_strike absent_otherwise outcome owner phone phone_hours policy post postcode "
    "printed_name priority raised_at raised_by reason reply requested_by risk role settled_at "
    "settled_by signed_at since site sites source state status surname text times_postponed title "
    "told_mode told_site told_start tried type unit version weekly_hours what who "
    "window_from_bottom window_height window_left window_width withdrawn_at withdrawn_by "
    "withdrawn_why".split()
)
"""Fields whose names are the words for them, but for the lines in them."""

HIDDEN = frozenset(
    "window_revision window_id id appointment_id duty_id slot_id letter_id dispute_id found_by "
    "corrected by_hand key about code columns rows kinds staff_groups revision seen verified "
    "missing letters pages pdf medium enclosed proposed measured limit rule removed_at".split()
)
"""Fields that only the program knows, or that say which row it is."""

FIELDS_OF = {
    ("requirement", "kinds"): "kinds of duty",
    ("requirement", "staff_groups"): "staff groups",
    ("requirement_template", "rows"): "what it asks for",
    ("column_mapping", "columns"): "columns",
    ("user_account", "removed_at"): "removed on",
    ("derogation", "number"): "how many people",
    ("envelope", "verified"): "checked on paper",
    ("window_consequence", "ref"): "",
}
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
    if (table.name, name) in FIELDS_OF:
        return FIELDS_OF[table.name, name]
    return FIELDS.get(name, name.replace("_", " ") if name in PLAIN else "")


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
