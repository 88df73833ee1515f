"""The tables. Every constraint has a name; every table is STRICT on SQLite."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from rota.domain.changes import Kind
from rota.domain.codes import (
    AbsenceKind,
    Answer,
    AppointmentKind,
    Attendance,
    CoverKind,
    Decision,
    DerogationAnswer,
    DutyKind,
    EventKind,
    ExtractChange,
    LetterFormat,
    LetterKind,
    Level,
    LossPolicy,
    Mode,
    Priority,
    Reply,
    StaffGroup,
    StaffSource,
    WindowState,
    WindowType,
)
from rota.domain.day import Tick
from rota.domain.letter_wording import WordingForm, WordingKind, WordingState
from rota.domain.sign_offs import NoteKind
from rota.domain.users import Role
from rota.storage.journal_guards import guard
from rota.storage.types import Code, Flag, IsoDate, KeptBytes, Real8, TextList, TextSet, UtcDateTime

HEAD = "0006"
"""The schema revision that this program reads and writes."""

OLDER = frozenset({"0001", "0002", "0003", "0004", "0005"})
"""Schemas that it brings up to its own when it opens a file."""

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMES)


def _table(name: str, kind: Kind, *parts: Any, **options: Any) -> Table:
    return Table(name, metadata, *parts, sqlite_strict=True, info={"kind": kind}, **options)


def _text(name: str, **options: Any) -> Column[str]:
    return Column(name, Text, nullable=False, server_default="", **options)


def _flag(name: str) -> Column[Any]:
    return Column(name, Flag, nullable=False, server_default="0")


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True, autoincrement=True)


def _needed(name: str, kind: Any, *more: Any) -> Column[Any]:
    return Column(name, kind, *more, nullable=False)


setting = _table(
    "setting", Kind.SETTINGS, Column("name", Text, primary_key=True), _needed("value", Text)
)

column_mapping = _table(
    "column_mapping",
    Kind.SETTINGS,
    Column("name", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    _needed("columns", Text),
)

dispute = _table(
    "dispute",
    Kind.WINDOWS,
    _id(),
    Column("name", Text, nullable=False, unique=True),
    Column("ballot_opened", IsoDate),
    Column("ballot_closed", IsoDate),
    _text("ballot_result"),
    Column("mandate_end", IsoDate),
    sqlite_autoincrement=True,
)

strike_window = _table(
    "strike_window",
    Kind.WINDOWS,
    _id(),
    _needed("dispute_id", Integer, ForeignKey("dispute.id")),
    _needed("union_name", Text),
    _needed("state", Code(WindowState)),
    _needed("revision", Integer),
    CheckConstraint("revision >= 1", name="revision_counts_from_one"),
    sqlite_autoincrement=True,
)

window_revision = _table(
    "window_revision",
    Kind.WINDOWS,
    Column("window_id", Integer, ForeignKey("strike_window.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    _needed("start", UtcDateTime),
    Column("end", UtcDateTime),
    _needed("type", Code(WindowType)),
    _needed("groups", TextSet(StaffGroup)),
    _needed("sites", TextSet()),
    _needed("policy", Code(LossPolicy)),
    Column("notice_received", UtcDateTime),
    _flag("affects_post"),
    _text("note"),
    _needed("made_at", UtcDateTime),
    _text("why"),
    CheckConstraint('"end" IS NULL OR "end" > start', name="ends_after_start"),
)

dispute_event = _table(
    "dispute_event",
    Kind.WINDOWS,
    _id(),
    _needed("dispute_id", Integer, ForeignKey("dispute.id")),
    Column("window_id", Integer, ForeignKey("strike_window.id")),
    _needed("at", UtcDateTime),
    _needed("entered_at", UtcDateTime),
    _needed("who", Text),
    _needed("kind", Code(EventKind)),
    _text("text"),
    Index(None, "dispute_id"),
    sqlite_autoincrement=True,
)

window_consequence = _table(
    "window_consequence",
    Kind.WINDOWS,
    _id(),
    _needed("window_id", Integer, ForeignKey("strike_window.id")),
    _needed("revision", Integer),
    _needed("at", UtcDateTime),
    _needed("kind", Text),
    _needed("ref", Text),
    _text("text"),
    Index(None, "window_id"),
    sqlite_autoincrement=True,
)
window_consequence.info["private"] = True

law_entry = _table(
    "law_entry",
    Kind.SETTINGS,
    Column("kind", Text, primary_key=True),
    Column("since", IsoDate, primary_key=True),
    _needed("amount", Integer),
    _needed("unit", Text),
    _text("source"),
    _text("why"),
    CheckConstraint("amount >= 0", name="amount_not_negative"),
)

service = _table(
    "service",
    Kind.REQUIREMENTS,
    _id(),
    _needed("name", Text),
    _needed("department", Text),
    _needed("site", Text),
    _text("care"),
    UniqueConstraint("site", "name"),
    sqlite_autoincrement=True,
)

staff = _table(
    "staff",
    Kind.STAFF,
    Column("staff_id", Text, primary_key=True),
    _text("title"),
    _text("forename"),
    _needed("surname", Text),
    _needed("staff_group", Code(StaffGroup)),
    _text("grade"),
    _text("department"),
    _text("site"),
    _needed("competencies", TextSet()),
    _text("contract"),
    Column("weekly_hours", Real8),
    _flag("opt_out_48h"),
    _needed("source", Code(StaffSource)),
    _text("phone"),
    _text("email"),
    _flag("by_hand"),
    _flag("retired"),
)

absence = _table(
    "absence",
    Kind.STAFF,
    _id(),
    _needed("staff_id", Text, ForeignKey("staff.staff_id")),
    _needed("start", UtcDateTime),
    _needed("end", UtcDateTime),
    _needed("kind", Code(AbsenceKind)),
    _flag("by_hand"),
    CheckConstraint('"end" > start', name="ends_after_start"),
    UniqueConstraint("staff_id", "start", "end", "kind"),
    Index(None, "end"),
    sqlite_autoincrement=True,
)

declaration = _table(
    "declaration",
    Kind.COVER,
    Column("window_id", Integer, ForeignKey("strike_window.id"), primary_key=True),
    Column("staff_id", Text, ForeignKey("staff.staff_id"), primary_key=True),
    _needed("answer", Code(Answer)),
)
declaration.info["private"] = True

duty = _table(
    "duty",
    Kind.DUTIES,
    Column("duty_id", Text, primary_key=True),
    _needed("service_id", Integer, ForeignKey("service.id")),
    _needed("staff_group", Code(StaffGroup)),
    _text("grade_min"),
    _needed("competencies", TextSet()),
    _needed("start", UtcDateTime),
    _needed("end", UtcDateTime),
    _needed("kind", Code(DutyKind)),
    Column("staff_id", Text, ForeignKey("staff.staff_id")),
    _flag("emergency"),
    _flag("retired"),
    _flag("by_hand"),
    CheckConstraint('"end" > start', name="ends_after_start"),
    Index(None, "start"),
    Index(None, "end"),
    Index(None, "staff_id"),
    Index(None, "service_id"),
)

emergency_mark = _table(
    "emergency_mark",
    Kind.COVER,
    Column("window_id", Integer, ForeignKey("strike_window.id"), primary_key=True),
    Column("duty_id", Text, ForeignKey("duty.duty_id"), primary_key=True),
    _flag("emergency"),
)

service_level = _table(
    "service_level",
    Kind.COVER,
    Column("window_id", Integer, ForeignKey("strike_window.id"), primary_key=True),
    Column("service_id", Integer, ForeignKey("service.id"), primary_key=True),
    _needed("level", Code(Level)),
)

requirement = _table(
    "requirement",
    Kind.REQUIREMENTS,
    _id(),
    _needed("service_id", Integer, ForeignKey("service.id")),
    _needed("level", Code(Level)),
    _needed("start", Text),
    _needed("end", Text),
    _needed("days", TextSet(int)),
    _needed("number", Integer),
    _text("grade_min"),
    _needed("competencies", TextSet()),
    _needed("staff_groups", TextSet(StaffGroup)),
    _needed("kinds", TextSet(DutyKind)),
    CheckConstraint("number >= 0", name="number_not_negative"),
    Index(None, "service_id"),
    sqlite_autoincrement=True,
)

assignment = _table(
    "assignment",
    Kind.COVER,
    _id(),
    _needed("window_id", Integer, ForeignKey("strike_window.id")),
    _needed("staff_id", Text, ForeignKey("staff.staff_id")),
    _needed("service_id", Integer, ForeignKey("service.id")),
    _needed("start", UtcDateTime),
    _needed("end", UtcDateTime),
    Column("kind", Code(CoverKind), nullable=False, server_default="stepping_across"),
    _flag("leaves_duties"),
    _text("consent"),
    Column("reply", Code(Reply), nullable=False, server_default="no_answer"),
    Column("replied_at", UtcDateTime),
    Column("told_at", UtcDateTime),
    _text("told_sha256"),
    _flag("stood_down"),
    CheckConstraint('"end" > start', name="ends_after_start"),
    Index(None, "window_id"),
    sqlite_autoincrement=True,
)

gap_left = _table(
    "gap_left",
    Kind.COVER,
    _id(),
    _needed("window_id", Integer, ForeignKey("strike_window.id")),
    _needed("service_id", Integer, ForeignKey("service.id")),
    _text("post"),
    _needed("start", UtcDateTime),
    _needed("end", UtcDateTime),
    _text("reason"),
    _text("owner"),
    _text("who"),
    _needed("at", UtcDateTime),
    CheckConstraint('"end" > start', name="ends_after_start"),
    Index(None, "window_id"),
    sqlite_autoincrement=True,
)

cover_override = _table(
    "cover_override",
    Kind.COVER,
    _id(),
    _needed("window_id", Integer, ForeignKey("strike_window.id")),
    _needed("staff_id", Text, ForeignKey("staff.staff_id")),
    _needed("service_id", Integer, ForeignKey("service.id")),
    _needed("start", UtcDateTime),
    _needed("end", UtcDateTime),
    _needed("rule", Text),
    _text("version"),
    _text("text"),
    _text("measured"),
    _text("limit"),
    _text("source"),
    _text("why"),
    _text("who"),
    _needed("at", UtcDateTime),
    Index(None, "window_id"),
    sqlite_autoincrement=True,
)

derogation = _table(
    "derogation",
    Kind.COVER,
    _id(),
    _needed("window_id", Integer, ForeignKey("strike_window.id")),
    _needed("service_id", Integer, ForeignKey("service.id")),
    _needed("start", UtcDateTime),
    _needed("end", UtcDateTime),
    _text("grade"),
    _needed("number", Integer),
    _text("risk"),
    _needed("tried", TextSet()),
    _text("requested_by"),
    _needed("asked_at", UtcDateTime),
    Column("decide_by", UtcDateTime),
    _needed("nhse_answer", Code(DerogationAnswer)),
    Column("nhse_at", UtcDateTime),
    _needed("union_answer", Code(DerogationAnswer)),
    Column("union_at", UtcDateTime),
    _text("withdrawn_by"),
    Column("withdrawn_at", UtcDateTime),
    _text("outcome"),
    CheckConstraint('"end" > start', name="ends_after_start"),
    CheckConstraint("number > 0", name="asks_for_somebody"),
    Index(None, "window_id"),
    sqlite_autoincrement=True,
)

requirement_signature = _table(
    "requirement_signature",
    Kind.REQUIREMENTS,
    Column("service_id", Integer, ForeignKey("service.id"), primary_key=True),
    Column("level", Code(Level), primary_key=True),
    _needed("lead", Text),
    _text("role"),
    _needed("signed_at", UtcDateTime),
    _text("entered_by"),
    _needed("requirements_sha256", Text),
    _text("note"),
)

requirement_template = _table(
    "requirement_template",
    Kind.REQUIREMENTS,
    Column("name", Text, primary_key=True),
    _needed("level", Code(Level)),
    _text("source"),
    _needed("rows", Text),
)

appointment = _table(
    "appointment",
    Kind.APPOINTMENTS,
    Column("appointment_id", Text, primary_key=True),
    _needed("patient_id", Text),
    _text("nhs_number"),
    _text("title"),
    _text("forename"),
    _needed("surname", Text),
    Column("date_of_birth", IsoDate),
    _needed("address", TextList),
    _text("postcode"),
    _text("phone"),
    _text("email"),
    _text("language"),
    _needed("format", Code(LetterFormat)),
    _flag("do_not_post"),
    _flag("deceased"),
    _needed("service_id", Integer, ForeignKey("service.id")),
    _text("clinic_code"),
    Column("clinician_staff_id", Text, ForeignKey("staff.staff_id")),
    _needed("needs", TextList),
    _needed("start", UtcDateTime),
    _needed("end", UtcDateTime),
    _needed("duration_minutes", Integer),
    _needed("kind", Code(AppointmentKind)),
    _needed("mode", Code(Mode)),
    _needed("priority", Code(Priority)),
    Column("rtt_start", IsoDate),
    Column("cancer_day_62", IsoDate),
    Column("times_postponed", Integer, nullable=False, server_default="0"),
    _flag("transport_booked"),
    _flag("retired"),
    _flag("by_hand"),
    Column("corrected", TextSet(), nullable=False, server_default=""),
    _text("found_by"),
    CheckConstraint("duration_minutes > 0", name="takes_time"),
    # What lists sort and filter by, so that they need not read the rows themselves.
    Index(
        "ix_appointment_listing",
        "start",
        "appointment_id",
        "retired",
        "service_id",
        "kind",
        "priority",
    ),
    Index("ix_appointment_found_by", "found_by", "appointment_id", "retired"),
    Index("ix_appointment_of_service", "service_id", "start", "appointment_id", "retired"),
    Index(None, "end"),
    Index(None, "patient_id"),
    Index(None, "clinician_staff_id"),
    Index(None, "nhs_number"),
)

decision = _table(
    "decision",
    Kind.DECISIONS,
    Column("appointment_id", Text, ForeignKey("appointment.appointment_id"), primary_key=True),
    _needed("decision", Code(Decision)),
    Column("new_start", UtcDateTime),
    _needed("decided_start", UtcDateTime),
    _text("why"),
    Column("window_id", Integer, ForeignKey("strike_window.id")),
    Column("window_revision", Integer),
    _text("agreed"),
)

slot = _table(
    "slot",
    Kind.APPOINTMENTS,
    Column("slot_id", Text, primary_key=True),
    _needed("service_id", Integer, ForeignKey("service.id")),
    _text("clinic_code"),
    Column("clinician_staff_id", Text, ForeignKey("staff.staff_id")),
    _needed("start", UtcDateTime),
    _needed("duration_minutes", Integer),
    _needed("kind", Code(AppointmentKind)),
    Column("capacity", Integer, nullable=False, server_default="1"),
    _flag("retired"),
    CheckConstraint("duration_minutes > 0", name="takes_time"),
    CheckConstraint("capacity >= 0", name="capacity_not_negative"),
    Index(None, "start"),
    Index(None, "service_id"),
)

slot_hold = _table(
    "slot_hold",
    Kind.DECISIONS,
    Column("appointment_id", Text, ForeignKey("appointment.appointment_id"), primary_key=True),
    _needed("slot_id", Text, ForeignKey("slot.slot_id")),
    _needed("place", Integer),
    _needed("held_at", UtcDateTime),
    CheckConstraint("place >= 1", name="places_count_from_one"),
    UniqueConstraint("slot_id", "place"),
)

triage_stop = _table(
    "triage_stop",
    Kind.DECISIONS,
    Column("window_id", Integer, ForeignKey("strike_window.id"), primary_key=True),
    Column("day", IsoDate, primary_key=True),
    _needed("most", Integer),
    CheckConstraint("most >= 0", name="most_not_negative"),
)

handover = _table(
    "handover",
    Kind.DECISIONS,
    Column("appointment_id", Text, ForeignKey("appointment.appointment_id"), primary_key=True),
    _needed("decision", Code(Decision)),
    _needed("old_start", UtcDateTime),
    Column("new_start", UtcDateTime),
    _needed("at", UtcDateTime),
)

extract_note = _table(
    "extract_note",
    Kind.APPOINTMENTS,
    _id(),
    _needed("appointment_id", Text, ForeignKey("appointment.appointment_id")),
    _needed("at", UtcDateTime),
    _needed("what", Code(ExtractChange)),
    _text("text"),
    _flag("settled"),
    Index(None, "appointment_id"),
    sqlite_autoincrement=True,
)

extract_says = _table(
    "extract_says",
    Kind.APPOINTMENTS,
    Column("appointment_id", Text, ForeignKey("appointment.appointment_id"), primary_key=True),
    _needed("lines", TextList),
)

print_batch = _table(
    "print_batch",
    Kind.LETTERS,
    _id(),
    _needed("made_at", UtcDateTime),
    _needed("letters", Integer),
    _needed("pages", Integer),
    _needed("sha256", Text),
    _needed("pdf", LargeBinary),
    Column("medium", Text, nullable=False, server_default="print"),
    Column("enclosed", LargeBinary),
    sqlite_autoincrement=True,
)

letter = _table(
    "letter",
    Kind.LETTERS,
    _id(),
    Column("reference", Text, nullable=False, unique=True),
    _needed("batch_id", Integer, ForeignKey("print_batch.id")),
    _needed("patient_id", Text),
    _needed("kind", Code(LetterKind)),
    _needed("first_page", Integer),
    _needed("pages", Integer),
    _needed("template", Text),
    _needed("content_sha256", Text),
    Column("posted_at", UtcDateTime),
    Column("withdrawn_at", UtcDateTime),
    _flag("went_wrong"),
    Column("language", Text, nullable=False, server_default="en-GB"),
    _text("post_class"),
    _text("bag"),
    Column("printed_at", UtcDateTime),
    Column("prints", Integer, nullable=False, server_default="0"),
    Column("returned_at", UtcDateTime),
    _text("returned_why"),
    _text("hospital_sha256"),
    CheckConstraint("posted_at IS NULL OR withdrawn_at IS NULL", name="posted_or_withdrawn"),
    Index(None, "batch_id"),
    sqlite_autoincrement=True,
)

letter_line = _table(
    "letter_line",
    Kind.LETTERS,
    Column("letter_id", Integer, ForeignKey("letter.id"), primary_key=True),
    Column("appointment_id", Text, ForeignKey("appointment.appointment_id"), primary_key=True),
    Column("window_id", Integer, ForeignKey("strike_window.id")),
    Column("window_revision", Integer),
    _needed("decision", Code(Decision)),
    _needed("told_start", UtcDateTime),
    Column("new_start", UtcDateTime),
    _needed("said_sha256", Text),
    Column("told_site", Text),
    Column("told_mode", Code(Mode)),
    Index(None, "appointment_id"),
)

letter_fault = _table(
    "letter_fault",
    Kind.LETTERS,
    Column("appointment_id", Text, ForeignKey("appointment.appointment_id"), primary_key=True),
    _needed("code", Text),
    _needed("text", Text),
    _needed("patient_sha256", Text),
)

letter_content = _table(
    "letter_content",
    Kind.LETTERS,
    Column("letter_id", Integer, ForeignKey("letter.id"), primary_key=True, autoincrement=False),
    _needed("body", LargeBinary),
)

printed_picture = _table(
    "printed_picture",
    Kind.LETTERS,
    Column("sha256", Text, primary_key=True),
    _needed("data", LargeBinary),
)

print_run = _table(
    "print_run",
    Kind.LETTERS,
    _id(),
    Column("key", Text, nullable=False, unique=True),
    _needed("batch_id", Integer, ForeignKey("print_batch.id")),
    _needed("how", Text),
    _text("printer"),
    Column("copies", Integer, nullable=False, server_default="1"),
    _text("sides"),
    _text("media"),
    _needed("letter_references", TextList),
    _needed("sheets", Integer),
    _needed("sha256", Text),
    _text("job"),
    _needed("sent_at", UtcDateTime),
    _text("who"),
    _text("outcome"),
    Column("ended_at", UtcDateTime),
    Index(None, "batch_id"),
    sqlite_autoincrement=True,
)

hold_release = _table(
    "hold_release",
    Kind.LETTERS,
    _id(),
    _needed("appointment_id", Text, ForeignKey("appointment.appointment_id")),
    _needed("code", Text),
    _needed("basis_sha256", Text),
    _needed("why", Text),
    Column("address", TextList, nullable=False, server_default=""),
    _text("hand_to"),
    _needed("asked_by", Text),
    _needed("asked_at", UtcDateTime),
    _text("answered_by"),
    Column("answered_at", UtcDateTime),
    _text("answer"),
    Index(None, "appointment_id"),
    sqlite_autoincrement=True,
)

phone_call = _table(
    "phone_call",
    Kind.LETTERS,
    _id(),
    _needed("appointment_id", Text, ForeignKey("appointment.appointment_id")),
    _needed("at", UtcDateTime),
    _needed("by", Text),
    _needed("outcome", Text),
    _text("note"),
    _needed("decision", Code(Decision)),
    Column("new_start", UtcDateTime),
    _needed("about", UtcDateTime),
    _text("patient_id"),
    _text("phone_sha256"),
    Index(None, "appointment_id"),
    sqlite_autoincrement=True,
)

letter_wording = _table(
    "letter_wording",
    Kind.SETTINGS,
    _id(),
    _needed("kind", Code(WordingKind)),
    _needed("language", Text),
    _needed("form", Code(WordingForm)),
    _needed("version", Integer),
    _needed("body", Text),
    _needed("sha256", Text),
    _needed("state", Code(WordingState)),
    _text("made_by"),
    Column("made_at", UtcDateTime),
    _text("approved_by"),
    Column("approved_at", UtcDateTime),
    _text("note"),
    _text("checked_by"),
    UniqueConstraint("kind", "language", "form", "version"),
    sqlite_autoincrement=True,
)

picture = _table(
    "picture",
    Kind.SETTINGS,
    Column("name", Text, primary_key=True),
    _needed("media", Text),
    _text("alt"),
    _needed("data", KeptBytes),
)

hospital_site = _table(
    "hospital_site",
    Kind.SETTINGS,
    Column("site", Text, primary_key=True),
    _text("printed_name"),
    _text("address"),
    _text("phone"),
    _text("phone_hours"),
)

envelope = _table(
    "envelope",
    Kind.SETTINGS,
    Column("name", Text, primary_key=True),
    _needed("envelope_width", Real8),
    _needed("envelope_height", Real8),
    _needed("window_left", Real8),
    _needed("window_from_bottom", Real8),
    _needed("window_width", Real8),
    _needed("window_height", Real8),
    _needed("fold", Text),
    _text("source"),
    _flag("verified"),
)

sign_off = _table(
    "sign_off",
    Kind.REVIEW,
    _id(),
    _needed("window_id", Integer, ForeignKey("strike_window.id")),
    _needed("revision", Integer),
    _needed("department", Text),
    _needed("name", Text),
    _text("role"),
    _text("note"),
    _needed("at", UtcDateTime),
    _text("entered_by"),
    _needed("seen", Text),
    _needed("seen_sha256", Text),
    Column("withdrawn_at", UtcDateTime),
    _text("withdrawn_why"),
    Index(None, "window_id"),
    sqlite_autoincrement=True,
)

review_note = _table(
    "review_note",
    Kind.REVIEW,
    _id(),
    _needed("window_id", Integer, ForeignKey("strike_window.id")),
    _needed("department", Text),
    _needed("kind", Code(NoteKind)),
    _text("about"),
    _needed("text", Text),
    _needed("name", Text),
    _needed("at", UtcDateTime),
    Column("settled_at", UtcDateTime),
    _text("settled_by"),
    Index(None, "window_id"),
    sqlite_autoincrement=True,
)

day_tick = _table(
    "day_tick",
    Kind.DAY,
    _id(),
    Column("key", Text, nullable=False, unique=True),
    _needed("window_id", Integer, ForeignKey("strike_window.id")),
    _needed("staff_id", Text, ForeignKey("staff.staff_id")),
    _needed("service_id", Integer, ForeignKey("service.id")),
    _needed("at", UtcDateTime),
    _needed("what", Code(Tick)),
    _text("note"),
    _needed("by", Text),
    _needed("entered_at", UtcDateTime),
    Index(None, "window_id"),
    sqlite_autoincrement=True,
)
day_tick.info["private"] = True

day_flag = _table(
    "day_flag",
    Kind.DAY,
    _id(),
    _needed("window_id", Integer, ForeignKey("strike_window.id")),
    _needed("service_id", Integer, ForeignKey("service.id")),
    _needed("post", Text),
    _needed("start", UtcDateTime),
    _needed("end", UtcDateTime),
    _needed("missing", Integer),
    _text("text"),
    _needed("raised_at", UtcDateTime),
    _text("raised_by"),
    _text("owner"),
    Column("closed_at", UtcDateTime),
    _text("closed_by"),
    _text("outcome"),
    # Of one service and post at most one flag is open, however many people tick at once.
    Index(
        "uq_day_flag_open",
        "window_id",
        "service_id",
        "post",
        unique=True,
        sqlite_where=text("closed_at IS NULL"),
        postgresql_where=text("closed_at IS NULL"),
    ),
    sqlite_autoincrement=True,
)

handover_note = _table(
    "handover_note",
    Kind.DAY,
    _id(),
    _needed("window_id", Integer, ForeignKey("strike_window.id")),
    Column("service_id", Integer, ForeignKey("service.id")),
    _needed("text", Text),
    _needed("by", Text),
    _needed("at", UtcDateTime),
    Index(None, "window_id"),
    sqlite_autoincrement=True,
)

attendance = _table(
    "attendance",
    Kind.DAY,
    Column("window_id", Integer, ForeignKey("strike_window.id"), primary_key=True),
    Column("duty_id", Text, ForeignKey("duty.duty_id"), primary_key=True),
    Column("staff_id", Text, ForeignKey("staff.staff_id"), primary_key=True),
    _needed("status", Code(Attendance)),
    _needed("by", Text),
    _needed("at", UtcDateTime),
    Column("minutes_lost", Integer),
    _text("note"),
    Column("proposed", Code(Attendance)),
    CheckConstraint("minutes_lost IS NULL OR minutes_lost >= 0", name="minutes_not_negative"),
)
attendance.info["private"] = True

turnout_total = _table(
    "turnout_total",
    Kind.DAY,
    Column("day", IsoDate, primary_key=True),
    Column("site", Text, primary_key=True),
    Column("grade", Text, primary_key=True),
    _needed("due", Integer),
    _needed("on_strike", Integer),
    _needed("absent_otherwise", Integer),
    _text("source"),
    Column("window_id", Integer, ForeignKey("strike_window.id")),
    CheckConstraint(
        "on_strike >= 0 AND absent_otherwise >= 0 AND on_strike + absent_otherwise <= due",
        name="no_more_absent_than_due",
    ),
)

user_account = _table(
    "user_account",
    Kind.USERS,
    Column("login", Text, primary_key=True),
    _needed("name", Text),
    _needed("created_at", UtcDateTime),
    Column("removed_at", UtcDateTime),
)

user_role = _table(
    "user_role",
    Kind.USERS,
    Column("login", Text, ForeignKey("user_account.login"), primary_key=True),
    Column("role", Code(Role), primary_key=True),
    Column("department", Text, primary_key=True, server_default=""),
)

record_hold = _table(
    "record_hold",
    Kind.SETTINGS,
    _id(),
    _needed("about", Text),
    _text("ref"),
    _needed("why", Text),
    _needed("who", Text),
    _needed("since", UtcDateTime),
    Column("lifted_at", UtcDateTime),
    _text("lifted_why"),
    sqlite_autoincrement=True,
)

for _each in (
    *(staff, absence, duty, assignment, cover_override, appointment, decision, extract_note),
    *(extract_says, letter, letter_line, hold_release, phone_call, record_hold),
):
    _each.info["salted"] = True

journal_entry = _table(
    "journal_entry",
    Kind.SETTINGS,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("action_id", Text, nullable=False, unique=True),
    _needed("at", UtcDateTime),
    _needed("who", Text),
    _needed("program", Text),
    _needed("action", Text),
    _needed("step", Text),
    Column("reverses", Integer, ForeignKey("journal_entry.id")),
    _flag("undoable"),
    _text("text"),
    _text("why"),
    _needed("changes", Integer),
    _needed("changes_sha256", Text),
    _needed("previous_sha256", Text),
    _needed("sha256", Text),
    Column("key", Text),
    Column("mac", Text),
    _text("salt"),
    _text("words_sha256"),
    CheckConstraint("step IN ('do', 'undo', 'redo')", name="step_known"),
    Index("uq_journal_entry_key", "key", unique=True),
)

PRIVATE = text("table_name IN ('attendance', 'day_tick', 'declaration', 'window_consequence')")
"""The changes of private tables; as the condition of the index says it, so that it is used."""

journal_change = _table(
    "journal_change",
    Kind.SETTINGS,
    _id(),
    _needed(
        "action_id",
        Text,
        ForeignKey("journal_entry.action_id", deferrable=True, initially="DEFERRED"),
    ),
    _needed("table_name", Text),
    _needed("row_key", Text),
    Column("before", Text),
    Column("after", Text),
    _needed("sha256", Text),
    Index(None, "action_id"),
    Index(
        "ix_journal_change_private",
        "table_name",
        sqlite_where=PRIVATE,
        postgresql_where=PRIVATE,
    ),
    sqlite_autoincrement=True,
)

JOURNALS = frozenset({journal_entry, journal_change})
guard(metadata)


def active(table: Table) -> ColumnElement[bool]:
    """Return the condition that a row is in use."""
    return table.c.retired == False  # noqa: E712
