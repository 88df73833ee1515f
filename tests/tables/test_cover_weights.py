"""What a suggested plan weighs, as the rule file has it."""

from __future__ import annotations

from rota.domain.suggestions import Aim
from rota.tables.cover_weights import cover_weights


def test_every_aim_has_weights_and_says_what_it_is_in_words() -> None:
    book = cover_weights()
    assert list(book) == list(Aim)
    assert all(each.name and each.text.endswith(".") for each in book.values())


def test_a_minute_short_outweighs_a_whole_clinic_and_everything_beside_it() -> None:
    for each in cover_weights().values():
        clinic = 15 * each.patient + each.moved + each.agency + 10 * each.warning
        assert 15 * each.missing_minute > clinic + each.second_job * 4 + each.worked_hour * 100


def test_each_aim_prices_its_own_matter_highest() -> None:
    book = cover_weights()
    assert max(Aim, key=lambda aim: book[aim].moved) is Aim.FEWEST_MOVED
    assert max(Aim, key=lambda aim: book[aim].patient) is Aim.FEWEST_PATIENTS
    assert max(Aim, key=lambda aim: book[aim].second_job) is Aim.FAIREST
