"""The first schema."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.Text().with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")
DAY = sa.Text().with_variant(sa.Date(), "postgresql")
REAL8: sa.types.TypeEngine[float] = sa.Double().with_variant(sa.REAL(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "column_mapping",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("columns", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", "kind", name="pk_column_mapping"),
        sqlite_strict=True,
    )
    op.create_table(
        "dispute",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("ballot_opened", DAY, nullable=True),
        sa.Column("ballot_closed", DAY, nullable=True),
        sa.Column("ballot_result", sa.Text(), server_default="", nullable=False),
        sa.Column("mandate_end", DAY, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_dispute"),
        sa.UniqueConstraint("name", name="uq_dispute_name"),
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    op.create_table(
        "journal_entry",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("action_id", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("program", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("reverses", sa.Integer(), nullable=True),
        sa.Column("undoable", sa.Integer(), server_default="0", nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("why", sa.Text(), server_default="", nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("changes_sha256", sa.Text(), nullable=False),
        sa.Column("previous_sha256", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_journal_entry"),
        sa.CheckConstraint(
            "step IN ('do', 'undo', 'redo')", name=op.f("ck_journal_entry_step_known")
        ),
        sa.ForeignKeyConstraint(
            ["reverses"], ["journal_entry.id"], name="fk_journal_entry_reverses_journal_entry"
        ),
        sa.UniqueConstraint("action_id", name="uq_journal_entry_action_id"),
        sqlite_strict=True,
    )
    op.create_table(
        "law_entry",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("since", DAY, nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), server_default="", nullable=False),
        sa.Column("why", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("kind", "since", name="pk_law_entry"),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_law_entry_amount_not_negative")),
        sqlite_strict=True,
    )
    op.create_table(
        "print_batch",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("letters", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_print_batch"),
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    op.create_table(
        "service",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_service"),
        sa.UniqueConstraint("site", "name", name="uq_service_site_name"),
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    op.create_table(
        "setting",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_setting"),
        sqlite_strict=True,
    )
    op.create_table(
        "staff",
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), server_default="", nullable=False),
        sa.Column("forename", sa.Text(), server_default="", nullable=False),
        sa.Column("surname", sa.Text(), nullable=False),
        sa.Column("staff_group", sa.Text(), nullable=False),
        sa.Column("grade", sa.Text(), server_default="", nullable=False),
        sa.Column("department", sa.Text(), server_default="", nullable=False),
        sa.Column("site", sa.Text(), server_default="", nullable=False),
        sa.Column("competencies", sa.Text(), nullable=False),
        sa.Column("contract", sa.Text(), server_default="", nullable=False),
        sa.Column("weekly_hours", REAL8, nullable=True),
        sa.Column("opt_out_48h", sa.Integer(), server_default="0", nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), server_default="", nullable=False),
        sa.Column("email", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("staff_id", name="pk_staff"),
        sqlite_strict=True,
    )
    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("start", INSTANT, nullable=False),
        sa.Column("end", INSTANT, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_absence"),
        sa.CheckConstraint('"end" > start', name=op.f("ck_absence_ends_after_start")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.staff_id"], name="fk_absence_staff_id_staff"),
        sa.UniqueConstraint(
            "staff_id", "start", "end", "kind", name="uq_absence_staff_id_start_end_kind"
        ),
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    op.create_table(
        "appointment",
        sa.Column("appointment_id", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("nhs_number", sa.Text(), server_default="", nullable=False),
        sa.Column("title", sa.Text(), server_default="", nullable=False),
        sa.Column("forename", sa.Text(), server_default="", nullable=False),
        sa.Column("surname", sa.Text(), nullable=False),
        sa.Column("date_of_birth", DAY, nullable=True),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("postcode", sa.Text(), server_default="", nullable=False),
        sa.Column("phone", sa.Text(), server_default="", nullable=False),
        sa.Column("email", sa.Text(), server_default="", nullable=False),
        sa.Column("language", sa.Text(), server_default="", nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("do_not_post", sa.Integer(), server_default="0", nullable=False),
        sa.Column("deceased", sa.Integer(), server_default="0", nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("clinic_code", sa.Text(), server_default="", nullable=False),
        sa.Column("clinician_staff_id", sa.Text(), nullable=True),
        sa.Column("needs", sa.Text(), nullable=False),
        sa.Column("start", INSTANT, nullable=False),
        sa.Column("end", INSTANT, nullable=False),
        sa.Column("duration_minutes", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("priority", sa.Text(), nullable=False),
        sa.Column("rtt_start", DAY, nullable=True),
        sa.Column("cancer_day_62", DAY, nullable=True),
        sa.Column("times_postponed", sa.Integer(), server_default="0", nullable=False),
        sa.Column("transport_booked", sa.Integer(), server_default="0", nullable=False),
        sa.Column("retired", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("appointment_id", name="pk_appointment"),
        sa.CheckConstraint("duration_minutes > 0", name=op.f("ck_appointment_takes_time")),
        sa.ForeignKeyConstraint(
            ["clinician_staff_id"],
            ["staff.staff_id"],
            name="fk_appointment_clinician_staff_id_staff",
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name="fk_appointment_service_id_service"
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "duty",
        sa.Column("duty_id", sa.Text(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("staff_group", sa.Text(), nullable=False),
        sa.Column("grade_min", sa.Text(), server_default="", nullable=False),
        sa.Column("competencies", sa.Text(), nullable=False),
        sa.Column("start", INSTANT, nullable=False),
        sa.Column("end", INSTANT, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Text(), nullable=True),
        sa.Column("emergency", sa.Integer(), server_default="0", nullable=False),
        sa.Column("retired", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("duty_id", name="pk_duty"),
        sa.CheckConstraint('"end" > start', name=op.f("ck_duty_ends_after_start")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name="fk_duty_service_id_service"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.staff_id"], name="fk_duty_staff_id_staff"),
        sqlite_strict=True,
    )
    op.create_table(
        "journal_change",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("action_id", sa.Text(), nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("row_key", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_journal_change"),
        sa.ForeignKeyConstraint(
            ["action_id"],
            ["journal_entry.action_id"],
            name="fk_journal_change_action_id_journal_entry",
            deferrable=True,
            initially="DEFERRED",
        ),
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    op.create_table(
        "letter",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("first_page", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("content_sha256", sa.Text(), nullable=False),
        sa.Column("posted_at", INSTANT, nullable=True),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_letter"),
        sa.CheckConstraint(
            "posted_at IS NULL OR withdrawn_at IS NULL", name=op.f("ck_letter_posted_or_withdrawn")
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["print_batch.id"], name="fk_letter_batch_id_print_batch"
        ),
        sa.UniqueConstraint("reference", name="uq_letter_reference"),
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    op.create_table(
        "requirement",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("start", sa.Text(), nullable=False),
        sa.Column("end", sa.Text(), nullable=False),
        sa.Column("days", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("grade_min", sa.Text(), server_default="", nullable=False),
        sa.Column("competencies", sa.Text(), nullable=False),
        sa.Column("staff_groups", sa.Text(), nullable=False),
        sa.Column("kinds", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_requirement"),
        sa.CheckConstraint("number >= 0", name=op.f("ck_requirement_number_not_negative")),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name="fk_requirement_service_id_service"
        ),
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    op.create_table(
        "strike_window",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("dispute_id", sa.Integer(), nullable=False),
        sa.Column("union_name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_strike_window"),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_strike_window_revision_counts_from_one")),
        sa.ForeignKeyConstraint(
            ["dispute_id"], ["dispute.id"], name="fk_strike_window_dispute_id_dispute"
        ),
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("window_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("start", INSTANT, nullable=False),
        sa.Column("end", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_assignment"),
        sa.CheckConstraint('"end" > start', name=op.f("ck_assignment_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name="fk_assignment_service_id_service"
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.staff_id"], name="fk_assignment_staff_id_staff"
        ),
        sa.ForeignKeyConstraint(
            ["window_id"], ["strike_window.id"], name="fk_assignment_window_id_strike_window"
        ),
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    op.create_table(
        "decision",
        sa.Column("appointment_id", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("new_start", INSTANT, nullable=True),
        sa.Column("decided_start", INSTANT, nullable=False),
        sa.Column("why", sa.Text(), server_default="", nullable=False),
        sa.Column("window_id", sa.Integer(), nullable=True),
        sa.Column("window_revision", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("appointment_id", name="pk_decision"),
        sa.ForeignKeyConstraint(
            ["appointment_id"],
            ["appointment.appointment_id"],
            name="fk_decision_appointment_id_appointment",
        ),
        sa.ForeignKeyConstraint(
            ["window_id"], ["strike_window.id"], name="fk_decision_window_id_strike_window"
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "declaration",
        sa.Column("window_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("window_id", "staff_id", name="pk_declaration"),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.staff_id"], name="fk_declaration_staff_id_staff"
        ),
        sa.ForeignKeyConstraint(
            ["window_id"], ["strike_window.id"], name="fk_declaration_window_id_strike_window"
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "dispute_event",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("dispute_id", sa.Integer(), nullable=False),
        sa.Column("window_id", sa.Integer(), nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("entered_at", INSTANT, nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_dispute_event"),
        sa.ForeignKeyConstraint(
            ["dispute_id"], ["dispute.id"], name="fk_dispute_event_dispute_id_dispute"
        ),
        sa.ForeignKeyConstraint(
            ["window_id"], ["strike_window.id"], name="fk_dispute_event_window_id_strike_window"
        ),
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    op.create_table(
        "emergency_mark",
        sa.Column("window_id", sa.Integer(), nullable=False),
        sa.Column("duty_id", sa.Text(), nullable=False),
        sa.Column("emergency", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("window_id", "duty_id", name="pk_emergency_mark"),
        sa.ForeignKeyConstraint(
            ["duty_id"], ["duty.duty_id"], name="fk_emergency_mark_duty_id_duty"
        ),
        sa.ForeignKeyConstraint(
            ["window_id"], ["strike_window.id"], name="fk_emergency_mark_window_id_strike_window"
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "letter_fault",
        sa.Column("appointment_id", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("patient_sha256", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("appointment_id", name="pk_letter_fault"),
        sa.ForeignKeyConstraint(
            ["appointment_id"],
            ["appointment.appointment_id"],
            name="fk_letter_fault_appointment_id_appointment",
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "letter_line",
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.Text(), nullable=False),
        sa.Column("window_id", sa.Integer(), nullable=True),
        sa.Column("window_revision", sa.Integer(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("told_start", INSTANT, nullable=False),
        sa.Column("new_start", INSTANT, nullable=True),
        sa.Column("said_sha256", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("letter_id", "appointment_id", name="pk_letter_line"),
        sa.ForeignKeyConstraint(
            ["appointment_id"],
            ["appointment.appointment_id"],
            name="fk_letter_line_appointment_id_appointment",
        ),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["letter.id"], name="fk_letter_line_letter_id_letter"
        ),
        sa.ForeignKeyConstraint(
            ["window_id"], ["strike_window.id"], name="fk_letter_line_window_id_strike_window"
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "service_level",
        sa.Column("window_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("window_id", "service_id", name="pk_service_level"),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name="fk_service_level_service_id_service"
        ),
        sa.ForeignKeyConstraint(
            ["window_id"], ["strike_window.id"], name="fk_service_level_window_id_strike_window"
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "window_consequence",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("window_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_window_consequence"),
        sa.ForeignKeyConstraint(
            ["window_id"],
            ["strike_window.id"],
            name="fk_window_consequence_window_id_strike_window",
        ),
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    op.create_table(
        "window_revision",
        sa.Column("window_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("start", INSTANT, nullable=False),
        sa.Column("end", INSTANT, nullable=True),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("groups", sa.Text(), nullable=False),
        sa.Column("sites", sa.Text(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("notice_received", INSTANT, nullable=True),
        sa.Column("affects_post", sa.Integer(), server_default="0", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("why", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("window_id", "number", name="pk_window_revision"),
        sa.CheckConstraint(
            '"end" IS NULL OR "end" > start', name=op.f("ck_window_revision_ends_after_start")
        ),
        sa.ForeignKeyConstraint(
            ["window_id"], ["strike_window.id"], name="fk_window_revision_window_id_strike_window"
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_absence_end", "absence", ["end"])
    op.create_index("ix_appointment_clinician_staff_id", "appointment", ["clinician_staff_id"])
    op.create_index("ix_appointment_end", "appointment", ["end"])
    op.create_index("ix_appointment_patient_id", "appointment", ["patient_id"])
    op.create_index("ix_appointment_service_id", "appointment", ["service_id"])
    op.create_index("ix_appointment_start", "appointment", ["start"])
    op.create_index("ix_duty_end", "duty", ["end"])
    op.create_index("ix_duty_service_id", "duty", ["service_id"])
    op.create_index("ix_duty_staff_id", "duty", ["staff_id"])
    op.create_index("ix_duty_start", "duty", ["start"])
    op.create_index("ix_journal_change_action_id", "journal_change", ["action_id"])
    op.create_index("ix_letter_batch_id", "letter", ["batch_id"])
    op.create_index("ix_requirement_service_id", "requirement", ["service_id"])
    op.create_index("ix_assignment_window_id", "assignment", ["window_id"])
    op.create_index("ix_dispute_event_dispute_id", "dispute_event", ["dispute_id"])
    op.create_index("ix_letter_line_appointment_id", "letter_line", ["appointment_id"])
    op.create_index("ix_window_consequence_window_id", "window_consequence", ["window_id"])


def downgrade() -> None:
    op.drop_table("window_revision")
    op.drop_table("window_consequence")
    op.drop_table("service_level")
    op.drop_table("letter_line")
    op.drop_table("letter_fault")
    op.drop_table("emergency_mark")
    op.drop_table("dispute_event")
    op.drop_table("declaration")
    op.drop_table("decision")
    op.drop_table("assignment")
    op.drop_table("strike_window")
    op.drop_table("requirement")
    op.drop_table("letter")
    op.drop_table("journal_change")
    op.drop_table("duty")
    op.drop_table("appointment")
    op.drop_table("absence")
    op.drop_table("staff")
    op.drop_table("setting")
    op.drop_table("service")
    op.drop_table("print_batch")
    op.drop_table("law_entry")
    op.drop_table("journal_entry")
    op.drop_table("dispute")
    op.drop_table("column_mapping")
