"""Keeping people whose role is for some departments to those departments."""

from __future__ import annotations

from collections.abc import Iterable

from rota.domain.permissions import refuse
from rota.services.ports import Work


def keep_to_own(work: Work, action: str, service_ids: Iterable[int | None]) -> None:
    """Refuse an action at a service of a department that the user's role does not reach."""
    if work.user.is_open:
        return
    departments = {each.service_id: each.department for each in work.duties.services()}
    touched = {departments[each] for each in service_ids if each in departments}
    for department in sorted(touched):
        refuse(work.user, action, department)
