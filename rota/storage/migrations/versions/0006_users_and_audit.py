"""Users and their roles; the journal as an audit: what may happen once, and who sealed it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

INSTANT = sa.Text().with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "user_account",
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("removed_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("login", name="pk_user_account"),
        sqlite_strict=True,
    )
    op.create_table(
        "user_role",
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("login", "role", "department", name="pk_user_role"),
        sa.ForeignKeyConstraint(
            ["login"], ["user_account.login"], name="fk_user_role_login_user_account"
        ),
        sqlite_strict=True,
    )
    op.add_column("journal_entry", sa.Column("key", sa.Text(), nullable=True))
    op.add_column("journal_entry", sa.Column("mac", sa.Text(), nullable=True))
    op.create_index("uq_journal_entry_key", "journal_entry", ["key"], unique=True)
