"""Strike windows from a file: new ones added, known ones revised or moved, with what follows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from rota.domain.codes import EventKind, WindowState, words
from rota.domain.grades import GradeLadder
from rota.domain.importing import RowProblem, WindowDraft
from rota.domain.windows import StrikeWindow, WindowTerms
from rota.services.disputes import EVENT_OF_STATE, add_event
from rota.services.loading import Loader, Row
from rota.services.ports import Work
from rota.services.strike_picture import find_window
from rota.services.window_changes import move_within, revise_within
from rota.services.windows import same_action

WHY = "imported"

ONWARD = {
    WindowState.NOTIFIED: set(WindowState),
    WindowState.CONFIRMED: {
        WindowState.SUSPENDED,
        WindowState.CALLED_OFF,
        WindowState.COMPLETED,
    },
    WindowState.SUSPENDED: {WindowState.CALLED_OFF, WindowState.COMPLETED},
    WindowState.CALLED_OFF: set(),
    WindowState.COMPLETED: set(),
}
"""Where a file may move a window. An old file never brings a called-off strike back."""

Chain = list[WindowDraft]


class WindowLoader(Loader):
    """Strike windows; a row marked revised is followed by its later revision."""

    def __init__(self, work: Work, now: datetime, ladder: GradeLadder) -> None:
        super().__init__(work)
        self._now = now
        self._ladder = ladder
        self._rows: list[tuple[int, WindowDraft]] = []

    def take(self, rows: Sequence[Row]) -> None:
        """Keep the rows until the whole file is read."""
        self._rows.extend((row.number, row.value) for row in rows if row.value is not None)

    def finish(self) -> None:
        """Join rows into windows and write those that are new or changed."""
        chains: list[tuple[int, Chain]] = []
        for number, chain in self._chains():
            first = next((n for n, other in chains if _same_chain(chain, other)), None)
            if first is None:
                chains.append((number, chain))
            else:
                text = f"This is the same strike as row {first}."
                self.tally.errors.append(RowProblem(number, "", "duplicate_window", text))
        known = self._match(chains)
        for number, chain in chains:
            window = known.get(number)
            if window is None:
                self._add(chain)
            else:
                self._settle(number, chain, window)

    def _chains(self) -> list[tuple[int, Chain]]:
        """Join the rows of each window; a chain is known by the number of its last row."""
        chains: list[tuple[int, Chain]] = []
        waiting: dict[tuple[str, str], tuple[int, Chain]] = {}
        for number, draft in self._rows:
            name = _name(draft)
            _, chain = waiting.pop(name, (0, []))
            chain.append(draft)
            if draft.outcome is None:
                waiting[name] = (number, chain)
            else:
                chains.append((number, chain))
        for number, _chain in waiting.values():
            self.tally.errors.append(
                RowProblem(
                    number,
                    "outcome",
                    "revision_missing",
                    "This window is marked revised, but no later row of the same dispute and "
                    "union says what it became.",
                )
            )
        return chains

    def _match(self, chains: Sequence[tuple[int, Chain]]) -> dict[int, StrikeWindow]:
        """Find each chain's window, the surest first, and no window for two chains.

        Surest is a window with the very same revisions; then one whose revisions begin the chain
        or go beyond it; then, for a file that tells only what a window now is (a calendar), one
        with those terms.
        """
        free = {each.window_id: each for each in self.work.windows.all()}
        said = {each: self.work.windows.revisions(each) for each in free}
        found: dict[int, StrikeWindow] = {}
        for is_it in (self._is_whole, self._is_start, self._is_now):
            for number, chain in chains:
                for window in list(free.values()):
                    terms = [each.terms for each in said[window.window_id]]
                    same_name = _name_of(window) == _name(chain[0])
                    if number not in found and same_name and is_it(chain, terms):
                        found[number] = free.pop(window.window_id)
        return found

    @staticmethod
    def _is_whole(chain: Chain, terms: Sequence[WindowTerms]) -> bool:
        return len(chain) == len(terms) and WindowLoader._is_start(chain, terms)

    @staticmethod
    def _is_start(chain: Chain, terms: Sequence[WindowTerms]) -> bool:
        return all(same_action(new.terms, old) for new, old in zip(chain, terms, strict=False))

    @staticmethod
    def _is_now(chain: Chain, terms: Sequence[WindowTerms]) -> bool:
        return len(chain) == 1 and same_action(chain[0].terms, terms[-1])

    def _settle(self, number: int, chain: Chain, window: StrikeWindow) -> None:
        later = chain[window.revision :]
        for draft in later:
            now = find_window(self.work, window.window_id)
            revise_within(self.work, now, draft.terms, WHY, self._now, self._ladder)
        moved = self._move(number, chain[-1], window)
        if later or moved:
            self.tally.changed += 1
            self.tally.changed_ids.append(str(window.window_id))
        else:
            self.tally.unchanged += 1

    def _move(self, number: int, last: WindowDraft, window: StrikeWindow) -> bool:
        state = last.outcome
        assert state is not None
        if window.state is state:
            return False
        if state not in ONWARD[window.state]:
            text = (
                f"The strike is {words(window.state)} here and {words(state)} in the file. "
                "It was left as it is: change it by hand if the file is right."
            )
            self.tally.warnings.append(RowProblem(number, "outcome", "state_kept", text))
            return False
        now = find_window(self.work, window.window_id)
        kind = EVENT_OF_STATE[state]
        move_within(self.work, now, state, kind, WHY, self._now, self._ladder)
        return True

    def _add(self, chain: Chain) -> None:
        first, state = chain[0], chain[-1].outcome
        assert state is not None
        window_id = self.work.windows.add(
            first.dispute, first.union, state, first.terms, self._now, WHY
        )
        self._tell(window_id, EventKind.NOTICE)
        for later in chain[1:]:
            self.work.windows.revise(window_id, later.terms, self._now, WHY)
            self._tell(window_id, EventKind.REVISED)
        if state is not WindowState.NOTIFIED:
            self._tell(window_id, EVENT_OF_STATE[state])
        self.tally.added += 1

    def _tell(self, window_id: int, kind: EventKind) -> None:
        """Add a line to the dispute's timeline; the file does not say when, so it is now."""
        window = find_window(self.work, window_id)
        add_event(self.work, window, kind, self._now, f"{window.title} (imported)", self._now)


def _name(draft: WindowDraft) -> tuple[str, str]:
    return draft.dispute.casefold(), draft.union.casefold()


def _name_of(window: StrikeWindow) -> tuple[str, str]:
    return window.dispute.casefold(), window.union.casefold()


def _same_chain(one: Chain, other: Chain) -> bool:
    """Say whether two chains of rows are the same window: it is entered once."""
    return len(one) == len(other) and all(
        _name(mine) == _name(its) and same_action(mine.terms, its.terms)
        for mine, its in zip(one, other, strict=True)
    )
