"""Letters to patients with hostile names and addresses; ten thousand by the command."""

from __future__ import annotations

from rota.domain.letter_content import TypesetBatch
from rota.letters.typesetter import TypstTypesetter
from tests.letters import hostile
from tests.letters.samples import with_page_text_replaced


def test_each_is_read_back_right_or_left_out_with_a_reason() -> None:
    done = hostile.try_letters(200)
    assert done.wrong == ()
    assert done.printed + done.left_out.total() == 200
    assert done.printed > 80
    assert len(done.left_out) > 3


def test_the_reading_sees_a_wrong_a_missing_and_a_double_letter(monkeypatch) -> None:
    honest = TypstTypesetter.typeset

    def faulty(self, letters, *_: object) -> TypesetBatch:
        made = honest(self, letters)
        first, second, _, *rest = made.letters
        pdf = with_page_text_replaced(made.pdf, first.first_page, second.first_page)
        return TypesetBatch(pdf, (first, second, second, *rest), made.exceptions)

    monkeypatch.setattr(TypstTypesetter, "typeset", faulty)
    wrong = "\n".join(hostile.try_letters(40).wrong)
    for part in ("carries ['SR-", "is not the record's address", "is missing", "is double"):
        assert part in wrong
