"""Letters made by a wording, in a language and for a hospital that are not so any more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import main
from rota.domain.codes import Decision
from rota.domain.errors import Refused
from rota.domain.importing import ImportKind
from rota.domain.letter_wording import WordingForm, WordingKind
from rota.domain.trust import SiteDetails
from rota.services.batch_gate import untrue_letters
from rota.services.batch_making import plan_batch, render, save_batches, typeset_batch
from rota.services.deciding import decide
from rota.services.history import undo
from rota.services.hospital_details import (
    SiteSetup,
    save_languages,
    save_sites,
    save_trust_details,
)
from rota.services.importing import ImportOrder, import_file
from rota.services.letter_queue import letter_queue
from rota.services.posting import mark_posted, mark_returned
from rota.services.wording_checks import WordingCheck
from rota.services.wording_versions import approve, retire, start_draft
from rota.storage.database import Database
from tests.small_hospital import DETAILS, NOW, STAFF, WINDOW, appointment, write

TOOLS = main.tools()
RULES = TOOLS.rules.letters
POLISH = WordingKind.POSTPONED, "pl", WordingForm.LETTER


class Trust:
    """One Polish and one English patient, both postponed; the Polish wording is approved."""

    def __init__(self, storage: Database, folder: Path) -> None:
        self.storage, self._folder = storage, folder
        rows = [appointment(1, "Nowak") | {"language": "Polish"}, appointment(2, "Begum")]
        self.load(ImportKind.WINDOWS, [WINDOW])
        self.load(
            ImportKind.STAFF, [{"department": "Surgery", "site": "St Anne"} | r for r in STAFF]
        )
        save_trust_details(storage, DETAILS)
        self.load(ImportKind.APPOINTMENTS, rows)
        save_languages(storage, RULES, ["pl"])
        self.polish = self.approve()
        decide(storage, ["A1", "A2"], Decision.POSTPONE, "no doctor")

    def load(self, kind: ImportKind, rows: list[dict[str, str]]) -> None:
        path = write(self._folder / f"{kind}.csv", kind, rows)
        assert import_file(self.storage, TOOLS.reader, ImportOrder(kind, path), NOW).saved

    def approve(self) -> int:
        body = next(e.body for e in RULES.wordings if (e.kind, e.language, e.form) == POLISH)
        new = start_draft(self.storage, RULES, *POLISH, body).wording
        assert new.wording_id is not None
        approve(self.storage, RULES, new.wording_id, WordingCheck(new.sha256, ()), "Ann", "Bea")
        return new.wording_id

    def states(self) -> dict[str, str]:
        return {e.appointment_id: e.state for e in letter_queue(self.storage, RULES, NOW)}


@pytest.fixture
def trust(database: Database, tmp_path: Path) -> Trust:
    return Trust(database, tmp_path)


BOTH = {"A1", "A2"}
CHANGES: dict[str, tuple[Callable[[Trust], object], set[str]]] = {
    "wording retired": (lambda t: retire(t.storage, RULES, t.polish, "wrong"), {"A1"}),
    "replaced wording found wrong": (
        lambda t: (t.approve(), retire(t.storage, RULES, t.polish, "wrong")),
        {"A1"},
    ),
    "language dropped": (lambda t: save_languages(t.storage, RULES, []), {"A1"}),
    "phone": (lambda t: save_trust_details(t.storage, replace(DETAILS, phone="020 7")), BOTH),
    "name": (lambda t: save_trust_details(t.storage, replace(DETAILS, name="New Trust")), BOTH),
    "phone of the site": (
        lambda t: save_sites(t.storage, [SiteSetup(SiteDetails("St Anne", phone="020 8"))]),
        BOTH,
    ),
    "wording replaced": (lambda t: t.approve(), set()),
    "email": (lambda t: save_trust_details(t.storage, replace(DETAILS, email="a@b.uk")), set()),
}


@pytest.mark.one_engine
@pytest.mark.parametrize("what", CHANGES)
def test_what_a_letter_was_made_by_must_still_hold_when_it_leaves(trust: Trust, what: str) -> None:
    change, out = CHANGES[what]
    plan = plan_batch(trust.storage, RULES, NOW)
    batch = save_batches(trust.storage, typeset_batch(plan, TOOLS.typesetter()), NOW).batch
    assert batch is not None
    assert set(trust.states().values()) == {"in_batch"}
    change(trust)
    assert {key for key, state in trust.states().items() if state == "withdraw"} == out
    found = untrue_letters(trust.storage, batch, NOW)
    assert {each for letter in found for each in letter.appointment_ids} == out
    if not out:
        assert mark_posted(trust.storage, batch, NOW, RULES).number == 2
        return
    with pytest.raises(Refused, match="no longer true"):
        mark_posted(trust.storage, batch, NOW, RULES)
    taken_out = [each.reference for each in found]
    assert mark_posted(trust.storage, batch, NOW, RULES, taken_out).number == 2 - len(out)


def test_what_changes_while_letters_are_made_keeps_them_from_being_saved(trust: Trust) -> None:
    plan = plan_batch(trust.storage, RULES, NOW)
    made = typeset_batch(plan, TOOLS.typesetter())
    for name in ("wording retired", "language dropped", "phone"):
        CHANGES[name][0](trust)
        with pytest.raises(Refused, match="A wording, a language or the hospital's details"):
            save_batches(trust.storage, made, NOW)
        undo(trust.storage)
    assert save_batches(trust.storage, made, NOW).letters == 2
    retire(trust.storage, RULES, trust.polish, "wrong")
    assert trust.states() == {"A1": "withdraw", "A2": "in_batch"}


@pytest.mark.one_engine
def test_a_second_letter_made_for_one_that_came_back_goes_when_it_did_not(trust: Trust) -> None:
    """Somebody marked the wrong letter as returned, and takes it back after the new one is made."""
    first = render(trust.storage, TOOLS.typesetter(), RULES, NOW, {"A2"})
    assert first.batch is not None
    mark_posted(trust.storage, first.batch, NOW, RULES)
    trust.load(
        ImportKind.APPOINTMENTS,
        [
            appointment(1, "Nowak") | {"language": "Polish"},
            appointment(2, "Begum") | {"address_1": "9 New Road"},
        ],
    )
    mark_returned(trust.storage, "SR-000001", "gone away", NOW)
    second = render(trust.storage, TOOLS.typesetter(), RULES, NOW, {"A2"})
    assert trust.states()["A2"] == "in_batch"
    assert second.batch == 2
    undo(trust.storage)
    assert trust.states().get("A2") == "withdraw"
    with pytest.raises(Refused, match="no longer true"):
        mark_posted(trust.storage, 2, NOW, RULES)
