"""Cover in full: how it was agreed and answered, gaps left, overrides, derogations, signatures."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INSTANT = sa.Text().with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")


def upgrade() -> None:
    op.add_column("staff", sa.Column("by_hand", sa.Integer(), server_default="0", nullable=False))
    op.add_column("staff", sa.Column("retired", sa.Integer(), server_default="0", nullable=False))
    op.add_column("duty", sa.Column("by_hand", sa.Integer(), server_default="0", nullable=False))
    op.add_column("absence", sa.Column("by_hand", sa.Integer(), server_default="0", nullable=False))
    op.add_column(
        "assignment", sa.Column("kind", sa.Text(), server_default="stepping_across", nullable=False)
    )
    op.add_column(
        "assignment", sa.Column("leaves_duties", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column("assignment", sa.Column("consent", sa.Text(), server_default="", nullable=False))
    op.add_column(
        "assignment", sa.Column("reply", sa.Text(), server_default="no_answer", nullable=False)
    )
    op.add_column("assignment", sa.Column("replied_at", INSTANT, nullable=True))
    op.add_column("assignment", sa.Column("told_at", INSTANT, nullable=True))
    op.add_column(
        "assignment", sa.Column("told_sha256", sa.Text(), server_default="", nullable=False)
    )
    op.add_column(
        "assignment", sa.Column("stood_down", sa.Integer(), server_default="0", nullable=False)
    )
    op.create_table(
        "gap_left",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("window_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("post", sa.Text(), server_default="", nullable=False),
        sa.Column("start", INSTANT, nullable=False),
        sa.Column("end", INSTANT, nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("owner", sa.Text(), server_default="", nullable=False),
        sa.Column("who", sa.Text(), server_default="", nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_gap_left"),
        sa.CheckConstraint('"end" > start', name=op.f("ck_gap_left_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name="fk_gap_left_service_id_service"
        ),
        sa.ForeignKeyConstraint(
            ["window_id"], ["strike_window.id"], name="fk_gap_left_window_id_strike_window"
        ),
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    op.create_index("ix_gap_left_window_id", "gap_left", ["window_id"])
    op.create_table(
        "cover_override",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("window_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("start", INSTANT, nullable=False),
        sa.Column("end", INSTANT, nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), server_default="", nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("measured", sa.Text(), server_default="", nullable=False),
        sa.Column("limit", sa.Text(), server_default="", nullable=False),
        sa.Column("source", sa.Text(), server_default="", nullable=False),
        sa.Column("why", sa.Text(), server_default="", nullable=False),
        sa.Column("who", sa.Text(), server_default="", nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cover_override"),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name="fk_cover_override_service_id_service"
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.staff_id"], name="fk_cover_override_staff_id_staff"
        ),
        sa.ForeignKeyConstraint(
            ["window_id"], ["strike_window.id"], name="fk_cover_override_window_id_strike_window"
        ),
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    op.create_index("ix_cover_override_window_id", "cover_override", ["window_id"])
    op.create_table(
        "derogation",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("window_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("start", INSTANT, nullable=False),
        sa.Column("end", INSTANT, nullable=False),
        sa.Column("grade", sa.Text(), server_default="", nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("risk", sa.Text(), server_default="", nullable=False),
        sa.Column("tried", sa.Text(), nullable=False),
        sa.Column("requested_by", sa.Text(), server_default="", nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("decide_by", INSTANT, nullable=True),
        sa.Column("nhse_answer", sa.Text(), nullable=False),
        sa.Column("nhse_at", INSTANT, nullable=True),
        sa.Column("union_answer", sa.Text(), nullable=False),
        sa.Column("union_at", INSTANT, nullable=True),
        sa.Column("withdrawn_by", sa.Text(), server_default="", nullable=False),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        sa.Column("outcome", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_derogation"),
        sa.CheckConstraint("number > 0", name=op.f("ck_derogation_asks_for_somebody")),
        sa.CheckConstraint('"end" > start', name=op.f("ck_derogation_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name="fk_derogation_service_id_service"
        ),
        sa.ForeignKeyConstraint(
            ["window_id"], ["strike_window.id"], name="fk_derogation_window_id_strike_window"
        ),
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    op.create_index("ix_derogation_window_id", "derogation", ["window_id"])
    op.create_table(
        "requirement_signature",
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("lead", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), server_default="", nullable=False),
        sa.Column("signed_at", INSTANT, nullable=False),
        sa.Column("entered_by", sa.Text(), server_default="", nullable=False),
        sa.Column("requirements_sha256", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("service_id", "level", name="pk_requirement_signature"),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name="fk_requirement_signature_service_id_service"
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "requirement_template",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), server_default="", nullable=False),
        sa.Column("rows", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_requirement_template"),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("requirement_template")
    op.drop_table("requirement_signature")
    op.drop_table("derogation")
    op.drop_table("cover_override")
    op.drop_table("gap_left")
    op.drop_column("staff", "by_hand")
    op.drop_column("staff", "retired")
    op.drop_column("duty", "by_hand")
    op.drop_column("absence", "by_hand")
    op.drop_column("assignment", "kind")
    op.drop_column("assignment", "leaves_duties")
    op.drop_column("assignment", "consent")
    op.drop_column("assignment", "reply")
    op.drop_column("assignment", "replied_at")
    op.drop_column("assignment", "told_at")
    op.drop_column("assignment", "told_sha256")
    op.drop_column("assignment", "stood_down")
