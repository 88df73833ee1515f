"""Users and their roles; the journal as an audit: what may happen once, and who sealed it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

INSTANT = sa.Text().with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")

SQLITE_GUARDS = (
    """
    CREATE TRIGGER journal_entry_in_order BEFORE INSERT ON journal_entry
    WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM journal_entry)
      OR NEW.previous_sha256 IS NOT coalesce(
        (SELECT sha256 FROM journal_entry ORDER BY id DESC LIMIT 1), hex(zeroblob(32)))
    BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END
    """,
    """
    CREATE TRIGGER journal_entry_not_changed BEFORE UPDATE OF
      id, action_id, at, who, program, action, step, reverses, undoable, changes,
      changes_sha256, previous_sha256, sha256, key, mac, words_sha256 ON journal_entry
    BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END
    """,
    """
    CREATE TRIGGER journal_entry_only_erased BEFORE UPDATE OF text, why, salt ON journal_entry
    WHEN NEW.text <> '' OR NEW.why <> '' OR NEW.salt <> ''
    BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END
    """,
    """
    CREATE TRIGGER journal_entry_not_deleted BEFORE DELETE ON journal_entry
    BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END
    """,
    """
    CREATE TRIGGER journal_change_in_order BEFORE INSERT ON journal_change
    WHEN NEW.id BETWEEN 1 AND (SELECT max(id) FROM journal_change)
      OR EXISTS (SELECT 1 FROM journal_entry WHERE action_id = NEW.action_id)
    BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END
    """,
    """
    CREATE TRIGGER journal_change_not_changed BEFORE UPDATE OF
      id, action_id, table_name, sha256 ON journal_change
    BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END
    """,
    """
    CREATE TRIGGER journal_change_only_erased BEFORE UPDATE OF
      row_key, "before", "after" ON journal_change
    WHEN NEW."before" IS NOT NULL OR NEW."after" IS NOT NULL OR NEW.row_key <> ''
    BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END
    """,
    """
    CREATE TRIGGER journal_change_not_deleted BEFORE DELETE ON journal_change
    BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END
    """,
)
"""The journal is only ever added to; values may be erased."""

POSTGRESQL_GUARDS = (
    """
    CREATE FUNCTION journal_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'the journal is only added to'
        USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    """
    CREATE FUNCTION journal_entry_in_order() RETURNS trigger LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
    DECLARE newest record;
    BEGIN
      SELECT id, sha256 INTO newest FROM journal_entry ORDER BY id DESC LIMIT 1;
      IF NEW.id <> coalesce(newest.id, 0) + 1
        OR NEW.previous_sha256 <> coalesce(newest.sha256, repeat('0', 64)) THEN
        RAISE EXCEPTION 'the journal is only added to'
          USING ERRCODE = 'integrity_constraint_violation';
      END IF;
      RETURN NEW;
    END $$
    """,
    """
    CREATE FUNCTION journal_change_in_order() RETURNS trigger LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
    BEGIN
      IF EXISTS (SELECT 1 FROM added JOIN journal_entry USING (action_id)) THEN
        RAISE EXCEPTION 'the journal is only added to'
          USING ERRCODE = 'integrity_constraint_violation';
      END IF;
      RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER journal_entry_in_order BEFORE INSERT ON journal_entry
    FOR EACH ROW EXECUTE FUNCTION journal_entry_in_order()
    """,
    """
    CREATE TRIGGER journal_entry_not_deleted BEFORE DELETE OR TRUNCATE ON journal_entry
    FOR EACH STATEMENT EXECUTE FUNCTION journal_is_kept()
    """,
    """
    CREATE TRIGGER journal_entry_not_changed BEFORE UPDATE OF
      id, action_id, at, who, program, action, step, reverses, undoable, changes,
      changes_sha256, previous_sha256, sha256, key, mac, words_sha256 ON journal_entry
    FOR EACH STATEMENT EXECUTE FUNCTION journal_is_kept()
    """,
    """
    CREATE TRIGGER journal_entry_only_erased BEFORE UPDATE OF text, why, salt ON journal_entry
    FOR EACH ROW WHEN (NEW.text <> '' OR NEW.why <> '' OR NEW.salt <> '')
    EXECUTE FUNCTION journal_is_kept()
    """,
    """
    CREATE TRIGGER journal_change_in_order AFTER INSERT ON journal_change
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION journal_change_in_order()
    """,
    """
    CREATE TRIGGER journal_change_not_changed BEFORE UPDATE OF
      id, action_id, table_name, sha256 ON journal_change
    FOR EACH STATEMENT EXECUTE FUNCTION journal_is_kept()
    """,
    """
    CREATE TRIGGER journal_change_only_erased BEFORE UPDATE OF
      row_key, "before", "after" ON journal_change
    FOR EACH ROW
    WHEN (NEW."before" IS NOT NULL OR NEW."after" IS NOT NULL OR NEW.row_key <> '')
    EXECUTE FUNCTION journal_is_kept()
    """,
    """
    CREATE TRIGGER journal_change_not_deleted BEFORE DELETE OR TRUNCATE ON journal_change
    FOR EACH STATEMENT EXECUTE FUNCTION journal_is_kept()
    """,
)


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
    for name in ("salt", "words_sha256"):
        op.add_column(
            "journal_entry", sa.Column(name, sa.Text(), server_default="", nullable=False)
        )
    op.create_table(
        "record_hold",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), server_default="", nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("lifted_at", INSTANT, nullable=True),
        sa.Column("lifted_why", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_record_hold"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("uq_journal_entry_key", "journal_entry", ["key"], unique=True)
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE_GUARDS if is_sqlite else POSTGRESQL_GUARDS:
        op.execute(statement)
