"""Letters in full: wordings, print runs, releases, calls, sites, envelopes, pictures."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INSTANT = sa.Text().with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")
REAL: sa.types.TypeEngine[float] = sa.Double().with_variant(sa.REAL(), "sqlite")


def _text(name: str, default: str = "") -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), server_default=default, nullable=False)


def _needed(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _id() -> sa.Column[Any]:
    return sa.Column("id", sa.Integer(), autoincrement=True, nullable=False)


def upgrade() -> None:
    op.add_column("print_batch", _text("medium", "print"))
    op.add_column("print_batch", sa.Column("enclosed", sa.LargeBinary(), nullable=True))
    op.add_column("letter", _text("language", "en-GB"))
    op.add_column("letter", _text("post_class"))
    op.add_column("letter", _text("bag"))
    op.add_column("letter", sa.Column("printed_at", INSTANT, nullable=True))
    op.add_column("letter", sa.Column("prints", sa.Integer(), server_default="0", nullable=False))
    op.add_column("letter", sa.Column("returned_at", INSTANT, nullable=True))
    op.add_column("letter", _text("returned_why"))
    op.add_column("letter", _text("hospital_sha256"))
    op.create_table(
        "letter_content",
        sa.Column("letter_id", sa.Integer(), autoincrement=False, nullable=False),
        _needed("body", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("letter_id", name="pk_letter_content"),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["letter.id"], name="fk_letter_content_letter_id_letter"
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "printed_picture",
        _needed("sha256", sa.Text()),
        _needed("data", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("sha256", name="pk_printed_picture"),
        sqlite_strict=True,
    )
    op.create_table(
        "print_run",
        _id(),
        _needed("key", sa.Text()),
        _needed("batch_id", sa.Integer()),
        _needed("how", sa.Text()),
        _text("printer"),
        sa.Column("copies", sa.Integer(), server_default="1", nullable=False),
        _text("sides"),
        _text("media"),
        _needed("letter_references", sa.Text()),
        _needed("sheets", sa.Integer()),
        _needed("sha256", sa.Text()),
        _text("job"),
        _needed("sent_at", INSTANT),
        _text("who"),
        _text("outcome"),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_print_run"),
        sa.UniqueConstraint("key", name="uq_print_run_key"),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["print_batch.id"], name="fk_print_run_batch_id_print_batch"
        ),
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    op.create_index("ix_print_run_batch_id", "print_run", ["batch_id"])
    op.create_table(
        "hold_release",
        _id(),
        _needed("appointment_id", sa.Text()),
        _needed("code", sa.Text()),
        _needed("basis_sha256", sa.Text()),
        _needed("why", sa.Text()),
        _text("address"),
        _text("hand_to"),
        _needed("asked_by", sa.Text()),
        _needed("asked_at", INSTANT),
        _text("answered_by"),
        sa.Column("answered_at", INSTANT, nullable=True),
        _text("answer"),
        sa.PrimaryKeyConstraint("id", name="pk_hold_release"),
        sa.ForeignKeyConstraint(
            ["appointment_id"],
            ["appointment.appointment_id"],
            name="fk_hold_release_appointment_id_appointment",
        ),
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    op.create_index("ix_hold_release_appointment_id", "hold_release", ["appointment_id"])
    op.create_table(
        "phone_call",
        _id(),
        _needed("appointment_id", sa.Text()),
        _needed("at", INSTANT),
        _needed("by", sa.Text()),
        _needed("outcome", sa.Text()),
        _text("note"),
        _needed("decision", sa.Text()),
        sa.Column("new_start", INSTANT, nullable=True),
        _needed("about", INSTANT),
        _text("patient_id"),
        _text("phone_sha256"),
        sa.PrimaryKeyConstraint("id", name="pk_phone_call"),
        sa.ForeignKeyConstraint(
            ["appointment_id"],
            ["appointment.appointment_id"],
            name="fk_phone_call_appointment_id_appointment",
        ),
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    op.create_index("ix_phone_call_appointment_id", "phone_call", ["appointment_id"])
    op.create_table(
        "letter_wording",
        _id(),
        _needed("kind", sa.Text()),
        _needed("language", sa.Text()),
        _needed("form", sa.Text()),
        _needed("version", sa.Integer()),
        _needed("body", sa.Text()),
        _needed("sha256", sa.Text()),
        _needed("state", sa.Text()),
        _text("made_by"),
        sa.Column("made_at", INSTANT, nullable=True),
        _text("approved_by"),
        sa.Column("approved_at", INSTANT, nullable=True),
        _text("note"),
        _text("checked_by"),
        sa.PrimaryKeyConstraint("id", name="pk_letter_wording"),
        sa.UniqueConstraint(
            "kind",
            "language",
            "form",
            "version",
            name="uq_letter_wording_kind_language_form_version",
        ),
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    op.create_table(
        "picture",
        _needed("name", sa.Text()),
        _needed("media", sa.Text()),
        _text("alt"),
        _needed("data", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("name", name="pk_picture"),
        sqlite_strict=True,
    )
    op.create_table(
        "hospital_site",
        _needed("site", sa.Text()),
        _text("printed_name"),
        _text("address"),
        _text("phone"),
        _text("phone_hours"),
        sa.PrimaryKeyConstraint("site", name="pk_hospital_site"),
        sqlite_strict=True,
    )
    op.create_table(
        "envelope",
        _needed("name", sa.Text()),
        _needed("envelope_width", REAL),
        _needed("envelope_height", REAL),
        _needed("window_left", REAL),
        _needed("window_from_bottom", REAL),
        _needed("window_width", REAL),
        _needed("window_height", REAL),
        _needed("fold", sa.Text()),
        _text("source"),
        sa.Column("verified", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_envelope"),
        sqlite_strict=True,
    )
