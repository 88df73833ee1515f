"""The totals of past strike days: entered, imported, or taken from settled attendance."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from rota.domain.changes import Changes
from rota.domain.errors import Refused
from rota.domain.grades import GradeLadder
from rota.domain.importing import RowProblem
from rota.domain.times import day_words, to_local
from rota.domain.turnout import LEAST_GROUP, TurnoutTotal, check_total, group_words, joined
from rota.services.attendance import DayTotal, attendance_in, day_totals
from rota.services.loading import Loader, Row, good
from rota.services.ports import Storage, Work
from rota.services.windows import count_of

Key = tuple[date, str, str]
FROM_ATTENDANCE = "settled attendance"
"""The source of totals that the program counted itself; others it never writes over."""


@dataclass(frozen=True, slots=True)
class TotalsTaken:
    """How many totals were taken from attendance, and what was not.

    ``kept``: totals entered or imported before; ``elsewhere``: counted for another strike.
    ``left_out``: groups too small to be joined.
    ``partly``: groups of a day of which a duty is not settled; ``unsettled``: such duties.
    """

    taken: int = 0
    kept: int = 0
    left_out: int = 0
    unsettled: int = 0
    partly: int = 0
    elsewhere: int = 0
    changes: Changes = field(default_factory=Changes)

    @property
    def words(self) -> str:
        """Say what was taken, and what was not and why."""
        said = [f"{count_of(self.taken, 'total', 'totals')} taken from settled attendance."]
        if self.kept:
            kept = count_of(self.kept, "total", "totals")
            said.append(f"{kept} entered or imported before left as they are.")
        if self.elsewhere:
            others = count_of(self.elsewhere, "total", "totals")
            said.append(f"{others} not taken: counted for another strike of that day.")
        if self.partly:
            said.append(self.partly_words)
        if self.left_out:
            small = count_of(self.left_out, "group", "groups")
            said.append(f"{small} of too few people left out.")
        return " ".join(said)

    @property
    def partly_words(self) -> str:
        """Say how many groups wait until all their duties are settled."""
        groups = count_of(self.partly, "group", "groups")
        duties = count_of(self.unsettled, "duty is", "duties are")
        return f"{groups} of a day left out: {duties} not settled."


def keep_totals(
    storage: Storage, totals: Sequence[TurnoutTotal], now: datetime, least: int = LEAST_GROUP
) -> Changes:
    """Keep totals, or bring them to the given state. Refuses one that cannot be or is too small."""
    with storage.write("turnout") as work:
        work.attendance.put_totals([_checked(each, now, least) for each in totals])
        work.say(_kept_words(totals))
    return work.changes


def correct_total(
    storage: Storage, key: Key, new: TurnoutTotal, now: datetime, least: int = LEAST_GROUP
) -> Changes:
    """Put a total in the place of another. Refuses one that is not there, or is there already."""
    with storage.write("turnout") as work:
        known = {each.key: each for each in work.attendance.totals()}
        _check_there([key], known.keys())
        new = _checked(new, now, least)
        if new.key == key:
            new = replace(new, window_id=known[key].window_id)
        else:
            if new.key in known:
                raise Refused("there_already", f"{_words(new)} is on record already: correct that.")
            work.attendance.remove_totals([key])
        work.attendance.put_totals([new])
        work.say(f"Corrected the turnout of {_words(new)}.")
    return work.changes


def remove_totals(storage: Storage, keys: Sequence[Key]) -> Changes:
    """Remove totals. Refuses some that are not there."""
    with storage.write("turnout") as work:
        _check_there(keys, {each.key for each in work.attendance.totals()})
        work.attendance.remove_totals(keys)
        work.say(f"Removed {count_of(len(keys), 'turnout total', 'turnout totals')}.")
    return work.changes


def totals_from_attendance(
    storage: Storage, window_id: int, ladder: GradeLadder, now: datetime, least: int = LEAST_GROUP
) -> TotalsTaken:
    """Keep the totals of a strike's settled duties; what was entered or imported is left alone.

    A group counts once all its duties of the day are settled: part of a group is not a turnout.
    Groups of fewer than ``least`` people are joined, or left out.
    """
    with storage.write("turnout") as work:
        found = take_totals(work, window_id, ladder, now, least)
    return replace(found, changes=work.changes)


def take_totals(
    work: Work, window_id: int, ladder: GradeLadder, now: datetime, least: int = LEAST_GROUP
) -> TotalsTaken:
    """As ``totals_from_attendance``, within a transaction."""
    rows = attendance_in(work, window_id, ladder, now)
    groups = day_totals(rows)
    counted = [
        TurnoutTotal(
            each.day,
            each.site,
            each.grade,
            each.due,
            each.on_strike,
            each.absent_otherwise,
            FROM_ATTENDANCE,
            window_id,
        )
        for each in groups
        if not each.unsettled
    ]
    totals, left = joined(counted, least)
    there = work.attendance.totals()
    by_hand = {each.key for each in there if each.source != FROM_ATTENDANCE}
    ours = [each for each in there if each.window_id == window_id]
    others = {each.key for each in there} - by_hand - {each.key for each in ours}
    kept = sum(each.key in by_hand for each in totals)
    taken = [each for each in totals if each.key not in by_hand | others]
    work.attendance.remove_totals(_outdated(ours, taken, groups))
    work.attendance.put_totals(taken)
    work.say(_kept_words(taken))
    return TotalsTaken(
        len(taken),
        kept,
        left,
        sum(not row.is_settled for row in rows),
        len(groups) - len(counted),
        len(totals) - len(taken) - kept,
    )


def _outdated(
    ours: Sequence[TurnoutTotal], taken: Sequence[TurnoutTotal], groups: Sequence[DayTotal]
) -> list[Key]:
    """Return totals taken before of groups that are joined in another way now: none counts twice.

    On days that are not wholly settled what was taken before stays.
    """
    open_ = {each.day for each in groups if each.unsettled}
    now = {each.key for each in taken}
    return [
        each.key
        for each in ours
        if each.source == FROM_ATTENDANCE and each.day not in open_ and each.key not in now
    ]


class TurnoutLoader(Loader):
    """Totals of a file: added, or brought to what the file says. What it lacks stays."""

    def __init__(self, work: Work, now: datetime) -> None:
        super().__init__(work)
        self._today = to_local(now).date()
        self._there = {each.key: each for each in work.attendance.totals()}
        self._seen: dict[Key, int] = {}

    def take(self, rows: Sequence[Row]) -> None:
        """Compare a batch with what is there and write the difference."""
        put: list[TurnoutTotal] = []
        for row in rows:
            total: TurnoutTotal = good(row)
            first = self._seen.setdefault(total.key, row.number)
            if first != row.number:
                text = f"This day, site and grade are those of row {first} too."
                self._refuse(row, "grade", "duplicate_row", text)
            elif total.day > self._today:
                text = "That day is still to come: a total is of a past strike day."
                self._refuse(row, "day", "not_yet", text)
            elif self._there.get(total.key) == total:
                self.tally.unchanged += 1
            else:
                put.append(total)
        changed = [each for each in put if each.key in self._there]
        self.work.attendance.put_totals(put)
        self.tally.added += len(put) - len(changed)
        self.tally.changed += len(changed)
        self.tally.changed_ids.extend(_words(each) for each in changed)

    def finish(self) -> None:
        """A total not repeated still stands."""

    def _refuse(self, row: Row, column: str, code: str, text: str) -> None:
        self.tally.errors.append(RowProblem(row.number, column, code, text))


def _checked(total: TurnoutTotal, now: datetime, least: int) -> TurnoutTotal:
    total = replace(
        total,
        site=" ".join(total.site.split()),
        grade=" ".join(total.grade.split()),
        source=total.source.strip(),
    )
    check_total(total, least, to_local(now).date())
    return total


def _check_there(keys: Sequence[Key], known: Collection[Key]) -> None:
    for day, site, grade in keys:
        if (day, site, grade) not in known:
            text = f"There is no total of {day_words(day)} for {group_words((site, grade))}."
            raise Refused("unknown_total", text)


def _kept_words(totals: Sequence[TurnoutTotal]) -> str:
    if len(totals) == 1:
        return f"Kept the turnout of {_words(totals[0])}."
    return f"Kept {count_of(len(totals), 'turnout total', 'turnout totals')}."


def _words(total: TurnoutTotal) -> str:
    return f"{group_words((total.site, total.grade))}, {day_words(total.day)}"
