"""The demo shows a review under way: signed, changed since, and commented on."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import main
from rota.services.demo import present_of
from rota.services.review import Standing, read_review
from rota.storage.database import Database


def test_the_demo_has_a_department_signed_one_changed_since_and_a_comment(tmp_path: Path) -> None:
    path = str(tmp_path / "demo.db")
    assert main.main(["demo", "--out", path, "--staff", "200", "--appointments", "40"]) == 0
    with closing(Database(path, main.tools().clock, "tester")) as storage:
        now = present_of(storage)
        assert now is not None
        view = read_review(storage, 1, main.tools().rules, now)
    states = [each.state for each in view.departments]
    assert (states.count(Standing.SIGNED), states.count(Standing.CHANGED)) == (1, 1)
    (changed,) = [each for each in view.departments if each.state is Standing.CHANGED]
    assert [each.section for each in changed.changes] == ["gap"]
    assert "answers for it" in changed.changes[0].after
    (noted,) = [each for each in view.departments if each.notes]
    assert noted.notes[0].about in {each.key for each in noted.gaps}
