"""Appointments in full: kinds of care, slots and who holds them, corrections, stop lines."""

import unicodedata
from collections.abc import Mapping

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INSTANT = sa.Text().with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")
FOUND_BY = (
    "surname", "forename", "appointment_id", "patient_id", "nhs_number", "clinic_code", "postcode"
)  # fmt: skip
APOSTROPHES = str.maketrans(dict.fromkeys("'’‘`´"))
STROKED = str.maketrans({"đ": "d", "ø": "o", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe"})
DAY = sa.Text().with_variant(sa.Date(), "postgresql")


def upgrade() -> None:
    op.add_column("service", sa.Column("care", sa.Text(), server_default="", nullable=False))
    op.add_column(
        "appointment", sa.Column("by_hand", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column(
        "appointment", sa.Column("corrected", sa.Text(), server_default="", nullable=False)
    )
    op.add_column(
        "appointment", sa.Column("found_by", sa.Text(), server_default="", nullable=False)
    )
    _fill_found_by()
    op.create_index("ix_appointment_nhs_number", "appointment", ["nhs_number"])
    op.create_index(
        "ix_appointment_found_by", "appointment", ["found_by", "appointment_id", "retired"]
    )
    op.drop_index("ix_appointment_service_id", "appointment")
    op.create_index(
        "ix_appointment_of_service",
        "appointment",
        ["service_id", "start", "appointment_id", "retired"],
    )
    op.drop_index("ix_appointment_start", "appointment")
    op.create_index(
        "ix_appointment_listing",
        "appointment",
        ["start", "appointment_id", "retired", "service_id", "kind", "priority"],
    )
    op.add_column("decision", sa.Column("agreed", sa.Text(), server_default="", nullable=False))
    op.add_column(
        "letter", sa.Column("went_wrong", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column("letter_line", sa.Column("told_site", sa.Text(), nullable=True))
    op.add_column("letter_line", sa.Column("told_mode", sa.Text(), nullable=True))
    op.create_table(
        "slot",
        sa.Column("slot_id", sa.Text(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("clinic_code", sa.Text(), server_default="", nullable=False),
        sa.Column("clinician_staff_id", sa.Text(), nullable=True),
        sa.Column("start", INSTANT, nullable=False),
        sa.Column("duration_minutes", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("capacity", sa.Integer(), server_default="1", nullable=False),
        sa.Column("retired", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("slot_id", name="pk_slot"),
        sa.CheckConstraint("duration_minutes > 0", name=op.f("ck_slot_takes_time")),
        sa.CheckConstraint("capacity >= 0", name=op.f("ck_slot_capacity_not_negative")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name="fk_slot_service_id_service"),
        sa.ForeignKeyConstraint(
            ["clinician_staff_id"], ["staff.staff_id"], name="fk_slot_clinician_staff_id_staff"
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_slot_start", "slot", ["start"])
    op.create_index("ix_slot_service_id", "slot", ["service_id"])
    op.create_table(
        "slot_hold",
        sa.Column("appointment_id", sa.Text(), nullable=False),
        sa.Column("slot_id", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("held_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("appointment_id", name="pk_slot_hold"),
        sa.CheckConstraint("place >= 1", name=op.f("ck_slot_hold_places_count_from_one")),
        sa.UniqueConstraint("slot_id", "place", name="uq_slot_hold_slot_id_place"),
        sa.ForeignKeyConstraint(
            ["appointment_id"],
            ["appointment.appointment_id"],
            name="fk_slot_hold_appointment_id_appointment",
        ),
        sa.ForeignKeyConstraint(["slot_id"], ["slot.slot_id"], name="fk_slot_hold_slot_id_slot"),
        sqlite_strict=True,
    )
    op.create_table(
        "triage_stop",
        sa.Column("window_id", sa.Integer(), nullable=False),
        sa.Column("day", DAY, nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("window_id", "day", name="pk_triage_stop"),
        sa.CheckConstraint("most >= 0", name=op.f("ck_triage_stop_most_not_negative")),
        sa.ForeignKeyConstraint(
            ["window_id"], ["strike_window.id"], name="fk_triage_stop_window_id_strike_window"
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "handover",
        sa.Column("appointment_id", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("old_start", INSTANT, nullable=False),
        sa.Column("new_start", INSTANT, nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("appointment_id", name="pk_handover"),
        sa.ForeignKeyConstraint(
            ["appointment_id"],
            ["appointment.appointment_id"],
            name="fk_handover_appointment_id_appointment",
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "extract_note",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("appointment_id", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("settled", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_extract_note"),
        sa.ForeignKeyConstraint(
            ["appointment_id"],
            ["appointment.appointment_id"],
            name="fk_extract_note_appointment_id_appointment",
        ),
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    op.create_index("ix_extract_note_appointment_id", "extract_note", ["appointment_id"])
    op.create_table(
        "extract_says",
        sa.Column("appointment_id", sa.Text(), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("appointment_id", name="pk_extract_says"),
        sa.ForeignKeyConstraint(
            ["appointment_id"],
            ["appointment.appointment_id"],
            name="fk_extract_says_appointment_id_appointment",
        ),
        sqlite_strict=True,
    )


def _fill_found_by() -> None:
    """Write down what a search looks through, as the program then does for every appointment."""
    table = sa.table("appointment", *(sa.column(name) for name in (*FOUND_BY, "found_by")))
    connection = op.get_bind()
    rows = connection.execute(sa.select(*(table.c[name] for name in FOUND_BY))).all()
    change = (
        sa.update(table)
        .where(table.c.appointment_id == sa.bindparam("key"))
        .values(found_by=sa.bindparam("text"))
    )
    values = [{"key": row.appointment_id, "text": _found_by(row._asdict())} for row in rows]
    for start in range(0, len(values), 1000):
        connection.execute(change, values[start : start + 1000])


def _found_by(row: Mapping[str, str]) -> str:
    parts = ["".join(row[name].split()) if name == "postcode" else row[name] for name in FOUND_BY]
    text = " ".join(part for part in parts if part).translate(APOSTROPHES)
    if text.isascii():
        return text.casefold()
    apart = unicodedata.normalize("NFKD", text.casefold().translate(STROKED))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def downgrade() -> None:
    for table in (
        "extract_says",
        "extract_note",
        "handover",
        "triage_stop",
        "slot_hold",
        "slot",
    ):
        op.drop_table(table)
    op.drop_column("letter_line", "told_mode")
    op.drop_column("letter_line", "told_site")
    op.drop_column("letter", "went_wrong")
    op.drop_column("decision", "agreed")
    op.drop_index("ix_appointment_listing", "appointment")
    op.create_index("ix_appointment_start", "appointment", ["start"])
    op.drop_index("ix_appointment_of_service", "appointment")
    op.create_index("ix_appointment_service_id", "appointment", ["service_id"])
    op.drop_index("ix_appointment_found_by", "appointment")
    op.drop_index("ix_appointment_nhs_number", "appointment")
    op.drop_column("appointment", "found_by")
    op.drop_column("appointment", "corrected")
    op.drop_column("appointment", "by_hand")
    op.drop_column("service", "care")
