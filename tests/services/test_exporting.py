"""What a hospital exports, another one can import: the windows are the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from rota.domain.codes import LossPolicy, StaffGroup, WindowState, WindowType
from rota.domain.errors import Unavailable
from rota.domain.importing import ImportKind
from rota.domain.notices import NoticeKind
from rota.domain.windows import WindowTerms
from rota.services.exporting import export_notice, export_windows
from rota.services.importing import ImportOrder, import_file
from rota.storage.database import Database
from rota.tables import exports
from tests.tables.builders import reader

NOW = datetime(2016, 1, 8, 9, tzinfo=UTC)
FIRST = WindowTerms(
    datetime(2026, 10, 24, 19, tzinfo=UTC),
    datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    WindowType.FULL_WALKOUT,
    frozenset({StaffGroup.RESIDENT_DOCTOR, StaffGroup.NURSE}),
    frozenset({"St George's", "=Queen Mary"}),
    LossPolicy.CLIP,
    datetime(2026, 10, 1, 12, tzinfo=UTC),
    "-1 day, as announced",
)
LATER = replace(FIRST, type=WindowType.EMERGENCY_CARE_ONLY, end=None)
POST = WindowTerms(
    datetime(2026, 10, 20, 7, tzinfo=UTC),
    datetime(2026, 10, 21, 7, tzinfo=UTC),
    WindowType.FULL_WALKOUT,
    frozenset(),
    affects_post=True,
)


@pytest.fixture
def hospital(tmp_path):
    """Open databases by name, each empty at first."""
    made = []

    def hospital(name):
        made.append(Database(str(tmp_path / f"{name}.db"), lambda: NOW, "test"))
        return made[-1]

    yield hospital
    for each in made:
        each.close()


@pytest.fixture
def first(hospital):
    """One hospital with a revised window, a called-off one and a postal strike."""
    storage = hospital("first")
    with storage.write("test") as work:
        window = work.windows.add("@pay", "BMA", WindowState.CONFIRMED, FIRST, NOW, "")
        work.windows.revise(window, LATER, NOW, "they changed it")
        moved = replace(FIRST, start=datetime(2026, 10, 22, 7, tzinfo=UTC))
        work.windows.add("@pay", "BMA", WindowState.CALLED_OFF, moved, NOW, "")
        work.windows.add("Post", "CWU", WindowState.NOTIFIED, POST, NOW, "")
        work.say("Added.")
    return storage


def load(storage, path):
    outcome = import_file(storage, reader(), ImportOrder(ImportKind.WINDOWS, path), NOW)
    assert outcome.errors == []
    return outcome


def known(storage, *, history=True):
    with storage.read() as work:
        return [
            (
                each.dispute,
                each.union,
                each.state,
                each.terms,
                [old.terms for old in work.windows.revisions(each.window_id)] if history else (),
            )
            for each in work.windows.all()
        ]


def test_a_csv_carries_windows_and_their_history_to_an_empty_hospital(first, hospital, tmp_path):
    path = export_windows(first, exports, tmp_path / "windows.csv", NOW)
    second = hospital("second")
    assert load(second, path).added == 3
    assert known(second) == known(first)


def test_a_calendar_carries_the_windows_as_they_stand(first, hospital, tmp_path):
    path = export_windows(first, exports, tmp_path / "windows.ICS", NOW)
    second = hospital("second")
    assert load(second, path).added == 3
    assert known(second, history=False) == known(first, history=False)


@pytest.mark.parametrize("name", ["again.csv", "again.ics"])
def test_what_a_hospital_exports_changes_nothing_when_it_comes_back(name, first, tmp_path):
    before = known(first)
    outcome = load(first, export_windows(first, exports, tmp_path / name, NOW))
    assert (outcome.added, outcome.changed, outcome.unchanged) == (0, 0, 3)
    assert known(first) == before


def test_a_calendar_brings_a_new_state_to_the_window_it_means(first, tmp_path):
    path = export_windows(first, exports, tmp_path / "w.ics", NOW)
    text = path.read_text("utf-8").replace("STATE:confirmed", "STATE:completed")
    path.write_text(text, encoding="utf-8", newline="")
    outcome = load(first, path)
    assert (outcome.added, outcome.changed) == (0, 1)
    assert WindowState.COMPLETED in [each[2] for each in known(first)]


def test_a_damaged_event_means_that_nothing_is_saved(first, hospital, tmp_path):
    path = export_windows(first, exports, tmp_path / "w.ics", NOW)
    lines = path.read_text("utf-8").replace("X-STRIKE-ROTA-UNION:CWU", "X-STRIKE-ROTA-UNION:")
    path.write_text(lines, encoding="utf-8", newline="")
    second = hospital("second")
    outcome = import_file(second, reader(), ImportOrder(ImportKind.WINDOWS, path), NOW)
    assert [(each.row, each.column) for each in outcome.errors] == [(2, "X-STRIKE-ROTA-UNION")]
    assert (outcome.saved, known(second)) == (False, [])


def test_an_older_file_of_that_name_gives_way_and_nothing_else_is_left(first, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "w.csv").write_text("old")
    export_windows(first, exports, out / "w.csv", NOW)
    assert (out / "w.csv").read_bytes().startswith(b"\xef\xbb\xbfdispute,")
    assert [each.name for each in out.iterdir()] == ["w.csv"]


def test_a_folder_that_is_not_there_is_said(first, tmp_path):
    with pytest.raises(Unavailable, match="cannot be written"):
        export_windows(first, exports, tmp_path / "no" / "w.csv", NOW)


@pytest.mark.parametrize(("name", "begins"), [("n.html", "<!DOCTYPE"), ("n.txt", "What this")])
def test_a_notice_is_a_page_or_plain_text_by_the_files_name(name, begins, first, tmp_path):
    path = export_notice(first, NoticeKind.PUBLIC, 1, tmp_path / name, NOW)
    assert path.read_text("utf-8").startswith(begins)
