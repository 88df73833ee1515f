"""One level for several services: one step, undone as one, or nothing at all."""

from __future__ import annotations

import pytest

from rota.domain.codes import Level
from rota.domain.errors import Refused
from rota.services.history import undo
from rota.services.windows import set_levels
from rota.storage.database import Database
from tests.engines import dump


@pytest.fixture
def storage(strike_hospital: Database) -> Database:
    return strike_hospital


def services(storage: Database) -> set[int]:
    with storage.read() as work:
        return {each.service_id for each in work.duties.services()}


def test_all_get_the_level_in_one_step(storage: Database) -> None:
    before = dump(storage.address, journal=False)
    changes = set_levels(storage, 1, services(storage), Level.SUSPENDED, "not safe")
    assert changes.text == "Set 2 services to suspended."
    with storage.read() as work:
        assert set(work.windows.levels(1).values()) == {Level.SUSPENDED}
    undo(storage)
    assert dump(storage.address, journal=False) == before


@pytest.mark.parametrize(
    ("window", "more", "why"),
    [(1, {99}, "x"), (9, set(), "x"), (1, set(), " ")],
    ids=["a service that is not there", "a strike that is not there", "no reason"],
)
def test_a_refusal_leaves_every_level_as_it_was(
    storage: Database, window: int, more: set[int], why: str
) -> None:
    before = dump(storage.address)
    with pytest.raises(Refused):
        set_levels(storage, window, services(storage) | more, Level.NORMAL, why)
    assert dump(storage.address) == before


def test_none_chosen_is_refused(storage: Database) -> None:
    with pytest.raises(Refused, match="Choose services"):
        set_levels(storage, 1, (), Level.NORMAL, "x")
