from __future__ import annotations

import pytest

from rota.domain.errors import Refused
from rota.services.batch_letters import letters_of_batch, posted_letters
from rota.storage.database import Database


def test_a_batch_there_is_not_has_no_letters_to_choose(database: Database) -> None:
    with pytest.raises(Refused) as refused:
        letters_of_batch(database, 7)
    assert refused.value.code == "unknown_batch"
    assert posted_letters(database) == []
