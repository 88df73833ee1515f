"""Review, the day itself and what happened: signatures, ticks, flags, attendance, turnout."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

INSTANT = sa.Text().with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")
DAY = sa.Text().with_variant(sa.Date(), "postgresql")


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), server_default="", nullable=False)


def _needed(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _id() -> sa.Column[Any]:
    return sa.Column("id", sa.Integer(), autoincrement=True, nullable=False)


def _link(table: str, column: str, to: str, key: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.{key}"], name=f"fk_{table}_{column}_{to}")


def _window(table: str) -> sa.ForeignKeyConstraint:
    return _link(table, "window_id", "strike_window", "id")


def _person(table: str) -> sa.ForeignKeyConstraint:
    return _link(table, "staff_id", "staff", "staff_id")


def _service(table: str) -> sa.ForeignKeyConstraint:
    return _link(table, "service_id", "service", "id")


def upgrade() -> None:
    op.create_table(
        "sign_off",
        _id(),
        _needed("window_id", sa.Integer()),
        _needed("revision", sa.Integer()),
        _needed("department", sa.Text()),
        _needed("name", sa.Text()),
        _text("role"),
        _text("note"),
        _needed("at", INSTANT),
        _text("entered_by"),
        _needed("seen", sa.Text()),
        _needed("seen_sha256", sa.Text()),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        _text("withdrawn_why"),
        sa.PrimaryKeyConstraint("id", name="pk_sign_off"),
        _window("sign_off"),
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    op.create_index("ix_sign_off_window_id", "sign_off", ["window_id"])
    op.create_table(
        "review_note",
        _id(),
        _needed("window_id", sa.Integer()),
        _needed("department", sa.Text()),
        _needed("kind", sa.Text()),
        _text("about"),
        _needed("text", sa.Text()),
        _needed("name", sa.Text()),
        _needed("at", INSTANT),
        sa.Column("settled_at", INSTANT, nullable=True),
        _text("settled_by"),
        sa.PrimaryKeyConstraint("id", name="pk_review_note"),
        _window("review_note"),
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    op.create_index("ix_review_note_window_id", "review_note", ["window_id"])
    op.create_table(
        "day_tick",
        _id(),
        _needed("key", sa.Text()),
        _needed("window_id", sa.Integer()),
        _needed("staff_id", sa.Text()),
        _needed("service_id", sa.Integer()),
        _needed("at", INSTANT),
        _needed("what", sa.Text()),
        _text("note"),
        _needed("by", sa.Text()),
        _needed("entered_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_day_tick"),
        sa.UniqueConstraint("key", name="uq_day_tick_key"),
        _window("day_tick"),
        _person("day_tick"),
        _service("day_tick"),
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    op.create_index("ix_day_tick_window_id", "day_tick", ["window_id"])
    op.create_table(
        "day_flag",
        _id(),
        _needed("window_id", sa.Integer()),
        _needed("service_id", sa.Integer()),
        _needed("post", sa.Text()),
        _needed("start", INSTANT),
        _needed("end", INSTANT),
        _needed("missing", sa.Integer()),
        _text("text"),
        _needed("raised_at", INSTANT),
        _text("raised_by"),
        _text("owner"),
        sa.Column("closed_at", INSTANT, nullable=True),
        _text("closed_by"),
        _text("outcome"),
        sa.PrimaryKeyConstraint("id", name="pk_day_flag"),
        _window("day_flag"),
        _service("day_flag"),
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    op.create_index(
        "uq_day_flag_open",
        "day_flag",
        ["window_id", "service_id", "post"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "handover_note",
        _id(),
        _needed("window_id", sa.Integer()),
        sa.Column("service_id", sa.Integer(), nullable=True),
        _needed("text", sa.Text()),
        _needed("by", sa.Text()),
        _needed("at", INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_handover_note"),
        _window("handover_note"),
        _service("handover_note"),
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    op.create_index("ix_handover_note_window_id", "handover_note", ["window_id"])
    op.create_table(
        "attendance",
        _needed("window_id", sa.Integer()),
        _needed("duty_id", sa.Text()),
        _needed("staff_id", sa.Text()),
        _needed("status", sa.Text()),
        _needed("by", sa.Text()),
        _needed("at", INSTANT),
        sa.Column("minutes_lost", sa.Integer(), nullable=True),
        _text("note"),
        sa.Column("proposed", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("window_id", "duty_id", "staff_id", name="pk_attendance"),
        _window("attendance"),
        _link("attendance", "duty_id", "duty", "duty_id"),
        _person("attendance"),
        sa.CheckConstraint(
            "minutes_lost IS NULL OR minutes_lost >= 0",
            name=op.f("ck_attendance_minutes_not_negative"),
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "turnout_total",
        _needed("day", DAY),
        _needed("site", sa.Text()),
        _needed("grade", sa.Text()),
        _needed("due", sa.Integer()),
        _needed("on_strike", sa.Integer()),
        _needed("absent_otherwise", sa.Integer()),
        _text("source"),
        sa.Column("window_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("day", "site", "grade", name="pk_turnout_total"),
        _window("turnout_total"),
        sa.CheckConstraint(
            "on_strike >= 0 AND absent_otherwise >= 0 AND on_strike + absent_otherwise <= due",
            name=op.f("ck_turnout_total_no_more_absent_than_due"),
        ),
        sqlite_strict=True,
    )
    private = sa.text(
        "table_name IN ('attendance', 'day_tick', 'declaration', 'window_consequence')"
    )
    op.create_index(
        "ix_journal_change_private",
        "journal_change",
        ["table_name"],
        sqlite_where=private,
        postgresql_where=private,
    )
