"""Appointments in full: kinds of care, slots and who holds them, corrections, stop lines."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INSTANT = sa.Text().with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")
DAY = sa.Text().with_variant(sa.Date(), "postgresql")


def upgrade() -> None:
    op.add_column("service", sa.Column("care", sa.Text(), server_default="", nullable=False))
    op.add_column(
        "appointment", sa.Column("by_hand", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column(
        "appointment", sa.Column("corrected", sa.Text(), server_default="", nullable=False)
    )
    op.add_column("decision", sa.Column("agreed", sa.Text(), server_default="", nullable=False))
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


def downgrade() -> None:
    for table in ("extract_note", "handover", "triage_stop", "slot_hold", "slot"):
        op.drop_table(table)
    op.drop_column("decision", "agreed")
    op.drop_column("appointment", "corrected")
    op.drop_column("appointment", "by_hand")
    op.drop_column("service", "care")
