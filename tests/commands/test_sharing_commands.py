"""An act done once by its word, and nothing saved over that others changed since."""

from __future__ import annotations

from rota.services.history import history
from rota.storage.database import Database
from tests.commands.conftest import Run

CORRECT = ("patient", "correct", "--appointment", "A1", "--why", "rang us", "--set")
CALL = ("letters", "call", "--appointment", "A1", "--outcome", "try_again", "--once", "ring 1")


def test_once_and_what_was_seen(hospital: Run, program: Run, database: Database) -> None:
    seen = str(history(database, 1)[0].entry)
    hospital(*CORRECT, "address_1=9 Low Road")
    hospital(*CORRECT, "phone=020 7946 0002", "--seen-entry", seen)
    stale = program(*CORRECT, "address_1=5 High Road", "--seen-entry", seen)
    assert stale.error == "changed_meanwhile"
    assert "address is now 9 Low Road, Tooting, London, yours is 5 High Road, " in stale.err
    assert hospital("patient", "show", "--appointment", "A1").json["address_1"] == "9 Low Road"
    hospital(*CALL)
    again = program(*CALL)
    assert again.error == "already_done"
    assert "appointment A1" in again.err
