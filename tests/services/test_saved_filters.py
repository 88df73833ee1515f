from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from rota.domain.appointments import Risk
from rota.domain.codes import AppointmentKind, Decision, Priority
from rota.domain.errors import Refused
from rota.domain.visit_filters import Shown, VisitFilter
from rota.services.history import undo
from rota.services.ports import Storage
from rota.services.saved_filters import (
    LONGEST,
    SETTING,
    delete_filter,
    keep_filter,
    saved_filters,
)
from tests.small_hospital import open_copy

FULL = VisitFilter(
    shown=Shown.DECIDED, everywhere=True, text="o'neill", service="Urology",
    department="Surgery", site="St Anne", kinds=frozenset({AppointmentKind.DAY_CASE}),
    priorities=frozenset({Priority.P2, Priority.URGENT}), decisions=frozenset({Decision.KEEP}),
    proposals=frozenset({Decision.CONVERT}), reasons=frozenset({Risk.NOBODY_OF_GRADE}),
    clinician="S1", day=date(2016, 1, 12), letter_needed=True, noted=True, past_risk=True,
    over_stop=True, postponed_before=True,
)  # fmt: skip


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    _, made = open_copy(tmp_path, 1)
    yield made
    made.close()


def test_every_part_of_a_filter_is_kept_under_its_name(storage: Storage) -> None:
    keep_filter(storage, "  My   round ", FULL)
    keep_filter(storage, "Bare", VisitFilter())
    assert saved_filters(storage) == {"Bare": VisitFilter(), "My round": FULL}
    assert all(getattr(FULL, name) != getattr(VisitFilter(), name) for name in FULL.__slots__)


def test_a_name_used_again_takes_the_place_of_the_older_filter(storage: Storage) -> None:
    keep_filter(storage, "Mine", FULL)
    keep_filter(storage, "Mine", VisitFilter())
    assert saved_filters(storage) == {"Mine": VisitFilter()}


def test_keeping_and_deleting_are_history_and_are_undone(storage: Storage) -> None:
    assert keep_filter(storage, "Mine", FULL).text == "Kept the filter Mine."
    delete_filter(storage, "Mine")
    assert saved_filters(storage) == {}
    undo(storage)
    assert saved_filters(storage) == {"Mine": FULL}
    with storage.read() as work:
        assert [each.text for each in work.journal.entries(3)][1] == "Deleted the filter Mine."
        assert work.journal.first_bad() is None


@pytest.mark.parametrize("name", ["", "   ", "x" * (LONGEST + 1)])
def test_a_name_must_be_there_and_fit_a_menu(storage: Storage, name: str) -> None:
    with pytest.raises(Refused, match="name"):
        keep_filter(storage, name, FULL)
    assert saved_filters(storage) == {}


def test_a_filter_that_is_not_there_is_not_deleted(storage: Storage) -> None:
    with pytest.raises(Refused, match="no filter called Mine"):
        delete_filter(storage, "Mine")


def test_what_a_later_program_wrote_is_left_out(storage: Storage) -> None:
    saved = '{"New": {"shown": "all", "kinds": ["teleport", "day_case"], "colour": "red"}}'
    with storage.write("test") as work:
        work.settings.put({SETTING: saved})
    assert saved_filters(storage) == {
        "New": VisitFilter(shown=Shown.ALL, kinds=frozenset({AppointmentKind.DAY_CASE}))
    }
