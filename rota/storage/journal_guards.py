"""What the database itself refuses to do to the journal: it is only ever added to.

Values may be erased, for that is a person's right; then a change keeps its number, its action, its
table and its digest. Whoever may change the schema can drop these guards: ``first_bad_entry`` and
the anchors find what was done then, and ``guard_faults`` that they are gone.
"""

from __future__ import annotations

from sqlalchemy import DDL, Connection, MetaData, event, text

_SQLITE = (
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

_POSTGRESQL = (
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


def guard(metadata: MetaData) -> None:
    """Have the guards made along with the tables."""
    for dialect, statements in (("sqlite", _SQLITE), ("postgresql", _POSTGRESQL)):
        for each in statements:
            made = DDL(each).execute_if(dialect=dialect)  # type: ignore[no-untyped-call]
            event.listen(metadata, "after_create", made)


def guards(connection: Connection) -> dict[str, str]:
    """Return the triggers of a SQLite file, by name, and how they are written."""
    query = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    return {row.name: _plain(row.sql) for row in connection.execute(query)}


def guard_faults(connection: Connection) -> list[str]:
    """Say where the triggers of a SQLite file are not those that the program made."""
    found = guards(connection)
    if found == OURS:
        return []
    names = sorted(name for name in found | OURS if found.get(name) != OURS.get(name))
    return [
        "The guards of the journal are not as this program made them: another program changed "
        f"this file ({', '.join(names)}). Restore a backup, or ask whoever did it."
    ]


def _plain(statement: str) -> str:
    return " ".join(statement.split())


OURS = {_plain(each).split()[2]: _plain(each) for each in _SQLITE}
"""The triggers of a SQLite file as this program makes them, by name."""
