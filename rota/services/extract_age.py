"""How old the lists are that the hospital's own system gave, by their own time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from rota.domain.importing import HEADING_ROW, ImportKind, RowProblem
from rota.domain.posting import PostingClock
from rota.domain.times import short_words, to_local
from rota.services.ports import Work

DATED = frozenset({ImportKind.APPOINTMENTS, ImportKind.SLOTS})
CLOCKS_DIFFER = timedelta(hours=1)
"""A file from further ahead than this was not made then: its time is not believed."""
_NAMES = {ImportKind.APPOINTMENTS: "list of appointments", ImportKind.SLOTS: "list of free slots"}
_SAID = ".said"
_MESSAGES = ".messages"


@dataclass(frozen=True, slots=True)
class ExtractAge:
    """When the newest list was made, and how old it may be; ``is_said``: the file says so itself.

    A file that does not say counts from when it was saved, which only ever warns.
    """

    kind: ImportKind
    made_at: datetime
    now: datetime
    limit: timedelta | None
    is_said: bool

    @property
    def is_stale(self) -> bool:
        """Say whether it is older than the rules allow."""
        return self.limit is not None and self.now - self.made_at > self.limit

    @property
    def holds_letters(self) -> bool:
        """Say whether letters wait for a fresh list: the list itself says that it is too old."""
        return self.is_stale and self.is_said

    @property
    def text(self) -> str:
        """Return its age in a sentence."""
        made = "is of" if self.is_said else "was saved"
        old = f"{round((self.now - self.made_at) / timedelta(hours=1)):,} hours old"
        said = f"The {_NAMES[self.kind]} {made} {short_words(self.made_at)}, {old}."
        return f"{said} Bring in a fresh one before letters go." if self.is_stale else said


def extract_age(
    work: Work, clock: PostingClock, now: datetime, kind: ImportKind = ImportKind.APPOINTMENTS
) -> ExtractAge | None:
    """Return the age of the last list brought in; None where that is not known."""
    settings = work.settings.all()
    made = settings.get(_setting(kind), "")
    if not made:
        return None
    is_said = settings.get(_setting(kind) + _SAID) == "yes"
    limit = clock.fresh_for(to_local(now).date())
    return ExtractAge(kind, datetime.fromisoformat(made), now, limit, is_said)


def believed(made_at: datetime | None, now: datetime) -> datetime | None:
    """Return a file's time unless it lies ahead."""
    return None if made_at is None or made_at > now + CLOCKS_DIFFER else made_at


def keep_extract_time(
    work: Work, kind: ImportKind, made_at: datetime | None, is_said: bool
) -> None:
    """Keep when the list was made that is here now; a file that does not say makes it unknown."""
    there = work.settings.all()
    wanted = {
        _setting(kind): "" if made_at is None else made_at.isoformat(timespec="seconds"),
        _setting(kind) + _SAID: "yes" if made_at is not None and is_said else "",
    }
    work.settings.put({k: text for k, text in wanted.items() if there.get(k, "") != text})


def last_made(work: Work, kind: ImportKind) -> datetime | None:
    """Return when the list was made that was brought in last."""
    made = work.settings.all().get(_setting(kind), "")
    return datetime.fromisoformat(made) if made else None


def older_note(kind: ImportKind, made_at: datetime, last: datetime) -> RowProblem:
    """Say that a file is older than the one brought in before it."""
    text = (
        f"This {_NAMES[kind]} is of {short_words(made_at)}; the last one brought in is of "
        f"{short_words(last)}. What changed in between would be taken back."
    )
    return RowProblem(HEADING_ROW, "", "older_extract", text)


def newest_message(work: Work, kind: ImportKind) -> datetime | None:
    """Return when the newest message was sent of those brought in so far."""
    made = work.settings.all().get(_setting(kind) + _MESSAGES, "")
    return datetime.fromisoformat(made) if made else None


def keep_message_time(work: Work, kind: ImportKind, made_at: datetime) -> None:
    """Keep when the newest message was sent."""
    if newest_message(work, kind) != made_at:
        work.settings.put({_setting(kind) + _MESSAGES: made_at.isoformat()})


def older_messages_note(made_at: datetime, newest: datetime) -> RowProblem:
    """Say that the newest message of a file is older than one brought in before it."""
    text = (
        f"The newest message here is of {short_words(made_at)}; one of {short_words(newest)} was "
        "brought in before. Check that these do not undo it."
    )
    return RowProblem(HEADING_ROW, "", "older_messages", text)


def stale_note(age: ExtractAge) -> RowProblem:
    """Say that a file is too old to write letters from."""
    return RowProblem(HEADING_ROW, "", "stale_extract", age.text)


def _setting(kind: ImportKind) -> str:
    return f"extract.{kind}"
