"""Who is out at once: standing strikes laid over each other, cut wherever one begins or ends."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from rota.domain.codes import StaffGroup, group_words
from rota.domain.times import to_local
from rota.domain.windows import StrikeWindow


@dataclass(frozen=True, slots=True)
class Together:
    """A stretch of time in which the same strikes stand; ``end`` None where one has no end."""

    start: datetime
    end: datetime | None
    windows: tuple[StrikeWindow, ...]

    @property
    def is_overlap(self) -> bool:
        """Say whether more than one strike stands."""
        return len(self.windows) > 1

    @property
    def called_out(self) -> frozenset[tuple[str, StaffGroup | None]]:
        """Return each union with each staff group it calls out; None stands for the post."""
        return frozenset(pair for window in self.windows for pair in _called_out(window))

    @property
    def count(self) -> int:
        """Return how many groups are out at once: a union and a staff group count as one."""
        return len(self.called_out)

    @property
    def who(self) -> str:
        """Return the unions in words; a union that calls out twice says whom: BMA consultants."""
        return joined(sorted(_party_words(self.windows)))

    @property
    def groups(self) -> str:
        """Return the staff groups in words, each once."""
        groups = {group for _, group in self.called_out}
        day = to_local(self.start).date()
        said = [group_words(each, day) for each in StaffGroup if each in groups]
        return joined([*said, "the post"] if None in groups else said)


def together(windows: Iterable[StrikeWindow]) -> tuple[Together, ...]:
    """Return the stretches in which strikes stand, in order of time, without the empty ones.

    Called-off and suspended strikes do not stand. A strike without an end never ceases.
    """
    standing = sorted(
        (each for each in windows if each.removes_duties),
        key=lambda each: (each.terms.start, each.window_id),
    )
    starts = {each.terms.start for each in standing}
    edges = sorted(starts | {each.terms.end for each in standing if each.terms.end is not None})
    found: list[Together] = []
    out: list[StrikeWindow] = []
    coming = 0
    for at, edge in enumerate(edges):
        out = [each for each in out if each.terms.end is None or each.terms.end > edge]
        while coming < len(standing) and standing[coming].terms.start == edge:
            out.append(standing[coming])
            coming += 1
        if out:
            end = edges[at + 1] if at + 1 < len(edges) else None
            found.append(Together(edge, end, tuple(out)))
    return tuple(found)


def joined(said: Iterable[str]) -> str:
    """Return words as a list: BMA, HCSA and RCN."""
    *most, last = [*said] or [""]
    return f"{', '.join(most)} and {last}" if most else last


def _called_out(window: StrikeWindow) -> Iterable[tuple[str, StaffGroup | None]]:
    if window.terms.affects_post:
        yield window.union, None
    for group in window.terms.groups:
        yield window.union, group


def _party_words(windows: tuple[StrikeWindow, ...]) -> list[str]:
    called: dict[str, set[frozenset[StaffGroup]]] = {}
    for window in windows:
        called.setdefault(window.union, set()).add(window.terms.groups)
    found: dict[str, None] = {}
    for window in windows:
        said = window.union
        if window.terms.is_postal_only:
            said = f"{window.union} (post)"
        elif len(called[window.union]) > 1:
            day = to_local(window.terms.start).date()
            groups = (group_words(each, day) for each in StaffGroup if each in window.terms.groups)
            said = f"{window.union} {joined(groups)}"
        found[said] = None
    return list(found)
