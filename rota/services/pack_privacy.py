"""Whom the strike pack does not name: it stays when what is known of who took part is deleted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from rota.domain.codes import StaffGroup
from rota.domain.windows import StrikeWindow
from rota.services.ports import Work

NOT_NAMED = "somebody of a group called out"
_FAR = datetime.max.replace(tzinfo=UTC)


class CalledOut:
    """Who is of a group that a strike calls out: that they cover tells that they did not strike."""

    def __init__(self, work: Work) -> None:
        self._groups: Mapping[str, StaffGroup] = work.people.groups()
        self._windows: list[StrikeWindow] = work.windows.all()

    def holds(self, staff_id: str, start: datetime, end: datetime) -> bool:
        """Say whether a strike of the day before to the day after calls somebody out.

        Cover may lie in the overhang of a strike, and a strike be called off since: any counts.
        """
        group = self._groups.get(staff_id)
        return any(
            group in each.terms.groups
            and start.date() <= (each.terms.end or _FAR).date()
            and each.terms.start.date() <= end.date()
            for each in self._windows
        )
