"""The three people of the 2016 story, where their files are, and the book of what they did."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from tests.engines import Clock
from tests.journeys.story_figures import Book, minute
from tests.journeys.story_hospital import VISIT, recorded, windows
from tests.journeys.story_people import User, at
from tests.journeys.story_plan import Decided
from tests.journeys.story_reports import pdf_pages

BY_PHONE, DONE_BY_HAND, LEAVES_IT = "A09", "A13", "A14"
"""Mr Kerr operates on the last two; then he falls ill, and A14 is postponed after all."""
OWNER, LEFT_WHY = "the site manager", "The medical registrar of the day looks in"
EIGHT, NINE, TWENTY = at("2016-01-12 08:00"), at("2016-01-12 09:00"), at("2016-01-12 20:00")


class Story:
    """The three people, where their files are, and the book of what they did."""

    def __init__(self, qtbot: QtBot, path: Path, folder: Path) -> None:
        clock = Clock(at("2016-01-04 09:00"))
        self.folder, self.letters = folder, folder / "letters"
        self.letters.mkdir()
        self.manager, self.clerk, self.head = self.people = tuple(
            User(qtbot, path, who, clock) for who in ("manager", "clerk", "head")
        )
        self._book: Book | None = None

    @property
    def book(self) -> Book:
        """What the files say and what was done since; read once they are written."""
        if self._book is None:
            self._book = Book(recorded(self.folder), windows(self.folder))
        return self._book

    def note(self, decided: Decided) -> None:
        """Write down what was decided."""
        for key, (decision, new_start) in decided.items():
            start = None if new_start is None else minute(new_start)
            self.book.decided[key] = decision.value, start

    def references(self) -> dict[str, str]:
        """The reference on the letter of each patient, read off the paper; one page each."""
        found: dict[str, str] = {}
        for path in sorted(self.letters.glob("batch-*.pdf")):
            for page in filter(None, pdf_pages(path)):  # the back of a sheet is blank
                (reference,) = {word.strip(".,") for word in page.split() if "SR-" in word}
                (key,) = (key for key, row in VISIT.items() if f" {row['surname']}" in page)
                assert key not in found, "nobody is written to twice"
                found[key] = reference
        return found

    def close(self) -> None:
        """Send everybody home."""
        for each in self.people:
            each.go_home()
            each.storage.close()
