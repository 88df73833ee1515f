from __future__ import annotations

from datetime import UTC, datetime

from rota.storage.database import Database


def test_data_handed_out_is_an_entry_though_no_row_changes(database: Database) -> None:
    with database.write("letters copied", undoable=False) as work:
        work.record("Copied 3 letters of batch 1 to files.")
    assert work.changes.entry == 1
    with database.write("letters copied", undoable=False) as work:
        work.say("Nothing was copied.")
    with database.read() as work:
        (entry,) = work.journal.entries()
        assert (entry.who, entry.changes) == ("tester", 0)
        assert entry.text == "Copied 3 letters of batch 1 to files."
        assert work.journal.first_bad() is None
        assert work.journal.next_undo() is None


def test_a_batch_keeps_what_goes_with_its_sheets(database: Database) -> None:
    made_at = datetime(2016, 1, 8, 9, tzinfo=UTC)
    with database.write("letters render", undoable=False) as work:
        paper = work.letters.add_batch(made_at, 2, "", b"%PDF", [])
        braille = work.letters.add_batch(made_at, 2, "", b"%PDF", [], "braille", b"PK")
    with database.read() as work:
        assert work.letters.enclosed(paper) is None
        assert work.letters.enclosed(braille) == b"PK"
        assert work.letters.waiting() == {}
