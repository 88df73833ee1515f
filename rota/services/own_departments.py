"""Keeping people whose role is for some departments to those departments."""

from __future__ import annotations

from collections.abc import Iterable

from rota.domain.permissions import See, departments_seen, refuse, refuse_sight
from rota.services.ports import Work


def seen_services(work: Work) -> frozenset[int] | None:
    """Return the services whose appointments the user may look at; None: those of every one."""
    own = departments_seen(work.user, See.VISITS)
    if own is None:
        return None
    services = work.duties.services()
    return frozenset(each.service_id for each in services if each.department.casefold() in own)


def refuse_others(work: Work, service_ids: Iterable[int]) -> None:
    """Refuse to show appointments at a service of a department that the role does not reach."""
    for department in _departments(work, service_ids):
        refuse_sight(work.user, See.VISITS, department)


def keep_to_own(work: Work, action: str, service_ids: Iterable[int | None]) -> None:
    """Refuse an action at a service of a department that the user's role does not reach."""
    for department in _departments(work, service_ids):
        refuse(work.user, action, department)


def _departments(work: Work, service_ids: Iterable[int | None]) -> list[str]:
    """Return the departments of some services, by name; where nobody signed in, none matters."""
    if work.user.is_open:
        return []
    departments = {each.service_id: each.department for each in work.duties.services()}
    return sorted({departments[each] for each in service_ids if each in departments})
