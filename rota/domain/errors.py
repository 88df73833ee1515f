"""The two kinds of 'no' a person can meet; anything else is a bug."""

from __future__ import annotations

from collections.abc import Sequence

from rota.domain.conflicts import Clash
from rota.domain.times import short_words


class Refused(Exception):
    """A rule says no. ``text`` is a whole sentence for the person; ``code`` is for scripts."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text


class Conflict(Refused):
    """Somebody else changed it after it was read here; nothing was saved.

    ``clashes`` are the first of ``number`` things that both changed, as they stood when the
    journal's newest entry was ``entry``: who has seen them may save over them.
    """

    def __init__(self, clashes: Sequence[Clash], number: int, entry: int) -> None:
        super().__init__("changed_meanwhile", _both(clashes, number))
        self.clashes = tuple(clashes)
        self.number = number
        self.entry = entry


def _both(clashes: Sequence[Clash], number: int) -> str:
    first = clashes[0]
    fields = "; ".join(
        f"{each.field} is now {each.theirs}, yours is {each.yours}" for each in first.differences
    )
    said = (
        f"{first.who} changed {first.what} on {short_words(first.at)}, after it was read here: "
        f"{fields}."
    )
    more = f" So it is with {number - 1:,} more." if number > 1 else ""
    return f"{said}{more} Nothing was saved. Look at it again first."


class Unavailable(Exception):
    """The world says no: disk full, file locked, a newer database. ``text`` says what to do."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text
